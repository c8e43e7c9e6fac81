"""Feeds: RSS, Atom and RDF, read with feedparser, and JSON Feed (https://www.jsonfeed.org/version/1.1/).

feedparser never sees a document as it came: it gets one that was read with limits and written anew, whose texts are
short (`rewriting`). So it meets neither entities nor depth, and hardly any damage.
"""

from __future__ import annotations

import html
import io
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import feedparser

from pipelines.printable import one_line
from pipelines.sources.dates import day_of
from pipelines.sources.rewriting import written_anew
from pipelines.sources.xml import UnreadableDocumentError, is_html, unpacked

if TYPE_CHECKING:
    import datetime as dt

MAX_BYTES = 10_000_000
"""After decompression; the largest feeds seen, with whole articles in them, have half of that."""

MAX_ITEMS = 5_000
MAX_TITLE = 300

_TAG = re.compile(r"<[^<>]{0,500}>")
_LANGUAGE = re.compile(r"([a-zA-Z]{2})(?:[-_].*)?")


@dataclass(frozen=True, slots=True)
class Item:
    """What a feed or a site map says of one page."""

    link: str
    """As it stands, resolved against nothing."""
    base: str
    """What the link is relative to."""
    title: str | None = None
    publisher: str | None = None
    published: dt.date | None = None
    changed: dt.date | None = None
    """When the page was last changed; says nothing of when it was published."""
    language: str | None = None
    """ISO 639-1."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: its own title and language, and its items in its order."""

    title: str | None
    language: str | None
    items: tuple[Item, ...]


def parse_feed(body: bytes, address: str, latest: dt.date) -> Feed:
    """Read a feed of any of the four kinds, damaged ones too.

    Args:
        body: As it came, decompressed or not.
        address: Where it was found; links are relative to it.
        latest: The day of capture, in UTC; later dates are dropped.

    Raises:
        UnreadableDocumentError: No feed, or one that would take too much; the message says the next step.
    """
    body = unpacked(body, MAX_BYTES)
    if is_html(body):
        raise UnreadableDocumentError(
            "an HTML page, not a feed; `muster sources add` with the site's address finds its feed"
        )
    if body.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{":
        return _json_feed(body, address, latest)
    return _xml_feed(body, address, latest)


def plain(text: object, characters: int) -> str | None:
    """Return a text of a feed without markup, on one line, cut; null where nothing is left."""
    if not isinstance(text, str):
        return None
    return one_line(html.unescape(_TAG.sub(" ", text[: 4 * characters])), characters) or None


def language_code(text: object) -> str | None:
    """Return the ISO 639-1 code of a language tag such as `en-GB`; null where it is none."""
    found = _LANGUAGE.fullmatch(text.strip()) if isinstance(text, str) else None
    return found[1].lower() if found else None


def _xml_feed(body: bytes, address: str, latest: dt.date) -> Feed:
    document = written_anew(body)
    try:
        parsed = feedparser.parse(
            io.BytesIO(document),
            response_headers={"content-location": address, "content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:
        # It promises no kind of error, and one feed must not stop the others.
        raise UnreadableDocumentError(f"a feed that cannot be parsed: {one_line(error, 120)}") from error
    title = plain(parsed.feed.get("title"), MAX_TITLE)
    language = language_code(parsed.feed.get("language"))
    has_one_date = not parsed.version.startswith("atom")
    items = []
    for entry in parsed.entries[:MAX_ITEMS]:
        source = entry.get("source")
        # Asked of `entry` itself, each of the two would stand in for the other.
        published, updated = dict.get(entry, "published"), dict.get(entry, "updated")
        items.append(
            Item(
                link=_link(entry),
                base=address,
                title=plain(entry.get("title"), MAX_TITLE),
                publisher=plain(source.get("title") if isinstance(source, dict) else None, MAX_TITLE) or title,
                # RSS and RDF know one date only, `dc:date`, which feedparser takes for an update.
                published=day_of(published or (updated if has_one_date else None), latest),
                changed=day_of(updated, latest),
                language=language,
            )
        )
    return Feed(title, language, tuple(items))


def _link(entry: Any) -> str:
    """Return an item's link: the original one where the feed goes by way of a counter of clicks."""
    for name in ("feedburner_origlink", "link"):
        if isinstance(found := entry.get(name), str) and found.strip():
            return found
    identifier = entry.get("id")
    return identifier if isinstance(identifier, str) and identifier.startswith(("http://", "https://")) else ""


def _json_feed(body: bytes, address: str, latest: dt.date) -> Feed:
    try:
        feed = json.loads(body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        raise UnreadableDocumentError(f"damaged JSON: {one_line(error, 120)}") from None
    entries = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(entries, list):
        raise UnreadableDocumentError("JSON, but not a feed; expected JSON Feed with a list under `items`")
    title = plain(feed.get("title"), MAX_TITLE)
    language = language_code(feed.get("language"))
    return Feed(
        title,
        language,
        tuple(
            Item(
                link=link if isinstance(link := entry.get("url") or entry.get("external_url"), str) else "",
                base=address,
                title=plain(entry.get("title"), MAX_TITLE),
                publisher=title,
                published=day_of(_text(entry.get("date_published")), latest),
                changed=day_of(_text(entry.get("date_modified")), latest),
                language=language_code(entry.get("language")) or language,
            )
            for entry in entries[:MAX_ITEMS]
            if isinstance(entry, dict)
        ),
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
