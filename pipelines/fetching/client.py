"""A polite HTTP client: it asks robots.txt, waits between requests to a host, and takes no more than it should."""

from __future__ import annotations

import ipaddress
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx
import stamina

from pipelines.fetching import guard
from pipelines.fetching.exchange import PAGE_TYPES, Exchange, Wanted, charset, media_type
from pipelines.fetching.limits import FetchError, Limits, TryAgainError, said
from pipelines.fetching.pace import Pace
from pipelines.fetching.robots import MAX_ROBOTS_BYTES, RobotsRules, parse_robots, robots_address

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipelines.fetching.guard import Resolve
    from pipelines.fetching.message import Message
    from pipelines.fetching.robots import Rules

__all__ = ["PAGE_TYPES", "Client", "FetchError", "Fetched", "Limits", "Validators"]

PRODUCT = "Muster"
"""The name that rules in robots.txt are looked up by."""

MAX_VALIDATOR = 1_000
"""Characters of an ETag; the longest seen have a tenth of that."""

REDIRECTS = (301, 302, 303, 307, 308)


@dataclass(frozen=True, slots=True)
class Validators:
    """What came with a page the last time, by which its host can tell whether it has changed (RFC 9110, 8.8)."""

    final_address: str
    """Where it was found: only there do the two mean anything."""
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as it came."""

    final_address: str
    status: int
    """200, or 304 where validators were given and the page has not changed; there is no body then."""
    content_type: str | None
    """The media type without parameters, in small letters."""
    charset: str | None
    """As declared by the header, which may be wrong."""
    body: bytes
    """Decompressed."""
    etag: str | None = None
    last_modified: str | None = None
    messages: tuple[Message, ...] = ()
    """What was asked and answered on the way, in order; the last is the page."""

    @property
    def has_changed(self) -> bool:
        """False where the host says that the page is still the one it gave the last time."""
        return self.status != httpx.codes.NOT_MODIFIED


class Client:
    """Fetches pages; any number of threads may use one at once, and a host is still asked one thing at a time.

    Use one for a whole run: it remembers robots.txt, when it last asked a host, and which hosts are in trouble.

    Args:
        contact: A page or mail address that a site's owner can turn to; part of the user agent.
        limits: What a request may take.
        sleep: Waits that many seconds between requests to a host; given by tests.
        resolver: Gives the addresses of a host; the system's by default.
    """

    def __init__(
        self,
        *,
        contact: str | None = None,
        limits: Limits | None = None,
        sleep: Callable[[float], None] = time.sleep,
        resolver: Resolve | None = None,
    ) -> None:
        self.user_agent = f"{PRODUCT}/0.1 (+{contact})" if contact else f"{PRODUCT}/0.1"
        self._limits = limits or Limits()
        ssl_context = httpx.create_ssl_context(trust_env=False)
        self._exchange = Exchange(self.user_agent, self._limits, ssl_context, resolver)
        # Left alone, each retry is printed to standard output, which belongs to the command's own answer.
        stamina.instrumentation.set_on_retry_hooks([])
        self._pace = Pace(self._limits.failures_per_host, sleep)
        self._rules: dict[str, Rules] = {}
        self._being_read: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()
        self._given: set[str] = set()
        """Hosts that ask for more time than a run has, and gave a page in this one."""
        self._public: set[str] = set()
        """Hosts that were found on the internet, whether they were allowed by name or not."""

    def fetch(
        self,
        address: str,
        *,
        allow_hosts: tuple[str, ...] = (),
        delay_seconds: float = 0,
        validators: Validators | None = None,
        types: tuple[str, ...] = PAGE_TYPES,
    ) -> Fetched:
        """Return the page at an `http(s)` address.

        Each redirect is checked as if it were asked for: its scheme, its host's address, its host's robots.txt.

        Args:
            address: What to ask for.
            allow_hosts: Private or local hosts, by name, that may be asked.
            delay_seconds: Between two requests to a host, where that is more than its robots.txt or ours asks for.
            validators: Of the page as it came the last time, if it is wanted only where it has changed.
            types: Beginnings of the media types that may come; empty for any.

        Raises:
            FetchError: Refused or failed, with the reason.
        """
        request = _Request(allow_hosts, delay_seconds, types, validators, trail=[])
        try:
            url = _parse(address)
            with self._pace.page(url.host):
                message = self._follow(url, request)
                self._check(message, request)
        except FetchError as error:
            error.messages = tuple(request.trail)
            raise
        return Fetched(
            final_address=message.address,
            status=message.status,
            content_type=media_type(message),
            charset=charset(message),
            body=message.body,
            etag=_validator(message.header("ETag")),
            last_modified=_validator(message.header("Last-Modified")),
            messages=tuple(request.trail),
        )

    def _follow(self, url: httpx.URL, request: _Request) -> Message:
        seen: list[str] = []
        while True:
            if str(url) in seen:
                raise FetchError("failed", f"redirects in a loop, back to {str(url)[:200]}")
            seen.append(str(url))
            if not request.is_robots:
                self._ask_robots(url, request)
            message = self._patiently(url, request)
            location = message.header("Location")
            if message.status not in REDIRECTS or location is None:
                return message
            if len(seen) > self._limits.max_redirects:
                raise FetchError("failed", f"more than {self._limits.max_redirects} redirects", status=message.status)
            url = _parse(location, base=url)

    def _check(self, message: Message, request: _Request) -> None:
        if message.status == httpx.codes.NOT_MODIFIED and request.wanted(message.address).condition:
            return
        if message.status != httpx.codes.OK:
            raise FetchError("failed", f"HTTP status {message.status}", status=message.status)

    def _ask_robots(self, url: httpx.URL, request: _Request) -> None:
        asked = robots_address(url)
        with self._lock:
            being_read = self._being_read.setdefault(asked, threading.Lock())
        with being_read:
            if asked not in self._rules:
                self._rules[asked] = self._read_robots(asked, request)
        rules = self._rules[asked]
        if isinstance(rules, str):
            raise FetchError("refused", rules)
        if not rules.allows(str(url)):
            raise FetchError("refused", f"{asked} forbids it")

    def _read_robots(self, address: str, request: _Request) -> Rules:
        try:
            message = self._follow(_parse(address), request.for_robots())
        except FetchError as error:
            if error.outcome == "refused":
                # The host itself is refused, and that is what the user should read.
                raise
            return f"{address} cannot be read: {error.reason}"
        return parse_robots(address, message.status, message.body, PRODUCT)

    def _patiently(self, url: httpx.URL, request: _Request) -> Message:
        def may_try_again(error: Exception) -> bool | float:
            if not isinstance(error, TryAgainError):
                return False
            return True if error.wait_seconds is None else error.wait_seconds

        for attempt in stamina.retry_context(
            on=may_try_again,
            attempts=self._limits.attempts,
            timeout=None,
            wait_initial=self._limits.retry_wait_seconds,
            wait_max=self._limits.max_wait_seconds,
            wait_jitter=self._limits.retry_jitter_seconds,
        ):
            with attempt, self._pace.turn(url.host, self._interval(url, request)):
                message = self._exchange.ask(url, request.allow_hosts, request.wanted(str(url)), request.trail)
                if message.ip_address is not None and guard.is_public(ipaddress.ip_address(message.ip_address)):
                    self._public.add(url.host)
                return message
        raise AssertionError  # pragma: no cover - the loop returns or raises

    def _interval(self, url: httpx.URL, request: _Request) -> float:
        """Return the seconds from the last request to a host to this one.

        Raises:
            FetchError: They are more than a run should wait.
        """
        rules = self._rules.get(robots_address(url))
        asked_for = rules.crawl_delay if isinstance(rules, RobotsRules) else 0.0
        # The user's own machines need no sparing, unless they or the user say so.
        is_own = url.host in request.allow_hosts and url.host not in self._public
        interval = max(0.0 if is_own else self._limits.host_interval_seconds, request.delay_seconds)
        if request.is_robots or asked_for <= interval:
            return interval
        if asked_for <= self._limits.max_interval_seconds:
            return asked_for
        if url.host in self._given:
            reason = f"{url.host} asks to wait {asked_for:.0f} seconds between requests, and gave a page in this run"
            raise FetchError("refused", reason)
        self._given.add(url.host)
        return interval


@dataclass(frozen=True, slots=True)
class _Request:
    """What `fetch` was asked for, on its way through the redirects and robots.txt files."""

    allow_hosts: tuple[str, ...]
    delay_seconds: float
    types: tuple[str, ...]
    validators: Validators | None
    trail: list[Message]
    is_robots: bool = False

    def for_robots(self) -> _Request:
        return _Request(self.allow_hosts, self.delay_seconds, (), None, self.trail, is_robots=True)

    def wanted(self, address: str) -> Wanted:
        if self.is_robots:
            return Wanted(max_bytes=MAX_ROBOTS_BYTES)
        if self.validators is None or self.validators.final_address != address:
            return Wanted(self.types)
        return Wanted(self.types, etag=self.validators.etag, last_modified=self.validators.last_modified)


def _validator(value: str | None) -> str | None:
    """Return what a header says of a page's version, if it can be brought back as it came."""
    return value if value and len(value) <= MAX_VALIDATOR and value.isascii() and value.isprintable() else None


def _parse(address: str, base: httpx.URL | None = None) -> httpx.URL:
    try:
        url = httpx.URL(address) if base is None else base.join(address)
        # The library looks at the host only when it is asked for it.
        host = url.host
    except (httpx.InvalidURL, ValueError) as error:
        raise FetchError("refused", f"not an address: {said(error)}") from error
    if url.scheme not in ("http", "https") or not host:
        raise FetchError("refused", f"not a web address: {str(url)[:200]}")
    if url.userinfo:
        raise FetchError("refused", "an address with a user name or password")
    return url.copy_with(fragment=None)
