"""How web servers misbehave, and what is to come of it: one table, which the tests run.

Each case is a host of its own, `<name>.test`, and a source of its own that lists its pages. All are captured in one run,
so that each case also shows that it does the others no harm.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import gzip
import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from misbehaving_server import Reset, response

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from misbehaving_server import Request, Step

MAX_BYTES = 12_000_000
READ_SECONDS = 0.5
TOTAL_SECONDS = 1.5
ATTEMPTS = 2
"""The limits that the cases are captured with."""

HANG = 5.0
"""Seconds: longer than any limit, and than anybody waits."""


@dataclass(frozen=True)
class Came:
    """What is to come of a page."""

    outcome: str
    reason: str | None = None
    """A part of the reason that is given; null where there is none."""
    gives: str | None = None
    """`article`, or why the page is rejected; null where there is no page."""


@dataclass(frozen=True)
class Case:
    """A misbehaviour."""

    name: str
    answer: Callable[[Request], Iterable[Step]]
    """Of every path but robots.txt."""
    expected: Mapping[str, Came]
    """By path, or by whole address."""
    robots: Callable[[Request], Iterable[Step]] | None = None
    """None: there is none, as on most sites."""
    later: Mapping[str, Came] | None = None
    """What is to come of the pages on the next day; null where nobody asks again."""
    latest: Mapping[str, Came] | None = None
    """And nine days after the first."""
    asked: Mapping[str, int] = field(default_factory=dict)
    """How often a path is asked for on the first day, where that is not once."""
    is_allowed: bool = True
    """Whether the source allows its host, which is local."""
    resolves_to: tuple[str, ...] = ("127.0.0.1",)
    """What name servers say of the host; nothing: there is no such host."""
    is_listening: bool = True
    also_listed: tuple[str, ...] = ()
    """By the source, besides the pages of which something is expected."""
    feed: bool = False
    """The source is the feed at `/feed`, and the pages are those that it tells of."""
    published: str | None = "2025-05-02"
    """The date that the article of `/a` is to have."""


def article(name: str, *, title: str | None = None, date: str = "2025-05-02", head: str = "", more: str = "") -> bytes:
    """Return a page with an article that says which case it is of."""
    title = title or f"What the harbour of {name} reported"
    return (
        f'<!doctype html><html lang="en"><head><title>{title}</title>{head}'
        f'<meta property="article:published_time" content="{date}T08:00:00Z"></head><body><article><h1>{name}</h1>'
        f"<p>The harbour of {name} opened again on Friday morning after the storm that had kept the ferries in port.</p>"
        f"<p>Passengers of {name} waited in the hall while the crews cleared the quay, and the first boat left before "
        f"noon, the harbour master said. Müller, who runs the café, had stayed open all night.</p>{more}"
        "</article></body></html>"
    ).encode()


def page(name: str, **more: str) -> bytes:
    """Return the response that holds a case's article."""
    return response(article(name), **more)


def always(*steps: Step) -> Callable[[Request], Iterable[Step]]:
    """Answer every request in the same way."""
    return lambda _: steps


def first(*steps: Step) -> Callable[[Request], Iterable[Step]]:
    """Answer the first request so, and the following ones with a page."""
    return lambda asked: steps if asked.number == 1 else [page(asked.host)]


def status(line: str, body: bytes = b"", **headers: str) -> Callable[[Request], Iterable[Step]]:
    """Answer with a status."""
    return always(response(body, line, **headers))


def moved(to: str) -> Callable[[Request], Iterable[Step]]:
    """Send `/a` elsewhere, and give a page there."""
    return lambda asked: [response(b"", "302 Found", Location=to) if asked.path == "/a" else page(asked.host)]


def moved_from(path: str, to: str) -> Callable[[Request], Iterable[Step]]:
    """Send whoever asks for a path elsewhere, and give a page at others."""
    return lambda asked: [response(b"", "302 Found", Location=to) if asked.path == path else page(asked.host)]


def at_once(asked: Request) -> Iterable[Step]:
    """Give a page."""
    return [page(asked.host)]


def endlessly(*steps: Step) -> Iterable[Step]:
    """Go on for ever."""
    return itertools.cycle(steps)


def in_a_while(seconds: float) -> str:
    """Return the HTTP date so many seconds from now."""
    return email.utils.format_datetime(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=seconds), usegmt=True)


def wait_until(asked: Request) -> Iterable[Step]:
    """Ask to wait until a time, and then give a page."""
    return first(response(b"", "429 Too Many Requests", Retry_After=in_a_while(2)))(asked)


def unless_changed(asked: Request, body: bytes, etag: str) -> Iterable[Step]:
    """Give a page, or say that it is still the one."""
    is_same = asked.headers.get("if-none-match") == etag
    return [response(b"", "304 Not Modified", ETag=etag) if is_same else response(body, ETag=etag)]


def without_cookies(asked: Request) -> Iterable[Step]:
    """Give a page with cookies, and none to whoever brings them back."""
    return [response(b"", "400 Bad Request") if "cookie" in asked.headers else page(asked.host, Set_Cookie="who=you")]


def feed_document(*links: str) -> bytes:
    """Return a feed of pages."""
    items = "".join(f"<item><title>x</title><link>{link}</link></item>" for link in links)
    return f'<rss version="2.0"><channel><title>f</title>{items}</channel></rss>'.encode()


def feed(*links: str) -> bytes:
    """Return the response that holds a feed of pages."""
    return response(feed_document(*links), Content_Type="text/xml")


def told_by(document: bytes) -> Callable[[Request], Iterable[Step]]:
    """Give a feed at its place and pages elsewhere."""
    return lambda asked: [document if asked.path == "/feed" else page(asked.host)]


ENTITY_BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b']><rss version="2.0"><channel><title>&j;</title><item><link>http://x.test/</link></item></channel></rss>'
)
OUTSIDE_ENTITY = (
    b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    b'<rss version="2.0"><channel><title>&a;</title></channel></rss>'
)

ARTICLE = Came("fetched", gives="article")
UNCHANGED = Came("unchanged")


def failed(reason: str) -> dict[str, Came]:
    """Expect `/a` to fail."""
    return {"/a": Came("failed", reason)}


def refused(reason: str) -> dict[str, Came]:
    """Expect `/a` to be refused."""
    return {"/a": Came("refused", reason)}


FINE = {"/a": ARTICLE}
NO_PUBLIC = "which is not public"
UNREADABLE = "robots.txt cannot be read"

CASES = (
    # Nothing is wrong: what the others must not harm.
    Case("fine", at_once, {f"/{name}": ARTICLE for name in "abc"}),
    Case("fine-too", at_once, {f"/{name}": ARTICLE for name in "abc"}),
    # Statuses.
    Case("not-found", status("404 Not Found", b"Nothing here."), failed("HTTP status 404")),
    Case("gone", status("410 Gone"), failed("HTTP status 410")),
    Case("forbidden", status("403 Forbidden"), failed("HTTP status 403")),
    Case("for-legal-reasons", status("451 Unavailable For Legal Reasons"), failed("HTTP status 451")),
    Case("server-error", status("500 Internal Server Error"), failed("HTTP status 500")),
    Case("no-content", status("204 No Content"), failed("HTTP status 204")),
    Case(
        "partial-content",
        status("206 Partial Content", b"half", Content_Range="bytes 0-3/9"),
        failed("HTTP status 206"),
    ),
    Case("status-of-its-own", status("999 Request Denied"), failed("HTTP status 999")),
    Case("bad-gateway", status("502 Bad Gateway"), failed("HTTP status 502"), asked={"/a": 2}),
    Case("bad-gateway-once", first(response(b"", "502 Bad Gateway")), FINE, asked={"/a": 2}),
    Case("unavailable-once", first(response(b"", "503 Service Unavailable")), FINE, asked={"/a": 2}),
    Case("gateway-timeout-once", first(response(b"", "504 Gateway Timeout")), FINE, asked={"/a": 2}),
    Case("continue-first", always(b"HTTP/1.1 100 Continue\r\n\r\n", page("continue-first.test")), FINE),
    Case(
        "continue-for-ever",
        lambda _: endlessly(b"HTTP/1.1 100 Continue\r\n\r\n" * 100),
        failed("took longer than 1.5 seconds"),
    ),
    Case("switches-protocols", status("101 Switching Protocols", Upgrade="x"), failed("not HTTP")),
    # Too many requests.
    Case("wait-a-second", first(response(b"", "429 Too Many Requests", Retry_After="1")), FINE, asked={"/a": 2}),
    Case(
        "wait-until",
        wait_until,
        FINE,
        asked={"/a": 2},
    ),
    Case("wait-until-past", first(response(b"", "503 No", Retry_After=in_a_while(-9))), FINE, asked={"/a": 2}),
    Case("wait-for-nonsense", first(response(b"", "429 No", Retry_After="a while")), FINE, asked={"/a": 2}),
    Case(
        "wait-for-hours",
        status("429 Too Many Requests", Retry_After="7200"),
        {
            "/a": Came("failed", "HTTP status 429, asks to wait 7200 seconds"),
            "/b": Came("failed", "wait-for-hours.test is left for another run"),
        },
        asked={"/b": 0},
    ),
    *(
        Case(f"wait-until-{name}", status("429 No", Retry_After=when), failed("HTTP status 429"), asked={"/a": 2})
        for name, when in {
            "year-nought": "Mon, 01 Jan 0000 00:00:00 GMT",
            "the-end": "Mon, 01 Jan 99999999999999999999 00:00:00 GMT",
            "day-many": "Mon, 99999999999 Jan 2025 0:0:0 +0000",
            "far-zone": "Mon, 01 Jan 2025 00:00:00 +9999999999",
        }.items()
    ),
    Case("wait-for-ever", status("429 No", Retry_After="9" * 6000), failed("asks to wait")),
    # Not modified.
    Case(
        "not-modified",
        lambda asked: unless_changed(asked, article(asked.host), '"1"'),
        FINE,
        later={"/a": UNCHANGED},
        latest={"/a": UNCHANGED},
    ),
    Case(
        # What came is brought back as it was, or not at all: it must not break the request.
        "odd-validators",
        lambda asked: unless_changed(asked, article(asked.host), "\x80\xff\xe9\x1b[2J"),
        FINE,
        later={"/a": UNCHANGED},
    ),
    Case(
        "huge-validator",
        lambda asked: unless_changed(asked, article(asked.host), "x" * 50_000),
        FINE,
        later={"/a": UNCHANGED},
    ),
    Case(
        # The host says that nothing has changed though it has; after a week it is not asked whether it has.
        "not-modified-after-a-change",
        lambda asked: unless_changed(asked, article(asked.host, more=f"<p>Corrected {asked.number}.</p>"), '"1"'),
        FINE,
        later={"/a": UNCHANGED},
        latest={"/a": ARTICLE},
    ),
    Case("not-modified-unasked", status("304 Not Modified"), failed("HTTP status 304")),
    Case(
        "same-again-without-validators",
        at_once,
        FINE,
        later={"/a": UNCHANGED},
    ),
    Case(
        "changed",
        lambda asked: unless_changed(asked, article(f"{asked.host}-{asked.number}"), f'"{asked.number}"'),
        FINE,
        later={"/a": ARTICLE},
    ),
    Case(
        "withdrawn",
        lambda asked: [page(asked.host) if asked.number == 1 else response(b"Withdrawn.", "410 Gone")],
        FINE,
        later=failed("HTTP status 410"),
    ),
    # Hangs and drips.
    Case("hangs-before-a-word", always(HANG), failed("no answer within 0.5 seconds"), asked={"/a": 2}),
    Case(
        "hangs-in-the-head", always(b"HTTP/1.1 200 OK\r\nContent-", HANG), failed("no answer within"), asked={"/a": 2}
    ),
    Case(
        "hangs-in-the-body",
        lambda asked: [page(asked.host)[:-200], HANG],
        failed("no answer within 0.5 seconds"),
        asked={"/a": 2},
    ),
    Case("drips-its-head", lambda _: endlessly(b"X", 0.1), failed("took longer than 1.5 seconds")),
    Case(
        "drips-its-body",
        lambda _: itertools.chain([response(length=False)], endlessly(b"x", 0.1)),
        failed("took longer than 1.5 seconds"),
    ),
    Case(
        "never-answers",
        always(HANG),
        {
            f"/{name}": Came("failed", "no answer within" if name < "f" else "is left for another run")
            for name in "abcdefg"
        },
        asked={**{f"/{name}": 2 for name in "abcde"}, "/f": 0, "/g": 0},
    ),
    # Connections.
    Case("closes-before-a-word", always(), failed("disconnected"), asked={"/a": 2}),
    Case("closes-in-the-head", always(b"HTTP/1.1 200 OK\r\n"), failed("disconnected"), asked={"/a": 2}),
    Case("resets", always(Reset()), failed(""), asked={"/a": 2}),
    Case("resets-in-the-body", lambda asked: [page(asked.host)[:-200], Reset()], failed(""), asked={"/a": 2}),
    Case("resets-once", first(Reset()), FINE, asked={"/a": 2}),
    Case("listens-to-nobody", at_once, refused(UNREADABLE), is_listening=False),
    # Lengths.
    Case(
        "longer-than-it-is",
        lambda asked: [page(asked.host, Content_Length="99999")],
        failed("without sending"),
        asked={"/a": 2},
    ),
    Case(
        "shorter-than-it-is",
        lambda asked: [page(asked.host, Content_Length="40")],
        {"/a": Came("fetched", gives="no_article")},
    ),
    Case("negative-length", lambda asked: [page(asked.host, Content_Length="-5")], failed("not HTTP")),
    Case(
        "two-lengths",
        always(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 9\r\n\r\nabc"),
        failed("not HTTP"),
    ),
    Case(
        "broken-chunks",
        always(response(length=False, Transfer_Encoding="chunked"), b"zz\r\nwhat\r\n"),
        failed("not HTTP"),
    ),
    Case(
        "chunk-of-any-length",
        always(response(length=False, Transfer_Encoding="chunked"), b"ffffffffffffffffffff\r\nabc"),
        failed("incomplete chunked read"),
        asked={"/a": 2},
    ),
    Case(
        "endless-trailers",
        lambda _: itertools.chain(
            [response(length=False, Transfer_Encoding="chunked"), b"3\r\nabc\r\n0\r\n"],
            endlessly(b"X-More: and more\r\n" * 500),
        ),
        failed("not HTTP"),
    ),
    Case(
        "chunks-of-one-byte",
        lambda _: itertools.chain(
            [response(length=False, Transfer_Encoding="chunked")], endlessly(b"1\r\na\r\n" * 20_000)
        ),
        failed(""),
    ),
    Case(
        "length-beyond-all",
        always(b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 40 + b"\r\n\r\nabc"),
        failed("not HTTP"),
    ),
    Case("no-length", lambda asked: [response(article(asked.host), length=False)], FINE),
    Case(
        "endless-body",
        lambda _: itertools.chain([response(length=False)], endlessly(b"<p>More.</p>" * 5000)),
        failed("larger than 12,000,000 bytes"),
    ),
    Case(
        "endless-chunks",
        lambda _: itertools.chain(
            [response(length=False, Transfer_Encoding="chunked")], endlessly(b"f000\r\n" + b"x" * 0xF000 + b"\r\n")
        ),
        failed("larger than 12,000,000 bytes"),
    ),
    Case("empty-body", always(response()), {"/a": Came("fetched", gives="no_article")}),
    # Encodings.
    Case("says-gzip-and-is-not", lambda asked: [page(asked.host, Content_Encoding="gzip")], failed("said to be gzip")),
    Case(
        "gzip-cut-off",
        lambda asked: [response(gzip.compress(article(asked.host))[:-30], Content_Encoding="gzip")],
        failed("ends in the middle"),
    ),
    Case(
        "gzip-bomb",
        always(response(gzip.compress(b"\0" * 100_000_000), Content_Encoding="gzip")),
        failed("larger than 12,000,000 bytes"),
    ),
    Case(
        "gzip-in-gzip",
        lambda asked: [response(gzip.compress(gzip.compress(article(asked.host))), Content_Encoding="gzip, gzip")],
        failed("Content-Encoding gzip, gzip"),
    ),
    Case("brotli-unasked", lambda asked: [page(asked.host, Content_Encoding="br")], failed("Content-Encoding br")),
    Case(
        "gzip-unsaid",
        lambda asked: [response(gzip.compress(article(asked.host)))],
        {"/a": Came("fetched", gives="not_text")},
    ),
    # Charsets and types.
    Case("wrong-charset", lambda asked: [page(asked.host, Content_Type="text/html; charset=euc-kr")], FINE),
    Case("charset-that-is-none", lambda asked: [page(asked.host, Content_Type='text/html; charset="x; y')], FINE),
    Case(
        "charset-with-escapes",
        lambda asked: [page(asked.host, Content_Type='text/html; charset="utf\x1b[31m-8"')],
        FINE,
    ),
    Case(
        "charset-in-pieces",
        lambda asked: [
            page(asked.host, Content_Type="text/html; charset*=utf-8''%FF%00; charset*0=a; charset*1=b; charset*=x")
        ],
        FINE,
    ),
    Case(
        "type-with-escapes",
        always(response(b"x", Content_Type="image/\x1b[2Jpng")),
        failed("expected a page of text, got image/\ufffd[2jpng"),
    ),
    Case("no-type", lambda asked: [page(asked.host, Content_Type="")], FINE),
    Case(
        "picture",
        always(response(b"\x89PNG", Content_Type="image/png")),
        failed("expected a page of text, got image/png"),
    ),
    Case(
        "picture-said-to-be-text",
        always(response(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 50)),
        {"/a": Came("fetched", gives="not_text")},
    ),
    # robots.txt.
    Case(
        "robots-forbids",
        at_once,
        refused("forbids it"),
        always(response(b"User-agent: *\nDisallow: /")),
        asked={"/a": 0},
    ),
    Case("robots-403", at_once, refused(UNREADABLE), status("403 Forbidden"), asked={"/a": 0}),
    Case("robots-500", at_once, refused(UNREADABLE), status("500 No"), asked={"/a": 0}),
    Case("robots-503", at_once, refused(UNREADABLE), status("503 No"), asked={"/a": 0, "/robots.txt": 2}),
    Case("robots-hangs", at_once, refused(UNREADABLE), always(HANG), asked={"/a": 0, "/robots.txt": 2}),
    Case("robots-resets", at_once, refused(UNREADABLE), always(Reset()), asked={"/a": 0, "/robots.txt": 2}),
    Case(
        "robots-in-a-loop", at_once, refused(UNREADABLE), status("302 Found", Location="/robots.txt"), asked={"/a": 0}
    ),
    Case("robots-huge", at_once, FINE, always(response(b"User-agent: *\nDisallow: /b\n" + b"# more\n" * 200_000))),
    Case(
        "robots-of-many-rules",
        at_once,
        FINE,
        always(response(b"User-agent: *\n" + b"Disallow: /*a*a*a*a*b\n" * 20_000)),
    ),
    Case(
        "robots-endless",
        at_once,
        FINE,
        lambda _: itertools.chain([response(length=False)], endlessly(b"Disallow: /b\n" * 5000)),
    ),
    Case("robots-is-a-page", at_once, FINE, at_once),
    Case("robots-is-rubbish", at_once, FINE, always(response(bytes(range(256)) * 100))),
    Case(
        "robots-of-odd-delays", at_once, FINE, always(response(b"User-agent: *\nCrawl-delay: nan\nRequest-rate: 0/0"))
    ),
    # Redirects.
    Case("moved-here", moved("b?c=d#e"), FINE, asked={"/b?c=d": 1}),
    Case("moved-to-this-computer", moved("http://127.0.0.1/"), refused(NO_PUBLIC)),
    Case("moved-to-a-number", moved("http://2130706433/"), refused(NO_PUBLIC)),
    *(
        Case(f"moved-to-{name}", moved(to), refused(NO_PUBLIC))
        for name, to in {
            "nought": "http://0/",
            "hexadecimal": "http://0x7f000001/",
            "octal": "http://017700000001/",
            "short": "http://127.1/",
            "nat64": "http://[64:ff9b::7f00:1]/",
            "6to4": "http://[2002:7f00:1::]/",
            "compatible-ipv6": "http://[::127.0.0.1]/",
            "any-ipv6": "http://[::]/",
            "its-own-scheme": "//169.254.169.254/",
        }.items()
    ),
    Case("moved-to-octal-parts", moved("http://0177.0.0.1/"), refused("not an address")),
    Case("moved-to-a-scope", moved("http://[fe80::1%25eth0]/"), refused("cannot be resolved")),
    Case("moved-to-no-label", moved("http://xn--/"), refused("not an address")),
    Case("moved-to-empty-labels", moved("http://a..b/"), refused("cannot be resolved")),
    Case("moved-to-no-port", moved("http://moved-to-no-port.test:99999/"), refused(UNREADABLE)),
    Case("moved-with-escapes", moved("http://\x1b[31m.test/"), refused("not an address")),
    Case("moved-with-a-new-line", moved("b%0d%0aX-More:%201"), {"/a": ARTICLE}, asked={"/b%0d%0aX-More:%201": 1}),
    Case("moved-to-ipv6", moved("http://[::1]/"), refused(NO_PUBLIC)),
    Case("moved-to-mapped-ipv6", moved("http://[::ffff:10.0.0.1]/"), refused(NO_PUBLIC)),
    Case("moved-to-a-private-network", moved("http://192.168.0.1/admin"), refused(NO_PUBLIC)),
    Case("moved-to-metadata", moved("http://169.254.169.254/latest/meta-data/"), refused(NO_PUBLIC)),
    Case("moved-to-a-file", moved("file:///etc/passwd"), refused("not a web address")),
    Case("moved-to-a-script", moved("javascript:alert(1)"), refused("not a web address")),
    Case(
        "moved-with-a-password", moved("http://me:secret@moved-with-a-password.test/"), refused("user name or password")
    ),
    Case("moved-to-nonsense", moved("http://[/"), refused("cannot be resolved")),
    Case("moved-nowhere", status("302 Found"), failed("HTTP status 302")),
    Case(
        "moved-in-a-circle",
        lambda asked: moved("/b")(asked) if asked.path == "/a" else [response(b"", "301 M", Location="/a")],
        failed("redirects in a loop"),
    ),
    Case(
        "moved-on-and-on",
        lambda asked: [response(b"", "302 Found", Location=asked.path + "a")],
        failed("more than 5 redirects"),
    ),
    # Names.
    Case("inside", at_once, refused(NO_PUBLIC), is_allowed=False, resolves_to=("10.1.2.3",), asked={"/a": 0}),
    Case("local", at_once, refused(NO_PUBLIC), is_allowed=False, asked={"/a": 0}),
    Case(
        "inside-and-outside",
        at_once,
        refused(NO_PUBLIC),
        is_allowed=False,
        resolves_to=("1.1.1.1", "127.0.0.1"),
        asked={"/a": 0},
    ),
    Case("nobody", at_once, refused("cannot be resolved"), resolves_to=(), asked={"/a": 0}),
    # Headers.
    Case(
        "thousands-of-headers",
        lambda asked: [page(asked.host, **{f"X_{n}": "y" * 28 for n in range(2500)})],
        failed("headers of more than 64,000 bytes"),
    ),
    Case("a-huge-header", lambda asked: [page(asked.host, X="y" * 300_000)], failed("not HTTP")),
    Case(
        "endless-headers",
        lambda _: itertools.chain([b"HTTP/1.1 200 OK\r\n"], endlessly(b"X-More: and more\r\n" * 500)),
        failed("not HTTP"),
    ),
    Case("cookies", without_cookies, {"/a": ARTICLE, "/b": ARTICLE}),
    # No HTTP.
    Case("http-0-9", always(b"<html><p>No head, as in 1991.</p></html>"), failed("not HTTP")),
    Case("another-protocol", always(b"SSH-2.0-OpenSSH_9.6\r\n"), failed("not HTTP")),
    Case("rubbish", always(bytes(range(256)) * 300), failed("not HTTP")),
    # Pages.
    Case("huge-title", lambda asked: [response(article(asked.host, title="Boat " * 2_000_000))], FINE),
    Case("of-1970", lambda asked: [response(article(asked.host, date="1970-01-01"))], FINE, published=None),
    Case("of-2099", lambda asked: [response(article(asked.host, date="2099-12-31"))], FINE, published=None),
    Case("deeply-nested", lambda asked: [response(article(asked.host, more="<div>" * 50_000))], FINE),
    Case("listed-twice", at_once, FINE, also_listed=("/a#top", "/a")),
    Case("same-text-twice", at_once, {"/a": ARTICLE, "/b": ARTICLE}),
    # Feeds.
    Case("feed-is-a-page", at_once, {"/feed": Came("failed", "an HTML page, not a feed")}, feed=True),
    Case(
        "feed-with-entities",
        always(response(ENTITY_BOMB, Content_Type="text/xml")),
        {"/feed": Came("failed", "")},
        feed=True,
    ),
    Case(
        "feed-with-a-file",
        always(response(OUTSIDE_ENTITY, Content_Type="text/xml")),
        {"/feed": Came("failed", "")},
        feed=True,
    ),
    Case("feed-with-relative-links", told_by(feed("a", "./a", "/b")), {"/a": ARTICLE, "/b": ARTICLE}, feed=True),
    Case(
        "feed-with-links-off-the-web",
        told_by(feed("javascript:alert(1)", "file:///etc/passwd", "http://169.254.169.254/", "/a")),
        {
            "/a": ARTICLE,
            "javascript:alert(1)": Came("refused", ""),
            "file://etc/passwd": Came("refused", ""),  # as the parser of feeds writes it
            "http://169.254.169.254/": Came("refused", ""),
        },
        feed=True,
    ),
    Case(
        # What it tells of when it comes is told again when it has not changed, though it is not sent.
        "feed-not-modified",
        lambda asked: (
            unless_changed(asked, feed_document("/a", "/b"), '"1"') if asked.path == "/feed" else [page(asked.host)]
        ),
        {"/a": ARTICLE, "/b": ARTICLE},
        feed=True,
        later={"/a": UNCHANGED, "/b": UNCHANGED},
        latest={"/a": UNCHANGED, "/b": UNCHANGED},
    ),
    Case(
        "feed-not-modified-unasked", status("304 Not Modified"), {"/feed": Came("failed", "HTTP status 304")}, feed=True
    ),
    Case(
        # What goes wrong in a way that nobody thought of must not end the run.
        "feed-moved-to-no-label",
        moved_from("/feed", "http://xn--/"),
        {"/feed": Came("refused", "not an address")},
        feed=True,
    ),
    Case(
        "feed-of-odd-charset",
        lambda asked: [
            response(feed_document("/a"), Content_Type="text/xml; charset*0=a; charset*=utf-8''%FF")
            if asked.path == "/feed"
            else page(asked.host)
        ],
        FINE,
        feed=True,
    ),
    Case(
        "feed-that-waits-oddly",
        status("503 No", Retry_After="Mon, 99999999999 Jan 2025 0:0:0 +0000"),
        {"/feed": Came("failed", "HTTP status 503")},
        feed=True,
        asked={"/feed": 2},
    ),
    Case("feed-hangs", always(HANG), {"/feed": Came("failed", "no answer within")}, feed=True, asked={"/feed": 2}),
)
"""Every misbehaviour, by what it is about."""
