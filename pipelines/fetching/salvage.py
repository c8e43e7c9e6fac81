"""What a run that was killed left in the archive: its whole groups of records, so that no page is fetched twice."""

from __future__ import annotations

import datetime as dt
import os
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

from warcio.archiveiterator import ArchiveIterator

from pipelines.errors import UserError
from pipelines.fetching import records
from pipelines.fetching.archive import SUFFIX, UNFINISHED, UNSTAGED, ArchiveLocation, finish
from pipelines.printable import one_line

PIECE = 1 << 20
"""Bytes that are read, or unpacked, at a time."""

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipelines.fetching.archive import WarcArchive
    from pipelines.records import Page


@dataclass(frozen=True, slots=True)
class Group:
    """What came of one address."""

    facts: dict[str, Any]
    """As `ArchiveWriter.end_group` was given them."""
    page: Page | None
    """Without its body."""
    location: ArchiveLocation | None
    """Where the page lies; null where there is none."""
    end: int
    """Bytes from the start of the file to the end of the group."""


def left_over(archive: WarcArchive) -> list[Path]:
    """Return the files of runs that ended before what they hold was staged, the oldest first, each of them whole now.

    An unfinished file is cut after its last whole group, or goes if there is none.
    """
    for unfinished in sorted(archive.folder.glob(f"*/*{SUFFIX}{UNFINISHED}")):
        end = max((group.end for group in groups(archive, unfinished)), default=0)
        if end == 0:
            unfinished.unlink()
            continue
        with unfinished.open("r+b") as file:
            file.truncate(end)
            file.flush()
            os.fsync(file.fileno())
        finish(unfinished)
    found = []
    for mark in sorted(archive.folder.glob(f"*/*{SUFFIX}{UNSTAGED}")):
        path = mark.with_name(mark.name.removesuffix(UNSTAGED))
        if path.exists():
            found.append(path)
        else:
            mark.unlink()
    return found


def day_of(path: Path) -> dt.date:
    """Return the day of capture of a file of the archive."""
    return dt.date.fromisoformat(path.parent.name)


def groups(archive: WarcArchive, path: Path) -> Iterator[Group]:
    """Yield the groups of a file, in order, up to the first that is not whole.

    Every record is checked against its digests: after a loss of power, a file may hold zeros where records were.
    """
    page: Page | None = None
    location: ArchiveLocation | None = None
    name = path.relative_to(archive.folder).as_posix().removesuffix(UNFINISHED)
    try:
        with path.open("rb") as file:
            found = ArchiveIterator(file, check_digests="raise")
            for record in found:
                note = records.read_note(record)
                is_page = records.is_page(record)
                if is_page:
                    page = records.read_page(record).put_away()
                # Reads the record to its end, where its digests are compared.
                offset, length = found.get_record_offset(), found.get_record_length()
                if is_page:
                    location = ArchiveLocation(name, offset, length)
                if note is not None:
                    if not _ends_whole(path, offset, length):
                        return
                    yield Group(note, page, location, offset + length)
                    page = location = None
    except records.DAMAGED:
        return


def check_whole(path: Path) -> None:
    """Look whether a file of the archive is there to its last byte: every gzip member of it, with its checksum.

    Raises:
        UserError: It is not.
    """
    position = 0
    try:
        with path.open("rb") as file:
            while _passed_over_a_member(file):
                position = file.tell()
    except (OSError, EOFError, zlib.error) as error:
        reason = one_line(getattr(error, "strerror", None) or error, 120)
        raise UserError(
            f"{path}: damaged after byte {position} ({reason}); restore it from a copy, or move it away to do without"
        ) from None


def _passed_over_a_member(file: BinaryIO) -> bool:
    """Read to the end of a gzip member; return whether there was one."""
    member = zlib.decompressobj(zlib.MAX_WBITS | 16)
    data = file.read(PIECE)
    if not data:
        return False
    while True:
        member.decompress(data, PIECE)
        if member.eof:
            file.seek(-len(member.unused_data), os.SEEK_CUR)
            return True
        data = member.unconsumed_tail or file.read(PIECE)
        if not data:
            raise EOFError("it is cut off")


def _ends_whole(path: Path, offset: int, length: int) -> bool:
    """Return whether a record's gzip member is there to its last byte: what it holds comes out without its end too."""
    with path.open("rb") as file:
        file.seek(offset)
        member = zlib.decompressobj(zlib.MAX_WBITS | 16)
        member.decompress(file.read(length))
    return member.eof
