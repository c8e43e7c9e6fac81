"""Sources of kind urls: each address is asked once, and one that fails does not stop the others."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from pipelines.fetching.client import Fetched, FetchError, Validators
from pipelines.records import Meta, Visit
from pipelines.sources.capture import Pool, capture, crawl
from pipelines.sources.config import Source

NOW = dt.datetime(2025, 5, 1, 6, 0, tzinfo=dt.UTC)


class ScriptedFetcher:
    """Answers from a list instead of the network."""

    def __init__(self, answers):
        self.answers = answers
        self.asked = []
        self.validators = []
        self.delays = set()

    def fetch(self, address, *, allow_hosts=(), delay_seconds=0, validators=None, **_):
        self.asked.append((address, allow_hosts))
        self.validators.append(validators)
        self.delays.add(delay_seconds)
        answer = self.answers[address]
        if isinstance(answer, Exception):
            raise answer
        return answer


def test_every_address_is_asked_once_and_told():
    """With its own outcome; what the source allows is passed on."""
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
    found = sorted(capture(source, fetcher=fetcher, now=NOW, known=lambda *_: False), key=lambda one: one.address)
    assert [(page.address, page.outcome, page.reason) for page in found] == [
        (good, "fetched", None),
        (bad, "failed", "HTTP status 500"),
        (closed, "refused", "https://c.example/robots.txt forbids it"),
    ]
    assert sorted(fetcher.asked) == [(good, ("wiki",)), (bad, ("wiki",)), (closed, ("wiki",))]
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


class Remembered:
    """Visits as the staging store gives them, from a list."""

    def __init__(self, *visits):
        self.by_address = {visit.address: visit for visit in visits}

    def visits(self, addresses):
        return {address: self.by_address[address] for address in addresses if address in self.by_address}

    def staged_addresses(self, addresses):
        return set(addresses)

    def listings(self):
        return {}

    def due_pages(self, source, now):
        due = [one.address for one in self.by_address.values() if one.source == source and one.next_due <= now]
        return {address: Meta(published="2025-04-30") for address in due}


def visit(address, **changes):
    given = {
        "address": address,
        "source": "test",
        "first_asked": NOW - dt.timedelta(days=2),
        "last_asked": NOW - dt.timedelta(days=1),
        "asked": 3,
        "failures": 0,
        "status": 200,
        "next_due": NOW,
        "page_id": "p",
        "read_at": NOW - dt.timedelta(days=1),
        "final_address": "https://a.example/x",
        "etag": '"1"',
        "last_modified": "then",
    }
    return Visit(**given | changes)


def page(address, body=b"x", **more):
    return Fetched(address, 200, "text/html", None, body, **more)


def run(fetcher, *sources, visits=None):
    return list(crawl(sources, fetcher=fetcher, now=NOW, known=lambda *_: False, visits=visits))


def urls(*addresses, name="test", **more):
    return Source(name=name, kind="urls", urls=addresses, **more)


ONE = "https://a.example/1"


def test_what_is_not_due_is_left():
    """And said when it is."""
    fetcher = ScriptedFetcher({})
    later = visit(ONE, next_due=NOW + dt.timedelta(hours=1))
    never = visit("https://a.example/2", next_due=None)
    found = run(fetcher, urls(later.address, never.address), visits=Remembered(later, never))
    assert [(one.outcome, one.reason, one.visit) for one in found] == [
        ("left", "not due before 2025-05-01 07:00 UTC", None),
        ("left", "not due again", None),
    ]
    assert fetcher.asked == []


def test_what_is_due_is_asked_whether_it_has_changed():
    """What the host says not to have changed keeps its page and its validators, and is due later."""
    fetcher = ScriptedFetcher({ONE: Fetched("https://a.example/x", 304, None, None, b"")})
    (found,) = run(fetcher, urls(ONE), visits=Remembered(visit(ONE)))
    assert fetcher.validators == [Validators("https://a.example/x", '"1"', "then")]
    assert (found.outcome, found.page, found.page_id) == ("unchanged", None, "p")
    assert found.visit == visit(ONE, last_asked=NOW, asked=4, status=304, next_due=NOW + dt.timedelta(days=1))


def test_what_has_changed_is_fetched_and_remembered():
    """With the new page's validators; how old the address is stays."""
    fetcher = ScriptedFetcher({ONE: page("https://a.example/y", b"new", etag='"2"')})
    (found,) = run(fetcher, urls(ONE), visits=Remembered(visit(ONE)))
    assert found.outcome == "fetched"
    assert found.visit == visit(
        ONE,
        last_asked=NOW,
        asked=4,
        next_due=NOW + dt.timedelta(days=1),
        page_id=found.page.page_id,
        read_at=NOW,
        final_address="https://a.example/y",
        etag='"2"',
        last_modified=None,
    )


def test_a_page_that_came_whole_long_ago_is_asked_for_whole():
    """A host may say for ever that nothing has changed."""
    fetcher = ScriptedFetcher({ONE: page(ONE)})
    run(fetcher, urls(ONE), visits=Remembered(visit(ONE, read_at=NOW - dt.timedelta(days=7))))
    assert fetcher.validators == [None]


def test_a_failure_is_counted_and_what_is_known_stays():
    """The page that is gone was there once."""
    fetcher = ScriptedFetcher({ONE: FetchError("failed", "HTTP status 410", status=410)})
    (found,) = run(fetcher, urls(ONE), visits=Remembered(visit(ONE, failures=1)))
    assert (found.outcome, found.page_id) == ("failed", None)
    assert found.visit == visit(
        ONE, last_asked=NOW, asked=4, failures=2, status=410, next_due=NOW + dt.timedelta(hours=1)
    )


def test_an_address_of_two_sources_is_asked_for_once():
    """As the first says; the second finds it there."""
    fetcher = ScriptedFetcher({ONE: page(ONE)})
    found = run(fetcher, urls(ONE), urls(ONE, name="other"))
    assert [(one.source, one.outcome) for one in found] == [("test", "fetched"), ("other", "unchanged")]
    assert {one.page.source for one in found} == {"test"}
    assert len(fetcher.asked) == 1


def test_what_one_source_may_not_ask_another_may():
    """They allow different hosts, so that these are different requests."""
    fetcher = ScriptedFetcher({ONE: page(ONE)})
    found = run(fetcher, urls(ONE), urls(ONE, name="other", allow_hosts=("a.example",)))
    assert {one.source for one in found} == {"test", "other"}
    assert sorted(fetcher.asked) == [(ONE, ()), (ONE, ("a.example",))]


def test_no_more_new_pages_are_asked_for_than_the_limit():
    """What is known and due comes on top: else a busy site would never be asked for corrections."""
    addresses = [f"https://a.example/{number}" for number in range(5)]
    fetcher = ScriptedFetcher({address: page(address) for address in addresses})
    found = run(fetcher, urls(*addresses, max_pages=2), visits=Remembered(visit(addresses[4])))
    assert sorted((one.address[-1], one.outcome) for one in found) == [
        ("0", "fetched"),
        ("1", "fetched"),
        ("2", "left"),
        ("3", "left"),
        ("4", "fetched"),
    ]


def test_a_run_that_takes_too_long_begins_no_further_page():
    """The next run asks for them."""
    found = list(
        crawl([urls(ONE)], fetcher=ScriptedFetcher({}), now=NOW, known=lambda *_: False, pool=Pool(max_seconds=-1))
    )
    assert [(one.outcome, one.reason) for one in found] == [("left", "the time of the run is over")]


def test_a_flaw_met_by_one_page_costs_no_other():
    """It is told as that page's reason."""
    fetcher = ScriptedFetcher({ONE: ZeroDivisionError("oh"), "https://a.example/2": page("https://a.example/2")})
    found = {one.address: one for one in run(fetcher, urls(ONE, "https://a.example/2"))}
    assert found[ONE].reason == "unexpected: ZeroDivisionError: oh"
    assert found["https://a.example/2"].outcome == "fetched"


def test_the_pace_of_a_source_is_passed_on():
    """The client keeps it."""
    fetcher = ScriptedFetcher({ONE: page(ONE)})
    run(fetcher, urls(ONE, delay_seconds=2.5))
    assert fetcher.delays == {2.5}


def test_what_came_is_kept_before_the_host_is_asked_for_more():
    """By the thread that fetched it: whoever takes the captures may be as slow as they like."""
    events = []

    class Noting(ScriptedFetcher):
        def fetch(self, address, **more):
            events.append(("asked", address))
            return super().fetch(address, **more)

    def keep(one):
        events.append(("kept", one.address))
        return replace(one, page=one.page.put_away())

    addresses = tuple(f"https://a.example/{number}" for number in range(5))
    found = crawl(
        [urls(*addresses)],
        fetcher=Noting({address: page(address) for address in addresses}),
        now=NOW,
        known=lambda *_: False,
        keep=keep,
    )
    assert {one.page.body for one in found} == {b""}
    assert events == [(what, address) for address in addresses for what in ("asked", "kept")]


@pytest.mark.parametrize("kind", ["feed", "sitemap", "folder", "warc"])
def test_a_source_that_meets_a_flaw_of_ours_fails_alone(kind, monkeypatch, tmp_path):
    """In a way that nobody thought of; the others are read."""

    def flawed(*_, **__):
        raise ZeroDivisionError("on \x1b[2J purpose")

    for name in ("folder.list_files", "warc.list_archives", "discover"):
        monkeypatch.setattr(f"pipelines.sources.leads.{name}", flawed)
    where = {"url": ONE} if kind in {"feed", "sitemap"} else {"path": str(tmp_path)}
    broken = Source(name="broken", kind=kind, **where)
    (failed,) = run(ScriptedFetcher({}), broken)
    assert (failed.source, failed.outcome) == ("broken", "failed")
    assert failed.reason == "unexpected: ZeroDivisionError: on \ufffd[2J purpose"


def test_a_page_that_its_feed_has_forgotten_keeps_what_the_feed_said():
    """It is asked for when it is due; its date of publication is told by nobody else, maybe."""
    feed = "https://a.example/rss"
    empty = Fetched(feed, 200, "text/xml", None, b"<rss><channel></channel></rss>")
    fetcher = ScriptedFetcher({feed: empty, ONE: page(ONE, b"corrected")})
    (found,) = run(fetcher, Source(name="test", kind="feed", url=feed), visits=Remembered(visit(ONE)))
    assert (found.outcome, found.page.meta) == ("fetched", Meta(published="2025-04-30"))


def test_what_a_source_says_of_its_language_comes_with_each_page():
    """Of a list of addresses nothing else tells it."""
    (found,) = run(ScriptedFetcher({ONE: page(ONE)}), urls(ONE, language="en"))
    assert found.page.meta == Meta(language="en")
