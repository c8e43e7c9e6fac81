"""Scores claims against labelled ones, by the rules of the labels' schema.

Four levels, each including the one before: the figure (subject and value, at the right place), the measure, the core
(whose people or supply, quantifier, modality, and for transfers the recipient), and the claimant. Optional labels
neither reward nor punish; a repeat of a claim that was found does not count against; a field that a label leaves out is
not compared.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

LEVELS = ("figure", "measure", "core", "full")
FIELDS = (
    "measure",
    "quantifier",
    "actor",
    "counterparty",
    "population",
    "item",
    "place",
    "date_start",
    "date_end",
    "stock_flow",
    "claimant",
    "modality",
)
_LITTLE_WORDS = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "and",
        "in",
        "for",
        "to",
        "by",
        "from",
        "on",
        "at",
        "its",
        "their",
        "his",
        "her",
        "officials",
        "official",
    ]
)

Claim = dict[str, Any]


@dataclass(slots=True)
class Tally:
    """Counts of one subject, or of all."""

    gold: int = 0
    predicted: int = 0
    hits: list[int] = field(default_factory=lambda: [0, 0, 0, 0])

    def f1(self, level: int) -> float:
        """Return the F1 at a level, 0 where nothing is right."""
        return 2 * self.hits[level] / (self.gold + self.predicted) if self.hits[level] else 0.0

    def precision(self, level: int) -> float:
        """Return the share of predicted claims that are right at a level."""
        return self.hits[level] / self.predicted if self.predicted else 0.0


@dataclass(slots=True)
class Scores:
    """The scores of one set of articles."""

    by_subject: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    fields: dict[str, list[int]] = field(default_factory=lambda: {name: [0, 0] for name in FIELDS})

    @property
    def all(self) -> Tally:
        """The sum over subjects."""
        total = Tally()
        for tally in self.by_subject.values():
            total.gold += tally.gold
            total.predicted += tally.predicted
            total.hits = [a + b for a, b in zip(total.hits, tally.hits, strict=True)]
        return total


def same_number(first: float | None, second: float | None) -> bool:
    """Tell whether two numbers are given and equal."""
    return first is not None and second is not None and abs(first - second) <= 1e-6 * max(1.0, abs(second))


def same_value(claim: Claim, gold: Claim) -> bool:
    """Tell whether a claim gives the labelled value, in any of low, best and high; vague values by their word."""
    bounds = ("low", "best", "high")
    if all(gold[k] is None for k in bounds):
        return all(claim.get(k) is None for k in bounds)
    if gold["quantifier"] == "vague":
        return claim.get("quantifier") == "vague"
    if gold["quantifier"] == "between":
        return same_number(claim.get("low"), gold["low"]) and same_number(claim.get("high"), gold["high"])
    printed = next(gold[k] for k in ("best", "low", "high") if gold[k] is not None)
    return any(same_number(claim.get(k), printed) for k in bounds)


def _words(name: str) -> set[str]:
    plain = name.lower().replace("\u2019", "'").replace("u.s.", "us").replace("'s", "").replace("defence", "defense")
    return set(re.findall(r"\w+", plain)) - _LITTLE_WORDS


def same_name(first: str | None, second: str | None) -> bool:
    """Tell whether two names mean one: one holds the other, or they share half of the shorter one's words."""
    if not first or not second:
        return not first and not second
    a, b = _words(first), _words(second)
    if first.lower() in second.lower() or second.lower() in first.lower() or not a or not b:
        return bool(a & b) or first.lower() in second.lower() or second.lower() in first.lower()
    return len(a & b) >= 0.5 * min(len(a), len(b))


def same_field(name: str, claim: Claim, gold: Claim) -> bool:
    """Tell whether a claim's field says what the label says."""
    mine, theirs = claim.get(name), gold.get(name)
    if name in {"claimant", "place", "population", "item", "actor", "counterparty"}:
        return same_name(mine, theirs)
    if name.startswith("date"):
        return (not mine and not theirs) or bool(
            mine and theirs and (str(mine).startswith(str(theirs)) or str(theirs).startswith(str(mine)))
        )
    if name == "quantifier" and {mine, theirs} == {"more_than", "at_least"}:
        return True
    return bool(mine == theirs)


def levels_met(claim: Claim, gold: Claim) -> int:
    """Return how many levels a claim of the right subject and place meets."""
    if not same_value(claim, gold):
        return 0
    if claim["measure"] != gold["measure"]:
        return 1
    core = ["actor", "quantifier", "modality", *(["counterparty"] if gold["subject"] == "transfers" else [])]
    if not all(same_field(name, claim, gold) for name in core):
        return 2
    return 4 if same_field("claimant", claim, gold) else 3


def _spans(text: str, gold: Claim) -> list[tuple[int, int]]:
    quotes = [gold["quote"], *gold.get("also_quotes", [])]
    return [(m.start(), m.end()) for quote in quotes for m in re.finditer(re.escape(quote), text)]


def _pairs(text: str, gold: list[Claim], predicted: list[Claim]) -> list[tuple[int, int, int]]:
    """Return (minus the levels met, index of the claim, index of the label) of all that fit, the best first."""
    pairs = []
    for g, label in enumerate(gold):
        spans = _spans(text, label)
        for p, claim in enumerate(predicted):
            if claim["subject"] == label["subject"] and any(
                claim["char_start"] < end and start < claim["char_end"] for start, end in spans
            ):
                met = levels_met(claim, label)
                if met:
                    pairs.append((-met, p, g))
    return sorted(pairs)


def score_article(text: str, gold: list[Claim], predicted: list[Claim], scores: Scores) -> None:
    """Add one article's matches to the scores: the best pairs first, each claim once."""
    pairs = _pairs(text, gold, predicted)
    taken: dict[int, int] = {}
    found: dict[int, tuple[int, int]] = {}
    for met, p, g in pairs:
        if p not in taken and g not in found:
            taken[p], found[g] = g, (-met, p)
    for g, label in enumerate(gold):
        if label.get("optional"):
            continue
        tally = scores.by_subject[label["subject"]]
        tally.gold += 1
        if g in found:
            met, p = found[g]
            tally.hits = [hits + (level < met) for level, hits in enumerate(tally.hits)]
            for name in label.keys() & scores.fields.keys():
                counts = scores.fields[name]
                counts[0] += same_field(name, predicted[p], label)
                counts[1] += 1
    repeats = {p for _, p, _ in pairs} - set(taken)
    for p, claim in enumerate(predicted):
        if p not in repeats and not (p in taken and gold[taken[p]].get("optional")):
            scores.by_subject[claim["subject"]].predicted += 1


def labelled(folder: Path) -> list[tuple[str, dict[str, Any], str]]:
    """Return (name, labels with article, text) of every article of a folder, in order."""
    return [
        (path.stem, json.loads(path.read_text(encoding="utf-8")), path.with_suffix(".txt").read_text(encoding="utf-8"))
        for path in sorted(folder.glob("*.json"))
    ]
