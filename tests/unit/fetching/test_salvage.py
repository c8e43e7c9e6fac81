"""What a killed run leaves: every group that is whole is found again, and nothing else, wherever the file ends."""

from __future__ import annotations

import contextlib
import datetime as dt

import pytest

from pipelines.fetching.archive import WarcArchive, mark_staged
from pipelines.fetching.salvage import day_of, groups, left_over
from pipelines.records import Page

DAY = dt.date(2025, 5, 1)
NOW = dt.datetime(2025, 5, 1, 6, 0, tzinfo=dt.UTC)


def page(number):
    address = f"https://a.example/{number}"
    body = f"<p>{number}</p>".encode()
    return Page("test", address, address, NOW, 200, "text/html", "utf-8", body)


def write_groups(writer, numbers):
    ends = []
    for number in numbers:
        if number % 3:
            writer.write(page(number))
        writer.end_group(page(number).address, {"number": number}, NOW)
        ends.append(writer._file.tell())
    return ends


@pytest.fixture
def archive(tmp_path):
    return WarcArchive(tmp_path / "archive")


@pytest.fixture
def killed(archive):
    """Return what is left of a run that was killed, where its groups end, and their bytes."""
    ends = []
    with contextlib.suppress(KeyboardInterrupt), archive.open("run", DAY) as writer:
        ends += write_groups(writer, range(4))
        raise KeyboardInterrupt
    unfinished = archive.folder / "2025-05-01" / "run.warc.gz.part"
    return unfinished, ends, unfinished.read_bytes()


def test_a_file_that_ends_anywhere_gives_the_groups_before(archive, killed):
    """Cut at every byte around the ends of records, and at some in between."""
    unfinished, ends, data = killed
    cuts = {end + by for end in ends for by in (-9, -1, 0, 1, 9)} | set(range(0, len(data), 97))
    for cut in sorted(cut for cut in cuts if cut <= len(data)):
        unfinished.parent.mkdir(exist_ok=True)
        unfinished.write_bytes(data[:cut])
        whole = sum(end <= cut for end in ends)
        found = left_over(archive)
        assert len(found) == (whole > 0)
        for path in found:
            assert path.read_bytes() == data[: ends[whole - 1]]
            assert [group.facts["number"] for group in groups(archive, path)] == list(range(whole))
            mark_staged(path)
            path.unlink()
        assert list(unfinished.parent.iterdir()) == []


@pytest.mark.parametrize("length", [1, 50])
def test_bytes_that_were_lost_end_what_is_found(archive, killed, length):
    """After a loss of power zeros may stand where a record was, whole ones behind them."""
    unfinished, ends, data = killed
    start = ends[1] + 40
    unfinished.write_bytes(data[:start] + b"\0" * length + data[start + length :])
    (path,) = left_over(archive)
    assert [group.facts["number"] for group in groups(archive, path)] == [0, 1]


def test_pages_are_found_in_their_place_without_their_bytes(archive, killed):
    """Number 0 and 3 gave none."""
    (path,) = left_over(archive)
    found = list(groups(archive, path))
    assert [group.page and group.page.address for group in found] == [
        None,
        "https://a.example/1",
        "https://a.example/2",
        None,
    ]
    for group in found[1:3]:
        whole = archive.read_page(group.location)
        assert (group.page.body, group.page.page_id, group.page.body_size) == (b"", whole.page_id, len(whole.body))
    assert day_of(path) == DAY


def test_a_file_that_is_whole_and_not_staged_is_found_until_it_is(archive):
    """A run killed between the two."""
    with archive.open("run", DAY) as writer:
        write_groups(writer, range(2))
    assert left_over(archive) == [writer.path]
    assert left_over(archive) == [writer.path]
    mark_staged(writer.path)
    assert left_over(archive) == []
    assert writer.path.exists()


def test_a_mark_without_its_file_goes(archive):
    """A run killed before its file had its name has left both, and the file of that name comes again."""
    archive.folder.joinpath("2025-05-01").mkdir(parents=True)
    mark = archive.folder / "2025-05-01" / "run.warc.gz.unstaged"
    mark.touch()
    assert left_over(archive) == []
    assert not mark.exists()
