"""What stands round a sentence in its article. Texts are not published: they are read from the build database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.errors import UserError
from pipelines.staging.connection import connect

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from pipelines.reviewing.queue import Told

CHARACTERS = 280
"""To show on either side of a sentence."""


def texts_of(build: Path, told: Collection[Told]) -> dict[tuple[str, str], str]:
    """Return the texts of the articles in which mentions stand, by article and version.

    While a run is writing there are none: a run must not have to wait for a reader, nor a reader for a run.
    """
    wanted = sorted({(one.article_id, one.version) for one in told})
    if not build.exists():
        return {}
    try:
        with connect(build, read_only=True) as connection:
            rows = connection.execute(
                """
                select article_id, version, text
                from staging.articles
                where article_id in (select unnest(?)) and version in (select unnest(?))
                """,
                [[article for article, _ in wanted], [version for _, version in wanted]],
            ).fetchall()
    except UserError:
        return {}
    return {(article, version): text for article, version, text in rows}


def around(told: Told, text: str) -> tuple[str, str]:
    """Return what stands before and after a mention's sentence, cut at words, on one line each."""
    before = " ".join(text[: told.sentence_start][-CHARACTERS:].split())
    after = " ".join(text[told.sentence_end :][:CHARACTERS].split())
    if told.sentence_start > CHARACTERS:
        before = "… " + before.partition(" ")[2]
    if len(text) - told.sentence_end > CHARACTERS:
        after = after.rpartition(" ")[0] + " …"
    return before, after
