"""The client against a server on this computer: what it takes, what it refuses, how long it waits."""

from __future__ import annotations

import contextlib
import datetime as dt
import email.utils
import gzip
import socket
import threading
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from pipelines.fetching.client import Client, FetchError, Limits, Validators
from pipelines.fetching.exchange import retry_after
from pipelines.fetching.robots import MAX_ROBOTS_BYTES

LOCAL = ("127.0.0.1",)
QUICK = Limits(read_seconds=1, total_seconds=2, retry_wait_seconds=0, retry_jitter_seconds=0, max_wait_seconds=5)


@pytest.fixture
def client():
    return Client(limits=QUICK)


def failure(client, address, allow_hosts=LOCAL):
    with pytest.raises(FetchError) as error:
        client.fetch(address, allow_hosts=allow_hosts)
    return error.value.outcome, error.value.reason


def test_a_page_comes_as_it_is(site, client):
    """Body, media type, declared charset and address; robots.txt is asked first."""
    address = site.page("/a?b=c", "<p>é</p>".encode("latin-1"), Content_Type="Text/HTML; charset=ISO-8859-1")
    page = client.fetch(address, allow_hosts=LOCAL)
    assert (page.final_address, page.status) == (address, 200)
    assert (page.content_type, page.charset, page.body) == ("text/html", "iso-8859-1", b"<p>\xe9</p>")
    assert site.asked == ["/robots.txt", "/a?b=c"]


def test_it_says_who_it_is(site):
    """Name, version and where to turn to."""
    Client(contact="https://muster.example/bot", limits=QUICK).fetch(site.page("/a"), allow_hosts=LOCAL)
    assert {headers["User-Agent"] for headers in site.headers} == {"Muster/0.1 (+https://muster.example/bot)"}


def test_a_local_address_is_refused_unless_allowed(site, client):
    """Nothing is sent, not even for robots.txt."""
    outcome, reason = failure(client, site.page("/a"), allow_hosts=())
    assert (outcome, reason) == ("refused", "127.0.0.1 is 127.0.0.1, which is not public (see allow_hosts)")
    assert site.asked == []


def test_what_is_allowed_is_the_name_and_not_its_address(site, client):
    """localhost was allowed; 127.0.0.1 was not."""
    assert failure(client, site.page("/a"), allow_hosts=("localhost",))[0] == "refused"
    assert client.fetch(site.page("/a").replace("127.0.0.1", "localhost"), allow_hosts=("localhost",)).body


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://a.example/", "https:///a", "gopher://x", "http://["])
def test_other_schemes_and_broken_addresses_are_refused(client, address):
    """Without asking anybody."""
    assert failure(client, address)[0] == "refused"


def test_an_address_with_a_password_is_refused(site, client):
    """It would be kept in the archive."""
    outcome, reason = failure(client, site.page("/a").replace("//", "//me:secret@"))
    assert (outcome, reason) == ("refused", "an address with a user name or password")


def test_redirects_are_followed(site, client):
    """The final address is told, fragments are not sent."""
    site.page("/c")
    site.moved("/b", "c#part", status=301)
    page = client.fetch(site.moved("/a", site.base + "/b"), allow_hosts=LOCAL)
    assert page.final_address == site.base + "/c"
    assert site.asked == ["/robots.txt", "/a", "/b", "/c"]


def test_a_redirect_to_a_private_address_is_refused(site, client):
    """Allowed is this host, not the one it sends to."""
    outcome, reason = failure(client, site.moved("/a", "http://169.254.169.254/latest/meta-data"))
    assert outcome == "refused"
    assert "169.254.169.254, which is not public" in reason


@pytest.mark.parametrize("to", ["file:///etc/passwd", "javascript:alert(1)", "data:text/html,x"])
def test_a_redirect_off_the_web_is_refused(site, client, to):
    """The scheme is looked at each time."""
    assert failure(client, site.moved("/a", to))[0] == "refused"


def test_redirects_in_a_loop_end(site, client):
    """At the first address that was seen before."""
    site.moved("/b", "/a")
    outcome, reason = failure(client, site.moved("/a", "/b"))
    assert (outcome, reason) == ("failed", f"redirects in a loop, back to {site.base}/a")


def test_redirects_without_end_end(site, client):
    """After five."""
    for number in range(10):
        site.moved(f"/{number}", f"/{number + 1}")
    assert failure(client, site.base + "/0") == ("failed", "more than 5 redirects")
    assert len(site.asked) == 1 + 6


def test_what_robots_txt_forbids_is_not_asked(site, client):
    """By our name or for all; the rest of the site is."""
    site.answers["/robots.txt"] = (200, {"Content-Type": "text/plain"}, b"User-agent: *\nDisallow: /private/\n")
    outcome, reason = failure(client, site.page("/private/a"))
    assert (outcome, reason) == ("refused", f"{site.base}/robots.txt forbids it")
    assert client.fetch(site.page("/public"), allow_hosts=LOCAL).status == 200
    assert site.asked == ["/robots.txt", "/public"]


def test_our_own_rules_go_before_those_for_all(site, client):
    """RFC 9309: the group that names us."""
    site.answers["/robots.txt"] = (200, {}, b"User-agent: *\nDisallow: /\n\nUser-agent: muster\nAllow: /\n")
    assert client.fetch(site.page("/a"), allow_hosts=LOCAL).status == 200


def test_a_redirect_to_what_robots_txt_forbids_is_refused(site, client):
    """Every address on the way is looked up."""
    site.answers["/robots.txt"] = (200, {}, b"User-agent: *\nDisallow: /private/\n")
    site.page("/private/a")
    assert failure(client, site.moved("/a", "/private/a"))[0] == "refused"
    assert site.asked == ["/robots.txt", "/a"]


@pytest.mark.parametrize("status", [401, 403, 500, 503])
def test_robots_txt_that_cannot_be_read_forbids_everything(site, client, status):
    """And it is said so."""
    site.answers["/robots.txt"] = (status, {}, b"")
    outcome, reason = failure(client, site.page("/a"))
    assert (outcome, reason) == ("refused", f"{site.base}/robots.txt cannot be read: HTTP status {status}")
    assert "/a" not in site.asked


@pytest.mark.parametrize(
    "body", [b"\x00\xff" * 1000, b"<html><p>Not found</p></html>", b"Disallow", b"User-agent: *\n" * 50_000]
)
def test_rubbish_in_place_of_robots_txt_forbids_nothing(site, client, body):
    """Lines that are no rules are no rules."""
    site.answers["/robots.txt"] = (200, {"Content-Type": "application/octet-stream"}, body)
    assert client.fetch(site.page("/a"), allow_hosts=LOCAL).status == 200


@pytest.mark.parametrize("status", [400, 404, 410, 451, 204])
def test_any_other_status_is_a_failure(site, client, status):
    """There is no page; it is asked once."""
    assert failure(client, site.page("/a", b"", status=status)) == ("failed", f"HTTP status {status}")
    assert site.asked.count("/a") == 1


def test_a_server_in_trouble_is_asked_again(site, client):
    """Three times in all."""
    trouble = (502, {}, b"")
    site.page("/a")
    site.answers["/a"] = [trouble, trouble, site.answers["/a"]]
    assert client.fetch(site.base + "/a", allow_hosts=LOCAL).status == 200
    site.answers["/b"] = [trouble]
    assert failure(client, site.base + "/b") == ("failed", "HTTP status 502")
    assert (site.asked.count("/a"), site.asked.count("/b")) == (3, 3)


def test_a_server_that_asks_to_wait_is_waited_for(site, client):
    """For as long as it says."""
    site.page("/a")
    site.answers["/a"] = [(429, {"Retry-After": "1"}, b""), site.answers["/a"]]
    assert client.fetch(site.base + "/a", allow_hosts=LOCAL).status == 200
    assert site.at[-1] - site.at[-2] >= 0.95


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_what_may_pass_is_asked_again(site, client, status):
    """Overload and gateways."""
    site.page("/a")
    site.answers["/a"] = [(status, {}, b""), site.answers["/a"]]
    assert client.fetch(site.base + "/a", allow_hosts=LOCAL).status == 200


@pytest.mark.parametrize("status", [400, 401, 403, 451, 500, 501, 505])
def test_what_will_not_pass_is_asked_once(site, client, status):
    """The same request would get the same answer."""
    site.answers["/a"] = (status, {}, b"")
    assert failure(client, site.base + "/a") == ("failed", f"HTTP status {status}")
    assert site.asked.count("/a") == 1


def test_a_server_that_asks_to_wait_until_a_time_is_waited_for(site, client):
    """An HTTP date has whole seconds, so that up to one is lost."""
    until = email.utils.format_datetime(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=2), usegmt=True)
    site.page("/a")
    site.answers["/a"] = [(429, {"Retry-After": until}, b""), site.answers["/a"]]
    assert client.fetch(site.base + "/a", allow_hosts=LOCAL).status == 200
    assert site.at[-1] - site.at[-2] >= 0.9


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7),
        (" 7 ", 7),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0),
        ("0", 0),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("\u0667", None),
        (None, None),
        ("Wed, 99 Oct 2015 07:28:00 GMT", None),
    ],
)
def test_retry_after_is_read_in_both_its_forms(value, seconds):
    """What is neither says nothing."""
    assert retry_after(value) == seconds


def test_a_server_that_asks_to_wait_too_long_is_left(site, client):
    """For this run, with all of its pages."""
    site.answers["/a"] = (503, {"Retry-After": "3600"}, b"")
    assert failure(client, site.base + "/a") == ("failed", "HTTP status 503, asks to wait 3600 seconds")
    outcome, reason = failure(client, site.page("/b"))
    assert (outcome, reason) == (
        "failed",
        "127.0.0.1 is left for another run: HTTP status 503, asks to wait 3600 seconds",
    )
    assert site.asked == ["/robots.txt", "/a"]


def test_a_host_that_never_answers_is_left(site):
    """After some pages in a row; an answer in between, even a bad one, starts the count anew."""
    client = Client(limits=replace(QUICK, failures_per_host=2, attempts=1))
    for path in ("/a", "/c", "/d"):
        site.answers[path] = lambda _: None
    for path in ("/a", "/b", "/c", "/d"):
        failure(client, site.base + path)
    assert failure(client, site.page("/e"))[1].startswith("127.0.0.1 is left for another run: 2 pages failed in a row")
    assert "/e" not in site.asked


def test_a_page_that_is_too_large_is_given_up(site):
    """While it comes, not after."""
    client = Client(limits=Limits(max_bytes=1000, retry_wait_seconds=0, retry_jitter_seconds=0))
    assert len(client.fetch(site.page("/a", b"x" * 1000), allow_hosts=LOCAL).body) == 1000
    assert failure(client, site.page("/b", b"x" * 1001)) == ("failed", "larger than 1,000 bytes")


def test_what_counts_is_the_size_unpacked(site):
    """A small answer may hold a large page."""
    client = Client(limits=Limits(max_bytes=1_000_000, retry_wait_seconds=0, retry_jitter_seconds=0))
    fits = site.page("/a", gzip.compress(b"x" * 900_000), Content_Encoding="gzip")
    assert len(client.fetch(fits, allow_hosts=LOCAL).body) == 900_000
    bomb = site.page("/b", gzip.compress(b"x" * 50_000_000), Content_Encoding="gzip")
    assert failure(client, bomb) == ("failed", "larger than 1,000,000 bytes")


def test_packed_twice_is_not_unpacked(site, client):
    """It would multiply."""
    twice = site.page("/a", gzip.compress(gzip.compress(b"x")), Content_Encoding="gzip, gzip")
    assert failure(client, twice) == ("failed", "expected gzip or deflate, got Content-Encoding gzip, gzip")
    other = site.page("/b", b"x", Content_Encoding="br")
    assert failure(client, other) == ("failed", "expected gzip or deflate, got Content-Encoding br")


def test_deflate_is_unpacked_and_rubbish_is_not(site, client):
    """A broken stream fails the page."""
    assert (
        client.fetch(site.page("/a", zlib.compress(b"abc"), Content_Encoding="deflate"), allow_hosts=LOCAL).body
        == b"abc"
    )
    assert failure(client, site.page("/b", b"no gzip", Content_Encoding="gzip"))[0] == "failed"


@pytest.mark.parametrize("media_type", ["image/png", "application/pdf", "video/mp4", "application/octet-stream"])
def test_what_is_no_text_is_not_taken(site, client, media_type):
    """Its body is not read."""
    assert failure(client, site.page("/a", Content_Type=media_type)) == (
        "failed",
        f"expected a page of text, got {media_type}",
    )


def test_a_server_that_says_nothing_is_given_up(site, client):
    """After the time for a step, three times."""
    site.answers["/robots.txt"] = (404, {}, b"")
    site.answers["/a"] = lambda _: time.sleep(1.5)
    start = time.monotonic()
    assert failure(client, site.base + "/a") == ("failed", "no answer within 1 seconds")
    assert time.monotonic() - start < 6


def test_a_server_that_drips_is_given_up(site, client):
    """Each byte comes in time, the page does not."""

    def drip(handler):
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.end_headers()
        with contextlib.suppress(OSError):
            for _ in range(50):
                handler.wfile.write(b"x")
                handler.wfile.flush()
                time.sleep(0.2)

    site.answers["/a"] = drip
    start = time.monotonic()
    assert failure(client, site.base + "/a") == ("failed", "took longer than 2 seconds")
    assert time.monotonic() - start < 4


def test_a_connection_that_breaks_is_tried_again_and_told(site, client):
    """Closed before a word was said."""
    site.answers["/a"] = lambda _: None
    assert failure(client, site.base + "/a")[0] == "failed"
    assert site.asked.count("/a") == 3


def test_nobody_at_the_address(client):
    """Said without a trace of the machinery."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{unused.getsockname()[1]}/"
        outcome, reason = failure(client, address)
    assert outcome == "refused"
    assert reason.startswith(f"{address}robots.txt cannot be read: ")
    assert "refused" in reason


def test_a_name_that_does_not_exist(client):
    """`.invalid` never does."""
    outcome, reason = failure(client, "http://nowhere.invalid/")
    assert outcome == "refused"
    assert "robots.txt cannot be read: nowhere.invalid cannot be resolved" in reason


def test_robots_txt_is_asked_once_a_host_and_a_host_is_spared(site, monkeypatch):
    """Between two requests the client waits, and longer if robots.txt says so."""
    waits = []
    client = Client(limits=Limits(host_interval_seconds=1, max_wait_seconds=20), sleep=waits.append)
    # The server is local; for this test it passes for one that is not.
    monkeypatch.setattr("pipelines.fetching.guard.is_public", lambda _: True)
    site.answers["/robots.txt"] = (200, {}, b"User-agent: *\nCrawl-delay: 7\n")
    for path in ("/a", "/b"):
        client.fetch(site.page(path))
    assert site.asked == ["/robots.txt", "/a", "/b"]
    assert [round(wait) for wait in waits] == [7, 7]


@pytest.mark.parametrize(
    ("robots", "delay_seconds", "is_public", "expected"),
    [
        ("", 0, False, []),
        ("", 3, False, [3, 3]),
        ("Crawl-delay: 7", 0, False, [7, 7]),
        ("Crawl-delay: 7", 9, False, [9, 9]),
        ("", 0, True, [1, 1]),
        ("Crawl-delay: 7", 0, True, [7, 7]),
    ],
)
def test_a_host_that_is_allowed_by_name_is_spared_as_it_asks(site, robots, delay_seconds, is_public, expected):
    """Only one's own machines need no sparing: one that stands on the internet all the same is spared as any other."""
    waits = []
    site.answers["/robots.txt"] = (200, {}, f"User-agent: *\n{robots}\n".encode())
    own = Client(limits=Limits(), sleep=waits.append)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipelines.fetching.guard.is_public", lambda _: is_public)
        for path in ("/a", "/b"):
            own.fetch(site.page(path), allow_hosts=LOCAL, delay_seconds=delay_seconds)
    assert [round(wait) for wait in waits] == expected


def passing_for_public(monkeypatch):
    """The server is local; for this test it passes for one that is not."""
    monkeypatch.setattr("pipelines.fetching.guard.is_public", lambda _: True)


@pytest.mark.parametrize(
    ("robots", "delay_seconds", "expected"),
    [
        ("", 0, 1),
        ("", 4, 4),
        ("Crawl-delay: 7", 4, 7),
        ("Crawl-delay: 7", 9, 9),
        ("Crawl-delay: 0.2", 0, 1),
        ("Request-rate: 1/6", 0, 6),
        ("Crawl-delay: soon", 0, 1),
    ],
)
def test_the_slowest_pace_asked_for_is_kept(site, monkeypatch, robots, delay_seconds, expected):
    """Of ours, the site's and the source's."""
    waits = []
    passing_for_public(monkeypatch)
    site.answers["/robots.txt"] = (200, {}, f"User-agent: *\n{robots}\n".encode())
    client = Client(limits=Limits(), sleep=waits.append)
    for path in ("/a", "/b"):
        client.fetch(site.page(path), delay_seconds=delay_seconds)
    assert round(waits[-1]) == expected


def test_a_site_that_asks_for_too_much_time_gives_one_page_a_run(site, monkeypatch):
    """Its pace is kept all the same: the rest waits for other runs."""
    passing_for_public(monkeypatch)
    site.answers["/robots.txt"] = (200, {}, b"User-agent: *\nCrawl-delay: 86400\n")
    client = Client(limits=Limits(), sleep=lambda _: None)
    assert client.fetch(site.page("/a")).status == 200
    assert failure(client, site.page("/b"), allow_hosts=()) == (
        "refused",
        "127.0.0.1 asks to wait 86400 seconds between requests, and gave a page in this run",
    )


def test_many_threads_ask_a_host_one_thing_at_a_time(site):
    """And robots.txt once."""
    lock, seen = threading.Lock(), []

    def alone(_):
        seen.append(lock.acquire(blocking=False))
        time.sleep(0.01)
        if seen[-1]:
            lock.release()
        return (200, {"Content-Type": "text/html"}, b"x")

    for number in range(12):
        site.answers[f"/{number}"] = alone
    client = Client(limits=QUICK)
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda n: client.fetch(f"{site.base}/{n}", allow_hosts=LOCAL), range(12)))
    assert seen == [True] * 12
    assert site.asked.count("/robots.txt") == 1


def test_what_came_with_a_page_is_sent_when_it_is_asked_for_again(site, client):
    """The host says that it has not changed, and sends nothing."""
    first = client.fetch(site.page("/a", ETag='"1"', Last_Modified="Wed, 21 Oct 2015 07:28:00 GMT"), allow_hosts=LOCAL)
    site.answers["/a"] = (304, {"ETag": '"1"'}, b"")
    known = Validators(first.final_address, first.etag, first.last_modified)
    again = client.fetch(site.base + "/a", allow_hosts=LOCAL, validators=known)
    assert (first.has_changed, again.has_changed, again.body) == (True, False, b"")
    assert (site.headers[-1]["If-None-Match"], site.headers[-1]["If-Modified-Since"]) == (
        '"1"',
        "Wed, 21 Oct 2015 07:28:00 GMT",
    )


def test_validators_are_sent_only_where_they_came_from(site, client):
    """Neither robots.txt nor what redirects to the page has given them."""
    site.page("/b", ETag='"1"')
    address = site.moved("/a", "/b")
    first = client.fetch(address, allow_hosts=LOCAL)
    site.headers.clear()
    Client(limits=QUICK).fetch(
        address, allow_hosts=LOCAL, validators=Validators(first.final_address, first.etag, first.last_modified)
    )
    assert [headers.get("If-None-Match") for headers in site.headers] == [None, None, '"1"']


def test_not_modified_is_no_answer_to_who_did_not_ask(site, client):
    """There is no page to go with it."""
    site.answers["/a"] = (304, {}, b"")
    assert failure(client, site.base + "/a") == ("failed", "HTTP status 304")


def test_a_robots_txt_that_is_too_long_is_read_in_part(site, client):
    """RFC 9309, 2.5: what follows the first 500 KiB is ignored."""
    rules = b"User-agent: *\nDisallow: /private/\n"
    site.answers["/robots.txt"] = (200, {}, rules + b"#" * MAX_ROBOTS_BYTES + b"\nDisallow: /\n")
    assert client.fetch(site.page("/a"), allow_hosts=LOCAL).status == 200
    assert failure(client, site.page("/private/a"))[0] == "refused"


def test_everything_asked_and_answered_is_told(site, client):
    """In order, with the page last; of what failed too."""
    site.page("/b", b"<p>b</p>")
    page = client.fetch(site.moved("/a", "/b"), allow_hosts=LOCAL)
    assert [(one.address.removeprefix(site.base), one.status, one.body) for one in page.messages] == [
        ("/robots.txt", 404, b""),
        ("/a", 302, b""),
        ("/b", 200, b"<p>b</p>"),
    ]
    assert {one.truncated for one in page.messages} == {None}
    with pytest.raises(FetchError) as error:
        client.fetch(site.page("/gone", b"Withdrawn.", status=410), allow_hosts=LOCAL)
    assert (error.value.status, error.value.messages[-1].body) == (410, b"Withdrawn.")
    with pytest.raises(FetchError) as error:
        client.fetch(site.page("/big", b"x" * 10_000_001), allow_hosts=LOCAL)
    assert [(one.status, one.body, one.truncated) for one in error.value.messages] == [(200, b"", "length")]


def test_a_resolver_of_ones_own_is_used_for_every_host(site):
    """Names then need no name server; what is allowed is still the name."""
    client = Client(limits=QUICK, resolver=lambda *_: ["127.0.0.1"])
    address = site.page("/a").replace("127.0.0.1", "news.example")
    assert client.fetch(address, allow_hosts=("news.example",)).final_address == address
    assert failure(client, address, allow_hosts=()) == (
        "refused",
        "news.example is 127.0.0.1, which is not public (see allow_hosts)",
    )
    assert site.headers[-1]["Host"].startswith("news.example:")


def test_a_name_that_changes_its_address_is_checked_each_time(site):
    """Public when first asked for, local when asked again (DNS rebinding)."""
    answers = [["127.0.0.1"]]
    client = Client(limits=QUICK, resolver=lambda *_: answers[0])
    address = site.page("/a").replace("127.0.0.1", "news.example")
    client.fetch(address, allow_hosts=("news.example",))
    assert failure(client, address, allow_hosts=())[0] == "refused"
    assert len(site.asked) == 2
