"""The canonical address of an article: the same for every way in which its page is linked to.

`canonical_url` is what a reader can open; `address_key` what tells articles apart. The key leaves out more: whether a
site is reached with or without `www.`, TLS and a slash at the end never makes another article, but a link without
them may not open.
What is left out is data: `addresses.yml`.
"""

from __future__ import annotations

import ipaddress
import re
from functools import cache
from importlib.resources import files
from typing import Annotated
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from courlan import normalize_url
from pydantic import BaseModel, ConfigDict, StringConstraints
from ruamel.yaml import YAML
from tld import get_fld

WEB = re.compile(r"https?://", re.IGNORECASE)

MAX_ADDRESS = 2_000
"""Characters: what is longer is no address of an article, whatever a page says."""

MAX_ROUNDS = 5
"""An AMP viewer within an AMP cache is two; what is not settled after five is made to confuse."""

AMP_CACHE = re.compile(r"(?:^|\.)cdn\.ampproject\.org$")
AMP_VIEWER = re.compile(r"^(?:www\.)?(?:google(?:\.[a-z]{2,3}){1,2}|bing\.com)$")
AMP_WRAPPED = re.compile(r"^/(?:[a-z]|amp)/(s/)?(?=[^/]+\.[^/]+(?:/|$))")

AMP_START = re.compile(r"^/amp(?=/.)")
AMP_END = re.compile(r"(?<=.)/amp(?:\.html?)?/?$|\.amp(?=\.html?$)|(?<=[^/])\.amp$")
SESSION = re.compile(r";(?:jsessionid|phpsessid)=[^/;]*", re.IGNORECASE)
INDEX = re.compile(r"(?<=/)index\.html?$")

Name = Annotated[str, StringConstraints(min_length=1, to_lower=True)]


class Example(BaseModel):
    """What an address becomes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    address: str
    canonical: str


class AddressRules(BaseModel):
    """What `addresses.yml` holds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tracking: tuple[Name, ...]
    tracking_without_digits: tuple[Name, ...]
    amp: tuple[Name, ...]
    hosts: tuple[Name, ...]
    examples: tuple[Example, ...]


def canonical_url(stated: str | None, found_at: str) -> str:
    """Return the address that identifies an article: the one it states, else where it was found.

    What a page found on the web states counts only where it is on the same site and names a page: sites are known to
    give their front page, or that of a partner, as the address of every article. An address that is not on the web
    (`folder://...`) is returned as it is.

    Args:
        stated: What the page, or what is written down about it, gives as its address.
        found_at: Where it was found.
    """
    if stated is not None and len(stated) <= MAX_ADDRESS and WEB.match(stated):
        cleaned = _clean(stated)
        is_near = not WEB.match(found_at) or (cleaned is not None and _same_site(cleaned, found_at))
        if cleaned is not None and _names_a_page(cleaned) and is_near:
            return cleaned
    if WEB.match(found_at):
        return _clean(found_at) or found_at
    return found_at


def address_key(url: str) -> str:
    """Return what tells the article at a canonical address from others; an address off the web is its own key."""
    if not WEB.match(url):
        return url
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    host = parts.netloc.removeprefix("www.")
    query = urlencode(sorted(parse_qsl(parts.query, keep_blank_values=True)))
    return urlunsplit(("", host, quote(unquote(parts.path).rstrip("/"), safe="/"), query, "")).removeprefix("//")


def _clean(address: str) -> str | None:
    """Return an address without what does not name the page; null where it is none. Cleaning twice changes nothing."""
    for _ in range(MAX_ROUNDS):
        try:
            cleaned = _once(address.strip())
        except ValueError:
            return None
        if cleaned == address:
            return cleaned
        address = cleaned
    return None


def _once(address: str) -> str:
    parts = urlsplit(address)
    host = (parts.hostname or "").rstrip(".")
    if not host or parts.scheme not in {"http", "https"}:
        raise ValueError(address)
    wrapped = AMP_WRAPPED.match(parts.path) if AMP_CACHE.search(host) or AMP_VIEWER.match(host) else None
    if wrapped is not None:
        scheme = "https" if wrapped[1] else "http"
        return f"{scheme}://{parts.path[wrapped.end() :]}" + (f"?{parts.query}" if parts.query else "")
    port = f":{parts.port}" if parts.port is not None else ""
    bracketed = f"[{host}]" if ":" in host else _without_labels(host)
    # The query is left out here: the library also drops parameters that tell articles apart (`uid`, `cid`).
    path = SESSION.sub("", parts.path)
    plain = urlsplit(normalize_url(urlunsplit((parts.scheme, bracketed + port, path, "", ""))))
    path = INDEX.sub("", AMP_END.sub("", AMP_START.sub("", plain.path)))
    return urlunsplit((plain.scheme, plain.netloc, path, _without_tracking(parts.query), ""))


def _without_labels(host: str) -> str:
    """Return a host without the labels for small screens, as long as they are no part of its registered name."""
    site = _site(host)
    labels = host.removesuffix(site).rstrip(".").split(".") if host != site else []
    return ".".join([*(label for label in labels if label and label not in address_rules().hosts), site])


def _without_tracking(query: str) -> str:
    if not query:
        return ""
    pairs = parse_qsl(query, keep_blank_values=True)
    kept = [(name, value) for name, value in pairs if not _is_tracking(name.casefold(), value)]
    # Written anew only where something goes: `view.php?12345` would become another address.
    return query if len(kept) == len(pairs) and pairs else urlencode(kept)


def _is_tracking(name: str, value: str) -> bool:
    rules = address_rules()
    if name in rules.tracking_without_digits:
        return not any(character.isdigit() for character in value)
    return name in rules.amp or any(
        name.startswith(known[:-1]) if known.endswith("*") else name == known for known in rules.tracking
    )


def _names_a_page(address: str) -> bool:
    parts = urlsplit(address)
    return bool(parts.path.strip("/") or parts.query)


def _same_site(one: str, other: str) -> bool:
    try:
        hosts = [(urlsplit(address).hostname or "").rstrip(".") for address in (one, _clean(other) or other)]
    except ValueError:
        return False
    return _site(hosts[0]) == _site(hosts[1])


def _site(host: str) -> str:
    """Return the registered name that a host belongs to: `example.co.kr` of `m.news.example.co.kr`."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        found = get_fld(f"https://{host}", fail_silently=True, search_private=True)
        return found if isinstance(found, str) and host.endswith(found) else ".".join(host.split(".")[-2:])
    return host


@cache
def address_rules() -> AddressRules:
    """Return what `addresses.yml` holds."""
    text = files(__package__).joinpath("addresses.yml").read_text(encoding="utf-8")
    return AddressRules.model_validate(YAML(typ="safe").load(text))
