"""Which sentences are parsed."""

from __future__ import annotations

import pytest

from pipelines.extraction.lexicons import load_yaml
from pipelines.extraction.parsing import load_model
from pipelines.extraction.triggers import may_hold_claim, verb_forms


def test_every_irregular_form_of_a_verb_of_the_word_lists_is_known() -> None:
    """By the pipeline's own table of exceptions: a verb that is added must not be missed in its past."""
    exceptions = load_model().get_pipe("lemmatizer").lookups.get_table("lemma_exc")["verb"]
    events = load_yaml("events")
    lemmas = {
        lemma.split("_")[0]
        for part in ("verbs", "transfers")
        for entry in events[part].values()
        for lemma in entry["lemmas"]
    } - {"be"}
    missed = {(form, lemma) for form, of in exceptions.items() for lemma in lemmas & set(of)} - {
        (form, lemma) for lemma in lemmas for form in verb_forms(lemma)
    }
    # Of `work` this form is of another age.
    assert missed <= {("wrought", "work")}


@pytest.mark.parametrize(
    ("sentence", "has_size"),
    [
        ("Twelve were killed.", True),
        ("Some 40 Senegalese soldiers left the valley.", True),
        ("Another 300 followed in May.", True),
        ("Ghana lent 30 F-16s.", True),
        ("Ghana lent F-16s to Togo.", False),
        ("Togo has had Ghanaian shells as well.", False),
        ("Lomé denied that its men had crossed the river.", False),
    ],
)
def test_what_may_hold_a_claim_is_parsed(sentence: str, has_size: bool) -> None:
    assert may_hold_claim(sentence, has_size)


@pytest.mark.parametrize(
    ("sentence", "has_size"),
    [
        ("Two capes lie south of the estate.", True),
        ("It did not give a figure of its own.", False),
        ("Cocoa closed at $6,000 between the two tallies.", True),
        ("American deliveries did not stop.", False),
    ],
)
def test_what_holds_none_is_not(sentence: str, has_size: bool) -> None:
    assert not may_hold_claim(sentence, has_size)
