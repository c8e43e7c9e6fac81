"""Verbs of reporting and the words around them, from `lexicon/attribution.yml`."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from spacy.symbols import AUX, VERB

from pipelines.extraction.lexicons import load_yaml

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipelines.extraction.parsing import Parsed


@functools.cache
def reporting_words() -> dict[str, frozenset[str]]:
    """Return the lexicon's lists of verbs, nouns and people that report, by the name of the list."""
    return {name: frozenset(entry["words"]) for name, entry in load_yaml("attribution").items()}


def is_speech(token: Token) -> bool:
    """Tell whether a token is a verb of reporting."""
    return token.lower_ in {"said", "says"} or (
        token.pos in {VERB, AUX} and token.lemma_.lower() in reporting_words()["verbs"]
    )


def _has_comma(first: Token, second: Token) -> bool:
    """Tell whether a comma parts two tokens: `in Bamako, the capital, an aid group said`."""
    return any(t.text == "," for t in first.doc[first.i : second.i])


def phrase_of(parsed: Parsed, head: Token, text: str) -> str:
    """Return the printed words of a speaker's noun phrase, without clauses that hang on it.

    Of a go-between, who briefed them stays: it is what they pass on (`a senator briefed by the agency`).
    """
    is_between = head.lower_ in reporting_words()["go_betweens"]
    keep = set()
    pending = [head]
    while pending:
        token = pending.pop()
        keep.add(token.i)
        for child in token.children:
            if child.dep_ in {"relcl", "acl", "advcl", "punct"} and not (
                (child.dep_ == "punct" and child.text in {"-", "(", ")", "'"})
                or (is_between and child.dep_ == "acl" and child.lower_ == "briefed")
            ):
                continue
            if (
                child.i < token.i
                and child.dep_ in {"appos", "conj", "nmod", "dep", "npadvmod"}
                and _has_comma(child, token)
            ):
                continue
            pending.append(child)
    return parsed.text_of(min(keep), max(keep), text)
