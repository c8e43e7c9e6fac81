"""What a site's robots.txt allows (RFC 9309), read with Protego."""

from __future__ import annotations

from dataclasses import dataclass

import httpx
from protego import Protego

MAX_ROBOTS_BYTES = 512_000
"""RFC 9309, 2.5: at least 500 KiB must be read; what follows is ignored."""

UNREADABLE = (401, 403, 429)
"""The site answers, but does not let us read its rules: we do not guess them."""


@dataclass(frozen=True, slots=True)
class RobotsRules:
    """The rules of a site for us."""

    rules: Protego
    agent: str

    def allows(self, address: str) -> bool:
        """Return whether the address may be fetched."""
        return bool(self.rules.can_fetch(address, self.agent))

    @property
    def crawl_delay(self) -> float:
        """Seconds that the site asks to wait between requests (`Crawl-delay`, `Request-rate`); 0 where it does not."""
        rate = self.rules.request_rate(self.agent)
        return max(float(self.rules.crawl_delay(self.agent) or 0), rate.seconds / rate.requests if rate else 0.0)


Rules = RobotsRules | str
"""The rules of a site, or why they cannot be read."""


def robots_address(url: httpx.URL) -> str:
    """Return where the rules for an address are."""
    return str(url.copy_with(path="/robots.txt", query=None, fragment=None))


def parse_robots(address: str, status: int, body: bytes, agent: str) -> Rules:
    """Return the rules that an answer gives: those of the file, none if there is no file, else why unreadable."""
    if status == httpx.codes.OK:
        try:
            return RobotsRules(Protego.parse(body[:MAX_ROBOTS_BYTES].decode("utf-8", "replace")), agent)
        except (ValueError, RecursionError) as error:
            return f"{address} cannot be read: {error}"
    if httpx.codes.is_client_error(status) and status not in UNREADABLE:
        return RobotsRules(Protego.parse(""), agent)
    return f"{address} cannot be read: HTTP status {status}"
