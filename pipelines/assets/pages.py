"""Ask every source for its pages; keep the new ones in the archive, and stage what came of each address."""

import datetime as dt
from collections import Counter
from collections.abc import Callable

import dagster as dg

from pipelines.assets.report import Reporter
from pipelines.fetching.archive import WarcArchive
from pipelines.partitions import capture_days, day_range
from pipelines.settings import Settings
from pipelines.sources.capture import Capture, Fetcher, capture
from pipelines.sources.config import load_sources
from pipelines.staging.store import StagingStore


@dg.asset(
    partitions_def=capture_days,
    backfill_policy=dg.BackfillPolicy.single_run(),
    group_name="input",
    kinds={"python", "duckdb"},
    owners=["team:muster"],
    pool="warehouse",
    description=(
        "One row is a page as captured: its bytes lie in a WARC file, the row says where. A source that fails is "
        "reported with its reason and the others go on. Only today can be captured: for an earlier day nothing is "
        "asked, and what is stored stays."
    ),
)
def pages(
    context: dg.AssetExecutionContext,
    writable: dg.ResourceParam[Settings],
    fetcher: dg.ResourceParam[Fetcher],
    clock: dg.ResourceParam[Callable[[], dt.datetime]],
) -> dg.MaterializeResult[None]:
    """Capture today's pages of every enabled source."""
    report = Reporter(context)
    now = clock()
    first, last = day_range(context)
    if not first <= now.date() <= last:
        return report.result("nothing asked: only today can be captured", {"asked": 0})
    captures = capture_all(writable, fetcher, now, run_id=context.run_id, say=report.say)
    outcomes: Counter[str] = Counter(capture.outcome for capture in captures)
    counts = {outcome: outcomes[outcome] for outcome in ("fetched", "unchanged", "failed", "refused")}
    for failed in captures:
        if failed.page is None:
            context.log.warning("%s: %s: %s", failed.outcome, failed.address, failed.reason)
    return report.result(
        ", ".join(f"{count} {outcome}" for outcome, count in counts.items() if count or outcome == "fetched"),
        {"asked": len(captures), **counts},
        [
            {"source": one.source, "address": one.address, "outcome": one.outcome, "reason": one.reason}
            for one in sorted(captures, key=lambda one: one.outcome == "unchanged")
        ],
    )


def capture_all(
    settings: Settings, fetcher: Fetcher, now: dt.datetime, *, run_id: str, say: Callable[[str], None]
) -> list[Capture]:
    """Capture every enabled source, archive the new pages and stage the outcomes, in one transaction.

    The archive's file is whole before a row points into it: a run killed between the two leaves a file that no
    row names, and the next run fetches those pages again.
    """
    sources = [source for source in load_sources(settings.sources) if source.enabled]
    captures: list[Capture] = []
    with StagingStore(settings.build_db) as store:
        with WarcArchive(settings.archive).open(run_id, now.date()) as archive:
            located = []
            for source in sources:
                for one in capture(source, fetcher=fetcher, now=now, known=store.known_page):
                    is_new = one.outcome == "fetched"
                    located.append((one, archive.write(one.page) if is_new and one.page else None))
                    captures.append(one)
                say(f"{source.name}: {sum(one.source == source.name for one in captures)} pages asked for")
        store.write_captures(now.date(), located)
    return captures
