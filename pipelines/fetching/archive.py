"""The WARC archive: what was asked and answered, kept for good. What its records are, `records` says.

One gzip member a record, so that a record can be read by its offset. A file is written under a temporary name and
gets its own, whole, at the end of the run; until what is in it is staged, a mark lies beside it. So what a killed run
leaves is told from the names alone: see `salvage`.
"""

from __future__ import annotations

import contextlib
import io
import itertools
import os
import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Self, TypeVar

from warcio.archiveiterator import ArchiveIterator
from warcio.warcwriter import WARCWriter

from pipelines.errors import UserError
from pipelines.fetching import records
from pipelines.printable import one_line

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

    from warcio.recordloader import ArcWarcRecord

    from pipelines.fetching.message import Message
    from pipelines.records import Page

Read = TypeVar("Read")

SUFFIX = ".warc.gz"
UNFINISHED = ".part"
UNSTAGED = ".unstaged"


@dataclass(frozen=True, slots=True)
class ArchiveLocation:
    """Where a record lies."""

    file: str
    """POSIX path relative to the archive's folder."""
    offset: int
    """Bytes from the start of the file."""
    length: int
    """Bytes of the compressed record."""


class WarcArchive:
    """A folder of WARC files, `<day>/<run>.warc.gz`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def open(self, run_id: str, day: dt.date) -> ArchiveWriter:
        """Return a writer to use as a context manager; one run writes at a time.

        The file appears under its own name, whole, when the context ends without an error, and not at all if nothing
        was written. If it ends with an error, what was written is left for `salvage`.
        """
        return ArchiveWriter(self.folder, run_id, day)

    def read(self, location: ArchiveLocation) -> bytes:
        """Return the body stored at a location, be it that of a page or of another answer.

        Raises:
            UserError: The file is gone or damaged.
        """
        return self._read(location, records.read_body)

    def read_page(self, location: ArchiveLocation) -> Page:
        """Rebuild the page stored at a location, from the archive alone.

        Raises:
            UserError: The file is gone or damaged.
        """
        return self._read(location, records.read_page)

    def _read(self, location: ArchiveLocation, reader: Callable[[ArcWarcRecord], Read]) -> Read:
        path = self.folder / location.file
        if PurePosixPath(location.file).is_absolute() or ".." in PurePosixPath(location.file).parts:
            raise UserError(f"{one_line(location.file, 200)}: not in the archive {self.folder}; restore its journal")
        try:
            with path.open("rb") as file:
                file.seek(location.offset)
                stored = io.BytesIO(file.read(location.length))
            record = next(iter(ArchiveIterator(stored, check_digests="raise")))
            return reader(record)
        except OSError as error:
            raise UserError(f"{path}: cannot be read: {error.strerror or error}; restore it from a copy") from None
        except records.DAMAGED as error:
            raise UserError(
                f"{path}: the record at byte {location.offset} is damaged ({one_line(error, 120) or 'empty'}); "
                "restore it from a copy"
            ) from None


class ArchiveWriter:
    """Writes what one run asks and gets into one new file. See `WarcArchive.open`."""

    def __init__(self, folder: Path, run_id: str, day: dt.date) -> None:
        safe_run_id = re.sub(r"[^A-Za-z0-9_-]", "-", run_id) or "run"
        self._folder = folder
        self._day_folder = folder / day.isoformat()
        self._stem = safe_run_id

    def __enter__(self) -> Self:
        self._day_folder.mkdir(parents=True, exist_ok=True)
        names = (f"{self._stem}{'' if number == 1 else f'-{number}'}{SUFFIX}" for number in itertools.count(1))
        self.path = next(
            path
            for name in names
            if not (path := self._day_folder / name).exists() and not path.with_name(name + UNFINISHED).exists()
        )
        self._file = self.path.with_name(self.path.name + UNFINISHED).open("xb")
        self._warc = WARCWriter(self._file, gzip=True, warc_version="1.1")
        return self

    def write(self, page: Page, messages: Sequence[Message] = ()) -> ArchiveLocation:
        """Append a page and return where it lies; valid once the context has ended.

        Args:
            page: As captured.
            messages: What was asked and answered on the way to it, in order, the page itself last.
        """
        before, last = messages[:-1], (messages[-1] if messages else None)
        self.write_messages(before)
        record = records.page_record(self._warc, page, last)
        location = self._append(record)
        if last is not None:
            self._append(records.request_record(self._warc, last, record))
        return location

    def write_messages(self, messages: Sequence[Message], *, is_unchanged: bool = False) -> ArchiveLocation | None:
        """Append what was asked and answered where that gave no page, or (`is_unchanged`) one that is archived.

        Returns:
            Where the last answer lies; null where there was none.
        """
        location = None
        for number, message in enumerate(messages, start=1):
            if is_unchanged and number == len(messages):
                response = records.revisit_record(self._warc, message)
            else:
                response = records.response_record(self._warc, message)
            location = self._append(response)
            self._append(records.request_record(self._warc, message, response))
        return location

    def end_group(self, address: str, facts: Mapping[str, Any], now: dt.datetime) -> None:
        """Append the note that ends what came of an address: from then on `salvage` finds the whole group."""
        self._append(records.note_record(self._warc, address, facts, now))
        # What Python still holds is lost with a process that is killed; what the system holds is not.
        self._file.flush()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        unfinished = self.path.with_name(self.path.name + UNFINISHED)
        empty = self._file.tell() == 0
        with contextlib.closing(self._file):
            if kind is None and not empty:
                self._file.flush()
                os.fsync(self._file.fileno())
        if kind is None and not empty:
            finish(unfinished)
        elif empty:
            unfinished.unlink(missing_ok=True)
            with contextlib.suppress(OSError):
                self._day_folder.rmdir()

    def _append(self, record: ArcWarcRecord) -> ArchiveLocation:
        offset = self._file.tell()
        self._warc.write_record(record)
        return ArchiveLocation(
            file=self.path.relative_to(self._folder).as_posix(), offset=offset, length=self._file.tell() - offset
        )


def finish(unfinished: Path) -> Path:
    """Give a file that is whole its own name, marked as not yet staged, and return it."""
    path = unfinished.with_name(unfinished.name.removesuffix(UNFINISHED))
    path.with_name(path.name + UNSTAGED).touch()
    unfinished.replace(path)
    _sync_folder(path.parent)
    return path


def mark_staged(path: Path) -> None:
    """Say of a file that what is in it is staged."""
    path.with_name(path.name + UNSTAGED).unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    # A rename is durable only once the folder that holds the name is.
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
