"""One request and its answer, within limits. Redirects, robots.txt and patience are `client`'s."""

from __future__ import annotations

import contextlib
import datetime as dt
import email.utils
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import httpcore
import httpx

from pipelines.fetching.guard import DeadlineError, GuardedBackend, GuardedTransport, RefusedAddressError

if TYPE_CHECKING:
    import ssl

TEXT_TYPES = ("text/", "application/xhtml+xml", "application/xml")
ENCODINGS = ("", "identity", "gzip", "deflate")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request may take, and how patient the client is. Times are in seconds."""

    step_seconds: float = 15
    """For connecting, and for each read."""
    total_seconds: float = 60
    """For the whole exchange, redirects apart."""
    max_bytes: int = 10_000_000
    """Of the body, after decompression."""
    max_redirects: int = 5
    attempts: int = 3
    retry_wait_seconds: float = 2
    """Before the second attempt; doubles after that. `Retry-After` goes before, up to `max_wait_seconds`."""
    max_wait_seconds: float = 30
    """The longest wait for a host that asks for one; a host that asks for more is left for another run."""
    host_interval_seconds: float = 1
    """Between two requests to one host, unless its robots.txt asks for more."""


class FetchError(Exception):
    """A page was not fetched.

    Attributes:
        outcome: `refused` where we would not ask or the site forbids it, `failed` where it did not work.
        reason: Why, in a few words.
    """

    def __init__(self, outcome: Literal["failed", "refused"], reason: str) -> None:
        super().__init__(f"{outcome}: {reason}")
        self.outcome = outcome
        self.reason = reason


class TryAgainError(FetchError):
    """What may go better the next time; after `wait_seconds`, where the host said so."""

    def __init__(self, reason: str, wait_seconds: float | None = None) -> None:
        super().__init__("failed", reason)
        self.wait_seconds = wait_seconds


@dataclass(frozen=True, slots=True)
class Response:
    """An answer; the body is read of a successful one only."""

    status: int
    location: str | None
    content_type: str | None
    charset: str | None
    body: bytes


@dataclass(frozen=True, slots=True)
class Exchange:
    """Sends requests, each over a connection of its own, so that every address is checked when it is connected to."""

    user_agent: str
    limits: Limits
    ssl_context: ssl.SSLContext

    def ask(self, url: httpx.URL, allow_hosts: tuple[str, ...], *, any_type: bool = False) -> Response:
        """Return the answer to one request; of a type that is not text only where `any_type`.

        Raises:
            TryAgainError: It may go better the next time.
            FetchError: It will not.
        """
        deadline = time.monotonic() + self.limits.total_seconds
        request = httpx.Request(
            "GET",
            url,
            headers={
                "User-Agent": self.user_agent,
                "Accept": "text/html,application/xhtml+xml,text/plain;q=0.8,*/*;q=0.1",
                "Accept-Encoding": "gzip, deflate",
                "Connection": "close",
            },
            extensions={"timeout": httpx.Timeout(self.limits.step_seconds).as_dict()},
        )
        # The transport is used as it is: httpx.Client would read a redirect's address before it is checked.
        transport = GuardedTransport(GuardedBackend(allow_hosts, deadline), self.ssl_context)
        try:
            with contextlib.closing(transport), contextlib.closing(transport.handle_request(request)) as response:
                return self._take(response, any_type=any_type)
        except RefusedAddressError as error:
            raise FetchError("refused", str(error)) from error
        except DeadlineError as error:
            raise FetchError("failed", f"took longer than {self.limits.total_seconds:g} seconds") from error
        except (httpx.TimeoutException, httpcore.TimeoutException) as error:
            if time.monotonic() >= deadline:
                raise FetchError("failed", f"took longer than {self.limits.total_seconds:g} seconds") from error
            raise TryAgainError(f"no answer within {self.limits.step_seconds:g} seconds") from error
        except (httpx.DecodingError, httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
            raise FetchError("failed", said(error)) from error
        except (httpcore.UnsupportedProtocol, httpcore.LocalProtocolError) as error:
            raise FetchError("failed", said(error)) from error
        except (httpx.TransportError, httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
            raise TryAgainError(said(error)) from error

    def _take(self, response: httpx.Response, *, any_type: bool) -> Response:
        status = response.status_code
        if status in (httpx.codes.TOO_MANY_REQUESTS, httpx.codes.SERVICE_UNAVAILABLE):
            raise self._asked_to_wait(response)
        if status in (httpx.codes.INTERNAL_SERVER_ERROR, httpx.codes.BAD_GATEWAY, httpx.codes.GATEWAY_TIMEOUT):
            raise TryAgainError(f"HTTP status {status}")
        content_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower() or None
        body = b""
        if status == httpx.codes.OK:
            if not any_type and content_type is not None and not content_type.startswith(TEXT_TYPES):
                raise FetchError("failed", f"expected a page of text, got {content_type}")
            body = self._read_body(response)
        return Response(status, response.headers.get("Location"), content_type, response.charset_encoding, body)

    def _read_body(self, response: httpx.Response) -> bytes:
        # Nested encodings multiply: a few kilobytes could unfold to gigabytes before the first chunk is seen.
        encoding = response.headers.get("Content-Encoding", "").strip().lower()
        if encoding not in ENCODINGS:
            raise FetchError("failed", f"expected gzip or deflate, got Content-Encoding {encoding[:40]}")
        chunks, size = [], 0
        for chunk in response.iter_bytes():
            size += len(chunk)
            if size > self.limits.max_bytes:
                raise FetchError("failed", f"larger than {self.limits.max_bytes:,} bytes")
            chunks.append(chunk)
        return b"".join(chunks)

    def _asked_to_wait(self, response: httpx.Response) -> FetchError:
        reason = f"HTTP status {response.status_code}"
        wait = _retry_after(response.headers.get("Retry-After"))
        if wait is None:
            return TryAgainError(reason)
        if wait > self.limits.max_wait_seconds:
            return FetchError("failed", f"{reason}, asks to wait {wait:.0f} seconds")
        return TryAgainError(reason, wait)


def _retry_after(value: str | None) -> float | None:
    """Seconds that a `Retry-After` header asks for, as a number or as a date."""
    if value is None:
        return None
    if value.strip().isdigit():
        return float(value)
    try:
        until = email.utils.parsedate_to_datetime(value)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=dt.UTC)
    return max(0.0, (until - dt.datetime.now(dt.UTC)).total_seconds())


def said(error: Exception) -> str:
    """Return what an error says, on one line."""
    return " ".join(str(error).split())[:200] or type(error).__name__
