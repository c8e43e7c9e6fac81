"""A polite HTTP client: it asks robots.txt, waits between requests to a host, and takes no more than it should."""

from __future__ import annotations

import datetime as dt
import email.utils
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import httpcore
import httpx
import stamina

from pipelines.fetching.guard import DeadlineError, GuardedBackend, GuardedTransport, RefusedAddressError
from pipelines.fetching.robots import RobotsRules, parse_robots, robots_address

if TYPE_CHECKING:
    from pipelines.fetching.robots import Rules

PRODUCT = "Muster"
"""The name that rules in robots.txt are looked up by."""

TEXT_TYPES = ("text/", "application/xhtml+xml", "application/xml")
ENCODINGS = ("", "identity", "gzip", "deflate")
REDIRECTS = (301, 302, 303, 307, 308)


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


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as it came."""

    final_address: str
    status: int
    content_type: str | None
    """The media type without parameters, in small letters."""
    charset: str | None
    """As declared by the header, which may be wrong."""
    body: bytes
    """Decompressed."""


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


class _TryAgainError(FetchError):
    """What may go better the next time."""

    def __init__(self, reason: str, wait_seconds: float | None = None) -> None:
        super().__init__("failed", reason)
        self.wait_seconds = wait_seconds


@dataclass(frozen=True, slots=True)
class _Response:
    status: int
    location: str | None
    content_type: str | None
    charset: str | None
    body: bytes


class Client:
    """Fetches pages one at a time. Use one for a whole run: it remembers robots.txt and when it last asked a host.

    Args:
        contact: A page or mail address that a site's owner can turn to; part of the user agent.
        limits: What a request may take.
        sleep: Waits that many seconds; given by tests.
    """

    def __init__(
        self, *, contact: str | None = None, limits: Limits | None = None, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self.user_agent = f"{PRODUCT}/0.1 (+{contact})" if contact else f"{PRODUCT}/0.1"
        self._limits = limits or Limits()
        self._sleep = sleep
        self._ssl_context = httpx.create_ssl_context(trust_env=False)
        self._rules: dict[str, Rules] = {}
        self._asked_at: dict[str, float] = {}

    def fetch(self, address: str, *, allow_hosts: tuple[str, ...] = ()) -> Fetched:
        """Return the page at an `http(s)` address.

        Each redirect is checked as if it were asked for: its scheme, its host's address, its host's robots.txt.

        Raises:
            FetchError: Refused or failed, with the reason.
        """
        response, final_address = self._follow(address, allow_hosts, ask_robots=True)
        if response.status != httpx.codes.OK:
            raise FetchError("failed", f"HTTP status {response.status}")
        return Fetched(final_address, response.status, response.content_type, response.charset, response.body)

    def _follow(self, address: str, allow_hosts: tuple[str, ...], *, ask_robots: bool) -> tuple[_Response, str]:
        seen: list[str] = []
        url = _parse(address)
        while True:
            if str(url) in seen:
                raise FetchError("failed", f"redirects in a loop, back to {url}")
            seen.append(str(url))
            if ask_robots:
                self._ask_robots(url, allow_hosts)
            response = self._patiently(url, allow_hosts)
            if response.status not in REDIRECTS or response.location is None:
                return response, str(url)
            if len(seen) > self._limits.max_redirects:
                raise FetchError("failed", f"more than {self._limits.max_redirects} redirects")
            url = _parse(response.location, base=url)

    def _ask_robots(self, url: httpx.URL, allow_hosts: tuple[str, ...]) -> None:
        asked = robots_address(url)
        if asked not in self._rules:
            self._rules[asked] = self._read_robots(asked, allow_hosts)
        rules = self._rules[asked]
        if isinstance(rules, str):
            raise FetchError("refused", rules)
        if not rules.allows(str(url)):
            raise FetchError("refused", f"{asked} forbids it")

    def _read_robots(self, address: str, allow_hosts: tuple[str, ...]) -> Rules:
        try:
            response, _ = self._follow(address, allow_hosts, ask_robots=False)
        except FetchError as error:
            if error.outcome == "refused":
                # The host itself is refused, and that is what the user should read.
                raise
            return f"{address} cannot be read: {error.reason}"
        return parse_robots(address, response.status, response.body, PRODUCT)

    def _patiently(self, url: httpx.URL, allow_hosts: tuple[str, ...]) -> _Response:
        def may_try_again(error: Exception) -> bool | float:
            if not isinstance(error, _TryAgainError):
                return False
            return True if error.wait_seconds is None else error.wait_seconds

        for attempt in stamina.retry_context(
            on=may_try_again,
            attempts=self._limits.attempts,
            timeout=None,
            wait_initial=self._limits.retry_wait_seconds,
            wait_max=self._limits.max_wait_seconds,
            wait_jitter=0,
        ):
            with attempt:
                self._wait_for_turn(url, allow_hosts)
                return self._ask(url, allow_hosts)
        raise AssertionError  # pragma: no cover - the loop returns or raises

    def _wait_for_turn(self, url: httpx.URL, allow_hosts: tuple[str, ...]) -> None:
        if url.host in allow_hosts:
            # The user's own machines need no sparing.
            return
        rules = self._rules.get(robots_address(url))
        delay = rules.crawl_delay if isinstance(rules, RobotsRules) else 0
        interval = max(self._limits.host_interval_seconds, min(delay, self._limits.max_wait_seconds))
        wait = self._asked_at.get(url.host, -interval) + interval - time.monotonic()
        if url.host in self._asked_at and wait > 0:
            self._sleep(wait)
        self._asked_at[url.host] = time.monotonic()

    def _ask(self, url: httpx.URL, allow_hosts: tuple[str, ...]) -> _Response:
        deadline = time.monotonic() + self._limits.total_seconds
        backend = GuardedBackend(allow_hosts, deadline)
        headers = {
            "User-Agent": self.user_agent,
            "Accept": "text/html,application/xhtml+xml,text/plain;q=0.8,*/*;q=0.1",
            "Accept-Encoding": "gzip, deflate",
        }
        try:
            with (
                httpx.Client(
                    transport=GuardedTransport(backend, self._ssl_context),
                    timeout=self._limits.step_seconds,
                    headers=headers,
                    trust_env=False,
                ) as client,
                client.stream("GET", url) as response,
            ):
                return self._take(response)
        except RefusedAddressError as error:
            raise FetchError("refused", str(error)) from error
        except DeadlineError as error:
            raise FetchError("failed", f"took longer than {self._limits.total_seconds:g} seconds") from error
        except (httpx.TimeoutException, httpcore.TimeoutException) as error:
            raise _TryAgainError(f"no answer within {self._limits.step_seconds:g} seconds") from error
        except (httpx.DecodingError, httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
            raise FetchError("failed", _said(error)) from error
        except (httpcore.UnsupportedProtocol, httpcore.LocalProtocolError) as error:
            raise FetchError("failed", _said(error)) from error
        except (httpx.TransportError, httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
            raise _TryAgainError(_said(error)) from error

    def _take(self, response: httpx.Response) -> _Response:
        status = response.status_code
        if status in (httpx.codes.TOO_MANY_REQUESTS, httpx.codes.SERVICE_UNAVAILABLE):
            raise self._asked_to_wait(response)
        if status in (httpx.codes.INTERNAL_SERVER_ERROR, httpx.codes.BAD_GATEWAY, httpx.codes.GATEWAY_TIMEOUT):
            raise _TryAgainError(f"HTTP status {status}")
        content_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower() or None
        body = b""
        if status == httpx.codes.OK:
            if content_type is not None and not content_type.startswith(TEXT_TYPES):
                raise FetchError("failed", f"expected a page of text, got {content_type}")
            body = self._read_body(response)
        return _Response(status, response.headers.get("Location"), content_type, response.charset_encoding, body)

    def _read_body(self, response: httpx.Response) -> bytes:
        # Nested encodings multiply: a few kilobytes could unfold to gigabytes before the first chunk is seen.
        encoding = response.headers.get("Content-Encoding", "").strip().lower()
        if encoding not in ENCODINGS:
            raise FetchError("failed", f"expected gzip or deflate, got Content-Encoding {encoding[:40]}")
        chunks, size = [], 0
        for chunk in response.iter_bytes():
            size += len(chunk)
            if size > self._limits.max_bytes:
                raise FetchError("failed", f"larger than {self._limits.max_bytes:,} bytes")
            chunks.append(chunk)
        return b"".join(chunks)

    def _asked_to_wait(self, response: httpx.Response) -> FetchError:
        reason = f"HTTP status {response.status_code}"
        wait = _retry_after(response.headers.get("Retry-After"))
        if wait is None:
            return _TryAgainError(reason)
        if wait > self._limits.max_wait_seconds:
            return FetchError("failed", f"{reason}, asks to wait {wait:.0f} seconds")
        return _TryAgainError(reason, wait)


def _parse(address: str, base: httpx.URL | None = None) -> httpx.URL:
    try:
        url = httpx.URL(address) if base is None else base.join(address)
    except (httpx.InvalidURL, ValueError) as error:
        raise FetchError("refused", f"not an address: {_said(error)}") from error
    if url.scheme not in ("http", "https") or not url.host:
        raise FetchError("refused", f"not a web address: {str(url)[:200]}")
    if url.userinfo:
        raise FetchError("refused", "an address with a user name or password")
    return url.copy_with(fragment=None)


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


def _said(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
