"""`muster sources check`: the line that each source gets."""

from __future__ import annotations

import datetime as dt

import pytest
from small_run import PAGES, write_page

from pipelines.commands.sources_check import examine
from pipelines.fetching.client import Fetched, FetchError
from pipelines.sources.source import Expectation, Source

NOW = dt.datetime(2025, 5, 2, 6, 0, tzinfo=dt.UTC)
FEED = "https://news.example/rss.xml"
TEXT = "The ferries stayed in port while the storm passed over the harbour, the master of the port said on Friday. "
ARTICLE = f"<html><title>A day at the harbour</title><body><article><h1>A day at the harbour</h1><p>{TEXT * 5}</p>"


class Answers(dict):
    """A fetcher that answers from itself."""

    def fetch(self, address, **_):
        answer = self.get(address, FetchError("failed", "HTTP status 404"))
        if isinstance(answer, Exception):
            raise answer
        return Fetched(address, 200, "text/html", None, answer.encode())


def feed(*numbers, date="<pubDate>Wed, 30 Apr 2025 10:00:00 GMT</pubDate>"):
    items = "".join(f"<item><link>https://news.example/{number}</link>{date}</item>" for number in numbers)
    return f"<rss><channel>{items}</channel></rss>"


def line(answers, **fields):
    source = Source(**{"name": "wire", "kind": "feed", "url": FEED} | fields)
    finding = examine(source, fetcher=Answers(answers), now=NOW)
    assert finding.line.startswith("✓" if finding.is_fit else "✗")
    return finding.line


def test_a_feed_with_articles_is_fit():
    """Reachable, robots, how many, how new, and how many of three yield text."""
    answers = {FEED: feed(1, 2, 3, 4)} | {f"https://news.example/{number}": ARTICLE for number in (1, 2, 3)}
    assert line(answers) == (
        "✓ wire: feed reachable, robots.txt allows it, 4 addresses, newest item 2025-04-30, 3 of 3 articles yield text"
    )


def test_articles_that_yield_nothing_are_told_with_why():
    """Some are enough; none is not."""
    answers = {
        FEED: feed(1, 2, 3, date=""),
        "https://news.example/1": ARTICLE,
        "https://news.example/2": "<html><p>Too short",
    }
    assert line(answers) == (
        "✓ wire: feed reachable, robots.txt allows it, 3 addresses, no dates, "
        "1 of 3 articles yield text (others: too_short, HTTP status 404)"
    )
    del answers["https://news.example/1"], answers["https://news.example/2"]
    assert line(answers).endswith(
        "0 of 3 articles yield text (others: HTTP status 404); it has moved: `muster sources add` with the site's "
        "address looks for it"
    )


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (
            FetchError("failed", "HTTP status 404"),
            f"✗ wire: failed: {FEED}: HTTP status 404; it has moved: `muster sources add`",
        ),
        (
            FetchError("refused", "https://news.example/robots.txt forbids it"),
            "; the site does not want it: ask the publisher",
        ),
        (
            FetchError("failed", "news.example cannot be resolved: x"),
            "; correct the address, or this computer's connection",
        ),
        (FetchError("failed", "HTTP status 403"), "; the site shuts programs out: set MUSTER_CONTACT"),
        (
            FetchError("failed", "HTTP status 503, asks to wait 900 seconds"),
            "; the site is in trouble: try again later",
        ),
        ("<!doctype html>", "an HTML page, not a feed; `muster sources add` with the site's address finds its feed"),
        (feed(), "✗ wire: feed reachable, but it lists no page; look at https://news.example/rss.xml in a browser"),
        ("<rss><channel><item><link>javascript:\u202ex</link></item></channel></rss>", "✗ wire: refused: "),
    ],
)
def test_a_source_that_cannot_be_read_is_told_with_the_next_step(answer, said):
    """On one line, without control characters."""
    found = line({FEED: answer})
    assert said in found
    assert found.startswith("✗ wire: ")
    assert found.isprintable()


def test_patterns_that_let_nothing_through_are_told():
    """With how much there was."""
    answers = {FEED: feed(1, 2)}
    assert line(answers, include=("*/world/*",)) == "✗ wire: none of 2 addresses matches `include`; loosen its patterns"
    assert "it lists no page that `exclude` lets through" in line(answers, exclude=("*",))


def test_an_empty_feed_of_which_nothing_is_expected_is_fit():
    """A think tank does not write every day."""
    assert line({FEED: feed()}, expect=Expectation(min=0)).startswith("✓ wire: feed reachable, it lists no page")


def test_links_that_are_not_taken_are_counted():
    """With one of them."""
    body = feed(1).replace("<item>", "<item><link>file:///etc/passwd</link></item><item>", 1)
    found = line({FEED: body, "https://news.example/1": ARTICLE})
    assert "1 not taken (file:" in found
    assert found.startswith("✓")


def test_addresses_files_and_archives_are_tried_too(tmp_path):
    """With what they have."""
    addresses = {"kind": "urls", "url": None, "urls": ("https://news.example/1",)}
    assert line({"https://news.example/1": ARTICLE}, **addresses) == "✓ wire: 1 address, 1 of 1 articles yield text"
    for name, page in PAGES.items():
        write_page(tmp_path, name, page)
    folder = {"kind": "folder", "url": None, "path": str(tmp_path)}
    assert line({}, **folder) == "✓ wire: 3 files, 3 of 3 articles yield text"
    archive = {"kind": "warc", "url": None, "path": str(tmp_path / "*.warc")}
    assert line({}, **archive) == (f"✗ wire: no .warc or .warc.gz file matches {tmp_path}/*.warc; correct `path`")
