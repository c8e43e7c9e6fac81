"""Which sources fell below their minimum, and what a person does about it."""

from __future__ import annotations

from pathlib import Path

from pipelines.commands.shortfalls import shortfalls, unreadable_folders
from pipelines.sources.config import Expectation, Source

FILE = Path("/news/sources.yml")


def _folder(base: Path, path: str, least: int = 1) -> Source:
    return Source(name=path, kind="folder", path=path, base_dir=base, expect=Expectation(min=least))


def test_a_missing_and_an_empty_folder_are_told_with_their_paths_and_the_next_step(tmp_path: Path) -> None:
    """A folder with a page in it is not."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "a.txt").write_text("x", encoding="utf-8")
    sources = [_folder(tmp_path, path) for path in ("absent", "empty", "full")]
    unreadable = unreadable_folders(sources)
    lines = shortfalls(sources, unreadable, {"full": 1}, FILE)
    step = "put pages there (.html, .htm, .xhtml, .txt) or correct `path` in /news/sources.yml"
    assert lines == [
        f"absent: no pages, at least 1 expected: no such folder: {tmp_path}/absent; {step}",
        f"empty: no pages, at least 1 expected: no page in {tmp_path}/empty; {step}",
    ]


def test_too_few_pages_are_told_with_how_many_are_expected() -> None:
    """Of a folder with its path; of addresses, each that failed has a line of its own."""
    urls = Source(name="urls", kind="urls", urls=("https://a.example/1",))
    lines = shortfalls([_folder(Path("/news"), "few", 9), urls], {}, {"few": 3}, FILE)
    assert lines == [
        "few: 3 pages, at least 9 expected in /news/few; add some or lower `expect.min` in /news/sources.yml",
        "urls: 0 pages, at least 1 expected, what failed is told above; add some or lower `expect.min` in /news/sources.yml",
    ]


def test_a_folder_of_which_nothing_is_expected_may_give_nothing(tmp_path: Path) -> None:
    """An inbox that is empty today."""
    (tmp_path / "inbox").mkdir()
    source = _folder(tmp_path, "inbox", 0)
    assert shortfalls([source], unreadable_folders([source]), {}, FILE) == []
