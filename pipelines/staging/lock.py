"""One writer at a time: a lock beside the build database that says who holds it."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import shlex
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from pipelines.errors import BusyError, UserError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def writer_lock(path: Path, *, timeout: float = 0) -> Iterator[None]:
    """Hold the right to write the database at `path` while the block runs.

    The system gives the lock back when its holder dies, however it dies. Who holds it lies in `<path>.holder`: the
    lock file itself is emptied by whoever tries to take it.

    Args:
        path: The build database; the lock is `<path>.lock`.
        timeout: Seconds to wait for another writer to finish.

    Raises:
        UserError: another process holds it; the message says which, since when and what it runs.
    """
    holder = Path(f"{path}.holder")
    lock = _acquired(path, holder, timeout)
    try:
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def writer_of(path: Path) -> str | None:
    """Return who holds the right to write the database at `path`: its process, since when and what it runs; or null.

    What a killed process left behind is not believed: only a lock that cannot be taken is held.
    """
    lock = Path(f"{path}.lock")
    if not lock.exists():
        return None
    try:
        with FileLock(lock, timeout=0):
            return None
    except (Timeout, OSError):
        return _describe(Path(f"{path}.holder")).strip(" ()") or "a process that cannot be told"


def _acquired(path: Path, holder: Path, timeout: float) -> FileLock:
    lock = FileLock(f"{path}.lock")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=timeout)
        holder.write_text(json.dumps(_this_process()), encoding="utf-8")
    except Timeout as error:
        raise BusyError(f"{path}: another run is writing{_describe(holder)}; wait for it to end") from error
    except OSError as error:
        raise UserError(
            f"{path}.lock: cannot be written ({error.strerror}); check the folder and who owns it"
        ) from error
    return lock


def _this_process() -> dict[str, str | int]:
    return {
        "pid": os.getpid(),
        "since": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "command": shlex.join([Path(sys.argv[0]).name, *sys.argv[1:]]),
    }


def _describe(holder: Path) -> str:
    """Return who holds the lock as words to put behind "is writing", or nothing where it cannot be told."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        facts = json.loads(holder.read_text(encoding="utf-8"))
        return f" (process {facts['pid']}, since {facts['since']}: {facts['command']})"
    return ""
