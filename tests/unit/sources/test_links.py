"""Which links are asked for, and which are not."""

from __future__ import annotations

import pytest

from pipelines.sources.links import RefusedLinkError, is_wanted, resolve, web_address

BASE = "https://news.example/world/feed.xml"


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("https://other.example/a", "https://other.example/a"),
        ("//other.example/a", "https://other.example/a"),
        ("/a?b=c&d=e", "https://news.example/a?b=c&d=e"),
        ("a/../b", "https://news.example/world/b"),
        ("?p=1", "https://news.example/world/feed.xml?p=1"),
        (" https://news.example/a#part \n", "https://news.example/a"),
        ("HTTPS://News.Example", "https://news.example/"),
        ("http://news.example:8080/a", "http://news.example:8080/a"),
        ("http://[2606:4700::1111]:80/a", "http://[2606:4700::1111]:80/a"),
        ("https://news.example/북한", "https://news.example/북한"),
    ],
)
def test_a_link_becomes_an_absolute_address_without_fragment(link, address):
    """Relative to the document that it stands in."""
    assert resolve(link, BASE) == address


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("javascript:alert(1)", "not a web address but javascript:"),
        ("JavaScript:alert(1)", "not a web address but javascript:"),
        ("data:text/html,x", "not a web address but data:"),
        ("file:///etc/passwd", "not a web address but file:"),
        ("mailto:a@b.example", "not a web address but mailto:"),
        ("ftp://news.example/a", "not a web address but ftp:"),
        ("http:///a", "not a web address"),
        ("https://[", "not an address"),
        ("https://news.example:99999/", "not an address"),
        ("https://me:secret@news.example/", "an address with a user name or password"),
        ("https://news.example@evil.example/", "an address with a user name or password"),
        ("", "an empty link"),
        ("https://news.example/\x1b[2J", "a link with white space or control characters"),
        ("java\nscript:alert(1)", "a link with white space or control characters"),
        ("https://news.example/\u202ecod.exe", "a link with white space or control characters"),
        ("/" + "a" * 2_000, "a link of 2,001 characters"),
        ("http://127.0.0.1/", "127.0.0.1 is a private address"),
        ("http://169.254.169.254/latest/meta-data/", "169.254.169.254 is a private address"),
        ("http://[::1]/", "::1 is a private address"),
        ("http://[::ffff:10.0.0.1]/", "::ffff:10.0.0.1 is a private address"),
        ("http://[fe80::1%25eth0]/", "fe80::1%25eth0 is a private address"),
        ("//192.168.1.1/admin", "192.168.1.1 is a private address"),
        ("http://localhost:8080/", "localhost is a name of this computer"),
        ("http://printer.local/", "printer.local is a name of this computer"),
        ("http://metadata.google.internal/", "metadata.google.internal is a name of this computer"),
    ],
)
def test_a_link_that_must_not_be_asked_for_is_refused(link, said):
    """Without asking anybody, and with the reason."""
    with pytest.raises(RefusedLinkError) as error:
        resolve(link, BASE)
    assert str(error.value).startswith(said)


def test_a_private_host_may_be_allowed_by_name():
    """That one, and no other."""
    assert resolve("http://127.0.0.1:8000/a", BASE, ("127.0.0.1",)) == "http://127.0.0.1:8000/a"
    with pytest.raises(RefusedLinkError):
        resolve("http://127.0.0.2:8000/a", BASE, ("127.0.0.1",))


def test_an_address_that_is_only_stored_may_be_private():
    """A page of an intranet that was archived; nobody asks for it."""
    assert web_address("http://10.0.0.1/a", "") == "http://10.0.0.1/a"


@pytest.mark.parametrize(
    ("include", "exclude", "wanted"),
    [
        ((), (), True),
        (("https://news.example/world/*",), (), True),
        (("*/sport/*",), (), False),
        (("*/sport/*", "*/world/*"), (), True),
        ((), ("*/world/*",), False),
        (("*/world/*",), ("*kursk*",), False),
        (("*/WORLD/*",), (), False),
        (("https://news.example/world/kursk",), (), True),
        (("https://news.example/world",), (), False),
        (("*/world/kurs?",), (), True),
    ],
)
def test_patterns_hold_for_the_whole_address(include, exclude, wanted):
    """Something of `include`, where there is any, and nothing of `exclude`."""
    assert is_wanted("https://news.example/world/kursk", include, exclude) is wanted
