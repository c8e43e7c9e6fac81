"""What a source on the web offers: its candidates, newest first and once each, and what cannot be asked for."""

from __future__ import annotations

import datetime as dt
import gzip
import itertools

import pytest
from scripted import ScriptedFetcher

from pipelines.fetching.client import Fetched, FetchError
from pipelines.records import Meta
from pipelines.sources.discovery import MAX_SITEMAPS, Candidate, Missed, discover
from pipelines.sources.source import Source

TODAY = dt.date(2025, 5, 2)
FEED = "https://news.example/rss.xml"
MAP = "https://news.example/sitemap.xml"


def feed(*items: str) -> str:
    return f"<rss><channel><title>Wire</title>{''.join(f'<item>{item}</item>' for item in items)}</channel></rss>"


def offered(answers, kind="feed", **fields):
    """Return the candidates, the missed and the fetcher."""
    source = Source(name="test", kind=kind, url={"feed": FEED, "sitemap": MAP}[kind], **fields)
    fetcher = ScriptedFetcher(answers)
    found = list(discover(source, fetcher=fetcher, today=TODAY))
    split = [isinstance(one, Missed) for one in found]
    assert split == sorted(split, reverse=True), "what is missed comes first"
    return (
        [one for one in found if isinstance(one, Candidate)],
        [one for one in found if isinstance(one, Missed)],
        fetcher,
    )


def test_a_feed_gives_candidates_with_what_it_says_of_them():
    """Title, publisher, date; the source's language where the feed gives none."""
    body = feed("<title>One</title><link>/1</link><pubDate>Wed, 30 Apr 2025 10:00:00 GMT</pubDate>")
    candidates, missed, fetcher = offered({FEED: body}, language="en", delay_seconds=3, allow_hosts=("wiki",))
    assert candidates == [
        Candidate("https://news.example/1", Meta("One", "Wire", None, "2025-04-30", "en"), dt.date(2025, 4, 30))
    ]
    assert missed == []
    assert fetcher.told[FEED] == {"allow_hosts": ("wiki",), "delay_seconds": 3, "types": ()}


def test_links_are_relative_to_where_the_feed_was_found():
    """After a redirect, that is another place."""
    moved = Fetched("https://feeds.example/x/rss", 200, None, None, feed("<link>a</link>").encode())
    candidates, _, _ = offered({FEED: moved})
    assert [one.address for one in candidates] == ["https://feeds.example/x/a"]


def test_what_many_site_maps_list_is_not_held_whole(monkeypatch):
    """The newest are kept, and that others were left is told: fifty lists of fifty thousand would fill memory."""
    monkeypatch.setattr("pipelines.sources.discovery.MAX_CANDIDATES", 3)
    days = {1: "2025-04-01", 2: "2025-04-30", 3: "", 4: "2025-04-29", 5: "2025-04-02", 6: ""}

    def listed(*numbers):
        entries = "".join(f"<url><loc>/{n}</loc><lastmod>{days[n]}</lastmod></url>" for n in numbers)
        return f"<urlset>{entries}</urlset>"

    index = "<sitemapindex>" + "".join(f"<sitemap><loc>/m{n}</loc></sitemap>" for n in (1, 2)) + "</sitemapindex>"
    maps = {f"https://news.example/m{n + 1}": listed(*part) for n, part in enumerate([(1, 2, 3), (4, 5, 6, 2)])}
    candidates, missed, _ = offered({MAP: index, **maps}, kind="sitemap")
    assert [one.address[-1] for one in candidates] == ["2", "4", "5"]
    assert [(one.address, one.outcome) for one in missed] == [(MAP, "left")]
    assert "3 addresses beyond the newest 3" in missed[0].reason


def test_no_more_site_maps_are_read_than_fill_the_measure(monkeypatch):
    """How many are left is told: to read fifty of fifty thousand entries takes minutes."""
    monkeypatch.setattr("pipelines.sources.discovery.MAX_LISTED", 3)
    index = "<sitemapindex>" + "".join(f"<sitemap><loc>/m{n}</loc></sitemap>" for n in (1, 2, 3, 4)) + "</sitemapindex>"
    maps = {
        f"https://news.example/m{n}": f"<urlset><url><loc>/{n}a</loc></url><url><loc>/{n}b</loc></url></urlset>"
        for n in (1, 2, 3, 4)
    }
    candidates, missed, fetcher = offered({MAP: index, **maps}, kind="sitemap")
    assert [one.address[-2:] for one in candidates] == ["1a", "1b", "2a", "2b"]
    assert [(one.address, one.outcome, one.reason[:16]) for one in missed] == [(MAP, "left", "2 more site maps")]
    assert "https://news.example/m3" not in fetcher.asked


def test_the_newest_come_first_and_undated_ones_last():
    """Else in the order of the feed: a limit cuts off what is old."""
    body = feed(
        "<link>/undated-1</link>",
        "<link>/old</link><pubDate>2025-04-01</pubDate>",
        "<link>/new</link><pubDate>2025-05-01</pubDate>",
        "<link>/undated-2</link>",
        "<link>/new-too</link><pubDate>2025-05-01</pubDate>",
    )
    candidates, _, _ = offered({FEED: body})
    assert [one.address.rpartition("/")[2] for one in candidates] == ["new", "new-too", "old", "undated-1", "undated-2"]


def test_an_address_comes_once():
    """Whatever its fragment; the first that names it counts."""
    body = feed(
        "<title>A</title><link>/1</link>", "<title>B</title><link>/1#b</link>", "<link>HTTPS://News.example/1</link>"
    )
    candidates, _, _ = offered({FEED: body})
    assert [(one.address, one.meta.title) for one in candidates] == [("https://news.example/1", "A")]


def test_links_that_must_not_be_asked_for_are_missed_once_each_and_fit_to_be_shown():
    """The others are unharmed."""
    body = feed(
        "<link>javascript:alert(1)</link>",
        "<link>javascript:alert(1)</link>",
        "<link>http://169.254.169.254/latest/</link>",
        "<link>file:///etc/passwd</link>",
        f"<link>data:text/html,{'x' * 900}</link>",
        "<title>no link</title>",
        "<link>https://news.example/\u202e1</link>",
        "<link>/fine</link>",
    )
    candidates, missed, _ = offered({FEED: body})
    assert [one.address for one in candidates] == ["https://news.example/fine"]
    assert {one.outcome for one in missed} == {"refused"}
    assert all(one.reason.endswith(f", in {FEED}") for one in missed)
    shown = [one.address for one in missed]
    assert shown[:2] == ["javascript:alert(1)", "http://169.254.169.254/latest/"]
    assert shown[2].startswith("file:")
    assert len(shown[3]) == 200
    assert shown[4:] == [f"{FEED} (item without a link)", "https://news.example/\ufffd1"]


def test_patterns_choose_and_leave_no_trace():
    """What was not wanted was not missed."""
    body = feed("<link>/world/1</link>", "<link>/world/live/2</link>", "<link>/sport/3</link>")
    candidates, missed, _ = offered({FEED: body}, include=("*/world/*",), exclude=("*/live/*",))
    assert [one.address for one in candidates] == ["https://news.example/world/1"]
    assert missed == []


@pytest.mark.parametrize(
    ("answer", "outcome", "said"),
    [
        (FetchError("refused", "https://news.example/robots.txt forbids it"), "refused", "robots.txt forbids it"),
        (FetchError("failed", "HTTP status 500"), "failed", "HTTP status 500"),
        ("<!doctype html><title>Not found", "failed", "an HTML page, not a feed; `muster sources add`"),
        ("", "failed", "empty"),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]><rss>&b;</rss>", "failed", "declares entities"),
        ("<urlset/>", "failed", "write `kind: sitemap`"),
    ],
)
def test_a_feed_that_cannot_be_read_is_missed_with_the_reason(answer, outcome, said):
    """Under its own address."""
    candidates, (missed,), _ = offered({FEED: answer})
    assert candidates == []
    assert (missed.address, missed.outcome) == (FEED, outcome)
    assert said in missed.reason


def sitemaps(*lines: str) -> str:
    return f"<sitemapindex>{''.join(f'<sitemap>{line}</sitemap>' for line in lines)}</sitemapindex>"


def urls(*lines: str) -> str:
    return f"<urlset>{''.join(f'<url>{line}</url>' for line in lines)}</urlset>"


def test_a_list_of_site_maps_is_followed_newest_first():
    """Packed ones too; one that fails does not stop the others."""
    answers = {
        MAP: sitemaps(
            "<loc>/undated.xml</loc>",
            "<loc>/old.xml</loc><lastmod>2024-01-01</lastmod>",
            "<loc>https://news.example/new.xml.gz</loc><lastmod>2025-05-01</lastmod>",
            "<loc>/gone.xml</loc><lastmod>2025-04-01</lastmod>",
        ),
        "https://news.example/new.xml.gz": gzip.compress(urls("<loc>/new</loc><lastmod>2025-05-01</lastmod>").encode()),
        "https://news.example/old.xml": urls("<loc>/old</loc><lastmod>2024-01-01</lastmod>"),
        "https://news.example/undated.xml": urls("<loc>/undated</loc>"),
    }
    candidates, missed, fetcher = offered(answers, "sitemap")
    assert [address.rpartition("/")[2] for address in fetcher.asked] == [
        "sitemap.xml",
        "new.xml.gz",
        "gone.xml",
        "old.xml",
        "undated.xml",
    ]
    assert [one.address.rpartition("/")[2] for one in candidates] == ["new", "old", "undated"]
    assert missed == [Missed("https://news.example/gone.xml", "failed", "HTTP status 404")]
    assert {one.meta.published for one in candidates} == {None}


def test_site_maps_that_list_each_other_are_read_once():
    """A circle ends."""
    answers = {
        MAP: sitemaps("<loc>/b.xml</loc>", f"<loc>{MAP}</loc>"),
        "https://news.example/b.xml": sitemaps(f"<loc>{MAP}</loc>", "<loc>/b.xml</loc>"),
    }
    candidates, missed, fetcher = offered(answers, "sitemap")
    assert (candidates, missed, fetcher.asked) == ([], [], [MAP, "https://news.example/b.xml"])


def test_site_maps_that_list_ever_more_come_to_an_end():
    """A trap for crawlers."""

    class Endless(dict):
        def get(self, address, _default):
            number = address.rpartition("/")[2].removesuffix(".xml")
            return sitemaps(*(f"<loc>/{number}{letter}.xml</loc>" for letter in "ab"))

    _, _, fetcher = offered(Endless(), "sitemap")
    assert len(fetcher.asked) == len(set(fetcher.asked)) == MAX_SITEMAPS


def test_site_maps_may_be_left_out_by_pattern_and_must_not_be_private():
    """`exclude` holds for them; `include`, which is for pages, does not."""
    answers = {
        MAP: sitemaps("<loc>/authors.xml</loc>", "<loc>http://127.0.0.1/x.xml</loc>", "<loc>/pages.xml</loc>"),
        "https://news.example/pages.xml": urls("<loc>/world/1</loc>", "<loc>/authors/2</loc>"),
    }
    candidates, missed, fetcher = offered(answers, "sitemap", include=("*/world/*",), exclude=("*/authors*",))
    assert fetcher.asked == [MAP, "https://news.example/pages.xml"]
    assert [one.address for one in candidates] == ["https://news.example/world/1"]
    assert [(one.address, one.outcome) for one in missed] == [("http://127.0.0.1/x.xml", "refused")]


def test_nothing_is_asked_before_somebody_wants_to_know():
    """The list of addresses asks nobody at all."""
    source = Source(
        name="test", kind="urls", urls=("https://a.example/1", "https://a.example/2", "https://a.example/1")
    )
    fetcher = ScriptedFetcher({})
    found = list(discover(source, fetcher=fetcher, today=TODAY))
    assert found == [Candidate("https://a.example/1"), Candidate("https://a.example/2")]
    assert fetcher.asked == []
    lazy = discover(Source(name="t", kind="feed", url=FEED), fetcher=fetcher, today=TODAY)
    assert fetcher.asked == []
    assert list(itertools.islice(lazy, 1))
    assert fetcher.asked == [FEED]
