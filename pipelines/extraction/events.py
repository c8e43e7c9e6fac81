"""What happened to what is counted: from a quantity in a parsed sentence to subject and measure.

The steps are tried in order, closest evidence first: words that state a fate next to the figure ("300 killed"),
the noun itself ("600 deaths"), the verb that governs it, a noun of an event above it, a count that takes its value
from the figure ("the toll rose to 81"), and last what the sentence before it set ("of whom 26 were children").
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.extraction.lexicons import load_yaml
from pipelines.extraction.nouns import TROOPS, NounClass, classify
from pipelines.extraction.parsing import subtree

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from pipelines.extraction.parsing import Parsed

_AUX = frozenset(
    [
        "be",
        "is",
        "are",
        "was",
        "were",
        "been",
        "being",
        "has",
        "have",
        "had",
        "having",
        "'ve",
        "'s",
        "'re",
        "be",
        "to",
        "get",
        "got",
    ]
)
_FILL = frozenset(
    [
        "people",
        "person",
        "persons",
        "others",
        "other",
        "more",
        "of",
        "them",
        "whom",
        "all",
        "also",
        "reportedly",
        "reported",
        "confirmed",
        "allegedly",
        "so",
        "far",
        "least",
        "at",
        "believed",
        "feared",
        "presumed",
        "thought",
        "known",
        "now",
        "already",
        "still",
        "both",
        "further",
        "additional",
        "have",
        "has",
        "had",
        "been",
        "were",
        "was",
        "are",
        "is",
        "being",
        "be",
        "the",
        "his",
        "her",
        "its",
        "their",
        "including",
        "those",
        "as",
        "already",
        "taken",
        "left",
        "found",
        "declared",
        "listed",
        "counted",
        "pronounced",
        "shot",
        "stabbed",
        "beaten",
        "hacked",
        "burned",
        "burnt",
        "remain",
        "remained",
        "gone",
        "went",
        "go",
        "and",
        "either",
        "said",
        "to",
        "either",
        "seriously",
        "badly",
        "severely",
        "critically",
        "lightly",
        "mostly",
        "mainly",
        "when",
    ]
)
_DURATIONS = frozenset(
    {
        "year",
        "month",
        "week",
        "day",
        "hour",
        "weekend",
        "time",
        "decade",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    }
)
_COUNTED_EVENTS = {
    "execution": "killed",
    "beheading": "killed",
    "assassination": "killed",
    "kidnapping": "captured",
    "abduction": "captured",
    "murder": "killed",
}
_DEFINITE = frozenset(["the", "these", "those", "this", "that", "its", "their"])
_PART_CUES = ("including", "among", "whom", "which", "of them", "them")
COMBAT = frozenset(
    [
        "legion",
        "militia",
        "militias",
        "brigade",
        "battalion",
        "unit",
        "rebels",
        "fight",
        "fighting",
        "front",
        "frontline",
        "war",
        "army",
        "military",
        "combat",
        "battle",
        "battlefield",
        "mercenary",
        "mercenaries",
        "soldier",
        "soldiers",
        "troops",
        "frontlines",
        "offensive",
        "contract",
        "enlist",
        "enlisted",
        "recruit",
        "recruited",
        "forces",
        "trenches",
        "assault",
    ]
)
LABOUR = frozenset(
    [
        "assemble",
        "employees",
        "plants",
        "farm",
        "jobs",
        "work",
        "working",
        "works",
        "worked",
        "building",
        "sites",
        "farms",
        "jobs",
        "labourers",
        "workforce",
        "hired",
        "hire",
        "worker",
        "workers",
        "labor",
        "labour",
        "laborers",
        "labourers",
        "factory",
        "construction",
        "builders",
        "build",
        "plant",
        "site",
        "jobs",
        "employ",
        "employed",
        "reconstruction",
        "labourer",
        "laborer",
        "industrial",
        "employer",
    ]
)


@dataclass(frozen=True, slots=True)
class Found:
    """What a quantity counts."""

    subject: str
    measure: str
    rule: str
    head: int | None
    """Token of the noun that is counted."""
    predicate: int | None
    """Token of the verb or noun that names the event."""
    noun: NounClass | None = None
    confidence: float = 0.9
    part_of: int | None = None
    """Token of the quantity, in the same sentence, that this one is a part of."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """Why a quantity gives no claim."""

    reason: str


@functools.cache
def _states() -> dict[str, str]:
    return {word: measure for measure, words in load_yaml("events")["states"].items() for word in words}


@functools.cache
def _verbs() -> dict[str, list[tuple[str, dict[str, object]]]]:
    found: dict[str, list[tuple[str, dict[str, object]]]] = {}
    for name, entry in load_yaml("events")["verbs"].items():
        for lemma in entry["lemmas"]:
            found.setdefault(lemma, []).append((name, entry))
    return found


@functools.cache
def _event_nouns() -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for name, entry in load_yaml("events")["nouns"].items():
        for lemma in entry["lemmas"]:
            found.setdefault(lemma.replace("_", " "), (name, entry["measure"]))
    return found


@functools.cache
def _count_verbs() -> frozenset[str]:
    return frozenset(load_yaml("events")["count_verbs"])


def casualty_subject(measure: str) -> str:
    """Return the subject that a casualty's measure belongs to."""
    return (
        "casualties"
        if measure in {"killed", "wounded", "captured", "missing", "casualties", "repatriated"}
        else "troops"
    )


@dataclass(slots=True)
class Reader:
    """Reads the quantities of one parsed sentence, left to right."""

    parsed: Parsed
    demonyms: set[int]
    """Tokens that name a people or a group as a noun ("Cubans", "Druze")."""
    previous: Found | None = None
    """The last figure's reading, in this sentence or the one before it."""
    default_subject: str | None = None
    """`troops` or `laborers`: what the article is about, for people who are just "the North Koreans"."""

    @property
    def doc(self) -> Doc:
        """The sentence."""
        return self.parsed.doc

    # -- the noun that is counted ----------------------------------------------------------------------------

    def counted(self, token: Token) -> Token | None:
        """Return the noun that a numeral counts, or null where it stands alone ("30 were killed")."""
        doc = self.doc
        following = token.i + 1
        before = self._antecedent(token)
        if before is not None:
            return before
        if following < len(doc) and doc[following].lower_ == "of":
            for child in token.children:
                if child.i == following:
                    for target in child.children:
                        if target.dep_ == "pobj":
                            return None if target.lower_ in {"them", "whom", "those", "which", "these"} else target
            return self._run(following + 1)
        head = token.head
        if (
            head.i > token.i
            and head.pos_ in {"NOUN", "PROPN"}
            and token.dep_ in {"nummod", "amod", "compound", "nmod", "quantmod", "det", "advmod", "npadvmod", "poss"}
        ):
            between = doc[token.i + 1 : head.i]
            if not any(
                t.i in self.parsed.quantities
                or t.text in {",", ";", ":"}
                or (t.lower_ in _states() and t.i + 1 < head.i and False)
                for t in between
            ):
                if head.lemma_.lower() in _DURATIONS:
                    return None
                run = self._run(token.i + 1)
                if run is not None and run.i < head.i and any(t.pos_ in {"VERB", "AUX"} for t in doc[run.i : head.i]):
                    return run
                return head
        run = self._run(token.i + 1)
        return None if run is not None and run.lemma_.lower() in _DURATIONS else run

    def _antecedent(self, token: Token) -> Token | None:
        """Return the noun before a figure that is set behind it: `builders to the number of 500`, `shells by the thousand`."""
        doc = self.doc
        before = " ".join(t.lower_ for t in doc[max(0, token.i - 4) : token.i])
        after = " ".join(t.lower_ for t in doc[token.i + 1 : token.i + 4])
        printed = self.parsed.quantities[token.i]
        behind = before.endswith(("to the number of", "in their", "numbering", "numbered")) or (
            printed.quantifier == "vague" and before.endswith("in the")
        )
        of_them = (
            after.startswith(("of them", "in all", "of whom"))
            and token.i > 0
            and doc[token.i - 1].text in {",", "-", "(", "–", "—", "up", "making"}
        )
        by_the = (
            printed.is_vague_noun is False
            and printed.quantifier == "vague"
            and doc[max(0, token.i - 1)].pos_ in {"NOUN", "PROPN"}
            and not after.startswith(("of",))
        )
        if not (behind or of_them or by_the):
            return None
        for i in range(token.i - 1, max(-1, token.i - 12), -1):
            if i in self.parsed.quantities:
                return None
            if (
                doc[i].pos_ in {"NOUN", "PROPN"}
                and (classify(doc[i]) is not None or i in self.demonyms)
                and doc[i].lemma_.lower() != "number"
            ):
                found = classify(doc[i])
                if i in self.demonyms or (found is not None and (found.is_people or found.name == "goods")):
                    return doc[i]
        return None

    def _run(self, at: int) -> Token | None:
        """Return the last noun of the run of adjectives and nouns that starts at a token."""
        last = None
        doc = self.doc
        while at < len(doc):
            token = doc[at]
            if token.i in self.parsed.quantities:
                break
            if (
                token.pos_ in {"NOUN", "PROPN"}
                or (token.i in self.demonyms)
                or (last is None and token.pos_ == "PRON" and token.lower_ == "others")
            ):
                if (
                    last is not None
                    and token.pos_ == "PROPN"
                    and last.pos_ == "NOUN"
                    and token.i not in self.demonyms
                    and doc[at - 1].text != "-"
                ):
                    break
                last = token
            elif token.pos_ in {"ADJ", "ADV", "NUM"} and token.lower_ not in {
                "to",
                "also",
                "later",
                "today",
                "yesterday",
            }:
                if token.lower_ in _states() and last is not None:
                    break
            elif (
                token.text in {"-", '"'}
                or (token.text == "'s")
                or (
                    token.lower_ in _states()
                    and last is None
                    and at + 1 < len(doc)
                    and doc[at + 1].pos_ in {"NOUN", "PROPN", "ADJ"}
                )
                or (
                    token.tag_ in {"VBG", "VBN"}
                    and last is None
                    and at + 1 < len(doc)
                    and doc[at + 1].pos_ in {"NOUN", "PROPN"}
                )
            ):
                pass
            else:
                break
            at += 1
        return last

    # -- the steps -------------------------------------------------------------------------------------------

    def read(self, token: Token) -> Found | Rejected:
        """Return what a quantity counts, or why it counts nothing."""
        head = self.counted(token)
        noun = self.classify(head)
        quantity = self.parsed.quantities[token.i]
        if quantity.currency:
            return Rejected("money, and no transfer governs it")
        if self._speaks(token, head):
            return Rejected("counts those who speak")
        if re.match(
            r"(?:[\w-]+ ){0,3}?(?:(?:have|has|had|were|was|been|be|others|more|people) )*(?:forced (?:to|from|out)|displaced|fled|uprooted|homeless|evacuated|to flee|fleeing|made homeless)\b",
            " ".join(t.lower_ for t in self.doc[token.i + 1 : token.i + 9]),
        ):
            return Rejected("counts the displaced")
        steps = (
            self._repatriated,
            self._state,
            self._labelled,
            self._casualty_noun,
            self._among,
            self._verb,
            self._event_noun,
            self._topic,
            self._count,
            self._part,
            self._coordinated,
            self._presence,
        )
        rejected: Rejected | None = None
        for step in steps:
            result = step(token, head, noun)
            if isinstance(result, Rejected):
                rejected = result
                break
            if result is not None:
                result = self._checked(token, head, noun, result)
                if isinstance(result, Found):
                    self.previous = result
                return result
        return rejected or Rejected(
            "no event of interest governs it"
            if noun is None or noun.name != "thing"
            else "counts things, not people or goods"
        )

    def _speaks(self, token: Token, head: Token | None) -> bool:
        """Tell whether a figure counts the sources themselves ("two officials said", "one of them claimed")."""
        for node in (head, token):
            if node is None or node.dep_ != "nsubj":
                continue
            verb = node.head
            if (
                node.lemma_.lower() in {"source", "official", "diplomat", "witness", "analyst", "expert"}
                and verb.pos_ == "VERB"
            ):
                return True
            if verb.lower_ in {"said", "says"} or (
                verb.lemma_.lower()
                in {"say", "tell", "claim", "add", "speak", "explain", "recall", "confirm", "report", "describe"}
                and verb.pos_ == "VERB"
            ):
                return not any(c.dep_ == "dobj" and c.lemma_.lower() in {"injury", "casualty"} for c in verb.children)
        return False

    def classify(self, head: Token | None) -> NounClass | None:
        """Return the class of a noun; a people's name counts people."""
        if head is None:
            return None
        found = classify(head)
        if found is None and head.i in self.demonyms:
            return NounClass("civilians")
        return found

    def _checked(self, token: Token, head: Token | None, noun: NounClass | None, found: Found) -> Found | Rejected:
        doc = self.doc
        if found.subject == "casualties" and noun is not None and noun.name in {"thing", "goods"}:
            return Rejected("counts things, not people or goods")
        if head is not None and head.lower_ in {"times", "days", "years", "months", "weeks", "hours"}:
            return Rejected("duration")
        window = " ".join(t.lower_ for t in doc[max(0, token.i - 6) : token.i])
        if (
            found.measure == "captured"
            and found.predicate is not None
            and doc[found.predicate].lemma_ in {"release", "free", "swap", "exchange", "return", "hand"}
        ):
            return Rejected("released, not captured")
        if "average of" in window and "day" in " ".join(t.lower_ for t in doc[token.i : token.i + 8]):
            return Rejected("a rate")
        after = " ".join(t.lower_ for t in doc[token.i + 1 : token.i + 9])
        if re.match(r"(?:[\w-]+ ){0,3}for (?:every|each)\b", after) or re.search(r"\bfor (?:every|each)$", window):
            return Rejected("a ratio")
        after = re.sub(
            r"\b(?:in|within|over|after|of|during|for|than|inside|about|under|nearly|almost) (?:a|every|each) (?:day|week|month|year)",
            "",
            after,
        )
        if any(
            f" {rate}" in f" {after}"
            for rate in (
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
        ) and (
            not any(
                f" {word}" in f" {after}"
                for word in (
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
            )
        ):
            return Rejected("a rate")
        return found

    def _state(self, token: Token, head: Token | None, noun: NounClass | None) -> Found | Rejected | None:
        """`300 killed`, `4,000 others reportedly injured`, `14 people were shot dead`."""
        doc = self.doc
        states = _states()
        at = token.i + 1
        seen_aux = False
        seen_noun = 0
        while at < len(doc) and at - token.i < 14:
            word = doc[at]
            lower = word.lower_
            if at in self.parsed.quantities:
                return None
            if lower in states:
                return self._state_at(token, head, noun, at, seen_aux=seen_aux)
            if lower in {"lost", "lose"} and any(
                t.lemma_.lower() in {"limb", "leg", "arm", "eye", "eyesight", "sight", "foot", "hand"}
                for t in doc[at + 1 : at + 5]
            ):
                return Found("casualties", "wounded", "state:wounded", head.i if head is not None else None, at, noun)
            if lower in {"lost", "lose", "losing", "gave", "laid"} and any(
                t.lemma_.lower() == "life" for t in doc[at + 1 : at + 5]
            ):
                return Found("casualties", "killed", "die", head.i if head is not None else None, at, noun)
            if lower in _AUX:
                seen_aux = True
            elif lower in _FILL or word.pos_ in {"ADJ", "ADV"}:
                pass
            elif word.pos_ in {"NOUN", "PROPN"} or at in self.demonyms or lower in {"-", "'s"}:
                seen_noun += 1
                if seen_aux and at not in self.demonyms:
                    return None
            elif lower == "of" or word.pos_ == "DET":
                pass
            else:
                return None
            at += 1
        return None

    def _state_at(
        self, token: Token, head: Token | None, noun: NounClass | None, at: int, *, seen_aux: bool
    ) -> Found | None:
        doc = self.doc
        states = _states()
        word = doc[at]
        measure = states[word.lower_]
        following = doc[at + 1] if at + 1 < len(doc) else None
        if (
            word.tag_ in {"VBD", "VBG", "VB", "VBP"}
            and not seen_aux
            and following is not None
            and head is not None
            and at > head.i
        ):
            objects = [c for c in word.children if c.dep_ in {"dobj", "obj"} and c.i > at]
            if objects or (following.pos_ in {"DET", "NUM", "PRON"} or following.i in self.parsed.quantities):
                return None  # `300 rebels killed 20 villagers`
        if (
            word.lower_ in {"killed", "wounded", "injured", "captured"}
            and following is not None
            and following.i in self.parsed.quantities
            and doc[at - 1].lower_ not in {"were", "was", "been", "and"}
            and not seen_aux
            and head is not None
            and head.i < at
            and noun is not None
            and noun.name in TROOPS
        ):
            return None
        joined = self._joined_states(at)
        if joined is not None:
            measure = joined
        if head is not None and head.i > at:  # `2,000 wounded soldiers`, `40 dead bodies`
            verb = self._governor(head)
            if verb is not None and measure == "wounded" and self._is_going_home(verb):
                measure = "repatriated"
        if noun is not None and noun.name in {"thing", "goods"}:
            return None
        if (
            noun is not None
            and noun.measure
            and head is not None
            and head.i < at
            and noun.measure != measure
            and noun.name != "captured_nouns"
        ):
            return None
        return Found(
            "casualties", measure, f"state:{measure}", head.i if head is not None else None, at, noun, confidence=0.95
        )

    def _joined_states(self, at: int) -> str | None:
        """Return `casualties` where killed and wounded are given together ("killed or wounded")."""
        doc = self.doc
        states = _states()
        kinds = {states[doc[at].lower_]}
        i = at + 1
        while i < len(doc) and i - at < 8:
            lower = doc[i].lower_
            if i in self.parsed.quantities:
                break
            if lower in states:
                if (
                    doc[i - 1].lower_ in {"or", "and", "/", ",", "been", "seriously", "severely"}
                    or doc[i - 1].lower_ == "either"
                ):
                    kinds.add(states[lower])
            elif lower not in {
                "or",
                "and",
                "/",
                ",",
                "were",
                "was",
                "been",
                "seriously",
                "severely",
                "badly",
                "have",
                "has",
                "gone",
                "taken",
                "either",
            }:
                break
            i += 1
        if {"killed", "wounded"} <= kinds:
            return "casualties"
        return None

    def _is_going_home(self, verb: Token) -> bool:
        words = {t.lower_ for t in verb.subtree}
        lemmas = {verb.lemma_.lower(), *(c.lemma_.lower() for c in verb.conjuncts)}
        return bool(
            lemmas & {"repatriate", "return"}
            or (
                ("home" in words or "homeland" in words or "back" in words)
                and lemmas
                & {
                    "send",
                    "transport",
                    "take",
                    "bring",
                    "fly",
                    "ship",
                    "transfer",
                    "evacuate",
                    "move",
                    "carry",
                    "come",
                    "go",
                }
            )
        )

    def _labelled(self, token: Token, head: Token | None, noun: NounClass | None) -> Found | None:
        """`Killed: 53,760`, `wounded - almost 2,700`, `killing 12`, `wounded 30`, `left 30 dead`."""
        doc = self.doc
        states = _states()
        at = token.i - 1
        if at >= 0 and doc[at].text in {":", "-", "–", "—", "=", "("}:
            label_at = at - 1
            while label_at >= 0 and doc[label_at].lower_ in {"total", "number", "people", "(", ")", "of"}:
                label_at -= 1
            if label_at >= 0:
                label = doc[label_at].lower_
                measure = states.get(label) or (
                    _event_nouns().get(doc[label_at].lemma_.lower(), (None, None))[1] if label_at < 6 else None
                )
                if label in {"casualties", "losses"}:
                    measure = "casualties"
                if measure in {"killed", "wounded", "missing", "captured", "casualties"} and (
                    noun is None or noun.name not in {"thing", "goods"}
                ):
                    kinds = {states.get(t.lower_) for t in doc[max(0, label_at - 3) : label_at + 1]}
                    if {"killed", "wounded"} <= kinds:
                        measure = "casualties"
                    return Found(
                        "casualties",
                        measure,
                        "labelled",
                        head.i if head is not None else None,
                        label_at,
                        noun,
                        confidence=0.85,
                    )
        at = token.i - 1
        while at >= 0 and doc[at].lower_ in {
            "another",
            "a",
            "further",
            "the",
            "some",
            "as",
            "many",
            "up",
            "additional",
            "also",
            "about",
            "all",
            "an",
            "its",
            "their",
            "other",
        }:
            at -= 1
        if at < 0:
            return None
        verb = doc[at]
        lemma = verb.lemma_.lower()
        entry = _entry(lemma, {"kill", "wound", "capture"})
        if (
            entry
            and verb.pos_ in {"VERB", "AUX", "ADJ", "NOUN"}
            and (verb.tag_ != "NN")
            and not (
                at > 0
                and doc[at - 1].lower_ in {"was", "were", "been", "are", "is", "be"}
                and noun is None
                and head is None
            )
        ):
            name, data = entry
            if verb.tag_ == "VBN" and at > 0 and doc[at - 1].lower_ in {"were", "was", "been"}:
                return None
            if noun is not None and noun.name in {"thing", "goods"}:
                return None
            if (
                name == "capture"
                and (noun is None or not noun.is_people)
                and not (head is not None and head.i in self.demonyms)
            ):
                return None
            measure = str(data["measure"])
            joined = self._both(at)
            return Found(
                "casualties",
                joined or measure,
                f"verb:{name}",
                head.i if head is not None else None,
                at,
                noun,
                confidence=0.95,
            )
        return None

    def _both(self, at: int) -> str | None:
        """`killing or wounding 30`, `killed and injured 12`."""
        doc = self.doc
        if at >= 2 and doc[at - 1].lower_ in {"or", "and"}:
            first, second = (
                _entry(doc[at - 2].lemma_.lower(), {"kill", "wound"}),
                _entry(doc[at].lemma_.lower(), {"kill", "wound"}),
            )
            if first and second and first[0] != second[0]:
                return "casualties"
        return None

    def _repatriated(self, token: Token, head: Token | None, noun: NounClass | None) -> Found | None:
        """`the bodies of 1,000 soldiers were returned`, `2,000 wounded were flown home`."""
        if head is None or noun is None:
            return None
        words = {t.lower_ for t in self.doc}
        dead = noun.name == "killed_nouns" and head.lemma_.lower() in {"body", "corpse", "remain", "dead"}
        above = next(
            (a for a in head.ancestors if a.lemma_.lower() in {"body", "remain", "ash", "corpse"} and a.pos_ == "NOUN"),
            None,
        )
        wounded = noun.name == "wounded_nouns"
        if not (dead or above or wounded):
            return None
        verb = self._governor(above or head)
        if verb is not None and (
            self._is_going_home(verb)
            or (
                (dead or above)
                and verb.lemma_.lower() in {"hand", "receive", "repatriate", "return", "transfer"}
                and words & {"repatriated", "returned", "repatriation", "handed", "transferred"}
            )
        ):
            return Found("casualties", "repatriated", "repatriate", head.i, verb.i, noun)
        return None

    def _casualty_noun(self, token: Token, head: Token | None, noun: NounClass | None) -> Found | Rejected | None:
        """`600 deaths`, `4,700 casualties`, `250 hostages`."""
        if head is not None and noun is None and head.lemma_.lower() in _COUNTED_EVENTS:
            return Found(
                "casualties", _COUNTED_EVENTS[head.lemma_.lower()], "noun:event", head.i, head.i, None, confidence=0.7
            )
        if head is None or noun is None or noun.measure is None:
            return None
        lemma = head.lemma_.lower()
        verb = self._governor(head)
        if noun.name == "captured_nouns":
            if verb is not None and verb.lemma_.lower() in {
                "release",
                "free",
                "swap",
                "exchange",
                "return",
                "hand",
                "rescue",
            }:
                return Rejected("released, not captured")
            if {t.lower_ for t in self.doc} & {"exchange", "swap", "released", "freed", "exchanged", "swapped"}:
                return Rejected("released, not captured")
        if lemma == "loss" and head.text[:1].islower() is False and False:
            return None
        if lemma == "funeral" or (lemma == "killing" and token.i + 1 != head.i):
            return None
        measure = noun.measure
        joined = {child.lemma_.lower() for child in head.children if child.dep_ == "conj"} | {
            a.lower_ for a in head.children if a.dep_ == "amod"
        }
        if (
            noun.name == "killed_nouns"
            and joined & {"injury", "wounded", "injured"}
            and not any(c.i in self.parsed.quantities for t in head.conjuncts for c in t.subtree)
        ):
            measure = "casualties"
        if noun.name == "casualties_nouns" and joined & {"irrecoverable", "fatal"}:
            measure = "killed"
        return Found("casualties", measure, f"noun:{measure}", head.i, head.i, noun, confidence=0.95)

    def _governor(self, token: Token) -> Token | None:
        """Return the verb that governs a noun, over coordination and prepositions."""
        current = token
        for _ in range(12):
            if current.dep_ == "ROOT" and current.pos_ not in {"VERB", "AUX"}:
                return None
            if current.head.i == current.i:
                return current if current.pos_ in {"VERB", "AUX"} else None
            current = current.head
            if current.pos_ in {"VERB", "AUX"}:
                return current
        return None

    def _verb(self, token: Token, head: Token | None, noun: NounClass | None) -> Found | None:
        """The verb that governs the counted noun, then what modifies it."""
        node = head if head is not None else token
        if noun is not None and noun.name in {"thing", "goods"}:
            return None
        if (
            token.i + 1 < len(self.doc)
            and self.doc[token.i + 1].lower_ == "of"
            and head is not None
            and token.dep_ != "nummod"
        ):
            node = token
        for verb, role in self._roles(node):
            found = self._by_verb(verb, role, head, noun)
            if found is not None:
                return found
        for other in {node, head} if head is not None else {node}:
            for verb, role in _modifiers(other):
                found = self._by_verb(verb, role, head, noun)
                if found is not None:
                    return found
        return None

    def _roles(self, node: Token) -> list[tuple[Token, str]]:
        """Return the verbs that a noun is an argument of, with its role, closest first."""
        found: list[tuple[Token, str]] = []
        current = node
        for _ in range(6):
            label, above = current.dep_, current.head
            if label in {"conj", "appos"} and above.i != current.i:
                current = above
                continue
            if (
                label == "pobj"
                and above.dep_ == "prep"
                and above.lower_ == "of"
                and above.head.lower_
                in {
                    "all",
                    "most",
                    "some",
                    "half",
                    "part",
                    "rest",
                    "total",
                    "group",
                    "number",
                    "hundreds",
                    "thousands",
                    "dozens",
                    "majority",
                    "many",
                    "batch",
                    "wave",
                }
            ):
                current = above.head
                continue
            if label in {"nsubj", "nsubjpass", "csubj"}:
                found.extend(_with_chain(above, "object" if label == "nsubjpass" else "subject"))
            elif label in {"dobj", "obj", "dative", "oprd"}:
                found.append((above, "object"))
                found.extend(
                    (c, "subject" if c.tag_ != "VBN" else "object")
                    for c in above.children
                    if c.dep_ in {"xcomp", "ccomp"}
                    and c.i > current.i
                    and above.lemma_ in {"see", "have", "leave", "find", "report", "let", "force", "order"}
                )
            elif label == "attr" and above.lemma_ == "be":
                found.append((above, "attr"))
            elif label == "pobj" and above.dep_ == "agent":
                found.append((above.head, "agent"))
            elif (
                label == "pobj"
                and above.dep_ == "prep"
                and above.lower_ == "in"
                and above.i == above.head.i + 1
                and above.head.lemma_.lower()
                in {"fly", "bring", "ship", "send", "take", "draft", "call", "rope", "bus"}
            ):
                found.append((above.head, "object"))  # `flew in 500 commandos`
            elif (
                label == "pobj"
                and above.lower_ == "with"
                and above.head.lemma_.lower()
                in {"reinforce", "strengthen", "bolster", "part", "augment", "man", "garrison"}
            ):
                found.append((above.head, "object"))  # `reinforced the front with 3,000 men`
            elif label == "pobj" and above.dep_ == "prep":
                found.append((above.head, f"prep:{above.lower_}"))
            elif label == "ROOT" or current.head.i == current.i:
                pass
            break
        return found

    def _by_verb(self, verb: Token, role: str, head: Token | None, noun: NounClass | None) -> Found | None:
        lemma = self._lemma(verb)
        if (
            role in {"subject", "object"}
            and (noun is None or noun.is_people)
            and re.search(r"\b(?:as (?:a )?(?:prisoners?|captives?|hostages?)|into captivity)\b", self.doc.text)
            and lemma in {"bring", "take", "hold", "send", "move", "fall"}
        ):
            return Found(
                "casualties",
                "captured",
                "verb:capture",
                head.i if head is not None else None,
                verb.i,
                noun,
                confidence=0.8,
            )
        for name, entry in _verbs().get(lemma, ()):
            counted = entry["counted"] if name != "suffer" else role
            if name == "missing" and lemma == "be_unaccounted":
                role = "subject"
            if counted not in ("either", role):
                continue
            if role not in {"subject", "object"}:
                continue
            classes, banned = entry.get("classes"), entry.get("not_classes", [])
            class_name = noun.name if noun else None
            if isinstance(classes, list) and class_name not in classes:
                continue
            if isinstance(banned, list) and class_name in banned:
                continue
            if (
                name == "capture"
                and (noun is None or not noun.is_people)
                and not (head is not None and head.i in self.demonyms)
                and not (head is None and self.previous is not None and self.previous.subject == "casualties")
            ):
                continue
            if (
                name == "suffer"
                and role == "subject"
                and any(
                    c.dep_ == "dobj" and c.lemma_.lower() in {"injury", "wound", "burn", "trauma"}
                    for c in verb.children
                )
            ):
                return Found("casualties", "wounded", "verb:suffer", head.i if head is not None else None, verb.i, noun)
            if name == "suffer":
                continue
            if name == "lose":
                if noun is None or not noun.is_people:
                    continue
                both = {"killed", "wounded"} <= {t.lower_ for t in self.doc}
                return Found(
                    "casualties",
                    "casualties" if both else "killed",
                    "verb:lose",
                    head.i if head is not None else None,
                    verb.i,
                    noun,
                    confidence=0.75,
                )
            if name == "treat":
                words = {t.lemma_.lower() for t in self.doc}
                hospital = any(
                    c.dep_ == "nsubj" and c.lemma_.lower() in {"hospital", "clinic", "doctor", "medic", "nurse"}
                    for c in verb.children
                )
                if not (
                    words & {"wound", "injury", "wounded", "injured", "burn", "shrapnel"}
                    or (hospital and self.previous is not None and self.previous.subject == "casualties")
                ):
                    continue
            if name == "die" and lemma == "fall" and class_name not in TROOPS:
                continue
            head_index = head.i if head is not None else None
            by_class = entry.get("by_class")
            if not isinstance(by_class, dict):
                if entry["measure"] is None:
                    continue
                return Found("casualties", str(entry["measure"]), f"verb:{name}", head_index, verb.i, noun)
            subject = self._people_subject(noun, head, verb, name)
            if subject in by_class:
                carried = (
                    self.previous is not None
                    and self.previous.subject == subject
                    and (noun is None or noun.name == "civilians")
                )
                if (
                    name in {"arrive", "send"}
                    and not carried
                    and not self._is_deployment(
                        verb, lemma, soldiers=noun is not None and noun.name in TROOPS | {"workers"}
                    )
                ):
                    continue
                return Found(subject, str(by_class[subject]), f"verb:{name}", head_index, verb.i, noun, confidence=0.85)
        return None

    def _is_deployment(self, verb: Token, lemma: str, *, soldiers: bool) -> bool:
        """Weak verbs ("go", "have", "put") need a place or an army's business to mean a deployment."""
        weak = {
            "have",
            "put",
            "move",
            "go",
            "come",
            "reach",
            "cross",
            "bring",
            "take",
            "stand",
            "stay",
            "remain",
            "add",
            "offer",
            "serve",
            "operate",
            "participate",
            "supply",
            "provide",
            "hand",
            "enter",
            "base",
            "train",
            "land",
            "leave",
            "field",
            "contribute",
        }
        if lemma not in weak:
            return True
        if lemma in {"reach", "enter"} and any(c.dep_ == "dobj" for c in verb.children):
            return True
        marks = {
            "there",
            "here",
            "to",
            "in",
            "into",
            "at",
            "near",
            "on",
            "along",
            "across",
            "from",
            "inside",
            "for",
            "alongside",
            "with",
        }
        near = {c.lower_ for c in verb.children if c.dep_ in {"prep", "agent", "mark", "advmod"}} | {
            c.lower_ for x in verb.children if x.dep_ in {"dobj", "nsubjpass"} for c in x.children if c.dep_ == "prep"
        }
        return (bool(near & marks) and soldiers) or (
            bool(near & marks)
            and bool(
                {t.lower_ for t in self.doc}
                & (
                    COMBAT
                    | {
                        "deployed",
                        "troops",
                        "soldiers",
                        "personnel",
                        "workers",
                        "forces",
                        "fighters",
                        "peacekeepers",
                        "police",
                        "labourers",
                        "laborers",
                        "mercenaries",
                        "russia",
                    }
                )
            )
        )

    def _people_subject(self, noun: NounClass | None, head: Token | None, verb: Token, name: str) -> str | None:
        if noun is not None and noun.name in TROOPS:
            return "troops"
        if noun is not None and noun.name == "workers":
            if head is not None and {c.lower_ for c in head.children} & {
                "health",
                "aid",
                "medical",
                "humanitarian",
                "rescue",
                "emergency",
                "un",
            }:
                return None
            return "laborers"
        neutral = noun is None or (
            noun.name == "civilians"
            and head is not None
            and (
                head.i in self.demonyms
                or head.lemma_.lower()
                in {
                    "people",
                    "person",
                    "man",
                    "citizen",
                    "national",
                    "foreigner",
                    "woman",
                    "other",
                    "compatriot",
                    "volunteer",
                    "north koreans",
                    "individual",
                    "countryman",
                    "migrant",
                    "student",
                }
            )
        )
        if not neutral:
            return None
        words = {t.lower_ for t in self.doc}
        if name in {"work", "employ"} and head is not None:
            return "laborers"
        if (
            name == "arrive"
            and noun is not None
            and noun.name == "civilians"
            and not words & (COMBAT - {"soldier", "soldiers", "troops", "war", "army", "military", "unit"})
            and not words & LABOUR
        ):
            return None
        if (
            name in {"recruit", "enlist"}
            and not words & LABOUR - {"hired", "hire"}
            and verb.lemma_.lower() not in {"hire", "contract", "employ", "join", "sign", "lure"}
        ):
            return "troops"
        if words & LABOUR and not words & {"soldiers", "troops", "fight", "fighting", "combat", "mercenaries"}:
            return "laborers"
        if words & COMBAT:
            return "troops"
        if self.previous is not None and self.previous.subject in {"troops", "laborers"}:
            return self.previous.subject
        strong = verb.lemma_.lower() in {"send", "deploy", "dispatch", "despatch", "commit", "lend", "station", "post"}
        return self.default_subject if strong else None

    def _lemma(self, verb: Token) -> str:
        """Return the lemma, with the particle or object that gives a fixed phrase its meaning."""
        lemma = str(verb.lemma_.lower())
        words = {c.lower_ for c in verb.children}
        objects = {
            c.lemma_.lower()
            for c in verb.children
            if c.dep_ in {"dobj", "oprd", "acomp", "attr", "advmod", "prt", "prep", "ccomp", "xcomp"}
        }
        following = " ".join(t.lower_ for t in self.doc[verb.i + 1 : verb.i + 3])
        if (lemma == "lose" and "life" in objects) or (lemma == "embrace" and "martyrdom" in objects):
            return "lose_life"
        if lemma == "put" and following.startswith("to death"):
            return "put_to_death"
        if lemma == "take" and (
            objects & {"prisoner", "captive", "hostage"}
            or any(following.startswith(w) for w in ("prisoner", "captive", "hostage"))
        ):
            return "take_prisoner"
        if lemma == "take" and "part" in objects:
            return "take_part"
        if lemma in {"go", "be", "remain"} and (objects & {"missing"} or "missing" in following):
            return "go_missing"
        if lemma in {"be", "remain"} and "unaccounted" in following:
            return "be_unaccounted"
        if lemma == "account" and "for" in words and any(c.dep_ == "neg" for c in verb.children):
            return "be_unaccounted"
        if lemma == "sign" and (
            "up" in words
            or (
                "contract" in objects
                and {t.lower_ for t in self.doc} & {"defence", "defense", "army", "military", "mod"}
            )
        ):
            return "sign_up"
        if lemma == "call" and "up" in words:
            return "call_up"
        if lemma == "pull" and "out" in words:
            return "pull_out"
        if lemma in {"send", "bring", "take", "fly", "go", "come", "ship", "transport"} and (
            {"home", "back"} & words or following.split(" ")[0] in {"home", "back"}
        ):
            return "send_home" if lemma != "go" else "go_home"
        if lemma == "put" and "out of action" in " ".join(t.lower_ for t in self.doc[verb.i : verb.i + 8]):
            return "put_out_of_action"
        if lemma == "shoot" and "dead" in words:
            return "shoot_dead"
        return lemma

    def _event_noun(self, token: Token, head: Token | None, noun: NounClass | None) -> Found | None:
        """`the deaths of five officers`, `the deployment of 10,000 troops`, `a 50,000-strong force`."""
        if noun is not None and noun.name in {"thing", "goods"}:
            return None
        node = head if head is not None else token
        printed = self.parsed.doc[token.i]
        quantity_end = self.parsed.ends[printed.i]
        strong = quantity_end > self.parsed.quantities[token.i].end and not self.parsed.quantities[token.i].absorbs_end
        if strong and head is not None:
            lemma = head.lemma_.lower()
            if lemma in {"army", "military"}:
                return None
            if lemma in {
                "force",
                "contingent",
                "grouping",
                "unit",
                "corps",
                "mission",
                "group",
                "detachment",
                "battalion",
                "brigade",
                "garrison",
                "deployment",
                "peacekeeping",
                "team",
            } and self._is_present(node):
                return Found(
                    "troops",
                    "deployed",
                    "noun:deployment",
                    head.i,
                    head.i,
                    NounClass("soldiers", "soldiers"),
                    confidence=0.8,
                )
        if not strong and self.doc[min(token.i + 1, len(self.doc) - 1)].lower_ == "strong":
            return (
                Found("troops", "deployed", "noun:deployment", None, None, noun, confidence=0.6)
                if self.previous is None or self.previous.subject != "laborers"
                else Found("laborers", "dispatched", "noun:dispatch", None, None, noun, confidence=0.6)
            )
        current = node
        for _ in range(4):
            if current.dep_ in {"conj", "appos"}:
                current = current.head
                continue
            if (
                current.dep_ == "pobj"
                and current.head.dep_ == "prep"
                and current.head.lower_ in {"of", "for", "among", "numbering"}
            ):
                above = current.head.head
                if above.lemma_.lower() == "life" and above.head.lemma_.lower() in {
                    "claim",
                    "take",
                    "cost",
                    "lose",
                    "end",
                }:
                    return Found("casualties", "killed", "noun:life", node.i, above.i, noun, confidence=0.9)
                measured = _event_nouns().get(above.lemma_.lower())
                if measured is not None and above.pos_ in {"NOUN", "PROPN", "VERB"}:
                    kind, measure = measured
                    if measure == "deployed":
                        subject = self._people_subject(noun, head, above, kind)
                        if subject == "laborers":
                            return Found(
                                "laborers", "dispatched", "noun:dispatch", node.i, above.i, noun, confidence=0.8
                            )
                        if (
                            subject == "troops"
                            or (
                                noun is None
                                and kind == "deployment"
                                and above.lemma_.lower() in {"contingent", "force", "garrison", "detachment"}
                            )
                        ) and above.lemma_.lower() != "number":
                            return Found("troops", "deployed", "noun:deployment", node.i, above.i, noun, confidence=0.8)
                        return None
                    if measure == "dispatched":
                        return None
                    if measure == "recruited":
                        subject = self._people_subject(noun, head, above, kind) or "troops"
                        return Found(subject, "recruited", "noun:recruitment", node.i, above.i, noun, confidence=0.8)
                    if above.lemma_.lower() == "loss" and noun is not None and noun.is_people:
                        measure = "casualties" if above.lower_ == "losses" else "killed"
                    return Found("casualties", measure, f"noun:{kind}", node.i, above.i, noun, confidence=0.9)
                if above.lemma_.lower() in {"group", "total", "number", "wave", "batch", "toll", "crowd", "team"}:
                    current = above
                    continue
            break
        return None

    def _is_present(self, node: Token) -> bool:
        return True

    def _among(self, token: Token, head: Token | None, noun: NounClass | None) -> Found | None:
        """`Seven women were among the civilians killed`, `three Kenyans who had enlisted were among the dead`."""
        rest = " ".join(t.lower_ for t in self.doc[token.i + 1 : token.i + 26])
        among = re.search(
            r"\b(?:was|were|are|is) among (?:the|those) (?:[\w,]+ ){0,3}?(dead|killed|wounded|injured|victims|casualties|missing|captured|hostages|fatalities)\b",
            rest,
        )
        if among and (noun is None or noun.is_people or (head is not None and head.i in self.demonyms)):
            word = (
                "killed"
                if among.group().endswith("killed") or " killed" in rest[among.start() : among.end() + 8]
                else among.group(1)
            )
            measure = (
                {"victims": "killed", "fatalities": "killed", "hostages": "captured"}.get(word)
                or _states().get(word)
                or "casualties"
            )
            return Found(
                "casualties", measure, "part:among", head.i if head is not None else None, None, noun, confidence=0.85
            )
        return None

    def _topic(self, token: Token, head: Token | None, noun: NounClass | None) -> Found | None:
        """`Among the dead were 12 children`, `The dead include 833 Druze`, `Children account for 1,524 of the dead`."""
        doc = self.doc
        words = [t.lower_ for t in doc]
        after = [t.lower_ for t in doc[token.i + 1 : token.i + 6]]
        if (
            after[:2] == ["of", "the"]
            and len(after) > 2
            and after[2]
            in {
                "dead",
                "killed",
                "wounded",
                "injured",
                "casualties",
                "victims",
                "deaths",
                "fatalities",
                "missing",
                "prisoners",
                "captured",
                "hostages",
                "slain",
                "fallen",
            }
        ):
            measure = (
                {
                    "victims": "killed",
                    "prisoners": "captured",
                    "hostages": "captured",
                    "slain": "killed",
                    "fallen": "killed",
                }.get(after[2])
                or _states().get(after[2])
                or ("casualties" if after[2] == "casualties" else "killed")
            )
            return Found("casualties", measure, "part:of_the", None, token.i + 3, noun, confidence=0.85)
        left = " ".join(words[max(0, token.i - 5) : token.i])
        share = re.search(
            r"\baccount(?:s|ed|ing)? for$|\b(?:making|make|made) up$|\b(?:the|an) other$|\bthe (?:remaining|rest)$",
            left,
        )
        if (
            share
            and self.previous is not None
            and self.previous.subject != "transfers"
            and (noun is None or noun.is_people)
            and after[:1] not in (["%"], ["percent"], ["per"])
        ):
            return Found(
                self.previous.subject,
                self.previous.measure,
                "part:share",
                head.i if head is not None else None,
                None,
                noun,
                confidence=0.7,
            )
        opening = words[: max(0, token.i)]
        if not opening:
            return None
        text = " ".join(opening)
        measure = None
        for word, named in (
            ("dead", "killed"),
            ("killed", "killed"),
            ("deaths", "killed"),
            ("fatalities", "killed"),
            ("victims", "killed"),
            ("slain", "killed"),
            ("wounded", "wounded"),
            ("injured", "wounded"),
            ("casualties", "casualties"),
            ("missing", "missing"),
            ("captured", "captured"),
            ("abducted", "captured"),
            ("toll", "killed"),
        ):
            if any(
                p in f" {text} "
                for p in (
                    f" among the {word} ",
                    f" among those {word} ",
                    f" the {word} include",
                    f" the {word} were ",
                    f" the {word} are ",
                    f" the {word} comprise",
                    f" those {word} include",
                    f" those {word} were ",
                    f" of those {word} ",
                    f" of the {word} ",
                    f" the {word} included ",
                    f" among the {word},",
                    " the toll include",
                    " toll includes ",
                    f" the {word} there were ",
                    f" {word} include ",
                    f" {word} included ",
                    f" {word} comprised ",
                    f" {word} comprise ",
                    f" {word} were ",
                    f" of the {word} were ",
                )
            ):
                measure = named
                break
        if measure is None:
            return None
        if (
            (noun is not None and (noun.is_people or noun.name == "civilians"))
            or (head is not None and head.i in self.demonyms)
            or noun is None
            or head is None
        ):
            if any(w in {"said", "and"} for w in words[token.i - 1 : token.i]) and noun is None and head is not None:
                pass
            return Found(
                "casualties", measure, "part:among", head.i if head is not None else None, None, noun, confidence=0.85
            )
        return None

    def _count(self, token: Token, head: Token | None, noun: NounClass | None) -> Found | None:
        """`the toll has risen to 81`, `casualties stand at 90`, `put the number of dead at 600`."""
        if noun is not None and noun.name in {"thing", "goods"}:
            return None
        node = head if head is not None else token
        verb = None
        current = token if token.dep_ not in {"nummod", "compound"} else node
        for _ in range(5):
            if current.head.i == current.i:
                break
            current = current.head
            if current.pos_ in {"VERB", "AUX"} and self._lemma(current) in _count_verbs():
                verb = current
                break
            if current.pos_ == "VERB":
                break
        quantity = self.parsed.quantities[token.i]
        printed = " ".join(t.lower_ for t in self.doc[max(0, token.i - 1) : token.i + 1])
        del printed
        wide = self._wide_count(token)
        if wide is not None and (verb is None or self._lemma(verb) not in _count_verbs()):
            verb, span = None, wide
        elif verb is None:
            # the bound itself was the verb ("exceeds 4,000"), or the parse broke: look left for the thing counted
            span = list(self.doc[max(0, token.i - 10 - 10 * (quantity.quantifier == "more_than")) : token.i])
        else:
            span = [
                t
                for c in verb.children
                if c.dep_ in {"nsubj", "nsubjpass", "dobj", "attr"} and node.i not in subtree(c)
                for t in c.subtree
                if t.i < token.i or c.dep_ == "dobj"
            ]
            if not span:
                span = list(self.doc[max(0, token.i - 10) : token.i])
        if wide is not None and not span:
            span = wide
        measure = self._measure_of(span)
        if measure is None and verb is None and quantity.quantifier != "more_than":
            return None
        if measure is not None:
            subject, name = measure
            if verb is None and not (
                quantity.quantifier in {"more_than", "at_least"}
                or self.doc[token.i - 1].lower_ in {"to", "at", "is", "are", "was", "were", "of", "by", "reached", ":"}
            ):
                return None
            if (
                noun is not None
                and noun.is_people
                and subject == "troops"
                and noun.name not in TROOPS
                and noun.name != "civilians"
            ):
                return None
            return Found(
                subject,
                name,
                f"count:{name}",
                head.i if head is not None else None,
                verb.i if verb is not None else None,
                noun,
                confidence=0.85,
            )
        words = {t.lower_ for t in span}
        if (
            self.previous is not None
            and words & {"figure", "total", "it", "number", "estimate", "tally", "count", "headcount"}
            and noun is None
            and head is None
            and verb is not None
            and not words & {"money", "cost", "price"}
        ):
            return Found(
                self.previous.subject,
                self.previous.measure,
                "count:anaphora",
                None,
                verb.i,
                self.previous.noun,
                confidence=0.6,
            )
        return None

    def _wide_count(self, token: Token) -> list[Token] | None:
        """Return the words of `the number of ... to 59,219`, over clauses that stand between."""
        doc = self.doc
        bounded = self.parsed.quantities[token.i].quantifier not in {"exact", "between"}
        if token.i < 3 or not (
            bounded or doc[token.i - 1].lower_ in {"to", "at", "reached", "is", "was", "hit", "around", "from"}
        ):
            return None
        for i in range(token.i - 2, max(-1, token.i - 26), -1):
            if doc[i].lower_ in {"toll", "tally", "casualties", "losses"} or (
                doc[i].lower_ == "number" and doc[i + 1].lower_ == "of"
            ):
                return list(doc[max(0, i - 3) : min(token.i - 1, i + 8)])
            if i in self.parsed.quantities:
                return None
        return None

    def _measure_of(self, span: list[Token]) -> tuple[str, str] | None:
        """Return subject and measure that the words of a counted thing name."""
        lowers = [t.lower_ for t in span]
        lemmas = [t.lemma_.lower() for t in span]
        words = set(lowers) | set(lemmas)
        killed = bool(
            words
            & {
                "killed",
                "dead",
                "death",
                "deaths",
                "fatality",
                "fatalities",
                "toll",
                "die",
                "died",
                "perish",
                "perished",
                "slain",
                "fallen",
                "body",
            }
            or {"lost", "lives"} <= words
            or {"loss", "life"} <= words
        )
        killed = killed or ("lost" in words and bool(words & {"number", "soldiers", "troops", "people"}))
        wounded = bool(words & {"wounded", "injured", "injury", "injuries", "wound", "hurt"})
        if killed and wounded:
            return "casualties", "casualties"
        if "casualty" in words or "casualties" in words or "losses" in words:
            return "casualties", "casualties"
        if killed:
            return "casualties", "killed"
        if wounded:
            return "casualties", "wounded"
        if "missing" in words:
            return "casualties", "missing"
        if words & {
            "prisoner",
            "prisoners",
            "captive",
            "captives",
            "hostage",
            "hostages",
            "captured",
            "abducted",
            "kidnapped",
        } and not words & {"released", "freed", "exchange"}:
            return "casualties", "captured"
        if words & {"army", "military"} or {"armed", "forces"} <= words:
            return None  # the size of an army
        people_troops = bool(
            words
            & {
                "contingent",
                "troop",
                "troops",
                "soldier",
                "soldiers",
                "servicemen",
                "fighter",
                "fighters",
                "deployment",
                "mercenary",
                "mercenaries",
                "grouping",
                "force",
                "presence",
                "garrison",
            }
        )
        if people_troops and words & {
            "recruit",
            "recruited",
            "enlist",
            "enlisted",
            "recruitment",
            "mobilise",
            "mobilised",
            "mobilized",
        }:
            return "troops", "recruited"
        if people_troops:
            return "troops", "deployed"
        if words & {"worker", "workers", "laborer", "laborers", "labourer", "labourers", "workforce"}:
            return "laborers", "employed" if words & {"employ", "employed", "working"} else "dispatched"
        if words & {"arrivals", "newcomers"} and self.previous is not None:
            return self.previous.subject, self.previous.measure
        if (
            words & {"fighting", "serving", "nationals", "presence"}
            and self.previous is not None
            and self.previous.subject == "troops"
        ):
            return "troops", "deployed"
        if any(t.i in self.demonyms for t in span) and words & {
            "number",
            "fight",
            "fighting",
            "serving",
            "nationals",
            "citizens",
        }:
            text = {t.lower_ for t in self.doc}
            if text & {"fight", "fighting", "front", "war", "contingent", "army"}:
                return "troops", "deployed"
        return None

    def _part(self, token: Token, head: Token | None, noun: NounClass | None) -> Found | None:
        """`including 12 children`, `among them 500 officers`, `of whom 26 were executed`, `600 of them`."""
        if self.previous is None or self.previous.subject == "transfers":
            return None
        doc = self.doc
        if noun is not None and noun.name in {"thing", "goods"}:
            return None
        left = " ".join(t.lower_ for t in doc[max(0, token.i - 5) : token.i])
        after = " ".join(t.lower_ for t in doc[token.i + 1 : token.i + 4])
        cue = any(
            left.endswith(c) or f"{c} " in f"{left} "
            for c in (
                "including",
                "among them",
                "of whom",
                "of which",
                "among whom",
                "of them",
                "includes",
                "included",
                "include",
                "comprising",
                "consisting of",
                "made up of",
                "namely",
                "mostly",
                "plus",
                "as well as",
                "among these",
                "among those",
            )
        )
        cue = cue or after.startswith(
            (
                "of them",
                "of whom",
                "of these",
                "of those",
                "of the latter",
                "of the bedouins",
                "of that figure",
                "of the total",
            )
        )
        if not cue:
            return None
        ok = noun is None or noun.is_people
        if not ok:
            return None
        return Found(
            self.previous.subject,
            self.previous.measure,
            "part:including",
            head.i if head is not None else None,
            None,
            noun,
            confidence=0.8,
        )

    def _coordinated(self, token: Token, head: Token | None, noun: NounClass | None) -> Found | None:
        """`533 were fighters and 300 civilians`: a figure joined to one that is read already."""
        doc = self.doc
        if self.previous is None or self.previous.subject == "transfers":
            return None
        if noun is None and head is None:
            return self._gapped(token)
        if noun is None or not noun.is_people:
            return None
        at = token.i - 1
        if at < 1 or doc[at].lower_ not in {"and", ",", "or", "plus"}:
            if not (doc[at].lower_ in {"another", "further"} and at >= 1 and doc[at - 1].lower_ in {"and", ","}):
                return None
            at -= 1
        while at >= 0 and doc[at].lower_ in {"and", ",", "or", "plus"}:
            at -= 1
        while (
            at >= 0
            and (doc[at].pos_ in {"NOUN", "PROPN", "ADJ", "DET"} or doc[at].lower_ in {"of", "the", "were", "-", "'s"})
            and at not in self.parsed.quantities
        ):
            at -= 1
        if at >= 0 and at in self.parsed.quantities:
            return Found(
                self.previous.subject,
                self.previous.measure,
                "coordinated",
                head.i if head is not None else None,
                None,
                noun,
                confidence=0.7,
            )
        return None

    def _gapped(self, token: Token) -> Found | None:
        """`and four in Odesa`, `compared with 232 in June`, `from 71 to 45`: a bare figure set against one before it."""
        doc = self.doc
        assert self.previous is not None
        if not any(i < token.i for i in self.parsed.quantities) or not any(
            self.doc[i].i < token.i for i in self.parsed.quantities
        ):
            return None
        before = " ".join(t.lower_ for t in doc[max(0, token.i - 4) : token.i])
        after = doc[token.i + 1].lower_ if token.i + 1 < len(doc) else "."
        compared = re.search(r"(?:compared (?:with|to)|up from|down from|against|versus|from|rather than|not)$", before)
        joined = re.search(r"(?:\band|,|;|\bwhile|\bfurther|\banother|\bside)$", before) and after in {
            "in",
            "on",
            "at",
            "near",
            "across",
            "among",
            "to",
            ".",
            "from",
        }
        if not (compared or joined) or after in {"%", "percent"}:
            return None
        return Found(
            self.previous.subject, self.previous.measure, "coordinated", None, None, self.previous.noun, confidence=0.65
        )

    def _presence(self, token: Token, head: Token | None, noun: NounClass | None) -> Found | None:
        """`There are 12,000 soldiers in Kursk`, `the 900 US troops stationed in Syria`."""
        doc = self.doc
        if head is None and self.previous is not None and self.previous.subject in {"troops", "laborers"}:
            verb = self._governor(token)
            if (
                verb is not None
                and verb.lemma_.lower()
                in {"have", "keep", "add", "contribute", "provide", "send", "station", "promise", "bring"}
                and not self.parsed.quantities[token.i].currency
                and token.dep_ in {"dobj", "nummod", "pobj"}
            ):
                return Found(
                    self.previous.subject,
                    self.previous.measure if self.previous.measure != "returned" else "deployed",
                    "presence",
                    None,
                    verb.i,
                    self.previous.noun,
                    confidence=0.5,
                )
            return None
        if head is None or noun is None or noun.name not in TROOPS - {"officers", "police"}:
            return None
        counter = self._governor(head)
        if (
            counter is not None
            and counter.lemma_.lower() in {"number", "total", "comprise"}
            and any(
                c.dep_ == "nsubj" and c.lemma_.lower() in {"it", "mission", "force", "contingent", "deployment", "they"}
                for c in counter.children
            )
        ):
            return Found("troops", "deployed", "presence", head.i, counter.i, noun, confidence=0.6)
        words = {t.lower_ for t in doc}
        if words & {"army of", "active-duty", "reservists"} or {"strong", "army"} <= words:
            return None
        place = any(
            c.dep_ == "prep" and c.lower_ in {"in", "at", "near", "on", "along", "inside", "across", "to"}
            for c in [
                *head.children,
                *(head.head.children if head.head.lemma_ in {"be", "have", "remain", "keep", "maintain"} else ()),
            ]
        )
        verb = self._governor(head)
        if (
            place
            and noun.name == "fighters"
            and not (
                head.dep_ in {"nsubj", "dobj"}
                and verb is not None
                and verb.lemma_.lower() in {"be", "have", "count", "keep"}
            )
        ):
            return None
        if (
            not place
            and head.dep_ == "nsubj"
            and head.head.lemma_ == "be"
            and any(c.dep_ == "prep" and c.lower_ in {"in", "on", "at"} for c in head.head.children)
        ):
            place = True
        if place and (
            verb is None
            or verb.lemma_.lower()
            in {
                "be",
                "have",
                "remain",
                "keep",
                "maintain",
                "say",
                "report",
                "station",
                "hold",
                "estimate",
                "count",
                "see",
                "believe",
            }
        ):
            return Found(
                "troops", "deployed", "presence", head.i, verb.i if verb is not None else None, noun, confidence=0.6
            )
        return None


def _entry(lemma: str, names: set[str]) -> tuple[str, dict[str, object]] | None:
    return next(((name, entry) for name, entry in _verbs().get(lemma, ()) if name in names), None)


def _with_chain(verb: Token, role: str) -> list[tuple[Token, str]]:
    """Return a verb and the verbs that share its subject ("are believed to have been killed", "came and died")."""
    found: list[tuple[Token, str]] = []
    pending = [(verb, role)]
    while pending and len(found) < 8:
        current, current_role = pending.pop(0)
        found.append((current, current_role))
        for child in current.children:
            own_subject = any(g.dep_ in {"nsubj", "nsubjpass"} for g in child.children)
            if (
                child.dep_ in {"xcomp", "conj"}
                and child.pos_ in {"VERB", "AUX"}
                and not own_subject
                and child.i > current.i
            ):
                passive = any(g.dep_ == "auxpass" for g in child.children) or (
                    child.dep_ == "conj"
                    and child.tag_ == "VBN"
                    and current_role == "object"
                    and not any(g.dep_ == "aux" for g in child.children)
                )
                pending.append((child, "object" if passive else "subject"))
    return found


def _modifiers(node: Token) -> list[tuple[Token, str]]:
    """Return the participles and relative clauses that modify a noun, with the noun's role in them."""
    found: list[tuple[Token, str]] = []
    for child in node.children:
        if child.dep_ == "acl" and child.pos_ in {"VERB", "AUX"}:
            found.extend(_with_chain(child, "object" if child.tag_ == "VBN" else "subject"))
        elif child.dep_ == "amod" and child.tag_ == "VBN" and child.i > node.i:
            found.append((child, "object"))
        elif child.dep_ == "relcl":
            subjects = [g for g in child.children if g.dep_ in {"nsubj", "nsubjpass"}]
            relative = [g for g in subjects if g.lower_ in {"who", "that", "which", "whom"}]
            if relative:
                found.extend(_with_chain(child, "object" if relative[0].dep_ == "nsubjpass" else "subject"))
            elif subjects:
                found.append((child, "object"))
            else:
                found.append((child, "object" if child.tag_ == "VBN" else "subject"))
    return found
