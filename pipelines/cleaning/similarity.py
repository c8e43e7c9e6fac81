"""Which texts are one text printed by several: reprints of an agency, with other headlines, cuts and bylines.

Texts are compared by their shingles (runs of words), of which MinHash keeps a sketch of fixed size (Broder 1997), so
that a hundred thousand articles can be compared without reading them again. Each text is compared with the first of
every group, never along a chain of resemblances: a round-up does not make one text of all that it quotes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from datasketch import LeanMinHash, MinHash, MinHashLSH

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

WORDS_OF_A_SHINGLE = 4
PERMUTATIONS = 128
SCHEME = "affine32"
SEED = 1
"""With the scheme, what makes two sketches comparable; both are named so that a release cannot change them unseen."""

BANDS, ROWS = 42, 3
"""Of two texts that share half of their shingles, 996 in 1,000 are compared; of two that share a tenth, 4 in 100."""

MIN_SHINGLES = 20
"""Two flashes of one sentence each resemble one another by chance and by need."""

SAME = 0.6
"""Share of all shingles of two texts that both have, from which on they are one text."""

CONTAINED = 0.8
"""Share of the shorter text's shingles that the longer one has, from which on it is a cut version of it."""

MIN_CONTAINED = 60
"""Shingles of the shorter text: the paragraph of background that an agency repeats has fewer."""

WORD = re.compile(r"\w+")

Key = TypeVar("Key", bound="Hashable")


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is kept of a text to compare it by."""

    shingles: int
    """How many different shingles the text has."""
    minima: tuple[int, ...]
    """`PERMUTATIONS` minima of hashed shingles, 32 bits each."""


def sketch(text: str) -> Sketch:
    """Return the sketch of a text; letter case, punctuation and layout are no part of it."""
    words = WORD.findall(text.casefold())
    shingles = sorted(
        {
            " ".join(words[start : start + WORDS_OF_A_SHINGLE])
            for start in range(max(len(words) - WORDS_OF_A_SHINGLE + 1, 0))
        }
    )
    minhash = MinHash(num_perm=PERMUTATIONS, seed=SEED, scheme=SCHEME)
    minhash.update_batch([shingle.encode("utf-8", "surrogatepass") for shingle in shingles])
    return Sketch(len(shingles), tuple(int(value) for value in minhash.hashvalues))


def group_texts(sketches: Iterable[tuple[Key, Sketch]]) -> dict[Key, Key]:
    """Return for each text the first of its group: itself, where it is like none before it.

    Args:
        sketches: Keys and sketches; the order decides which text is the first of a group.
    """
    index = MinHashLSH(num_perm=PERMUTATIONS, params=(BANDS, ROWS))
    first: dict[Key, tuple[int, Sketch]] = {}
    groups: dict[Key, Key] = {}
    for key, one in sketches:
        groups[key] = key
        if one.shingles < MIN_SHINGLES:
            continue
        minhash = LeanMinHash(seed=SEED, hashvalues=np.asarray(one.minima, dtype=np.uint64), scheme=SCHEME)
        # The most alike; of several, the first in order: a query gives them in any.
        alike = [
            (-_shared(one, other), number, found)
            for found, (number, other) in ((found, first[found]) for found in index.query(minhash))
            if _is_same(one, other)
        ]
        if alike:
            groups[key] = min(alike, key=lambda found: found[:2])[2]
        else:
            first[key] = (len(first), one)
            index.insert(key, minhash)
    return groups


def _shared(one: Sketch, other: Sketch) -> float:
    """Return the share of all shingles of two texts that both have (Jaccard's index), as far as sketches tell."""
    return sum(map(int.__eq__, one.minima, other.minima)) / PERMUTATIONS


def _is_same(one: Sketch, other: Sketch) -> bool:
    shared = _shared(one, other)
    if shared >= SAME:
        return True
    shorter = min(one.shingles, other.shingles)
    in_both = shared / (1 + shared) * (one.shingles + other.shingles)
    return shorter >= MIN_CONTAINED and in_both / shorter >= CONTAINED
