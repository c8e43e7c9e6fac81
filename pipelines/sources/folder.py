"""Sources of kind `folder`: HTML and plain text files, each with an optional `NAME.meta.json` beside it."""

from __future__ import annotations

import datetime as dt
import json
import os
import stat
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, ValidationError, field_validator

from pipelines.printable import unsteered
from pipelines.records import Meta, Page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipelines.sources.config import Source

CONTENT_TYPES = {
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "application/xhtml+xml",
    ".txt": "text/plain",
}
META_SUFFIX = ".meta.json"
MAX_FILE_BYTES = 10_000_000
"""A news page is far smaller (the largest seen are about 3 MB); what is larger is something else."""

Text = Annotated[str, AfterValidator(unsteered), StringConstraints(strip_whitespace=True, min_length=1)]


class FolderUnreadableError(Exception):
    """The folder, file or glob of a source gives nothing that can be read; the message says why."""


class PageUnreadableError(Exception):
    """One file cannot be taken as a page; the message says why."""


class MetaFile(BaseModel):
    """What may stand in a `NAME.meta.json`."""

    model_config = ConfigDict(extra="forbid", strict=True)

    title: Text | None = None
    publisher: Text | None = None
    url: Text | None = None
    published: Text | None = None
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")] | None = None

    @field_validator("published")
    @classmethod
    def _is_a_date(cls, published: str | None) -> str | None:
        return None if published is None else dt.date.fromisoformat(published[:10]).isoformat()


def list_files(source: Source) -> list[tuple[str, Path]]:
    """Return address and path of every page file of a source, in the order of their addresses.

    Raises:
        FolderUnreadableError: The folder is missing or not readable, or holds no page though one is expected.
    """
    assert source.path is not None
    root, pattern = split_glob(source.base_dir / Path(source.path).expanduser())
    try:
        if pattern is not None:
            found = [path for path in root.glob(pattern) if path.is_file() and _is_page(path)]
            if not found and source.expect.min:
                raise FolderUnreadableError(f"no page matches {root / pattern}")
        elif root.is_dir():
            found = [path for path in _walk(root) if _is_page(path)]
            if not found and source.expect.min:
                raise FolderUnreadableError(f"no page in {root}")
        elif root.exists():
            found, root = [root], root.parent
        else:
            raise FolderUnreadableError(f"no such folder: {root}")
    except OSError as error:
        raise FolderUnreadableError(f"cannot be read: {error.filename or root}: {error.strerror}") from None
    return sorted((_address(source, path.relative_to(root)), path) for path in found)


def read_page(source: Source, address: str, path: Path, now: dt.datetime) -> Page:
    """Read one file and the `NAME.meta.json` beside it.

    Raises:
        PageUnreadableError: The file or its meta file cannot be read, is too large, is not what it should be, or is a
            link to what lies outside the source's folder.
    """
    root = _root(source)
    meta = _read_meta(path.with_name(path.stem + META_SUFFIX), root)
    return Page(
        source=source.name,
        address=address,
        final_address=address,
        captured_at=now,
        status=200,
        content_type=CONTENT_TYPES.get(path.suffix.lower()),
        charset=None,
        body=_read(path, root),
        meta=meta if meta.language else replace(meta, language=source.language),
        publisher_default=source.publisher,
        country=source.country,
    )


def split_glob(path: Path) -> tuple[Path, str | None]:
    """Return the folder that a path starts from, and the pattern below it; null where it is no pattern."""
    parts = path.parts
    for index, part in enumerate(parts):
        if any(character in part for character in "*?["):
            return Path(*parts[:index]), str(PurePosixPath(*parts[index:]))
    return path, None


def _walk(root: Path) -> Iterator[Path]:
    def give_up(error: OSError) -> None:
        raise error

    # Links to folders are not followed: a link to a parent would never end.
    for folder, _, names in os.walk(root, onerror=give_up):
        yield from (Path(folder, name) for name in names)


def _is_page(path: Path) -> bool:
    return path.suffix.lower() in CONTENT_TYPES and not path.name.startswith(".")


def _address(source: Source, relative: Path) -> str:
    # File names may hold any byte but the slash; an address may not.
    return f"folder://{source.name}/{quote(os.fsencode(relative.as_posix()), safe='/,+=@~!$&()')}"


def _root(source: Source) -> Path:
    """Return the folder that a source may read from, links resolved."""
    assert source.path is not None
    root, pattern = split_glob(source.base_dir / Path(source.path).expanduser())
    return (root if pattern is not None or root.is_dir() else root.parent).resolve()


def _read(path: Path, root: Path) -> bytes:
    try:
        # Whoever may put a file into the folder must not make others of this computer public by it.
        if not path.resolve().is_relative_to(root):
            raise PageUnreadableError("a link out of the folder; put a copy in its place, or name its folder by `path`")
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise PageUnreadableError("not a regular file")
        if found.st_size > MAX_FILE_BYTES:
            raise PageUnreadableError(f"larger than {MAX_FILE_BYTES // 1_000_000} MB ({found.st_size:,} bytes)")
        return path.read_bytes()
    except OSError as error:
        raise PageUnreadableError(f"cannot be read: {error.strerror}") from None
    except RuntimeError:
        raise PageUnreadableError("a link to itself") from None


def _read_meta(path: Path, root: Path) -> Meta:
    if not path.exists():
        return Meta()
    try:
        fields = MetaFile.model_validate(json.loads(_read(path, root)))
    except PageUnreadableError as error:
        raise PageUnreadableError(f"{path.name}: {error}") from None
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"]))
        if not field:
            raise PageUnreadableError(f"{path.name}: expected fields in braces") from None
        raise PageUnreadableError(f"{path.name}: {field}: {first['msg']}") from None
    except (ValueError, RecursionError) as error:
        raise PageUnreadableError(f"{path.name}: expected JSON: {error}") from None
    return Meta(**fields.model_dump())
