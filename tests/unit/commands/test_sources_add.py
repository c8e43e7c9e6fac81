"""`muster sources add`: what is found of a site, and that the entry can be pasted."""

from __future__ import annotations

import pytest

from pipelines.commands.sources_add import find
from pipelines.errors import UserError
from pipelines.fetching.client import Fetched, FetchError
from pipelines.sources.config import load_sources

SITE = "https://www.news.example/"
FEED = "<rss><channel><title>{title}</title><language>en-gb</language><item><link>/1</link><pubDate>2025-04-30</pubDate></item></channel></rss>"
MAP = "<urlset><url><loc>https://www.news.example/1</loc><lastmod>2025-04-30</lastmod></url></urlset>"


class Answers(dict):
    """A fetcher that answers from itself, and remembers what it was asked."""

    asked: list[str]

    def fetch(self, address, **_):
        self.__dict__.setdefault("asked", []).append(address)
        answer = self.get(address, FetchError("failed", "HTTP status 404"))
        if isinstance(answer, Exception):
            raise answer
        return Fetched(address, 200, "text/html", None, answer.encode())


def entry(answers, tmp_path, address=SITE, *, taken=(), allow_hosts=()):
    """Return what is printed, and the source that sources.yml makes of it."""
    printed = find(address, fetcher=Answers(answers), allow_hosts=allow_hosts, taken=taken)
    path = tmp_path / "sources.yml"
    path.write_text(f"sources:\n{printed}", encoding="utf-8")
    (source,) = load_sources(path)
    return printed, source


def test_the_feed_that_a_page_states_is_found(tmp_path):
    """With its title and language; site maps are named beside it."""
    page = (
        '<html><head><link rel="stylesheet" href="/x.css"><link rel="alternate" hreflang="ko" href="/ko/">'
        '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'
        '<link rel="Alternate" type="application/atom+xml" href="gone.xml"></head><body>x'
    )
    answers = {
        SITE: page,
        f"{SITE}feed.xml": FEED.format(title="The &quot;Post&quot;: #1"),
        f"{SITE}robots.txt": f"User-agent: *\nSitemap: {SITE}sitemap.xml\nSitemap: {SITE}news.xml\n",
        f"{SITE}sitemap.xml": MAP,
        f"{SITE}news.xml": MAP,
    }
    printed, source = entry(answers, tmp_path)
    assert (source.name, source.kind, source.url) == ("news-example", "feed", f"{SITE}feed.xml")
    assert (source.publisher, source.language, source.enabled) == ('The "Post": #1', "en", True)
    assert "# 1 items, newest 2025-04-30" in printed
    assert [line.strip() for line in printed.splitlines() if "# or" in line] == [
        f"# or sitemap: {SITE}news.xml  (1 entries, newest 2025-04-30)",
        f"# or sitemap: {SITE}sitemap.xml  (1 entries, newest 2025-04-30)",
    ]


def test_common_places_are_tried_where_a_site_says_nothing(tmp_path):
    """A page that answers everything with HTML is not taken in."""
    answers = {SITE: "<html>", f"{SITE}feed/": "<html>", f"{SITE}feed.xml": FEED.format(title="")}
    _, source = entry(answers, tmp_path)
    assert (source.kind, source.url, source.publisher) == ("feed", f"{SITE}feed.xml", None)
    _, source = entry({SITE: "<html>", f"{SITE}sitemap.xml": MAP}, tmp_path)
    assert (source.kind, source.url) == ("sitemap", f"{SITE}sitemap.xml")


def test_links_in_the_text_are_tried_too(tmp_path):
    """Many sites have RSS in their footer only."""
    answers = {
        SITE: '<html><a href="/about">x</a><a href="/en/rss/all">RSS</a>',
        f"{SITE}en/rss/all": FEED.format(title="T"),
    }
    _, source = entry(answers, tmp_path)
    assert source.url == f"{SITE}en/rss/all"


def test_a_feed_or_a_site_map_may_be_given_itself(tmp_path):
    """Nothing else is asked then."""
    for body, kind in ((FEED.format(title="T"), "feed"), (MAP, "sitemap")):
        _, source = entry({f"{SITE}x": body}, tmp_path, f"{SITE}x")
        assert (source.kind, source.url) == (kind, f"{SITE}x")


def test_an_address_without_scheme_is_taken_for_https(tmp_path):
    """As people write it."""
    _, source = entry({SITE: FEED.format(title="T")}, tmp_path, "www.news.example")
    assert source.url == SITE


def test_a_name_that_is_taken_gets_a_number(tmp_path):
    """Names are unique."""
    _, source = entry({SITE: MAP}, tmp_path, taken={"news-example", "news-example-2"})
    assert source.name == "news-example-3"


def test_a_title_cannot_break_out_of_the_entry_or_steer_the_terminal(tmp_path):
    """Whatever it holds."""
    title = "x&quot;\n    enabled: false\n  - name: evil &#27;[2J\u202e <![CDATA[\x1b[31m]]>"
    printed, source = entry({SITE: FEED.format(title=title)}, tmp_path)
    assert source.enabled
    assert all(line.isprintable() for line in printed.splitlines())
    assert "name: evil" in source.publisher


def test_private_places_are_not_looked_at(tmp_path):
    """Neither the site itself nor what it links to, unless the host is allowed."""
    with pytest.raises(UserError, match=r"127\.0\.0\.1 is a private address"):
        find("http://127.0.0.1/", fetcher=Answers(), allow_hosts=(), taken=())
    with pytest.raises(UserError, match="not a web address but file:"):
        find("file:///etc/passwd", fetcher=Answers(), allow_hosts=(), taken=())
    answers = Answers({SITE: '<link rel=alternate type="application/rss+xml" href="http://10.0.0.1/rss">'})
    with pytest.raises(UserError, match="neither feed nor site map found"):
        find(SITE, fetcher=answers, allow_hosts=(), taken=())
    assert "http://10.0.0.1/rss" not in answers.asked
    _, source = entry({"http://127.0.0.1/": MAP}, tmp_path, "http://127.0.0.1/", allow_hosts=("127.0.0.1",))
    assert source.allow_hosts == ("127.0.0.1",)


def test_a_site_that_cannot_be_read_is_told_with_the_next_step():
    """On one line."""
    answers = Answers({SITE: FetchError("refused", "https://www.news.example/robots.txt forbids it")})
    with pytest.raises(UserError, match="forbids it; the site does not want it"):
        find(SITE, fetcher=answers, allow_hosts=(), taken=())


def test_a_site_that_names_hundreds_of_feeds_is_asked_for_a_few():
    """Each is a request."""
    links = "".join(f'<link rel="alternate" type="application/rss+xml" href="/{number}.xml">' for number in range(300))
    answers = Answers({SITE: links})
    with pytest.raises(UserError):
        find(SITE, fetcher=answers, allow_hosts=(), taken=())
    assert len(answers.asked) < 30
