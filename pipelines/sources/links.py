"""Which links of a feed, a site map or an archive become addresses to ask for."""

from __future__ import annotations

import ipaddress
import re
from fnmatch import translate
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit, urlunsplit

from pipelines.fetching.guard import is_public
from pipelines.printable import STEERING

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_LINK_CHARACTERS = 2_000
"""What browsers and servers agree on; longer ones are made to fill memory."""


class RefusedLinkError(Exception):
    """A link is not asked for; the message says why."""


def resolve(link: str, base: str, allow_hosts: Iterable[str] = ()) -> str:
    """Return the absolute address of a link that may be asked for, without its fragment.

    Only the address itself is looked at. A name that resolves to a private address is refused when it is connected to.

    Args:
        link: As it stands in the document.
        base: Address of the document.
        allow_hosts: Hosts that may be private.

    Raises:
        RefusedLinkError: Not a web address, or one on a private network.
    """
    address = web_address(link, base)
    host = urlsplit(address).hostname or ""
    if host not in allow_hosts and (private := _private(host)):
        raise RefusedLinkError(f"{private}, which is not public (see allow_hosts)")
    return address


def web_address(link: str, base: str) -> str:
    """Return the absolute address of a link, without its fragment.

    Raises:
        RefusedLinkError: Not an address on the web, or one that hides something.
    """
    link = link.strip()
    if not link:
        raise RefusedLinkError("an empty link")
    if len(link) > MAX_LINK_CHARACTERS:
        raise RefusedLinkError(f"a link of {len(link):,} characters")
    if STEERING.search(link) or any(character.isspace() for character in link):
        raise RefusedLinkError("a link with white space or control characters")
    try:
        parts = urlsplit(urljoin(base, link))
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise RefusedLinkError(f"not an address: {error}") from None
    if parts.scheme not in {"http", "https"} or not host:
        raise RefusedLinkError(f"not a web address but {parts.scheme or 'nothing'}:")
    if parts.username is not None or parts.password is not None:
        raise RefusedLinkError("an address with a user name or password")
    bracketed = f"[{host}]" if ":" in host else host
    netloc = bracketed if port is None else f"{bracketed}:{port}"
    return urlunsplit((parts.scheme, netloc, parts.path or "/", parts.query, ""))


def is_wanted(address: str, include: tuple[str, ...], exclude: tuple[str, ...]) -> bool:
    """Return whether an address matches a pattern of `include`, if there are any, and none of `exclude`."""
    if include and not _matcher(include).match(address):
        return False
    return not (exclude and _matcher(exclude).match(address))


@lru_cache(maxsize=256)
def _matcher(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(translate(pattern) for pattern in patterns))


def _private(host: str) -> str | None:
    """Return what makes a host private, as far as its name tells."""
    if host == "localhost" or host.endswith((".localhost", ".local", ".internal")):
        return f"{host} is a name of this computer or its network"
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None
    return None if is_public(address) else f"{host} is a private address"
