"""Word classes from tags, by spaCy's own rules, with their answers remembered.

spaCy's attribute ruler tries each of its 180 patterns on every token, which takes a fifth of a parse. Nearly all of
them look at one token: its tag, its dependency and, for a hundred words, which word it is. So what they say of one
such token holds for the next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from spacy.language import Language
from spacy.matcher import Matcher
from spacy.pipeline import AttributeRuler
from spacy.tokens._retokenize import set_token_attrs

if TYPE_CHECKING:
    from collections.abc import Callable

    from spacy.tokens import Doc
    from spacy.vocab import Vocab

FACTORY = "remembering_attribute_ruler"
_LOOKED_AT = frozenset({"TAG", "DEP", "LOWER", "IS_SPACE"})


def _words(pattern: list[dict[str, Any]]) -> set[str] | None:
    """Return the words that a pattern names, or null where more than a tag, a dependency and those decides."""
    if len(pattern) != 1 or not pattern[0].keys() <= _LOOKED_AT:
        return None
    named = pattern[0].get("LOWER", {"IN": []})
    if isinstance(named, str):
        return {named}
    return set(named["IN"]) if named.keys() == {"IN"} else None


class RememberingRuler(AttributeRuler):
    """spaCy's attribute ruler, asked once for each kind of token. A sentence that other patterns fit is left to it."""

    def __init__(self, vocab: Vocab, name: str, **settings: Any) -> None:
        """Create a ruler without patterns; loading the pipeline adds them."""
        super().__init__(vocab, name, **settings)
        self._others = Matcher(vocab)
        self._named: set[int] = set()
        self._known: dict[tuple[int, int, int, bool], dict[int, Any]] = {}

    def add(self, patterns: Any, attrs: dict[str, Any], index: int = 0) -> None:
        """Add patterns for what a token is given."""
        super().add(patterns, attrs, index)
        self._known.clear()
        for pattern in patterns:
            words = _words(pattern)
            if words is None:
                self._others.add("other", [pattern])
            else:
                self._named.update(self.vocab.strings.add(word) for word in words)

    def __call__(self, doc: Doc) -> Doc:
        """Give every token of a sentence its class, and what else the patterns say of it."""
        if self._others(doc, allow_missing=True):
            return super().__call__(doc)
        for token in doc:
            word = token.lower
            key = (token.tag, token.dep, word if word in self._named else 0, token.is_space)
            given = self._known.get(key)
            if given is None:
                found = self.matcher(doc[token.i : token.i + 1], allow_missing=True)
                given = {}
                for rule in sorted(int(self.vocab.strings[name]) for name, _, _ in found):  # later rules win
                    given |= self.attrs[rule]
                self._known[key] = given
            set_token_attrs(token, given)
        return doc


@Language.factory(FACTORY)
def _create(nlp: Language, name: str, validate: bool, scorer: Callable[..., Any] | None) -> RememberingRuler:
    return RememberingRuler(nlp.vocab, name, validate=validate, scorer=scorer)
