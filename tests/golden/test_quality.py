"""Extraction stays above its floors, on our own articles and, where it is there, on the evaluation data."""

from __future__ import annotations

import pytest
from newsroom import newsroom_articles
from quality import OURS, below, evaluation_sets, load_floors, measure, measure_newsroom
from scoring import Scores, score_article

FLOORS = load_floors()


@pytest.mark.parametrize("name", sorted(OURS))
def test_our_articles_stay_above_their_floors(name: str) -> None:
    """A change of rules must not lose what was found before."""
    assert FLOORS[name], f"no floors for {name}"
    assert below(FLOORS[name], measure(OURS[name])) == []


def test_the_example_newsroom_stays_above_its_floors() -> None:
    """From the page as captured to its claims: what cleaning or extraction loses shows here."""
    assert FLOORS["newsroom"], "no floors for newsroom"
    assert below(FLOORS["newsroom"], measure_newsroom()) == []


def test_a_newsroom_page_without_an_article_is_asked_for_no_claims() -> None:
    """A paywall stub, a section front, a page that is gone; whatever is read as an article is scored."""
    scored = {name: article for name, _, article in newsroom_articles()}
    assert len(scored) == 28
    assert all(article is not None for article in scored.values())
    assert not {"meridiancourier-builders-paywall.html", "harbourgazette-world-front.html"} & scored.keys()


@pytest.mark.parametrize("name", ["dev_wire", "dev", "seeds"])
def test_the_evaluation_data_stays_above_its_floors(name: str) -> None:
    """The same holds on labelled articles that are not ours."""
    folder = evaluation_sets().get(name)
    if folder is None:
        pytest.skip("the evaluation data is not on this machine")
    assert below(FLOORS[name], measure(folder)) == []


LABEL = {
    "subject": "casualties",
    "measure": "killed",
    "low": 12,
    "best": 12,
    "high": 12,
    "quantifier": "exact",
    "value_text": "12",
    "actor": "MLI",
    "counterparty": None,
    "claimant": "Malian army",
    "modality": "asserted",
    "quote": "12 soldiers were killed",
}
TEXT = "The army said 12 soldiers were killed."


def _scored(**changes: object) -> Scores:
    scores = Scores()
    score_article(TEXT, [LABEL], [{**LABEL, "char_start": 14, "char_end": 16, **changes}], scores)
    return scores


def test_a_claim_that_is_right_in_all_scores_at_every_level() -> None:
    """The scorer itself: a perfect claim."""
    assert _scored().all.hits == [1, 1, 1, 1]


@pytest.mark.parametrize(
    ("changes", "hits"),
    [
        ({"claimant": "Reuters"}, [1, 1, 1, 0]),
        ({"actor": "FRA"}, [1, 1, 0, 0]),
        ({"measure": "wounded"}, [1, 0, 0, 0]),
        ({"low": 13, "best": 13, "high": 13}, [0, 0, 0, 0]),
        ({"char_start": 0, "char_end": 3}, [0, 0, 0, 0]),
    ],
)
def test_what_is_wrong_counts_from_its_level_on(changes: dict[str, object], hits: list[int]) -> None:
    """The scorer itself: each kind of mistake."""
    assert _scored(**changes).all.hits == hits


def test_a_field_that_a_label_leaves_out_is_not_compared() -> None:
    """The scorer itself: some sets label no place and no period."""
    scores = _scored(place="Gao")
    assert scores.fields["place"] == [0, 0]
    assert scores.fields["claimant"] == [1, 1]
