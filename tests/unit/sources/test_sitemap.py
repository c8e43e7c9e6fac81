"""Site maps of every kind."""

from __future__ import annotations

import datetime as dt
import gzip

import pytest

from pipelines.sources.sitemap import MAX_ENTRIES, parse_sitemap
from pipelines.sources.xml import UnreadableDocumentError

ADDRESS = "https://news.example/maps/all.xml"
TODAY = dt.date(2025, 5, 2)

NEWS = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
        xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
  <url>
    <loc> https://news.example/1?a=1&amp;b=2 </loc>
    <lastmod>2025-05-01T10:00:00+09:00</lastmod>
    <image:image><image:loc>https://news.example/1.jpg</image:loc><image:title>A picture</image:title></image:image>
    <news:news>
      <news:publication><news:name>The Harbour Post</news:name><news:language>en</news:language></news:publication>
      <news:publication_date>2025-04-30T23:50:00+09:00</news:publication_date>
      <news:title>Seoul&apos;s count</news:title>
    </news:news>
  </url>
  <url><image:image><image:loc>https://news.example/2.jpg</image:loc></image:image><loc>https://news.example/2</loc></url>
</urlset>"""


def read(body: str | bytes):
    return parse_sitemap(body.encode() if isinstance(body, str) else body, ADDRESS, TODAY)


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_a_news_site_map_tells_title_publisher_date_and_language(pack):
    """Of the page; pictures have places and titles of their own."""
    first, second = read(pack(NEWS.encode())).pages
    assert (first.link, first.title, first.publisher) == (
        "https://news.example/1?a=1&b=2",
        "Seoul's count",
        "The Harbour Post",
    )
    assert (first.published, first.changed, first.language) == (dt.date(2025, 4, 30), dt.date(2025, 5, 1), "en")
    assert (second.link, second.title, second.published) == ("https://news.example/2", None, None)


def test_when_a_page_was_changed_is_not_when_it_was_published():
    """Most site maps tell only the former."""
    (page,) = read("<urlset><url><loc>/1</loc><lastmod>2025-05-01</lastmod></url></urlset>").pages
    assert (page.published, page.changed) == (None, dt.date(2025, 5, 1))


def test_a_list_of_site_maps():
    """With its dates."""
    found = read("<sitemapindex><sitemap><loc>a.xml.gz</loc><lastmod>2025-05-01</lastmod></sitemap></sitemapindex>")
    assert [(item.link, item.changed) for item in found.sitemaps] == [("a.xml.gz", dt.date(2025, 5, 1))]
    assert found.pages == ()


def test_a_plain_list_of_addresses():
    """One a line, as the protocol allows."""
    found = read("https://news.example/1\r\n\r\nhttps://news.example/2\r\n")
    assert [item.link for item in found.pages] == ["https://news.example/1", "https://news.example/2"]


def test_a_feed_may_be_a_site_map():
    """As the protocol allows."""
    found = read("<rss><channel><title>T</title><item><title>One</title><link>/1</link></item></channel></rss>")
    assert [(item.link, item.title) for item in found.pages] == [("https://news.example/1", "One")]


def test_no_more_entries_are_read_than_the_protocol_allows():
    """In a plain list and in XML."""
    for body in (
        "<urlset>" + "<url><loc>/x</loc></url>" * (MAX_ENTRIES + 3) + "</urlset>",
        "https://news.example/x\n" * (MAX_ENTRIES + 3),
    ):
        assert len(read(body).pages) == MAX_ENTRIES


def test_a_site_map_that_breaks_off_gives_the_entries_before():
    """Each of them whole."""
    body = "<urlset>" + "".join(f"<url><loc>/{number}</loc></url>" for number in range(9))
    assert [item.link for item in read(body + "<url><loc>/broken").pages][:9] == [f"/{number}" for number in range(9)]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("", "empty"),
        ("<!doctype html><title>404", "an HTML page, not a site map; `muster sources add`"),
        ("<opml/>", "<opml>, not a site map"),
        ("hello", "neither XML nor JSON"),
        (gzip.compress(b"<urlset/>" * 90, mtime=0)[:20], "damaged gzip"),
    ],
)
def test_what_is_no_site_map_is_told_with_what_it_is(body, said):
    """And the next step, where there is one."""
    with pytest.raises(UnreadableDocumentError) as error:
        read(body)
    assert str(error.value).startswith(said)


def test_an_empty_site_map_is_one():
    """A site without news today."""
    assert read("<urlset></urlset>").pages == ()


@pytest.mark.parametrize("inside", ["<a/>", "<a><b/></a>", "<loc/>"])
def test_an_entry_without_end_is_given_up(inside):
    """It is held in memory until it ends."""
    with pytest.raises(UnreadableDocumentError, match=r"an entry of more than 20,000 elements"):
        parse_sitemap(f"<urlset><url>{inside * 25_000}</url></urlset>".encode(), "https://news.example/map.xml", TODAY)
