"""Figures that are a part of one told before, or stand beside it: `including 12 children`, `among the dead were 12`.

The event is not told again; a word of belonging or a conjunction carries it over.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.extraction.event_words import states
from pipelines.extraction.figures import Found

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipelines.extraction.figures import Figure, Setting

_WERE_AMONG = re.compile(
    r"\b(?:was|were|are|is) among (?:the|those) (?:[\w,]+ ){0,3}?"
    r"(dead|killed|wounded|injured|victims|casualties|missing|captured|hostages|fatalities)\b"
)
_AMONG_MEASURES = {"victims": "killed", "fatalities": "killed", "hostages": "captured"}

_OF_THE_MEASURES = {
    "victims": "killed",
    "prisoners": "captured",
    "hostages": "captured",
    "slain": "killed",
    "fallen": "killed",
    "casualties": "casualties",
    "deaths": "killed",
    "fatalities": "killed",
}
_OF_THE_STATES = frozenset({"dead", "killed", "wounded", "injured", "missing", "captured"})

_SHARE = re.compile(
    r"\baccount(?:s|ed|ing)? for$|\b(?:making|make|made) up$|\b(?:the|an) other$|\bthe (?:remaining|rest)$"
)

_TOPIC_MEASURES = {
    "dead": "killed",
    "killed": "killed",
    "deaths": "killed",
    "fatalities": "killed",
    "victims": "killed",
    "slain": "killed",
    "wounded": "wounded",
    "injured": "wounded",
    "casualties": "casualties",
    "missing": "missing",
    "captured": "captured",
    "abducted": "captured",
    "toll": "killed",
}
"""Words that a sentence may open with as its topic; the first that fits decides."""
_TOPIC_PHRASES = (
    " among the {} ",
    " among those {} ",
    " among the {},",
    " the {} include",
    " the {} were ",
    " the {} are ",
    " the {} comprise",
    " the {} there were ",
    " those {} include",
    " those {} were ",
    " of those {} ",
    " of the {} ",
    " {} include ",
    " {} included ",
    " {} comprised ",
    " {} comprise ",
    " {} were ",
    " the toll include",
    " toll includes ",
)
_TOPICS = tuple(
    (tuple(phrase.format(word) for phrase in _TOPIC_PHRASES), measure) for word, measure in _TOPIC_MEASURES.items()
)

_PART_CUES = (
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
_PART_CUES_AFTER = (
    "of them",
    "of whom",
    "of these",
    "of those",
    "of the latter",
    "of that figure",
    "of the total",
)

_COMPARED = re.compile(r"(?:compared (?:with|to)|up from|down from|against|versus|from|rather than|not)$")
_JOINED = re.compile(r"(?:\band|,|;|\bwhile|\bfurther|\banother|\bside)$")
_LIST_ENDS = frozenset({",", "and", ".", ";"})
_AFTER_JOINED = frozenset({"in", "on", "at", "near", "across", "among", "to", ".", "from"})


def read_among(setting: Setting, figure: Figure) -> Found | None:
    """`Seven women were among the civilians killed`, `three Kenyans who had enlisted were among the dead`."""
    rest = setting.after(figure.token.i, 25)
    among = _WERE_AMONG.search(rest)
    if not among or not _may_be_people(setting, figure):
        return None
    word = among.group(1)
    if " killed" in rest[among.start() : among.end() + 8]:
        word = "killed"
    measure = _AMONG_MEASURES.get(word) or states().get(word) or "casualties"
    return Found("casualties", measure, "part:among", figure.head_index, None, figure.noun, confidence=0.85)


def read_topic(setting: Setting, figure: Figure) -> Found | None:
    """`Among the dead were 12 children`, `The dead include 60 nurses`, `Women account for 210 of the dead`."""
    doc, at, noun, previous = setting.doc, figure.token.i, figure.noun, setting.previous
    after = [t.lower_ for t in doc[at + 1 : at + 4]]
    if after[:2] == ["of", "the"] and len(after) > 2 and after[2] in _OF_THE_STATES | _OF_THE_MEASURES.keys():
        measure = _OF_THE_MEASURES.get(after[2]) or states().get(after[2]) or "killed"
        return Found("casualties", measure, "part:of_the", None, at + 3, noun, confidence=0.85)
    if (
        previous is not None
        and previous.subject != "transfers"
        and (noun is None or noun.is_people)
        and _SHARE.search(setting.before(at, 5))
        and after[:1] not in (["%"], ["percent"], ["per"])
    ):
        return Found(previous.subject, previous.measure, "part:share", figure.head_index, None, noun, confidence=0.7)
    opening = f" {setting.before(at, at)} ".replace(" also ", " ")
    topic = next(
        (measure for phrases, measure in _TOPICS if any(phrase in opening for phrase in phrases)),
        None,
    )
    if topic is None or not _may_be_people(setting, figure):
        return None
    return Found("casualties", topic, "part:among", figure.head_index, None, noun, confidence=0.85)


def _may_be_people(setting: Setting, figure: Figure) -> bool:
    """Tell whether nothing says that the figure counts anything but people."""
    return figure.noun is None or figure.noun.is_people or setting.names_a_people(figure.head)


def read_part(setting: Setting, figure: Figure) -> Found | None:
    """`including 12 children`, `among them 40 officers`, `of whom nine were hanged`, `600 of them`."""
    previous, noun, at = setting.previous, figure.noun, figure.token.i
    if (
        previous is None
        or previous.subject == "transfers"
        or not (noun is None or noun.is_people or noun.name == "captured_nouns")
    ):
        return None
    left = setting.before(at, 5)
    of_the = setting.after(at, 2) == "of the"
    of_people = of_the and at + 3 < len(setting.doc) and at + 3 in setting.demonyms  # `three of the Kenyans`
    if not (
        of_people
        or left.endswith(_PART_CUES)
        or any(f"{cue} " in f"{left} " for cue in _PART_CUES)
        or setting.after(at, 3).startswith(_PART_CUES_AFTER)
    ):
        return None
    return Found(previous.subject, previous.measure, "part:including", figure.head_index, None, noun, confidence=0.8)


def read_coordinated(setting: Setting, figure: Figure) -> Found | None:
    """`80 were fighters and 35 civilians`: a figure joined to one that is read already."""
    doc, noun, previous = setting.doc, figure.noun, setting.previous
    if previous is None or previous.subject == "transfers":
        return None
    if figure.head is None:
        return _gapped(setting, figure.token, previous)
    if noun is None or not noun.is_people:
        return None
    at = figure.token.i - 1
    if at < 1 or doc[at].lower_ not in {"and", ",", "or", "plus"}:
        if not (doc[at].lower_ in {"another", "further"} and at >= 1 and doc[at - 1].lower_ in {"and", ","}):
            return None
        at -= 1
    while at >= 0 and doc[at].lower_ in {"and", ",", "or", "plus"}:
        at -= 1
    end = figure.head.i + 1
    if (end >= len(doc) or doc[end].text in {".", ",", ";"}) and any(i < at for i in setting.parsed.quantities):
        # `80,000 Palestinians worked on the sites, and some 26,000 foreigners`
        return Found(previous.subject, previous.measure, "coordinated", figure.head_index, None, noun, confidence=0.6)
    while (
        at >= 0
        and (doc[at].pos_ in {"NOUN", "PROPN", "ADJ", "DET"} or doc[at].lower_ in {"of", "the", "were", "-", "'s"})
        and at not in setting.parsed.quantities
    ):
        at -= 1
    if at not in setting.parsed.quantities:
        return None
    return Found(previous.subject, previous.measure, "coordinated", figure.head_index, None, noun, confidence=0.7)


def _gapped(setting: Setting, token: Token, previous: Found) -> Found | None:
    """`and four in Odesa`, `compared with 232 in June`, `from 71 to 45`: a bare figure set against one before it."""
    doc = setting.doc
    if not any(i < token.i for i in setting.parsed.quantities):
        return None
    before = setting.before(token.i, 4)
    after = doc[token.i + 1].lower_ if token.i + 1 < len(doc) else "."
    is_joined = _JOINED.search(before) and after in _AFTER_JOINED
    left = doc[token.i - 1]
    listed = left.pos_ == "PROPN" and token.i > 1 and doc[token.i - 2].lower_ in {",", "and"} and after in _LIST_ENDS
    if not (_COMPARED.search(before) or is_joined or listed) or after in {"%", "percent"}:
        return None
    return Found(previous.subject, previous.measure, "coordinated", None, None, previous.noun, confidence=0.65)
