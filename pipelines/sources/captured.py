"""What comes of asking for an address, and what is needed to ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from pipelines.fetching.archive import ArchiveLocation
    from pipelines.fetching.message import Message
    from pipelines.records import Listing, Meta, Page, Visit

Outcome = Literal["fetched", "unchanged", "failed", "refused", "left"]
"""`left`: not asked for this time, since it is not due yet, or since a limit of the run was reached."""


class Known(Protocol):
    """Tells whether this very page (address and SHA-256 of the body) is already staged; any thread may ask."""

    def __call__(self, address: str, body_digest: str) -> bool:
        """Return whether it is."""
        ...


class Visits(Protocol):
    """What is known of addresses that were asked for before; `pipelines.staging.store.StagingStore` knows."""

    def visits(self, addresses: Iterable[str]) -> Mapping[str, Visit]:
        """Return the visits to those of the addresses that were ever asked for."""
        ...

    def due_pages(self, source: str, now: dt.datetime) -> Mapping[str, Meta]:
        """Return what a source has asked for before and is due again: addresses, with what was told of each."""
        ...

    def staged_addresses(self, addresses: Iterable[str]) -> set[str]:
        """Return those of the addresses of which any page is staged: the others need not be compared."""
        ...

    def listings(self) -> Mapping[str, Listing]:
        """Return the feeds, site maps and archives of others that were read before, by address."""
        ...


class NoVisits:
    """Nothing was ever asked for."""

    def visits(self, addresses: Iterable[str]) -> Mapping[str, Visit]:  # noqa: ARG002 - as `Visits` has it
        """Return nothing."""
        return {}

    def due_pages(self, source: str, now: dt.datetime) -> Mapping[str, Meta]:  # noqa: ARG002 - as `Visits` has it
        """Return nothing."""
        return {}

    def staged_addresses(self, addresses: Iterable[str]) -> set[str]:
        """Return all: nothing is known of them."""
        return set(addresses)

    def listings(self) -> Mapping[str, Listing]:
        """Return nothing."""
        return {}


@dataclass(frozen=True, slots=True)
class Heard:
    """What was asked and answered to read a feed or a site map; or a file that was read."""

    address: str
    messages: tuple[Message, ...] = ()
    """In order; the last is the document, where it came."""
    is_unchanged: bool = False
    """Whether the host said that it is as it was."""
    listing: Listing | None = None
    """What is to be remembered; of a document without the place in the archive, which is that of the last message."""


@dataclass(frozen=True, slots=True)
class Capture:
    """What came of asking for one address."""

    source: str
    """Name of the source."""
    address: str
    outcome: Outcome
    reason: str | None
    """Why it failed, was refused or left; null otherwise."""
    page: Page | None
    """The page, where `outcome` is `fetched` (to be archived) or `unchanged` (already archived; null where the host
    said so itself)."""
    visit: Visit | None = None
    """What is to be remembered of an address on the web; null where it was not asked for."""
    messages: tuple[Message, ...] = ()
    """What was asked and answered on the way, in order; of a page, the last is the page."""
    location: ArchiveLocation | None = None
    """Where the archive holds the page, once it does."""

    @property
    def page_id(self) -> str | None:
        """Key of the page that was fetched or found unchanged."""
        if self.page is not None:
            return self.page.page_id
        return self.visit.page_id if self.visit and self.outcome == "unchanged" else None
