"""Sources of every kind against a site on this computer: `muster sources`, and a run."""

from __future__ import annotations

import datetime as dt
import gzip
import re
from typing import TYPE_CHECKING

import duckdb
import pytest
from small_run import PAGES, muster
from web_site import WebSite, web_site

from pipelines.fetching.client import Client, Limits
from pipelines.sources.capture import capture
from pipelines.sources.source import Source

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from pathlib import Path

ALLOWED = ("127.0.0.1",)
NOW = dt.datetime(2025, 6, 1, 6, 0, tzinfo=dt.UTC)
BOMB = "<!DOCTYPE rss [" + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 9)) + "]>"


def article(name: str) -> str:
    """Return a page of the small input as HTML."""
    title, published, text = PAGES[name]
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in text.split("\n\n"))
    return (
        f'<html lang="en"><head><title>{title}</title><meta property="article:published_time" content="{published}">'
        f"</head><body><article><h1>{title}</h1>{paragraphs}</article></body></html>"
    )


@pytest.fixture
def site() -> Iterator[WebSite]:
    """Three articles, a feed and a packed news site map of them, and what robots.txt says."""
    with web_site() as site:
        site.put("/robots.txt", f"User-agent: *\nDisallow: /closed/\nSitemap: {site.base}/map.xml\n", "text/plain")
        for name in PAGES:
            site.put(f"/news/{name}", article(name))
        site.put(
            "/rss",
            "<rss><channel><title>The Harbour Post</title><language>en</language>"
            "<item><title>Lawmakers</title><link>/news/briefing.txt</link><pubDate>Wed, 30 Apr 2025 10:00:00 GMT</pubDate></item>"
            "<item><link>/news/workers.txt</link><pubDate>Fri, 02 May 2025 10:00:00 GMT</pubDate></item>"
            "<item><link>/news/workers.txt#again</link></item>"
            "<item><link>/news/harbour.txt</link><pubDate>Thu, 01 Jan 1970 00:00:00 GMT</pubDate></item>"
            "<item><title>evil</title><link>javascript:alert(1)</link></item>"
            f"<item><link>{site.base.replace('127.0.0.1', 'localhost')}/news/harbour.txt</link></item>"
            "<item><link>/closed/1</link></item>"
            "</channel></rss>",
            "application/rss+xml",
        )
        site.put("/map.xml", "<sitemapindex><sitemap><loc>/map-1.xml.gz</loc></sitemap></sitemapindex>", "text/xml")
        urls = "".join(
            f"<url><loc>{site.base}/news/{name}</loc><lastmod>2025-05-0{n}</lastmod></url>"
            for n, name in enumerate(PAGES, 1)
        )
        site.put("/map-1.xml.gz", gzip.compress(f"<urlset>{urls}</urlset>".encode()), "application/x-gzip")
        site.put("/", '<html><head><link rel="alternate" type="application/rss+xml" href="/rss"></head><body>Home')
        yield site


def captured(site: WebSite, **fields: object):
    source = Source(**{"name": "post", "allow_hosts": ALLOWED} | fields)
    client = Client(limits=Limits(retry_wait_seconds=0, retry_jitter_seconds=0))
    found = list(capture(source, fetcher=client, now=NOW, known=lambda *_: False))
    return {one.address.removeprefix(site.base): one for one in found}


def test_a_feed_gives_its_pages_with_what_it_says_of_them_and_refuses_the_rest(site: WebSite) -> None:
    """Asked for once each; links that must not be asked for, and those that robots.txt forbids, harm no other."""
    found = captured(site, kind="feed", url=f"{site.base}/rss")
    assert {address: one.outcome for address, one in found.items()} == {
        "/news/workers.txt": "fetched",
        "/news/briefing.txt": "fetched",
        "/news/harbour.txt": "fetched",
        "/closed/1": "refused",
        "javascript:alert(1)": "refused",
        f"http://localhost:{site.server_port}/news/harbour.txt": "refused",
    }
    assert [found[f"/news/{name}"].page.meta.published for name in PAGES] == ["2025-04-30", "2025-05-02", None]
    assert found["/news/briefing.txt"].page.meta.title == "Lawmakers"
    assert site.asked.count("/news/workers.txt") == 1
    assert "/closed/1" not in site.asked


def test_a_packed_site_map_in_a_list_gives_its_pages(site: WebSite) -> None:
    """Whatever type the server says it is; patterns choose among its pages."""
    found = captured(site, kind="sitemap", url=f"{site.base}/map.xml", exclude=("*/harbour.txt",))
    assert {address: one.outcome for address, one in found.items()} == {
        "/news/workers.txt": "fetched",
        "/news/briefing.txt": "fetched",
    }


def test_a_limit_takes_the_newest(site: WebSite) -> None:
    """The rest is for another run."""
    found = captured(site, kind="feed", url=f"{site.base}/rss", include=("*/news/*",), max_pages=1)
    assert [address for address, one in found.items() if one.outcome == "fetched"] == ["/news/workers.txt"]
    assert "/news/briefing.txt" not in site.asked


@pytest.mark.parametrize(
    ("body", "content_type", "said"),
    [
        ("<html><body>Not found", "text/html", "an HTML page, not a feed"),
        (f"{BOMB}<rss><channel><item><link>/&a8;</link></item></channel></rss>", "text/xml", "it declares entities"),
        (
            gzip.compress(b" " * 60_000_000, mtime=0),
            "application/gzip",
            "larger than 10,000,000 bytes when decompressed",
        ),
        ("<rss>" + "<a>" * 200_000, "text/xml", "more than 100 levels"),
        (b"\x89PNG\r\n\x1a\n", "image/png", "neither XML nor JSON"),
        ("", "application/rss+xml", "empty"),
    ],
)
def test_a_feed_that_is_none_or_an_attack_is_one_failure(
    site: WebSite, body: str | bytes, content_type: str, said: str
) -> None:
    """Under its own address, and nothing else is asked."""
    address = site.put("/bad", body, content_type)
    (only,) = captured(site, kind="feed", url=address).values()
    assert (only.address, only.outcome) == (address, "failed")
    assert said in only.reason


def test_a_feed_that_sends_elsewhere_is_refused(site: WebSite) -> None:
    """To a host that was not allowed, though it is the same computer."""
    address = site.move("/moved", f"http://localhost:{site.server_port}/rss")
    (only,) = captured(site, kind="feed", url=address).values()
    assert (only.address, only.outcome) == (address, "refused")


def lines_of(done: subprocess.CompletedProcess[str]) -> list[str]:
    assert "Traceback" not in done.stderr
    assert all(line.isprintable() for line in (done.stdout + done.stderr).splitlines())
    return done.stdout.splitlines()


def write_sources(folder: Path, site: WebSite) -> Path:
    """Write a sources file of five kinds, four of them sound."""
    record = article("harbour.txt").encode()
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + record
    (folder / "a.warc.gz").write_bytes(
        gzip.compress(
            b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://harbour.example/1\r\n"
            b"WARC-Date: 2025-05-03T10:00:00Z\r\nContent-Type: application/http; msgtype=response\r\n"
            b"Content-Length: %d\r\n\r\n%s\r\n\r\n" % (len(http), http)
        )
    )
    (folder / "pages").mkdir()
    (folder / "pages" / "a.html").write_text(article("harbour.txt"), encoding="utf-8")
    site.put("/evil", "<rss><channel><item><link>javascript:\u202e\u009b31m</link></item></channel></rss>")
    path = folder / "sources.yml"
    path.write_text(
        f"""sources:
  - {{name: post, kind: feed, url: "{site.base}/rss", include: ["*/news/*"], allow_hosts: [127.0.0.1]}}
  - {{name: map, kind: sitemap, url: "{site.base}/map.xml", allow_hosts: [127.0.0.1]}}
  - {{name: archive, kind: warc, path: "*.warc.gz"}}
  - {{name: inbox, kind: folder, path: pages}}
  - {{name: evil, kind: feed, url: "{site.base}/evil", allow_hosts: [127.0.0.1], enabled: false}}
""",
        encoding="utf-8",
    )
    return path


def test_check_says_in_a_line_each_what_was_found(site: WebSite, tmp_path: Path) -> None:
    """Exit code 0 where all is well, 1 where one is not; a disabled one is tried by name or with --all."""
    sources = write_sources(tmp_path, site)
    done = muster("sources", "check", "--sources", sources)
    assert lines_of(done) == [
        "✓ post: feed reachable, robots.txt allows it, 3 addresses of 4 by `include`, newest item 2025-05-02, 2 not taken "
        "(javascript:alert(1) not a web address but javascript:, in " + site.base + "/rss), 3 of 3 articles yield text",
        "✓ map: sitemap reachable, robots.txt allows it, 3 addresses, newest item 2025-05-03, 3 of 3 articles yield text",
        "✓ archive: 1 file with archived pages, 1 of 1 articles yield text",
        "✓ inbox: 1 file, 1 of 1 articles yield text",
    ]
    assert done.returncode == 0
    done = muster("sources", "--sources", sources, "check", "evil")
    (line,) = lines_of(done)
    assert line.startswith("✗ evil: refused: javascript:\ufffd\u203a31m: ")
    assert done.returncode == 1
    assert not (tmp_path / "warehouse").exists()


def test_the_list_says_what_is_on_and_off(site: WebSite, tmp_path: Path) -> None:
    """Without asking anybody."""
    sources = write_sources(tmp_path, site)
    done = muster("sources", "--sources", sources)
    found = [line.split() for line in lines_of(done)]
    assert ["on", "archive", "warc", "*.warc.gz"] in found
    assert ["off", "evil", "feed", f"{site.base}/evil"] in found
    assert site.asked == []


def test_what_is_not_in_the_file_is_named(site: WebSite, tmp_path: Path) -> None:
    """On one line."""
    done = muster("sources", "check", "nope", "--sources", write_sources(tmp_path, site))
    assert done.returncode == 1
    assert re.fullmatch(
        r"muster: .*sources\.yml: no source is named 'nope'; `muster sources` lists them\n", done.stderr
    )


def test_an_entry_for_a_site_can_be_pasted_and_works(site: WebSite, tmp_path: Path) -> None:
    """From its home page to its articles."""
    done = muster("sources", "add", f"{site.base}/", "--allow-host", "127.0.0.1")
    assert done.returncode == 0, done.stderr
    assert f"# or sitemap: {site.base}/map.xml" in done.stdout
    sources = tmp_path / "sources.yml"
    sources.write_text(f"sources:\n{done.stdout}", encoding="utf-8")
    (line,) = lines_of(muster("sources", "check", "--sources", sources))
    assert line.startswith("✓ 127-0-0-1: feed reachable")


def test_help_teaches_with_examples() -> None:
    """Of the three commands."""
    text = muster("sources", "--help").stdout
    assert "muster sources check" in text
    assert "muster sources add https://www.example.org/" in text
    for command in ("check", "add"):
        assert "Usage:" in muster("sources", command, "--help").stdout


@pytest.mark.slow
def test_a_run_reads_feeds_site_maps_archives_and_folders_in_one(site: WebSite, tmp_path: Path) -> None:
    """Each page once for each source that has it, with the day the feed gives; a source that fails stops no other."""
    sources = write_sources(tmp_path, site)
    sources.write_text(sources.read_text(encoding="utf-8").replace(", enabled: false", ""), encoding="utf-8")
    done = muster("run", "--sources", sources, "--warehouse", tmp_path / "warehouse")
    assert "javascript:" in done.stdout, done.stdout + done.stderr
    assert all(line.isprintable() for line in done.stdout.splitlines())
    with duckdb.connect(str(tmp_path / "warehouse" / "build.duckdb"), read_only=True) as connection:
        pages = connection.execute(
            "select source, count(*) from staging.pages group by source order by source"
        ).fetchall()
        refused = connection.execute("select source, address from staging.fetches where outcome = 'refused'").fetchall()
        titles = connection.execute("select distinct title from staging.articles order by title").fetchall()
    assert dict(pages) == {"archive": 1, "inbox": 1, "post": 3}
    assert ("evil", "javascript:\ufffd\u203a31m") in refused
    assert [title for (title,) in titles] == sorted(page[0] for page in PAGES.values())
