"""Our own asset checks; dbt's tests are checks of the models already."""

import dagster as dg

from pipelines.assets.mentions import mentions
from pipelines.assets.pages import pages
from pipelines.settings import Settings
from pipelines.sources.config import load_sources
from pipelines.staging.connection import connect

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

ASKED_LAST = """
select source, count(*) filter (where outcome in ('fetched', 'unchanged', 'left')) as pages
from staging.fetches
where capture_day = (select max(capture_day) from staging.fetches)
group by source
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


@dg.asset_check(asset=pages, description="Each enabled source gave between `expect.min` and `expect.max` pages.")
def sources_give_what_is_expected(settings: dg.ResourceParam[Settings]) -> dg.AssetCheckResult:
    """Warn where a source gave fewer or more pages on the last day asked than its entry expects."""
    with connect(settings.build_db, read_only=True) as connection:
        given = dict(connection.execute(ASKED_LAST).fetchall())
    unexpected = [
        f"{source.name}: {given.get(source.name, 0)} pages, expected {source.expect.min} to {source.expect.max}"
        for source in load_sources(settings.sources)
        if source.enabled and not source.expect.min <= given.get(source.name, 0) <= source.expect.max
    ]
    return dg.AssetCheckResult(
        passed=not unexpected,
        severity=dg.AssetCheckSeverity.WARN,
        description="; ".join(unexpected) or None,
        metadata={"unexpected": len(unexpected), "pages": given},
    )
