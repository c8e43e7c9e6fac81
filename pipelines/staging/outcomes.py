"""Pages and outcomes: the rows of what was captured, and which of them stays where an address is asked for again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pipelines.staging.listings import write_listings
from pipelines.staging.rows import page_row
from pipelines.staging.schema import FETCHES, PAGES
from pipelines.staging.session import batch
from pipelines.staging.visits import write_visits

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    import duckdb

    from pipelines.fetching.archive import ArchiveLocation
    from pipelines.records import Listing, Visit
    from pipelines.sources.capture import Capture


@dataclass(frozen=True, slots=True)
class Batch:
    """What is staged at once."""

    pages: list[dict[str, Any]] = field(default_factory=list)
    """Rows of `staging.pages`."""
    fetches: list[dict[str, Any]] = field(default_factory=list)
    """Rows of `staging.fetches`."""
    visits: list[Visit] = field(default_factory=list)
    listings: list[Listing] = field(default_factory=list)


def batch_of(
    day: dt.date, captures: Iterable[tuple[Capture, ArchiveLocation | None]], listings: Iterable[Listing] = ()
) -> Batch:
    """Return the rows of captures.

    Args:
        day: The day of capture, in UTC.
        captures: What came of each address, and where the archive holds the page; null unless it was fetched.
        listings: What was read to learn of the addresses, and is to be remembered.

    Raises:
        ValueError: A fetched page has no place in the archive.
    """
    rows = Batch(listings=list(listings))
    for capture, location in captures:
        if capture.page is not None and capture.outcome == "fetched":
            if location is None:
                raise ValueError(f"{capture.address}: fetched, but not archived")
            rows.pages.append(page_row(capture.page, day, location))
        if capture.visit is not None:
            rows.visits.append(capture.visit)
        rows.fetches.append(
            {
                "source": capture.source,
                "capture_day": day,
                "address": capture.address,
                "outcome": capture.outcome,
                "reason": capture.reason,
                "page_id": capture.page_id,
            }
        )
    return rows


def write(connection: duckdb.DuckDBPyConnection, rows: Batch) -> None:
    """Write a batch, inside the caller's transaction.

    A page that is staged stays as it was first captured. What was fetched on a day stays `fetched` though it is asked
    for again and found unchanged, or fails; a failure gives way to a later success, and what was left to whatever
    came of it later.
    """
    _write_pages(connection, rows.pages)
    with batch(connection, FETCHES, rows.fetches):
        connection.execute("""
            insert into staging.fetches by name from new_fetches
            on conflict do update set outcome = excluded.outcome, reason = excluded.reason,
                page_id = excluded.page_id
            where (excluded.outcome in ('fetched', 'unchanged')
                    and fetches.outcome not in ('fetched', 'unchanged'))
                or (excluded.outcome = 'fetched' and excluded.page_id is distinct from fetches.page_id)
                or fetches.outcome = 'left'
        """)
    write_visits(connection, rows.visits)
    write_listings(connection, rows.listings)


def _write_pages(connection: duckdb.DuckDBPyConnection, rows: Iterable[Mapping[str, Any]]) -> None:
    with batch(connection, PAGES, rows):
        connection.execute("insert into staging.pages by name from new_pages on conflict do nothing")
