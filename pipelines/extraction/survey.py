"""What an article is about as a whole, learnt before its sentences are read one by one.

Which country "the North" is, which actors and countries the article names most, whose soldiers or workers it means
where it does not say, who "the enemy" is. Everything here only counts words; nothing is parsed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.extraction import attribution as said
from pipelines.extraction.participants import actor_kind, aliases_in, countries, country_of_group, find_actors
from pipelines.extraction.places import find_places

if TYPE_CHECKING:
    from pipelines.extraction.participants import ActorMention, Context
    from pipelines.extraction.text import Sentence

_DATELINE_ONLY = re.compile(r"^.?[A-Z][A-Z -]+\W")
_CLASSES = {
    "troops": re.compile(
        r"(?:'s)?\s+(?:\w+\s){0,1}?(?:soldiers?|troops|servicemen|contingent|fighters|units|casualties|losses"
        r"|mercenaries|combat|dead|deaths|prisoners|expeditionary|army engineers|war dead|sappers|men|recruits)\b"
    ),
    "laborers": re.compile(r"(?:'s)?\s+(?:\w+\s){0,1}?(?:workers?|labou?rers?|builders|labou?r|workforce)\b"),
}
"""Words behind an actor that make it one whose soldiers or workers the article is about."""
_BEFORE = {
    "troops": re.compile(
        r"(?:soldiers?|troops|servicemen|losses|casualties|dead|killed) (?:\w+ ){0,2}?"
        r"(?:of|from|among|whom|which|that) (?:the )?$"
    ),
    "laborers": re.compile(r"(?:workers?|labou?rers?|builders) (?:of|from|whom|that) (?:the )?$"),
}
"""The same words before an actor: `the soldiers whom Rwanda sent`."""
_TELLER = re.compile(
    r"\s*:|(?:'s)?\s+(?:[\w-]+ ){0,2}?(?:says?|said|estimates?|confirms?|believes?|strikes?|attacks?|bomb\w*|"
    r"air ?strikes?|"
    r"(?:military |forces |army |air force |navy |warplanes |jets |aircraft |drones )*"
    r"(?:carried out|conduct(?:s|ed)|launch(?:es|ed)) (?:[\w-]+ ){0,2}(?:air|drone|missile)[ -]?(?:strike|attack)s?"
    r"|(?:africa|central) command|"
    r"intelligence|spy|spies|lawmakers?|parliament|MPs?|officials?|agency|embassy|diplomats?|state department|"
    r"government said|defen[cs]e (?:chief|minister|secretary)|foreign minist\w+|joint chiefs)\b",
    re.IGNORECASE,
)
"""Words behind an actor that make it one who only tells."""
_ENEMY = re.compile(r"\b(?:enemy|invaders?|occupiers?|aggressor)\b")
_CLEARLY = 2
"""Times that an article must name whose soldiers or workers it is about, before unnamed ones are theirs."""
_OPENING = 25
"""Sentences from the start whose places tell which country an article is about."""


def survey(context: Context, title: str, text: str, spans: list[Sentence]) -> str | None:
    """Fill in what `context` holds about the whole article, and return the subject of its bare numbers.

    Args:
        context: The article's memory, still empty.
        title: Its title, folded.
        text: Its text, folded.
        spans: Its sentences.

    Returns:
        `troops` or `laborers` where the article is mostly about the one or the other.
    """
    whole = title + "\n" + text
    context.aliases = aliases_in(whole)
    actors = find_actors(whole, 0, len(whole), context.aliases)
    _count_actors(context, whole, actors)
    _find_main_country(context, title, text, spans)
    _find_dominant(context, whole, actors)
    context.title_actor = next(
        (
            m.actor
            for m in find_actors(title, 0, len(title), context.aliases)
            if m.actor in countries() and m.actor not in context.bystanders and not _TELLER.match(title, m.end)
        ),
        None,
    )
    _find_enemy(context, whole, text)
    context.loose_group = _loose_group(whole)
    soldiers, workers = (
        len(re.findall(pattern, whole, re.IGNORECASE))
        for pattern in (
            r"\b(?:soldiers?|troops|army|military|combat)\b",
            r"\b(?:workers?|labou?r(?:ers?)?|builders?|construction)\b",
        )
    )
    context.about_soldiers = (
        soldiers > 3
        and len(re.findall(r"\b(?:civilians?|residents?|hospital|children)\b", whole, re.IGNORECASE)) * 3 < soldiers
    )
    return "troops" if soldiers > 2 * workers else "laborers" if workers > 2 * soldiers else None


def _count_actors(context: Context, whole: str, actors: list[ActorMention]) -> None:
    told: dict[str, int] = {}
    for mention in actors:
        context.counts[mention.actor] = context.counts.get(mention.actor, 0) + 1
        if not _TELLER.match(whole, mention.end):
            told[mention.actor] = told.get(mention.actor, 0) + 1
    context.bystanders = frozenset(a for a in context.counts if told.get(a, 0) < context.counts[a] / 2)
    context.groups = sorted(
        (a for a in context.counts if actor_kind(a) == "armed_group"), key=lambda a: (-context.counts[a], a)
    )
    groups = country_of_group()
    named = frozenset(c for a in context.counts if (c := a if a in countries() else groups.get(a)))
    regions = frozenset(
        p.place.country for p in find_places(whole, likely=named) if p.place.country and p.place.is_region
    )
    context.likely = named | regions


def _find_main_country(context: Context, title: str, text: str, spans: list[Sentence]) -> None:
    """Find the country of most places, those of the title and those smaller than a country counting more."""
    by_country: dict[str, float] = {}
    named_in = [(title, place, 3.0) for place in find_places(title, likely=context.likely)]
    scenes = set()
    for number, span in enumerate(spans):
        places = context.places_in(text, span.start, span.end)
        scenes |= {p.place.country for p in places if p.place.country and not p.place.is_country}
        if number < _OPENING:
            named_in.extend((text, place, 1.0) for place in places)
    context.scenes = frozenset(scenes)
    for part, place, weight in named_in:
        if place.place.country and not _DATELINE_ONLY.match(part[max(0, place.start - 1) : place.end + 3]):
            by_country[place.place.country] = by_country.get(place.place.country, 0) + weight * (
                1.0 if place.place.is_country else 1.5
            )
    named = [a for a in context.counts if a in countries()]
    if not by_country and named:
        by_country = {a: float(context.counts[a]) for a in named}
    named_here = {c: n for c, n in by_country.items() if c in context.likely} or by_country
    by_country = {c: n for c, n in named_here.items() if c not in context.bystanders} or named_here
    if by_country:
        context.main_country = max(sorted(by_country), key=lambda c: by_country[c])


def _find_dominant(context: Context, whole: str, actors: list[ActorMention]) -> None:
    """Find the actors whose soldiers and workers the article clearly means where it does not say."""
    for key, pattern in _CLASSES.items():
        tally: dict[str, int] = {}
        for mention in actors:
            if pattern.match(whole, mention.end) or _BEFORE[key].search(
                whole[max(0, mention.start - 40) : mention.start]
            ):
                tally[mention.actor] = tally.get(mention.actor, 0) + 1
        most = max(sorted(tally), key=lambda a: tally[a], default=None)
        if most in context.bystanders and most not in context.scenes | {context.main_country}:
            continue  # whose air strikes it tells of, not whose soldiers
        if most is not None and tally[most] >= _CLEARLY and tally[most] >= 0.65 * sum(tally.values()):
            context.dominant[key] = most


_LOOSE_GROUPS = {"jihadist": "jihadists", "jihadi": "jihadists", "gang": "gangs", "bandit": "bandits"}
_LOOSE_WORD = re.compile(r"\b(jihadist|jihadi|gang|bandit)s?\b", re.IGNORECASE)


def _loose_group(whole: str) -> str | None:
    """Return what an article calls fighters whose group it does not name, if it does."""
    words = [match.group(1).lower() for match in _LOOSE_WORD.finditer(whole)]
    return _LOOSE_GROUPS[max(sorted(set(words)), key=words.count)] if words else None


def _find_enemy(context: Context, whole: str, text: str) -> None:
    """Find who "the enemy" is: the country named most beside the one whose side tells."""
    side = said.telling_country(whole) or context.main_country
    rivals = sorted(
        (a for a in context.counts if a != side and a in countries()), key=lambda a: (-context.counts[a], a)
    )
    if _ENEMY.search(text) and rivals:
        context.aliases = (*context.aliases, (_ENEMY, rivals[0]))
