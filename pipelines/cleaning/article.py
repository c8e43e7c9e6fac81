"""From a page to an article, or to the reason why there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.cleaning.addresses import canonical_url
from pipelines.cleaning.chrome import without_chrome
from pipelines.cleaning.controls import unsteered_fields, unsteered_html
from pipelines.cleaning.credit import bylined_agency, credited_agency
from pipelines.cleaning.dates import Published, address_date, listed_date, plain_text_date
from pipelines.cleaning.decoding import NotText, decode
from pipelines.cleaning.fingerprint import CLEANER_VERSION, article_id, article_version
from pipelines.cleaning.html import Extracted, extract_html
from pipelines.cleaning.language import language_of
from pipelines.cleaning.paragraphs import as_paragraphs
from pipelines.cleaning.walls import wall_of
from pipelines.printable import unsteered
from pipelines.records import Article, Rejection

if TYPE_CHECKING:
    from pipelines.records import Page

__all__ = ["CLEANER_VERSION", "clean"]

MIN_CHARACTERS = 80
"""A flash of one sentence is an article; a headline is not."""


def clean(page: Page) -> Article | Rejection:
    """Return the article that a page holds, or why it holds none.

    Pure: the same page always gives the same result. An article in any language is returned with its language.
    """
    decoded = decode(page.body, page.charset)
    if isinstance(decoded, NotText):
        return _rejection(page, decoded.reason, decoded.detail)
    decoded = unsteered(decoded) if page.content_type == "text/plain" else unsteered_html(decoded)
    if page.content_type == "text/plain":
        html = ""
        extracted = Extracted(text=decoded.strip("\n"), bylined=plain_text_date(decoded, page.captured_at))
    else:
        html = decoded
        extracted = extract_html(decoded, address=page.final_address, captured_at=page.captured_at)
    extracted = unsteered_fields(extracted)
    wall = wall_of(page, extracted, html)
    if wall is not None:
        return _rejection(page, *wall)
    title = _known(page, page.meta.title, extracted.title)
    text = without_chrome(extracted.text)
    if html:
        text = as_paragraphs(text, title)
    if not text.strip():
        return _rejection(page, "no_article", extracted.problem)
    if len(text) < MIN_CHARACTERS:
        return _rejection(page, "too_short", f"{len(text)} characters")
    url = canonical_url(page.meta.url or extracted.address, page.final_address)
    published = published_on(page, extracted)
    return Article(
        article_id=article_id(url),
        version=article_version(title, text),
        page_id=page.page_id,
        source=page.source,
        canonical_url=url,
        title=title,
        text=text,
        language=language_of(text, page.meta.language),
        author=extracted.author,
        publisher=_known(page, page.meta.publisher, extracted.publisher or page.publisher_default),
        country=page.country,
        published=published.day if published else None,
        published_from=published.found if published else None,
        published_prec=published.prec if published else None,
        credit=credited_agency(extracted.text) or bylined_agency(extracted.author),
        cleaner_version=CLEANER_VERSION,
    )


def published_on(page: Page, extracted: Extracted) -> Published | None:
    """Return when a page was published: what is believed most of what it and others say."""
    is_kept = not _is_on_the_web(page)
    listed = listed_date(page.meta.published, page.captured_at, found="sidecar" if is_kept else "feed")
    if is_kept and listed is not None:
        return listed
    return extracted.stated or address_date(page.final_address, page.captured_at) or listed or extracted.bylined


def _known(page: Page, told: str | None, stated: str | None) -> str | None:
    """Return what is known of a page from outside and from itself.

    A file beside a page was written to correct it, and goes first. A feed cuts titles and names itself for the
    publisher, and goes last.
    """
    return (stated or told) if _is_on_the_web(page) else (told or stated)


def _is_on_the_web(page: Page) -> bool:
    # Files beside pages are those of a folder: of what is on the web, a feed or a site map has told.
    return page.address.startswith(("http://", "https://"))


def _rejection(page: Page, reason: str, detail: str | None) -> Rejection:
    return Rejection(page.page_id, page.source, page.address, reason, detail, CLEANER_VERSION)
