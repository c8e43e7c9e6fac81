"""The WARC archive: every captured page, kept for good.

A page fetched over HTTP is a `response` record, a file of a folder a `resource` record (ISO 28500). The header
`Muster-Page` carries, as JSON, what the record itself has no place for, so that a `Page` can be rebuilt from the
archive alone. Bodies are stored decoded (without Content-Encoding), one gzip member a record, so that a record
can be read by its offset.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import itertools
import json
import os
import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Self

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipelines.errors import UserError
from pipelines.records import Meta, Page

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from warcio.recordloader import ArcWarcRecord

PAGE_HEADER = "Muster-Page"
UNFINISHED = ".part"


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

        The file appears under its own name, whole, when the context ends without an error, and not at all if it
        ends with one or if nothing was written.
        """
        return ArchiveWriter(self.folder, run_id, day)

    def read(self, location: ArchiveLocation) -> bytes:
        """Return the body stored at a location.

        Raises:
            UserError: The file is gone or damaged.
        """
        return self.read_page(location).body

    def read_page(self, location: ArchiveLocation) -> Page:
        """Rebuild the page stored at a location, from the archive alone.

        Raises:
            UserError: The file is gone or damaged.
        """
        path = self.folder / location.file
        try:
            with path.open("rb") as file:
                file.seek(location.offset)
                stored = io.BytesIO(file.read(location.length))
            record = next(iter(ArchiveIterator(stored, check_digests="raise")))
            page = _rebuild(record)
        except OSError as error:
            raise UserError(f"{path}: cannot be read: {error.strerror or error}; restore it from a copy") from None
        except (ArchiveLoadFailed, StopIteration, ValueError, KeyError, TypeError) as error:
            raise UserError(
                f"{path}: the record at byte {location.offset} is damaged ({error or 'empty'}); restore it from a copy"
            ) from None
        return page


class ArchiveWriter:
    """Writes the pages of one run into one new file. See `WarcArchive.open`."""

    def __init__(self, folder: Path, run_id: str, day: dt.date) -> None:
        safe_run_id = re.sub(r"[^A-Za-z0-9_-]", "-", run_id) or "run"
        self._folder = folder
        self._day_folder = folder / day.isoformat()
        self._stem = safe_run_id

    def __enter__(self) -> Self:
        self._day_folder.mkdir(parents=True, exist_ok=True)
        # A killed run leaves its unfinished file; nobody else writes, so it is nobody's.
        for left_over in self._day_folder.glob(f"*{UNFINISHED}"):
            left_over.unlink()
        names = (f"{self._stem}{'' if number == 1 else f'-{number}'}.warc.gz" for number in itertools.count(1))
        self._final = next(path for name in names if not (path := self._day_folder / name).exists())
        self._temporary = self._final.with_name(self._final.name + UNFINISHED)
        self._file = self._temporary.open("xb")
        self._warc = WARCWriter(self._file, gzip=True, warc_version="1.1")
        return self

    def write(self, page: Page) -> ArchiveLocation:
        """Append a page and return where it lies; valid once the context has ended."""
        offset = self._file.tell()
        self._warc.write_record(self._record(page))
        return ArchiveLocation(
            file=self._final.relative_to(self._folder).as_posix(), offset=offset, length=self._file.tell() - offset
        )

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        empty = self._file.tell() == 0
        with contextlib.closing(self._file):
            if kind is None and not empty:
                self._file.flush()
                os.fsync(self._file.fileno())
        if kind is None and not empty:
            self._temporary.replace(self._final)
            _sync_folder(self._day_folder)
        else:
            self._temporary.unlink(missing_ok=True)
            with contextlib.suppress(OSError):
                self._day_folder.rmdir()

    def _record(self, page: Page) -> ArcWarcRecord:
        facts = asdict(page)
        del facts["body"]
        facts["captured_at"] = page.captured_at.isoformat()
        headers = {
            PAGE_HEADER: json.dumps(facts, ensure_ascii=True, sort_keys=True),
            "WARC-Date": page.captured_at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        }
        body = io.BytesIO(page.body)
        media_type = page.content_type or "application/octet-stream"
        if not page.final_address.startswith(("http://", "https://")):
            return self._warc.create_warc_record(
                page.address,
                "resource",
                payload=body,
                length=len(page.body),
                warc_content_type=media_type,
                warc_headers_dict=headers,
            )
        content_type = f"{media_type}; charset={page.charset}" if page.charset else media_type
        http_headers = StatusAndHeaders(
            f"{page.status} ",
            [("Content-Type", content_type), ("Content-Length", str(len(page.body)))],
            protocol="HTTP/1.1",
        )
        return self._warc.create_warc_record(
            page.final_address,
            "response",
            payload=body,
            length=len(page.body),
            http_headers=http_headers,
            warc_headers_dict=headers,
        )


def _rebuild(record: ArcWarcRecord) -> Page:
    facts = json.loads(record.rec_headers.get_header(PAGE_HEADER))
    facts["captured_at"] = dt.datetime.fromisoformat(facts["captured_at"])
    facts["meta"] = Meta(**facts["meta"])
    return Page(**facts, body=record.raw_stream.read())


def _sync_folder(folder: Path) -> None:
    # A rename is durable only once the folder that holds the name is.
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
