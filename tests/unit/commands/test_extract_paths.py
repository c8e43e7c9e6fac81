"""`muster extract` looks at every path it is given before it reads the first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from small_run import muster

from pipelines.commands.extract import _files
from pipelines.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path


def test_a_missing_path_is_named_before_anything_is_printed(tmp_path: Path) -> None:
    """The path before it holds a claim, which would be printed in vain."""
    there, missing = tmp_path / "there.txt", tmp_path / "missing.txt"
    there.write_text("The army said 12 soldiers were killed near Gao.", encoding="utf-8")
    done = muster("extract", there, missing)
    assert done.returncode == 1
    assert done.stdout == ""
    assert f"{missing}: no such file or folder" in done.stderr


def test_a_file_that_cannot_be_read_is_named_with_the_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is there, but belongs to somebody else."""
    closed = tmp_path / "closed.txt"
    closed.write_text("x", encoding="utf-8")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(closed), "open", refuse)
    with pytest.raises(UserError, match=r"closed\.txt: cannot be read \(Permission denied\)"):
        _files([closed])


def test_a_folder_gives_its_articles_in_order(tmp_path: Path) -> None:
    """Other kinds of files are left out."""
    for name in ("b.html", "a.txt", "notes.md"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    assert [file.name for file in _files([tmp_path])] == ["a.txt", "b.html"]


def test_a_wrong_file_of_metadata_is_named_before_anything_is_printed(tmp_path: Path) -> None:
    """It stands beside the second of two texts."""
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    (tmp_path / "b.meta.json").write_text("{", encoding="utf-8")
    with pytest.raises(UserError, match=r"b\.meta\.json: cannot be read as JSON"):
        _files([tmp_path / "a.txt", tmp_path / "b.txt"])
