"""Loads this folder's rules, which are data, and says by name which one is wrong."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal, TypeVar

from lxml import etree
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from ruamel.yaml import YAML


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern, re.IGNORECASE | re.VERBOSE)
    except re.error as error:
        msg = f"expected a regular expression: {error}"
        raise ValueError(msg) from None
    return pattern


def _is_xpath(xpath: str) -> str:
    try:
        etree.XPath(xpath)
    except etree.XPathSyntaxError as error:
        msg = f"expected an XPath: {error}"
        raise ValueError(msg) from None
    return xpath


Pattern = Annotated[str, AfterValidator(_compiles)]
Examples = Annotated[list[str], Field(min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PieceRule(_Strict):
    """A pattern for a piece of a line."""

    id: str
    why: str
    pattern: Pattern
    examples: Examples
    counter_examples: Examples


class LineRule(PieceRule):
    """A pattern for a whole line of no more than so many words."""

    max_words: int


class ElementRule(_Strict):
    """An element of a page."""

    id: str
    why: str
    xpath: Annotated[str, AfterValidator(_is_xpath)]
    examples: Examples
    counter_examples: Examples


class HeadlineExample(_Strict):
    """A text, and the lines of it that are headlines of other stories."""

    text: str
    removed: Examples


class HeadlineRule(_Strict):
    """When lines with bullets are headlines of other stories. See `chrome.yml`."""

    min_words: int
    max_words: int
    max_lines: int
    paragraph_words: int
    leads: Pattern
    prose: Pattern
    own_share: Annotated[float, Field(ge=0, le=1)]
    examples: list[HeadlineExample]
    counter_examples: Examples


class ChromeRules(_Strict):
    """All of `chrome.yml`."""

    lines: list[LineRule]
    labels: list[LineRule]
    ends: list[LineRule]
    pieces: list[PieceRule]
    headlines: HeadlineRule
    elements: list[ElementRule]


class WallRule(_Strict):
    """A pattern for what a page shows instead of an article."""

    id: str
    reason: str
    why: str
    where: Literal["title", "page"]
    pattern: Pattern
    max_characters: int
    examples: Examples
    counter_examples: Examples


class WallRules(_Strict):
    """All of `walls.yml`."""

    walls: list[WallRule]


class Agency(_Strict):
    """A news agency and the names it goes by."""

    name: str
    aliases: list[str] = []
    is_voice_of_state: bool = False
    """Whether naming it in the lead names the claimant and not the origin of the text."""


class CreditRule(_Strict):
    """A pattern of a credit, in which `AGENCY` stands for any name of an agency."""

    id: str
    why: str
    reach: Literal["start", "end", "anywhere"]
    takes_voices_of_state: bool = True
    pattern: Pattern
    examples: dict[str, str]
    counter_examples: Examples


class Agencies(_Strict):
    """All of `agencies.yml`."""

    agencies: list[Agency]
    unlisted: list[str]
    credits: list[CreditRule]


File = TypeVar("File", bound=BaseModel)


def _load(name: str, kind: type[File]) -> File:
    return kind.model_validate(YAML(typ="safe", pure=True).load((files(__package__) / name).read_text("utf-8")))


@cache
def chrome_rules() -> ChromeRules:
    """Return the rules of `chrome.yml`."""
    return _load("chrome.yml", ChromeRules)


@cache
def wall_rules() -> WallRules:
    """Return the rules of `walls.yml`."""
    return _load("walls.yml", WallRules)


@cache
def agencies() -> Agencies:
    """Return the agencies and patterns of `agencies.yml`."""
    return _load("agencies.yml", Agencies)


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Return a rule's pattern, compiled once: blanks in it don't count, nor does case."""
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE)
