"""The period, kind of count and place of a figure, from the words around it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.extraction import periods
from pipelines.extraction.attribution import is_speech
from pipelines.extraction.conflicts import began
from pipelines.extraction.parsing import subtree
from pipelines.extraction.places import Place, PlaceMention

if TYPE_CHECKING:
    from pipelines.extraction.drafts import Draft
    from pipelines.extraction.participants import Context, Scene
    from pipelines.records import StockFlow

_NOW = re.compile(
    r"\b(?:currently|now|at present|are (?:in|fighting|training|working|stationed|serving)|at the time|number of"
    r"|today there are|presence)\b"
)
_MORE = re.compile(r"\b(?:another|more|further|additional|extra)\b(?! than)")
_TOTAL = re.compile(
    r"\b(?:toll|total|so far|overall|altogether|in all|since|have (?:been|died)|has (?:been|risen|reached)"
    r"|total(?:s|ling)?|casualties|losses|number of)\b"
)
_EVENT = re.compile(
    r"\b(?:attacks?|strikes?|raids?|ambush|blast|explosion|shelling|bombing|clash|clashes|incident|airstrikes?|assault"
    r"|overnight|today|massacre|battle|on (?:mon|tues|wednes|thurs|fri|satur|sun)day)\b"
)
_NAME = r"([A-Z][\w'-]+(?:[ -](?:(?:de|del|la|al|el|es|ar|az|as) )?[A-Z][\w'-]+){0,2}"
_UNLISTED = re.compile(
    r"\b(?:in|near|at|outside|around|of|on)\s+(?:the\s+)?"
    r"(?:(?:\w+\s+){0,2}(?:village|town|city|district|township|settlement|hamlet|camp|area|suburb|province|department|"
    r"state|governorate|county|region|island|market|port|outskirts|road|base|hospital)s?\s+of\s+"
    r"|(?:village|town|city)\s+|(?<!\bof )(?<!\bof the ))"
    rf"{_NAME}(?: (?:township|district|province|village|department|governorate|county|state|region))?)"
)
_NOT_UNLISTED = re.compile(
    r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|May|June|July|August"
    r"|September|October|November|December|Jan|Feb|Aug|Sept|Oct|Nov|Dec|The|A|An|His|Her|Parliament|Congress|Facebook"
    r"|Telegram|Twitter|X|English|Arabic|Islam\w*|Christmas|Ramadan|Operation|General|President|Army|Navy)\b"
)
"""What follows `in` and `on` with a capital and is no place."""
_GOVERNORS = frozenset(
    [
        "in", "at", "near", "on", "to", "across", "around", "outside", "into", "inside", "through", "throughout",
        "over", "from", "along", "of",
    ]
)  # fmt: skip
_BATTLES = frozenset({"battle", "battles"})
"""What is for a place and in it: `the battle for Sittwe`."""
_TOTAL_REACH = 45
"""Code points before a figure within which "the total" makes it one."""
_THEN = re.compile(r" (?:after|before) [a-z]+ing\b")
"""Where a clause of another time begins: `sent 30 in May after posting 90 in March`."""
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
_WEEKDAY = re.compile(
    r"\b(?:late |early )?(?:on|since|last|overnight|overnight on)?\s*(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    r"(?:'s (?=(?:[a-z-]+ ){0,2}?(?:attack|strike|raid|blast|bombing|shelling|ambush|explosion|clash|assault|massacre"
    r"|crash|incident|battle|air ?strike|stampede|quake|barrage|fighting|violence)\w*\b)|\b)"
)
_TOLD_IN = re.compile(r"\b(?:statement|briefing|report|post|interview|conference|message|bulletin|speech|letter)\b")
"""What something is told in, which the day behind it dates: `said 11 were killed in a statement on Monday`."""
_SAID = re.compile(
    r"\b(?:said|told|reported(?! (?:killed|dead|missing|wounded|injured))|announced|says|added|wrote)\b[^,;]*$"
)


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
    near = clause(scene, draft, whole)
    period = periods.period_of(near, published)
    if period.kind is None and near != whole:
        wide = periods.period_of(whole, published)
        if wide.kind in {"since", "until", "within"} or (wide.kind == "on" and not _SAID_ON.search(whole)):
            period = wide
    if period.kind is None:
        period = _weekday(near, near.find(folded[draft.char_start : draft.char_end]), published)
    if period.kind is None and whole != printed:
        period = _as_of(printed, whole, published)
    if period.kind is None and (start := began(whole, _countries_of(scene), context.main_country)) is not None:
        period = periods.Period(start, None, periods.PRECISION_DAY, "since")
    draft.date_start, draft.date_end, draft.date_prec = period.start, period.end, period.precision
    draft.stock_flow = _stock_flow(scene, draft, period, near.lower())
    place = place_of(scene, draft)
    if place is not None:
        draft.where, draft.place = place, stored[place.start : place.end]


def _as_of(printed: str, blanked: str, published: str | None) -> periods.Period:
    """Return the time at which it was said, where nothing else dates a count: it holds until then."""
    said = "".join(a if b == " " else " " for a, b in zip(printed, blanked, strict=True))
    found = periods.period_of(said, published)
    if found.kind in {"within", "on"} and found.end is not None and _RECENT.search(said) is None:
        return periods.Period(None, found.end, found.precision, "until")
    return periods.NOTHING


def _weekday(near: str, figure: int, published: str | None) -> periods.Period:
    """Return the weekday of the event, not of the saying ("..., the ministry said on Monday").

    Args:
        near: The words of the figure's clause.
        figure: Where the figure stands in them.
        published: ISO date of publication, or null.
    """
    for match in _WEEKDAY.finditer(near):
        said = _SAID.search(near[: match.start()])
        told = said is not None and 0 <= said.start() < figure < match.start()  # `said that 11 were killed on Monday`
        if said is not None and (not told or _TOLD_IN.search(near, figure, match.start())):
            continue
        found = periods.weekday_of(near[match.start() : match.end()], published)
        if found.kind is not None:
            return found
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


def clause(scene: Scene, draft: Draft, text: str) -> str:
    """Return the words of the clause around a figure, cut at semicolons and at the next clause's conjunction.

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
    return text[left + 1 : min(rights) if rights else len(text)]


def _stock_flow(scene: Scene, draft: Draft, period: periods.Period, near: str) -> StockFlow | None:
    doc = scene.parsed.doc
    printed_figure = scene.text[draft.char_start : draft.char_end].lower()
    within = period.kind in {"within", "on"}
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
    before = near[max(0, near.find(printed_figure) - _TOTAL_REACH) : max(0, near.find(printed_figure))]
    if re.search(r"\b(?:total|toll|so far)\b", before):
        return "cumulative"
    if _TOTAL.search(near) and period.kind != "on":
        return "incremental" if period.kind == "within" and "toll" not in near else "cumulative"
    if within or _EVENT.search(near):
        return "incremental"
    perfect = predicate is not None and {c.lower_ for c in predicate.children if c.dep_ == "aux"} & {"has", "have"}
    if period.kind in {"since", "until"} or perfect:
        return "cumulative"
    if (predicate is not None and predicate.tag_ in {"VBD", "VBG"}) or (
        predicate is not None and any(c.lower_ in {"was", "were"} for c in predicate.children)
    ):
        return "incremental"
    return None


def _unlisted(scene: Scene, draft: Draft) -> PlaceMention | None:
    """Return a place that no gazetteer lists but the words around it give away: `in the village of Yelwata`."""
    sentence = scene.parsed.sentence
    best = None
    for match in _UNLISTED.finditer(scene.text, sentence.start, sentence.end):
        start, end = match.span(1)
        if (
            scene.is_dateline(start)
            or any(start < a.end and a.start < end for a in scene.actors)
            or any(start < p.end and p.start < end for p in scene.places)
        ):
            continue
        if _NOT_UNLISTED.match(match.group(1)):
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
    found = _weekday(words, -1, published)
    if found.kind is None:
        found = periods.period_of(words, published)
    return found if found.kind in {"on", "within"} and not _SAID_ON.search(words) else periods.NOTHING


def place_of(scene: Scene, draft: Draft) -> PlaceMention | None:
    """Return the finest place of the figure in its sentence, if one is named."""
    if draft.subject == "transfers":
        return None
    doc = scene.parsed.doc
    usable = []
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
        governors = {w.lower_ for t in scene.tokens(place.start, place.end) for w in (doc[t].head, doc[t].head.head)}
        labels = place.start == scene.parsed.sentence.start or scene.text[place.start - 2 : place.start] in {"- ", "• "}
        if (
            governors & _GOVERNORS
            or ("for" in governors and governors & _BATTLES and not place.place.is_country)
            or (labels and scene.text[place.end : place.end + 1] == ":")
        ):
            usable.append(place)
    if not usable:
        return _unlisted(scene, draft)
    if min(p.place.precision for p in usable) > 1 and (village := _unlisted(scene, draft)) is not None:
        return PlaceMention(
            village.start, village.end, Place(village.place.name, usable[0].place.country, None, None, 1)
        )
    return min(usable, key=lambda p: (p.place.precision, abs(p.start - draft.char_start)))
