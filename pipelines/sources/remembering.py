"""Feeds and site maps are asked for as pages are: only where they have changed since they came whole the last time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipelines.errors import UserError
from pipelines.fetching.client import PAGE_TYPES, Fetched, FetchError, Validators
from pipelines.records import Listing
from pipelines.sources.captured import Heard
from pipelines.sources.revisits import load_revisits

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping

    from pipelines.sources.discovery import Fetcher

OK = 200


@dataclass(frozen=True, slots=True)
class RememberingFetcher:
    """A fetcher of documents: what has not changed comes from the archive, as if it had been sent again.

    So a document that is as it was tells of the same pages, those too that a limit left for another run.
    """

    fetcher: Fetcher
    listings: Mapping[str, Listing]
    """What came before, by address."""
    recall: Callable[[Listing], bytes]
    """Reads a document from the archive; raises `UserError` where that is gone or damaged."""
    hear: Callable[[Heard], None]
    """Is told what was asked and answered, by the thread that asked."""
    now: dt.datetime

    def fetch(
        self,
        address: str,
        *,
        allow_hosts: tuple[str, ...] = (),
        delay_seconds: float = 0,
        validators: Validators | None = None,
        types: tuple[str, ...] = PAGE_TYPES,
    ) -> Fetched:
        """Return the document at an address, or raise `FetchError`."""
        before = self._before(address)
        if before is not None:
            validators = Validators(before.final_address or address, before.etag, before.last_modified)
        try:
            fetched = self.fetcher.fetch(
                address, allow_hosts=allow_hosts, delay_seconds=delay_seconds, validators=validators, types=types
            )
        except FetchError as error:
            self.hear(Heard(address, error.messages))
            raise
        if before is not None and not fetched.has_changed:
            self.hear(Heard(address, fetched.messages, is_unchanged=True))
            try:
                return replace(fetched, status=OK, body=self.recall(before), messages=())
            except UserError:
                # An archive that lost a file is no reason to lose a source.
                forgotten = replace(self, listings={})
                return forgotten.fetch(address, allow_hosts=allow_hosts, delay_seconds=delay_seconds, types=types)
        listing = None
        if fetched.messages and (fetched.etag or fetched.last_modified):
            listing = Listing(
                address,
                self.now,
                final_address=fetched.final_address,
                etag=fetched.etag,
                last_modified=fetched.last_modified,
            )
        self.hear(Heard(address, fetched.messages, listing=listing))
        return replace(fetched, messages=())

    def _before(self, address: str) -> Listing | None:
        """Return what came before; null where it came so long ago that it is asked for whole: a host may be wrong."""
        before = self.listings.get(address)
        if before is None or before.archive_file is None or self.now - before.read_at >= load_revisits().whole_after:
            return None
        return before
