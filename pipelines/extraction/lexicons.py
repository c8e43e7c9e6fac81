"""Reading the word lists, once a process, with an error that names the file."""

from __future__ import annotations

import csv
import functools
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML

if TYPE_CHECKING:
    from collections.abc import Iterable

FOLDER = Path(__file__).parent / "lexicon"


class LexiconError(ValueError):
    """A word list that cannot be used: the message names the file, the entry and what was expected."""


@functools.cache
def load_yaml(name: str) -> Any:
    """Return the parsed content of `lexicon/<name>.yml`. Raises `LexiconError` where it is not valid YAML."""
    path = FOLDER / f"{name}.yml"
    try:
        return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    except Exception as error:
        raise LexiconError(f"{path.name}: {error}") from error


@functools.cache
def load_csv(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of `lexicon/<name>.csv` as dictionaries of strings."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = tuple(csv.DictReader(line for line in file if line.strip() and not line.startswith("#")))
    for number, row in enumerate(rows, 2):
        if None in row or None in row.values():
            raise LexiconError(f"{name}.csv: line {number}: {len(row)} columns do not fit the header")
    return rows


def one_of(words: Iterable[str]) -> str:
    """Return a pattern that fits any of the words, the longest where several fit.

    Words that begin alike share their beginning, so that a search tries some letters and not each of a thousand words.
    """
    tree: dict[str, Any] = {}
    for word in words:
        branch = tree
        for letter in word:
            branch = branch.setdefault(letter, {})
        branch[""] = {}
    return _pattern(tree)


def _pattern(tree: dict[str, Any]) -> str:
    options = [re.escape(letter) + _pattern(below) for letter, below in tree.items() if letter]
    if "" not in tree:
        return options[0] if len(options) == 1 else f"(?:{'|'.join(options)})"
    return f"(?:{'|'.join(options)})?" if options else ""
