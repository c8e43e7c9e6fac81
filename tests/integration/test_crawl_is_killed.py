"""2,000 pages on 20 hosts, captured by a process that is killed twice on its way, and by one that is let be."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from many_pages import HOSTS, PAGES_A_HOST, serve, start, write_sources
from misbehaving_server import wait_until
from small_run import rows_of
from warcio.archiveiterator import ArchiveIterator

from pipelines.fetching.archive import WarcArchive
from pipelines.fetching.salvage import groups
from pipelines.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from misbehaving_server import Server

NOW = "2025-05-10T06:00:00+00:00"
PAGES = len(HOSTS) * PAGES_A_HOST
KILLED_AFTER = (PAGES // 3, 2 * PAGES // 3)
"""Pages that the server has given when the process is killed."""

WORKERS = Settings.model_fields["fetch_workers"].default

IN_THE_ARCHIVE = frozenset({"archive_file", "archive_offset", "archive_length"})
"""Columns that say where in the archive a page lies; threads write there in any order."""


@dataclass(frozen=True)
class Story:
    """What the two ways of capturing the same pages have left."""

    killed: Path
    undisturbed: Path
    given: Counter[tuple[str, str]]
    """How often each page was given to the process that was killed."""
    asked_though_archived: set[str]
    """Pages that were whole in the archive when the process was killed, and were asked for again."""


def finish(folder: Path) -> None:
    with start(folder, NOW) as process:
        process.communicate(timeout=300)
    assert process.returncode == 0


def kill_after(number: int, server: Server, folder: Path) -> None:
    """Capture, and be killed as soon as the server has given so many pages in all."""
    with start(folder, NOW) as process:
        wait_until(lambda: pages_given(server) >= number)
        process.kill()


def pages_given(server: Server) -> int:
    with server.log.lock:
        return sum(number for (_, path), number in server.log.given.items() if is_page(path))


def is_page(path: str) -> bool:
    # robots.txt is read by each run; a redirect is followed by its page.
    return path != "/robots.txt" and not path.endswith("0")


def archived(folder: Path) -> set[str]:
    """Return the addresses that a killed process has left whole."""
    archive = WarcArchive(folder / "warehouse" / "archive")
    unfinished = archive.folder.glob("*/*.part")
    return {group.facts["address"] for path in unfinished for group in groups(archive, path)}


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    killed, undisturbed = tmp_path_factory.mktemp("killed"), tmp_path_factory.mktemp("undisturbed")
    kills: list[tuple[set[str], Counter[tuple[str, str]]]] = []
    with serve() as server:
        for folder in (killed, undisturbed):
            write_sources(folder, server.port)
        for number in KILLED_AFTER:
            kill_after(number, server, killed)
            kills.append((archived(killed), Counter(server.log.asked)))
        finish(killed)
        asked_though_archived = {
            address
            for whole, before in kills
            for (host, path), times in server.log.asked.items()
            if times > before[host, path] and (address := f"http://{host}:{server.port}{path}") in whole
        }
        given = Counter({page: times for page, times in server.log.given.items() if is_page(page[1])})
        finish(undisturbed)
    assert all(len(whole) > PAGES // 4 for whole, _ in kills), "killed before it had archived what it was given"
    return Story(killed / "warehouse", undisturbed / "warehouse", given, asked_though_archived)


def test_no_page_that_was_archived_is_asked_for_again(story: Story) -> None:
    """Neither after the first kill nor after the second."""
    assert story.asked_though_archived == set()


def test_each_page_is_given_once_but_for_those_on_their_way_when_the_process_was_killed(story: Story) -> None:
    """The server cannot know that what it has sent was not kept: at most the one page that each worker was at."""
    assert len(story.given) == PAGES
    again = [page for page, times in story.given.items() if times > 1]
    assert len(again) <= len(KILLED_AFTER) * WORKERS
    assert set(story.given.values()) <= {1, 2}


@pytest.mark.parametrize("run", ["killed", "undisturbed"])
def test_each_page_is_in_the_archive_once(story: Story, run: str) -> None:
    """In files that are whole and staged."""
    files = [path for path in (getattr(story, run) / "archive").rglob("*") if path.is_file()]
    runs = len(KILLED_AFTER) + 1 if run == "killed" else 1
    kind_of_file = Counter(path.name.partition(".")[2] for path in files)
    assert kind_of_file == {"warc.gz": runs, "outcomes.jsonl.gz": runs}
    found: Counter[str] = Counter()
    for path in files:
        if not path.name.endswith(".warc.gz"):
            continue
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream, check_digests="raise"):
                if record.rec_headers.get_header("Muster-Page"):
                    found[record.rec_headers.get_header("WARC-Target-URI")] += 1
                record.content_stream().read()
    assert set(found.values()) == {1}
    assert len(found) == PAGES


def test_the_rows_are_those_of_an_undisturbed_run(story: Story) -> None:
    """Pages, outcomes and visits, times included."""
    killed, undisturbed = (
        rows_of(folder / "build.duckdb", without=IN_THE_ARCHIVE) for folder in (story.killed, story.undisturbed)
    )
    assert len(undisturbed['"staging"."pages"']) == PAGES
    assert killed == undisturbed


def test_every_row_points_at_its_page(story: Story) -> None:
    """Also the rows of pages that were salvaged."""
    archive = WarcArchive(story.killed / "archive")
    for path in archive.folder.rglob("*.warc.gz"):
        for group in groups(archive, path):
            assert group.location is not None
            assert archive.read_page(group.location).page_id == group.page.page_id
