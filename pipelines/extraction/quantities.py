"""Sizes as they are printed: digits, words, ranges, bounds, vague amounts, money; and what only looks like one.

`find_quantities` accounts for every number in a text: each is either a `Quantity` that may count something, or one
with a `reason` why it counts nothing (a date, an age, a model number ...).
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipelines.extraction.lexicons import load_yaml

if TYPE_CHECKING:
    from pipelines.records import Quantifier

_UNITS = {
    word: number
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
_TENS = {
    word: 10 * number
    for number, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
}
_SCALES = {
    "hundred": 100, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "dozen": 12,
    "bn": 1e9, "mn": 1e6, "mln": 1e6, "k": 1e3, "m": 1e6, "b": 1e9, "tn": 1e12, "lakh": 1e5, "crore": 1e7,
}  # fmt: skip
_CURRENCIES = {
    "$": "USD",
    "us$": "USD",
    "usd": "USD",
    "€": "EUR",
    "eur": "EUR",
    "£": "GBP",
    "gbp": "GBP",
    "₩": "KRW",
    "¥": "JPY",
    "₽": "RUB",
}
_CURRENCY_WORDS = {
    "dollar": "USD", "dollars": "USD", "usd": "USD", "euro": "EUR", "euros": "EUR", "won": "KRW", "rubles": "RUB", "roubles": "RUB",
    "yuan": "CNY", "shekels": "ILS", "yen": "JPY",
}  # fmt: skip
_MONTHS = "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"

_W_SMALL = "|".join(sorted([*_UNITS, *_TENS], key=len, reverse=True))
_W_SCALE = "hundred|thousand|million|billion|trillion|dozen"
_WORD_NUMBER = (
    rf"(?:(?:half a|an?|{_W_SMALL})(?:[- ](?:{_W_SMALL}))*(?:[- ](?:{_W_SCALE}))+(?:(?: and |[ -]|, )(?:{_W_SMALL})(?:[- ](?:{_W_SMALL}))*(?:[- ](?:{_W_SCALE}))*)*"
    rf"|(?:{_W_SMALL})(?:-(?:{_W_SMALL}))*)"
)
_DIGITS = (
    r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d])"
    r"|\d{1,3}(?:'\d{3})+(?!\d)"
    r"|[1-9]\d{0,2}(?: \d{3})+(?![\d,.]\d|\d)(?!(?:st|nd|rd|th)\b)(?![ -]?(?:mm\b|millimet|calib|pound|kg\b|km\b|[a-z]+-pound))"
    r"|[1-9]\d{0,2}(?:\.\d{3})+(?![\d%]|[.,]\d| ?(?:million|billion|trillion|percent|per cent|km|bn|mn))"
    r"|\d+(?:\.\d+)?)"
)
_SCALE = r"(?:[ -]?(?:hundred|thousand|million|billion|trillion|dozen|lakh|crore)(?: (?:thousand|million|billion))?\b|(?<=\d) ?(?:bn|mn|mln|tn)\b|(?<=\d)[kK]\b)"
_CURRENCY = r"(?:(?:US|C|A|NZ)?[$]|[€£¥₩₽]|(?:USD|EUR|GBP) ?)"
_ATOM = re.compile(
    rf"(?P<cur>{_CURRENCY})?(?:(?P<dig>(?<![\w]){_DIGITS}|(?<=[$€£¥₩₽]){_DIGITS}|(?<=(?:USD|EUR|GBP)){_DIGITS}|(?<=[A-Za-z]){_DIGITS})(?P<scale>{_SCALE}|(?<=\d)[mb]\b)?"
    rf"|(?P<word>\b{_WORD_NUMBER}\b))",
    re.IGNORECASE,
)
_RANGE_JOIN = re.compile(r"\s*(?:[-–]|to|and|or)\s*", re.IGNORECASE)


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


@dataclass(frozen=True, slots=True)
class _Atom:
    start: int
    end: int
    value: float
    scale: float
    """The factor of a trailing scale word, 1 where there is none."""
    currency: str | None
    is_word: bool


def _word_value(words: str) -> float:
    """Return the number that number words spell: "two hundred and fifty" is 250."""
    tokens = re.split(r"[\s,-]+", words.lower().replace("half a ", "half-"))
    total = current = 0.0
    for token in tokens:
        if token in {"and", ""}:
            continue
        if token in {"a", "an"}:
            current += 1
        elif token == "half":
            current += 0.5
        elif token in _UNITS:
            current += _UNITS[token]
        elif token in _TENS:
            current += _TENS[token]
        elif token in {"hundred", "dozen"}:
            current = (current or 1) * _SCALES[token]
        else:
            total += (current or 1) * _SCALES[token]
            current = 0.0
    return total + current


def _atoms(text: str, start: int, end: int) -> list[_Atom]:
    found = []
    for match in _ATOM.finditer(text, start, end):
        currency = _CURRENCIES.get((match.group("cur") or "").strip().lower())
        if match.group("cur") and currency is None:
            currency = "USD" if "$" in match.group("cur") else None
        if match.group("word"):
            spelled = match.group("word").lower()
            trailing = re.search(rf"(?:{_W_SCALE})$", spelled)
            found.append(
                _Atom(
                    match.start(),
                    match.end(),
                    _word_value(spelled),
                    _SCALES[trailing.group()] if trailing else 1.0,
                    currency,
                    is_word=True,
                )
            )
            continue
        digits = match.group("dig")
        plain = digits.replace(",", "").replace(" ", "").replace("'", "")
        if (
            re.fullmatch(r"[1-9]\d{0,2}(?:\.\d{3})+", plain)
            and not match.group("scale")
            and (plain.count(".") > 1 or currency is None)
        ):
            plain = plain.replace(".", "")
        scale_text = (match.group("scale") or "").strip(" -").lower()
        if scale_text in {"m", "b"} and currency is None:  # `5m` may be metres
            scale_text, stop = "", match.end("dig")
        else:
            stop = match.end()
        scale = 1.0
        for word in scale_text.split():
            scale *= _SCALES[word]
        found.append(_Atom(match.start(), stop, float(plain) * scale, scale, currency, is_word=False))
    return found


@functools.cache
def _patterns() -> tuple[
    re.Pattern[str], dict[str, str], re.Pattern[str], dict[str, str], re.Pattern[str], list[tuple[str, re.Pattern[str]]]
]:
    """Return the compiled patterns of the word lists: before, after, vague, and what is not a count."""
    data = load_yaml("quantities")

    def alternatives(kind: str) -> tuple[str, dict[str, str]]:
        meaning = {word.lower(): name for name, entry in data[kind].items() for word in entry["words"]}
        longest_first = sorted(meaning, key=len, reverse=True)
        return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in longest_first), meaning

    before, before_meaning = alternatives("before")
    after, after_meaning = alternatives("after")
    vague = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(data["vague"], key=len, reverse=True))
    return (
        re.compile(
            rf"(?<![\w-])(?:{before})\s*(?:the\s+|a total of\s+|some\s+|an? (?:estimated|additional|further|extra)\s+|another\s+|as many as\s+)?$",
            re.IGNORECASE,
        ),
        before_meaning,
        re.compile(rf"(?:\s*(?=[-+])|\s+)(?P<w>{after})(?!\w)", re.IGNORECASE),
        after_meaning,
        re.compile(rf"(?<![\w-])(?:{vague})(?![\w-])", re.IGNORECASE),
        [
            (reason, re.compile(rf"(?:[ -]|(?<=\d))?(?:{'|'.join(words)})(?![A-Za-z])", re.IGNORECASE))
            for reason, words in data["not_counts"].items()
        ],
    )


def find_quantities(text: str, start: int = 0, end: int | None = None) -> list[Quantity]:
    """Return every number between `start` and `end` of a folded text, in order.

    Spans are half-open code points of `text`. A number that counts nothing has its `reason` set.
    """
    end = len(text) if end is None else end
    found: list[Quantity] = []
    vague = _vague(text, start, end)
    taken = [(v.number_start, v.number_end) for v in vague]
    atoms = [a for a in _atoms(text, start, end) if not any(s < a.end and a.start < e for s, e in taken)]
    index = 0
    while index < len(atoms):
        atom = atoms[index]
        joined = _range(text, atom, atoms[index + 1]) if index + 1 < len(atoms) else None
        if joined is not None:
            found.append(_bounded(text, joined, start, end))
            index += 2
            continue
        follower = atoms[index + 1] if index + 1 < len(atoms) else None
        if (
            follower is not None
            and re.fullmatch(r"\s*(?:-|to|or|and)\s*", text[atom.end : follower.start])
            and (shared := _shared_reason(text, atom, follower, start, end))
        ):
            for one in (atom, follower):
                found.append(
                    Quantity(
                        one.start,
                        one.end,
                        one.start,
                        one.end,
                        one.value,
                        one.value,
                        one.value,
                        "exact",
                        one.currency,
                        shared,
                    )
                )
            index += 2
            continue
        single = Quantity(
            atom.start, atom.end, atom.start, atom.end, atom.value, atom.value, atom.value, "exact", atom.currency
        )
        reason = _reason(text, atom, start, end)
        found.append(replace(single, reason=reason) if reason else _bounded(text, single, start, end))
        index += 1
    found.extend(_bounded(text, v, start, end) for v in vague)
    return sorted(found, key=lambda q: q.start)


def _vague(text: str, start: int, end: int) -> list[Quantity]:
    data, pattern = load_yaml("quantities")["vague"], _patterns()[4]
    found = []
    for match in pattern.finditer(text, start, end):
        words = re.sub(r"\s+", " ", match.group().lower())
        low, high = data[words]
        stop = match.end()
        money = re.compile(r"\s+of\s+(?:US |U\.S\. )?(\w+)").match(text, stop, end) or re.compile(r"\s+(\w+)").match(
            text, stop, end
        )
        currency = _CURRENCY_WORDS.get(money.group(1).lower()) if money else None
        if currency and money:
            stop = money.end()
        if words == "tens":
            continue
        if words in {"several", "a few"} and re.compile(
            r"\s+(?:of the )?(?:times|others?,|months|years|days|weeks|hours|minutes)\b"
        ).match(text, stop, end):
            continue
        of = re.compile(
            r"\s+of(?=\s)(?!\s+(?:the|them|those|these|which|whom|its|his|their|thousands|millions)\b)"
        ).match(text, stop, end)
        is_noun = words.split()[-1].endswith("s") and words != "several"
        found.append(
            Quantity(
                match.start(), stop, match.start(), stop, float(low), None, float(high), "vague", currency,
                is_vague_noun=is_noun, absorbs_end=of.end() if of and not currency else None,
            )
        )  # fmt: skip
    for match in re.compile(r"\b(?:a|one) (pair)\s+of(?=\s)", re.IGNORECASE).finditer(text, start, end):
        found.append(
            Quantity(
                match.start(),
                match.end(1),
                match.start(),
                match.end(1),
                2.0,
                2.0,
                2.0,
                "exact",
                absorbs_end=match.end(),
            )
        )
    return found


def _range(text: str, first: _Atom, second: _Atom) -> Quantity | None:
    """Return the range that two neighbouring numbers make ("10,000-12,000", "between 20 and 50 thousand"), if they do."""
    between = text[first.end : second.start]
    join = _RANGE_JOIN.fullmatch(between)
    before = text[max(0, first.start - 24) : first.start].lower()
    lead = re.search(
        r"\b(between|(?:anywhere |ranging |range )?from|anywhere between)\s+(?:an estimated |about |some |around |roughly )?$",
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
        low *= second.scale  # `20 and 50 thousand`, `three to four thousand`
    if (
        join is not None
        and word == "-"
        and not first.currency
        and low < 1000 <= high
        and str(text[second.start : second.end]).endswith(",000")
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
    if any(pattern.match(tail) for reason, pattern in _patterns()[5]) or re.match(r"-?year", tail):
        return None
    if _is_date_like(text, first.start, first.end) or _is_year_pair(text, first, second):
        return None
    if re.fullmatch(r"(?:19|20)\d\d", text[first.start : first.end]) and re.search(
        rf"(?:\d,|\b(?:{_MONTHS})|\bin|\bsince)\s+$", text[max(0, first.start - 14) : first.start], re.IGNORECASE
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


def _shared_reason(text: str, first: _Atom, second: _Atom, start: int, end: int) -> str | None:
    """Return why two joined numbers count nothing where only one of them shows it ("three or four times", "May 7 to 10")."""
    if first.currency or second.currency or re.fullmatch(r"\s*and\s*", text[first.end : second.start]):
        return None
    if (
        not first.is_word
        and _is_date_like(text, first.start, first.end)
        and re.fullmatch(r"\d{1,2}", text[second.start : second.end])
    ):
        return "date"
    later = _reason(text, second, start, end)
    return (
        later if later in {"share", "percentage", "distance", "duration", "calibre", "weight", "age", "date"} else None
    )


def _is_year_pair(text: str, first: _Atom, second: _Atom) -> bool:
    years = [text[a.start : a.end] for a in (first, second)]
    return bool(re.fullmatch(r"(?:19|20)\d\d", years[0]) and re.fullmatch(r"(?:19|20)?\d\d", years[1]))


def _is_date_like(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 14) : start], text[end : end + 14]
    digits = text[start:end]
    if not re.fullmatch(r"\d{1,2}", digits):
        return False
    return bool(
        re.search(rf"\b(?:{_MONTHS})\.?\s+(?:the\s+)?$", before, re.IGNORECASE)
        or re.match(rf"(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTHS})\b(?!\s+(?:have|be|not)\b)", after, re.IGNORECASE)
    )


def _reason(text: str, atom: _Atom, start: int, end: int) -> str | None:
    """Return why a number counts nothing that is looked for, or null."""
    printed = text[atom.start : atom.end]
    before = text[max(start, atom.start - 40) : atom.start]
    after = text[atom.end : min(end, atom.end + 40)]
    digits = not atom.is_word
    if digits and atom.currency is None:
        if _is_date_like(text, atom.start, atom.end) or (
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
            r"\s+(?:\w+\s+){0,2}(?:soldiers|troops|people|civilians|fighters|workers|children|women|men|dead|killed|wounded|casualties|deaths|shells|missiles|drones|militants|prisoners)\b",
            after,
        ):
            return "year"
        if re.match(r"/\d|:\d\d", after) or re.search(r"\d[/:.]$", before):
            return "date or time"
        if re.search(
            r"\b(?:No|Nos|Number|Resolution|resolution|Article|article|Chapter|Section|Section|Order|Decree|Hospital No|School No|Highway|Route|Road|Flight|Unit|unit|Apt|page|Page|Phase|phase|Directive|Protocol|Channel|Hall|Camp|Group|Grade|Form|Room|Table|Figure)\.?\s*(?:№\s*)?$",
            before,
        ) or re.search(r"№\s*$", before):
            return "name or number of a thing"
        if re.match(r"\+\d", after) or re.search(r"\d\+$", before):
            return "format"
        if re.match(r"/\d", after):
            return "date or time"
    if re.match(r"[- ](?:year|month|week|day)s?[- ]old\b", after, re.IGNORECASE) or re.match(
        r"\s+(?:years?|months?|weeks?) (?:old|of age)\b", after, re.IGNORECASE
    ):
        return "age"
    if re.search(
        r"\b(?:aged?|ages)\s+(?:of\s+|between\s+|from\s+|under\s+|over\s+|about\s+|\d+\s+(?:and|to|or)\s+)?$",
        before,
        re.IGNORECASE,
    ) or re.search(r"\b(?:under|over) the age of\s+$", before, re.IGNORECASE):
        return "age"
    if digits and atom.value < 110 and re.search(r"[A-Za-z][\w.'-]+,\s+$", before) and re.match(r",", after):
        return "age"
    if re.match(r"-(?:thousand-)?(?:strong|member|man|person)\b", after, re.IGNORECASE):
        return None
    if atom.currency is None:
        for name, pattern in _patterns()[5]:
            if pattern.match(text, atom.end, end):
                return name
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
            r"\s+of (?:them|the (?:\w+ )?(?:dead|wounded|killed|victims|soldiers|prisoners))", after, re.IGNORECASE
        )
    ):
        return "pronoun"
    if (
        atom.is_word
        and atom.value == 1
        and re.search(r"\b(?:no|any|every|some|this|which|the|each)\s*-?$", before, re.IGNORECASE)
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
        r"(?<!the )(?<!this )(?<!last )(?<!that )\b(?:grade|phase|stage|day|week|year|round|chapter|part|line|zone|tier|level|world war|type|category|class)\s+$",
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


def _bounded(text: str, quantity: Quantity, start: int, end: int) -> Quantity:
    """Return the quantity with the words that bound it, before and after, taken in."""
    before, before_meaning, after, after_meaning, _, _ = _patterns()
    result = quantity
    if quantity.currency is None and quantity.quantifier != "vague":
        word = re.compile(r"\s+(?:US |U\.S\. )?([A-Za-z]+)").match(text, quantity.end, end)
        if word and word.group(1).lower() in _CURRENCY_WORDS:
            result = replace(
                result, currency=_CURRENCY_WORDS[word.group(1).lower()], end=word.end(), number_end=word.end()
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
            r"\b(?:hand|handed|handing|turn|turned|turning|take|took|taken|taking|signed|pass|passed|gave|carried|flew|flown|bring|brought|given|hands)\s+$",
            window[: lead.start()],
        ):
            kind = None  # `handed over 24 jets`
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
    return _apply(result, kind)


def _apply(quantity: Quantity, kind: str | None) -> Quantity:
    value = quantity.value
    if kind is None or quantity.quantifier in {"between", "vague"}:
        return quantity
    if kind == "approximately":
        return replace(quantity, quantifier="approximately")
    if kind in {"more_than", "at_least"}:
        return replace(quantity, low=value, best=value, high=None, quantifier=kind)  # type: ignore[arg-type]
    return replace(quantity, low=None, best=value, high=value, quantifier=kind)  # type: ignore[arg-type]
