"""What each kind of source gives: pages that are there already, or addresses on the web to be fetched."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urldefrag

from pipelines.printable import one_line
from pipelines.records import Listing, Meta
from pipelines.sources import folder, links, warc
from pipelines.sources.captured import Capture, Heard
from pipelines.sources.discovery import Missed, discover

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Mapping

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
    """What a source on the web tells of."""

    source: Source
    leads: tuple[Lead, ...]
    missed: tuple[Capture, ...]


def ask_for_leads(source: Source, fetcher: Fetcher, now: dt.datetime) -> Told:
    """Return what a source on the web tells of; what cannot be read or must not be asked for is missed, with why."""
    leads: list[Lead] = []
    missed: list[Capture] = []
    try:
        for found in discover(source, fetcher=fetcher, today=now.date()):
            if isinstance(found, Missed):
                missed.append(Capture(source.name, found.address, found.outcome, found.reason, None))
            else:
                # A part of a page is not asked for: "#top" is the same page.
                leads.append(Lead(source, urldefrag(found.address).url, found.meta))
    except Exception as error:  # noqa: BLE001 - one source that meets a flaw must not cost the others
        missed.append(Capture(source.name, source.url or "", "failed", unexpected(error), None))
    return Told(source, tuple(leads), tuple(missed))


def due_leads(source: Source, visits: Visits, now: dt.datetime) -> list[Lead]:
    """Return what a source told of before and tells of no longer, and what is due all the same."""
    if source.kind == "urls":
        # The whole list is told each time: what is no longer in it was taken out.
        return []
    due = visits.due_pages(source.name, now).items()
    return [
        Lead(source, address, meta) for address, meta in due if links.is_wanted(address, source.include, source.exclude)
    ]


def stored_pages(
    source: Source, now: dt.datetime, listings: Mapping[str, Listing], hear: Callable[[Heard], None]
) -> Iterator[Capture]:
    """Yield the pages of a source that is not on the web, one in memory at a time.

    A folder or file that is missing or cannot be read is one failed capture, under its own address. An archive that was
    read to its end before and is as it was is not read again: it is one capture that is left.

    Args:
        source: Of kind folder or warc.
        now: The time of capture, in UTC.
        listings: The archives that were read before, by address.
        hear: Is told of each archive that was read to its end.
    """
    try:
        yield from _from_warc(source, now, listings, hear) if source.kind == "warc" else _from_folder(source, now)
    except Exception as error:  # noqa: BLE001 - as above
        yield Capture(source.name, f"{source.kind}://{source.name}/", "failed", unexpected(error), None)


def unexpected(error: Exception) -> str:
    """Return what to tell of an error that nobody thought of."""
    return one_line(f"unexpected: {type(error).__name__}: {error}", 300)


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


def _from_warc(
    source: Source, now: dt.datetime, listings: Mapping[str, Listing], hear: Callable[[Heard], None]
) -> Iterator[Capture]:
    try:
        archives = warc.list_archives(source)
    except folder.FolderUnreadableError as error:
        yield Capture(source.name, f"warc://{source.name}/", "failed", str(error), None)
        return
    seen: set[str] = set()
    for address, path in archives:
        try:
            state = warc.state_of(source, path)
            before = listings.get(address)
            if before is not None and before.state == state:
                reason = f"read on {before.read_at:%Y-%m-%d}, and as it was"
                yield Capture(source.name, address, "left", reason, None)
                continue
            for page in warc.read_pages(source, path, now):
                if page.page_id not in seen:
                    seen.add(page.page_id)
                    yield Capture(source.name, page.address, "fetched", None, page)
            hear(Heard(address, listing=Listing(address, now, state)))
        except warc.WarcUnreadableError as error:
            yield Capture(source.name, address, "failed", str(error), None)
