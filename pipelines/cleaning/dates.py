"""When an article was published: the day, how precisely it is known, and where it was found.

In the order in which they are believed: what was written down beside the page, what the page states for machines
(JSON-LD, then `meta` elements), its address, the feed that linked to it, and a date in its text where a byline stands.
A page that is made for each visit states the time of the visit in one of these places now and then: what cannot be
told from that is not taken.
"""

from __future__ import annotations

import copy
import datetime as dt
import json
import re
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from htmldate import find_date
from lxml import etree, html

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

Found = Literal["sidecar", "json_ld", "meta", "url", "feed", "text"]

DAY, MONTH = 1, 4
"""How precise a date is, as in UCDP: an exact day, or within a month."""

FIRST_DAY = dt.date(1995, 1, 1)
"""No news page on the web is older: 1970 is an empty field, and 1900 a form nobody filled in."""

AHEAD = dt.timedelta(days=1)
"""Where the day begins before it does in UTC, a page may be of tomorrow."""

FAR = dt.timedelta(days=3650)

MOMENT = dt.timedelta(minutes=1)
"""A time stated to be that much before the capture, or later, is that of the visit."""

ARTICLE_TYPES = re.compile(r"(?:^|/)(?:\w*Article|Report|BlogPosting|LiveBlogPosting|SocialMediaPosting)$")
PAGE_TYPES = re.compile(r"(?:^|/)\w*Page$")
OF_OTHERS = frozenset({"itemListElement", "hasPart", "isPartOf", "comment", "liveBlogUpdate", "review", "citation"})
"""What other stories, and the parts of this one, are told under."""

PUBLISHED = re.compile(r'"datePublished"\s*:\s*"([^"]{4,40})"')

CHANGED = re.compile(r"modif|updat|revis|last|copyright|expir|valid|event|birth", re.IGNORECASE)
"""In the name of a `meta` element: it is no day of publication."""

ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?!\d)")
ISO_MONTH = re.compile(r"(\d{4})-(\d{2})$")
_YEAR, _MONTH, _DAY = r"(?P<year>(?:19|20)\d\d)", r"(?P<month>0[1-9]|1[0-2])", r"(?P<day>0[1-9]|[12]\d|3[01])"
IN_ADDRESS = (
    re.compile(rf"/{_YEAR}/{_MONTH.replace('0[', '0?[')}/{_DAY.replace('0[', '0?[')}(?!\d)"),
    re.compile(rf"/{_YEAR}(?P<dash>-?){_MONTH}(?P=dash){_DAY}(?!\d)"),
    # Agencies number their reports by the day: AEN20250430005400315.
    re.compile(rf"(?<!\d){_YEAR}{_MONTH}{_DAY}\d{{5,9}}(?!\d)"),
    # Where no day follows: 2025/02/30 is no month either.
    re.compile(rf"/{_YEAR}/{_MONTH}(?P<day>)/(?!\d{{1,2}}(?!\d))"),
)
"""In the order in which they are tried: as folders, as one name, as the number of a report, a month alone."""

_NAME = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]{0,6}\.?"
IN_WORDS = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s{{1,3}}{_NAME},?|{_NAME}\s{{1,3}}\d{{1,2}}(?:st|nd|rd|th)?,?)\s{{1,3}}20\d\d\b"
)

MAX_ADDRESS = 500
"""Characters of an address that are looked at."""

BYLINE_WORDS = 16
"""A line with more words is of the text, and a date in it is that of an event."""

BYLINE_LINES = 6
"""Of a plain text, the lines among which a byline stands."""

NOT_OF_THE_ARTICLE = ("related", "clock", "weather", "today", "comment", "copyright")
AROUND = "|".join(
    [
        *(
            f"//{name}"
            for name in ("script", "style", "noscript", "template", "nav", "footer", "aside", "form", "select")
        ),
        "/html/body/header",
        *(f"//*[contains(@class, '{word}') or contains(@id, '{word}')]" for word in NOT_OF_THE_ARTICLE),
    ]
)
"""What of a page is not the article: the date there is that of today, or of another story."""


@dataclass(frozen=True, slots=True)
class Published:
    """A date of publication."""

    day: str
    """`YYYY-MM-DD`; `YYYY-MM` where only the month is known."""
    found: Found
    prec: int
    """`DAY` or `MONTH`."""


def stated_date(tree: HtmlElement, captured_at: dt.datetime) -> Published | None:
    """Return the day of publication that a page states for machines, or null."""
    for value in _json_ld(tree):
        found = _read(value, "json_ld", captured_at)
        if found is not None:
            return found
    return _from_meta(tree, captured_at)


def address_date(address: str, captured_at: dt.datetime) -> Published | None:
    """Return the day, or the month, of publication that an address holds, or null."""
    for pattern in IN_ADDRESS:
        for match in pattern.finditer(address[:MAX_ADDRESS]):
            text = "-".join(part.zfill(2) for part in (match["year"], match["month"], match["day"]) if part)
            found = _read(text, "url", captured_at)
            if found is not None:
                return found
    return None


def listed_date(published: str | None, captured_at: dt.datetime, *, found: Found) -> Published | None:
    """Return the date that was given along with a page (`feed` or `sidecar`), or null where it cannot be one."""
    return None if published is None else _read(published, found, captured_at)


def text_date(tree: HtmlElement, captured_at: dt.datetime) -> Published | None:
    """Return the date that stands in a page where its byline does, or null.

    The day of the capture is taken only where a `time` element has it: else it may be a clock in the page's head.
    """
    near, above = _byline_part(tree)
    day = find_date(near, original_date=True, extensive_search=False, max_date=_max_date(captured_at))
    if day is None and (in_words := IN_WORDS.search(above)):
        day = in_words[0]
    found = None if day is None else _read(day, "text", captured_at)
    if found is None or found.day < captured_at.date().isoformat():
        return found
    times = (str(value) for value in near.xpath("//time/@datetime"))
    return found if any(value.startswith(found.day) for value in times) else None


def plain_text_date(text: str, captured_at: dt.datetime) -> Published | None:
    """Return the date in the byline of a plain text: a short line before its first paragraph, or null."""
    lines = [line.strip() for line in text.split("\n") if line.strip()][:BYLINE_LINES]
    first = next((number for number, line in enumerate(lines) if len(line.split()) >= BYLINE_WORDS), len(lines))
    body = etree.Element("body")
    for line in lines[:first]:
        etree.SubElement(body, "p").text = _printable(line)
    return text_date(html.fromstring(etree.tostring(body, encoding="unicode")), captured_at) if first else None


def _read(value: str, found: Found, captured_at: dt.datetime) -> Published | None:
    """Return the date that a value holds, if a page captured then can have been published on it."""
    value = value.strip()[:60]
    if _is_time_of_visit(value, captured_at):
        return None
    if month := ISO_MONTH.match(value):
        text, prec = f"{month[1]}-{month[2]}", MONTH
    else:
        day = ISO_DAY.match(value)
        # Dates in words are the library's business; it reads them in the element made for them.
        read = day[0] if day else find_date(_meta(value), original_date=True, max_date=_max_date(captured_at))
        if read is None:
            return None
        text, prec = read, DAY
    try:
        first = dt.date.fromisoformat(text if prec == DAY else f"{text}-01")
    except ValueError:
        return None
    return Published(text, found, prec) if FIRST_DAY <= first <= captured_at.date() + AHEAD else None


def _is_time_of_visit(value: str, captured_at: dt.datetime) -> bool:
    try:
        told = dt.datetime.fromisoformat(value)
    except ValueError:
        return False
    # Without a zone the hour may be any; with none at all it is a day, which is no moment.
    if told.tzinfo is None:
        return False
    return told >= captured_at.astimezone(dt.UTC) - MOMENT


def _from_meta(tree: HtmlElement, captured_at: dt.datetime) -> Published | None:
    """Return the date in the `meta` elements, those aside that say when it was changed or visited."""
    head = etree.Element("head")
    for meta in tree.iter("meta"):
        name = " ".join(meta.get(key, "") for key in ("name", "property", "itemprop", "http-equiv"))
        content = meta.get("content", "").strip()
        if content and name.strip() and not CHANGED.search(name) and not _is_time_of_visit(content, captured_at):
            head.append(copy.deepcopy(meta))
    page = etree.Element("html")
    page.append(head)
    day = find_date(
        html.fromstring(etree.tostring(page, encoding="unicode")),
        original_date=True,
        extensive_search=False,
        max_date=_max_date(captured_at),
    )
    return None if day is None else _read(day, "meta", captured_at)


def _meta(value: str) -> HtmlElement:
    head = etree.Element("head")
    etree.SubElement(head, "meta", property="article:published_time", content=_printable(value))
    return html.fromstring(f"<html>{etree.tostring(head, encoding='unicode')}</html>")


def _printable(text: str) -> str:
    """Return a text without the characters that XML has no place for."""
    return re.sub(r"[^\x20-\x7e\xa0-\ud7ff]", " ", text)


def _max_date(captured_at: dt.datetime) -> str:
    # Given the real bound, the library makes another date of one that lies beyond it.
    return (captured_at.date() + FAR).isoformat()


def _byline_part(tree: HtmlElement) -> tuple[HtmlElement, str]:
    """Return a page down to the end of its text, without what is around it and without its paragraphs.

    And, as text, what stands above the first paragraph, headlines apart.
    """
    page = copy.deepcopy(tree)
    for element in [*page.xpath(AROUND), *page.xpath("//head")]:
        if element.getparent() is not None:
            element.drop_tree()
    paragraphs = [
        element for element in page.iter("p", "li", "td") if len(element.text_content().split()) >= BYLINE_WORDS
    ]
    if paragraphs:
        for element in list(paragraphs[-1].xpath("following::*")):
            if element.getparent() is not None:
                element.drop_tree()
    above: list[str] = []
    for element in page.iter():
        if element in paragraphs[:1]:
            break
        if isinstance(element.tag, str) and element.tag not in {"h1", "h2", "h3", "title"}:
            above.append(element.text or "")
    for element in paragraphs:
        element.drop_tree()
    return page, "\n".join(above)


def _json_ld(tree: HtmlElement) -> Iterator[str]:
    """Yield the days of publication stated in JSON-LD, those of articles before those of pages."""
    stated: list[tuple[int, str]] = []
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        text = script.text_content()
        try:
            stated += _walk(json.loads(text, strict=False))
        except (ValueError, RecursionError):
            # Broken JSON is common; what it says of its date is readable nevertheless.
            stated += [(1, value) for value in PUBLISHED.findall(text)]
    yield from (value for _, value in sorted(stated, key=lambda found: found[0]))


def _walk(data: Any) -> Iterator[tuple[int, str]]:
    """Yield rank and value of each day of publication: 0 for an article's, 1 for a page's."""
    todo = deque([data])
    while todo:
        node = todo.popleft()
        if isinstance(node, list):
            todo.extendleft(reversed(node))
        elif isinstance(node, dict):
            kinds = node.get("@type")
            named = [str(kind) for kind in (kinds if isinstance(kinds, list) else [kinds])]
            value = node.get("datePublished")
            if isinstance(value, str) and any(map(ARTICLE_TYPES.search, named)):
                yield 0, value
            elif isinstance(value, str) and any(map(PAGE_TYPES.search, named)):
                yield 1, value
            todo.extendleft(reversed([part for key, part in node.items() if key not in OF_OTHERS]))
