"""`muster sources add`: finds the feed and the site map of a site, and writes the entry for sources.yml."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import lxml.html
from lxml import etree
from protego import Protego

from pipelines.commands.sources_check import with_next_step
from pipelines.errors import UserError
from pipelines.fetching.client import Client, FetchError
from pipelines.printable import one_line, printable
from pipelines.sources import links
from pipelines.sources.feed import parse_feed
from pipelines.sources.sitemap import parse_sitemap
from pipelines.sources.xml import UnreadableDocumentError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipelines.fetching.client import Fetched
    from pipelines.sources.discovery import Fetcher

FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json")
COMMON_FEEDS = ("/feed/", "/rss.xml", "/feed.xml", "/rss", "/atom.xml", "/index.xml", "/feed.json")
COMMON_SITEMAPS = ("/news-sitemap.xml", "/sitemap_index.xml", "/sitemap.xml", "/sitemap.xml.gz")
MAX_TRIED = 6
"""Of the feeds, and of the site maps, that a site names itself: some name hundreds."""

MAX_KEPT = 3


@dataclass(frozen=True, slots=True)
class Lead:
    """A feed or a site map that was read."""

    kind: str
    address: str
    title: str | None
    language: str | None
    entries: int
    newest: dt.date | None

    def __str__(self) -> str:
        newest = f", newest {self.newest}" if self.newest else ""
        what = "items" if self.kind == "feed" else "entries"
        return f"{self.entries:,} {what}{newest}"


def propose(address: str, *, contact: str | None, allow_hosts: tuple[str, ...] = (), taken: Iterable[str] = ()) -> str:
    """Return the YAML entry for a site, with what else was found in comments.

    Args:
        address: Of a site, a section, a feed or a site map.
        contact: For the User-Agent.
        allow_hosts: Private or local hosts that may be asked.
        taken: Names that the sources file has already.

    Raises:
        UserError: The site cannot be read, or has neither feed nor site map that can be found.
    """
    return find(address, fetcher=Client(contact=contact), allow_hosts=allow_hosts, taken=taken)


def find(address: str, *, fetcher: Fetcher, allow_hosts: tuple[str, ...], taken: Iterable[str]) -> str:
    """Do what `propose` says, with a given client."""
    if "://" not in address:
        address = f"https://{address}"
    search = _Search(fetcher, allow_hosts, dt.datetime.now(dt.UTC).date())
    try:
        address = links.resolve(address, address, allow_hosts)
        page = search.fetch(address)
    except links.RefusedLinkError as error:
        raise UserError(f"{one_line(address, 200)}: {error}") from None
    except FetchError as error:
        raise UserError(with_next_step(f"{address}: {one_line(error.reason)}")) from None
    itself = search.read(page)
    feeds = [itself] if itself and itself.kind == "feed" else []
    sitemaps = [itself] if itself and itself.kind == "sitemap" else []
    if itself is None:
        feeds = search.first(_feeds_of(page), "feed") or search.first(_at(page.final_address, COMMON_FEEDS), "feed", 1)
        sitemaps = search.first(search.sitemaps_of(page), "sitemap") or search.first(
            _at(page.final_address, COMMON_SITEMAPS), "sitemap", 1
        )
    if not feeds and not sitemaps:
        raise UserError(
            f"{address}: neither feed nor site map found; look for RSS on the page and give that address, or list "
            "pages under kind urls"
        )
    best, *others = [*feeds, *sitemaps]
    return _entry(best, others, allow_hosts, set(taken))


@dataclass(frozen=True, slots=True)
class _Search:
    fetcher: Fetcher
    allow_hosts: tuple[str, ...]
    today: dt.date

    def fetch(self, address: str) -> Fetched:
        return self.fetcher.fetch(address, allow_hosts=self.allow_hosts, types=())

    def read(self, fetched: Fetched) -> Lead | None:
        """Return what a document is; null where it is neither a feed nor a site map."""
        try:
            feed = parse_feed(fetched.body, fetched.final_address, self.today)
        except UnreadableDocumentError:
            pass
        else:
            days = [day for item in feed.items if (day := item.published or item.changed)]
            newest = max(days, default=None)
            return Lead("feed", fetched.final_address, feed.title, feed.language, len(feed.items), newest)
        try:
            sitemap = parse_sitemap(fetched.body, fetched.final_address, self.today)
        except UnreadableDocumentError:
            return None
        entries = [*sitemap.pages, *sitemap.sitemaps]
        days = [day for item in entries if (day := item.published or item.changed)]
        publisher = next((item.publisher for item in entries if item.publisher), None)
        language = next((item.language for item in entries if item.language), None)
        return Lead("sitemap", fetched.final_address, publisher, language, len(entries), max(days, default=None))

    def first(self, addresses: Iterable[str], kind: str, most: int = MAX_KEPT) -> list[Lead]:
        """Return the first addresses that hold a document of a kind with something in it."""
        found: dict[str, Lead] = {}
        for address in list(dict.fromkeys(addresses))[: MAX_TRIED if most > 1 else None]:
            try:
                lead = self.read(self.fetch(links.resolve(address, address, self.allow_hosts)))
            except (FetchError, links.RefusedLinkError):
                continue
            if lead is not None and lead.kind == kind and lead.entries:
                found.setdefault(lead.address, lead)
            if len(found) >= most:
                break
        return list(found.values())

    def sitemaps_of(self, page: Fetched) -> Iterator[str]:
        """Yield the site maps that robots.txt names, those of news first."""
        try:
            robots = self.fetch(urljoin(page.final_address, "/robots.txt"))
            named = list(Protego.parse(robots.body.decode("utf-8", "replace")).sitemaps)
        except (FetchError, ValueError, RecursionError):
            return
        yield from sorted(named, key=lambda address: "news" not in urlsplit(address).path.lower())


def _feeds_of(page: Fetched) -> Iterator[str]:
    """Yield the feeds that a page links to: those it states in its head, then links that look like one."""
    try:
        tree = lxml.html.document_fromstring(page.body, base_url=page.final_address)
    except (etree.LxmlError, ValueError):
        return
    for link in tree.iterfind(".//link[@href]"):
        relation, kind = (link.get("rel") or "").lower().split(), (link.get("type") or "").lower()
        if "alternate" in relation and kind in FEED_TYPES:
            yield urljoin(page.final_address, link.get("href") or "")
    for anchor in tree.iterfind(".//a[@href]"):
        href = anchor.get("href") or ""
        if re.search(r"(?i)\b(?:rss|atom|feeds?)\b", href) and len(href) <= links.MAX_LINK_CHARACTERS:
            yield urljoin(page.final_address, href)


def _at(address: str, paths: tuple[str, ...]) -> list[str]:
    return [urljoin(address, path) for path in paths]


def _entry(best: Lead, others: list[Lead], allow_hosts: tuple[str, ...], taken: set[str]) -> str:
    lines = [
        f"  - name: {_name(best.address, taken)}",
        f"    kind: {best.kind}",
        f"    url: {json.dumps(best.address, ensure_ascii=False)}  # {best}",
        *(f"    # or {other.kind}: {other.address}  ({other})" for other in others),
        f"    publisher: {json.dumps(one_line(best.title, 120), ensure_ascii=False) if best.title else 'null'}",
        "    country: null               # ISO 3166 alpha-3 of the publisher, such as KOR",
        f"    language: {json.dumps(best.language) if best.language else 'null'}",
        "    enabled: true",
        "    expect: {min: 1, max: 500}",
    ]
    if allow_hosts:
        lines.append(f"    allow_hosts: {json.dumps(list(allow_hosts))}")
    return printable("\n".join(lines)) + "\n"


def _name(address: str, taken: set[str]) -> str:
    host = (urlsplit(address).hostname or "").removeprefix("www.")
    name = re.sub(r"[^a-z0-9]+", "-", host).strip("-")[:70].strip("-") or "source"
    return next(one for one in (name, *(f"{name}-{number}" for number in range(2, 1000))) if one not in taken)
