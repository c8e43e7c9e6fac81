"""What a source is: one entry of `sources.yml`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

import pycountry
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

Kind = Literal["feed", "sitemap", "urls", "folder", "warc"]

READS: dict[Kind, tuple[str, str]] = {
    "feed": ("url", "`url` (the address of an RSS, Atom, RDF or JSON feed)"),
    "sitemap": ("url", "`url` (the address of a site map)"),
    "urls": ("urls", "a list of addresses under `urls`"),
    "folder": ("path", "`path` (a folder, a file or a glob)"),
    "warc": ("path", "`path` (a .warc or .warc.gz file, or a glob)"),
}
"""The field that gives a kind its pages, and how it is asked for."""

PLACES = {
    "url": "the address goes under `url`",
    "urls": "addresses go under `urls`",
    "path": "files are given by `path`",
}

PAGES_A_RUN: dict[Kind, int] = {"feed": 200, "sitemap": 200, "urls": 5000}
"""New ones, where `max_pages` is not given: a site map may list fifty thousand."""


def _web_address(address: str) -> str:
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        msg = "expected an address that starts with http:// or https://"
        raise ValueError(msg)
    return address


def _pattern(pattern: str) -> str:
    if "*" not in pattern and not pattern.startswith(("http://", "https://")):
        msg = "expected a pattern for whole addresses, with * for anything, such as */north-korea/*"
        raise ValueError(msg)
    return pattern


def _host(host: str) -> str:
    if not host or re.search(r"[/\s@]|://", host):
        msg = "expected a host name or an address without scheme, port and path"
        raise ValueError(msg)
    return host.lower()


def _country(code: str) -> str:
    if pycountry.countries.get(alpha_3=code) is None or not code.isupper():
        msg = "expected a country as three capital letters (ISO 3166 alpha-3, such as KOR)"
        raise ValueError(msg)
    return code


def _language(code: Any) -> str:
    # YAML takes a bare `no` (Norwegian) for a switch.
    if not isinstance(code, str) or pycountry.languages.get(alpha_2=code) is None or not code.islower():
        msg = 'expected a language as two small letters (ISO 639-1, such as en; in quotes: "no")'
        raise ValueError(msg)
    return code


Address = Annotated[str, AfterValidator(_web_address)]
Patterns = Annotated[tuple[Annotated[str, AfterValidator(_pattern)], ...], Field(strict=False)]


class Expectation(BaseModel):
    """The least and the most pages that a source should give in a run."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    min: Annotated[int, Field(ge=0)] = 1
    max: Annotated[int, Field(ge=0)] = 500

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.min > self.max:
            msg = f"expected min to be no more than max, got min {self.min} and max {self.max}"
            raise ValueError(msg)
        return self


class Source(BaseModel):
    """One entry of `sources.yml`."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    name: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
    kind: Kind
    path: str | None = None
    """`folder`: a folder, a file or a glob. `warc`: a file or a glob. Relative paths start at the file's folder."""
    url: Address | None = None
    """`feed`, `sitemap`: where it is."""
    urls: Annotated[tuple[Address, ...], Field(strict=False)] = ()
    """`urls`: the addresses to fetch."""
    include: Patterns = ()
    """Patterns for whole addresses, `*` for anything; where given, only what matches one is asked for."""
    exclude: Patterns = ()
    """Patterns for whole addresses; what matches one is not asked for, site maps in a list of them included."""
    publisher: str | None = None
    country: Annotated[str, AfterValidator(_country)] | None = None
    """ISO 3166 alpha-3 of the publisher."""
    language: Annotated[str, BeforeValidator(_language)] | None = None
    """ISO 639-1 of what it publishes, where neither feed nor page says."""
    enabled: bool = True
    expect: Expectation = Expectation()
    delay_seconds: Annotated[float, Field(ge=0, le=600, strict=False)] | None = None
    """Between two requests of this source; robots.txt may ask for more."""
    max_pages: Annotated[int, Field(ge=1)] | None = None
    """New pages a run; `page_limit` has the default."""
    allow_hosts: Annotated[tuple[Annotated[str, AfterValidator(_host)], ...], Field(strict=False)] = ()
    """Private or local hosts, by name, that this source may talk to."""
    base_dir: Annotated[Path, Field(exclude=True)] = Path()
    """Where relative paths start. Set on load, never in the file."""

    @property
    def is_on_the_web(self) -> bool:
        """Whether its pages are fetched over the network."""
        return READS[self.kind][0] != "path"

    @property
    def page_limit(self) -> int | None:
        """The most pages a run takes; null for no limit."""
        return self.max_pages or PAGES_A_RUN.get(self.kind)

    @model_validator(mode="after")
    def _has_what_its_kind_reads(self) -> Self:
        needed, asked_for = READS[self.kind]
        if not getattr(self, needed):
            msg = f"expected {asked_for} for kind {self.kind}"
            raise ValueError(msg)
        for other in PLACES:
            if other != needed and getattr(self, other):
                msg = f"expected no `{other}` for kind {self.kind} ({PLACES[needed]})"
                raise ValueError(msg)
        if self.delay_seconds is not None and not self.is_on_the_web:
            msg = f"expected no `delay_seconds` for kind {self.kind} (nothing is fetched)"
            raise ValueError(msg)
        if self.kind == "folder" and (self.include or self.exclude):
            msg = "expected no `include` or `exclude` for kind folder (choose files with `path`)"
            raise ValueError(msg)
        return self
