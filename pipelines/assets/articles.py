"""Clean the pages that this cleaner has not read yet: an article, or a rejection with its reason."""

from collections import Counter
from collections.abc import Iterator

import dagster as dg

from pipelines.assets.asked import Again
from pipelines.assets.pages import pages
from pipelines.assets.report import Reporter
from pipelines.cleaning.article import CLEANER_VERSION, clean
from pipelines.extraction.extractor import SUPPORTED_LANGUAGES
from pipelines.fetching.archive import ArchiveLocation, WarcArchive
from pipelines.partitions import capture_days, day_range
from pipelines.records import Article, Rejection
from pipelines.retries import IN_A_WHILE
from pipelines.settings import Settings
from pipelines.staging.store import PageRow, StagingStore

PAGES_AT_ONCE = 200
"""Pages of one transaction: a run that is killed loses no more, and shows how far it is."""


@dg.asset(
    partitions_def=capture_days,
    backfill_policy=dg.BackfillPolicy.single_run(),
    deps=[pages],
    group_name="input",
    kinds={"python", "duckdb"},
    owners=["team:muster"],
    pool="warehouse",
    retry_policy=IN_A_WHILE,
    code_version=CLEANER_VERSION,
    description=(
        "One row is a version of an article: title, date, publisher, language and cleaned text. Pages that give no "
        "article are staged as rejections, with the reason. Reads the archive, never the network."
    ),
)
def articles(
    context: dg.AssetExecutionContext, config: Again, writable: dg.ResourceParam[Settings]
) -> dg.MaterializeResult[None]:
    """Clean the pages of the run's days."""
    with Reporter(context) as report:
        first, last = day_range(context)
        archive = WarcArchive(writable.archive)
        results: list[tuple[PageRow, Article | Rejection]] = []
        with StagingStore(writable.build_db) as store:
            if config.again:
                store.forget_days(first, last)
            rows = store.pages_to_clean(first, last, CLEANER_VERSION)
            report.say(f"{len(rows)} pages to clean")
            for start in range(0, len(rows), PAGES_AT_ONCE):
                batch = list(clean_all(rows[start : start + PAGES_AT_ONCE], archive))
                store.write_articles(batch)
                results += batch
                report.say(f"{min(start + PAGES_AT_ONCE, len(rows))} of {len(rows)} pages cleaned")
            reprints = store.group_texts()
        cleaned = [one for _, one in results if isinstance(one, Article)]
        rejected = [one for _, one in results if isinstance(one, Rejection)]
        reasons = Counter(one.reason for one in rejected)
        return report.result(
            f"{len(cleaned)} articles, {len(rejected)} pages rejected",
            {
                "pages": len(rows),
                "articles": len(cleaned),
                "rejections": len(rejected),
                "reprints": reprints,
                **reasons,
            },
            [
                {
                    "title": one.title,
                    "publisher": one.publisher,
                    "published": one.published,
                    "characters": len(one.text),
                }
                for one in cleaned
            ],
        )


def clean_all(rows: list[PageRow], archive: WarcArchive) -> Iterator[tuple[PageRow, Article | Rejection]]:
    """Yield each page's row with what the cleaner made of it.

    An article that the extractor cannot read is followed by a rejection: it is staged, and counted as unread.

    Raises:
        UserError: A page's bytes are not in the archive.
    """
    for row in rows:
        outcome = clean(archive.read_page(ArchiveLocation(row.archive_file, row.archive_offset, row.archive_length)))
        yield row, outcome
        if isinstance(outcome, Article) and outcome.language not in SUPPORTED_LANGUAGES:
            yield (
                row,
                Rejection(
                    page_id=row.page_id,
                    source=row.source,
                    address=row.address,
                    reason="unsupported_language",
                    detail=outcome.language,
                    cleaner_version=outcome.cleaner_version,
                ),
            )
