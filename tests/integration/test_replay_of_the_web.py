"""Days of capturing the web, replayed: pages, failures, what is not due, and when an address is due again."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import duckdb
import pytest
from web_site import web_site

from pipelines.assets.articles import clean_all
from pipelines.capturing import capture_all
from pipelines.cleaning.article import CLEANER_VERSION
from pipelines.fetching.archive import WarcArchive
from pipelines.fetching.client import Client
from pipelines.fetching.limits import Limits
from pipelines.replay.restore import restore
from pipelines.settings import Settings
from pipelines.sources.source import Expectation, Source
from pipelines.staging.schema import TABLES
from pipelines.staging.store import StagingStore

if TYPE_CHECKING:
    from pathlib import Path

FIRST = dt.datetime(2025, 5, 1, 6, tzinfo=dt.UTC)
LAST = FIRST + dt.timedelta(days=3)
QUICK = Limits(host_interval_seconds=0, attempts=1, connect_seconds=2, read_seconds=2)

STORY = (
    "<html><head><title>A toll</title></head><body><article><h1>A toll</h1><p>About {} North Korean soldiers have been "
    "killed or wounded in Russia, Seoul's spy agency told lawmakers at a closed meeting on Wednesday morning.</p><p>The "
    "agency gave no further detail of where and when, and took no questions after the meeting.</p></article></body></html>"
)


def rows(build: Path) -> dict[str, list[tuple[object, ...]]]:
    with duckdb.connect(str(build), read_only=True) as connection:
        return {table.name: connection.execute(f"from {table.qualified} order by all").fetchall() for table in TABLES}


def clean_stored(settings: Settings) -> None:
    """Do what the steps after `pages` do, up to the articles."""
    with StagingStore(settings.build_db) as store:
        stored = store.pages_to_clean(FIRST.date(), LAST.date(), CLEANER_VERSION)
        store.write_articles(clean_all(stored, WarcArchive(settings.archive)))
        store.group_texts()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(warehouse=tmp_path / "warehouse", sources=tmp_path / "sources.yml")


def test_a_replay_brings_back_what_three_days_on_the_web_left(settings: Settings, tmp_path: Path) -> None:
    """A page that changes, one that goes, one that stays; sources that fail beside those that do not."""
    with web_site() as site:
        changes = site.put("/changes", STORY.format("4,700"))
        goes = site.put("/goes", STORY.format("9,000"))
        stays = site.put("/stays", STORY.format("1,100"))
        feed = site.put(
            "/feed", f"<rss version='2.0'><channel><item><link>{stays}</link></item></channel></rss>", "text/xml"
        )
        site.pages["/feed"][1]["ETag"] = '"1"'
        allowed = {"allow_hosts": ("127.0.0.1",), "expect": Expectation(min=0)}
        sources = [
            Source(name="missing", kind="folder", path=str(tmp_path / "nowhere")),
            Source(
                name="no-feed",
                kind="feed",
                url=site.put("/broken", "<html><p>No feed here.</p></html>", "text/html"),
                **allowed,
            ),
            Source(name="addresses", kind="urls", urls=(changes, goes, site.base + "/never-there"), **allowed),
            Source(name="a-feed", kind="feed", url=feed, **allowed),
        ]
        for day in range(3):
            now = FIRST + dt.timedelta(days=day)
            capture_all(settings, sources, Client(limits=QUICK), now, run_id=f"run-{day}", say=str)
            if day == 0:
                site.put("/changes", STORY.format("4,000"))
                del site.pages["/goes"]
    clean_stored(settings)
    before = rows(settings.build_db)

    settings.build_db.unlink()
    with StagingStore(settings.build_db) as store:
        restore(store, WarcArchive(settings.archive), FIRST.date(), LAST.date(), str)
    clean_stored(settings)
    assert rows(settings.build_db) == before

    outcomes = {(row[0], row[3]) for row in before["fetches"]}
    assert {("missing", "failed"), ("no-feed", "failed"), ("addresses", "fetched"), ("addresses", "failed")} <= outcomes
    assert {("a-feed", "fetched"), ("a-feed", "unchanged")} <= outcomes
    assert len(before["visits"]) == 4
    assert [(row[0], row[4]) for row in before["listings"]] == [(feed, '"1"')]
    assert len({row[1] for row in before["articles"]}) >= 4
    # What the warehouse tells a page that is gone by.
    assert {row[4] for row in before["fetches"] if row[2] == goes and row[3] == "failed"} == {"HTTP status 404"}
