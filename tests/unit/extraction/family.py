"""Pairs of text and claims, read from `families/*.yml`, and what the extractor makes of each.

A pair lists every claim that its text holds. Of a claim only the keys that are given are compared, so a pair can leave
out what careful readers could see differently.
"""

from __future__ import annotations

import functools
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from pipelines.extraction.claims import claims_as_rows
from pipelines.extraction.extractor import read
from pipelines.records import Article, content_key

FAMILIES = Path(__file__).parent / "families"
GAPS = Path(__file__).parent / "gaps.txt"
sys.path.insert(0, str(Path(__file__).parents[2] / "golden"))

from scoring import same_field, same_number  # noqa: E402 - the golden articles' scorer compares fields for both

_BOUNDS = ("low", "best", "high")
_NAMES = frozenset({"claimant", "place", "population", "item", "actor", "counterparty"})


@dataclass(frozen=True, slots=True)
class Pair:
    """One text with its claims."""

    family: str
    shows: str
    text: str
    published: str | None
    title: str | None
    claims: tuple[dict[str, Any], ...]

    @property
    def key(self) -> str:
        """Names the pair for the list of gaps: it changes with the text."""
        return content_key(self.family, self.text)


@functools.cache
def pairs() -> tuple[Pair, ...]:
    """Return every pair, by family."""
    found = []
    for path in sorted(FAMILIES.glob("*.yml")):
        for row in YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8")):
            published = str(row["published"]) if row.get("published") else None
            claims = tuple(row["claims"] or ())
            found.append(Pair(path.stem, row["shows"], row["text"], published, row.get("title"), claims))
    return tuple(found)


@functools.cache
def gaps() -> dict[str, str]:
    """Return the keys of the pairs that the extractor does not read rightly yet, with what each shows."""
    lines = GAPS.read_text(encoding="utf-8").splitlines()
    return dict(line.split(" ", 1) for line in lines if line and not line.startswith("#"))


def claims_in(pair: Pair) -> list[dict[str, Any]]:
    """Return what the extractor finds in a pair's text."""
    article = Article(
        article_id="a", version="v", page_id=None, source=None, canonical_url="https://paper.example/a",
        title=pair.title, text=pair.text, language="en", published=pair.published,
    )  # fmt: skip
    return claims_as_rows(read(article).mentions, "a")


def _same(key: str, found: dict[str, Any], wanted: dict[str, Any]) -> bool:
    if key in {"via", "part_of"}:
        return (not wanted[key]) == (not found.get(key)) or wanted[key] is None
    if key in _BOUNDS:
        return found[key] is None if wanted[key] is None else same_number(found[key], wanted[key])
    if key == "value_text" and wanted[key] is None:
        return True
    return same_field(key, found, wanted)


def _is_same_figure(found: dict[str, Any], wanted: dict[str, Any]) -> bool:
    if found["subject"] != wanted["subject"]:
        return False
    numbers = [wanted.get(key) for key in _BOUNDS if wanted.get(key) is not None]
    if wanted.get("value_text") is None and numbers:
        return any(same_number(found[key], number) for key in _BOUNDS for number in numbers)
    return bool(found["value_text"] == wanted.get("value_text"))


def faults(pair: Pair) -> list[str]:
    """Return what is missed, wrong or too much in a pair, in words; empty where all is right."""
    left = claims_in(pair)
    wrong = []
    for wanted in pair.claims:
        fitting = [found for found in left if _is_same_figure(found, wanted)]
        if not fitting:
            wrong.append(f"missed: {wanted}")
            continue
        best = max(fitting, key=lambda found: sum(_same(key, found, wanted) for key in wanted))
        left.remove(best)
        differing = {key: (best.get(key), wanted[key]) for key in wanted if not _same(key, best, wanted)}
        if differing:
            wrong.append(f"{wanted.get('value_text') or wanted.get('item')}: (found, wanted) {differing}")
    wrong += [
        f"too much: {extra['measure']} {extra['value_text'] or extra['item']} by {extra['rule']}" for extra in left
    ]
    return wrong


def list_gaps() -> None:
    """Write the list of gaps anew."""
    open_pairs = [pair for pair in pairs() if faults(pair)]
    head = (
        "# Pairs that are not read rightly yet: their key, their family and what they show. A test expects each of them\n"
        "# to fail, and fails where one is read rightly, so that the list only shrinks.\n"
        "# Written by: python tests/unit/extraction/family.py\n"
    )
    rows = [f"{pair.key} {pair.family}: {pair.shows}" for pair in open_pairs]
    GAPS.write_text(head + "\n".join(rows) + "\n", encoding="utf-8")
    print(f"{len(pairs()) - len(open_pairs)} of {len(pairs())} pairs are read rightly")


if __name__ == "__main__":
    list_gaps()
