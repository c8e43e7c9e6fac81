"""Institutions that speak, under their many names: look-ups in `lexicon/claimants.csv`."""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from pipelines.extraction.lexicons import load_csv, one_of
from pipelines.extraction.participants import actor_kind, country_named, find_actors
from pipelines.extraction.personal_names import is_in_a_persons_name

_FAR_ENOUGH = 40
"""Code points before a name in which the country that owns it is looked for."""
_GENITIVE = re.compile(r"'s? ")
_NOT_AN_OWNER = re.compile(
    r"\b(?:in|into|from|to|of|at|near|across|outside|inside|with|by)\s+(?:the\s+)?$", re.IGNORECASE
)
"""What stands before a country that only says where: `in Ukraine AFRICOM said`."""
_MEDIA = frozenset({"media", "state_media"})
_ABROAD_TOO = frozenset({"armed_group", "un_body", "ngo"})
"""What speaks of itself under one name wherever it is: `the Lebanese Hezbollah`, `Iraq's Hamas office`."""


class KnownName(NamedTuple):
    """A claimant of the lexicon named in a text, with its half-open code-point span."""

    start: int
    end: int
    name: str
    """Its canonical name."""
    kind: str
    """Its type in `claimants.csv`."""


_SHORTENED = {"un": ("u.n.", "united nations"), "us": ("u.s.", "american"), "uk": ("u.k.", "british")}


def _forms(alias: str) -> list[str]:
    """Return an alias in the forms that its first word takes: `UN mission`, `United Nations mission`."""
    first, _, rest = alias.partition(" ")
    return [alias, *(f"{form} {rest}" for form in _SHORTENED.get(first, ()) if rest)]


class _Entry(NamedTuple):
    name: str
    kind: str
    country: str
    is_written_small: bool
    """Whether the list has the alias without a capital too."""


@functools.cache
def _claimants() -> tuple[re.Pattern[str], dict[str, _Entry]]:
    meaning: dict[str, _Entry] = {}
    for row in load_csv("claimants"):
        aliases = row["aliases"].split("|")
        for alias in [row["claimant"], *aliases]:
            entry = _Entry(row["claimant"], row["type"], row["country"], alias.lower() in aliases)
            for form in _forms(alias.lower()):
                meaning.setdefault(form, entry)
    return re.compile(rf"(?<![\w-])(?:{one_of(meaning)})(?![\w-])", re.IGNORECASE), meaning


def known_institutions(text: str, start: int = 0, end: int | None = None) -> list[KnownName]:
    """Return the known claimants named in a folded text, in order."""
    end = len(text) if end is None else end
    return [
        KnownName(start + known.start, start + known.end, known.name, known.kind)
        for known in _known_in(text[start:end])
    ]


@functools.lru_cache(maxsize=4096)  # one sentence is asked about several times
def _known_in(text: str) -> tuple[KnownName, ...]:
    pattern, meaning = _claimants()
    found = []
    for match in pattern.finditer(text):
        word = match.group()
        entry = meaning[word.lower()]
        if word.removeprefix("The ").islower() and not entry.is_written_small:
            continue  # `the economist said`
        if len(word) <= 4 and not word.isupper() and not word[0].isupper():
            continue
        if word in {"Who", "Un", "Us", "Eu"}:
            continue
        if country_named(word) is not None and is_in_a_persons_name(text, match.start(), match.end()):
            continue  # `Israel Katz`
        if entry.kind == "military" and text.startswith(" intelligence", match.end()):
            continue  # `South Korean military intelligence` is another service
        if entry.country and entry.kind not in _ABROAD_TOO and _is_anothers(text, match.start(), match.end(), entry):
            continue
        found.append(KnownName(match.start(), match.end(), entry.name, entry.kind))
    return tuple(found)


def meant_here(whole: str) -> dict[str, str]:
    """Return what means a claimant in this article only ("the junta"), without its article, with the claimant.

    It comes from `lexicon/contextual_claimants.csv`, each with the names of which one must stand in the article.
    """
    return {
        row["alias"]: row["claimant"]
        for row in load_csv("contextual_claimants")
        if any(name in whole for name in row["needs"].split("|"))
    }


def _is_anothers(text: str, start: int, end: int, entry: _Entry) -> bool:
    """Tell whether the words before a name give it to another country: `the US Joint Chiefs`, `Mali's junta`."""
    near = find_actors(text, max(0, start - _FAR_ENOUGH), end)
    names_its_own = any(mention.start == start and mention.end < end for mention in near)  # `[Russia]'s army`
    for mention in near:
        if mention.start >= start or mention.actor == entry.country or actor_kind(mention.actor) != "country":
            continue
        if mention.end > start:
            return True  # `South [Sudanese army]`
        between = text[mention.end : start]
        if names_its_own or (between == " " and _NOT_AN_OWNER.search(text, 0, mention.start)):
            continue
        if _GENITIVE.fullmatch(between) or (between == " " and entry.kind not in _MEDIA):
            return True
    return False


@functools.cache
def _countries_of_claimants() -> dict[str, str]:
    return {
        row["claimant"]: row["country"]
        for row in load_csv("claimants")
        if row["country"] and row["type"] in {"military", "ministry", "head_of_state", "intelligence_agency"}
    }


@functools.cache
def _staffs() -> dict[str, str]:
    """Return the general staffs, with their country."""
    return {
        r["claimant"]: r["country"]
        for r in load_csv("claimants")
        if r["type"] == "military" and "Staff" in r["claimant"]
    }


def commanding(military: str, named: list[str]) -> str | None:
    """Return the general staff that an article names, for which "the country's military" stands there.

    Args:
        military: A claimant of type `military`.
        named: The institutions that the article names.
    """
    country = _countries_of_claimants().get(military)
    return next((name for name in named if name != military and country and _staffs().get(name) == country), None)


@functools.cache
def _kinds_and_countries() -> dict[str, tuple[str, str]]:
    return {row["claimant"]: (row["type"], row["country"]) for row in load_csv("claimants") if row["country"]}


_RESCUERS = re.compile(
    r"\b(?:health (?:ministry|authorit\w+|officials?|department)|ministry of (?:public )?health|hospitals?|clinics?|"
    r"medics?|doctors|ambulance|civil defen[cs]e|rescue\w*|emergency services?|firefighters|police|governor|mayor|"
    r"prosecutors?|morgue|paramedics|residents?|villagers?|witness\w*)\b",
    re.IGNORECASE,
)
_SOLDIERS = re.compile(r"\b(?:army|military|armed forces|defen[cs]e ministry|ministry of defen[cs]e|air force|navy)\b")


def teller_kind(name: str) -> str | None:
    """Return `local` for a claimant who tells of people around, `military` for an army or its ministry, or null."""
    kind = _kinds_and_countries().get(name, (None, None))[0]
    if kind in {"health_authority", "rescue_service"} or (kind is None and _RESCUERS.search(name)):
        return "local"
    return "military" if kind == "military" or _SOLDIERS.search(name) else None


def country_of_claimant(name: str) -> str | None:
    """Return the country of a claimant in the lexicon, or null."""
    return _kinds_and_countries().get(name, (None, None))[1]


def telling_country(text: str) -> str | None:
    """Return the country whose army, ministry or head of state is named most in a text."""
    tally: dict[str, int] = {}
    for known in known_institutions(text):
        country = _countries_of_claimants().get(known.name)
        if country:
            tally[country] = tally.get(country, 0) + 1
    return max(sorted(tally), key=lambda c: tally[c]) if tally else None
