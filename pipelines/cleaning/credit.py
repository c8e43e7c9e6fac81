"""Which news agency a text credits. Agencies and the ways to credit them are `agencies.yml`."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from pipelines.cleaning.rules import agencies

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.cleaning.rules import Agency, CreditRule

START_PARAGRAPHS = 2
END_PARAGRAPHS = 3
MAX_PARAGRAPH = 3_000
"""Characters of a paragraph that are looked at."""

CREDIT_LINE = 400
"""Characters: a credit that may stand anywhere is a line of its own, and a short one."""

BETWEEN_AUTHORS = re.compile(r"[;,/|()\[\]\u2013\u2014]|\s-\s|\b(?:by|and|with|of|from|for)\b", re.IGNORECASE)


def credited_agency(text: str) -> str | None:
    """Return the name of the agency that a text credits, or null.

    Args:
        text: The whole text of the page, bylines and standing notes included.
    """
    paragraphs = [line.strip()[:MAX_PARAGRAPH] for line in text.split("\n") if line.strip()]
    for rule in agencies().credits:
        for paragraph in _within_reach(paragraphs, rule.reach):
            name = agency_in(rule, paragraph)
            if name is not None:
                return name
    return None


def bylined_agency(author: str | None) -> str | None:
    """Return the name of the agency that a byline names ("Jane Roe, Reuters"), or null.

    Here an agency that speaks for a state counts as well: it wrote the text, and is not just quoted in it.
    """
    for part in BETWEEN_AUTHORS.split(author or ""):
        # Letter case is lost in many a byline ("Ap"): so only where nothing but the name stands there.
        agency = _names().get(" ".join(part.split()).casefold())
        if agency is not None:
            return agency.name
    return None


def agency_in(rule: CreditRule, paragraph: str) -> str | None:
    """Return the agency that a rule finds in a paragraph, or null."""
    found = _pattern(rule.pattern).search(paragraph)
    if found is None:
        return None
    written = " ".join(next(group for group in found.groups() if group).split())
    agency = next((agency for alias, agency in _names().items() if written.casefold().endswith(alias)), None)
    if agency is None:
        return written
    return None if agency.is_voice_of_state and not rule.takes_voices_of_state else agency.name


def _within_reach(paragraphs: Sequence[str], reach: str) -> Sequence[str]:
    match reach:
        case "start":
            return paragraphs[:START_PARAGRAPHS]
        case "end":
            return paragraphs[-END_PARAGRAPHS:]
        case _:
            return [paragraph for paragraph in paragraphs if len(paragraph) <= CREDIT_LINE]


@cache
def _names() -> dict[str, Agency]:
    """Every name in small letters, with its agency, the longest first."""
    names = {alias.casefold(): agency for agency in agencies().agencies for alias in [agency.name, *agency.aliases]}
    return dict(sorted(names.items(), key=lambda item: (-len(item[0]), item[0])))


def _longest(name: str) -> tuple[int, str]:
    return -len(name), name


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    written = [alias for agency in agencies().agencies for alias in [agency.name, *agency.aliases]]
    # The longest first, so that "Yonhap News Agency" is not read as "Yonhap". Case counts: AA, AP and EFE are words
    # in small letters; but a title may stand in capitals.
    either = "|".join(re.escape(name) for name in sorted({*written, *map(str.upper, written)}, key=_longest))
    endings = "|".join(re.escape(ending) for ending in agencies().unlisted)
    unlisted = rf"[A-Z][\w'\u2019-]{{1,30}}(?:\s[A-Z][\w'\u2019-]{{1,30}}){{0,3}}\s(?:{endings})"
    agency = rf"(?-i:\b({either}|{unlisted})\b)"
    return re.compile(pattern.replace("AGENCY", agency), re.IGNORECASE | re.VERBOSE)
