"""Stages pages and outcomes again from what the archive holds of a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from warcio.archiveiterator import ArchiveIterator

from pipelines.capturing import capture_of
from pipelines.errors import UserError
from pipelines.fetching import records
from pipelines.fetching.archive import SUFFIX, ArchiveLocation
from pipelines.fetching.salvage import Group, check_whole, groups
from pipelines.replay.days import stored_days
from pipelines.replay.journal import journals_of
from pipelines.sources.capture import Capture
from pipelines.staging.outcomes import batch_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pipelines.fetching.archive import WarcArchive
    from pipelines.records import Page
    from pipelines.staging.outcomes import Batch
    from pipelines.staging.store import StagingStore


@dataclass(frozen=True, slots=True)
class Restored:
    """How much was staged again."""

    days: int
    pages: int
    outcomes: int


def restore(
    store: StagingStore,
    archive: WarcArchive,
    first_day: dt.date,
    last_day: dt.date,
    say: Callable[[str], None],
) -> Restored:
    """Stage the pages and outcomes of stored days, both days included, one day in one transaction.

    Days are taken in order and each in the order of its runs, so that the rows are those of the runs themselves.
    What is staged already stays as it is.

    Raises:
        UserError: A file of the archive is gone, damaged, or written by another version.
    """
    days = [day for day in stored_days(archive.folder) if first_day <= day <= last_day]
    pages = outcomes = 0
    for number, day in enumerate(days, start=1):
        batches = list(_batches_of(archive, day))
        store.restore_captures(batches)
        of_day = sum(len(batch.pages) for batch in batches)
        pages += of_day
        outcomes += sum(len(batch.fetches) for batch in batches)
        say(f"{day}: {of_day} pages, day {number} of {len(days)}")
    return Restored(len(days), pages, outcomes)


def _batches_of(archive: WarcArchive, day: dt.date) -> Iterator[Batch]:
    """Yield what was staged on a day, in order.

    A day without a journal is read from its WARC files alone: of the pages, and of what else the web answered, they
    tell as well.
    """
    journals = journals_of(archive.folder, day)
    for journal in journals:
        kept = []
        for outcome in journal.outcomes:
            page = None if outcome.location is None else archive.read_page(outcome.location).put_away()
            facts = {name: value for name, value in outcome.facts.items() if name != "page_id"}
            capture = capture_of(Group(facts, page, outcome.location, end=0))
            if capture is None:
                raise UserError(
                    f"{archive.folder / day.isoformat()}: written by another version of Muster; use that one"
                )
            kept.append((capture, outcome.location))
        batch = batch_of(day, kept, journal.listings)
        for row, outcome in zip(batch.fetches, journal.outcomes, strict=True):
            # Of a file that was found unchanged, nothing else tells which page it is.
            row["page_id"] = outcome.facts["page_id"]
        yield batch
    if not journals:
        for path in sorted((archive.folder / day.isoformat()).glob(f"*{SUFFIX}")):
            # With a journal, each place that it names is looked at. Without, nothing tells what should be there.
            check_whole(path)
            told = [
                (capture, group.location)
                for group in groups(archive, path)
                if (capture := capture_of(group)) is not None
            ]
            yield batch_of(day, told or [(_fetched(page), location) for page, location in pages_in(archive, path)])


def pages_in(archive: WarcArchive, path: Path) -> Iterator[tuple[Page, ArchiveLocation]]:
    """Yield every page of a WARC file with its place; records that hold no page are passed over.

    Raises:
        UserError: A record is damaged.
    """
    with path.open("rb") as file:
        found = ArchiveIterator(file)
        for record in found:
            is_page = records.is_page(record)
            offset, length = found.get_record_offset(), found.get_record_length()
            if is_page:
                location = ArchiveLocation(path.relative_to(archive.folder).as_posix(), offset, length)
                yield archive.read_page(location).put_away(), location


def _fetched(page: Page) -> Capture:
    return Capture(page.source, page.address, "fetched", None, page)
