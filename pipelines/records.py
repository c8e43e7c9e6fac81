"""The records that pass from one step to the next, and the content keys that identify them.

`Page` → `clean` → `Article` (or `Rejection`) → `extract` → `Mention`.

Nothing here knows of Dagster, DuckDB, the network or the clock. Every record is a frozen dataclass, so that a
step cannot change what another step wrote. Keys are content: the same input always has the same key, on any
machine, so that writing a record twice changes nothing.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import datetime as dt

Subject = Literal["troops", "casualties", "laborers", "transfers"]
Quantifier = Literal["exact", "approximately", "more_than", "at_least", "less_than", "up_to", "between", "vague"]
StockFlow = Literal["cumulative", "incremental", "point_in_time"]
Modality = Literal["asserted", "denied", "planned", "possible"]

MEASURES: dict[str, tuple[str, ...]] = {
    "troops": ("deployed", "recruited", "returned"),
    "casualties": ("killed", "wounded", "captured", "missing", "casualties", "repatriated"),
    "laborers": ("dispatched", "employed", "recruited", "returned"),
    "transfers": ("supplied", "agreed", "used"),
}
"""The measures that each subject can have."""

KEY_LENGTH = 16
"""Hexadecimal digits of a content key: 64 bits, a collision in a billion rows is a one in 40 chance."""


def content_key(*parts: object) -> str:
    """Return the key of a tuple of values: the first 16 hexadecimal digits of a SHA-256.

    Parts are joined by a unit separator, and `None` differs from the empty string, so that no two different
    tuples are written the same way.
    """
    joined = "\x1f".join("\x00" if part is None else str(part) for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:KEY_LENGTH]


@dataclass(frozen=True, slots=True)
class Meta:
    """What is known of a page from outside its own text: from a `NAME.meta.json`, a feed or a site map."""

    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    published: str | None = None
    """ISO date: `YYYY-MM-DD`."""
    language: str | None = None
    """ISO 639-1 code."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What is remembered of a body: to reckon it again takes time, and the body itself may be put away."""

    digest: str
    """SHA-256, in hexadecimal."""
    size: int
    """Bytes."""


@dataclass(frozen=True, slots=True)
class Page:
    """One response as captured: bytes and what was said about them."""

    source: str
    """Name of the source in `sources.yml`."""
    address: str
    """What was asked for: an `http(s)` address, or `folder://<source>/<relative path>`."""
    final_address: str
    """Where it was found after redirects."""
    captured_at: dt.datetime
    """When it was first captured, in UTC."""
    status: int
    """HTTP status; 200 for a file."""
    content_type: str | None
    """The media type without parameters (`text/html`, `text/plain`)."""
    charset: str | None
    """The charset that the header declared, which may be wrong."""
    body: bytes
    meta: Meta = field(default_factory=Meta)
    publisher_default: str | None = None
    """The source's `publisher`, used where the page does not say."""
    country: str | None = None
    """ISO 3166 alpha-3 of the source's publisher."""
    measured: Measured | None = field(default=None, repr=False, compare=False)
    """Of a page that was measured, or whose body was put away: what the body is."""

    @property
    def body_digest(self) -> str:
        """SHA-256 of the body, in hexadecimal."""
        return self.measured.digest if self.measured else hashlib.sha256(self.body).hexdigest()

    @property
    def body_size(self) -> int:
        """Bytes of the body."""
        return self.measured.size if self.measured else len(self.body)

    def measure(self) -> Page:
        """Return the page with its digest, which is else reckoned each time that it is asked for."""
        return replace(self, measured=Measured(self.body_digest, self.body_size))

    def put_away(self) -> Page:
        """Return the page without its body, once the archive holds that: a run's pages together are large."""
        return replace(self.measure(), body=b"")

    @property
    def page_id(self) -> str:
        """Content key of the address and the body: the same page captured twice is one page."""
        return content_key(self.address, self.body_digest)


@dataclass(frozen=True, slots=True)
class Visit:
    """An address on the web that was asked for: when it is due again, and what to ask it with. Times are in UTC."""

    address: str
    source: str
    """Name of the source that asked last."""
    first_asked: dt.datetime
    last_asked: dt.datetime
    asked: int
    """How often."""
    failures: int
    """How often in a row, at last, without getting a page."""
    status: int | None
    """HTTP status of the last answer; null where none came."""
    next_due: dt.datetime | None
    """Null for a page that is left alone for good."""
    page_id: str | None
    """The page that it gave last."""
    read_at: dt.datetime | None
    """When that page came whole, rather than as not modified."""
    final_address: str | None
    """Where that page was found."""
    etag: str | None
    """As it came with that page, and `last_modified` too (RFC 9110, 8.8)."""
    last_modified: str | None


@dataclass(frozen=True, slots=True)
class Listing:
    """What tells of pages or holds them, as it was read to its end last: a feed, a site map, an archive of others."""

    address: str
    """`http(s)`, or `warc://<source>/<relative path>`."""
    read_at: dt.datetime
    """When it came whole, or was read, in UTC."""
    state: str | None = None
    """Of a file: a key of its size, its time and of what the source takes of it."""
    final_address: str | None = None
    """Of what is on the web, as the rest: where it was found."""
    etag: str | None = None
    last_modified: str | None = None
    archive_file: str | None = None
    """Where the archive holds it: what the host says not to have changed is read from there."""
    archive_offset: int | None = None
    archive_length: int | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """What a page says once cleaned. A changed text is a new version of the same article."""

    article_id: str
    """Content key of `canonical_url`."""
    version: str
    """Content key of title and text."""
    page_id: str | None
    source: str | None
    canonical_url: str
    """The address that the page gives as its own, else where it was found."""
    title: str | None
    text: str
    """The cleaned body, paragraphs separated by newlines. Every span counts code points of this string."""
    language: str | None
    author: str | None = None
    publisher: str | None = None
    country: str | None = None
    """ISO 3166 alpha-3 of the publisher."""
    published: str | None = None
    """ISO date of publication, `YYYY-MM` where only the month is known; null where nobody says. Never the date of
    capture."""
    published_from: str | None = None
    """Where the date was found: `sidecar`, `json_ld`, `meta`, `url`, `feed`, `text`, or null."""
    published_prec: int | None = None
    """How precise it is, as in UCDP: 1 exact day, 4 within a month."""
    credit: str | None = None
    """The news agency that the text credits, if it does."""
    cleaner_version: str = ""


@dataclass(frozen=True, slots=True)
class Rejection:
    """A page that gave no article, and why."""

    page_id: str
    source: str
    address: str
    reason: str
    """One of `REJECTION_REASONS`."""
    detail: str | None = None
    cleaner_version: str = ""


REJECTION_REASONS = (
    "not_text",
    "undecodable",
    "no_article",
    "too_short",
    "paywall",
    "unsupported_language",
    "live_blog",
    "error_page",
)
"""Why a page gives no article that is read. An article in an unsupported language is staged all the same."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One figure, or one unquantified transfer, in one article version.

    `low`, `best`, `high`, `date_prec` and `where_prec` follow UCDP's Georeferenced Event Dataset; `quantifier`
    and `stock_flow` follow IDMC's Helix.
    """

    mention_id: str
    article_id: str
    version: str
    subject: Subject
    measure: str
    low: float | None
    best: float | None
    high: float | None
    quantifier: Quantifier | None
    value_text: str | None
    """The words printed for the figure, exactly; null when unquantified."""
    unit: str | None
    actor: str | None
    """Whose people, or who supplied: ISO 3166 alpha-3 where a country, else a short name."""
    counterparty: str | None
    """Where or to whom they were sent, or the recipient."""
    population: str | None
    item: str | None
    """Transfers: what moved, as printed; several are joined by `; `."""
    item_category: str | None
    place: str | None
    """The finest place named, as printed."""
    country: str | None
    """ISO 3166 alpha-3 of the place."""
    where_prec: int | None
    """UCDP: 1 exact place, 2 near it, 3 district, 4 province, 5 vague region, 6 country, 7 international."""
    latitude: float | None
    longitude: float | None
    date_start: str | None
    """ISO date, `YYYY-MM` or `YYYY`."""
    date_end: str | None
    date_prec: int | None
    """UCDP: 1 exact day, 2 within six days, 3 within a week, 4 within a month, 5 longer."""
    stock_flow: StockFlow | None
    claimant: str | None
    """Who vouches for the figure; null when the outlet states it in its own voice."""
    via: tuple[str, ...]
    """Through whom it came, nearest to the claimant first."""
    modality: Modality
    part_of: str | None
    """`mention_id` of the mention that this figure is a part of, in the same article version."""
    char_start: int
    """Half-open code-point span in the article's text of the words that state the figure."""
    char_end: int
    sentence: str
    sentence_start: int
    sentence_end: int
    rule: str
    """The lexicon entry that found it."""
    confidence: float
    """Between 0 and 1: how sure the rules are, for ordering reviews; not a probability."""
    extractor_version: str
    also_spans: tuple[tuple[int, int], ...] = ()
    """Spans in the same article that repeat the same figure with the same meaning and claimant."""
