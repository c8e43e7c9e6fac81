"""Many hosts at once, each host's pages one after the other."""

from __future__ import annotations

import contextlib
import queue
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

Job = TypeVar("Job")
Result = TypeVar("Result")

CHECK_SECONDS = 0.2
"""How soon a worker whose result nobody takes sees that nobody will."""


@dataclass(frozen=True, slots=True)
class _Raised:
    error: BaseException


class _Done:
    """A worker has nothing more to do."""


def host_by_host(jobs: Mapping[str, Sequence[Job]], do: Callable[[Job], Result], *, workers: int) -> Iterator[Result]:
    """Yield what `do` makes of each job, as it is made.

    No more than `workers` results wait to be taken, so that what is not taken is not made. When the caller stops
    taking them, each worker ends the job that it is at, and begins no other.

    Args:
        jobs: By host; a host's jobs are done one after the other, in their order.
        do: Does one job, in a thread of its own.
        workers: The most hosts that are asked at once.

    Raises:
        BaseException: What `do` raises.
    """
    team: _Team[Job, Result] = _Team(jobs, do, workers)
    try:
        yield from team.results()
    finally:
        team.stop.set()


class _Team(Generic[Job, Result]):
    def __init__(self, jobs: Mapping[str, Sequence[Job]], do: Callable[[Job], Result], workers: int) -> None:
        self._hosts: queue.SimpleQueue[Sequence[Job]] = queue.SimpleQueue()
        # The longest first: begun last, it would be waited for alone.
        for of_host in sorted(jobs.values(), key=len, reverse=True):
            self._hosts.put(of_host)
        self._do = do
        self._workers = min(workers, len(jobs))
        self._results: queue.Queue[Result | _Raised | _Done] = queue.Queue(maxsize=max(1, workers))
        self.stop = threading.Event()

    def results(self) -> Iterator[Result]:
        for number in range(self._workers):
            # A worker that waits for a host must not keep a process alive that is asked to end.
            threading.Thread(target=self._work, name=f"fetching-{number}", daemon=True).start()
        working = self._workers
        while working:
            result = self._results.get()
            if isinstance(result, _Raised):
                raise result.error
            if isinstance(result, _Done):
                working -= 1
            else:
                yield result

    def _work(self) -> None:
        try:
            while not self.stop.is_set():
                for job in self._hosts.get_nowait():
                    if self.stop.is_set():
                        return
                    self._give(self._do(job))
        except queue.Empty:
            self._give(_Done())
        except BaseException as error:  # noqa: BLE001 - raised where the results are taken
            self._give(_Raised(error))

    def _give(self, result: Result | _Raised | _Done) -> None:
        while not self.stop.is_set():
            with contextlib.suppress(queue.Full):
                self._results.put(result, timeout=CHECK_SECONDS)
                return
