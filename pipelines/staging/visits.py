"""What is remembered of addresses on the web that were asked for."""

from __future__ import annotations

import dataclasses
import datetime as dt
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from pipelines.records import Meta, Visit
from pipelines.staging.schema import META_PREFIX, VISITS
from pipelines.staging.session import batch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import duckdb

    from pipelines.staging.session import Session


def write_visits(connection: duckdb.DuckDBPyConnection, visits: Iterable[Visit]) -> None:
    """Write visits, inside the caller's transaction; of two to one address the later stays."""
    rows = [_row(visit) for visit in sorted(visits, key=lambda visit: visit.last_asked)]
    with batch(connection, VISITS, rows):
        connection.execute("""
            insert or replace into staging.visits by name
            select new.*
            from new_visits as new
            left join staging.visits as old using (address)
            where old.address is null or old.last_asked <= new.last_asked
        """)


def read_visits(session: Session, addresses: Iterable[str]) -> dict[str, Visit]:
    """Return the visits to those of the addresses that were ever asked for."""
    with _listed(session, addresses):
        rows = session.rows("select visits.* from staging.visits where address in (from addresses_listed)", [])
    return {visit.address: visit for visit in map(_visit, rows)}


def staged_addresses(session: Session, addresses: Iterable[str]) -> set[str]:
    """Return those of the addresses of which any page is staged."""
    query = "select distinct address from staging.pages where address in (from addresses_listed)"
    with _listed(session, addresses):
        return {address for (address,) in session.rows(query, [])}


def due_pages(session: Session, source: str, now: dt.datetime) -> dict[str, Meta]:
    """Return the addresses that a source has asked for before and that are due by `now`, the longest due first.

    With each comes what was told of the page that it gave last: a feed has forgotten it by then.
    """
    names = [field.name for field in dataclasses.fields(Meta)]
    query = f"""
        select visits.address, {", ".join(f"pages.{META_PREFIX}{name}" for name in names)}
        from staging.visits
        left join staging.pages using (page_id)
        where visits.source = ? and next_due <= ?
        order by next_due, visits.address
    """  # noqa: S608 - names of our own
    return {
        address: Meta(**dict(zip(names, told, strict=True)))
        for address, *told in session.rows(query, [source, _utc(now)])
    }


@contextmanager
def _listed(session: Session, addresses: Iterable[str]) -> Iterator[None]:
    """Show addresses to SQL as the relation `addresses_listed`; as a parameter, a list of them takes seconds."""
    with session.explained() as connection:
        connection.register("addresses_listed", pa.table({"address": pa.array(sorted(set(addresses)), pa.string())}))
        try:
            yield
        finally:
            connection.unregister("addresses_listed")


def _row(visit: Visit) -> dict[str, Any]:
    return {name: _utc(value) if isinstance(value, dt.datetime) else value for name, value in _fields(visit).items()}


def _visit(values: tuple[Any, ...]) -> Visit:
    row: dict[str, Any] = {
        column.name: value.replace(tzinfo=dt.UTC) if isinstance(value, dt.datetime) else value
        for column, value in zip(VISITS.columns, values, strict=True)
    }
    return Visit(**row)


def _fields(visit: Visit) -> dict[str, Any]:
    return {field.name: getattr(visit, field.name) for field in dataclasses.fields(visit)}


def _utc(moment: dt.datetime) -> dt.datetime:
    # The table holds UTC without a zone: a client's own time zone then never changes what a time is.
    return moment.astimezone(dt.UTC).replace(tzinfo=None)
