"""The example newsroom as a labelled set: its pages go through cleaning first, as in a run."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML

from pipelines.cleaning.article import clean
from pipelines.records import Article
from pipelines.sources.config import load_sources
from pipelines.sources.folder import list_files, read_page

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
LABELS = Path(__file__).parent / "newsroom_expected.yml"
SOURCE = "example-newsroom"
CAPTURED = dt.datetime(2026, 1, 1, 6, 0, tzinfo=dt.UTC)


def newsroom_files() -> list[Path]:
    """Return every file that the scores depend on: the pages, what stands beside them, the labels."""
    beside = (path for path in (ROOT / "examples" / "newsroom").iterdir() if path.name != "README.md")
    return [*sorted(beside), LABELS]


def newsroom_articles() -> Iterator[tuple[str, list[dict[str, Any]], Article | None]]:
    """Yield (page, labelled claims, article or null where the page gave none), page by page.

    A page that should be an article and is rejected has missed all its claims. One that should be rejected, and is,
    is as it should be: its claims are not asked for. Where it is read nevertheless, they are.
    """
    (source,) = (source for source in load_sources(ROOT / "sources.yml") if source.name == SOURCE)
    paths = {path.name: (address, path) for address, path in list_files(source)}
    for entry in YAML(typ="safe").load(LABELS.read_text(encoding="utf-8")):
        found = clean(read_page(source, *paths[entry["page"]], CAPTURED))
        article = found if isinstance(found, Article) else None
        if article is not None or entry["outcome"] == "article":
            yield entry["page"], [_as_label(claim) for claim in entry["claims"]], article


def _as_label(claim: dict[str, Any]) -> dict[str, Any]:
    """Return a claim under the names of the labels' schema; fields that the newsroom does not label stay out."""
    renamed = {"sentence": "quote", "also_sentences": "also_quotes"}
    return {renamed.get(name, name): value for name, value in claim.items()}
