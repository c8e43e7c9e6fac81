"""XML made to attack: refused, or harmless, and never at the cost of memory."""

from __future__ import annotations

import gzip
import http.server
import subprocess
import sys
import textwrap
import threading

import pytest

from pipelines.sources.xml import CHUNK_BYTES, UnreadableDocumentError, elements, is_html, local_name, unpacked

LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 9))
BOMB = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a0 "{"A" * 1000}">{LAUGHS}]>'


def names(body: bytes, most: int = 1_000):
    return [local_name(element) for event, element in elements(body, max_elements=most) if event == "start"]


def refusal(body: bytes, most: int = 1_000) -> str:
    with pytest.raises(UnreadableDocumentError) as error:
        names(body, most)
    return str(error.value)


@pytest.mark.parametrize(
    "body",
    [
        f"{BOMB}<rss><title>&a8;</title></rss>",
        f"{BOMB}<rss title='&a8;'/>",
        f"{BOMB}<rss><link href='&a8;'/></rss>",
        f'<!DOCTYPE rss [<!ENTITY a "{"A" * 100_000}">]><rss>{"&a;" * 100_000}</rss>',
        '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss>&a;</rss>',
        '<!DOCTYPE rss [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]><rss/>',
        '<!DOCTYPE rss [<!ENTITY a PUBLIC "x" "http://127.0.0.1:9/x">]><rss>&a;</rss>',
    ],
    ids=["text", "root's attribute", "attribute", "quadratic", "file", "parameter", "network"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_that_declares_entities_is_refused(body, encoding):
    """Of every kind, in whatever encoding it hides them."""
    assert "declares entities" in refusal(body.encode(encoding))


def test_a_type_declaration_without_entities_is_harmless_and_is_not_loaded():
    """Old feeds name one; nobody is asked for it."""
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        address = f"http://127.0.0.1:{server.server_port}/rss.dtd"
        assert names(f'<!DOCTYPE rss SYSTEM "{address}"><rss><title/></rss>'.encode()) == ["rss", "title"]
        include = f'<rss xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="{address}"/></rss>'
        style = f'<?xml-stylesheet href="{address}"?><rss/>'
        assert names(include.encode()) == ["rss", "include"]
        assert names(style.encode()) == ["rss"]
    finally:
        server.shutdown()
        server.server_close()
    assert asked == []


def test_depth_is_limited():
    """Parsers recurse."""
    assert refusal(b"<a>" * 1_000_000, 2_000_000) == "more than 100 levels"
    assert len(names(b"<a>" * 100 + b"</a>" * 100)) == 100


def test_the_number_of_elements_is_limited():
    """Each takes memory."""
    assert refusal(b"<a>" + b"<b/>" * 2_000) == "more than 1,000 elements"


def test_the_number_of_attributes_is_limited():
    """Namespaces count: each is looked at for each other."""
    many = [f'a{number}="x"' for number in range(201)]
    assert refusal(f"<a {' '.join(many)}/>".encode()) == "more than 200 attributes of one element"
    assert refusal(f"<a {' xmlns:'.join(['', *many])}/>".encode()) == "more than 200 attributes of one element"
    assert names(f"<a {' '.join(many[:200])}/>".encode()) == ["a"]


@pytest.mark.parametrize("offset", range(-9, 3))
def test_a_character_that_is_named_across_two_pieces_is_read(offset):
    """Documents are read in pieces of 64 KiB."""
    text = "x" * (CHUNK_BYTES - len("<a>") + offset) + "&nbsp;&amp;&y"
    ((_, root), *_) = list(elements(f"<a>{text}</a>".encode(), max_elements=9))
    assert root.text == text.replace("&nbsp;", "\xa0").replace("&amp;", "&")


@pytest.mark.parametrize("body", [b"", b"   ", b"\x00\x01\x02", b"<", b"<<<<>>>>", b"plain text", b"{}"])
def test_what_is_no_xml_is_told(body):
    """Rather than taken for an empty document."""
    assert refusal(body) in {"empty", "neither XML nor JSON"}


@pytest.mark.parametrize(
    ("body", "is_page"),
    [
        (b"<!DOCTYPE html><p>", True),
        (b"\xef\xbb\xbf\n<HTML>", True),
        (b"<!-- a -- b --->\n<!-- c --><html>", True),
        (b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "x">', True),
        (b"<rss><channel><title>html</title>", False),
        (b"<htmlish/>", False),
        (b"<!-- " + b"a" * 3_000, False),
        (b"<!---->" * 300, False),
    ],
)
def test_html_is_told_from_xml_by_its_beginning(body, is_page):
    """Past a declaration and comments."""
    assert is_html(body) is is_page


def test_gzip_is_unpacked_and_what_is_none_left_as_it_is():
    """By what it begins with, whatever its name or header says."""
    assert unpacked(gzip.compress(b"<a/>") * 2, 100) == b"<a/><a/>"
    assert unpacked(b"<a/>", 100) == b"<a/>"


@pytest.mark.parametrize(
    "body",
    [b"\x1f\x8b", b"\x1f\x8b\x08junk" * 9, gzip.compress(b"<a/>" * 99, mtime=0)[:-9]],
    ids=["a beginning", "no gzip", "broken off"],
)
def test_damaged_gzip_is_told(body):
    """With what is wrong."""
    with pytest.raises(UnreadableDocumentError, match="damaged gzip"):
        unpacked(body, 1_000)


ATTACKS = {
    "a gzip bomb": "gzip.compress(b'<urlset>' + b' ' * 400_000_000)",
    "a gzip bomb in members": "gzip.compress(b' ' * 4_000_000) * 100",
    "a billion laughs": f"({BOMB!r} + '<rss><title>&a8;</title><link href=\"&a8;\"/></rss>').encode()",
    "a text without end": "b'<rss><channel><item><title>' + b'A' * 9_900_000",
    "an attribute without end": "b'<rss a=\"' + b'A' * 9_900_000 + b'\"/>'",
    "elements without end": "b'<rss><channel>' + b'<item/>' * 1_300_000",
    "depth without end": "b'<rss>' + b'<a>' * 3_000_000",
    "entries without end": "b'<urlset>' + b'<url><loc>/</loc></url>' * 450_000",
    "attributes without end": "b'<rss ' + b' '.join(b'a%d=\"\"' % n for n in range(900_000)) + b'/>'",
    "namespaces without end": "b'<rss ' + b' '.join(b'xmlns:a%d=\"x\"' % n for n in range(400_000)) + b'/>'",
    "sections without end": "b'<rss><channel><title>' + b'<![CDATA[' * 1_000_000",
    "ampersands without end": "b'<rss><channel><title>' + b'&' * 9_000_000",
    "JSON without end": "b'{\"items\":[' + b'{},' * 3_000_000",
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_survived_within_memory(attack):
    """As a feed and as a site map, in a process that has 400 MB more than it needs for the attack itself."""
    code = f"""
        import datetime, gzip, resource
        from pipelines.sources.feed import parse_feed
        from pipelines.sources.sitemap import parse_sitemap
        from pipelines.sources.xml import UnreadableDocumentError

        body = {ATTACKS[attack]}
        with open("/proc/self/statm") as file:
            now = int(file.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (now + 400_000_000,) * 2)
        for parse in (parse_feed, parse_sitemap):
            try:
                parse(body, "https://a.example/", datetime.date(2025, 5, 1))
            except UnreadableDocumentError as error:
                print("refused", error)
            else:
                print("read")
    """
    if not sys.platform.startswith("linux"):
        pytest.skip("memory can be limited on Linux only")
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    assert len(done.stdout.splitlines()) == 2
