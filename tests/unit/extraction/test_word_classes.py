"""Word classes that are remembered are those that spaCy gives."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import spacy
from spacy.pipeline import AttributeRuler
from spacy.tokens import Doc

from pipelines.extraction.parsing import DEFAULT_MODEL, load_model
from pipelines.extraction.text import fold, sentences
from pipelines.extraction.word_classes import RememberingRuler

sys.path.insert(0, str(Path(__file__).parents[2] / "golden"))
from quality import OURS
from scoring import labelled

ODD = ["There were 12 dead.", "They ain't gonna stop, y'all.", "C'mon, let's go.", "I got nothin'.", "He 'd won 't."]
"""What patterns of two words and more fit."""


@pytest.fixture(scope="module")
def own() -> AttributeRuler:
    """Return the ruler as spaCy loads it."""
    ruler = spacy.load(DEFAULT_MODEL).get_pipe("attribute_ruler")
    assert isinstance(ruler, AttributeRuler)
    return ruler


def _given(doc: Doc) -> list[tuple[str, str, str, str]]:
    return [(token.tag_, token.pos_, str(token.morph), token.lemma_) for token in doc]


def test_they_are_those_that_spacy_gives(own: AttributeRuler) -> None:
    """In every sentence of the open articles, and in some of odd words; asked twice, the second time remembered."""
    nlp = load_model()
    ruler = nlp.get_pipe("attribute_ruler")
    assert isinstance(ruler, RememberingRuler)
    texts = [fold(text) for _, _, text in labelled(OURS["open"])]
    lines = ODD + [text[s.start : s.end] for text in texts for s in sentences(text)]
    with nlp.select_pipes(enable=["tok2vec", "tagger", "parser"]):
        docs = list(nlp.pipe(lines))
    for doc in docs:
        wanted = _given(own(Doc(own.vocab).from_bytes(doc.to_bytes())))
        assert _given(ruler(Doc(nlp.vocab).from_bytes(doc.to_bytes()))) == wanted
        assert _given(ruler(doc)) == wanted
