"""Which texts are one text: reprints with cuts and other openings, and not stories on one subject."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.cleaning.similarity import PERMUTATIONS, group_texts, sketch

GOLDEN = Path(__file__).parents[2] / "golden" / "articles"
ARTICLES = {path.stem: path.read_text(encoding="utf-8") for path in sorted(GOLDEN.rglob("*.txt"))}
LONG = {name: text for name, text in ARTICLES.items() if len(text.split()) > 150}
TEXT = next(iter(LONG.values()))


def are_one(one, other):
    return group_texts([("one", sketch(one)), ("other", sketch(other))])["other"] == "one"


def words(text, start, end):
    return " ".join(text.split()[start:end])


@pytest.mark.parametrize("name", LONG)
def test_a_reprint_is_the_same_text(name):
    """With a headline and a byline of its own, its last tenth cut, in capitals, with other quotes and line ends."""
    text = LONG[name]
    count = len(text.split())
    reprint = "By our staff with agencies, in Seoul.\n\n" + words(text, 0, count - count // 10)
    assert are_one(text, reprint.upper().replace("\u2019", "'"))


@pytest.mark.parametrize("name", LONG)
def test_the_first_half_of_a_text_is_a_cut_version_of_it(name):
    """Papers cut from the end."""
    text = LONG[name]
    assert are_one(text, words(text, 0, len(text.split()) // 2))


def test_no_two_of_forty_articles_are_one():
    """Several are on the same war, and some on the same day."""
    groups = group_texts((name, sketch(text)) for name, text in ARTICLES.items())
    assert all(name == first for name, first in groups.items())


def test_a_paragraph_of_background_does_not_make_two_stories_one():
    """Agencies repeat it in every report."""
    one, other, third = list(LONG.values())[:3]
    background = words(third, 0, 50)
    assert not are_one(f"{words(one, 0, 150)} {background}", f"{words(other, 0, 150)} {background}")


def test_a_round_up_does_not_make_one_text_of_what_it_quotes():
    """It may be like each of them; they are not like one another."""
    one, other = (words(text, 0, 120) for text in list(LONG.values())[:2])
    groups = group_texts([("round-up", sketch(f"{one} {other}")), ("one", sketch(one)), ("other", sketch(other))])
    assert len(set(groups.values())) <= 2
    assert (
        group_texts([("one", sketch(one)), ("other", sketch(other)), ("both", sketch(f"{one} {other}"))])["other"]
        == "other"
    )


def test_flashes_are_not_compared():
    """Too short to tell a reprint from two reports of one event."""
    flash = "Some 600 North Korean soldiers were killed in Kursk, the agency told lawmakers."
    assert not are_one(flash, flash)


def test_the_first_in_order_gives_its_name_to_the_group():
    """So that the earliest publication is the origin, whatever the order in which they were fetched."""
    sketched = sketch(TEXT)
    groups = group_texts([("b", sketched), ("a", sketched), ("c", sketch(TEXT + " More was said."))])
    assert groups == {"b": "b", "a": "b", "c": "b"}


def test_a_text_joins_the_group_that_it_is_most_alike():
    """Two groups may both be near enough."""
    count = len(TEXT.split())
    half, all_of_it = words(TEXT, 0, count // 2), TEXT
    nearly_all = words(TEXT, 0, count - 5)
    shuffled = TEXT.split()
    random.Random(1).shuffle(shuffled)
    groups = group_texts(
        [("half", sketch(half + " " + " ".join(shuffled))), ("all", sketch(all_of_it)), ("nearly", sketch(nearly_all))]
    )
    assert groups["nearly"] == "all"


@settings(deadline=None, max_examples=50)
@given(
    st.lists(
        st.sampled_from(list(LONG.values())[:6]).flatmap(
            lambda text: st.integers(40, len(text.split())).map(lambda end: words(text, 0, end))
        ),
        max_size=8,
    ),
    st.randoms(),
)
def test_everything_is_in_one_group_and_the_first_of_a_group_is_in_it(texts, shuffle):
    """Whatever is compared, in whatever order."""
    keyed = list(enumerate(texts))
    shuffle.shuffle(keyed)
    groups = group_texts((key, sketch(text)) for key, text in keyed)
    assert groups.keys() == {key for key, _ in keyed}
    assert all(groups[first] == first for first in groups.values())


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_has_a_sketch_of_fixed_size(text):
    """Empty, without words, in any script."""
    sketched = sketch(text)
    assert len(sketched.minima) == PERMUTATIONS
    assert sketched == sketch(text)


def test_sketches_do_not_change_between_releases():
    """They are stored: of another algorithm they would be compared with old ones, and nothing would be alike."""
    found = sketch("one two three four five six seven")
    assert found.shingles == 4
    assert found.minima[:4] == (410202646, 7205481, 883109516, 1076404410)
