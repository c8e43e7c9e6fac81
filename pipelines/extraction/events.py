"""What happened to what is counted: from a quantity in a parsed sentence to subject and measure.

The steps are tried in order, closest evidence first: words that state a fate next to the figure ("300 killed"),
the noun itself ("600 deaths"), the verb that governs it, a noun of an event above it, a count that takes its value
from the figure ("the toll rose to 81"), and last what the sentence before it set ("of whom 26 were children").

This is the front: the order of the steps, and what is turned away before and after them. A step is a function
`read_*(setting, figure)` in `fates`, `event_nouns`, `parts`, `verbs`, `counts` or `deployments`; it returns what it
found, a rejection that ends the search, or null to let the next one try.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.extraction.animacy import is_common, may_be_hit
from pipelines.extraction.counted import counted_noun, noun_class
from pipelines.extraction.counts import read_count
from pipelines.extraction.deployments import read_presence
from pipelines.extraction.event_nouns import read_casualty_noun, read_event_noun
from pipelines.extraction.event_words import RELEASES, word_set
from pipelines.extraction.fates import read_labelled, read_repatriated, read_state
from pipelines.extraction.figures import Figure, Found, Rejected, Setting
from pipelines.extraction.parts import read_among, read_coordinated, read_part, read_topic
from pipelines.extraction.verbs import read_verb

if TYPE_CHECKING:
    from collections.abc import Callable

    from spacy.tokens import Token

__all__ = ["Found", "Reader", "Rejected"]

STEPS: tuple[Callable[[Setting, Figure], Found | Rejected | None], ...] = (
    read_repatriated,
    read_state,
    read_labelled,
    read_casualty_noun,
    read_among,
    read_verb,
    read_event_noun,
    read_topic,
    read_count,
    read_part,
    read_coordinated,
    read_presence,
)
"""The readings of a figure, in the order they are tried."""

_DISPLACED = re.compile(
    r"(?:[\w-]+ ){0,3}?(?:(?:have|has|had|were|was|been|be|others|more|people) )*"
    r"(?:forced (?:to|from|out)|displaced|fled|uprooted|homeless|evacuated|to flee|fleeing|made homeless)\b"
)
_HIT = re.compile(
    r"\b(?:killed|killing|wounded|wounding|injured|injuring|kills?|wounds?|injures?)(?: (?:more than|about|at least))?$"
)
_DISPLACED_HIT = re.compile(
    r"(?:[\w-]+ ){0,3}?displaced (?:people|persons|civilians|families|palestinians) "
    r"(?:were|was|are|have been|had been) (?:\w+ )?(?:killed|wounded|injured|hurt)\b"
)
_DISPLACING = re.compile(
    r"\b(?:displac\w+|uproot\w+|evacuat\w+)"
    r"(?: (?:more than|about|around|some|at least|over|nearly|almost|another|as many as))?$"
)
_POLICY = (
    r"(?:tariffs?|sanctions|cuts|inflation|prices|reforms?|polic(?:y|ies)|recession|drought|downturn|tax(?:es)?"
    r"|closures?|slump|crisis|decline|fall|rise)"
)
_HURT_BY_POLICY = re.compile(
    rf"\b{_POLICY} (?:\w+ ){{0,2}}?hurt\b|\bhurt by (?:\w+ ){{0,3}}?{_POLICY}\b", re.IGNORECASE
)
_THINGS = "counts things, not people or goods"
_NOT_PEOPLE = "counts what is not known to be people"
_SHARE_OF_ALL = re.compile(r"(?:^|[;.,] )of(?: the| its| their| some| about)?$")
_OF_THEM = ("of them", "of which", "of these")
_SOURCES = frozenset({"source", "official", "diplomat", "witness", "analyst", "expert"})
_SPEECH = word_set("say tell claim add speak explain recall confirm report describe")
_PER_EACH = re.compile(r"(?:[\w-]+ ){0,3}for (?:every|each)\b")
_WITHIN_A_DAY = re.compile(
    r"\b(?:in|within|over|after|of|during|for|than|inside|about|under|nearly|almost) "
    r"(?:a|every|each) (?:day|week|month|year)"
)
_RATES = (
    "a day",
    "per day",
    "a month",
    "per month",
    "a week",
    "per week",
    "daily",
    "every day",
    "each day",
    "each month",
    "a year",
    "per year",
)
_NO_RATES = (
    "killed on",
    "a day after",
    "a day earlier",
    "a day before",
    "a year ago",
    "a year after",
    "a week after",
    "a month after",
    "a year earlier",
    "a week ago",
    "a day of",
    "a week of",
    "a year of",
    "a month of",
    "a year into",
)
"""Where "a day" is when it happened, or how long it took."""


@dataclass(slots=True)
class Reader(Setting):
    """Reads the quantities of one parsed sentence, left to right, and remembers the last reading."""

    things: int | None = None
    """Token of the last figure of things in this sentence: `of the 40 buoys, 12 are missing`."""
    unread: int | None = None
    """Token of the last figure of people, where nothing happened to them: `a crew of 14, one of them a Dane`."""

    def read(self, token: Token) -> Found | Rejected:
        """Return what a quantity counts, or why it counts nothing."""
        head = counted_noun(self, token)
        figure = Figure(token, head, noun_class(self, head))
        if self.parsed.quantities[token.i].currency:
            return Rejected("money, and no transfer governs it")
        if _counts_speakers(figure):
            return Rejected("counts those who speak")
        displaced = _DISPLACED.match(self.after(token.i, 8)) and not _DISPLACED_HIT.match(self.after(token.i, 12))
        if _DISPLACING.search(self.before(token.i, 4)) or (displaced and not _HIT.search(self.before(token.i, 3))):
            return Rejected("counts the displaced")
        for step in STEPS:
            result = step(self, figure)
            if (
                isinstance(result, Found)
                and self.unread is not None
                and (result.rule == "part:including" or (result.rule == "coordinated" and result.noun is None))
            ):
                return Rejected("a part of a figure that is no claim")
            if isinstance(result, Rejected):
                return result
            if result is not None:
                reason = _reason_against(self, figure, result) or self._share_of_things(figure)
                if reason is not None:
                    self.things = token.i if reason in {_THINGS, _NOT_PEOPLE} else self.things
                    return Rejected(reason)
                self.previous = result
                self.unread = None
                return result
        if head is not None and is_common(head) and not figure.counts_people:
            self.things = token.i
        if figure.noun is not None and figure.noun.name == "thing":
            return Rejected(_THINGS)
        if head is None or figure.counts_people:
            self.unread = token.i
        return Rejected("no event of interest governs it")

    def _share_of_things(self, figure: Figure) -> str | None:
        """Return a reason where a bare figure is a share of things that were counted before it."""
        if self.things is None or figure.head is not None or self.things > figure.token.i:
            return None
        opens = _SHARE_OF_ALL.search(self.before(self.things, 8))  # `of the 40 buoys, 12 are missing`
        people_between = any(i in self.parsed.quantities for i in range(self.things + 1, figure.token.i))
        is_share = opens or self.after(figure.token.i, 2).startswith(_OF_THEM)
        return _THINGS if is_share and not people_between else None


def _counts_speakers(figure: Figure) -> bool:
    """Tell whether a figure counts the sources themselves ("two officials said", "one of them claimed")."""
    for node in (figure.head, figure.token):
        if node is not None and node.dep_ == "pobj" and node.head.dep_ == "agent" and node.lemma_.lower() in _SOURCES:
            return True  # `borne out by three port officials`
        if node is None or node.dep_ != "nsubj":
            continue
        verb = node.head
        if any(c.dep_ == "nsubj" and node.i < c.i < verb.i for c in verb.children):
            continue  # `70 others injured ..., medics said`
        if verb.tag_ == "VBN" and not any(c.dep_ in {"aux", "dobj", "ccomp"} for c in verb.children):
            continue  # `with 90 of its citizens said to be in the trenches`
        if node.lemma_.lower() in _SOURCES and verb.pos_ == "VERB":
            return True
        if verb.lower_ in {"said", "says"} or (verb.lemma_.lower() in _SPEECH and verb.pos_ == "VERB"):
            return not any(c.dep_ == "dobj" and c.lemma_.lower() in {"injury", "casualty"} for c in verb.children)
    return False


def _reason_against(setting: Setting, figure: Figure, found: Found) -> str | None:
    """Return why a reading is no claim after all, or null."""
    head, at = figure.head, figure.token.i
    if found.subject == "casualties" and figure.counts_things:
        return _THINGS
    if (
        found.subject == "casualties"
        and (figure.noun is None or figure.noun.name == "persons")
        and head is not None
        and found.head == head.i
        and found.rule != "noun:event"
        and is_common(head)
        and not may_be_hit(setting, head, found)
    ):
        return _NOT_PEOPLE
    if found.measure == "wounded" and _HURT_BY_POLICY.search(setting.doc.text):
        return "hurt by no weapon"
    if head is not None and head.lower_ in {"times", "days", "years", "months", "weeks", "hours"}:
        return "duration"
    if found.measure == "captured" and found.predicate is not None and setting.doc[found.predicate].lemma_ in RELEASES:
        return "released, not captured"
    before, after = setting.before(at, 6), setting.after(at, 8)
    if re.match(r"(?:more|fewer|less|higher|lower) than (?:in|the|a|last|during|at)\b", after):
        return "a difference"
    if "average of" in before and "day" in setting.after(at, 7):
        return "a rate"
    if _PER_EACH.match(after) or re.search(r"\bfor (?:every|each)$", before):
        return "a ratio"
    after = " " + _WITHIN_A_DAY.sub("", after)
    if any(f" {rate}" in after for rate in _RATES) and not any(f" {phrase}" in after for phrase in _NO_RATES):
        return "a rate"
    return None
