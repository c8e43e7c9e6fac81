"""From sources.yml to articles, by way of the archive: the example newsroom, two published articles, a local site."""

from __future__ import annotations

import datetime as dt
import os
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from pipelines.cleaning.article import clean
from pipelines.fetching.archive import WarcArchive
from pipelines.fetching.client import Client
from pipelines.records import Article
from pipelines.sources.capture import capture
from pipelines.sources.config import load_sources

ROOT = Path(__file__).parents[2]
SEEDS = Path(os.environ.get("MUSTER_EVAL", ROOT.parent / "shared" / "eval")) / "seeds"
NOW = dt.datetime(2026, 1, 1, 6, 0, tzinfo=dt.UTC)


def articles(sources_file, archive_folder):
    """Capture every source into an archive, then clean what the archive gives back."""
    archive = WarcArchive(archive_folder)
    locations = {}
    with archive.open("run", NOW.date()) as writer:
        for source in (source for source in load_sources(sources_file) if source.enabled):
            for found in capture(source, fetcher=Client(), now=NOW, known=lambda *_: False):
                assert found.outcome == "fetched", found
                locations[found.address] = writer.write(found.page)
    return {address: clean(archive.read_page(location)) for address, location in locations.items()}


def write_sources(folder, text):
    path = folder / "sources.yml"
    path.write_text(f"sources:\n{text}", encoding="utf-8")
    return path


@pytest.fixture
def seeds(tmp_path):
    if not SEEDS.is_dir():
        pytest.skip(f"the published articles are not at {SEEDS} (MUSTER_EVAL names another place)")
    sources = write_sources(tmp_path, f"  - {{name: seeds, kind: folder, path: {SEEDS}}}\n")
    return {address[-20:-4]: found for address, found in articles(sources, tmp_path / "archive").items()}


def test_other_stories_go_from_a_published_article_and_nothing_else(seeds):
    """Three promotional lines and a list of two headlines stand between its paragraphs."""
    source = (SEEDS / "000_d408daa410daf2b5.txt").read_text(encoding="utf-8").split("\n")
    found = seeds["d408daa410daf2b5"]
    kept = found.text.split("\n")
    gone = [line for line in source if line not in kept]
    assert [line[:12] for line in gone] == [
        "- Chilling 6",
        "- Dad made f",
        "Don't miss: ",
        "Don't miss: ",
        "Don't miss: ",
    ]
    assert kept == [line for line in source if line not in gone]


def test_a_published_article_without_other_stories_stays_as_it_is(seeds):
    """Subheadings and empty lines too; and it credits the agency."""
    found = seeds["298ca2260ce171d1"]
    assert found.text == (SEEDS / "002_298ca2260ce171d1.txt").read_text(encoding="utf-8").strip("\n")
    assert (found.credit, found.language) == ("Yonhap News Agency", "en")


CORPORA = ("dev", "dev_wire")


@pytest.mark.parametrize("corpus", CORPORA)
def test_plain_articles_lose_nothing_but_a_caption(corpus):
    """Forty articles without promotions: the rules must leave them alone."""
    folder = SEEDS.parent / corpus
    if not folder.is_dir():
        pytest.skip(f"no articles at {folder} (MUSTER_EVAL names another place)")
    from pipelines.cleaning.chrome import without_chrome  # noqa: PLC0415 - of this test alone

    for path in sorted(folder.glob("*.txt")):
        text = path.read_text(encoding="utf-8").strip("\n")
        kept = without_chrome(text).split("\n")
        gone = [line for line in text.split("\n") if line.strip() and line not in kept]
        assert all(line.startswith("(Photo:") for line in gone), (path.name, gone)


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory):
    found = articles(ROOT / "sources.yml", tmp_path_factory.mktemp("archive"))
    return {address.rpartition("/")[2]: page for address, page in found.items()}


def test_the_reprints_credit_their_agency(newsroom):
    """And are known to be of one origin; the outlets that wrote their own text credit nobody."""
    briefing = {name: page.credit for name, page in newsroom.items() if "briefing" in name}
    assert sorted(briefing.values(), key=str) == [None, None, "Northway Press", "Northway Press"]


def test_a_correction_is_another_version_of_the_same_article(newsroom):
    """At one canonical address."""
    before, after = (
        newsroom["coastlineherald-january-toll.html"],
        newsroom["coastlineherald-january-toll-corrected.html"],
    )
    assert before.article_id == after.article_id
    assert before.version != after.version


def test_wrong_charsets_are_read_rightly(newsroom):
    """One page declares EUC-KR and is UTF-8, one declares UTF-8 and is Windows-1252."""
    for name in ("peninsuladaily-special-forces-vladivostok.html", "coastlineherald-reinforcements.html"):
        assert "’" in newsroom[name].text  # noqa: RUF001 - as it is printed
        assert "\ufffd" not in newsroom[name].text


def test_pages_without_an_article_are_told_apart(newsroom):
    """A paywall stub, a page that is gone, a section front; a German article is an article."""
    reasons = {name: page.reason for name, page in newsroom.items() if not isinstance(page, Article)}
    assert reasons == {
        "meridiancourier-builders-paywall.html": "paywall",
        "eastmarkpost-page-moved.html": "error_page",
        "harbourgazette-world-front.html": "too_short",
    }
    assert newsroom["ostbote-waffen-fuer-moskau.html"].language == "de"


EXPECTED = YAML(typ="safe").load((ROOT / "tests" / "golden" / "newsroom_expected.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("entry", EXPECTED, ids=lambda entry: entry["page"])
def test_no_claim_is_cleaned_away(newsroom, entry):
    """Every sentence that a careful reader marked is in the text; what the page says of itself is as labelled."""
    found = newsroom[entry["page"]]
    if not isinstance(found, Article):
        assert found.reason in entry["reasons"]
        return
    for claim in entry["claims"]:
        assert claim["sentence"] in found.text
    assert (found.title, found.canonical_url) == (entry["title"], entry["url"])
    assert found.published == entry["published"]
    assert found.credit == entry.get("credit")


CHROME = (
    "cookie", "newsletter", "Don't miss", "READ MORE", "Also read", "Read more", "Photo:", "FILE PHOTO", "STAFF PHOTO",
    "Share this", "Leave a Reply", "editors choose", "@", "reproduction", "Article continues", "Courtesy of",
)  # fmt: skip


@pytest.mark.parametrize("words", CHROME)
def test_nothing_around_the_articles_is_in_them(newsroom, words):
    """Consent, newsletters, promotions, captions, buttons, comments, addresses."""
    assert [name for name, page in newsroom.items() if isinstance(page, Article) and words in page.text] == []


def test_a_site_is_read_like_a_folder(tmp_path):
    """The same pages, by way of HTTP from this computer: the same texts."""
    site = ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=ROOT / "examples" / "newsroom"))
    threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    base = f"http://127.0.0.1:{site.server_port}"
    names = [
        "harbourgazette-briefing-4700.html",
        "coastlineherald-reinforcements.html",
        "northwaypress-28000-containers.txt",
    ]
    pages = "".join(f"      - {base}/{name}\n" for name in names)
    sources = write_sources(
        tmp_path,
        f"  - name: site\n    kind: urls\n    allow_hosts: ['127.0.0.1']\n    urls:\n{pages}"
        f"  - {{name: folder, kind: folder, path: '{ROOT}/examples/newsroom/*'}}\n",
    )
    try:
        found = articles(sources, tmp_path / "archive")
    finally:
        site.shutdown()
        site.server_close()
    for name in names:
        assert found[f"{base}/{name}"].text == found[f"folder://folder/{name}"].text


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass
