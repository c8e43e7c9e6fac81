"""The staging store: writing twice changes nothing, what is stale goes, and failures are one line."""

import dataclasses
import datetime as dt
import subprocess
import sys
import time

import duckdb
import pytest

from pipelines.errors import UserError
from pipelines.fetching.archive import ArchiveLocation
from pipelines.records import Article, Mention, Meta, Page, Rejection, content_key
from pipelines.sources.capture import Capture
from pipelines.staging.schema import TABLES
from pipelines.staging.store import StagingStore

DAY = dt.date(2025, 5, 1)
NEXT_DAY = dt.date(2025, 5, 2)
FIRST = dt.date(2025, 1, 1)
LOCATION = ArchiveLocation("2025-05-01/run.warc.gz", 10, 20)


def page(address="https://example.org/a", body=b"<p>600 soldiers were killed.</p>", **more):
    return Page(
        source="wire",
        address=address,
        final_address=address,
        captured_at=dt.datetime(2025, 5, 1, 12, tzinfo=dt.UTC),
        status=200,
        content_type="text/html",
        charset="utf-8",
        body=body,
        meta=Meta(title="A title", published="2025-04-30"),
        **more,
    )


def article(url="https://example.org/a", text="600 soldiers were killed.", cleaner_version="1", **more):
    return Article(
        article_id=content_key(url),
        version=content_key("A title", text),
        page_id=None,
        source="wire",
        canonical_url=url,
        title="A title",
        text=text,
        language="en",
        cleaner_version=cleaner_version,
        **more,
    )


def mention(of, extractor_version="1", **more):
    given = dict.fromkeys((field.name for field in dataclasses.fields(Mention)), None) | {
        "mention_id": content_key(of.article_id, of.version, extractor_version),
        "article_id": of.article_id,
        "version": of.version,
        "subject": "casualties",
        "measure": "killed",
        "low": 600.0,
        "best": 600.0,
        "high": 600.0,
        "quantifier": "exact",
        "value_text": "600",
        "via": ("a lawmaker", "an agency"),
        "modality": "asserted",
        "char_start": 0,
        "char_end": 3,
        "sentence": of.text,
        "sentence_start": 0,
        "sentence_end": len(of.text),
        "rule": "killed",
        "confidence": 0.9,
        "extractor_version": extractor_version,
        "also_spans": ((0, 3), (5, 9)),
    }
    return Mention(**given | more)


def fetched(one):
    return Capture(one.source, one.address, "fetched", None, one), LOCATION


def dump(path):
    """Every row of every staging table, as read by a client of its own."""
    with duckdb.connect(str(path), read_only=True) as connection:
        return {
            table.name: connection.execute(f"select * from {table.qualified} order by all").fetchall()
            for table in TABLES
        }


@pytest.fixture
def path(tmp_path):
    return tmp_path / "warehouse" / "build.duckdb"


@pytest.fixture
def store(path):
    with StagingStore(path) as opened:
        yield opened


def stage(store, one_page, one_article, mentions=(), extractor_version="1"):
    """Take one page through the three steps."""
    store.write_captures(DAY, [fetched(one_page)])
    rows = store.pages_to_clean(FIRST, DAY, one_article.cleaner_version)
    store.write_articles([(row, one_article) for row in rows])
    unread = store.articles_to_read(FIRST, DAY, extractor_version)
    store.write_mentions([(one, list(mentions)) for one in unread], extractor_version)
    return unread


def test_a_page_comes_back_from_its_row_and_its_bytes(store):
    """Everything but the body is in the row, times in UTC."""
    captured = page(publisher_default="The Wire", country="GBR")
    store.write_captures(DAY, [fetched(captured)])
    (row,) = store.pages_to_clean(DAY, DAY, "1")
    again = row.with_body(captured.body)
    assert dataclasses.replace(again, captured_at=captured.captured_at) == captured
    assert again.captured_at == dt.datetime(2025, 5, 1, 12)  # noqa: DTZ001 - what the row holds
    assert (row.archive_file, row.archive_offset, row.archive_length) == dataclasses.astuple(LOCATION)


def test_every_field_of_an_article_and_a_mention_is_stored(path):
    """What is read is what was written, lists and lists of pairs included."""
    one = article(published="2025-04-30", author="A. Writer", credit="An Agency")
    said = mention(one, where_prec=4, latitude=51.7, longitude=36.2, part_of="abc", population="soldiers")
    with StagingStore(path) as store:
        (read,) = stage(store, page(), one, [said])
        assert read == dataclasses.replace(one, page_id=page().page_id)
    with duckdb.connect(str(path)) as connection:
        row = connection.execute("from staging.mentions").to_arrow_table().to_pylist()[0]
    assert row.pop("capture_day") == DAY
    assert row == dataclasses.asdict(said) | {"via": list(said.via), "also_spans": [[0, 3], [5, 9]]}


def test_writing_the_same_twice_changes_no_row(path):
    """Two runs over one input leave the rows of the first."""
    one = article()
    with StagingStore(path) as store:
        stage(store, page(), one, [mention(one)])
    before = dump(path)
    with StagingStore(path) as store:
        store.write_captures(DAY, [(Capture("wire", page().address, "unchanged", None, page()), None)])
        assert store.pages_to_clean(FIRST, DAY, "1") == []
        assert store.articles_to_read(FIRST, DAY, "1") == []
        store.write_captures(DAY, [fetched(page())])
        store.write_mentions([(one, [mention(one)])], "1")
    assert dump(path) == before
    assert len(before["mentions"]) == len(before["articles"]) == len(before["pages"]) == 1


@pytest.mark.parametrize(
    ("first", "then", "kept"),
    [
        ("fetched", "unchanged", "fetched"),
        ("fetched", "failed", "fetched"),
        ("failed", "fetched", "fetched"),
        ("failed", "unchanged", "unchanged"),
        ("unchanged", "refused", "unchanged"),
        ("failed", "refused", "failed"),
    ],
)
def test_the_outcome_of_a_day(path, first, then, kept):
    """A success stays though the address is asked for again; a failure gives way to a success."""
    with StagingStore(path) as store:
        for outcome in (first, then):
            found = page() if outcome in ("fetched", "unchanged") else None
            reason = None if found else outcome
            capture = Capture("wire", page().address, outcome, reason, found)
            store.write_captures(DAY, [(capture, LOCATION if outcome == "fetched" else None)])
    (row,) = dump(path)["fetches"]
    assert row[3] == kept


def test_a_fetched_page_must_lie_in_the_archive(store):
    """A row without a place in the archive could never be cleaned."""
    with pytest.raises(ValueError, match="not archived"):
        store.write_captures(DAY, [(fetched(page())[0], None)])


def test_known_page_asks_for_address_and_body(store):
    """The same address with another body is news."""
    store.write_captures(DAY, [fetched(page())])
    assert store.known_page(page().address, page().body_digest)
    assert not store.known_page(page().address, page(body=b"other").body_digest)
    assert not store.known_page("https://example.org/b", page().body_digest)


def test_a_killed_run_s_pages_are_cleaned_by_a_later_day_s_run(store):
    """An earlier page with no outcome at all is taken up; one cleaned by an older cleaner waits for a backfill."""
    old, left = page(), page("https://example.org/left")
    store.write_captures(DAY, [fetched(old)])
    store.write_articles([(row, article()) for row in store.pages_to_clean(DAY, DAY, "1")])
    store.write_captures(DAY, [fetched(left)])
    assert [row.page_id for row in store.pages_to_clean(NEXT_DAY, NEXT_DAY, "2")] == [left.page_id]
    assert {row.page_id for row in store.pages_to_clean(DAY, DAY, "2")} == {old.page_id, left.page_id}


def test_a_new_cleaner_s_article_takes_the_place_of_the_old_one(path):
    """The older cleaner's version of the text goes with its mentions, so that no claim rests on text that is gone."""
    before, after = article(text="Don't miss: 600 soldiers were killed."), article(cleaner_version="2")
    with StagingStore(path) as store:
        stage(store, page(), before, [mention(before)])
        store.write_articles([(row, after) for row in store.pages_to_clean(DAY, DAY, "2")])
        (unread,) = store.articles_to_read(DAY, DAY, "1")
        assert unread.version == after.version
    rows = dump(path)
    assert len(rows["articles"]) == 1
    assert rows["mentions"] == rows["extractions"] == []


def test_a_new_cleaner_s_article_of_the_same_text_is_read_again(store):
    """Its date may be another, and with it what "last week" means."""
    one = article(published="2025-04-30")
    stage(store, page(), one, [mention(one)])
    after = article(cleaner_version="2", published="2025-04-29")
    store.write_articles([(row, after) for row in store.pages_to_clean(DAY, DAY, "2")])
    assert [unread.published for unread in store.articles_to_read(DAY, DAY, "1")] == ["2025-04-29"]


def test_a_new_extractor_s_mentions_take_the_place_of_the_old_ones(path):
    """One extractor's mentions an article version, never two side by side."""
    one = article()
    with StagingStore(path) as store:
        stage(store, page(), one, [mention(one)])
        (unread,) = store.articles_to_read(DAY, DAY, "2")
        store.write_mentions([(unread, [mention(one, "2")])], "2")
        assert store.articles_to_read(DAY, DAY, "2") == []
    assert [row[0] for row in dump(path)["mentions"]] == [mention(one, "2").mention_id]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_one_text_at_two_addresses_is_one_article_version(path, order):
    """The row is that of the page captured first, in whatever order the pages were cleaned."""
    first, second = page("https://example.org/a"), page("https://example.org/print/a")
    with StagingStore(path) as store:
        store.write_captures(DAY, [fetched(first)])
        store.write_captures(NEXT_DAY, [fetched(second)])
        rows = store.pages_to_clean(FIRST, NEXT_DAY, "1")
        for index in order:
            store.write_articles([(rows[index], article())])
        assert store.pages_to_clean(FIRST, NEXT_DAY, "1") == []
    (row,) = dump(path)["articles"]
    assert first.page_id in row
    assert DAY in row


def test_a_rejected_page_has_its_reason_and_is_not_cleaned_again(store):
    """An article that is staged but not read may have a rejection beside it."""
    store.write_captures(DAY, [fetched(page()), fetched(page("https://example.org/b"))])
    one, other = store.pages_to_clean(DAY, DAY, "1")
    foreign = Rejection(one.page_id, "wire", one.address, "unsupported_language", "de", "1")
    empty = Rejection(other.page_id, "wire", other.address, "no_article", None, "1")
    store.write_articles([(one, article()), (one, foreign), (other, empty)])
    assert store.pages_to_clean(DAY, DAY, "1") == []
    assert len(store.articles_to_read(DAY, DAY, "1")) == 1
    counts = store.counts()
    assert counts.rejections_by_reason == {"no_article": 1, "unsupported_language": 1}
    assert (counts.pages, counts.articles, counts.rejections) == (2, 1, 2)


def test_counts_are_of_the_days_asked_for(store):
    """The summary of a day does not count another day's."""
    one = article()
    stage(store, page(), one, [mention(one)])
    store.write_captures(NEXT_DAY, [(Capture("wire", "https://example.org/x", "failed", "timeout", None), None)])
    assert store.counts(DAY, DAY).mentions_by_subject == {
        "troops": 0,
        "casualties": 1,
        "laborers": 0,
        "transfers": 0,
    }
    later = store.counts(first_day=NEXT_DAY)
    assert (later.pages, later.mentions, later.fetches_by_outcome) == (0, 0, {"failed": 1})


def test_a_step_that_fails_leaves_nothing(path):
    """The second of two articles cannot be stored: the first is not stored either."""
    one, other = article(), article("https://example.org/b")
    with StagingStore(path) as store:
        store.write_captures(DAY, [fetched(page()), fetched(page("https://example.org/b"))])
        rows = store.pages_to_clean(DAY, DAY, "1")
        before = dump_open(store)
        broken = dataclasses.replace(other, text=None)
        with pytest.raises(UserError, match="NOT NULL"):
            store.write_articles([(rows[0], one), (rows[1], broken)])
        assert dump_open(store) == before


def dump_open(store):
    with store._session.explained() as connection:
        return {table.name: connection.execute(f"from {table.qualified} order by all").fetchall() for table in TABLES}


def test_derived_tables_of_another_layout_are_made_anew(path):
    """A field added to a record costs a new reading of the archive's pages, not a lost database."""
    one = article()
    with StagingStore(path) as store:
        stage(store, page(), one, [mention(one)])
    with duckdb.connect(str(path)) as connection:
        for table in ("articles", "mentions"):
            connection.execute(f"alter table staging.{table} add column of_old varchar")
    with StagingStore(path) as store:
        rows = store.pages_to_clean(NEXT_DAY, NEXT_DAY, "1")
        store.write_articles([(row, one) for row in rows])
        assert len(store.articles_to_read(NEXT_DAY, NEXT_DAY, "1")) == 1


def test_pages_of_another_layout_are_left_alone(path):
    """Only the archive could bring them back: say so and touch nothing."""
    with StagingStore(path):
        pass
    with duckdb.connect(str(path)) as connection:
        connection.execute("alter table staging.pages add column of_old varchar")
    with pytest.raises(UserError, match=r"build.duckdb: staging.pages is of another version of Muster; move it away"):
        StagingStore(path).__enter__()


def test_a_corrupt_file_is_one_line(path):
    """Rubbish where the database should be."""
    path.parent.mkdir()
    path.write_bytes(b"rubbish" * 5000)
    with pytest.raises(UserError, match=r"build.duckdb: not a whole DuckDB database.*move it away") as raised:
        StagingStore(path).__enter__()
    assert "\n" not in str(raised.value)


def test_a_torn_file_is_one_line(path):
    """The first half of a real database, as a full disk or a broken copy leaves it."""
    with StagingStore(path) as store:
        for number in range(50):
            store.write_captures(DAY, [fetched(page(f"https://example.org/{number}"))])
    whole = path.read_bytes()
    path.write_bytes(whole[:5000])
    with pytest.raises(UserError, match=r"build.duckdb: ") as raised:
        StagingStore(path).__enter__()
    assert "\n" not in str(raised.value)


def test_a_folder_in_the_file_s_place_is_one_line(path):
    """As a mistaken mount leaves it."""
    path.mkdir(parents=True)
    with pytest.raises(UserError, match=r"build.duckdb: .*") as raised:
        StagingStore(path).__enter__()
    assert "\n" not in str(raised.value)


def test_a_locked_file_says_by_whom(path):
    """An analyst's shell has the build database open."""
    with StagingStore(path):
        pass
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"import duckdb, time; c = duckdb.connect({str(path)!r}); print('open', flush=True); time.sleep(60)",
        ],
        stdout=subprocess.PIPE,
    )
    try:
        assert holder.stdout.readline() == b"open\n"
        with pytest.raises(UserError, match=rf"process {holder.pid}\); close that session and run again"):
            StagingStore(path).__enter__()
    finally:
        holder.kill()
        holder.wait()
        holder.stdout.close()


def test_a_full_disk_is_one_line_and_leaves_whole_steps(path, tmp_path):
    """A limit on the size of files stands in for the end of the disk: the step before is whole, the next can be done."""
    script = tmp_path / "writer.py"
    script.write_text(
        f"""
import datetime as dt, pathlib, resource, signal
from pipelines.fetching.archive import ArchiveLocation
from pipelines.records import Page
from pipelines.sources.capture import Capture
from pipelines.staging.store import StagingStore
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (3 * 2**20, 3 * 2**20))
now = dt.datetime(2025, 5, 1, tzinfo=dt.UTC)
with StagingStore(pathlib.Path({str(path)!r})) as store:
    for step in range(1000):
        pages = [Page("wire", f"a{{step}}-{{n}}", "a" * 900, now, 200, None, None, b"x" * n) for n in range(400)]
        store.write_captures(now.date(), [(Capture("wire", p.address, "fetched", None, p), ArchiveLocation("f", 0, 1)) for p in pages])
"""
    )
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=False)
    last_line = done.stderr.strip().splitlines()[-1]
    assert last_line.startswith("pipelines.errors.UserError: ")
    assert "the disk is full" in last_line
    with StagingStore(path) as store:
        written = store.counts()
        assert written.pages % 400 == 0
        assert written.pages > 0
        store.write_captures(DAY, [fetched(page())])
        assert store.counts().pages == written.pages + 1


@pytest.mark.slow
def test_a_writer_killed_while_writing_leaves_whole_steps(path, tmp_path):
    """Steps of 400 pages each: after a kill at any moment there are whole steps, and writing goes on."""
    script = tmp_path / "writer.py"
    script.write_text(
        f"""
import datetime as dt, pathlib, sys
from pipelines.fetching.archive import ArchiveLocation
from pipelines.records import Page
from pipelines.sources.capture import Capture
from pipelines.staging.store import StagingStore
now = dt.datetime(2025, 5, 1, tzinfo=dt.UTC)
with StagingStore(pathlib.Path({str(path)!r})) as store:
    for step in range(1000):
        pages = [Page("wire", f"a{{step}}-{{n}}", "a", now, 200, None, None, b"x" * n) for n in range(400)]
        store.write_captures(now.date(), [(Capture("wire", p.address, "fetched", None, p), ArchiveLocation("f", 0, 1)) for p in pages])
        print(step, flush=True)
"""
    )
    for steps in (1, 3):
        writer = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE)
        for _ in range(steps):
            assert writer.stdout.readline()
        time.sleep(0.01 * steps)
        writer.kill()
        writer.wait()
        writer.stdout.close()
        with StagingStore(path) as store:
            written = store.counts()
        assert written.pages % 400 == 0
        assert written.pages >= 400 * steps
        assert written.fetches_by_outcome == {"fetched": written.pages}
