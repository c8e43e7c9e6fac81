"""Groups of near-identical texts in the staging tables: the same whatever the order in which articles came."""

import datetime as dt
import itertools

import duckdb
import pytest

from pipelines.fetching.archive import ArchiveLocation
from pipelines.records import Article, Page, content_key
from pipelines.sources.capture import Capture
from pipelines.staging.store import StagingStore

DAY = dt.date(2025, 5, 1)
WORDS = [f"word{number}" for number in range(200)]
TEXT = " ".join(WORDS)
OTHER = " ".join(reversed(WORDS))


def stage(path, name, text, published=None, *, cleaner_version="1", day=DAY):
    """Take one article through the steps up to its group."""
    address = f"https://{name}.example/a"
    at = dt.datetime.combine(day, dt.time(6), dt.UTC)
    page = Page("wire", address, address, at, 200, "text/html", None, text.encode())
    article = Article(
        article_id=content_key(address),
        version=content_key(text),
        page_id=page.page_id,
        source="wire",
        canonical_url=address,
        title=None,
        text=text,
        language="en",
        publisher=name,
        published=published,
        cleaner_version=cleaner_version,
    )
    with StagingStore(path) as store:
        store.write_captures(day, [(Capture("wire", address, "fetched", None, page), ArchiveLocation("f", 0, 1))])
        store.write_articles(
            [(row, article) for row in store.pages_to_clean(day, day, cleaner_version) if row.address == address]
        )
        return store.group_texts()


def groups(path):
    """The names of the outlets that have one text, by the outlet that has it first."""
    with duckdb.connect(str(path), read_only=True) as connection:
        return dict(
            connection.execute("""
                select articles.publisher, first.publisher
                from staging.signatures
                join staging.articles using (article_id, version)
                left join staging.articles as first on first.article_id || '-' || first.version = text_group
            """).fetchall()
        )


@pytest.fixture
def path(tmp_path):
    return tmp_path / "build.duckdb"


@pytest.mark.parametrize("order", list(itertools.permutations(["late", "early", "other"])))
def test_groups_do_not_depend_on_the_order_in_which_articles_came(path, order):
    """A replay reads them in the order of their keys, a newsroom as they were published."""
    published = {"late": "2025-04-30", "early": "2025-04-29", "other": None}
    for name in order:
        stage(path, name, OTHER if name == "other" else TEXT, published[name])
    assert groups(path) == {"late": "early", "early": "early", "other": "other"}


def test_it_says_how_many_texts_are_reprints(path):
    assert [stage(path, name, TEXT, f"2025-04-{day}") for day, name in ((10, "a"), (11, "b"), (12, "c"))] == [0, 1, 2]


def test_nothing_new_changes_nothing(path):
    stage(path, "a", TEXT, "2025-04-29")
    stage(path, "b", TEXT, "2025-04-30")
    before = groups(path)
    with StagingStore(path) as store:
        assert store.group_texts() == 1
    assert groups(path) == before == {"a": "a", "b": "a"}


def test_a_better_cleaner_s_date_may_change_who_was_first(path):
    """The text is the same, and its sketch; when it was published is not."""
    stage(path, "a", TEXT, "2025-04-29")
    stage(path, "b", TEXT, "2025-04-30")
    stage(path, "a", TEXT, "2025-05-01", cleaner_version="2")
    assert groups(path) == {"a": "b", "b": "b"}


def test_a_text_that_went_leaves_no_group_without_a_first(path):
    """The page now gives another text: what was grouped under it is grouped anew."""
    stage(path, "a", TEXT, "2025-04-29")
    stage(path, "b", TEXT, "2025-04-30")
    with StagingStore(path) as store:
        store.forget_days(DAY, DAY)
    stage(path, "b", TEXT, "2025-04-30")
    assert groups(path) == {"b": "b"}


def test_days_that_are_read_anew_are_grouped_as_before(path):
    """As a replay does."""
    stage(path, "a", TEXT, "2025-04-29")
    stage(path, "b", TEXT, "2025-04-30", day=dt.date(2025, 5, 2))
    before = groups(path)
    with StagingStore(path) as store:
        store.forget_days(DAY, DAY)
    stage(path, "a", TEXT, "2025-04-29")
    assert groups(path) == before
