"""The period, kind of count and place of a figure, from the words around it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.extraction import periods
from pipelines.extraction.attribution import is_speech
from pipelines.extraction.conflicts import began, first_day, toll_of_war
from pipelines.extraction.parsing import subtree
from pipelines.extraction.places import Place, PlaceMention
from pipelines.extraction.weekdays import named_day, period_told

if TYPE_CHECKING:
    from pipelines.extraction.drafts import Draft
    from pipelines.extraction.participants import Context, Scene
    from pipelines.records import StockFlow

_NOW = re.compile(
    r"\b(?:currently|now|at present|are (?:in|fighting|training|working|stationed|serving)|at the time|number of"
    r"|today there are|presence)\b"
)
_HELD = re.compile(
    r"\b(?:is|are|was|were|been|still|being|remain(?:s|ed)?) (?:still )?(?:being )?"
    r"(?:held|holding|captive|in captivity)\b"
)
"""What is said of captives at a time."""
_MORE = re.compile(r"\b(?:another|more|further|additional|extra)\b(?! than)")
_TOTAL = re.compile(
    r"\b(?:toll|total|so far|overall|altogether|in all|since|have (?:been|died)|has (?:been|risen|reached)"
    r"|total(?:s|ling)?|casualties|losses|number of)\b"
)
_EVENT = re.compile(
    r"\b(?:attacks?|strikes?|raids?|ambush|blast|explosion|shelling|bombing|clash|clashes|incident|airstrikes?|assault"
    r"|overnight|today|massacre|battle|on (?:mon|tues|wednes|thurs|fri|satur|sun)day)\b"
)
_IN_ONE_EVENT = re.compile(
    r"\b(?:in|by|after|during) (?:an?|the) (?:[\w'-]+ ){0,4}?"
    r"(?:attack|strike|raid|ambush|blast|explosion|clash|massacre|bombing|shelling"
    r"|airstrike|assault|shooting|incident|battle|shootout)\b"
)
"""A single event, whose dead are not a sum though they `have been killed`."""
_SUMMED = re.compile(r"\b(?:toll|total(?:s|ling)?|so far|since|altogether|in all|overall|this year)\b")
_NAME = r"((?:(?:al|el|ar|as|az|es)-)?[A-Z][\w'-]+(?:[ -](?:(?:de|del|la|al|el|es|ar|az|as)[ -])?[A-Z][\w'-]+){0,2}"
_KIND_OF_PLACE = (
    r"(?:villages?|towns?|city|hamlets?|settlements?|camps?|neighbou?rhoods?|suburbs?|districts?|communit(?:y|ies)|market|"
    r"localit(?:y|ies)|outskirts)"
)
_UNLISTED = re.compile(
    r"\b(?:in|near|at|outside|around|of|on)\s+(?:the\s+)?"
    r"(?:(?:\w+\s+){0,2}(?:village|town|city|district|township|settlement|hamlet|camp|area|suburb|province|department|"
    r"state|governorate|county|region|island|market|port|outskirts|road|base|hospital)s?\s+of\s+"
    r"|(?:village|town|city)\s+|(?<!\bof )(?<!\bof the ))"
    rf"{_NAME}(?: (?:township|district|province|village|department|governorate|county|state|region))?)"
)
_KIND_BEFORE = re.compile(
    r"\b(?:in|near|outside|from|of) the (?:[a-z-]+ )?(?:capital|city|town|village|port|stronghold|hub|suburb),\s+$"
)
"""What explains a place that stands behind it: `in the capital, Port-au-Prince`."""
_CALLED = re.compile(
    rf"\b{_KIND_OF_PLACE} (?:of|called|named) {_NAME})"
    rf"|\b(?:in|near|at|outside|around|of|on|against|from|to|hit|struck|shelled|attacked|bombed|raided) (?:the )?"
    rf"(?:[A-Z][\w-]+(?: [A-Z][\w-]+){{0,2}}'s (?:[a-z]+ )?)?{_NAME}"
    r" (?:village|town|township|camp|hamlet|settlement|neighbou?rhood|community|district|market|area))\b"
)
"""A place that says what it is: `the village of Hirnyk`, `in Goni Kurmi village`."""
_NOT_UNLISTED = re.compile(
    r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|May|June|July|August"
    r"|September|October|November|December|Jan|Feb|Aug|Sept|Oct|Nov|Dec|The|A|An|His|Her|Parliament|Congress|Facebook"
    r"|Telegram|Twitter|X|English|Arabic|Arab|Muslim|Christian|Jewish|Islamist|(?:West|East|North|South|Western|Eastern|Northern|Southern|Middle|Red)$|Islam\w*|Christmas|Ramadan|Operation|General|President|Army|Navy)\b"
)
"""What follows `in` and `on` with a capital and is no place."""
_GOVERNORS = frozenset(
    [
        "in", "at", "near", "on", "to", "across", "around", "outside", "into", "inside", "through", "throughout",
        "over", "from", "along", "of", "off", "toward", "towards",
    ]
)  # fmt: skip
_ESTIMATED = re.compile(r"\b(?:estimat\w+|believe[sd]?|assess\w+|put (?:the|its|their)|reckon\w*)\b", re.IGNORECASE)
_BATTLES = frozenset({"battle", "battles"})
"""What is for a place and in it: `the battle for Sittwe`."""
_STRUCK = frozenset(
    [
        "attack", "strike", "hit", "shell", "bomb", "target", "raid", "storm", "pound", "rocket", "bombard", "assault",
        "invade", "enter", "ambush", "besiege",
    ]
)  # fmt: skip
"""Verbs whose object is where it happened."""
_BESIDE = re.compile(
    r"\b(?:north|south|east|west|north-?east|north-?west|south-?east|south-?west|kilomet(?:er|re)s?|km|miles?|away|far)\b"
    r"[^,;.]{0,20}\b(?:of|from)\s+(?:the\s+)?(?:[\w'-]+\s+){0,4}$"
)
"""What stands before a place that only helps to find another: `east of the state capital of Sittwe`."""
_TOTAL_REACH = 45
"""Code points before a figure within which "the total" makes it one."""
_THEN = re.compile(r" (?:after|before) [a-z]+ing\b")
"""Where a clause of another time begins: `sent 30 in May after posting 90 in March`."""
_MANY = 1000
"""Dead of a war, where a figure that nothing dates is its toll."""
_STANDING = frozenset({"gather", "mass", "amass", "station", "base", "keep", "have", "be", "hold"})
"""Verbs whose count is how many there are at a time."""
_TIME = re.compile(
    r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b|\b(?:19|20)\d\d\b|\b[A-Z][a-z]+day\b"
    r"|\b(?:last|this|past|previous|earlier|two|three|four|five|six)\b.{0,12}\b(?:year|month|week|weeks|months|years|spring|summer|autumn"
    r"|fall|winter)\b|\byesterday\b"
)
"""A word of time."""
_RECENT = re.compile(r"\b(?:this|last|past) (?:year|month|week)\b|day\b", re.IGNORECASE)
"""When an article says that something was said lately: that is when it was written, and dates no count."""
_SAID_ON = re.compile(r"\b(?:said|told|reported|announced|says|added|wrote|statement|briefing)\b[^,;]* on (?:\d|[A-Z])")


def fill(scene: Scene, draft: Draft, context: Context, folded: str, stored: str, published: str | None) -> None:
    """Set period, `stock_flow` and place of a draft.

    Args:
        scene: Its sentence.
        draft: What to fill in.
        context: What is known of the article.
        folded: The article's folded text.
        stored: The article's text as stored, of the same length.
        published: ISO date of publication, or null.
    """
    printed = folded[scene.parsed.sentence.start : scene.parsed.sentence.end]
    whole = _without_other_times(scene, draft, folded)
    begin, near = clause(scene, draft, whole)
    period = periods.period_of(near, published)
    if period.kind is None:
        period = named_day(scene, near, scene.parsed.sentence.start + begin, published)
    if period.kind is None and near != whole:
        wide = periods.period_of(whole, published)
        if wide.kind in {"since", "until", "within"} or (wide.kind == "on" and not _SAID_ON.search(whole)):
            period = wide
    if period.kind is None and whole != printed:
        period = _as_of(printed, whole, published)
    if period.kind is None and (start := began(whole, _countries_of(scene), context.main_country)) is not None:
        period = periods.Period(start, None, periods.PRECISION_DAY, "since")
    of_war = draft.subject == "casualties" and period.kind is None and _of_many(draft)
    is_toll, since = toll_of_war(whole, _countries_of(scene), context.main_country) if of_war else (False, None)
    if since is not None:
        period = periods.Period(since, None, periods.PRECISION_DAY, "since")
    if (
        period.kind in {"on", "since"}
        and period.start is not None
        and (start := first_day(period.start, whole, _countries_of(scene), context.main_country)) is not None
    ):
        period = periods.Period(start, start if period.end else None, period.precision, period.kind)
    draft.date_start, draft.date_end, draft.date_prec = period.start, period.end, period.precision
    draft.stock_flow = "cumulative" if is_toll else _stock_flow(scene, draft, period, near.lower())
    place = place_of(scene, draft)
    if place is not None:
        draft.where, draft.place = place, stored[place.start : place.end]


def _of_many(draft: Draft) -> bool:
    """Tell whether a figure is as great as the toll of a war."""
    return draft.quantity is not None and draft.quantity.value >= _MANY


def _as_of(printed: str, blanked: str, published: str | None) -> periods.Period:
    """Return the time at which it was said, where nothing else dates a count: it holds until then."""
    said = "".join(a if b == " " else " " for a, b in zip(printed, blanked, strict=True))
    found = periods.period_of(said, published)
    if found.kind in {"within", "on"} and found.end is not None and _RECENT.search(said) is None:
        return periods.Period(None, found.end, found.precision, "until")
    return periods.NOTHING


def _countries_of(scene: Scene) -> list[str]:
    """Return the countries that a sentence names, as places or as actors."""
    places = [p.place.country for p in scene.places if p.place.country]
    return [*places, *(a.actor for a in scene.actors)]


def _without_other_times(scene: Scene, draft: Draft, folded: str) -> str:
    """Return a sentence's words with those blanked that date something else than the figure.

    When it was said ("in January the agency said that ..."), and what relative clauses tell of other things ("in
    Kursk, which Ukraine had invaded in August").
    """
    parsed = scene.parsed
    start, end = parsed.sentence.start, parsed.sentence.end
    text = folded[start:end]
    own = {draft.token, *([draft.predicate] if draft.predicate is not None else [])}
    for token in parsed.doc:
        head = token.head
        says_when = (
            token.dep_ in {"prep", "npadvmod", "tmod"}
            and is_speech(head)
            and head.i != draft.predicate
            and not any(draft.token in subtree(c) for c in head.children if c.dep_ in {"dobj", "nsubjpass"})
        )
        if not says_when and token.dep_ not in {"relcl", "acl"}:
            continue
        inside = subtree(token)
        if inside & own or any(i in parsed.quantities for i in inside):
            continue
        first, last = parsed.starts[min(inside)] - start, parsed.ends[max(inside)] - start
        if _TIME.search(text[first:last]):
            text = text[:first] + " " * (last - first) + text[last:]
    return text


def clause(scene: Scene, draft: Draft, text: str) -> tuple[int, str]:
    """Return the words of the clause around a figure, cut at semicolons and at the next clause's conjunction.

    Where they begin in the sentence comes first.

    Args:
        scene: Its sentence.
        draft: The figure.
        text: The sentence's words, as long as they are printed.
    """
    sentence = scene.parsed.sentence
    at = draft.char_start - sentence.start
    left = max(text.rfind(mark, 0, at) for mark in (";", " — ", ", and ", ", while ", ", but "))
    left = max([left, *(m.start() for m in _THEN.finditer(text, 0, at))])
    after = [q.start - sentence.start for q in scene.parsed.quantities.values() if q.start > draft.char_end]
    joined = [x for x in after if re.search(r"(?:\band|,|;|\bwhile|\bfurther|\banother)\s*$", text[:x])]
    before = [q.end - sentence.start for q in scene.parsed.quantities.values() if q.end <= draft.char_start]
    if (
        before
        and re.search(r"(?:\band|,|;|\bwhile)\s*(?:a |another |further )*$", text[:at])
        and re.search(r"\b(?:in|on|since|during|last|by)\b", text[at : min(joined) if joined else len(text)])
    ):
        left = max(left, *before)
    rights = [
        x for x in (*joined[:1], *(text.find(mark, at) for mark in (";", ", and ", ", while ", ", but "))) if x >= 0
    ]
    rights.extend(m.start() for m in _THEN.finditer(text, at))
    return left + 1, text[left + 1 : min(rights) if rights else len(text)]


def _stock_flow(scene: Scene, draft: Draft, period: periods.Period, near: str) -> StockFlow | None:
    doc = scene.parsed.doc
    printed_figure = scene.text[draft.char_start : draft.char_end].lower()
    within = period.kind in {"within", "on"}
    if draft.subject != "casualties" and draft.modality == "planned":
        return "incremental" if _MORE.search(near) else None
    if draft.subject == "transfers":
        if draft.quantity is None:
            return None
        return "incremental" if within else "cumulative"
    predicate = doc[draft.predicate] if draft.predicate is not None else None
    if draft.subject in {"troops", "laborers"}:
        progressive = (
            predicate is not None
            and predicate.tag_ == "VBG"
            and any(c.lower_ in {"is", "are"} for c in predicate.children)
        )
        gathered = predicate is not None and predicate.lemma_.lower() in _STANDING
        if draft.measure == "employed" or draft.rule == "presence" or progressive or gathered or _NOW.search(near):
            return "point_in_time"
        return "incremental" if within or _MORE.search(near) else "cumulative"
    if draft.measure == "missing" or (draft.measure == "captured" and _HELD.search(near)):
        return "point_in_time"
    before = near[max(0, near.find(printed_figure) - _TOTAL_REACH) : max(0, near.find(printed_figure))]
    if re.search(r"\b(?:total|toll|so far)\b", before):
        return "cumulative"
    if _IN_ONE_EVENT.search(near) and not _SUMMED.search(near):
        return "incremental"
    if _TOTAL.search(near) and period.kind != "on":
        return "incremental" if period.kind == "within" and "toll" not in near else "cumulative"
    if within or _EVENT.search(near):
        return "incremental"
    aux = {c.lower_ for c in predicate.children if c.dep_ == "aux"} if predicate is not None else set()
    sentence = scene.text[scene.parsed.sentence.start : scene.parsed.sentence.end]
    # `estimated that 40 had been killed` is `we estimate that 40 have been killed`, told later
    perfect = aux & {"has", "have"} or ("had" in aux and _ESTIMATED.search(sentence) is not None)
    if period.kind in {"since", "until"} or perfect:
        return "cumulative"
    if (predicate is not None and predicate.tag_ in {"VBD", "VBG"}) or (
        predicate is not None and any(c.lower_ in {"was", "were"} for c in predicate.children)
    ):
        return "incremental"
    return None


def _unlisted(scene: Scene, draft: Draft, *, only_called: bool = False) -> PlaceMention | None:
    """Return a place that no gazetteer lists but the words around it give away: `in the village of Yelwata`.

    Args:
        scene: The sentence.
        draft: The figure.
        only_called: Whether only a place counts that says what it is.
    """
    sentence = scene.parsed.sentence
    best = None
    called = [(m, 1 if m.group(1) else 2) for m in _CALLED.finditer(scene.text, sentence.start, sentence.end)]
    named = [(m, 1) for m in _UNLISTED.finditer(scene.text, sentence.start, sentence.end)]
    for match, group in [*called, *([] if only_called else named)]:
        start, end = match.span(group)
        if (
            scene.is_dateline(start)
            or any(start < a.end and a.start < end for a in scene.actors)
            or any(start < p.end and p.start < end for p in scene.places)
        ):
            continue
        if _NOT_UNLISTED.match(match.group(group)) or match.group(group).isupper():
            continue
        if best is None or abs(start - draft.char_start) < abs(best[0] - draft.char_start):
            best = (start, end)
    if best is None:
        return None
    return PlaceMention(best[0], best[1], Place(scene.text[best[0] : best[1]], None, None, None, 1))


_SITE = re.compile(
    r"(?:\b(?:village|town|city|district|township|settlement|hamlet|camp|suburb|outskirts|base|port|hospital|market)s?\s+"
    rf"(?:of|at)\s+|\b(?:in|near|at|outside|on|hit|shelled|struck|bombed|attacked|stormed|raided)\s+the\s+(?={_NAME}) "
    rf"(?:displacement |refugee )?(?:camp|village|neighbou?rhood)\b)){_NAME})"
)
"""A place that is in no gazetteer, by the word for what it is: `the village of Yelwata`, `the Zamzam camp`."""
_HAPPENED = re.compile(
    r"\b(?:hit|struck|shelled|raided|attacked|bombed|stormed|ambushed|exploded|blew up|opened fire|overran|clashed"
    r"|collided|crashed|collapsed|targeted|fired|detonated|sank|capsized)\b"
)
"""Verbs of what kills people, told before their number."""


def scene_of(text: str, start: int, end: int, places: list[PlaceMention]) -> PlaceMention | None:
    """Return the finest place that a sentence names, for the figures of the sentences after it.

    Args:
        text: The folded text.
        start: First code point of the sentence, behind its dateline.
        end: One past its last.
        places: The places of the gazetteer in it.
    """
    listed = [p for p in places if p.start >= start]
    finest = next((p for p in listed if not p.place.is_country), listed[0] if listed else None)
    site = _SITE.search(text, start, end)
    if site is None or (finest is not None and finest.place.precision == 1):
        return finest
    first, last = site.span(site.lastindex or 1)
    if any(first < p.end and p.start < last for p in listed) or _NOT_UNLISTED.match(text, first, last):
        return finest
    country = finest.place.country if finest is not None else None
    return PlaceMention(first, last, Place(text[first:last], country, None, None, 1))


def tells_of_event(words: str) -> bool:
    """Tell whether a sentence tells of what kills people."""
    return _HAPPENED.search(words) is not None


def event_before(words: str, published: str | None) -> periods.Period:
    """Return when something happened that a sentence tells of, for the casualties of the sentence after it."""
    if not tells_of_event(words):
        return periods.NOTHING
    found = period_told(words, published)
    if found.kind is None:
        found = periods.period_of(words, published)
    return found if found.kind in {"on", "within"} and not _SAID_ON.search(words) else periods.NOTHING


def place_of(scene: Scene, draft: Draft) -> PlaceMention | None:
    """Return the finest place of the figure in its sentence, if one is named."""
    if draft.subject == "transfers":
        return None
    doc = scene.parsed.doc
    usable: list[PlaceMention] = []
    beside: list[PlaceMention] = []
    for place in scene.places:
        if (
            scene.speaking.issuperset(scene.tokens(place.start, place.end))
            or scene.is_dateline(place.start)
            or (
                place.place.is_country
                and place.place.country == draft.actor
                and draft.subject in {"troops", "laborers"}
            )
        ):
            continue
        if _BESIDE.search(scene.text, max(scene.parsed.sentence.start, place.start - 70), place.start):
            beside.append(place)
            continue
        governors = {w.lower_ for t in scene.tokens(place.start, place.end) for w in (doc[t].head, doc[t].head.head)}
        labels = place.start == scene.parsed.sentence.start or scene.text[place.start - 2 : place.start] in {"- ", "• "}
        struck = any(
            doc[t].dep_ == "dobj" and doc[t].head.lemma_.lower() in _STRUCK
            for t in scene.tokens(place.start, place.end)
        )
        named_behind = _KIND_BEFORE.search(scene.text, max(scene.parsed.sentence.start, place.start - 30), place.start)
        against = "against" in governors and not place.place.is_country
        if (
            struck
            or named_behind
            or against
            or governors & _GOVERNORS
            or ("for" in governors and governors & _BATTLES and not place.place.is_country)
            or (labels and scene.text[place.end : place.end + 1] == ":")
        ):
            usable.append(place)
    bracketed = next((p for p in scene.places if scene.text[p.end : draft.char_start] in {" (", "("}), None)
    if bracketed is not None:
        return bracketed  # `deaths in Zhytomyr (3) and Mykolaiv (1)`
    if not usable:
        return _unlisted(scene, draft) or next(iter(beside), None)
    called = _unlisted(scene, draft, only_called=True)
    if called is not None and all(
        abs(called.start - draft.char_start) < abs(p.start - draft.char_start) for p in usable
    ):
        return PlaceMention(called.start, called.end, Place(called.place.name, usable[0].place.country, None, None, 1))
    if min(p.place.precision for p in usable) > 1 and (village := _unlisted(scene, draft)) is not None:
        return PlaceMention(
            village.start, village.end, Place(village.place.name, usable[0].place.country, None, None, 1)
        )
    return min(usable, key=lambda p: (p.place.precision, abs(p.start - draft.char_start)))
