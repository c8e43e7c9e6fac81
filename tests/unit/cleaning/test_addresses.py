"""One article, one address: however its page is linked to, and no matter what the page claims."""

from __future__ import annotations

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from pipelines.cleaning.addresses import WEB, address_key, address_rules, canonical_url

FOUND = "https://paper.example/world/toll"


@pytest.mark.parametrize("entry", address_rules().examples, ids=lambda entry: entry.address)
def test_every_example_of_the_rules(entry):
    """What it becomes, and that it stays so."""
    assert canonical_url(None, entry.address) == entry.canonical
    assert canonical_url(None, entry.canonical) == entry.canonical


SAME = (
    "https://paper.example/world/toll",
    "http://paper.example/world/toll/",
    "https://www.paper.example/world/toll?utm_campaign=x",
    "http://m.paper.example:80/world/toll#live",
    "https://amp.paper.example/world/toll/amp",
    "https://paper.example:443/world//toll?ref=rss",
    "https://www-paper-example.cdn.ampproject.org/v/s/www.paper.example/world/toll?amp_js_v=0.1",
)


@pytest.mark.parametrize("address", SAME)
def test_links_to_one_page_have_one_key(address):
    """Tracking, fragments, AMP, small screens, www, TLS, default ports, trailing slashes."""
    assert address_key(canonical_url(None, address)) == "paper.example/world/toll"


DIFFERENT = (
    "https://paper.example/world/toll",
    "https://paper.example/world/toll-2",
    "https://paper.example/world/Toll",
    "https://paper.example:8443/world/toll",
    "https://news.paper.example/world/toll",
    "https://paper.example/world/toll?page=2",
    "https://paper.example/world/toll?id=1",
    "https://paper.example/world/toll?uid=1",
    "https://paper.example/world/toll?cid=1",
    "https://paper.example/world/toll?1",
    "https://paper.example/",
    "folder://paper/world/toll",
)


def test_other_pages_have_other_keys():
    """No two of them are one article: that would make one correct the other."""
    keys = [address_key(canonical_url(None, address)) for address in DIFFERENT]
    assert len(set(keys)) == len(DIFFERENT)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/x?b=2&a=1", "https://a.example/x?a=1&b=2"),
        ("https://a.example/%7euser/%c3%a9", "https://a.example/~user/%C3%A9"),
        ("https://a.example/caf\u00e9", "https://a.example/caf%C3%A9"),
    ],
)
def test_an_address_written_in_two_ways_has_one_key(one, other):
    """The order of parameters, and how letters are escaped."""
    assert address_key(canonical_url(None, one)) == address_key(canonical_url(None, other))


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("https://paper.example/world/toll-of-april", "https://paper.example/world/toll-of-april"),
        ("https://www.paper.example/a", "https://www.paper.example/a"),
        ("https://news.paper.example/a", "https://news.paper.example/a"),
        ("https://other.example/a", FOUND),
        ("https://paper.example.evil.example/a", FOUND),
        ("https://paper.example/", FOUND),
        ("https://paper.example", FOUND),
        ("javascript:alert(1)", FOUND),
        ("/world/toll", FOUND),
        ("https://[", FOUND),
        ("https://paper.example/" + "a" * 3_000, FOUND),
        ("", FOUND),
        (None, FOUND),
    ],
)
def test_what_a_page_states_counts_on_its_own_site_only(stated, expected):
    """Neither a partner's address, nor the front page, nor rubbish."""
    assert canonical_url(stated, FOUND) == expected


def test_one_publisher_s_pages_on_a_shared_host_are_a_site_of_their_own():
    """Blogs under one name are not one site, and neither is everything under `co.kr`."""
    mine = "https://mine.github.io/a"
    assert canonical_url("https://yours.github.io/b", mine) == mine
    assert canonical_url("https://yours.co.kr/b", "https://mine.co.kr/a") == "https://mine.co.kr/a"


def test_a_page_that_was_not_found_on_the_web_may_state_any_address():
    """A saved page says where it is from; without it, its place in the folder is its address."""
    assert canonical_url("https://paper.example/a?utm_id=1", "folder://x/a.html") == "https://paper.example/a"
    assert canonical_url(None, "folder://x/a.html") == "folder://x/a.html"
    assert address_key("folder://x/a.html") == "folder://x/a.html"


labels = st.from_regex(r"[a-z0-9](?:[a-z0-9-]{0,8}[a-z0-9])?", fullmatch=True)
hosts = st.lists(labels | st.sampled_from(["m", "www", "amp", "mobile"]), min_size=1, max_size=4).map(".".join)
tails = st.sampled_from(["com", "co.kr", "example", "kp", "github.io"])
paths = st.lists(
    st.text("abcZ09-._~%+ é;=@()'", max_size=6) | st.sampled_from(["amp", "index.html", "..", ".", ""]), max_size=5
).map("/".join)
names = st.sampled_from(["utm_source", "id", "uid", "amp", "ref", "page", "b", "", "é", "a b", "outputType"])
queries = st.lists(st.tuples(names, st.text("aZ0 é=&%+;", max_size=4)), max_size=4).map(
    lambda pairs: "&".join(f"{name}={value}" if value else name for name, value in pairs)
)
addresses = st.builds(
    lambda scheme, host, tail, port, path, query, fragment: (
        f"{scheme}://{host}.{tail}{port}/{path}" + (f"?{query}" if query else "") + fragment
    ),
    st.sampled_from(["http", "https", "HTTPS"]),
    hosts,
    tails,
    st.sampled_from(["", ":80", ":443", ":8080"]),
    paths,
    queries,
    st.sampled_from(["", "#", "#a=b", "#!/x"]),
)


@settings(deadline=None, max_examples=500)
@given(addresses)
@example("https://a.example/amp/amp/amp/x")
@example("https://www.google.com/amp/s/www.google.com/amp/s/a.example/amp")
@example("https://a.example/%2561")
@example("https://a.example/x?b=%26&utm_a=1")
def test_canonicalising_twice_changes_nothing(address):
    """Neither the address nor its key."""
    once = canonical_url(None, address)
    assert canonical_url(None, once) == once
    assert canonical_url(once, address) == once
    assert address_key(canonical_url(None, once)) == address_key(once)


@settings(deadline=None, max_examples=300)
@given(st.text(max_size=80) | st.text(max_size=60).map("https://".__add__))
def test_no_text_breaks_it(text):
    """Whatever stands in a page or a feed; what comes back for an address of the web is one."""
    for address in (canonical_url(text, FOUND), canonical_url(None, text), canonical_url(FOUND, text)):
        assert isinstance(address_key(address), str)
    assert WEB.match(canonical_url(text, FOUND))


@settings(deadline=None, max_examples=200)
@given(addresses, st.sampled_from(["utm_source=x", "fbclid=1", "gclid=Z"]), st.sampled_from(["", "#top"]))
def test_tracking_never_makes_another_article(address, tracking, fragment):
    """Whatever the rest of the address is."""
    assume("#" not in address and address == address.strip())
    tracked = f"{address}{'&' if '?' in address else '?'}{tracking}{fragment}"
    assert address_key(canonical_url(None, tracked)) == address_key(canonical_url(None, address))
