"""Sizes as they are printed: digits, words, ranges, bounds, vague amounts, money; and what only looks like one.

`find_quantities` accounts for every number in a text: each is either a `Quantity` that may count something, or one
with a `reason` why it counts nothing (a date, an age, a model number ...). The numbers themselves are read in
`numerals`, the reasons in `not_counts`; the words that bound a number or stand for one are in `lexicon/quantities.yml`.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipelines.extraction.lexicons import load_yaml
from pipelines.extraction.not_counts import MONTHS, is_date_like, is_year_pair, reason_of, shared_reason, unit_behind
from pipelines.extraction.numerals import CURRENCY_WORDS, OF_CURRENCY, atoms

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipelines.extraction.numerals import Atom
    from pipelines.records import Quantifier

_RANGE_JOIN = re.compile(r"\s*(?:[-–]|to|and|or)\s*", re.IGNORECASE)
_TELLS_ABOUT = re.compile(
    r"\b(?:details|information|reports?|news|questions|concerns?|story|stories|video|claims|evidence|talked|talks?|talking|"
    r"spoke|spoken|asked|know|knew|learned|learnt|heard|told \w+|worried|warned) $",
    re.IGNORECASE,
)
"""Words whose `about` names what they tell of."""
_LATE_BOUND = re.compile(
    r"((?: (?:more|other|of (?:its|their|the)))?(?: [a-z-]+){1,3}?) (at (?:the )?(?:very )?(?:least|most))"
    r"(?= ?(?:[,.;:)]|$|(?: (?:in|on|at|and|after|since|when|by))\b))",
    re.IGNORECASE,
)
"""A bound that stands behind what is counted."""
_TIMES = r"months|years|days|weeks|hours|minutes"
_SEVERAL_TIMES = re.compile(rf"\s+(?:of the )?(times|{_TIMES})\b", re.IGNORECASE)
_FEW_DAYS = re.compile(rf"\b(?:past|last|next|coming|first|recent|these) (few) (?:{_TIMES})\b", re.IGNORECASE)
_PAIR = re.compile(r"\b(?:a|one) (pair)\s+of(?=\s)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Quantity:
    """One printed size, with half-open code-point spans into the text that was searched."""

    start: int
    """Start of the words printed for the figure, bound included ("more than 12,000")."""
    end: int
    number_start: int
    """Start of the number alone."""
    number_end: int
    low: float | None
    best: float | None
    high: float | None
    quantifier: Quantifier
    currency: str | None = None
    reason: str | None = None
    """Why this number counts nothing that is looked for; null where it may count something."""
    is_vague_noun: bool = False
    """Whether it is a noun with `of` ("thousands of"), as against a numeral."""
    absorbs_end: int | None = None
    """End of words after the number that belong to it but are not printed as the figure ("of" in "thousands of")."""

    @property
    def value(self) -> float:
        """One number to compare by: the best, else the bound that is given."""
        for number in (self.best, self.low, self.high):
            if number is not None:
                return number
        raise AssertionError("a quantity has a number")


def find_quantities(text: str, start: int = 0, end: int | None = None) -> list[Quantity]:
    """Return every number between `start` and `end` of a folded text, in order.

    Spans are half-open code points of `text`. A number that counts nothing has its `reason` set.
    """
    end = len(text) if end is None else end
    found: list[Quantity] = []
    vague = _vague(text, start, end)
    taken = [(v.number_start, v.number_end) for v in vague]
    numbers = [a for a in atoms(text, start, end) if not any(s < a.end and a.start < e for s, e in taken)]
    index = 0
    while index < len(numbers):
        atom = numbers[index]
        follower = numbers[index + 1] if index + 1 < len(numbers) else None
        if follower is not None:
            joined = _range(text, atom, follower)
            if joined is not None:
                found.append(_bounded(text, joined, start, end))
                index += 2
                continue
            if re.fullmatch(r"\s*(?:-|to|or|and)\s*", text[atom.end : follower.start]) and (
                shared := shared_reason(text, atom, follower, start, end)
            ):
                found.extend(_single(one, shared) for one in (atom, follower))
                index += 2
                continue
        reason = reason_of(text, atom, start, end)
        found.append(_single(atom, reason) if reason else _bounded(text, _single(atom), start, end))
        index += 1
    found.extend(v if v.reason else _bounded(text, v, start, end) for v in vague)
    return sorted(found, key=lambda q: q.start)


def _single(atom: Atom, reason: str | None = None) -> Quantity:
    return Quantity(
        atom.start, atom.end, atom.start, atom.end, atom.value, atom.value, atom.value, "exact", atom.currency, reason
    )


def _alternatives(words: Iterable[str]) -> str:
    """Return a pattern of the words, the longest first, with any white space between their parts."""
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(words, key=len, reverse=True))


def _meanings(kind: str) -> dict[str, str]:
    return {word.lower(): name for name, entry in load_yaml("quantities")[kind].items() for word in entry["words"]}


@functools.cache
def _before() -> tuple[re.Pattern[str], dict[str, str]]:
    """Return the pattern of the bounds before a number, and the kind of each."""
    meaning = _meanings("before")
    filler = r"(?:the\s+|a total of\s+|some\s+|an? (?:estimated|additional|further|extra)\s+|another\s+|as many as\s+)?"
    return re.compile(rf"(?<![\w-])(?:{_alternatives(meaning)})\s*{filler}$", re.IGNORECASE), meaning


@functools.cache
def _after() -> tuple[re.Pattern[str], dict[str, str]]:
    """Return the pattern of the bounds behind a number, and the kind of each."""
    meaning = _meanings("after")
    return re.compile(rf"(?:\s*(?=[-+])|\s+)(?P<w>{_alternatives(meaning)})(?!\w)", re.IGNORECASE), meaning


@functools.cache
def _vague_words() -> re.Pattern[str]:
    words = _alternatives(load_yaml("quantities")["vague"]["words"])
    return re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE)


def _vague(text: str, start: int, end: int) -> list[Quantity]:
    """Return the vague amounts ("dozens of", "several hundred") and pairs of a text."""
    ranges = load_yaml("quantities")["vague"]["words"]
    found = []
    for match in _vague_words().finditer(text, start, end):
        words = re.sub(r"\s+", " ", match.group().lower())
        low, high = ranges[words]
        stop = match.end()
        money = re.compile(r"\s+of\s+(?:US |U\.S\. )?(\w+)").match(text, stop, end) or re.compile(r"\s+(\w+)").match(
            text, stop, end
        )
        currency = CURRENCY_WORDS.get(money.group(1).lower()) if money else None
        if currency and money:
            stop = money.end()
        reason = "too vague" if words == "tens" else None
        if words in {"several", "a few"} and (times := _SEVERAL_TIMES.match(text, stop, end)):
            reason = "share" if times.group(1).lower() == "times" else "duration"
        of = re.compile(
            r"\s+of(?=\s)(?!\s+(?:the|them|those|these|which|whom|its|his|their|thousands|millions)\b)"
        ).match(text, stop, end)
        is_noun = words.split()[-1].endswith("s") and words != "several"
        found.append(
            Quantity(
                match.start(), stop, match.start(), stop, float(low), None, float(high), "vague", currency, reason,
                is_vague_noun=is_noun, absorbs_end=of.end() if of and not currency else None,
            )
        )  # fmt: skip
    found.extend(
        Quantity(m.start(), m.end(1), m.start(), m.end(1), 2.0, 2.0, 2.0, "exact", absorbs_end=m.end())
        for m in _PAIR.finditer(text, start, end)
    )
    found.extend(
        Quantity(*m.span(1), *m.span(1), 3.0, None, 5.0, "vague", reason="duration")
        for m in _FEW_DAYS.finditer(text, start, end)
    )
    return found


def _range(text: str, first: Atom, second: Atom) -> Quantity | None:
    """Return the range that two neighbours make ("10,000-12,000", "between 30 and 40 thousand"), if they do."""
    between = text[first.end : second.start]
    join = _RANGE_JOIN.fullmatch(between)
    before = text[max(0, first.start - 24) : first.start].lower()
    lead = re.search(
        r"\b(between|(?:anywhere |ranging |range )?from|anywhere between)\s+"
        r"(?:an estimated |about |some |around |roughly )?$",
        before,
    )
    if join is None:
        loose = re.fullmatch(
            r"\s+and\s+(?:an estimated |about |some |around |roughly |as many as |up to |perhaps |even )(?:[$€£])?",
            between,
            re.IGNORECASE,
        )
        if not (loose and lead and "between" in lead.group(1)) and not (
            re.fullmatch(r"\s+(?:to|or|and)\s+(?:perhaps |possibly |even |as many as |up to )", between, re.IGNORECASE)
            and not (lead and lead.group(1) == "from")
        ):
            return None
        word = "to"
    else:
        word = join.group().strip().lower().replace("–", "-")
    if word == "and" and not (lead and "between" in lead.group(1)):
        return None
    if (
        word == "to"
        and lead
        and lead.group(1) == "from"
        and not re.search(r"(?:rang\w+|anywhere|estimates?\w*|vary\w*|varied) from\s+(?:\w+ ){0,2}$", before)
    ):
        return None  # `rose from 600 to 2,000` is a change
    if word == "or" and not (first.is_word and second.is_word and first.value < second.value <= first.value * 3):
        return None
    low, high = first.value, second.value
    if second.scale > 1 and first.scale == 1 and low < high / second.scale * 1.0001 and low < 1000:
        low *= second.scale  # `30 and 40 thousand`, `three to four thousand`
    if (
        join is not None
        and word == "-"
        and not first.currency
        and low < 1000 <= high
        and text[second.start : second.end].endswith(",000")
        and low * 1000 < high
    ):
        low *= 1000  # `10-12,000`
    currency = first.currency or second.currency
    if not low < high:
        return None
    if (
        word == "-"
        and (second.is_word or re.match(r"[A-Za-z]", text[first.start - 1 : first.start]))
        and not first.is_word
    ):
        return None
    tail = text[second.end : second.end + 24]
    if unit_behind(tail, 0, len(tail), high) or re.match(r"-?year", tail):
        return None
    if any(is_date_like(text, a.start, a.end) for a in (first, second)) or is_year_pair(text, first, second):
        return None
    if re.fullmatch(r"(?:19|20)\d\d", text[first.start : first.end]) and re.search(
        rf"(?:\d,|\b(?:{MONTHS})|\bin|\bsince)\s+$", text[max(0, first.start - 14) : first.start], re.IGNORECASE
    ):
        return None  # `since October 7, 2023 to 56,331`
    if (
        word == "-"
        and low < 100
        and high < 100
        and re.match(r"\s*(?:win|defeat|victory|lead|loss|vote|decision)\b", tail)
    ):
        return None
    start = first.start
    if lead and "between" in lead.group(1):
        start = first.start - (len(before) - lead.start(1))
    return Quantity(start, second.end, first.start, second.end, low, None, high, "between", currency)


_MONEY_BEHIND = re.compile(rf"\s+{OF_CURRENCY}([A-Za-z]+)")


def _bounded(text: str, quantity: Quantity, start: int, end: int) -> Quantity:
    """Return the quantity with the words that bound it, before and after, taken in."""
    (before, before_meaning), (after, after_meaning) = _before(), _after()
    result = quantity
    if quantity.currency is None and quantity.quantifier != "vague":
        word = _MONEY_BEHIND.match(text, quantity.end, end)
        if word and word.group(1).lower() in CURRENCY_WORDS:
            result = replace(
                result, currency=CURRENCY_WORDS[word.group(1).lower()], end=word.end(), number_end=word.end()
            )
    window = text[max(start, result.start - 48) : result.start]
    lead = before.search(window)
    kind: str | None = None
    if lead:
        words = re.sub(r"\s+", " ", lead.group().strip().lower())
        kind = next(
            (before_meaning[w] for w in sorted(before_meaning, key=len, reverse=True) if words.startswith(w)), None
        )
        if words.startswith("some") and quantity.quantifier == "vague":
            kind = None
        if words in {"over", "over the"} and re.search(
            r"\b(?:hand|handed|handing|turn|turned|turning|take|took|taken|taking|signed|pass|passed|gave|carried|flew"
            r"|flown|bring|brought|given|hands)\s+$",
            window[: lead.start()],
        ):
            kind = None  # `handed over 24 jets`
        if words == "about" and _TELLS_ABOUT.search(window[: lead.start()]):
            kind = None  # `news about three hostages`
        if (
            kind == "approximately"
            and words.startswith("estimated")
            and window[: lead.start()].rstrip().endswith(("are", "is", "were", "was", "be", "been"))
        ):
            kind = None
        elif kind is not None:
            result = replace(result, start=result.start - (len(window) - lead.start()))
    tail = after.match(text, result.end, end)
    if (
        tail
        and not (tail.group("w").lower() == "plus" and quantity.quantifier == "vague")
        and not (
            tail.group("w").lower() in {"at least", "at most", "approximately", "more or less", "plus"}
            and re.match(r"\s+[\w$]", text[tail.end() : tail.end() + 3])
        )
    ):
        kind = after_meaning[tail.group("w").lower()]
        result = replace(result, end=tail.end(), number_end=max(result.number_end, tail.end()))
    elif kind is None and quantity.currency is None and (late := _LATE_BOUND.match(text, result.end, end)):
        kind = "up_to" if "most" in late.group(2).lower() else "at_least"  # `60 dead at the very least`
    return _apply(result, kind)


def _apply(quantity: Quantity, kind: str | None) -> Quantity:
    """Return the quantity with a kind of bound: its open side loses the number."""
    value = quantity.value
    if kind is None or quantity.quantifier in {"between", "vague"}:
        return quantity
    if kind == "approximately":
        return replace(quantity, quantifier="approximately")
    if kind in {"more_than", "at_least"}:
        return replace(quantity, low=value, best=value, high=None, quantifier=kind)  # type: ignore[arg-type]
    return replace(quantity, low=None, best=value, high=value, quantifier=kind)  # type: ignore[arg-type]
