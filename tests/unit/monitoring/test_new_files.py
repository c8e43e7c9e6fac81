"""New files of folders: found once they are whole, and once only."""

import datetime as dt
import os

import pytest

from pipelines.monitoring.files import changed_sources
from pipelines.sources.config import Expectation, Source

NOW = dt.datetime(2025, 5, 3, 12, tzinfo=dt.UTC)
LONG_AGO = NOW - dt.timedelta(hours=1)


def write(path, text="A page.", at=LONG_AGO):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    os.utime(path, (at.timestamp(), at.timestamp()))


@pytest.fixture
def look(tmp_path):
    """Look at the folders `a` and `b` as the sensor does, from look to look."""
    states = {}

    def at(now=NOW, off=()):
        nonlocal states
        sources = [
            Source(
                name=name, kind="folder", path=str(tmp_path / name), enabled=name not in off, expect=Expectation(min=0)
            )
            for name in ("a", "b")
        ]
        seen = changed_sources(sources, states, now)
        states = seen.states
        return seen

    write(tmp_path / "a" / "1.txt")
    write(tmp_path / "b" / "1.txt")
    return at


def test_the_first_look_finds_everything_and_the_second_nothing(look):
    assert look().changed == ["a", "b"]
    assert look().changed == []


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: write(folder / "2.html"),
        lambda folder: write(folder / "deep" / "3.txt"),
        lambda folder: write(folder / "1.txt", "Another text."),
        lambda folder: write(folder / "1.txt", at=LONG_AGO + dt.timedelta(minutes=1)),
        lambda folder: write(folder / "1.meta.json", "{}"),
    ],
)
def test_a_new_or_changed_file_is_found_once_and_no_other_source_with_it(look, tmp_path, change):
    """What stands beside a page counts as well."""
    look()
    change(tmp_path / "b")
    assert look().changed == ["b"]
    assert look().changed == []


def test_a_file_that_is_no_page_is_not_news(look, tmp_path):
    look()
    write(tmp_path / "a" / "notes.pdf")
    write(tmp_path / "a" / ".hidden.txt")
    assert look().changed == []


def test_a_file_that_is_being_written_waits_until_it_has_settled(look, tmp_path):
    look()
    write(tmp_path / "a" / "2.txt", "half a p", at=NOW - dt.timedelta(seconds=2))
    seen = look()
    assert (seen.changed, seen.waiting) == ([], {"a": "a file is still being written"})
    assert look(NOW + dt.timedelta(minutes=1)).changed == ["a"]


def test_a_folder_that_cannot_be_read_keeps_no_other_waiting(look, tmp_path):
    """And what is new in it is found once it is there again."""
    look()
    (tmp_path / "a").rename(tmp_path / "away")
    write(tmp_path / "b" / "2.txt")
    seen = look()
    assert seen.changed == ["b"]
    assert "no such folder" in seen.waiting["a"]
    (tmp_path / "away").rename(tmp_path / "a")
    assert look().changed == []
    write(tmp_path / "a" / "2.txt")
    assert look().changed == ["a"]


def test_a_source_that_is_off_is_not_looked_at(look):
    assert look(off=("b",)).changed == ["a"]
