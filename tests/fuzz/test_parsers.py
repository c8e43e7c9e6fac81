"""The parsers of what strangers write, on documents made at random: whatever comes, they answer or refuse.

A few hundred documents each in an ordinary test run, always the same ones; `make fuzz` takes others, and more of them
(MUSTER_FUZZ_EXAMPLES says how many).
"""

from __future__ import annotations

import contextlib
import datetime as dt
import gzip
import json
import os
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.cleaning.article import clean
from pipelines.commands.sources_add import find
from pipelines.errors import UserError
from pipelines.fetching.client import Fetched, FetchError
from pipelines.printable import STEERING
from pipelines.records import REJECTION_REASONS, Article, Meta, Page
from pipelines.sources.feed import MAX_TITLE, parse_feed
from pipelines.sources.links import RefusedLinkError, resolve
from pipelines.sources.sitemap import parse_sitemap
from pipelines.sources.source import Source
from pipelines.sources.warc import WarcUnreadableError, read_pages
from pipelines.sources.xml import UnreadableDocumentError

EXAMPLES = os.environ.get("MUSTER_FUZZ_EXAMPLES")
NOW = dt.datetime(2025, 5, 1, 6, 0, tzinfo=dt.UTC)
ADDRESS = "https://news.example/feeds/all"

fuzzed = settings(
    max_examples=int(EXAMPLES or 200),
    derandomize=EXAMPLES is None,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)

SEEDS = [
    (
        b'<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
        b"<title>Wire &amp; Co</title><language>en</language><item><title><![CDATA[A <b>title</b>]]></title><link>/1?a=1&amp;b=2</link>"
        b'<guid isPermaLink="true">https://news.example/1</guid><pubDate>Wed, 30 Apr 2025 10:00:00 +0900</pubDate>'
        b"<dc:date>2025-04-30</dc:date><description>x</description></item></channel></rss>"
    ),
    (
        b'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://b.example/"><title type="xhtml"><div>T</div></title><entry>'
        b'<title>e</title><link rel="alternate" href="y"/><published>2025-04-30T10:00:00Z</published><content>c</content></entry></feed>'
    ),
    (
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel/>'
        b'<item rdf:about="https://news.example/1"><title>i</title><link>https://news.example/1</link></item></rdf:RDF>'
    ),
    b'{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1","url":"/1","title":"t","date_published":"2025-04-30"}]}',
    (
        b'<urlset xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>/1</loc><lastmod>2025-05-01</lastmod><n:news>'
        b"<n:publication><n:name>N</n:name></n:publication><n:publication_date>2025-04-30</n:publication_date></n:news></url></urlset>"
    ),
    b"<sitemapindex><sitemap><loc>a.xml</loc></sitemap></sitemapindex>",
    b"https://news.example/1\nhttps://news.example/2\n",
    b'<!DOCTYPE rss [<!ENTITY a "b"><!ENTITY % c SYSTEM "file:///etc/passwd">]><rss><channel>&a;%c;</channel></rss>',
]
HTML = (
    b'<!doctype html><html lang="en"><head><title>A harbour | Post</title><meta charset="utf-8">'
    b'<link rel="alternate" type="application/rss+xml" href="/rss"><meta property="article:published_time" content="2025-04-30">'
    b'<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2025-04-30"}</script></head><body><article>'
    b"<h1>A harbour</h1><p>The harbour opened again on Saturday morning after the storm that had kept the ferries in port.</p>"
    b"<p>Passengers waited in the hall while the crews cleared the quay, and the first boat left before noon.</p></article></body>"
)
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
RECORD = (
    b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://news.example/1\r\nWARC-Date: 2025-04-30T10:00:00Z\r\n"
    b"Content-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n" % (len(ANSWER), ANSWER)
)

PIECES = [
    b"<", b">", b"</", b"/>", b"<![CDATA[", b"]]>", b"<!--", b"-->", b"<?xml version='1.0'?>", b"&amp;", b"&nbsp;", b"&#0;",
    b"&#x1b;", b"&#99999999;", b"&a;", b"<!DOCTYPE x [", b"<!ENTITY a 'b'>", b"xmlns='x'", b"<item>", b"</item>", b"<link>",
    b"<url><loc>", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\x1f\x8b\x08", b"\x1b[2J", "\u202e\ud55c".encode(), b"'", b'"',
    b"javascript:alert(1)", b"http://127.0.0.1/", b"http://[", b"//", b"1970-01-01", b"9999-99-99", b"Wed, 99 Xyz",
    b"<script>", b"<svg><style><!--", b"<table><tr><td>", b"<base href='http://10.0.0.1/'>", b"[" * 50, b"{" * 50, b"A" * 5_000,
    b"\r\n\r\n", b"Content-Length: -1\r\n", b"Content-Encoding: gzip\r\n", b"WARC/1.0\r\n", b"7fffffff\r\n",
]  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn, seeds: list[bytes]) -> bytes:
    """Draw a sound document, and cut, copy and put things into it; or pieces or bytes alone."""
    body = draw(st.sampled_from([*seeds, b""]))
    for _ in range(draw(st.integers(0, 8))):
        start = draw(st.integers(0, len(body)))
        end = min(len(body), start + draw(st.integers(0, 60)))
        piece = draw(st.one_of(st.sampled_from(PIECES), st.binary(max_size=12), st.just(body[start:end])))
        body = (
            body[:start] + piece * draw(st.sampled_from([1, 1, 1, 2, 40])) + body[draw(st.sampled_from([start, end])) :]
        )
    packing = draw(st.integers(0, 12))
    return (
        gzip.compress(body)
        if packing == 0
        else body.decode("utf-8", "replace").encode("utf-16")
        if packing == 1
        else body
    )


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | st.just("2025-04-30"),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["version", "title", "language", "items", "url", "external_url", "date_published", "id"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


def check_items(items):
    """Hold what is said of pages against what it must be, however the document was made."""
    for item in items:
        for text in (item.title, item.publisher):
            assert text is None or (0 < len(text) <= MAX_TITLE and not STEERING.search(text) and "\n" not in text)
        for day in (item.published, item.changed):
            assert day is None or dt.date(1994, 1, 1) <= day <= NOW.date() + dt.timedelta(days=1)
        with contextlib.suppress(RefusedLinkError):
            address = resolve(item.link, item.base)
            assert address.startswith(("http://", "https://"))
            assert not STEERING.search(address)


@contextlib.contextmanager
def read_or_refused(error_type):
    """Let a document be refused, on one line."""
    said = ""
    try:
        yield
    except error_type as error:
        said = str(error)
    assert "\n" not in said
    assert not STEERING.search(said)


@fuzzed
@given(damaged(SEEDS))
def test_feeds_and_site_maps_are_read_or_refused(body):
    """And nothing that they say gets past what holds for it."""
    with read_or_refused(UnreadableDocumentError):
        check_items(parse_feed(body, ADDRESS, NOW.date()).items)
    with read_or_refused(UnreadableDocumentError):
        sitemap = parse_sitemap(body, ADDRESS, NOW.date())
        check_items([*sitemap.pages, *sitemap.sitemaps])


@fuzzed
@given(JSON)
def test_json_of_any_shape_is_read_or_refused(value):
    """Nothing in it is taken for what it is not."""
    with read_or_refused(UnreadableDocumentError):
        check_items(parse_feed(json.dumps({"items": value}).encode(), ADDRESS, NOW.date()).items)


@fuzzed
@given(damaged([RECORD, RECORD * 2, gzip.compress(RECORD) * 2]))
def test_archives_are_read_or_refused(body):
    """Pages that come are whole pages of text on the web."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.warc")
        path.write_bytes(body)
        with read_or_refused(WarcUnreadableError):
            for page in read_pages(Source(name="a", kind="warc", path="x"), path, NOW):
                assert page.address.startswith(("http://", "https://"))
                assert not STEERING.search(page.address)
                assert page.body
                assert page.captured_at <= NOW


@fuzzed
@given(
    damaged([HTML]),
    st.sampled_from(["text/html", "text/plain", None]),
    st.sampled_from([None, "utf-8", "euc-kr", "x-no"]),
)
def test_pages_give_an_article_or_a_reason(body, content_type, charset):
    """Never an error, and never a day to come."""
    outcome = clean(Page("s", ADDRESS, ADDRESS, NOW, 200, content_type, charset, body, Meta()))
    if isinstance(outcome, Article):
        assert outcome.text.strip()
        shown = [outcome.title, outcome.text, outcome.author, outcome.publisher, outcome.canonical_url]
        assert not any(STEERING.search(text) for text in shown if text)
        assert outcome.published is None or outcome.published <= "2025-05-02"
        assert outcome.canonical_url.startswith(("http://", "https://"))
    else:
        assert outcome.reason in REJECTION_REASONS


class _Everything:
    """A site that answers whatever is asked with the same document, or now and then with nothing."""

    def __init__(self, body):
        self.body = body
        self.asked = []

    def fetch(self, address, **_):
        self.asked.append(address)
        if len(self.asked) % 3 == 0:
            raise FetchError("failed", "HTTP status 404")
        return Fetched(address, 200, "text/html", None, self.body)


@fuzzed
@given(damaged([HTML, *SEEDS]))
def test_looking_for_a_feed_comes_to_an_end_and_prints_nothing_that_steers(body):
    """Private addresses are not asked."""
    site = _Everything(body)
    try:
        printed = find(ADDRESS, fetcher=site, allow_hosts=(), taken=())
    except UserError as error:
        printed = str(error)
    assert not STEERING.search(printed)
    assert len(site.asked) < 30
    assert not any(host in address for address in site.asked for host in ("127.0.0.1", "//10."))
