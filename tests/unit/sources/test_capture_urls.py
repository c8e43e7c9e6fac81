"""Sources of kind urls: each address is asked once, and one that fails does not stop the others."""

from __future__ import annotations

import datetime as dt

from pipelines.fetching.client import Fetched, FetchError
from pipelines.sources.capture import capture
from pipelines.sources.config import Source

NOW = dt.datetime(2025, 5, 1, 6, 0, tzinfo=dt.UTC)


class ScriptedFetcher:
    """Answers from a list instead of the network."""

    def __init__(self, answers):
        self.answers = answers
        self.asked = []

    def fetch(self, address, *, allow_hosts=()):
        self.asked.append((address, allow_hosts))
        answer = self.answers[address]
        if isinstance(answer, Exception):
            raise answer
        return answer


def test_every_address_is_asked_once_and_told():
    """In the order of the file, with its own outcome; what the source allows is passed on."""
    good, bad, closed = "https://a.example/1", "https://b.example/2", "https://c.example/3"
    fetcher = ScriptedFetcher(
        {
            good: Fetched("https://a.example/one", 200, "text/html", "euc-kr", b"<p>x</p>"),
            bad: FetchError("failed", "HTTP status 500"),
            closed: FetchError("refused", "https://c.example/robots.txt forbids it"),
        }
    )
    source = Source(
        name="test", kind="urls", urls=(good, bad, closed, good), publisher="P", country="KOR", allow_hosts=("wiki",)
    )
    found = list(capture(source, fetcher=fetcher, now=NOW, known=lambda *_: False))
    assert [(page.address, page.outcome, page.reason) for page in found] == [
        (good, "fetched", None),
        (bad, "failed", "HTTP status 500"),
        (closed, "refused", "https://c.example/robots.txt forbids it"),
    ]
    assert fetcher.asked == [(good, ("wiki",)), (bad, ("wiki",)), (closed, ("wiki",))]
    page = found[0].page
    assert (page.final_address, page.status, page.content_type, page.charset) == (
        "https://a.example/one",
        200,
        "text/html",
        "euc-kr",
    )
    assert (page.body, page.captured_at, page.publisher_default, page.country) == (b"<p>x</p>", NOW, "P", "KOR")


def test_a_page_that_is_known_is_unchanged():
    """It is compared by what was asked for and the body."""
    address = "https://a.example/1"
    fetcher = ScriptedFetcher({address: Fetched("https://a.example/x", 200, "text/html", None, b"x")})
    source = Source(name="test", kind="urls", urls=(address,))
    (found,) = capture(source, fetcher=fetcher, now=NOW, known=lambda address, _: address.endswith("/1"))
    assert found.outcome == "unchanged"
