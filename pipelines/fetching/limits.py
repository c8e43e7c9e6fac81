"""What a request may take, and the two ways in which one fails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pipelines.printable import one_line

if TYPE_CHECKING:
    from pipelines.fetching.message import Message


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request may take, and how patient the client is. Times are in seconds."""

    connect_seconds: float = 10
    """For opening a connection."""
    read_seconds: float = 15
    """For the first byte of an answer, and for each read after it."""
    total_seconds: float = 60
    """For one request and its whole answer, however steadily it drips."""
    max_bytes: int = 10_000_000
    """Of the body, after decompression."""
    max_header_bytes: int = 64_000
    """Of all header lines together."""
    max_redirects: int = 5
    attempts: int = 3
    retry_wait_seconds: float = 2
    """Before the second attempt; doubles after that. `Retry-After` goes before, up to `max_wait_seconds`."""
    retry_jitter_seconds: float = 1
    """Up to this much is added to a wait, by chance, so that many clients do not come back at the same moment."""
    max_wait_seconds: float = 30
    """The longest wait for a host that asks for one; a host that asks for more is left for another run."""
    host_interval_seconds: float = 1
    """Between two requests to one host, unless its robots.txt or the source asks for more."""
    max_interval_seconds: float = 120
    """The longest interval that is kept; a host that asks for more gives one page a run."""
    failures_per_host: int = 5
    """After so many pages in a row that failed for want of an answer, a host is left for another run."""


REASON_CHARACTERS = 400


class FetchError(Exception):
    """A page was not fetched.

    Attributes:
        outcome: `refused` where we would not ask or the site forbids it, `failed` where it did not work.
        reason: Why, in a few words, fit for a terminal.
        status: Of the answer, where there was one.
        messages: What was asked and answered on the way, in order.
    """

    def __init__(self, outcome: Literal["failed", "refused"], reason: str, *, status: int | None = None) -> None:
        # It holds what strangers sent, and goes into tables, logs and terminals.
        self.reason = one_line(reason, REASON_CHARACTERS)
        super().__init__(f"{outcome}: {self.reason}")
        self.outcome = outcome
        self.status = status
        self.messages: tuple[Message, ...] = ()


class TryAgainError(FetchError):
    """What may go better the next time; after `wait_seconds`, where the host said so."""

    def __init__(self, reason: str, wait_seconds: float | None = None, *, status: int | None = None) -> None:
        super().__init__("failed", reason, status=status)
        self.wait_seconds = wait_seconds


class TooSlowError(FetchError):
    """The host takes its time; there is no telling whether it would answer sooner."""


class ComeBackLaterError(FetchError):
    """The host asks to be left alone for longer than a run should wait."""


def said(error: Exception) -> str:
    """Return what an error says, on one line."""
    return " ".join(str(error).split())[:200] or type(error).__name__
