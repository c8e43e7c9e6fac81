"""What each kind of source gives: pages that are there already, or addresses on the web to be fetched."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag

from pipelines.fetching.client import FetchError
from pipelines.records import Meta
from pipelines.sources import folder, links, warc
from pipelines.sources.captured import Capture
from pipelines.sources.discovery import Missed, discover

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from pipelines.fetching.client import Fetched
    from pipelines.fetching.message import Message
    from pipelines.sources.captured import Visits
    from pipelines.sources.discovery import Fetcher
    from pipelines.sources.source import Source


@dataclass(frozen=True, slots=True)
class Lead:
    """An address that a source tells of, to be fetched as one page."""

    source: Source
    address: str
    meta: Meta = field(default_factory=Meta)
    """What the source says of the page."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a source on the web tells of, and what was asked and answered to learn it."""

    source: Source
    leads: tuple[Lead, ...]
    missed: tuple[Capture, ...]
    messages: tuple[Message, ...]


def ask_for_leads(source: Source, fetcher: Fetcher, now: dt.datetime) -> Told:
    """Return what a source on the web tells of; what cannot be read or must not be asked for is missed, with why."""
    noting = _Noting(fetcher)
    leads: list[Lead] = []
    missed: list[Capture] = []
    for found in discover(source, fetcher=noting, today=now.date()):
        if isinstance(found, Missed):
            missed.append(Capture(source.name, found.address, found.outcome, found.reason, None))
        else:
            # A part of a page is not asked for: "#top" is the same page.
            leads.append(Lead(source, urldefrag(found.address).url, found.meta))
    return Told(source, tuple(leads), tuple(missed), tuple(noting.messages))


def due_leads(source: Source, visits: Visits, now: dt.datetime) -> list[Lead]:
    """Return what a source told of before and tells of no longer, and what is due all the same."""
    if source.kind == "urls":
        # The whole list is told each time: what is no longer in it was taken out.
        return []
    due = visits.due_addresses(source.name, now)
    return [Lead(source, address) for address in due if links.is_wanted(address, source.include, source.exclude)]


def stored_pages(source: Source, now: dt.datetime) -> Iterator[Capture]:
    """Yield the pages of a source that is not on the web, one in memory at a time.

    A folder or file that is missing or cannot be read is one failed capture, under its own address.
    """
    return _from_warc(source, now) if source.kind == "warc" else _from_folder(source, now)


def _from_folder(source: Source, now: dt.datetime) -> Iterator[Capture]:
    try:
        files = folder.list_files(source)
    except folder.FolderUnreadableError as error:
        yield Capture(source.name, f"folder://{source.name}/", "failed", str(error), None)
        return
    for address, path in files:
        try:
            page = folder.read_page(source, address, path, now)
        except folder.PageUnreadableError as error:
            yield Capture(source.name, address, "failed", str(error), None)
        else:
            yield Capture(source.name, address, "fetched", None, page)


def _from_warc(source: Source, now: dt.datetime) -> Iterator[Capture]:
    try:
        archives = warc.list_archives(source)
    except folder.FolderUnreadableError as error:
        yield Capture(source.name, f"warc://{source.name}/", "failed", str(error), None)
        return
    seen: set[str] = set()
    for address, path in archives:
        try:
            for page in warc.read_pages(source, path, now):
                if page.page_id not in seen:
                    seen.add(page.page_id)
                    yield Capture(source.name, page.address, "fetched", None, page)
        except warc.WarcUnreadableError as error:
            yield Capture(source.name, address, "failed", str(error), None)


class _Noting:
    """A fetcher that notes what was asked and answered: feeds and site maps belong in the archive too."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self.messages: list[Message] = []

    def fetch(self, address: str, **more: Any) -> Fetched:
        """Return what is at an address, or raise `FetchError`."""
        try:
            fetched = self._fetcher.fetch(address, **more)
        except FetchError as error:
            self.messages += error.messages
            raise
        self.messages += fetched.messages
        return fetched
