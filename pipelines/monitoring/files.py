"""Which sources on this computer have files that are new or another since they were looked at last."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.records import content_key
from pipelines.sources.folder import META_SUFFIX, FolderUnreadableError, list_files
from pipelines.sources.warc import list_archives

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from pipelines.sources.config import Source

LISTINGS: dict[str, Callable[[Source], list[tuple[str, Path]]]] = {"folder": list_files, "warc": list_archives}
"""How the files of a kind of source are listed."""

SETTLED = dt.timedelta(seconds=10)
"""A file that was written to since may be half copied."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look at the files found."""

    states: dict[str, str]
    """A digest of names, sizes and times of the files of each source: what to compare the next look with."""
    changed: list[str]
    """Names of the sources to read."""
    waiting: dict[str, str]
    """Why a source is not read, by its name, though it may have changed."""


def changed_sources(sources: Sequence[Source], before: Mapping[str, str], now: dt.datetime) -> Seen:
    """Return which enabled sources of files have changed since `before`; one that cannot be read waits.

    Args:
        sources: Every entry of the sources file.
        before: What the look before this one found.
        now: The time, in UTC.
    """
    seen = Seen({}, [], {})
    for source in sources:
        listing = LISTINGS.get(source.kind)
        if listing is None or not source.enabled:
            continue
        try:
            state, written = _state(listing(source))
        except (FolderUnreadableError, OSError) as error:
            seen.waiting[source.name] = str(error)
            state, written = "", None
        if written is not None and now - SETTLED < written <= now:
            seen.waiting[source.name] = "a file is still being written"
        if source.name in seen.waiting:
            # As before, so that the next look finds what has changed since then.
            if source.name in before:
                seen.states[source.name] = before[source.name]
            continue
        seen.states[source.name] = state
        if state != before.get(source.name):
            seen.changed.append(source.name)
    return seen


def _state(files: list[tuple[str, Path]]) -> tuple[str, dt.datetime | None]:
    """Return a digest of the files and of what stands beside them, and when the latest of them was written to."""
    facts: list[object] = []
    latest = 0
    for address, path in files:
        for one in (path, path.with_name(path.stem + META_SUFFIX)):
            if one == path or one.exists():
                found = one.stat()
                facts += [address, one.name, found.st_size, found.st_mtime_ns]
                latest = max(latest, found.st_mtime_ns)
    return content_key(*facts), dt.datetime.fromtimestamp(latest / 1e9, dt.UTC) if latest else None
