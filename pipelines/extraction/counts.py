"""Counts that take their value from the figure: `the toll has risen to 81`, `the number of dead at 600`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.extraction.event_words import count_verbs, word_set
from pipelines.extraction.figures import Found
from pipelines.extraction.nouns import TROOPS
from pipelines.extraction.parsing import subtree
from pipelines.extraction.predicates import lemma_of

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipelines.extraction.figures import Figure, Setting

_BEFORE_VALUE = word_set("to at is are was were of by reached :")
_BEFORE_WIDE_VALUE = word_set("to at reached is was hit around from")
_ANAPHORS = word_set("figure total it number estimate tally count headcount")
_COUNTING = word_set("count record tally document verify list")
_KILLED = word_set("killed dead death deaths fatality fatalities toll die died perish perished slain fallen body")
_WOUNDED = word_set("wounded injured injury injuries wound hurt")
_CAPTURED = word_set("prisoner prisoners captive captives hostage hostages captured abducted kidnapped")
_TROOPS = word_set(
    "contingent troop troops soldier soldiers servicemen fighter fighters deployment mercenary mercenaries grouping "
    "force presence garrison"
)
_RECRUITED = word_set("recruit recruited enlist enlisted recruitment mobilise mobilised mobilized")
_WORKERS = word_set("worker workers laborer laborers labourer labourers workforce")


def read_count(setting: Setting, figure: Figure) -> Found | None:
    """`the toll has risen to 81`, `casualties stand at 90`, `put the number of dead at 600`."""
    if figure.counts_things:
        return None
    token, noun, previous = figure.token, figure.noun, setting.previous
    is_bound = setting.parsed.quantities[token.i].quantifier in {"more_than", "at_least"}
    verb = _count_verb(setting, figure)
    span = _counted_words(setting, figure, verb)
    measured = _measure_of(setting, span)
    if measured is not None:
        if verb is None and not (is_bound or setting.doc[token.i - 1].lower_ in _BEFORE_VALUE):
            return None
        subject, measure = measured
        if noun is not None and subject == "troops" and noun.is_people and noun.name not in TROOPS | {"civilians"}:
            return None
        predicate = verb.i if verb is not None else None
        return Found(subject, measure, f"count:{measure}", figure.head_index, predicate, noun, confidence=0.85)
    words = {t.lower_ for t in span}
    if (
        previous is not None
        and previous.subject == "casualties"
        and figure.head is None
        and token.dep_ == "dobj"
        and token.head.lemma_.lower() in _COUNTING
        and not any(c.dep_ == "prep" and c.lower_ == "of" for c in token.children)
    ):  # `2,900 people died, says the governor; the clinic has counted 900`
        return Found(previous.subject, previous.measure, "count:anaphora", None, token.head.i, None, confidence=0.6)
    if (
        verb is not None
        and previous is not None
        and figure.head is None
        and words & _ANAPHORS
        and not words & {"money", "cost", "price"}
    ):
        return Found(previous.subject, previous.measure, "count:anaphora", None, verb.i, previous.noun, confidence=0.6)
    return None


def _count_verb(setting: Setting, figure: Figure) -> Token | None:
    """Return the verb that gives the count its value, if the nearest verb above the figure is one."""
    current = figure.token if figure.token.dep_ not in {"nummod", "compound"} else figure.node
    for _ in range(5):
        if current.head.i == current.i:
            return None
        current = current.head
        if current.pos_ in {"VERB", "AUX"} and lemma_of(setting, current) in count_verbs():
            return current
        if current.lower_ in {"number", "total"} and any(c.dep_ == "nsubj" for c in current.children):
            return current  # `the casualties now number about 4,700`, taken for a noun
        if current.pos_ == "VERB":
            return None
    return None


def _counted_words(setting: Setting, figure: Figure, verb: Token | None) -> list[Token]:
    """Return the words that may name what the count is of."""
    doc, at = setting.doc, figure.token.i
    if verb is None:
        wide = _wide_count(setting, figure.token)
        if wide is not None:
            return wide
        # the bound itself was the verb ("exceeds 4,000"), or the parse broke: look left for the thing counted
        reach = 20 if setting.parsed.quantities[at].quantifier == "more_than" else 10
        return list(doc[max(0, at - reach) : at])
    span = [
        t
        for c in verb.children
        if c.dep_ in {"nsubj", "nsubjpass", "dobj", "attr"} and figure.node.i not in subtree(c)
        for t in c.subtree
        if t.i < at or c.dep_ == "dobj"
    ]
    return span or list(doc[max(0, at - 10) : at])


def _wide_count(setting: Setting, token: Token) -> list[Token] | None:
    """Return the words of `the number of ... to 59,219`, over clauses that stand between."""
    doc = setting.doc
    is_bounded = setting.parsed.quantities[token.i].quantifier not in {"exact", "between"}
    if token.i < 3 or not (is_bounded or doc[token.i - 1].lower_ in _BEFORE_WIDE_VALUE):
        return None
    for i in range(token.i - 2, max(-1, token.i - 26), -1):
        if doc[i].lower_ in {"toll", "tally", "casualties", "losses", "presence", "contingent"} or (
            doc[i].lower_ == "number" and doc[i + 1].lower_ == "of"
        ):
            return list(doc[max(0, i - 3) : min(token.i - 1, i + 8)])
        if i in setting.parsed.quantities:
            return None
    return None


def _measure_of(setting: Setting, span: list[Token]) -> tuple[str, str] | None:
    """Return subject and measure that the words of a counted thing name."""
    words = {t.lower_ for t in span} | {t.lemma_.lower() for t in span}
    is_killed = (
        bool(words & _KILLED)
        or {"lost", "lives"} <= words
        or {"loss", "life"} <= words
        or ("lost" in words and bool(words & {"number", "soldiers", "troops", "people"}))
    )
    is_wounded = bool(words & _WOUNDED)
    if (is_killed and is_wounded) or words & {"casualty", "casualties", "losses"}:
        return "casualties", "casualties"
    if is_killed:
        return "casualties", "killed"
    if is_wounded:
        return "casualties", "wounded"
    if "missing" in words:
        return "casualties", "missing"
    if words & _CAPTURED and not words & {"released", "freed", "exchange"}:
        return "casualties", "captured"
    return _measure_of_sent(setting, span, words)


def _measure_of_sent(setting: Setting, span: list[Token], words: set[str]) -> tuple[str, str] | None:
    """Return subject and measure where the words name troops or workers."""
    previous = setting.previous
    if words & {"army", "military"} or {"armed", "forces"} <= words:
        return None  # the size of an army
    if setting.words & {"swap", "swaps", "swapped", "exchange", "exchanged"} & words:
        return None  # those who were let go
    if words & _TROOPS:
        return "troops", "recruited" if words & _RECRUITED else "deployed"
    if words & _WORKERS:
        return "laborers", "employed" if words & {"employ", "employed", "working"} else "dispatched"
    if words & {"arrivals", "newcomers"} and previous is not None:
        return previous.subject, previous.measure
    if (
        words & {"fighting", "serving", "nationals", "presence"}
        and previous is not None
        and previous.subject == "troops"
    ):
        return "troops", "deployed"
    if (
        any(t.i in setting.demonyms for t in span)
        and words & {"number", "fight", "fighting", "serving", "nationals", "citizens"}
        and setting.words & {"fight", "fighting", "front", "war", "contingent", "army"}
    ):
        return "troops", "deployed"
    return None
