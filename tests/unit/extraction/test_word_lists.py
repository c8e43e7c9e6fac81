"""Every entry of the word lists has its examples, and they hold.

An entry's examples stand beside it in `pipelines/extraction/lexicon/`; its README says what each list wants. A failing
test's name shows the list and the entry.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pipelines.extraction.extractor import extract
from pipelines.extraction.institutions import known_institutions
from pipelines.extraction.lexicons import FOLDER, load_csv, load_yaml
from pipelines.extraction.participants import find_actors
from pipelines.extraction.places import find_places
from pipelines.records import Article

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipelines.records import Mention

TABLES = sorted(path.stem for path in FOLDER.glob("*.csv"))
LISTS = sorted(path.stem for path in FOLDER.glob("*.yml"))


def _entry(row: dict[str, str]) -> str:
    """Return what names a row: its first column."""
    return next(iter(row.values()))


def _read(text: str) -> list[Mention]:
    return extract(Article("a", "v", None, None, "https://paper.example/a", None, text, "en"))


def _rows(table: str, column: str = "example") -> list[Any]:
    """Return the rows of a table with something in a column, each a test's parameter named by its entry."""
    return [pytest.param(row, id=_entry(row)) for row in load_csv(table) if row[column]]


# That there is an example.


@pytest.mark.parametrize("table", TABLES)
def test_every_row_of_a_table_has_an_example(table: str) -> None:
    """Of countries alone it is made up by the test below, one for each of their names."""
    without = [_entry(row) for row in load_csv(table) if not row.get("example") and row.get("kind") != "country"]
    assert without == []


def _entries(node: Any, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the entries of a word list, by where they stand: what has words, lemmas, or cues of a modality."""
    if isinstance(node, dict):
        if {"words", "lemmas", "auxiliaries", "negations"} & node.keys():
            yield path, node
        for key, below in node.items():
            yield from _entries(below, f"{path} {key}")


@pytest.mark.parametrize("name", LISTS)
def test_every_entry_of_a_list_has_examples(name: str) -> None:
    """Also an entry that is new."""
    without = [path for path, entry in _entries(load_yaml(name), name) if not _has_examples(entry)]
    assert without == []


@pytest.mark.parametrize("name", LISTS)
def test_every_entry_of_a_list_has_counter_examples(name: str) -> None:
    """What an entry must not take is where it goes wrong most."""
    without = [path for path, entry in _entries(load_yaml(name), name) if not entry.get("counter_examples")]
    assert without == []


def _has_examples(entry: dict[str, Any]) -> bool:
    return bool(entry.get("examples") or entry.get("example_of_each"))


@pytest.mark.parametrize("name", [n for n, entry in load_yaml("attribution").items() if "examples" in entry])
def test_every_word_of_attribution_has_its_own_example(name: str) -> None:
    """And none is left of a word that is gone."""
    entry = load_yaml("attribution")[name]
    assert set(entry["words"]) ^ set(entry["examples"]) == set()


# Events, nouns and goods: (sentence, measure, printed value).


def _event_entries() -> list[dict[str, Any]]:
    events, nouns = load_yaml("events"), load_yaml("nouns")
    return [
        *(entry for group in ("verbs", "nouns", "transfers") for entry in events[group].values()),
        *({"measure": measure, **entry} for measure, entry in events["states"].items()),
        events["count_verbs"],
        *(entry for name, entry in nouns.items() if name != "goods"),
    ]


@pytest.mark.parametrize(
    ("text", "measure", "printed"),
    [example for entry in _event_entries() for example in entry.get("examples", [])],
    ids=lambda v: str(v)[:40],
)
def test_the_examples_of_events_and_nouns_hold(text: str, measure: str, printed: str | None) -> None:
    """Every entry of events.yml and nouns.yml finds what its examples say."""
    assert (measure, printed) in {(m.measure, m.value_text) for m in _read(text)}


@pytest.mark.parametrize(
    ("text", "measure"),
    [(text, entry.get("measure")) for entry in _event_entries() for text in entry.get("counter_examples", [])],
    ids=lambda v: str(v)[:40],
)
def test_the_counter_examples_of_events_and_nouns_give_no_claim(text: str, measure: str | None) -> None:
    """What looks like an entry and is none: no claim with its measure."""
    assert [m for m in _read(text) if measure is None or m.measure == measure] == []


def _goods(kind: str) -> list[Any]:
    return [
        pytest.param(category, example, id=f"{category}-{i}")
        for category, entry in load_yaml("nouns")["goods"].items()
        for i, example in enumerate(entry.get(kind, []))
    ]


@pytest.mark.parametrize(("category", "example"), _goods("examples"))
def test_the_examples_of_goods_hold(category: str, example: tuple[str, str, str | None]) -> None:
    """Every category of goods gives a transfer of its own category."""
    text, measure, printed = example
    found = {(m.subject, m.measure, m.value_text, m.item_category) for m in _read(text)}
    assert ("transfers", measure, printed, category) in found


@pytest.mark.parametrize(("category", "text"), _goods("counter_examples"))
def test_the_counter_examples_of_goods_give_no_transfer_of_theirs(category: str, text: str) -> None:
    """Who handles goods is no goods, and talks have rounds too."""
    assert category not in {m.item_category for m in _read(text)}


# Nouns of people and of things: (sentence, measure, printed value), and sentences without a casualty.


def _nouns_of(kind: str, *, examples: bool) -> list[Any]:
    """Return the examples or the counter-examples of the nouns of people or of things."""
    lists = load_yaml("people")
    entries = lists["things"] if kind == "things" else {**lists["people"], "endings": lists["endings"]}
    key = "examples" if examples else "counter_examples"
    return [pytest.param(row, id=f"{name}-{i}") for name, e in entries.items() for i, row in enumerate(e[key])]


@pytest.mark.parametrize("example", [*_nouns_of("people", examples=True), *_nouns_of("things", examples=False)])
def test_nouns_of_people_are_casualties(example: tuple[str, str, str]) -> None:
    """The examples of people, and the people beside things."""
    text, measure, printed = example
    assert (measure, printed) in {(m.measure, m.value_text) for m in _read(text)}


@pytest.mark.parametrize("text", [*_nouns_of("things", examples=True), *_nouns_of("people", examples=False)])
def test_things_are_no_casualties(text: str) -> None:
    """The examples of things, and things that a word of people stands before."""
    assert [m for m in _read(text) if m.subject == "casualties"] == []


# Names of people: (sentence, the actor or place that it must not give, or must).


def _named(text: str) -> set[str | None]:
    return {who for m in _read(text) for who in (m.actor, m.counterparty, m.place)}


def _names(key: str) -> list[Any]:
    return [
        pytest.param(*row, id=f"{name}-{row[1]}") for name, e in load_yaml("personal_names").items() for row in e[key]
    ]


@pytest.mark.parametrize(("text", "name"), [p for p in _names("examples") if not p.id.startswith("not_surnames")])
def test_a_name_of_a_person_is_no_actor(text: str, name: str) -> None:
    """Who bears the name of a state or a town; the figure is there all the same."""
    assert _read(text)
    assert name not in _named(text)


@pytest.mark.parametrize(
    ("text", "name"), [p for p in _names("counter_examples") if not p.id.startswith("not_surnames")]
)
def test_a_state_is_no_person(text: str, name: str) -> None:
    """The state of that name, its police and its radio."""
    assert name in _named(text)


def test_what_stands_behind_a_state_is_no_surname() -> None:
    """A list of what keeps a name a state's, so its examples are the other way round."""
    entry = load_yaml("personal_names")["not_surnames"]
    assert [name for text, name in entry["examples"] if name not in _named(text)] == []
    assert [name for text, name in entry["counter_examples"] if name in _named(text)] == []


# Modality: (sentence, modality of its claims).


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        pair
        for entry in load_yaml("modality").values()
        for kind in ("examples", "counter_examples")
        for pair in entry.get(kind, [])
    ],
    ids=lambda v: str(v)[:40],
)
def test_the_examples_of_modality_hold(text: str, modality: str) -> None:
    """Every entry of modality.yml is what its examples say."""
    found = _read(text)
    assert found
    assert {m.modality for m in found} == {modality}


# Attribution: word -> (sentence, claimant).


@pytest.mark.parametrize(
    ("text", "claimant"),
    [
        pytest.param(*example, id=f"{name} {word}")
        for name, entry in load_yaml("attribution").items()
        for word, example in entry.get("examples", {}).items()
    ],
)
def test_the_examples_of_attribution_hold(text: str, claimant: str) -> None:
    """Who says it by each verb, preposition and go-between."""
    assert claimant in {m.claimant for m in _read(text)}


@pytest.mark.parametrize("word", load_yaml("attribution")["collective"]["words"])
def test_every_collective_speaker_is_kept_as_printed(word: str) -> None:
    """The sentence that stands for the example of each."""
    text = load_yaml("attribution")["collective"]["example_of_each"].format(word=word)
    assert [m.claimant for m in _read(text)] == [f"local {word}"]


def test_go_betweens_are_only_the_way_it_came() -> None:
    """The agency that briefed them is the claimant, and they are its `via`."""
    examples = load_yaml("attribution")["go_betweens"]["examples"]
    assert [w for w, (text, _) in examples.items() if any(not m.via for m in _read(text))] == []


@pytest.mark.parametrize(
    "text", [text for entry in load_yaml("attribution").values() for text in entry["counter_examples"]]
)
def test_the_counter_examples_of_attribution_have_a_claim_without_a_claimant(text: str) -> None:
    """A word of the list stands there, and nobody says anything."""
    found = _read(text)
    assert found
    assert [m.claimant for m in found if m.claimant] == []


# Tables.


@pytest.mark.parametrize("row", [*_rows("claimants"), *_rows("contextual_claimants")])
def test_the_example_of_a_claimant_gives_it(row: dict[str, str]) -> None:
    """One of its names speaks."""
    assert row["claimant"] in {m.claimant for m in _read(row["example"])}


@pytest.mark.parametrize("row", [*_rows("claimants", "counter_example"), *_rows("contextual_claimants")])
def test_the_counter_example_of_a_claimant_has_a_claim_of_somebody_else(row: dict[str, str]) -> None:
    """What reads like one of its names, or it only stands near."""
    found = {m.claimant for m in _read(row["counter_example"])}
    assert found
    assert row["claimant"] not in found


def test_every_name_of_a_claimant_is_its_own() -> None:
    """No other row takes it away."""
    taken = [
        (alias, row["claimant"])
        for row in load_csv("claimants")
        for alias in row["aliases"].split("|")
        if [k.name for k in known_institutions(alias)] != [row["claimant"]]
    ]
    assert taken == []


def _whose(text: str) -> set[str | None]:
    return {who for m in _read(text) for who in (m.actor, m.counterparty)}


@pytest.mark.parametrize("row", [*_rows("actors"), *_rows("contextual_actors")])
def test_the_example_of_an_actor_gives_it(row: dict[str, str]) -> None:
    """Its people are counted, or it supplies."""
    assert row["actor"] in {m.actor for m in _read(row["example"])}


@pytest.mark.parametrize("row", [*_rows("actors", "counter_example"), *_rows("contextual_actors")])
def test_the_counter_example_of_an_actor_has_a_claim_on_somebody_else(row: dict[str, str]) -> None:
    """What reads like one of its names."""
    found = _whose(row["counter_example"])
    assert found
    assert row["actor"] not in found


@pytest.mark.parametrize(
    "row", [pytest.param(row, id=row["actor"]) for row in load_csv("actors") if row["kind"] == "country"]
)
def test_soldiers_of_a_country_are_its_own_by_each_of_its_names(row: dict[str, str]) -> None:
    """Its name, its people's, its capital and what else it is called."""
    lost = []
    for alias in row["aliases"].split("|"):
        found = _read(f"Some 300 soldiers of {alias} were killed near the border.")
        if [(m.actor, m.value_text) for m in found] != [(row["actor"], "Some 300")]:
            lost.append(alias)
    assert lost == []


def test_every_name_of_an_actor_is_its_own() -> None:
    """No other row takes it away."""
    taken = [
        (alias, row["actor"])
        for row in load_csv("actors")
        for alias in row["aliases"].split("|")
        if [a.actor for a in find_actors(alias, 0, len(alias))] != [row["actor"]]
    ]
    assert taken == []


def _places_of(text: str) -> list[str]:
    """Return the places of a text's claims, by their names in the gazetteer; what is in none is left out."""
    printed = [m.place for m in _read(text) if m.place]
    return [found.place.name for place in printed for found in find_places(place)]


@pytest.mark.parametrize("row", _rows("places"))
def test_the_example_of_a_place_gives_it(row: dict[str, str]) -> None:
    """It happened there."""
    assert row["place"] in _places_of(row["example"])


@pytest.mark.parametrize("row", _rows("places", "counter_example"))
def test_the_counter_example_of_a_place_has_a_claim_elsewhere(row: dict[str, str]) -> None:
    """What reads like one of its names."""
    assert _read(row["counter_example"])
    assert row["place"] not in _places_of(row["counter_example"])


@pytest.mark.parametrize("row", _rows("conflicts"))
def test_the_example_of_a_conflict_is_dated_by_it(row: dict[str, str]) -> None:
    """What is counted since the war began begins with it."""
    assert row["start"] in {m.date_start for m in _read(row["example"])}
