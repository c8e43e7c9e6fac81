"""Find every reported figure in the articles that this extractor has not read yet."""

import time
from collections import Counter
from collections.abc import Callable, Iterator

import dagster as dg

from pipelines.assets.articles import articles
from pipelines.assets.asked import Again
from pipelines.assets.report import Reporter
from pipelines.errors import UserError
from pipelines.extraction.extractor import EXTRACTOR_VERSION, extract
from pipelines.extraction.parsing import DEFAULT_MODEL, load_model
from pipelines.partitions import capture_days, day_range
from pipelines.records import Article, Mention
from pipelines.retries import IN_A_WHILE
from pipelines.settings import Settings
from pipelines.staging.store import StagingStore

SECONDS_BETWEEN_LINES = 5

ARTICLES_AT_ONCE = 200
"""Articles of one transaction: a run that is killed loses no more."""


@dg.asset(
    partitions_def=capture_days,
    backfill_policy=dg.BackfillPolicy.single_run(),
    deps=[articles],
    group_name="extraction",
    kinds={"python", "spacy", "duckdb"},
    owners=["team:muster"],
    pool="warehouse",
    retry_policy=IN_A_WHILE,
    code_version=EXTRACTOR_VERSION,
    description=(
        "One row is one reported figure, or one unquantified transfer, in one article version, with its span of text "
        "and the rule that found it. A new extractor version is one backfill over the stored days, with no network."
    ),
)
def mentions(
    context: dg.AssetExecutionContext, config: Again, writable: dg.ResourceParam[Settings]
) -> dg.MaterializeResult[None]:
    """Read the articles of the run's days."""
    with Reporter(context) as report:
        first, last = day_range(context)
        with StagingStore(writable.build_db) as store:
            version = reader_version(writable.spacy_model)
            if config.again:
                store.forget_readings(first, last)
            to_read = store.articles_to_read(first, last, version)
            report.say(f"{len(to_read)} articles to read")
            results: list[tuple[Article, list[Mention]]] = []
            written = 0
            for result in read_all(to_read, writable.spacy_model, report.say):
                results.append(result)
                if len(results) - written == ARTICLES_AT_ONCE:
                    store.write_mentions(results[written:], version)
                    written = len(results)
            store.write_mentions(results[written:], version)
        found = [mention for _, of_one in results for mention in of_one]
        return report.result(
            f"{len(found)} mentions in {len(results)} articles",
            {"articles": len(results), "mentions": len(found), **Counter(mention.subject for mention in found)},
            [
                {
                    "subject": mention.subject,
                    "measure": mention.measure,
                    "value": mention.value_text,
                    "claimant": mention.claimant,
                    "sentence": mention.sentence,
                }
                for mention in found
            ],
        )


def reader_version(model: str) -> str:
    """Return what tells one reading of an article from another: the extractor, and the model it parses with."""
    return EXTRACTOR_VERSION if model == DEFAULT_MODEL else f"{EXTRACTOR_VERSION}+{model}"


def read_all(to_read: list[Article], model: str, say: Callable[[str], None]) -> Iterator[tuple[Article, list[Mention]]]:
    """Yield each article with its mentions, and say now and then how far it is.

    Raises:
        UserError: The spaCy pipeline named by `model` is not installed.
    """
    try:
        load_model(model)
    except OSError as error:
        raise UserError(
            f"MUSTER_SPACY_MODEL={model!r}: no such spaCy pipeline is installed; install or unset it"
        ) from error
    last_said = time.monotonic()
    for number, article in enumerate(to_read, start=1):
        yield article, extract(article, model=model)
        if time.monotonic() - last_said >= SECONDS_BETWEEN_LINES:
            last_said = time.monotonic()
            say(f"{number} of {len(to_read)} articles read")
