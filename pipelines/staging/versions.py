"""Article versions: which one stays when several pages, or several versions of the cleaner, give it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipelines.staging.schema import ARTICLES
from pipelines.staging.session import batch

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    import duckdb


def forget_readings(connection: duckdb.DuckDBPyConnection) -> None:
    """Drop what was found in the article versions of the batch `new_extractions`."""
    connection.execute("""
        delete from staging.mentions
        where (article_id, version) in (select (article_id, version) from new_extractions)
    """)
    connection.execute("""
        delete from staging.extractions
        where (article_id, version) in (select (article_id, version) from new_extractions)
    """)


def forget_days(connection: duckdb.DuckDBPyConnection, first_day: dt.date, last_day: dt.date) -> None:
    """Drop the articles, rejections and mentions of days of capture, and that their pages were cleaned."""
    for table in ("cleanings", "rejections", "articles", "signatures", "extractions", "mentions"):
        connection.execute(
            f"delete from staging.{table} where capture_day between ? and ?",  # noqa: S608 - names of our own
            [first_day, last_day],
        )
    drop_what_no_page_gives(connection)


def forget_readings_of_days(connection: duckdb.DuckDBPyConnection, first_day: dt.date, last_day: dt.date) -> None:
    """Drop the mentions of days of capture, and that their articles were read."""
    for table in ("extractions", "mentions"):
        connection.execute(
            f"delete from staging.{table} where capture_day between ? and ?",  # noqa: S608 - names of our own
            [first_day, last_day],
        )


def replace_articles(connection: duckdb.DuckDBPyConnection, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write article versions, inside the caller's transaction.

    A row gives way to one made by another version of the cleaner, and to that of a page captured earlier. It is read
    anew then: its date of publication, against which "last week" is resolved, may have changed.
    """
    with batch(connection, ARTICLES, rows):
        connection.execute("""
            create or replace temp table replaced as
            select article_id, version
            from staging.articles as old
            join new_articles as new using (article_id, version)
            where new.cleaner_version != old.cleaner_version
                or (new.capture_day, new.page_id) < (old.capture_day, old.page_id)
        """)
        connection.execute("""
            delete from staging.extractions where (article_id, version) in (select (article_id, version) from replaced)
        """)
        for table in ("articles", "signatures"):
            connection.execute(f"""
                delete from staging.{table} where (article_id, version) in (select (article_id, version) from replaced)
            """)  # noqa: S608 - names of our own
        connection.execute("drop table replaced")
        connection.execute("insert into staging.articles by name from new_articles on conflict do nothing")


def drop_what_no_page_gives(connection: duckdb.DuckDBPyConnection) -> None:
    """Drop the article versions whose page now gives another or none, with their readings and mentions."""
    connection.execute("""
        delete from staging.articles
        where (page_id, article_id, version) not in (
            select (page_id, article_id, version) from staging.cleanings where article_id is not null
        )
    """)
    for table in ("signatures", "extractions", "mentions"):
        connection.execute(f"""
            delete from staging.{table}
            where (article_id, version) not in (select (article_id, version) from staging.articles)
        """)  # noqa: S608 - names of our own
    # Another page may have given the version that went: with no outcome, the next run cleans it and brings it back.
    connection.execute("""
        delete from staging.cleanings
        where article_id is not null
            and (article_id, version) not in (select (article_id, version) from staging.articles)
    """)
