"""Which sentences are worth parsing: those with a size and a word of an event, or with a word of a transfer and goods.

The test is generous on purpose: it must let through every sentence that a full parse would find something in.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from pipelines.extraction.lexicons import load_yaml, one_of
from pipelines.extraction.valued import PAID_OUT

if TYPE_CHECKING:
    from collections.abc import Iterable


_IRREGULAR = {
    "bring": "brought",
    "burn": "burnt",
    "buy": "bought",
    "come": "came",
    "deal": "dealt",
    "fall": "fell fallen",
    "feed": "fed",
    "fight": "fought",
    "fly": "flew flown flies",
    "get": "got gotten",
    "give": "gave given",
    "go": "goes went gone",
    "hang": "hung",
    "have": "has had",
    "hold": "held",
    "leave": "left",
    "lend": "lent",
    "lose": "lost",
    "make": "made",
    "pay": "paid",
    "repay": "repaid",
    "see": "saw seen",
    "seek": "sought",
    "sell": "sold",
    "send": "sent",
    "shoot": "shot",
    "slay": "slew slain",
    "stand": "stood",
    "take": "took taken",
    "withdraw": "withdrew withdrawn",
    "die": "dying",
}
"""Forms that no rule gives, of the verbs in the word lists; a test holds them against the pipeline's own."""
_EMPTY = frozenset({"be", "have", "own", "go", "make", "put", "see"})
"""First words of entries that stand in any sentence: of `go_missing`, the other word tells."""
_DOUBLED = re.compile(r"(?:[^aeiou]|qu)[aeiou][bdgklmnprt]$")


def verb_forms(lemma: str) -> set[str]:
    """Return the forms of an English verb, and some that it has not."""
    bare = lemma.removesuffix("e")
    forms = {lemma, f"{lemma}s", f"{bare}es", f"{bare}ed", f"{bare}ing", *_IRREGULAR.get(lemma, "").split()}
    if lemma.endswith("y"):
        forms |= {f"{lemma[:-1]}ies", f"{lemma[:-1]}ied"}
    if _DOUBLED.search(lemma):
        forms |= {f"{lemma}{lemma[-1]}{ending}" for ending in ("ed", "ing")}
    return forms


def _noun_forms(noun: str) -> set[str]:
    forms = {noun, f"{noun}s", f"{noun}es"}
    if noun.endswith("y"):
        forms.add(f"{noun[:-1]}ies")
    if noun.endswith("man"):
        forms.add(f"{noun[:-3]}men")
    if noun.endswith("child"):
        forms.add(f"{noun}ren")
    return forms


def _telling(lemma: str) -> str:
    """Return the word of an entry that tells: `missing` of `go_missing`, `take` of `take_part`."""
    words = lemma.split("_")
    return next((word for word in words if word not in _EMPTY), words[0])


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_])(?:{one_of(sorted(words))})(?![^\W_])", re.IGNORECASE)


_DENIAL = re.compile(
    r"\b(?:den(?:y|ie[sd]|ying)|reject\w*|dismiss\w*|refut\w+|not|no|never|n't|nor|without)\b|n't\b", re.IGNORECASE
)
_AS_BEFORE = re.compile(
    r"^(?:[-•*]\s*)?(?:personnel|manpower)\b|\b(?:of (?:them|those|these|whom)|another|others|further|"
    r"a year (?:ago|earlier)|"
    r"the (?:figure|number|total|toll|rest|other|remaining))\b",
    re.IGNORECASE,
)
"""What lets a bare figure go on with the one before it."""
_MONEY = re.compile(r"[$€£¥₩₽₺₴]|\b(?:dollars?|euros?|pounds|kroner|kronor|yen|won|roubles|rubles|riyals?|dirhams?)\b")
_BARE = re.compile(
    r"\b(?:\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?|more)"
    r"(?=[.,;:)]*$|[.,;:)]? (?:in|from|to|by|on|at|for|of its|of them|last|this|later|and|then)\b)",
    re.IGNORECASE,
)
"""A figure that counts nothing named: what was counted in the sentence before (`Ethiopia got eight.`)."""


@functools.cache
def _people() -> re.Pattern[str]:
    data, nouns = load_yaml("events"), load_yaml("nouns")
    words = {form for entry in data["verbs"].values() for lemma in entry["lemmas"] for form in _verb(lemma)}
    words |= {f for entry in data["nouns"].values() for lemma in entry["lemmas"] for f in _noun_forms(_last(lemma))}
    words |= {word for entry in data["states"].values() for word in entry["words"]}
    words |= {
        form
        for name, entry in nouns.items()
        if name != "goods"
        for word in entry["words"]
        for form in _noun_forms(str(word).split()[-1])
    }
    return _pattern(words | {"lives"})


def _verb(lemma: str) -> set[str]:
    telling = _telling(lemma)
    return set() if telling in _EMPTY else verb_forms(telling)


def _last(lemma: str) -> str:
    return lemma.rsplit("_", maxsplit=1)[-1]


@functools.cache
def _moves() -> re.Pattern[str]:
    verbs = load_yaml("events")["transfers"].values()
    words = {form for entry in verbs for lemma in entry["lemmas"] for form in _verb(lemma)}
    nouns = ("shipment", "delivery", "supply", "transfer", "export", "import", "consignment", "sale", "donation")
    return _pattern(words | {"had"} | {form for noun in nouns for form in _noun_forms(noun)})


@functools.cache
def _payments() -> re.Pattern[str]:
    return _pattern(form for lemma in PAID_OUT for form in verb_forms(lemma))


@functools.cache
def _goods() -> re.Pattern[str]:
    words = {str(w).split()[-1] for goods in load_yaml("nouns")["goods"].values() for w in goods["words"]}
    words |= {word.replace("-", joint) for word in words if "-" in word for joint in (" ", "")}
    words |= {word.rpartition("-")[2] for word in words if word.rpartition("-")[2].isalpha()}
    return _pattern(form for word in words for form in _noun_forms(word))


def may_hold_claim(sentence: str, has_size: bool) -> bool:
    """Tell whether a sentence may hold a claim.

    Args:
        sentence: Its words, folded.
        has_size: Whether it holds a number that may count something.
    """
    if has_size and (_people().search(sentence) or _goods().search(sentence) or _AS_BEFORE.search(sentence)):
        return True
    if has_size and _BARE.search(sentence) and _moves().search(sentence):
        return True
    if has_size and _MONEY.search(sentence) and _payments().search(sentence):
        return True
    if _DENIAL.search(sentence) and _people().search(sentence):
        return True
    return bool(_goods().search(sentence) and _moves().search(sentence))
