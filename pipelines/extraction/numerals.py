"""Numerals: the numbers of a text one by one, in digits or words, with their scale and currency.

What a number means beside its neighbours (a range, a bound) is for `quantities`; whether it counts anything is for
`not_counts`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_UNITS = {
    word: number
    for number, word in enumerate(
        [
            "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
            "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
        ]
    )
}  # fmt: skip
_TENS = {
    word: 10 * number
    for number, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
}
_SCALES = {
    "hundred": 100, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "dozen": 12,
    "bn": 1e9, "bln": 1e9, "mn": 1e6, "mln": 1e6, "k": 1e3, "m": 1e6, "b": 1e9, "tn": 1e12, "lakh": 1e5, "crore": 1e7,
}  # fmt: skip
_CURRENCIES = {
    "$": "USD", "us$": "USD", "usd": "USD", "€": "EUR", "eur": "EUR", "£": "GBP", "gbp": "GBP", "₩": "KRW", "¥": "JPY",
    "₽": "RUB", "dkk": "DKK", "sek": "SEK", "nok": "NOK", "chf": "CHF", "cad": "CAD", "aud": "AUD", "pln": "PLN",
    "uah": "UAH", "inr": "INR", "rub": "RUB", "czk": "CZK",
}  # fmt: skip
CURRENCY_WORDS = {
    "dollar": "USD", "dollars": "USD", "usd": "USD", "euro": "EUR", "euros": "EUR", "won": "KRW", "rubles": "RUB",
    "roubles": "RUB", "ruble": "RUB", "rouble": "RUB", "yuan": "CNY", "shekels": "ILS", "yen": "JPY",
    "hryvnia": "UAH", "hryvnias": "UAH", "rupees": "INR", "lira": "TRY", "liras": "TRY", "rials": "IRR",
    "naira": "NGN", "francs": "CHF", "shillings": "KES", "birr": "ETB", "zloty": "PLN", "zlotys": "PLN",
    "kronor": "SEK", "kroner": "NOK", "riyals": "SAR", "dirhams": "AED", "pesos": "COP", "sterling": "GBP",
    "krone": "NOK", "krona": "SEK", "crowns": "CZK", "korunas": "CZK", "koruna": "CZK", "dinars": "IQD", "rand": "ZAR",
    "forints": "HUF", "leva": "BGN", "lei": "RON",
}  # fmt: skip

OF_CURRENCY = (
    r"(?:US |U\.S\. |(?:American|Danish|Swedish|Norwegian|Czech|Canadian|Australian|New Zealand|Swiss|Indian|Pakistani|"
    r"Kenyan|Turkish|"
    r"Russian|Israeli|Polish|Saudi|Emirati|Mexican|Colombian|South Korean|Chinese|Iraqi|Hong Kong|Nigerian|"
    r"Ethiopian|Ukrainian|Iranian|Hungarian|Romanian|Bulgarian|South African) )?"
)
"""Whose money it is: `500 million Canadian dollars`."""

_W_SMALL = "|".join(sorted([*_UNITS, *_TENS], key=len, reverse=True))
_W_SCALE = "hundred|thousand|million|billion|trillion|dozen"
_WORD_NUMBER = (
    rf"(?:(?:half a|an?|{_W_SMALL})(?:[- ](?:{_W_SMALL}))*(?:[- ](?:{_W_SCALE}))+"
    rf"(?:(?: and |[ -]|, )(?:{_W_SMALL})(?:[- ](?:{_W_SMALL}))*(?:[- ](?:{_W_SCALE}))*)*"
    rf"|(?:{_W_SMALL})(?:-(?:{_W_SMALL}))*)"
)
# Thousands may be set off by commas, apostrophes, spaces or full stops; the last two only where nothing shows that the
# digits behind are another number, a calibre, a weight or a decimal.
_DIGITS = (
    r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d])"
    r"|\d{1,3}(?:'\d{3})+(?!\d)"
    r"|[1-9]\d{0,2}(?: \d{3})+(?![\d,.]\d|\d)(?!(?:st|nd|rd|th)\b)"
    r"(?![ -]?(?:mm\b|millimet|calib|pound|kg\b|km\b|[a-z]+-pound))"
    r"|[1-9]\d{0,2}(?:\.\d{3})+(?![\d%]|[.,]\d| ?(?:million|billion|trillion|percent|per cent|km|bn|bln|mn))"
    r"|\d+(?:\.\d+)?)"
)
_SCALE = (
    r"(?:[ -]?(?:hundred|thousand|million|billion|trillion|dozen|lakh|crore)(?: (?:thousand|million|billion))?\b"
    r"|(?<=\d) ?(?:bn|bln|mn|mln|tn)\b|(?<=\d)[kK]\b)"
)
_CODES = "USD|EUR|GBP|DKK|SEK|NOK|CHF|CAD|AUD|PLN|UAH|INR|RUB|CZK"
_CURRENCY = rf"(?:(?:US|C|A|NZ)?[$]|[€£¥₩₽]|(?:{_CODES}) ?)"
_BEGINS = rf"(?=[\d$€£¥₩₽]|(?:US|C|A|NZ)[$]|(?:{_CODES})|\b[{''.join(sorted({w[0] for w in [*_UNITS, *_TENS]}))}ah])"
"""What every number begins with: asked first, it rules out most letters at once."""
_ATOM = re.compile(
    rf"{_BEGINS}(?P<cur>{_CURRENCY})?"
    rf"(?:(?P<dig>(?<![\w]){_DIGITS}|(?<=[$€£¥₩₽]){_DIGITS}|(?<=(?:{_CODES})){_DIGITS}|(?<=[A-Za-z]){_DIGITS})"
    rf"(?P<scale>{_SCALE}|(?<=\d)[mb]\b)?"
    rf"|(?P<word>\b{_WORD_NUMBER}\b))",
    re.IGNORECASE,
)


_COUNTED = re.compile(r"\s+(?:people|(?!metres|meters|miles|yards)[a-z]{3,}s)\b")
"""What is counted in `9m rounds`, as against a length in `9m long`."""


@dataclass(frozen=True, slots=True)
class Atom:
    """One number as printed, with its half-open span."""

    start: int
    end: int
    value: float
    scale: float
    """The factor of a trailing scale word, 1 where there is none."""
    currency: str | None
    is_word: bool


def _word_value(words: str) -> float:
    """Return the number that number words spell: "two hundred and fifty" is 250."""
    parts = re.split(r"[\s,-]+", words.lower().replace("half a ", "half-"))
    total = current = 0.0
    for word in parts:
        if word in {"and", ""}:
            continue
        if word in {"a", "an"}:
            current += 1
        elif word == "half":
            current += 0.5
        elif word in _UNITS:
            current += _UNITS[word]
        elif word in _TENS:
            current += _TENS[word]
        elif word in {"hundred", "dozen"}:
            current = (current or 1) * _SCALES[word]
        else:
            total += (current or 1) * _SCALES[word]
            current = 0.0
    return total + current


def atoms(text: str, start: int, end: int) -> list[Atom]:
    """Return the numbers between `start` and `end` of a folded text, in order."""
    found = []
    for match in _ATOM.finditer(text, start, end):
        currency = _CURRENCIES.get((match.group("cur") or "").strip().lower())
        if match.group("cur") and currency is None:
            currency = "USD" if "$" in match.group("cur") else None
        if match.group("word"):
            spelled = match.group("word").lower()
            trailing = re.search(rf"(?:{_W_SCALE})$", spelled)
            found.append(
                Atom(
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
        if (
            scale_text in {"m", "b"} and currency is None and not _COUNTED.match(text, match.end())
        ):  # `5m` may be metres
            scale_text, stop = "", match.end("dig")
        else:
            stop = match.end()
        scale = 1.0
        for word in scale_text.split():
            scale *= _SCALES[word]
        found.append(Atom(match.start(), stop, float(plain) * scale, scale, currency, is_word=False))
    return found
