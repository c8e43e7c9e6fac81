"""Asks a source for every page it has, and tells for each address what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from pipelines.fetching.client import FetchError
from pipelines.records import Page
from pipelines.sources import folder

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from pipelines.fetching.client import Fetched
    from pipelines.sources.config import Source

Outcome = Literal["fetched", "unchanged", "failed", "refused"]


class Fetcher(Protocol):
    """What `capture` needs of an HTTP client; `pipelines.fetching.client.Client` is one."""

    def fetch(self, address: str, *, allow_hosts: tuple[str, ...] = ()) -> Fetched:
        """Return the page at an address, or raise `FetchError`."""
        ...


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

    A folder that is missing or cannot be read is one failed capture, under the address of the folder.

    Args:
        source: Where to look.
        fetcher: Used by kind `urls` only.
        now: The time of capture that pages get, in UTC.
        known: Tells which pages are already staged.
    """
    pages = _from_folder(source, now) if source.kind == "folder" else _from_urls(source, fetcher, now)
    for found in pages:
        if found.page is not None and known(found.address, found.page.body_digest):
            yield Capture(source.name, found.address, "unchanged", None, found.page)
        else:
            yield found


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


def _from_urls(source: Source, fetcher: Fetcher, now: dt.datetime) -> Iterator[Capture]:
    for address in dict.fromkeys(source.urls):
        try:
            fetched = fetcher.fetch(address, allow_hosts=source.allow_hosts)
        except FetchError as error:
            yield Capture(source.name, address, error.outcome, error.reason, None)
            continue
        page = Page(
            source=source.name,
            address=address,
            final_address=fetched.final_address,
            captured_at=now,
            status=fetched.status,
            content_type=fetched.content_type,
            charset=fetched.charset,
            body=fetched.body,
            publisher_default=source.publisher,
            country=source.country,
        )
        yield Capture(source.name, address, "fetched", None, page)
