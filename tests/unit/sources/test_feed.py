"""Feeds of the four kinds: what is read of an item, and what is not taken for one."""

from __future__ import annotations

import datetime as dt

import pytest

from pipelines.sources.feed import MAX_ITEMS, MAX_TITLE, parse_feed
from pipelines.sources.xml import UnreadableDocumentError

ADDRESS = "https://news.example/feeds/all.xml"
TODAY = dt.date(2025, 5, 2)
APRIL = dt.date(2025, 4, 30)


def read(body: str | bytes):
    return parse_feed(body.encode() if isinstance(body, str) else body, ADDRESS, TODAY)


def rss(items: str, head: str = "<title>The Harbour Post</title>") -> str:
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{items}</channel></rss>'


def facts(feed):
    return [(item.link, item.title, item.published) for item in feed.items]


def test_rss():
    """Title, link and date of each item; the channel's title and language hold for all of them."""
    feed = read(
        rss(
            "<item><title>One</title><link>https://news.example/1</link>"
            "<pubDate>Wed, 30 Apr 2025 23:30:00 +0900</pubDate><description>Long text</description></item>"
            "<item><title>Two</title><link>/2?a=1&amp;b=2</link></item>",
            "<title>The Harbour Post</title><language>en-gb</language>",
        )
    )
    assert (feed.title, feed.language) == ("The Harbour Post", "en")
    assert facts(feed) == [
        ("https://news.example/1", "One", APRIL),
        ("https://news.example/2?a=1&b=2", "Two", None),
    ]
    assert {(item.publisher, item.language) for item in feed.items} == {("The Harbour Post", "en")}


def test_atom():
    """Links are relative to `xml:base`; the link to the page is told from others; an update is no publication."""
    feed = read(
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://other.example/x/"><title>Wire</title>'
        '<entry><title type="html">A &lt;b&gt;bold&lt;/b&gt; claim</title><link rel="self" href="self.xml"/>'
        '<link rel="alternate" href="y"/><published>2025-04-30T10:00:00Z</published><updated>2025-05-01T10:00:00Z</updated>'
        '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">text</div></content></entry>'
        '<entry><title>Only changed</title><link href="z"/><updated>2025-05-01T10:00:00Z</updated></entry></feed>'
    )
    assert facts(feed) == [
        ("https://other.example/x/y", "A bold claim", APRIL),
        ("https://other.example/x/z", "Only changed", None),
    ]
    assert [item.changed for item in feed.items] == [dt.date(2025, 5, 1)] * 2


def test_rdf():
    """Items stand beside the channel, dates are Dublin Core's."""
    feed = read(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://news.example/"><title>Wire</title></channel>'
        '<item rdf:about="https://news.example/1"><title>One</title><link>https://news.example/1</link>'
        "<dc:date>2025-04-30T09:00:00+09:00</dc:date></item></rdf:RDF>"
    )
    assert (feed.title, facts(feed)) == ("Wire", [("https://news.example/1", "One", APRIL)])


def test_json_feed():
    """What is no item, or has no link, does not spoil the others."""
    feed = read(
        '{"version": "https://jsonfeed.org/version/1.1", "title": "Wire", "language": "en-US", "items": ['
        '{"id": "1", "url": "/1", "title": "One", "date_published": "2025-04-30T09:00:00Z"}, 7, {"url": ["x"]}]}'
    )
    assert (feed.title, feed.language) == ("Wire", "en")
    assert facts(feed) == [("/1", "One", APRIL), ("", None, None)]


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Kim &amp;amp; Putin &amp;lt;meet&amp;gt;", "Kim & Putin <meet>"),
        ("<![CDATA[Q&A: who <em>paid</em>?]]>", "Q&A: who paid ?"),
        ("Seoul&nbsp;says &ldquo;no&rdquo;", "Seoul says “no”"),
        ("Rheinmetall & KNDS, AT&T &amp; co", "Rheinmetall & KNDS, AT&T & co"),
        ("two\n   lines", "two lines"),
        ("\u202eoff", "\ufffdoff"),
    ],
)
def test_a_title_is_plain_text_on_one_line(written, title):
    """Without markup, with characters rather than their names, and with nothing that steers a terminal."""
    (item,) = read(rss(f"<item><title>{written}</title><link>/1</link></item>")).items
    assert item.title == title


def test_an_address_keeps_its_ampersands_whatever_stands_before_it():
    """A bare ampersand or one of HTML's names does not cost the rest of the feed its own."""
    items = "<item><title>AT&T &nbsp;</title><link>https://a.example/?a=1&amp;b=2&c=3</link></item>" * 2
    assert {item.link for item in read(rss(items)).items} == {"https://a.example/?a=1&b=2&c=3"}
    cdata = "<item><title>R&D</title><link><![CDATA[https://a.example/?a=1&b=2]]></link></item>"
    assert [item.link for item in read(rss(cdata)).items] == ["https://a.example/?a=1&b=2"]


def test_a_title_of_ten_megabytes_is_cut():
    """And the next item is read all the same."""
    feed = read(
        rss(
            f"<item><title>{'x' * 9_500_000}</title><link>/1</link></item><item><title>Two</title><link>/2</link></item>"
        )
    )
    first, second = feed.items
    assert first.title == "x" * (MAX_TITLE - 1) + "…"
    assert (first.link, second.title) == ("https://news.example/1", "Two")


def test_a_feed_by_way_of_a_counter_of_clicks_gives_the_page_itself():
    """As Feedburner wrote them."""
    item = (
        '<item xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"><link>https://count.example/~r/1</link>'
        "<feedburner:origLink>https://news.example/1</feedburner:origLink></item>"
    )
    assert [item.link for item in read(rss(item)).items] == ["https://news.example/1"]


def test_a_prefix_that_is_not_declared_means_what_it_usually_does():
    """Any other is nothing that is read; names that are none do no harm."""
    item = (
        "<item><title>One</title><link>/1</link><dc:date>2025-04-30</dc:date><media:thumb x:y='1' 2='3'/>"
        "<q\ufeff>x</q\ufeff><a:b:c/></item>"
    )
    assert facts(read(rss(item))) == [("https://news.example/1", "One", APRIL)]


@pytest.mark.parametrize("length", [10, 5_000])
@pytest.mark.parametrize("character", ["\x00", "\x1b", "&#27;", "&#0;", "&#xffff;", "\ufffe"])
def test_a_character_that_xml_does_not_know_costs_nothing(character, length):
    """Neither in a text nor in an address."""
    title = character + "x" * length
    feed = read(rss(f"<item><title a='{title}'>{title}</title><link>/1</link></item><item><link>/2</link></item>"))
    assert [item.link for item in feed.items] == ["https://news.example/1", "https://news.example/2"]
    assert feed.items[0].title.strip("\ufffd ").startswith("xxx")


def test_a_space_in_a_namespace_is_overlooked():
    """A slip of the pen."""
    feed = read(
        '<feed xmlns="http://www.w3.org/2005/Atom " xmlns:x="a b"><title>T</title><entry><title x:y="">One</title>'
        '<link href="/1"/></entry></feed>'
    )
    assert facts(feed) == [("https://news.example/1", "One", None)]


def test_an_item_that_was_taken_from_elsewhere_names_its_publisher():
    """RSS has `source` for it."""
    item = '<item><link>/1</link><source url="https://agency.example/rss">An Agency</source></item>'
    assert [item.publisher for item in read(rss(item)).items] == ["An Agency"]


def test_a_guid_that_is_an_address_is_the_link_where_there_is_none():
    """One that is none is not."""
    items = '<item><guid>https://news.example/g</guid></item><item><guid isPermaLink="false">xyz</guid></item>'
    assert [item.link for item in read(rss(items)).items] == ["https://news.example/g", ""]


@pytest.mark.parametrize(
    "date", ["Thu, 01 Jan 1970 00:00:00 GMT", "2099-01-01T00:00:00Z", "10:30", "soon", "x" * 9_000]
)
def test_a_date_that_cannot_be_is_dropped(date):
    """The item stays."""
    (item,) = read(rss(f"<item><link>/1</link><pubDate>{date}</pubDate></item>")).items
    assert item.published is item.changed is None


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "iso-8859-1"])
def test_any_encoding_is_read(encoding):
    """By its mark of byte order or its declaration."""
    declared = "utf-8" if encoding == "utf-8-sig" else encoding
    text = rss("<item><title>café</title><link>/1?a=1&amp;b=2</link></item>").replace(
        "?>", f' encoding="{declared}"?>', 1
    )
    (item,) = read(text.encode(encoding)).items
    assert (item.title, item.link) == ("café", "https://news.example/1?a=1&b=2")


def test_a_feed_that_breaks_off_gives_the_items_before():
    """As a connection that ended would leave it."""
    text = rss("<item><title>One</title><link>/1</link></item><item><title>Two</title><link>/2</link></item>")
    assert facts(read(text[: text.index("<title>Two")]))[0] == ("https://news.example/1", "One", None)


def test_no_more_items_are_read_than_a_feed_has():
    """The first ones, which are the newest."""
    feed = read(rss("".join(f"<item><link>/{number}</link></item>" for number in range(MAX_ITEMS + 5))))
    assert len(feed.items) == MAX_ITEMS
    assert feed.items[-1].link.endswith(f"/{MAX_ITEMS - 1}")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("", "empty"),
        ("  \n", "empty"),
        ("hello", "neither XML nor JSON"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "neither XML nor JSON"),
        ("<!DOCTYPE html><p>x", "an HTML page, not a feed; `muster sources add`"),
        (
            "<?xml version='1.0'?>\n<!-- a - b --><html xmlns='http://www.w3.org/1999/xhtml'>",
            "an HTML page, not a feed",
        ),
        ("<urlset><url/></urlset>", "a site map, not a feed; write `kind: sitemap`"),
        ("<opml/>", "<opml>, not a feed; expected RSS, Atom, RDF or JSON Feed"),
        ("{", "damaged JSON"),
        ('{"items": 3}', "JSON, but not a feed"),
        ('{"items": ' + "[" * 200_000, "damaged JSON"),
        (b"\x1f\x8b\x08\x00rest", "damaged gzip"),
    ],
)
def test_what_is_no_feed_is_told_with_what_it_is(body, said):
    """And the next step, where there is one."""
    with pytest.raises(UnreadableDocumentError) as error:
        read(body)
    assert str(error.value).startswith(said)
    assert "\n" not in str(error.value)
