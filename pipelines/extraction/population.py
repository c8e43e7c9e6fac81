"""Which people a figure counts: their class as a short name, a people's name, the whole that they are a part of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.extraction import nouns
from pipelines.extraction.participants import countries

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipelines.extraction import events, parsing
    from pipelines.extraction.drafts import Draft
    from pipelines.extraction.participants import Scene

_PART_BEFORE = re.compile(
    r"\b(?:including|among (?:them|those|the)|of whom|of which|among whom|includes?|included|comprising|made up of)\b"
)
_PART_WORDS = frozenset({"including", "among", "whom", "which", "includes", "include", "included", "comprising"})
_PART_AFTER = re.compile(r"(?:of (?:them|whom|those|these|the)|killed of)\b")
_JUST_PEOPLE = frozenset(["people", "person", "other", "life", "soul", "human", "individual", "victim", "man", "body"])
_PEOPLES = (
    "ans", "is", "ese", "ens", "ots", "Druze", "Bedouin", "Bedouins", "Brits", "Turks", "Poles", "Kurds", "Afghans",
    "Filipinos", "Rohingya", "Masalit", "Alawites", "Yazidis", "Houthis", "Chinese",
)  # fmt: skip
"""Endings of the name of a people, as against the adjective: "Cubans", "Poles"."""


def population(parsed: parsing.Parsed, index: int, found: events.Found, demonyms: set[int]) -> str | None:
    """Return the class of people that a figure counts, as a short name; null where they are just people."""
    plain = {"troops": "soldiers", "laborers": "workers"}.get(found.subject)
    noun = found.noun
    behind = parsed.doc[index + 1 : index + 5]
    if len(behind) > 2 and [t.lower_ for t in behind[:2]] in (["of", "them"], ["of", "whom"]):
        named = next((t for t in behind[2:] if (cls := nouns.classify(t)) is not None and cls.is_people), None)
        if named is not None:
            return str(named.lower_)
    if found.head is None and index + 1 < len(parsed.doc) and parsed.doc[index + 1].lower_ in {"were", "are", "was"}:
        attribute = next(
            (t for t in parsed.doc[index + 2 : index + 6] if (cls := nouns.classify(t)) is not None and cls.is_people),
            None,
        )
        if attribute is not None:
            return str(attribute.lower_)
    if found.subject == "casualties" and (found.head is None or noun is None or noun.measure is not None):
        around = _named_beside(parsed, index, found)
        if around is not None:
            return around
    if found.head is None or noun is None:
        return plain
    head = parsed.doc[found.head]
    if noun.population == "soldiers":
        return "soldiers"
    if noun.name == "workers":
        return "workers" if found.subject == "laborers" else _plain_phrase(parsed, index, head)
    if noun.name in nouns.TROOPS:
        return _plain_phrase(parsed, index, head)
    if noun.name == "persons" and found.subject != "casualties":
        return plain
    if noun.name in {"civilians", "persons"}:
        if head.lemma_.lower() in _JUST_PEOPLE or found.head in demonyms:
            return plain
        return _plain_phrase(parsed, index, head)
    if noun.name == "captured_nouns" and head.lemma_.lower() == "hostage":
        return "hostages"
    return None


_TOLLS = frozenset({"toll", "death", "fatality", "loss", "casualty", "injury", "number", "dead", "wounded"})
"""Counts among a class of people: `the death toll among soldiers has passed 300`."""
_CIVIL = {
    "civilian": "civilians",
    "child": "children",
    "military": "soldiers",
    "troop": "soldiers",
    "soldier": "soldiers",
}
"""What an adjective makes of the deaths that it stands before."""


def _named_beside(parsed: parsing.Parsed, index: int, found: events.Found) -> str | None:
    """Return the people of a bare casualty figure, named beside it.

    For example `232 civilian deaths`, `40 deaths among nurses`, `the number of civilians killed reached 40`,
    `children account for 40 of the dead`.
    """
    doc = parsed.doc
    behind = doc[(found.head if found.head is not None else index) + 1 :][:4]
    words = [t.lower_ for t in behind]
    if words[:1] == ["among"] and len(behind) > 1 and _is_class(behind[1]):
        return _class_of(parsed, behind[0].i, behind[1])  # `14 deaths among soldiers and 20 among civilians`
    if words[:2] == [",", "all"] and len(behind) > 2 and _is_class(behind[2]):
        return _class_of(parsed, behind[1].i, behind[2])  # `15 fatalities, all soldiers`
    if found.head is not None:
        for child in doc[found.head].children:
            if child.dep_ in {"amod", "compound"} and child.lemma_.lower() in _CIVIL:
                return _CIVIL[child.lemma_.lower()]
            if child.dep_ == "prep" and child.lower_ in {"among", "of"}:
                target = next((t for t in child.children if t.dep_ == "pobj"), None)
                if target is not None and _is_class(target):
                    return _class_of(parsed, child.i, target)
    for at in range(index - 1, max(-1, index - 16), -1):
        if at in parsed.quantities:
            return None
        token = doc[at]
        if token.lower_ == "of" and at > 0 and doc[at - 1].lower_ in {"number", "total", "toll"}:
            target = next((t for t in doc[at + 1 : at + 5] if _is_class(t)), None)
            return _class_of(parsed, at, target) if target is not None else None
        if token.lower_ == "among" and at > 0 and doc[at - 1].lemma_.lower() in _TOLLS:
            target = next((t for t in token.children if t.dep_ == "pobj"), None)
            return _class_of(parsed, at, target) if target is not None and _is_class(target) else None
        shares = token.lemma_.lower() in {"account", "make"} and token.pos_ == "VERB"
        if shares and found.rule.startswith(("part:", "noun:")):
            subject = next((c for c in token.children if c.dep_ == "nsubj" and _is_class(c)), None)
            return _class_of(parsed, -1, subject) if subject is not None else None
    return None


def _class_of(parsed: parsing.Parsed, index: int, head: Token) -> str | None:
    """Return the class that a noun beside a figure names: `soldiers` for all who are, else the words printed."""
    noun = nouns.classify(head)
    return "soldiers" if noun is not None and noun.population == "soldiers" else _plain_phrase(parsed, index, head)


def _is_class(token: Token) -> bool:
    """Tell whether a noun names a class of people, and not just people."""
    noun = nouns.classify(token)
    return noun is not None and noun.is_people and token.lemma_.lower() not in _JUST_PEOPLE


def _plain_phrase(parsed: parsing.Parsed, index: int, head: Token) -> str | None:
    """Return the printed people without the figure and nationality: `combat engineers`, `health workers`."""
    first = head.i
    while (
        first - 1 > index
        and parsed.doc[first - 1].dep_ in {"compound", "amod"}
        and parsed.doc[first - 1].ent_type_ == ""
        and not parsed.doc[first - 1].text[:1].isupper()
    ):
        first -= 1
    return " ".join(t.text for t in parsed.doc[first : head.i + 1]).lower()


def demonyms(scene: Scene) -> set[int]:
    """Return the tokens that name a people as a noun: "Cubans", "North Koreans", "Druze"."""
    found: set[int] = set()
    doc = scene.parsed.doc
    known = countries()
    for index, actor in scene.actor_at.items():
        token = doc[index]
        following = doc[index + 1] if index + 1 < len(doc) else None
        if following is not None and following.i in scene.actor_at and scene.actor_at[following.i] == actor:
            continue
        if (
            token.text.endswith(_PEOPLES)
            or (actor not in known and token.pos_ in {"PROPN", "NOUN"} and token.text.endswith("s"))
        ) and (
            following is None
            or following.pos_ != "NOUN"
            or token.text.endswith(("ans", "Bedouins", "Turks", "Poles", "Kurds", "Afghans"))
        ):
            found.add(index)
    return found


def whole_of(scene: Scene, draft: Draft, earlier: list[Draft]) -> Draft | None:
    """Return the figure that this one is a part of: `among them`, `including`, `of whom`, `600 of them`."""
    assert draft.quantity is not None
    doc = scene.parsed.doc
    left = " ".join(t.lower_ for t in doc[max(0, draft.token - 7) : draft.token])
    right = " ".join(t.lower_ for t in doc[draft.token + 1 : draft.token + 5])
    if not (_PART_BEFORE.search(left) or _PART_AFTER.match(right) or draft.rule.startswith("part:")):
        return None
    if draft.predicate is not None and draft.rule.startswith("verb:") and not draft.rule.startswith("verb:lose"):
        between = doc[draft.predicate + 1 : draft.token]
        said = [t.i for t in doc[max(0, draft.token - 7) : draft.predicate] if t.lower_ in _PART_WORDS]
        if said and draft.predicate < draft.token and not any(t.lower_ in _PART_WORDS for t in between):
            return None  # `killed 17, including four women, and wounded 10`
    for other in reversed(earlier):
        if other.quantity is None or other.subject != draft.subject or other.quantity.value < draft.quantity.value:
            continue
        if other.measure not in {draft.measure, "casualties"}:
            continue
        beside = (
            other.parent is not None and re.search(r"\band\s*$", left) is not None and other.sentence is draft.sentence
        )
        return other.parent if beside else other
    return None
