"""A polite HTTP client: it asks robots.txt, waits between requests to a host, and takes no more than it should."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx
import stamina

from pipelines.fetching.exchange import Exchange, FetchError, Limits, Response, TryAgainError, said
from pipelines.fetching.robots import RobotsRules, parse_robots, robots_address

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipelines.fetching.robots import Rules

__all__ = ["Client", "FetchError", "Fetched", "Limits"]

PRODUCT = "Muster"
"""The name that rules in robots.txt are looked up by."""

REDIRECTS = (301, 302, 303, 307, 308)


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
        self._exchange = Exchange(self.user_agent, self._limits, httpx.create_ssl_context(trust_env=False))
        # Left alone, each retry is printed to standard output, which belongs to the command's own answer.
        stamina.instrumentation.set_on_retry_hooks([])
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

    def _follow(self, address: str, allow_hosts: tuple[str, ...], *, ask_robots: bool) -> tuple[Response, str]:
        seen: list[str] = []
        url = _parse(address)
        while True:
            if str(url) in seen:
                raise FetchError("failed", f"redirects in a loop, back to {url}")
            seen.append(str(url))
            if ask_robots:
                self._ask_robots(url, allow_hosts)
            response = self._patiently(url, allow_hosts, ask_robots=ask_robots)
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

    def _patiently(self, url: httpx.URL, allow_hosts: tuple[str, ...], *, ask_robots: bool) -> Response:
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
            wait_jitter=0,
        ):
            with attempt:
                self._wait_for_turn(url, allow_hosts)
                return self._exchange.ask(url, allow_hosts, any_type=not ask_robots)
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


def _parse(address: str, base: httpx.URL | None = None) -> httpx.URL:
    try:
        url = httpx.URL(address) if base is None else base.join(address)
    except (httpx.InvalidURL, ValueError) as error:
        raise FetchError("refused", f"not an address: {said(error)}") from error
    if url.scheme not in ("http", "https") or not url.host:
        raise FetchError("refused", f"not a web address: {str(url)[:200]}")
    if url.userinfo:
        raise FetchError("refused", "an address with a user name or password")
    return url.copy_with(fragment=None)
