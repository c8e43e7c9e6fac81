"""Asserted, planned, possible or denied: from the words that govern the event, not from anywhere in the sentence."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from pipelines.extraction.lexicons import load_yaml

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from pipelines.extraction.parsing import Parsed
    from pipelines.records import Modality

_CHARGE = re.compile(r"\ba?n? ?(?:charge|allegation|accusation|claim|something)s?,? (?:that )?(?:\S+ ?){1,4}$")
"""What is denied in an aside, behind what is said: `..., a charge Abu Dhabi denies`."""
_OF_TIME = frozenset(
    {"after", "before", "since", "when", "while", "as", "because", "until", "once", "though", "although"}
)
"""What makes an adverbial clause a statement of its own, whatever governs it."""


@functools.cache
def _cues(modality: str, kind: str) -> frozenset[str]:
    """Return the words of one kind that `lexicon/modality.yml` lists under one modality."""
    return frozenset(load_yaml("modality")[modality][kind])


_ADVERB = r"(?:\w+ly |also |now |further )?"
_SCHEDULED = re.compile(
    rf"\b(?:are|is|were|was) {_ADVERB}(?:set|due|to be|expected|scheduled|about) (?:to )?\S*$|\bto be\b"
)
_IS_TO = re.compile(
    rf"\b(?:are|is|was|were) {_ADVERB}(?:set to|due to|to|to be|expected to|scheduled to|about to|"
    r"going to)(?: be)?\s*\S*$"
)


def modality_of(
    parsed: Parsed, token: Token, predicate: Token | None, speech: frozenset[int], *, goods: bool = False
) -> tuple[Modality, str | None]:
    """Return how a figure is put forward, and the word that says so.

    Args:
        parsed: The sentence.
        token: The figure (or the item of an unquantified transfer).
        predicate: The verb or noun that names the event, if one is known.
        speech: Tokens of the verbs of reporting: what governs them is not what governs the event.
        goods: Whether it is a transfer, where to agree is to do.
    """
    doc = parsed.doc
    chain: list[Token] = []
    current = predicate if predicate is not None else token
    for _ in range(10):
        chain.append(current)
        if current.head.i == current.i or (
            current.i in speech
            and current is not predicate
            and current.lemma_.lower() not in _cues("planned", "verbs") | _cues("denied", "verbs")
        ):
            break
        if current.dep_ in {"advcl", "pcomp"} and _is_of_time(current):
            break
        current = current.head
    if any(c.lower_ == "no" and c.dep_ == "det" for c in token.children):
        return "denied", "no"
    before = doc[token.i - 1].lower_ if token.i > 0 else ""
    if before in _cues("possible", "auxiliaries"):
        return "possible", before  # `the toll could exceed 700`, where the bound is the verb
    verdict: tuple[Modality, str | None] = ("asserted", None)
    for depth, link in enumerate(chain):
        if (
            link.i in speech
            and link is not predicate
            and link.lemma_.lower()
            not in _cues("denied", "verbs") | _cues("planned", "verbs") | _cues("possible", "verbs")
        ):
            negated = any(c.dep_ == "neg" for c in link.children)
            if not (negated and link.lemma_.lower() in _cues("denied", "negation_denies")):
                continue
        if link.pos_ not in {"VERB", "AUX", "NOUN", "ADJ"} and link is not predicate:
            continue
        children = {
            c.lower_
            for c in link.children
            if c.dep_ in {"aux", "neg", "advmod", "mark", "det", "auxpass", "prt", "amod"}
        }
        lemma = link.lemma_.lower()
        if (
            children & _cues("denied", "negations")
            and link.pos_ in {"VERB", "AUX", "NOUN", "ADJ"}
            and not (link.pos_ == "NOUN" and link is token)
            and lemma not in _cues("denied", "negation_is_silence") | ({"verify", "confirm"} if depth else set())
            and not (children & {"only", "just"})
        ):
            return "denied", "not"
        aside = lemma == "deny" and _CHARGE.search(doc[: link.i].text) is not None
        if (
            lemma in _cues("denied", "verbs")
            and depth > 0
            and not aside
            and (lemma != "rule" or "out" in {c.lower_ for c in link.children})
        ):
            return "denied", link.text
        if lemma in _cues("denied", "stopping_verbs") and depth > 0 and link.pos_ == "VERB" and predicate is not None:
            return "denied", link.text
        if verdict[0] == "asserted":
            verdict = _hedge(link, chain[depth - 1] if depth else None, children, goods=goods)
    for link in chain[1:]:
        if link.lemma_.lower() in _cues("denied", "evidence"):
            own = {c.lower_ for c in link.children}
            above = {c.dep_ for c in link.head.children} if link.head.i != link.i else set()
            if (
                own & {"no"}
                or "neg" in above
                or any(t.lower_ in {"without", "no", "nor"} for t in doc[max(0, link.i - 3) : link.i])
            ):
                return "denied", link.text
    if goods and verdict[0] == "asserted" and _is_announced(predicate):
        return "planned", "announced"
    if _is_headline_plan(doc, predicate):
        return "planned", "to"
    window = _window(predicate)
    if verdict[0] == "asserted" and _SCHEDULED.search(window) and _IS_TO.search(window):
        return "planned", "is to"
    return verdict


_WEIGHED = dict.fromkeys(
    ("consider", "weigh", "mull", "contemplate", "ponder"), frozenset({"xcomp", "dobj", "pcomp", "prep", "pobj"})
)
"""Verbs that hedge what is weighed, but only opine on a clause: `considering sending` as against `X, they consider`."""


def _is_of_time(verb: Token) -> bool:
    """Tell whether a clause is bound by time or reason only: `it will investigate after 12 civilians were killed`."""
    marks = {c.lower_ for c in verb.children if c.dep_ in {"mark", "advmod"}}
    return bool(marks & _OF_TIME) or (verb.dep_ == "pcomp" and verb.head.lower_ in _OF_TIME)


def _hedge(link: Token, below: Token | None, children: set[str], *, goods: bool) -> tuple[Modality, str | None]:
    """Return how one word on the way up from a figure puts it forward.

    Args:
        link: The word.
        below: The word under it on that way, or null at its foot.
        children: The auxiliaries, negations and adverbs on it, in lower case.
        goods: Whether it is a transfer, where to agree is to do.
    """
    lemma = link.lemma_.lower()
    if children & _cues("possible", "auxiliaries"):
        return "possible", min(children & _cues("possible", "auxiliaries"))
    if children & _cues("planned", "auxiliaries"):
        return "planned", "will"
    if "would" in children and not any(c.dep_ == "aux" and c.lower_ == "have" for c in link.children):
        return "planned", "would"
    if below is not None:
        if lemma == "agree" and link.tag_ in {"VBD", "VBN"} and goods:
            return "asserted", None  # an agreed transfer is a fact of its own
        if lemma in _cues("planned", "verbs") and _is_complement(below):
            return "planned", link.text
        if (
            lemma in _cues("possible", "verbs")
            and (lemma != "weigh" or link.tag_ == "VBG")
            and below.dep_
            in _WEIGHED.get(lemma, frozenset({"xcomp", "ccomp", "dobj", "pcomp", "prep", "pobj", "advcl", "oprd"}))
        ):
            return "possible", link.text
        if (
            link.pos_ == "NOUN"
            and lemma in _cues("planned", "nouns")
            and below.dep_ in {"acl", "prep", "pcomp", "relcl"}
        ):
            return "planned", link.text
        if lemma == "be" and below.dep_ == "xcomp":
            return "planned", "is to"
    if link.dep_ == "xcomp" and any(c.lower_ == "to" for c in link.children) and link.head.lemma_.lower() == "be":
        return "planned", "is to"
    if children & _cues("possible", "adverbs"):
        return "possible", "potentially"
    if "if" in children:
        return "possible", "if"
    return "asserted", None


_ANNOUNCING = frozenset({"announce", "unveil", "pledge", "promise", "plan", "propose", "prepare", "ready"})


def _is_announced(predicate: Token | None) -> bool:
    """Tell whether a package of goods was only announced: `has announced a package that includes ten jets`."""
    return (
        predicate is not None
        and predicate.pos_ == "NOUN"
        and predicate.lemma_.lower() in {"package", "aid", "delivery", "shipment", "tranche", "supply"}
        and predicate.dep_ in {"dobj", "nsubjpass"}
        and predicate.head.lemma_.lower() in _ANNOUNCING
    )


def _is_headline_plan(doc: Doc, predicate: Token | None) -> bool:
    """Tell whether a headline's infinitive speaks of what will be: `Rwanda to send 700 more troops`."""
    if predicate is None or predicate.tag_ != "VB" or not any(c.lower_ == "to" for c in predicate.children):
        return False
    return not any(t.tag_ in {"VBD", "VBZ", "VBP", "MD"} for t in doc)


def _window(predicate: Token | None) -> str:
    """Return the last words up to the event, in lower case."""
    if predicate is None:
        return ""
    tokens = predicate.doc[max(0, predicate.i - 5) : predicate.i + 1]
    return " ".join(t.lower_ for t in tokens)


def _is_complement(token: Token) -> bool:
    """Tell whether a token is what its governor plans, offers or wants, and not an aside to it."""
    return token.dep_ in {"xcomp", "ccomp", "dobj", "pcomp", "prep", "advcl", "pobj", "oprd", "nsubj", "nsubjpass"}


def is_counterfactual(parsed: Parsed, predicate: int | None) -> bool:
    """Tell whether an event did not happen: `would have been killed`, `if the dam had burst ... might have drowned`."""
    if predicate is None:
        return False
    auxiliaries = {c.lower_ for c in parsed.doc[predicate].children if c.dep_ in {"aux", "auxpass"}}
    if {"would", "have"} <= auxiliaries:
        return True
    conditional = re.search(r"\b[Ii]f\b[^.;]*\bhad\b|^Had\b", parsed.doc.text) is not None
    return conditional and "have" in auxiliaries and bool(auxiliaries & _cues("possible", "auxiliaries"))
