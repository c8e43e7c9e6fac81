"""One request to a host at a time, at the pace it asks for; and when a host is better left alone for the day."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipelines.fetching.limits import ComeBackLaterError, FetchError, TooSlowError, TryAgainError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass(slots=True)
class _Host:
    turn: threading.Lock = field(default_factory=threading.Lock)
    asked_at: float | None = None
    failures: int = 0
    left: str | None = None


class Pace:
    """Shared by all who ask. Times are in seconds.

    Args:
        failures_per_host: After so many pages in a row without an answer a host is left alone.
        sleep: Waits that many seconds; given by tests.
    """

    def __init__(self, failures_per_host: int, sleep: Callable[[float], None] = time.sleep) -> None:
        self._failures_per_host = failures_per_host
        self._sleep = sleep
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, host: str, interval: float) -> Iterator[None]:
        """Hold the right to ask a host, from `interval` after it was asked last; others wait meanwhile."""
        of = self._of(host)
        with of.turn:
            if of.asked_at is not None:
                wait = of.asked_at + interval - time.monotonic()
                if wait > 0:
                    self._sleep(wait)
            of.asked_at = time.monotonic()
            yield

    @contextmanager
    def page(self, host: str) -> Iterator[None]:
        """Fetch a page of a host within the block; whether that went well decides if the host is asked again.

        Raises:
            FetchError: The host is left alone for the rest of the run.
        """
        of = self._of(host)
        if of.left:
            raise FetchError("failed", f"{host} is left for another run: {of.left}")
        try:
            yield
        except ComeBackLaterError as error:
            of.left = error.reason
            raise
        except (TryAgainError, TooSlowError) as error:
            of.failures += 1
            if of.failures >= self._failures_per_host:
                of.left = f"{of.failures} pages failed in a row, the last with: {error.reason}"
            raise
        except FetchError:
            # There was an answer, if not the one hoped for.
            of.failures = 0
            raise
        else:
            of.failures = 0

    def _of(self, host: str) -> _Host:
        with self._lock:
            return self._hosts.setdefault(host, _Host())
