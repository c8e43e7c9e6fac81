"""How much is staged: the numbers that a run's summary shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.records import MEASURES

if TYPE_CHECKING:
    import datetime as dt

    import duckdb


@dataclass(frozen=True, slots=True)
class StagingCounts:
    """Numbers of rows, over all days or over those asked for."""

    pages: int
    articles: int
    fetches_by_outcome: dict[str, int]
    rejections_by_reason: dict[str, int]
    mentions_by_subject: dict[str, int]
    """Every subject is there, also with 0."""

    @property
    def rejections(self) -> int:
        """Number of pages that gave no article that is read."""
        return sum(self.rejections_by_reason.values())

    @property
    def mentions(self) -> int:
        """Number of mentions on all subjects."""
        return sum(self.mentions_by_subject.values())


def count_staging(
    connection: duckdb.DuckDBPyConnection, first_day: dt.date | None = None, last_day: dt.date | None = None
) -> StagingCounts:
    """Count the staged rows of the days of capture given (both included); no day given: no bound on that side."""
    rows = connection.execute(
        """
        with counted as (
            select 'pages' as what, '' as which, capture_day from staging.pages
            union all select 'articles', '', capture_day from staging.articles
            union all select 'fetches', outcome, capture_day from staging.fetches
            union all select 'rejections', reason, capture_day from staging.rejections
            union all select 'mentions', subject, capture_day from staging.mentions
        )
        select what, which, count(*)
        from counted
        where ($first::date is null or capture_day >= $first) and ($last::date is null or capture_day <= $last)
        group by what, which
        order by what, which
        """,
        {"first": first_day, "last": last_day},
    ).fetchall()

    def grouped(what: str) -> dict[str, int]:
        return {which: int(number) for name, which, number in rows if name == what}

    return StagingCounts(
        pages=sum(grouped("pages").values()),
        articles=sum(grouped("articles").values()),
        fetches_by_outcome=grouped("fetches"),
        rejections_by_reason=grouped("rejections"),
        mentions_by_subject=dict.fromkeys(MEASURES, 0) | grouped("mentions"),
    )
