"""One run of capturing: what sources give is archived as it comes, and staged at the end.

The archive's file is whole before a row points into it. A run that is killed leaves its file, unfinished or not yet
staged; the next run stages what is whole in it before it asks anybody, so that no page is fetched twice.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import threading
from typing import TYPE_CHECKING, Any

from pipelines.errors import UserError
from pipelines.fetching.archive import SUFFIX, ArchiveLocation, WarcArchive, mark_staged
from pipelines.fetching.salvage import day_of, groups, left_over
from pipelines.records import Listing, Visit
from pipelines.replay.journal import write_journal
from pipelines.sources.capture import Capture, Pool, crawl
from pipelines.staging.store import StagingStore

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from pipelines.fetching.archive import ArchiveWriter
    from pipelines.fetching.salvage import Group
    from pipelines.settings import Settings
    from pipelines.sources.capture import Fetcher
    from pipelines.sources.captured import Heard
    from pipelines.sources.source import Source

Kept = tuple[Capture, ArchiveLocation | None]
"""A capture, without the bytes that came of it, and where the archive holds its page."""


def capture_all(
    settings: Settings,
    sources: Sequence[Source],
    fetcher: Fetcher,
    now: dt.datetime,
    *,
    run_id: str,
    say: Callable[[str], None],
) -> list[Capture]:
    """Capture sources, archive what came and stage the outcomes, in one transaction.

    Args:
        settings: Of the warehouse.
        sources: Whom to ask.
        fetcher: The HTTP client.
        now: The time of capture, in UTC.
        run_id: Names the archive's file.
        say: Is told how far it is.

    Returns:
        What came of each address, pages without their bodies.
    """
    archive = WarcArchive(settings.archive)
    pool = Pool(workers=settings.fetch_workers, max_seconds=settings.fetch_max_hours * 3600)
    with StagingStore(settings.build_db) as store:
        for path in left_over(archive):
            salvaged = stage_left_over(store, archive, path)
            say(f"{path.name}: {salvaged} addresses of a run that was interrupted")
        kept: list[Kept] = []
        with archive.open(run_id, now.date()) as writer:
            one_by_one = _OneByOne(store, writer, now)
            for capture in crawl(
                sources,
                fetcher=fetcher,
                now=now,
                known=one_by_one.known,
                visits=store,
                pool=pool,
                hear=one_by_one.hear,
                recall=lambda listing: archive.read(place_of(listing)),
                keep=one_by_one.keep,
            ):
                kept.append((capture, capture.location))
                if len(kept) % SAY_EVERY == 0:
                    say(f"{len(kept)} addresses asked for")
        _note_outcomes(archive, run_id, now.date(), kept, one_by_one.listings)
        store.write_captures(now.date(), kept, one_by_one.listings)
        mark_staged(writer.path)
    for source in sources:
        say(f"{source.name}: {sum(capture.source == source.name for capture, _ in kept)} pages asked for")
    return [capture for capture, _ in kept]


SAY_EVERY = 100


class _OneByOne:
    """Lets the threads that fetch at the archive and the database, one at a time."""

    def __init__(self, store: StagingStore, writer: ArchiveWriter, now: dt.datetime) -> None:
        self._store = store
        self._writer = writer
        self._now = now
        self._lock = threading.Lock()
        self.listings: list[Listing] = []
        """What was read to learn of pages, and is to be remembered."""

    def known(self, address: str, body_digest: str) -> bool:
        with self._lock:
            return self._store.known_page(address, body_digest)

    def hear(self, heard: Heard) -> None:
        with self._lock:
            place = self._writer.write_messages(heard.messages, is_unchanged=heard.is_unchanged)
            if heard.listing is not None:
                self.listings.append(placed(heard.listing, place))

    def keep(self, capture: Capture) -> Capture:
        with self._lock:
            return keep(self._writer, capture, self._now)


def keep(writer: ArchiveWriter, capture: Capture, now: dt.datetime) -> Capture:
    """Archive what came of an address, and return what is left to be staged: its bytes are on disk."""
    location = None
    if capture.outcome == "fetched" and capture.page is not None:
        location = writer.write(capture.page, capture.messages)
    else:
        writer.write_messages(capture.messages, is_unchanged=capture.outcome == "unchanged")
    if capture.visit is not None or location is not None:
        writer.end_group(capture.address, facts_of(capture), now)
    page = capture.page.put_away() if capture.page else None
    return dataclasses.replace(capture, page=page, messages=(), location=location)


def stage_left_over(store: StagingStore, archive: WarcArchive, path: Path) -> int:
    """Stage what is in a file of the archive, under the day of its folder; return how many addresses."""
    found = [(capture_of(group), group.location) for group in groups(archive, path)]
    kept = [(capture, location) for capture, location in found if capture is not None]
    _note_outcomes(archive, path.name.removesuffix(SUFFIX), day_of(path), kept)
    store.write_captures(day_of(path), kept)
    mark_staged(path)
    return len(kept)


def placed(listing: Listing, place: ArchiveLocation | None) -> Listing:
    """Return a listing with its place in the archive, where it has one."""
    if place is None:
        return listing
    return dataclasses.replace(
        listing, archive_file=place.file, archive_offset=place.offset, archive_length=place.length
    )


def place_of(listing: Listing) -> ArchiveLocation:
    """Return where the archive holds a feed or a site map.

    Raises:
        UserError: It does not.
    """
    file, offset, length = listing.archive_file, listing.archive_offset, listing.archive_length
    if file is None or offset is None or length is None:
        raise UserError(f"{listing.address}: not in the archive; ask for it again")
    return ArchiveLocation(file, offset, length)


def _note_outcomes(
    archive: WarcArchive, name: str, day: dt.date, kept: Sequence[Kept], listings: Sequence[Listing] = ()
) -> None:
    """Write down what came of every address, those too of which the archive's file says nothing."""
    write_journal(
        archive.folder,
        name,
        day,
        [(facts_of(capture) | {"page_id": capture.page_id}, location) for capture, location in kept],
        listings=listings,
    )


def facts_of(capture: Capture) -> dict[str, Any]:
    """Return what a capture tells besides its page, as JSON has it."""
    visit = dataclasses.asdict(capture.visit) if capture.visit else None
    return {
        "source": capture.source,
        "address": capture.address,
        "outcome": capture.outcome,
        "reason": capture.reason,
        "visit": visit
        and {name: value.isoformat() if isinstance(value, dt.datetime) else value for name, value in visit.items()},
    }


def capture_of(group: Group) -> Capture | None:
    """Return the capture that `facts_of` was told of; null where another version of Muster told of other things.

    What is not understood is asked for again; it must not stop every run that comes after.
    """
    moments = ("first_asked", "last_asked", "next_due", "read_at")
    facts = dict(group.facts)
    try:
        visit = facts.pop("visit")
        if visit is not None:
            visit = Visit(**visit | {name: visit[name] and dt.datetime.fromisoformat(visit[name]) for name in moments})
        return Capture(**facts, page=group.page, visit=visit)
    except (KeyError, TypeError, ValueError):
        return None
