"""A claim under review, as it is shown: nothing of a page steers the terminal, and the value is told in words."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from pipelines.commands.review_shown import claim_shown, claims_table, value_of
from pipelines.reviewing.queue import Claim, Told

NASTY = "two\x1b[2J\u202e [red]men[/red]\nwere \x07lost"

ROW = {
    **dict.fromkeys(("place", "item", "counterparty", "first_reported", "review_note", "best"), None),
    "subject": "casualties",
    "measure": "killed",
    "value_text": NASTY,
    "low": 2.0,
    "high": 2.0,
    "unit": NASTY,
    "quantifier": "exact",
    "actor": NASTY,
    "modality": "denied",
    "claimant": NASTY,
    "via": [NASTY],
    "last_reported": "2025-04-30",
    "number_of_articles": 1,
    "number_of_origins": 1,
    "review_status": "unreviewed",
    "explanations": [NASTY],
    "sentence": NASTY,
}
CLAIM = Claim("0123456789abcdef", ROW, ("has one origin",))


def told(sentence: str, text: str, value: str | None = None) -> Told:
    start = text.index(sentence)
    end = start + len(sentence)
    return Told(sentence, value, "a", "v", start, end, NASTY, f"https://a.example/{NASTY}", None, is_withdrawn=False)


def printed(shown: object) -> str:
    out = io.StringIO()
    Console(file=out, width=200, highlight=False).print(shown)
    return out.getvalue()


@pytest.mark.parametrize("texts", [{}, {("a", "v"): f"Before {NASTY}. {NASTY} After {NASTY}."}])
def test_what_a_page_says_does_not_steer_the_terminal(texts: dict[tuple[str, str], str]) -> None:
    """Nor is it markup."""
    text = next(iter(texts.values()), NASTY)
    for shown in (claim_shown(CLAIM, [told(NASTY, text)] * 7, texts), claims_table([CLAIM])):
        lines = printed(shown)
        assert not {"\x1b", "\x07", "\u202e"}.intersection(lines)
        assert "[red]men" in lines


def test_what_stands_around_a_sentence_is_cut_at_words() -> None:
    """With signs that it was."""
    text = "word " * 200 + "They lost 600 men. " + "after " * 200
    lines = " ".join(printed(claim_shown(CLAIM, [told("They lost 600 men.", text)], {("a", "v"): text})).split())
    assert "… word word" in lines
    assert "They lost 600 men. after" in lines
    assert "after …" in lines


def test_evidence_beyond_the_first_few_is_counted() -> None:
    lines = printed(claim_shown(CLAIM, [told("a", "a")] * 7, {}))
    assert "and 2 more" in lines
    assert "cannot be read while a run is writing" in lines


@pytest.mark.parametrize(
    ("low", "best", "high", "said"),
    [
        (600, 600, 600, "600 people, exact"),
        (4000, 4000, None, "from 4,000 people, exact"),
        (None, 500, 500, "up to 500 people, exact"),
        (10000, None, 12000, "10,000 to 12,000 people, exact"),
        (10000, 11000, 12000, "10,000 to 12,000, best 11,000 people, exact"),
        (None, None, None, ""),
    ],
)
def test_a_value_is_told_with_its_bounds(low, best, high, said) -> None:
    assert value_of({"low": low, "best": best, "high": high, "unit": "people", "quantifier": "exact"}) == said
