"""When each source last gave something, what failed the last time and why, and what is due."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

    from pipelines.sources.config import Source

State = Literal["fine", "some failed", "below minimum", "above maximum", "never asked", "off"]

GIVEN = "('fetched', 'unchanged', 'left')"
"""Outcomes of an address that a source has: new, as it was, or known and not due again."""

MOST_REASONS = 3

# A source that was not asked on the day on which others were (the feeds are, more often) has not failed.
ASKED_LAST = f"""
with asked as (
    select
        source,
        capture_day,
        count(*) filter (where outcome in {GIVEN}) as given,
        count(*) filter (where outcome = 'fetched') as fetched,
        count(*) filter (where outcome in ('failed', 'refused')) as failed,
        count(*) filter (where outcome = 'left') as not_read
    from staging.fetches
    group by all
)
select
    source,
    max(capture_day) as asked_on,
    max(capture_day) filter (where fetched > 0) as new_on,
    arg_max(given, capture_day) as given,
    arg_max(fetched, capture_day) as fetched,
    arg_max(failed, capture_day) as failed,
    arg_max(not_read, capture_day) as not_read
from asked
group by source
"""  # noqa: S608 - names of our own

REASONS = """
select source, reason, count(*) as addresses, min(address) as address
from staging.fetches
where outcome in ('failed', 'refused')
    and (source, capture_day) in (select (source, max(capture_day)) from staging.fetches group by source)
group by source, reason
order by source, addresses desc, reason
"""

# While a run writes, no other process can read its database; what was published says the same as of the last run.
COVERAGE = """
select
    source,
    max(capture_day) as asked_on,
    max(capture_day) filter (where fetched > 0) as new_on,
    arg_max(fetched + unchanged + not_due, capture_day) as given,
    arg_max(fetched, capture_day) as fetched,
    arg_max(failed + refused, capture_day) as failed,
    arg_max(not_due, capture_day) as not_read
from coverage
group by source
"""

COVERAGE_REASONS = """
select source, reasons, failed + refused as addresses, '' as address
from coverage
where failed + refused > 0
    and (source, capture_day) in (select (source, max(capture_day)) from coverage group by source)
order by source
"""

DUE = """
select source, count(*) filter (where next_due <= $now) as due, min(next_due) filter (where next_due > $now) as next_due
from staging.visits
where next_due is not null
group by source
"""

HAS_VISITS = """
select count(*) from duckdb_columns()
where schema_name = 'staging' and table_name = 'visits' and column_name = 'next_due'
"""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why addresses failed or were refused."""

    reason: str
    addresses: int
    """How many."""
    address: str
    """One of them; empty where that is not known."""


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """How one source is. Days and times are in UTC."""

    name: str
    kind: str
    state: State
    asked_on: dt.date | None
    """The day on which it was asked last; null where it never was."""
    new_on: dt.date | None
    """The day on which it last gave a page that was not known; null where it never did."""
    given: int
    """Pages that it had on the day on which it was asked last, known ones too."""
    new: int
    """Those of them that were not known before."""
    expected: tuple[int, int]
    """The least and the most that its entry expects."""
    failed: int
    """Addresses that failed or were refused on that day."""
    reasons: tuple[Reason, ...]
    """Why, the most frequent first."""
    due: int
    """Known addresses that are to be asked for again now."""
    next_due: dt.datetime | None
    """When the next one is, after now; null where none is known to be."""


def sources_status(
    connection: duckdb.DuckDBPyConnection | None,
    sources: Sequence[Source],
    now: dt.datetime,
    *,
    is_published: bool = False,
) -> list[SourceStatus]:
    """Return how each source is, in the order of the sources file, those that are off too.

    Args:
        connection: To the build database, or to the published one; null where nothing was ever run.
        sources: Every entry of the sources file.
        now: The time against which something is due, in UTC.
        is_published: Whether the connection is to the published database, which knows of nothing that is due.
    """
    asked: dict[str, tuple[Any, ...]] = {}
    reasons: dict[str, list[Reason]] = {}
    due: dict[str, tuple[int, dt.datetime | None]] = {}
    if connection is not None:
        rows = connection.execute(COVERAGE if is_published else ASKED_LAST).fetchall()
        asked = {row[0]: row[1:] for row in rows}
        for name, *reason in connection.execute(COVERAGE_REASONS if is_published else REASONS).fetchall():
            reasons.setdefault(name, []).append(Reason(reason[0] or "no reason given", *reason[1:]))
        due = {} if is_published else _due(connection, now)
    found = []
    for source in sources:
        asked_on, new_on, given, new, failed, not_read = asked.get(source.name, (None, None, 0, 0, 0, 0))
        number_due, next_due = due.get(source.name, (0, None))
        found.append(
            SourceStatus(
                name=source.name,
                kind=source.kind,
                state=_state(source, asked_on, given, failed, not_read),
                asked_on=asked_on,
                new_on=new_on,
                given=given,
                new=new,
                expected=(source.expect.min, source.expect.max),
                failed=failed,
                reasons=tuple(reasons.get(source.name, [])[:MOST_REASONS]),
                due=number_due,
                next_due=next_due,
            )
        )
    return found


def _state(source: Source, asked_on: dt.date | None, given: int, failed: int, not_read: int) -> State:
    if not source.enabled:
        return "off"
    if asked_on is None:
        return "never asked"
    # The pages of an archive of others are told when it is read, and not on the days on which it is as it was.
    is_as_it_was = source.kind == "warc" and not_read > 0
    if given < source.expect.min and not is_as_it_was:
        return "below minimum"
    if given > source.expect.max:
        return "above maximum"
    return "some failed" if failed else "fine"


def _due(connection: duckdb.DuckDBPyConnection, now: dt.datetime) -> dict[str, tuple[int, dt.datetime | None]]:
    (has_visits,) = connection.execute(HAS_VISITS).fetchone() or (0,)
    if not has_visits:
        return {}
    rows = connection.execute(DUE, {"now": now.astimezone(dt.UTC).replace(tzinfo=None)}).fetchall()
    return {source: (due, next_due and next_due.replace(tzinfo=dt.UTC)) for source, due, next_due in rows}
