"""Which pages of the web a source offers: those of its feed, its site map or its list, before any is asked for.

What is discovered is not yet fetched: `capture` does that one by one, and a scheduler may do it in its own order.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

from pipelines.fetching.client import PAGE_TYPES, FetchError
from pipelines.printable import one_line
from pipelines.records import Meta
from pipelines.sources import links
from pipelines.sources.feed import parse_feed
from pipelines.sources.sitemap import parse_sitemap
from pipelines.sources.xml import UnreadableDocumentError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from pipelines.fetching.client import Fetched, Validators
    from pipelines.sources.feed import Item
    from pipelines.sources.source import Source

MAX_SITEMAPS = 50
"""Site maps that are read of one source in one run; the newest go first."""

MAX_CANDIDATES = 20_000
"""Addresses of one source in one run, after `include` and `exclude`: each is held in memory and noted every day."""

MAX_LISTED = 200_000
"""Entries of one source's site maps in one run, whatever patterns say of them; the newest maps are read first."""

ANY_TYPE: tuple[str, ...] = ()

SHOWN_CHARACTERS = 200
"""Of a refused link, as it is recorded."""


class Fetcher(Protocol):
    """What sources need of an HTTP client; `pipelines.fetching.client.Client` is one. Threads share it."""

    def fetch(
        self,
        address: str,
        *,
        allow_hosts: tuple[str, ...] = (),
        delay_seconds: float = 0,
        validators: Validators | None = None,
        types: tuple[str, ...] = PAGE_TYPES,
    ) -> Fetched:
        """Return what is at an address, or raise `FetchError`."""
        ...


@dataclass(frozen=True, slots=True)
class Candidate:
    """A page to ask for, with what the feed or the site map says of it."""

    address: str
    meta: Meta = field(default_factory=Meta)
    newest: dt.date | None = None
    """The day it was published or last changed, as far as the source says: newer ones are asked for first."""


@dataclass(frozen=True, slots=True)
class Missed:
    """What cannot be asked for: a document that cannot be read, a link that is refused, or what is too much."""

    address: str
    """The document, or the link as it stands: short, and fit for a terminal."""
    outcome: Literal["failed", "refused", "left"]
    reason: str


def discover(source: Source, *, fetcher: Fetcher, today: dt.date) -> Iterator[Candidate | Missed]:
    """Yield what a source on the web offers, each address once: first all that is missed, then the candidates.

    Candidates that `include` and `exclude` leave out are not yielded. The others come newest first, undated ones last,
    in the order of their document; those of `urls` as they are listed. The source's limit is not applied here.

    Args:
        source: Of kind feed, sitemap or urls.
        fetcher: Fetches feeds and site maps; the pages themselves are not asked for.
        today: The day of capture, in UTC: later dates are dropped.
    """
    if source.kind == "urls":
        items: Iterable[Item | Missed | Candidate] = [
            Candidate(address, Meta(language=source.language)) for address in source.urls
        ]
    elif source.kind == "feed":
        items = _feed_items(source, fetcher, today)
    else:
        items = _sitemap_items(source, fetcher, today)
    # A list of addresses was written by hand, and is held whole already.
    most = len(source.urls) or MAX_CANDIDATES
    candidates: dict[str, Candidate] = {}
    refused: set[str] = set()
    beyond = 0
    for item in items:
        found = item if isinstance(item, (Candidate, Missed)) else _candidate(item, source)
        if isinstance(found, Missed):
            if found.address not in refused and len(refused) < most:
                refused.add(found.address)
                yield found
        elif links.is_wanted(found.address, source.include, source.exclude):
            candidates.setdefault(found.address, found)
            if len(candidates) > 2 * most:
                beyond += len(candidates) - most
                candidates = {one.address: one for one in _newest(candidates.values(), most)}
    newest = _newest(candidates.values(), most)
    beyond += len(candidates) - len(newest)
    if beyond:
        reason = f"{beyond:,} addresses beyond the newest {most:,}; choose among them by `include`"
        yield Missed(source.url or "", "left", reason)
    yield from newest


def _newest(candidates: Iterable[Candidate], most: int) -> list[Candidate]:
    """Return the newest candidates, no more than are looked at."""
    # Sorting keeps the order of equals: what has no date stays as it was listed, after what has one.
    return sorted(candidates, key=lambda one: -one.newest.toordinal() if one.newest else 0)[:most]


def _candidate(item: Item, source: Source) -> Candidate | Missed:
    try:
        address = links.resolve(item.link, item.base, source.allow_hosts)
    except links.RefusedLinkError as error:
        shown = one_line(item.link.strip(), SHOWN_CHARACTERS) or f"{item.base} (item without a link)"
        return Missed(shown, "refused", f"{error}, in {item.base}")
    meta = Meta(
        title=item.title,
        publisher=item.publisher,
        published=item.published.isoformat() if item.published else None,
        language=item.language or source.language,
    )
    days = [day for day in (item.published, item.changed) if day is not None]
    return Candidate(address, meta, max(days, default=None))


def _feed_items(source: Source, fetcher: Fetcher, today: dt.date) -> Iterator[Item | Missed]:
    assert source.url is not None
    try:
        fetched = _fetch(source, source.url, fetcher)
        feed = parse_feed(fetched.body, fetched.final_address, today)
    except FetchError as error:
        yield Missed(source.url, error.outcome, error.reason)
    except UnreadableDocumentError as error:
        yield Missed(source.url, "failed", str(error))
    else:
        yield from feed.items


def _sitemap_items(source: Source, fetcher: Fetcher, today: dt.date) -> Iterator[Item | Missed]:
    """Yield the items of a site map and of those that it lists, newest lists first, each list once."""
    assert source.url is not None
    waiting: list[tuple[str, dt.date | None]] = [(source.url, None)]
    seen = {source.url}
    read = listed_pages = 0
    while waiting and read < MAX_SITEMAPS and listed_pages < MAX_LISTED:
        address, _ = waiting.pop(0)
        read += 1
        try:
            fetched = _fetch(source, address, fetcher)
            sitemap = parse_sitemap(fetched.body, fetched.final_address, today)
        except FetchError as error:
            yield Missed(address, error.outcome, error.reason)
            continue
        except UnreadableDocumentError as error:
            yield Missed(address, "failed", str(error))
            continue
        yield from sitemap.pages
        listed_pages += len(sitemap.pages)
        for item in sitemap.sitemaps:
            listed = _candidate(item, source)
            if isinstance(listed, Missed):
                yield listed
            elif listed.address not in seen and links.is_wanted(listed.address, (), source.exclude):
                seen.add(listed.address)
                waiting.append((listed.address, listed.newest))
        waiting.sort(key=lambda one: -one[1].toordinal() if one[1] else 0)
    if waiting:
        reason = f"{len(waiting):,} more site maps were not read; leave some out by `exclude`, or name them as sources"
        yield Missed(source.url, "left", reason)


def _fetch(source: Source, address: str, fetcher: Fetcher) -> Fetched:
    # Feeds and site maps come as any type, often a wrong one: what they are is seen from what they hold.
    return fetcher.fetch(
        address, allow_hosts=source.allow_hosts, delay_seconds=source.delay_seconds or 0, types=ANY_TYPE
    )
