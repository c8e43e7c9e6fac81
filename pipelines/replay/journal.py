"""What came of each address that was asked for, beside the WARC files of the day.

A WARC file holds what was answered. That a page was unchanged, that a host did not answer, that robots.txt forbade to
ask: no record says so, and the staging tables could not be made again without it. One file of JSON lines, gzipped, for
each batch that was staged; its first line tells the layout, the run and the moment.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import gzip
import itertools
import json
import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipelines.errors import UserError
from pipelines.fetching.archive import ArchiveLocation
from pipelines.records import Listing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

SUFFIX = ".outcomes.jsonl.gz"
LAYOUT = 1

UNFINISHED = ".part"
"""As the archive's own unfinished files are called: its next writer clears both away."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one address: a row of `staging.fetches`, and where the archive holds the page if it was fetched."""

    facts: dict[str, Any]
    """Of the address: its source, the outcome and why, what is remembered of it, and the key of its page."""
    location: ArchiveLocation | None


@dataclass(frozen=True, slots=True)
class Journal:
    """One batch of outcomes, in the order in which they were staged."""

    written_at: str
    """ISO time in UTC: outcomes are staged again in the order in which they were staged first."""
    outcomes: tuple[Outcome, ...]
    listings: tuple[Listing, ...] = ()
    """The feeds, site maps and archives of others that were read for them."""


def write_journal(
    archive: Path,
    run_id: str,
    day: dt.date,
    outcomes: Iterable[tuple[Mapping[str, Any], ArchiveLocation | None]],
    *,
    listings: Iterable[Listing] = (),
    now: dt.datetime | None = None,
) -> Path | None:
    """Write what came of a batch of addresses, whole or not at all; return the file, or null where there was nothing.

    Call it once the archive's file is closed, and before the batch is staged.

    Args:
        archive: The archive's folder.
        run_id: The run that asked.
        day: The day of capture, in UTC.
        outcomes: Of each address what is known of it, as JSON has it, and where the archive holds its page.
        listings: The feeds, site maps and archives of others that were read.
        now: The time to give as that of writing; the clock's where left out.
    """
    lines = [
        json.dumps({**facts, "archived": location and dataclasses.astuple(location)}, ensure_ascii=False)
        for facts, location in outcomes
    ]
    read = [dataclasses.asdict(one) | {"read_at": one.read_at.isoformat()} for one in listings]
    if not lines and not read:
        return None
    written_at = (now or dt.datetime.now(dt.UTC)).isoformat()
    head = {"layout": LAYOUT, "run": run_id, "written_at": written_at, "listings": read}
    text = "\n".join([json.dumps(head), *lines, ""])
    folder = archive / day.isoformat()
    folder.mkdir(parents=True, exist_ok=True)
    stem = re.sub(r"[^A-Za-z0-9_-]", "-", run_id) or "run"
    names = (f"{stem}{'' if number == 1 else f'-{number}'}{SUFFIX}" for number in itertools.count(1))
    path = next(path for name in names if not (path := folder / name).exists())
    temporary = path.with_name(path.name + UNFINISHED)
    with temporary.open("wb") as file:
        file.write(gzip.compress(text.encode("utf-8", "surrogatepass"), mtime=0))
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    return path


def journals_of(archive: Path, day: dt.date) -> list[Journal]:
    """Return the journals of a day in the order in which they were written.

    Raises:
        UserError: One of them is damaged.
    """
    found = [_read(path) for path in (archive / day.isoformat()).glob(f"*{SUFFIX}")]
    return sorted(found, key=lambda journal: journal.written_at)


def _read(path: Path) -> Journal:
    try:
        head, *lines = gzip.decompress(path.read_bytes()).decode("utf-8", "surrogatepass").splitlines()
        told = json.loads(head)
        if told["layout"] != LAYOUT:
            raise UserError(f"{path}: written by a later version of Muster; update Muster")
        outcomes = []
        for line in lines:
            facts = json.loads(line)
            archived = facts.pop("archived")
            outcomes.append(Outcome(facts, None if archived is None else ArchiveLocation(*archived)))
        # Left out by earlier versions, which remembered none.
        listings = [
            Listing(**{**one, "read_at": dt.datetime.fromisoformat(one["read_at"])}) for one in told.get("listings", ())
        ]
        return Journal(told["written_at"], tuple(outcomes), tuple(listings))
    except (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UserError(f"{path}: cannot be read ({error}); restore it from a copy") from None
