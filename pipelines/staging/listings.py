"""What is remembered of feeds, site maps and archives of others that were read."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING

from pipelines.records import Listing
from pipelines.staging.schema import LISTINGS
from pipelines.staging.session import batch

if TYPE_CHECKING:
    from collections.abc import Iterable

    import duckdb

    from pipelines.staging.session import Session


def write_listings(connection: duckdb.DuckDBPyConnection, listings: Iterable[Listing]) -> None:
    """Write listings, inside the caller's transaction; of two of one address the later stays."""
    rows = [
        {**dataclasses.asdict(one), "read_at": one.read_at.astimezone(dt.UTC).replace(tzinfo=None)}
        for one in sorted(listings, key=lambda one: one.read_at)
    ]
    with batch(connection, LISTINGS, rows):
        connection.execute("""
            insert or replace into staging.listings by name
            select new.*
            from new_listings as new
            left join staging.listings as old using (address)
            where old.address is null or old.read_at <= new.read_at
        """)


def read_listings(session: Session) -> dict[str, Listing]:
    """Return all listings, by address: there are as many as there are feeds, site maps and files."""
    names = [column.name for column in LISTINGS.columns]
    found = [Listing(**dict(zip(names, row, strict=True))) for row in session.rows("from staging.listings", [])]
    return {one.address: dataclasses.replace(one, read_at=one.read_at.replace(tzinfo=dt.UTC)) for one in found}
