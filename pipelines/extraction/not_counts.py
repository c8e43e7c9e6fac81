"""Why a number counts nothing that is looked for: a date, an age, a model number, a share, a name of a thing.

Units and words that follow a number are listed in `lexicon/quantities.yml` under `not_counts`; what takes more than
the next word to see is here.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from pipelines.extraction.attributive import counts_people_behind
from pipelines.extraction.lexicons import load_csv, load_yaml

if TYPE_CHECKING:
    from pipelines.extraction.numerals import Atom

MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
)
"""English months, spelled out or short, as alternatives of a pattern."""


@functools.cache
def patterns() -> list[tuple[str, re.Pattern[str]]]:
    """Return (reason, pattern) pairs: the pattern matches right behind a number that counts nothing."""
    return [
        (reason, re.compile(rf"(?:[ -]|(?<=\d))?(?:{'|'.join(entry['words'])})(?![A-Za-z])", re.IGNORECASE))
        for reason, entry in load_yaml("quantities")["not_counts"].items()
    ]


def unit_behind(text: str, at: int, end: int, value: float) -> str | None:
    """Return why what stands right behind a number keeps it from counting, or null.

    Args:
        text: The folded text.
        at: One past the number.
        end: One past the last code point to look at.
        value: The number.
    """
    found = next((name for name, pattern in patterns() if pattern.match(text, at, end)), None)
    return None if found is not None and counts_people_behind(text, at, end, value=value) else found


_MODEL_NAMES = frozenset(
    {"Mark", "Mk", "Block", "Model", "Type", "Leopard", "Challenger", "Merkava", "Version", "Batch", "Mod"}
)
_LARGEST_MODEL = 9
"""Numbers up to which a name and a number before goods are a model: `Wisent 1 tanks`, and not `gave Chad 20 tanks`."""
_MODEL = re.compile(r"\b([A-Z][a-z]{2,}|Mk\.?) $")


@functools.cache
def _goods_behind() -> re.Pattern[str]:
    """Return a pattern of goods behind a number, with up to three words between."""
    words = {str(w).split()[-1] for goods in load_yaml("nouns")["goods"].values() for w in goods["words"]}
    last = "|".join(sorted((re.escape(w) for w in words if w.isalpha()), key=len, reverse=True))
    return re.compile(rf" (?:[\w/-]+ ){{0,3}}?(?:{last})s?\b", re.IGNORECASE)


@functools.cache
def _names() -> frozenset[str]:
    """Return the words of the names of actors, after which a number counts."""
    return frozenset(
        word for row in load_csv("actors") for alias in row["aliases"].split("|") for word in alias.split()
    )


def _is_model(before: str, after: str, value: float) -> bool:
    """Tell whether a number belongs to the name of a weapon: `Mark 84 bombs`, `four Wisent 1 mine-clearing tanks`."""
    name = _MODEL.search(before)
    if name is None or name.group(1) in _names() or _goods_behind().match(after) is None:
        return False
    return name.group(1).rstrip(".") in _MODEL_NAMES or value <= _LARGEST_MODEL


def is_date_like(text: str, start: int, end: int) -> bool:
    """Tell whether a number of one or two digits stands beside a month."""
    before, after = text[max(0, start - 14) : start], text[end : end + 14]
    digits = text[start:end]
    if not re.fullmatch(r"\d{1,2}", digits):
        return False
    return bool(
        re.search(rf"\b(?:{MONTHS})\.?\s+(?:the\s+)?$", before, re.IGNORECASE)
        or re.match(rf"(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{MONTHS})\b(?!\s+(?:have|be|not)\b)", after, re.IGNORECASE)
    )


def is_year_pair(text: str, first: Atom, second: Atom) -> bool:
    """Tell whether two numbers are years, the second perhaps short: `2024-25`."""
    years = [text[a.start : a.end] for a in (first, second)]
    return bool(re.fullmatch(r"(?:19|20)\d\d", years[0]) and re.fullmatch(r"(?:19|20)?\d\d", years[1]))


def shared_reason(text: str, first: Atom, second: Atom, start: int, end: int) -> str | None:
    """Return why two joined numbers count nothing where only one shows it ("three or four times", "May 7 to 10")."""
    if first.currency or second.currency:
        return None
    if re.fullmatch(r"\s*and\s*", text[first.end : second.start]):
        days = re.search(r"\b(?:between|from)\s+$", text[max(0, first.start - 9) : first.start], re.IGNORECASE)
        return "date" if days and is_date_like(text, second.start, second.end) else None  # `between 25 and 27 July`
    if (
        not first.is_word
        and is_date_like(text, first.start, first.end)
        and re.fullmatch(r"\d{1,2}", text[second.start : second.end])
    ):
        return "date"
    later = reason_of(text, second, start, end)
    return (
        later if later in {"share", "percentage", "distance", "duration", "calibre", "weight", "age", "date"} else None
    )


def reason_of(text: str, atom: Atom, start: int, end: int) -> str | None:
    """Return why a number counts nothing that is looked for, or null."""
    printed = text[atom.start : atom.end]
    before = text[max(start, atom.start - 40) : atom.start]
    after = text[atom.end : min(end, atom.end + 40)]
    digits = not atom.is_word
    if digits and atom.currency is None and _is_model(before, after, atom.value):
        return "model number"
    if digits and atom.currency is None:
        if is_date_like(text, atom.start, atom.end) or (
            re.fullmatch(r"\d{1,2}\.\d{2}", printed) and re.match(r"\.(?:\d{2}|\d{4})\b", after)
        ):
            return "date"
        if re.search(r"\b\d{1,2}\.\d{2}\.$", before):
            return "date"
        if re.match(r"(?:st|nd|rd|th)\b", after):
            return "ordinal"
        if re.search(r"[A-Za-z]-?$", before) and not re.search(
            r"\b(?:mid|early|late|pre|post|about|over|some|around|nearly|almost|than|least|to|of|another|estimated)-$",
            before,
            re.IGNORECASE,
        ):
            return (
                "model number"
                if re.search(r"[A-Za-z]$", before) or re.search(r"\b[A-Z][A-Za-z]*-$|\b[a-z]+-$", before)
                else None
            )
        if re.fullmatch(r"(?:19|20)\d\d", printed) and not re.match(
            r"\s+(?:\w+\s+){0,2}(?:soldiers|troops|people|civilians|fighters|workers|children|women|men|dead|killed"
            r"|wounded|casualties|deaths|shells|missiles|drones|militants|prisoners)\b",
            after,
        ):
            return "year"
        if re.match(r"/\d|:\d\d", after) or re.search(r"\d[/:.]$", before):
            return "date or time"
        if re.search(
            r"\b(?:No|Nos|Number|Resolution|resolution|Article|article|Chapter|Section|Order|Decree|Hospital No"
            r"|School No|Highway|Route|Road|Flight|Unit|unit|Apt|page|Page|Phase|phase|Directive|Protocol|Channel|Hall"
            r"|Camp|Group|Grade|Form|Room|Table|Figure)\.?\s*(?:№\s*)?$",
            before,
        ) or re.search(r"№\s*$", before):
            return "name or number of a thing"
        if re.match(r"\+\d", after) or re.search(r"\d\+$", before):
            return "format"
    if re.match(r"[- ](?:year|month|week|day)s?[- ]old\b", after, re.IGNORECASE) or re.match(
        r"\s+(?:years?|months?|weeks?) (?:old|of age)\b", after, re.IGNORECASE
    ):
        return "age"
    if re.search(
        r"\b(?:aged?|ages)\s+(?:of\s+|between\s+|from\s+|under\s+|over\s+|about\s+|\d+\s+(?:and|to|or)\s+"
        r"|(?:\d{1,2},\s+)+(?:and\s+|or\s+)?)?$",
        before,
        re.IGNORECASE,
    ) or re.search(r"\b(?:under|over) the age of\s+$", before, re.IGNORECASE):
        return "age"
    if digits and atom.value < 110 and re.search(r"[A-Za-z][\w.'-]+,\s+$", before) and re.match(r",", after):
        return "age"
    if re.match(r"-(?:thousand-)?(?:strong|member|man|person)\b", after, re.IGNORECASE):
        return None
    if atom.currency is None and (unit := unit_behind(text, atom.end, end, atom.value)):
        return unit
    if re.match(r"-[A-Za-z]+", after) and not re.match(r"-(?:plus|odd|strong)", after) and not atom.currency and digits:
        return "compound"
    if re.match(r"-[a-z]+", after) and atom.is_word and not re.match(r"-(?:plus|odd|strong)", after):
        return "compound"
    if atom.is_word and re.match(
        r"\s+(?:in|out of)(?: every)? (?:two|three|four|five|six|seven|eight|nine|ten|\d+)\b(?!,)", after
    ):
        return "share"
    if (
        atom.is_word
        and atom.value == 1
        and re.match(
            r"\s+(?:of|another|day|who|that|which|side|thing|more thing|way|hand|time|and (?:a|the) (?:half|same))\b",
            after,
            re.IGNORECASE,
        )
        and not re.match(
            r"\s+of (?:them|(?:the|its|their|his|our) (?:\w+ ){0,2}?(?:dead|wounded|killed|victims|soldiers|prisoners|"
            r"members|fighters|officers|men|troops|peacekeepers|colleagues|employees|workers|volunteers|journalists))",
            after,
            re.IGNORECASE,
        )
    ):
        return "pronoun"
    if (
        atom.is_word
        and atom.value == 1
        and re.match(
            r"\s+of (?:the|these|those|its|their|his|her) (?:victims|survivors|strikes|attackers|attacks|drones|"
            r"witnesses|wounded men|sources|residents|relatives)\b",
            after,
        )
        and not re.match(r".{0,60}\b(?:died|was killed|has died|was shot|succumbed)\b", after)
    ):
        return "pronoun"
    if (
        atom.is_word
        and atom.value == 1
        and re.search(r"\b(?:no|not|single|any|every|some|this|which|the|each)\s*-?$", before, re.IGNORECASE)
    ):
        return "pronoun"
    if (
        atom.is_word
        and atom.value <= 2
        and re.match(
            r"\s+(?:sides|countries|nations|capitals|leaders|Koreas|governments|neighbou?rs|states|allies)\b", after
        )
    ):
        return "number of states"
    if atom.value < 110 and re.search(
        r"(?<!the )(?<!this )(?<!last )(?<!that )\b(?:grade|phase|stage|day|week|year|round|chapter|part|line|zone|tier"
        r"|level|world war|type|category|class)\s+$",
        before,
        re.IGNORECASE,
    ):
        return "name or number of a thing"
    if (
        digits
        and re.match(r"\s*[.)]\s", after)
        and not re.search(r"\S", text[text.rfind("\n", 0, atom.start) + 1 : atom.start])
        and atom.value < 100
    ):
        return "list number"
    if digits and (re.search(r"\+\d[\d -]*$|\(\d+\)\s*$|\d-$", before) or re.match(r"-\d{2,}", after)):
        return "number of a thing"
    return None
