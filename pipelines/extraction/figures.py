"""A figure that is being read, what is known around it, and what may come of it.

Only the records that the steps of `events` hand to each other belong here, with look-ups that read one sentence;
what a word means is in `event_words`, and each step is in a module of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from pipelines.extraction.nouns import NounClass
    from pipelines.extraction.parsing import Parsed


@dataclass(frozen=True, slots=True)
class Found:
    """What a quantity counts."""

    subject: str
    measure: str
    rule: str
    head: int | None
    """Token of the noun that is counted."""
    predicate: int | None
    """Token of the verb or noun that names the event."""
    noun: NounClass | None = None
    confidence: float = 0.9


@dataclass(frozen=True, slots=True)
class Rejected:
    """Why a quantity gives no claim."""

    reason: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity, and the noun that it counts."""

    token: Token
    """The numeral that stands for the quantity."""
    head: Token | None
    """The noun that is counted; null where the figure stands alone ("30 were killed")."""
    noun: NounClass | None
    """What that noun counts, where the lexicon knows it."""

    @property
    def head_index(self) -> int | None:
        """Index of the counted noun."""
        return self.head.i if self.head is not None else None

    @property
    def node(self) -> Token:
        """The token to climb from: the counted noun, else the figure itself."""
        return self.head if self.head is not None else self.token

    @property
    def counts_things(self) -> bool:
        """Whether the noun is known to be a thing or goods, so that no people are counted."""
        return self.noun is not None and self.noun.name in {"thing", "goods"}

    @property
    def counts_people(self) -> bool:
        """Whether the noun is known to be a class of people."""
        return self.noun is not None and self.noun.is_people


@dataclass(slots=True)
class Setting:
    """One parsed sentence, and what was read before the figure in hand."""

    parsed: Parsed
    demonyms: set[int]
    """Tokens that name a people or a group as a noun ("Cubans", "Druze")."""
    in_losses: bool = False
    """Whether the lines around are a table of losses."""
    previous: Found | None = None
    """The last figure's reading, in this sentence or the one before it."""
    default_subject: str | None = None
    """`troops` or `laborers`: what the article is about, for people who are just "the North Koreans"."""

    lowered: list[str] = field(init=False)
    """The sentence's words in order, in lower case."""
    words: frozenset[str] = field(init=False)
    """The same words as a set."""

    def __post_init__(self) -> None:
        self.lowered = [t.lower_ for t in self.parsed.doc]
        self.words = frozenset(self.lowered)

    @property
    def doc(self) -> Doc:
        """The sentence."""
        return self.parsed.doc

    def before(self, at: int, count: int) -> str:
        """Return up to `count` words that stand before a token, in lower case."""
        return " ".join(self.lowered[max(0, at - count) : at])

    def after(self, at: int, count: int) -> str:
        """Return up to `count` words that stand after a token, in lower case."""
        return " ".join(self.lowered[at + 1 : at + 1 + count])

    def names_a_people(self, noun: Token | None) -> bool:
        """Tell whether a noun names a people or a group."""
        return noun is not None and noun.i in self.demonyms
