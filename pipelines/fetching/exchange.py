"""One request and its answer, within limits. Redirects, robots.txt and patience are `client`'s."""

from __future__ import annotations

import contextlib
import datetime as dt
import email.message
import email.utils
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import httpcore
import httpx

from pipelines.fetching.body import TooLargeError, read_body
from pipelines.fetching.guard import (
    DeadlineError,
    GuardedBackend,
    GuardedTransport,
    RefusedAddressError,
    UnknownHostError,
)
from pipelines.fetching.limits import ComeBackLaterError, FetchError, Limits, TooSlowError, TryAgainError, said
from pipelines.fetching.message import Message
from pipelines.printable import one_line

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator

    from pipelines.fetching.guard import Resolve
    from pipelines.fetching.message import Headers, Truncated

PAGE_TYPES = ("text/", "application/xhtml+xml", "application/xml")

MAY_PASS = frozenset({429, 502, 503, 504})
"""The statuses after which the same request may go better; of these 429 and 503 may say when."""

MAX_ERROR_BYTES = 64_000
"""What is kept of an answer that is no page: a few words, such as why a page is gone."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for, besides the address."""

    types: tuple[str, ...] = ()
    """Beginnings of the media types to be taken; empty for any."""
    max_bytes: int | None = None
    """In place of the limit, where less is enough; what is longer is cut off there and is no failure."""
    etag: str | None = None
    last_modified: str | None = None
    """The page is wanted only where it has changed since (RFC 9110, 13.1)."""

    @property
    def condition(self) -> dict[str, str]:
        """The headers that say so."""
        headers = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in headers.items() if value}


class Exchange:
    """Sends requests, each over a connection of its own, so that every address is checked when it is connected to."""

    def __init__(
        self, user_agent: str, limits: Limits, ssl_context: ssl.SSLContext, resolver: Resolve | None = None
    ) -> None:
        self._user_agent = user_agent
        self._limits = limits
        self._ssl_context = ssl_context
        self._resolver = resolver

    def ask(self, url: httpx.URL, allow_hosts: tuple[str, ...], wanted: Wanted, trail: list[Message]) -> Message:
        """Return a request and its answer, added to `trail`; of a failure, what came of it is added all the same.

        Raises:
            TryAgainError: It may go better the next time.
            FetchError: It will not.
        """
        deadline = time.monotonic() + self._limits.total_seconds
        backend = GuardedBackend(allow_hosts, deadline, self._resolver)
        # The transport is used as it is: httpx.Client would read a redirect's address before it is checked.
        transport = GuardedTransport(backend, self._ssl_context)
        request = self._request(url, wanted)
        with self._told(backend, deadline), contextlib.closing(transport):
            asked_at = dt.datetime.now(dt.UTC)
            with contextlib.closing(transport.handle_request(request)) as response:
                message = _begun(request, response, asked_at, backend.ip_address)
                trail.append(message)
                self._check_headers(message)
                if response.status_code in MAY_PASS:
                    raise self._asked_to_wait(message)
                with _kept(trail):
                    trail[-1] = self._read(response, message, wanted)
        return trail[-1]

    def _request(self, url: httpx.URL, wanted: Wanted) -> httpx.Request:
        limits = self._limits
        return httpx.Request(
            "GET",
            url,
            headers={
                "User-Agent": self._user_agent,
                "Accept": "text/html,application/xhtml+xml,text/plain;q=0.8,*/*;q=0.1",
                "Accept-Encoding": "gzip, deflate",
                "Connection": "close",
                **wanted.condition,
            },
            extensions={"timeout": httpx.Timeout(limits.read_seconds, connect=limits.connect_seconds).as_dict()},
        )

    @contextlib.contextmanager
    def _told(self, backend: GuardedBackend, deadline: float) -> Iterator[None]:
        """Raise what goes wrong as a `FetchError`, with the reason in a few words."""
        limits = self._limits
        try:
            yield
        except RefusedAddressError as error:
            raise FetchError("refused", str(error)) from error
        except UnknownHostError as error:
            raise FetchError("failed", said(error)) from error
        except DeadlineError as error:
            raise TooSlowError("failed", f"took longer than {limits.total_seconds:g} seconds") from error
        except httpcore.ConnectTimeout as error:
            raise TryAgainError(f"no connection within {limits.connect_seconds:g} seconds") from error
        except httpcore.TimeoutException as error:
            if time.monotonic() >= deadline:
                raise TooSlowError("failed", f"took longer than {limits.total_seconds:g} seconds") from error
            raise TryAgainError(f"no answer within {limits.read_seconds:g} seconds") from error
        except (httpcore.UnsupportedProtocol, httpcore.LocalProtocolError, httpx.InvalidURL) as error:
            raise FetchError("failed", said(error)) from error
        except httpcore.RemoteProtocolError as error:
            # A connection that broke may hold the next time; what is no HTTP will be none then either.
            has_broken = backend.has_ended and b"HTTP/".startswith(backend.began[:5])
            raise (TryAgainError if has_broken else _no_http)(said(error)) from error
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
            raise TryAgainError(said(error)) from error

    def _check_headers(self, message: Message) -> None:
        if sum(len(name) + len(value) for name, value in message.headers) > self._limits.max_header_bytes:
            raise FetchError("failed", f"headers of more than {self._limits.max_header_bytes:,} bytes")

    def _read(self, response: httpx.Response, message: Message, wanted: Wanted) -> Message:
        encoding = message.header("Content-Encoding") or ""
        if message.status != httpx.codes.OK:
            # The answer itself is all that matters; its words are kept where they come.
            try:
                return replace(message, body=read_body(_raw(response), encoding, MAX_ERROR_BYTES), truncated=None)
            except (TooLargeError, FetchError, DeadlineError, httpcore.TimeoutException, httpcore.ProtocolError):
                return message
        content_type = media_type(message)
        if wanted.types and content_type is not None and not content_type.startswith(wanted.types):
            raise FetchError("failed", f"expected a page of text, got {content_type}", status=message.status)
        max_bytes = wanted.max_bytes or self._limits.max_bytes
        try:
            return replace(message, body=read_body(_raw(response), encoding, max_bytes), truncated=None)
        except TooLargeError as error:
            if wanted.max_bytes is None:
                reason = f"larger than {max_bytes:,} bytes"
                raise FetchError("failed", reason, status=message.status) from error
            return replace(message, body=error.body, truncated="length")

    def _asked_to_wait(self, message: Message) -> FetchError:
        reason = f"HTTP status {message.status}"
        wait = retry_after(message.header("Retry-After"))
        if wait is None:
            return TryAgainError(reason, status=message.status)
        if wait > self._limits.max_wait_seconds:
            return ComeBackLaterError("failed", f"{reason}, asks to wait {wait:.0f} seconds", status=message.status)
        return TryAgainError(reason, wait, status=message.status)


def media_type(message: Message) -> str | None:
    """Return the media type of an answer without parameters, in small letters."""
    return (message.header("Content-Type") or "").partition(";")[0].strip().lower() or None


def charset(message: Message) -> str | None:
    """Return the charset that an answer declares, in small letters, which may be none that exists."""
    parsed = email.message.Message()
    parsed["Content-Type"] = message.header("Content-Type") or ""
    try:
        declared = parsed.get_content_charset()
    except (TypeError, ValueError, LookupError):
        # Of parameters in pieces (RFC 2231) that do not fit together, the library says so in any way.
        return None
    return declared if declared is None else one_line(declared, 40)


def retry_after(value: str | None) -> float | None:
    """Return the seconds that a `Retry-After` header asks for, as a number or as a date; null where it is neither."""
    if value is None:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        until = email.utils.parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=dt.UTC)
    return max(0.0, (until - dt.datetime.now(dt.UTC)).total_seconds())


def _begun(request: httpx.Request, response: httpx.Response, asked_at: dt.datetime, ip_address: str | None) -> Message:
    return Message(
        address=str(request.url),
        asked_at=asked_at,
        ip_address=ip_address,
        request_line=f"GET {request.url.raw_path.decode('ascii')} HTTP/1.1",
        request_headers=_text(request.headers.raw),
        status=response.status_code,
        reason=response.extensions.get("reason_phrase", b"").decode("latin-1"),
        headers=_text(response.headers.raw),
        body=b"",
        truncated="unspecified",
    )


def _text(headers: list[tuple[bytes, bytes]]) -> Headers:
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in headers)


def _raw(response: httpx.Response) -> Iterator[bytes]:
    # The stream itself: httpx would translate the errors, and count and unpack what passes.
    assert isinstance(response.stream, httpx.SyncByteStream)
    yield from response.stream


def _no_http(reason: str) -> FetchError:
    return FetchError("failed", f"not HTTP: {reason}")


@contextlib.contextmanager
def _kept(trail: list[Message]) -> Iterator[None]:
    """Note at the last message of the trail why its body was not read to the end, where it was not."""
    why: Truncated = "unspecified"
    try:
        yield
    except (DeadlineError, httpcore.TimeoutException):
        why = "time"
        raise
    except (httpcore.NetworkError, httpcore.ProtocolError):
        why = "disconnect"
        raise
    except FetchError as error:
        why = "length" if isinstance(error.__cause__, TooLargeError) else "unspecified"
        raise
    finally:
        if trail[-1].truncated == "unspecified":
            trail[-1] = replace(trail[-1], truncated=why)
