"""Asks a source for every page it has, and tells for each address what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from pipelines.fetching.client import FetchError
from pipelines.records import Page
from pipelines.sources import folder, warc
from pipelines.sources.discovery import Candidate, Fetcher, Missed, discover

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from pipelines.sources.source import Source

__all__ = ["Capture", "Fetcher", "Known", "Outcome", "capture"]

Outcome = Literal["fetched", "unchanged", "failed", "refused"]


class Known(Protocol):
    """Tells whether this very page (address and SHA-256 of the body) is already staged."""

    def __call__(self, address: str, body_digest: str) -> bool:
        """Return whether it is."""
        ...


@dataclass(frozen=True, slots=True)
class Capture:
    """What came of asking for one address."""

    source: str
    """Name of the source."""
    address: str
    outcome: Outcome
    reason: str | None
    """Why it failed or was refused; null otherwise."""
    page: Page | None
    """The page, where `outcome` is `fetched` (to be archived) or `unchanged` (already archived)."""


def capture(source: Source, *, fetcher: Fetcher, now: dt.datetime, known: Known) -> Iterator[Capture]:
    """Yield one capture per address of a source, in a fixed order; one bad address never stops the others.

    What keeps a source from being read, a folder that is missing or a feed that is none, is one failed capture under
    the address of the folder or feed. A link that must not be asked for is one refused capture.

    Args:
        source: Where to look.
        fetcher: Used by the kinds that are on the web.
        now: The time of capture that pages get, in UTC.
        known: Tells which pages are already staged.
    """
    if source.is_on_the_web:
        pages = _from_web(source, fetcher, now)
    elif source.kind == "warc":
        pages = _from_warc(source, now)
    else:
        pages = _from_folder(source, now)
    new = 0
    for found in pages:
        if found.page is not None and known(found.page.address, found.page.body_digest):
            yield Capture(source.name, found.address, "unchanged", None, found.page)
            continue
        yield found
        new += found.page is not None
        if new == source.page_limit:
            return


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


def _from_web(source: Source, fetcher: Fetcher, now: dt.datetime) -> Iterator[Capture]:
    asked = 0
    for found in discover(source, fetcher=fetcher, today=now.date()):
        if isinstance(found, Missed):
            yield Capture(source.name, found.address, found.outcome, found.reason, None)
            continue
        if source.page_limit is not None and asked >= source.page_limit:
            return
        asked += 1
        yield _ask(source, found, fetcher, now)


def _ask(source: Source, candidate: Candidate, fetcher: Fetcher, now: dt.datetime) -> Capture:
    try:
        fetched = fetcher.fetch(
            candidate.address, allow_hosts=source.allow_hosts, delay_seconds=source.delay_seconds or 0
        )
    except FetchError as error:
        return Capture(source.name, candidate.address, error.outcome, error.reason, None)
    page = Page(
        source=source.name,
        address=candidate.address,
        final_address=fetched.final_address,
        captured_at=now,
        status=fetched.status,
        content_type=fetched.content_type,
        charset=fetched.charset,
        body=fetched.body,
        meta=candidate.meta,
        publisher_default=source.publisher,
        country=source.country,
    )
    return Capture(source.name, candidate.address, "fetched", None, page)
