"""Our own asset checks; dbt's tests are checks of the models already."""

import datetime as dt
from collections.abc import Callable

import dagster as dg

from pipelines.assets.mentions import mentions
from pipelines.assets.pages import pages
from pipelines.assets.report import markdown_table
from pipelines.monitoring.sources import SourceStatus, sources_status
from pipelines.settings import Settings
from pipelines.sources.config import load_sources
from pipelines.staging.connection import connect

UNEXPECTED = ("below minimum", "above maximum", "never asked")

SPANS = """
select
    mention_id,
    value_text,
    substring(articles.text, mentions.char_start + 1, mentions.char_end - mentions.char_start) as span
from staging.mentions
left join staging.articles using (article_id, version)
where mentions.value_text is not null and not coalesce(contains(span, mentions.value_text), false)
order by mention_id
"""


@dg.asset_check(
    asset=mentions,
    blocking=True,
    description="Every mention's span of text holds the words printed for its figure.",
)
def spans_hold_their_figures(settings: dg.ResourceParam[Settings]) -> dg.AssetCheckResult:
    """Fail, and publish nothing, when a span does not hold its figure: the extractor would be making things up."""
    with connect(settings.build_db, read_only=True) as connection:
        wrong = connection.execute(SPANS).fetchall()
    return dg.AssetCheckResult(
        passed=not wrong,
        metadata={"wrong": len(wrong), "first": str(wrong[0]) if wrong else "none"},
    )


@dg.asset_check(
    asset=pages,
    description="Each enabled source gave between `expect.min` and `expect.max` pages when it was asked last.",
)
def sources_give_what_is_expected(
    settings: dg.ResourceParam[Settings], clock: dg.ResourceParam[Callable[[], dt.datetime]]
) -> dg.AssetCheckResult:
    """Warn where a source gave fewer or more pages than its entry expects, and say what failed."""
    with connect(settings.build_db, read_only=True) as connection:
        found = sources_status(connection, load_sources(settings.sources), clock())
    unexpected = [one for one in found if one.state in UNEXPECTED]
    return dg.AssetCheckResult(
        passed=not unexpected,
        severity=dg.AssetCheckSeverity.WARN,
        description="; ".join(map(_said, unexpected)) or None,
        metadata={
            "unexpected": len(unexpected),
            "sources": dg.MetadataValue.md(
                markdown_table(
                    [
                        {
                            "source": one.name,
                            "state": one.state,
                            "asked": one.asked_on,
                            "new page": one.new_on,
                            "pages": one.given,
                            "expected": f"{one.expected[0]} to {one.expected[1]}",
                            "why": "; ".join(f"{reason.reason} ({reason.addresses})" for reason in one.reasons),
                        }
                        for one in sorted(found, key=lambda one: one.state not in UNEXPECTED)
                        if one.state != "off"
                    ]
                )
            ),
        },
    )


def _said(one: SourceStatus) -> str:
    why = f" ({one.reasons[0].reason})" if one.reasons else ""
    return f"{one.name}: {one.given} pages, expected {one.expected[0]} to {one.expected[1]}{why}"
