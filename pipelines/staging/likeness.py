"""Texts that are one text printed by several: the sketch of each article version, and the group that it is in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipelines.cleaning.similarity import Sketch, group_texts, sketch
from pipelines.staging.schema import SIGNATURES
from pipelines.staging.session import batch

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb

TEXTS_AT_ONCE = 500


def group_articles(connection: duckdb.DuckDBPyConnection) -> int:
    """Sketch the article versions that have no sketch and group all of them, inside the caller's transaction.

    Groups depend on what is staged alone, not on when it came: the first of a group is the one published first. Where
    nothing came or went since the last time, nothing is compared.

    Returns:
        How many texts are like one before them.
    """
    for rows in _unknown(connection):
        with batch(connection, SIGNATURES, rows):
            connection.execute("insert into staging.signatures by name from new_signatures")
    if _has_changed(connection):
        _group_all(connection)
    return _one(connection, "select count(*) from staging.signatures where text_group != article_id || '-' || version")


def _unknown(connection: duckdb.DuckDBPyConnection) -> Iterator[list[dict[str, Any]]]:
    keys = connection.execute("""
        select article_id, version
        from staging.articles
        anti join staging.signatures using (article_id, version)
        order by all
    """).fetchall()
    for start in range(0, len(keys), TEXTS_AT_ONCE):
        texts = connection.execute(
            """
            select article_id, version, capture_day, text
            from staging.articles
            where article_id || '-' || version in (select unnest(?::varchar[]))
            """,
            [[f"{article_id}-{version}" for article_id, version in keys[start : start + TEXTS_AT_ONCE]]],
        ).fetchall()
        yield [_row(*of_text) for of_text in texts]


def _row(article_id: str, version: str, capture_day: object, text: str) -> dict[str, Any]:
    sketched = sketch(text)
    return {
        "article_id": article_id,
        "version": version,
        "capture_day": capture_day,
        "shingles": sketched.shingles,
        "minima": sketched.minima,
        "text_group": None,
    }


def _has_changed(connection: duckdb.DuckDBPyConnection) -> bool:
    """Return whether a text came that is in no group, or the first of a group went."""
    return bool(
        _one(
            connection,
            """
            select count(*) from staging.signatures
            where coalesce(text_group not in (select article_id || '-' || version from staging.signatures), true)
            """,
        )
    )


def _group_all(connection: duckdb.DuckDBPyConnection) -> None:
    rows = connection.execute("""
        select article_id || '-' || version, shingles, minima
        from staging.signatures
        join staging.articles using (article_id, version)
        order by articles.published nulls last, articles.capture_day, article_id, version
    """).fetchall()
    groups = group_texts((key, Sketch(shingles, tuple(minima))) for key, shingles, minima in rows)
    pairs = [list(column) for column in zip(*groups.items(), strict=True)]
    connection.execute(
        """
        update staging.signatures set text_group = found.text_group
        from (select unnest(?::varchar[]) as key, unnest(?::varchar[]) as text_group) as found
        where found.key = signatures.article_id || '-' || signatures.version
            and found.text_group is distinct from signatures.text_group
        """,
        pairs,
    )


def _one(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0
