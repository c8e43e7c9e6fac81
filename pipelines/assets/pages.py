"""Ask every source for its pages; keep the new ones in the archive, and stage what came of each address."""

import datetime as dt
from collections import Counter
from collections.abc import Callable

import dagster as dg

from pipelines.assets.asked import Asked
from pipelines.assets.report import Reporter
from pipelines.capturing import capture_all
from pipelines.fetching.archive import WarcArchive
from pipelines.partitions import capture_days, day_range
from pipelines.replay.restore import restore
from pipelines.retries import IN_A_WHILE
from pipelines.settings import Settings
from pipelines.sources.capture import Fetcher
from pipelines.sources.config import load_sources
from pipelines.staging.store import StagingStore

OUTCOMES = ("fetched", "unchanged", "failed", "refused", "left")


@dg.asset(
    partitions_def=capture_days,
    backfill_policy=dg.BackfillPolicy.single_run(),
    group_name="input",
    kinds={"python", "duckdb"},
    owners=["team:muster"],
    pool="warehouse",
    retry_policy=IN_A_WHILE,
    description=(
        "One row is a page as captured: its bytes lie in a WARC file, the row says where. A source that fails is "
        "reported with its reason and the others go on. Only today can be captured: of an earlier day, what the "
        "archive holds is staged again, and nobody is asked."
    ),
)
def pages(
    context: dg.AssetExecutionContext,
    config: Asked,
    writable: dg.ResourceParam[Settings],
    fetcher: dg.ResourceParam[Fetcher],
    clock: dg.ResourceParam[Callable[[], dt.datetime]],
) -> dg.MaterializeResult[None]:
    """Capture today's pages of the sources asked, or stage stored days again."""
    with Reporter(context) as report:
        now = clock()
        first, last = day_range(context)
        if config.from_archive or not first <= now.date() <= last:
            with StagingStore(writable.build_db) as store:
                stored = restore(store, WarcArchive(writable.archive), first, last, report.say)
            return report.result(
                f"{stored.pages} pages of {stored.days} stored days, nobody asked",
                {"asked": 0, "restored": stored.pages, "outcomes": stored.outcomes},
            )
        sources = [source for source in load_sources(writable.sources) if config.wants(source)]
        captures = capture_all(writable, sources, fetcher, now, run_id=context.run_id, say=report.say)
        outcomes: Counter[str] = Counter(capture.outcome for capture in captures)
        counts = {outcome: outcomes[outcome] for outcome in OUTCOMES}
        for failed in captures:
            if failed.outcome in {"failed", "refused"}:
                context.log.warning("%s: %s: %s", failed.outcome, failed.address, failed.reason)
        return report.result(
            ", ".join(f"{count} {outcome}" for outcome, count in counts.items() if count or outcome == "fetched"),
            {"asked": len(captures) - counts["left"], **counts},
            [
                {"source": one.source, "address": one.address, "outcome": one.outcome, "reason": one.reason}
                for one in sorted(captures, key=lambda one: one.outcome in {"unchanged", "left"})
            ],
        )
