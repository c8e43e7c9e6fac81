"""The golden articles obey the schema they were labelled by, as far as a program can tell."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlsplit

import pytest

from pipelines.records import MEASURES, Modality, Quantifier, StockFlow

ARTICLES = Path(__file__).parent / "articles"
FILES = sorted(ARTICLES.glob("*/*.json"))
ARTICLE_FIELDS = ["title", "publisher", "url", "published", "language", "credit"]
CLAIM_FIELDS = [
    "subject",
    "measure",
    "low",
    "best",
    "high",
    "quantifier",
    "value_text",
    "unit",
    "actor",
    "counterparty",
    "population",
    "item",
    "place",
    "date_start",
    "date_end",
    "stock_flow",
    "claimant",
    "via",
    "modality",
    "part_of",
    "quote",
    "also_quotes",
    "optional",
]

UNITS = [
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
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
WORDS = (
    {word: n for n, word in enumerate(UNITS, 1)} | {word: 10 * n for n, word in enumerate(TENS, 2)} | {"a": 1, "an": 1}
)
SCALES = {"dozen": 12, "hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9}
NUMBER = re.compile(
    rf"(?:\d[\d,]*(?:\.\d+)?|\b(?:{'|'.join(WORDS)}|half a)\b(?:-(?:{'|'.join(UNITS[:9])})\b)?)"
    rf"(?:[ -](?:more |another )?(?:{'|'.join(SCALES)})\b)*|\b(?:{'|'.join(SCALES)})\b"
)
HEDGES = {
    "approximately": r"about|around|some|roughly|an? estimated|estimated|nearly|almost|approximately|closer? to|in the region of|just under|just over|or so|-odd",
    "more_than": r"(?<!no )(?<!not )more than|over|upwards of|above|exceed\w*|in excess of|north of|passed|topped",
    "at_least": r"at least|or more|no fewer than|not fewer than|a minimum of|no less than",
    "less_than": r"(?<!no )(?<!not )(?:less|fewer) than|under|below",
    "up_to": r"up to|as many as|as much as|no more than|at most|a maximum of",
    "between": r"between|to|and|or|-|\u2013",
}
VAGUE = {
    "a few": (2, 9),
    "a handful": (3, 9),
    "several": (3, 9),
    "dozens": (24, 99),
    "scores": (40, 99),
    "several dozen": (36, 99),
    "hundreds": (200, 999),
    "several hundred": (300, 999),
    "thousands": (2000, 9999),
    "several thousand": (3000, 9999),
    "tens of thousands": (20_000, 99_999),
    "hundreds of thousands": (200_000, 999_999),
    "millions": (2 * 10**6, 10**7 - 1),
    "several million": (3 * 10**6, 10**7 - 1),
    "tens of millions": (2 * 10**7, 10**8 - 1),
    "hundreds of millions": (2 * 10**8, 10**9 - 1),
    "billions": (2 * 10**9, 10**10 - 1),
}
"""The conventional range of a vague figure: from two (of "several", three) of its unit to the last before the next."""


def numbers_in(words: str) -> list[float]:
    """Return the numbers printed in the words of one figure, in order."""
    found = []
    for match in NUMBER.finditer(words.lower()):
        value: float | None = None
        for part in re.split(r"[ -]", match[0]):
            if part in SCALES:
                value = SCALES[part] * (1 if value is None else value)
            elif part[0].isdigit():
                value = float(part.replace(",", ""))
            elif part == "half":
                value = 0.5
            elif part in WORDS and value != 0.5:  # "half a million" is no half and one
                value = WORDS[part] + (value or 0)
        if value is not None and match[0] not in {"a", "an"}:
            found.append(round(value, 2))
    return found


def spread_scale(words: str, numbers: list[float]) -> list[float]:
    """Return the two ends of a range whose first end borrows the scale of the second ("4 to 6 million")."""
    scale = re.search(r"(thousand|million|billion)\b", words)
    if len(numbers) == 2 and scale and numbers[0] < 1000 <= numbers[1]:
        return [numbers[0] * SCALES[scale[1]], numbers[1]]
    return numbers


def expected_bounds(claim: dict[str, Any]) -> list[tuple[float | None, float | None, float | None]]:
    """Return what `low`, `best`, `high` may be, given the printed words and the quantifier."""
    words = claim["value_text"].lower()
    if claim["quantifier"] == "vague":
        bare = re.sub(r"^(?:at least |more than |many |the )|(?: of)? (?:us )?(?:dollars|euros)$|[$€]", "", words)
        return [(VAGUE[bare][0], None, VAGUE[bare][1])]
    numbers = spread_scale(words, numbers_in(words))
    if claim["quantifier"] == "between":
        return [(numbers[0], None, numbers[1])]
    (n,) = numbers
    return [
        {
            "exact": (n, n, n),
            "approximately": (n, n, n),
            "more_than": (n, n, None),
            "at_least": (n, n, None),
            "less_than": (None, n, n),
            "up_to": (None, n, n),
        }[claim["quantifier"]]
    ]


def load(file: Path) -> tuple[dict[str, Any], list[dict[str, Any]], str]:
    document = json.loads(file.read_text(encoding="utf-8"))
    assert list(document) == ["article", "claims"]
    return document["article"], document["claims"], file.with_suffix(".txt").read_text(encoding="utf-8")


def each_claim() -> list[Any]:
    return [
        pytest.param(file, n, id=f"{file.parent.name}-{file.stem}-{n}")
        for file in FILES
        for n in range(len(load(file)[1]))
    ]


def test_every_text_has_its_labels_and_its_set_s_number() -> None:
    """`open` is numbered from 001, `held` from 101, and no file stands alone."""
    assert FILES
    assert {f.with_suffix("") for f in FILES} == {f.with_suffix("") for f in ARTICLES.glob("*/*.txt")}
    for file in FILES:
        assert {"open": "0", "held": "1"}[file.parent.name] == file.stem[0]
        assert re.fullmatch(r"\d{3}", file.stem)


def test_no_text_or_address_is_used_twice() -> None:
    """A held article that is also an open one would measure nothing."""
    loaded = [load(file) for file in FILES]
    for values in ([text for _, _, text in loaded], [article["url"] for article, _, _ in loaded]):
        assert len(set(values)) == len(values)
    sentences = [s for _, _, text in loaded for s in re.split(r"(?<=[.!?])\s+", text) if len(s) > 60]
    assert len(set(sentences)) == len(sentences)


@pytest.mark.parametrize("file", FILES, ids=lambda f: f"{f.parent.name}-{f.stem}")
def test_article_is_well_formed(file: Path) -> None:
    """Metadata, length, and places that exist only in examples."""
    article, _, text = load(file)
    assert list(article) == ARTICLE_FIELDS
    assert urlsplit(article["url"]).hostname.endswith(".example")
    assert article["title"]
    assert article["publisher"]
    assert article["language"] == "en"
    assert 2022 <= dt.date.fromisoformat(article["published"]).year <= 2026
    assert 120 <= len(text.split()) <= 350
    assert text == text.strip() + "\n"
    assert "\r" not in text


@pytest.mark.parametrize(("file", "n"), each_claim())
def test_claim_follows_the_schema(file: Path, n: int) -> None:
    """Fields, their values, and quotes that are in the text."""
    article, claims, text = load(file)
    claim = claims[n]
    assert list(claim) == CLAIM_FIELDS
    assert claim["measure"] in MEASURES[claim["subject"]]
    assert claim["quantifier"] in {None, *get_args(Quantifier)}
    assert claim["stock_flow"] in {None, *get_args(StockFlow)}
    assert claim["modality"] in get_args(Modality)
    assert isinstance(claim["optional"], bool)
    assert all(isinstance(name, str) and name for name in claim["via"])
    for quote in [claim["quote"], *claim["also_quotes"]]:
        assert text.count(quote) == 1
    if claim["subject"] == "transfers":
        assert claim["item"]
    else:
        assert claim["unit"] == "people"
        assert claim["item"] is None
    for day in (claim["date_start"], claim["date_end"]):
        assert day is None or dt.date.fromisoformat(f"{day}-01-01"[:10]).isoformat()[: len(day)] == day
    if claim["date_start"] and claim["date_end"]:
        assert claim["date_start"][:7] <= claim["date_end"]
    if claim["date_end"] and claim["modality"] == "asserted":
        assert claim["date_end"] <= article["published"]


@pytest.mark.parametrize(("file", "n"), each_claim())
def test_numbers_are_those_printed(file: Path, n: int) -> None:
    """`low`, `best` and `high` follow from the printed words and the quantifier."""
    claim = load(file)[1][n]
    bounds = (claim["low"], claim["best"], claim["high"])
    if claim["quantifier"] is None:
        assert bounds == (None, None, None)
        assert claim["value_text"] is None
        assert claim["subject"] == "transfers" or claim["modality"] == "denied" or claim["optional"]
        return
    assert claim["value_text"] in claim["quote"]
    if claim["optional"] and claim["quantifier"] == "exact" and not numbers_in(claim["value_text"]):
        return  # "a sergeant", "both", "an equal number": a number that is not printed as one
    assert bounds in expected_bounds(claim)
    words = re.sub(r"^another ", "", claim["value_text"].lower())
    hedged = {
        name
        for name, pattern in HEDGES.items()
        if name != "between" and re.search(rf"(?:^|(?<= ))(?:{pattern})\b", words)
    }
    assert hedged - {"approximately"} <= {claim["quantifier"]}
    if claim["quantifier"] in HEDGES:
        assert re.search(rf"(?:\b|^)(?:{HEDGES[claim['quantifier']]})(?:\b|$|(?<=[-\u2013]))", words)
    if claim["quantifier"] == "exact":
        assert not hedged


@pytest.mark.parametrize(("file", "n"), each_claim())
def test_part_is_of_a_larger_claim_of_its_kind(file: Path, n: int) -> None:
    """`part_of` names another claim that it fits in, not smaller than its part, and never runs in a circle."""
    claims = load(file)[1]
    claim = claims[n]
    if claim["part_of"] is None:
        return
    whole = claims[claim["part_of"]]
    assert whole["subject"] in {claim["subject"], "troops"}  # losses can be a part of a deployment
    if whole["high"] is not None and claim["low"] is not None:
        assert claim["low"] <= whole["high"]
    seen = {n}
    while claim["part_of"] is not None:
        assert claim["part_of"] not in seen
        seen.add(claim["part_of"])
        claim = claims[claim["part_of"]]


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("more than 1,067,100", [1_067_100]),
        ("Thirty-one", [31]),
        ("at least a dozen", [12]),
        ("about 1.5 million", [1_500_000]),
        ("half a million", [500_000]),
        ("at least another hundred", [100]),
        ("between 10,000 and 12,000", [10_000, 12_000]),
        ("two dozen", [24]),
        ("both", []),
    ],
)
def test_numbers_are_read_from_words(words: str, numbers: list[float]) -> None:
    assert numbers_in(words) == numbers
