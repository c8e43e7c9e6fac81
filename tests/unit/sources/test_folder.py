"""Sources of kind folder: which files are pages, where they are found, and what goes wrong with one."""

from __future__ import annotations

import datetime as dt
import json
import os

import pytest

from pipelines.records import Meta
from pipelines.sources import folder
from pipelines.sources.capture import capture
from pipelines.sources.config import Expectation, Source

NOW = dt.datetime(2025, 5, 1, 6, 0, tzinfo=dt.UTC)


def captured(tmp_path, path=".", **fields):
    source = Source(name="test", kind="folder", path=path, base_dir=tmp_path, **fields)
    return list(capture(source, fetcher=None, now=NOW, known=lambda *_: False))


def write(tmp_path, *names, text="x"):
    for name in names:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def addresses(captures):
    return [found.address for found in captures]


def test_a_folder_gives_its_pages_in_the_order_of_their_addresses(tmp_path):
    """HTML and plain text, in folders within; meta files, hidden files and other kinds are no pages."""
    write(tmp_path, "b.html", "a/c.txt", "a/d.HTM", ".hidden.html", "notes.md", "picture.jpg")
    write(tmp_path, "b.meta.json", text="{}")
    found = captured(tmp_path)
    assert addresses(found) == ["folder://test/a/c.txt", "folder://test/a/d.HTM", "folder://test/b.html"]
    assert [page.page.content_type for page in found] == ["text/plain", "text/html", "text/html"]
    assert {page.outcome for page in found} == {"fetched"}


def test_a_page_carries_what_its_source_says(tmp_path):
    """Name, publisher and country of the source, and the time of capture."""
    write(tmp_path, "a.html", text="<p>é</p>")
    (found,) = captured(tmp_path, publisher="The Meridian Post", country="KOR")
    page = found.page
    assert (page.source, page.publisher_default, page.country) == ("test", "The Meridian Post", "KOR")
    assert (page.captured_at, page.status, page.charset) == (NOW, 200, None)
    assert (page.address, page.final_address) == ("folder://test/a.html", "folder://test/a.html")
    assert page.body == "<p>é</p>".encode()


def test_a_glob_gives_what_it_matches(tmp_path):
    """Addresses start at the part before the first wildcard."""
    write(tmp_path, "2025/a.html", "2025/b.txt", "2024/c.html")
    assert addresses(captured(tmp_path, "20*/*.html")) == ["folder://test/2024/c.html", "folder://test/2025/a.html"]
    assert addresses(captured(tmp_path, "2025/*")) == ["folder://test/a.html", "folder://test/b.txt"]


def test_a_single_file_is_a_source(tmp_path):
    """Its address is its name."""
    write(tmp_path, "a/b.html", "a/c.html")
    assert addresses(captured(tmp_path, "a/b.html")) == ["folder://test/b.html"]


def test_an_absolute_path_is_taken_as_it_is(tmp_path):
    """The folder of the sources file plays no part."""
    write(tmp_path, "a.html")
    source = Source(name="test", kind="folder", path=str(tmp_path), base_dir=tmp_path / "elsewhere")
    assert [address for address, _ in folder.list_files(source)] == ["folder://test/a.html"]


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("nope", "no such folder"),
        ("nope/*.html", "no page matches"),
        ("*.txt", "no page matches"),
        ("empty", "no page in"),
    ],
)
def test_a_source_that_is_not_there_is_one_failure(tmp_path, path, reason):
    """Nor a page in it; it is said which path was looked for."""
    write(tmp_path, "a.html", "empty/notes.md")
    (found,) = captured(tmp_path, path)
    assert (found.outcome, found.address, found.page) == ("failed", "folder://test/", None)
    assert reason in found.reason
    assert str(tmp_path) in found.reason


@pytest.mark.parametrize("path", [".", "*.txt"])
def test_a_folder_may_be_empty_where_no_page_is_expected(tmp_path, path):
    """An inbox with `expect: {min: 0}`."""
    assert captured(tmp_path, path, expect=Expectation(min=0)) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_a_folder_without_permission_is_one_failure(tmp_path):
    """With the system's reason."""
    (tmp_path / "closed").mkdir(mode=0o000)
    (found,) = captured(tmp_path, "closed")
    assert found.outcome == "failed"
    assert "Permission denied" in found.reason


def test_an_error_of_the_system_while_listing_is_one_failure(tmp_path, monkeypatch):
    """A disk that fails, a network folder that went away."""

    def broken(top, onerror, **_):
        onerror(OSError(5, "Input/output error", str(top)))
        return iter(())

    monkeypatch.setattr(folder.os, "walk", broken)
    (found,) = captured(tmp_path)
    assert found.outcome == "failed"
    assert found.reason == f"cannot be read: {tmp_path}: Input/output error"


def test_a_bad_file_does_not_stop_the_others(tmp_path):
    """Too large, a pipe, a dangling link: each is told with its reason, the rest is captured."""
    write(tmp_path, "a.html", "z.html")
    with (tmp_path / "large.html").open("wb") as file:
        file.truncate(folder.MAX_FILE_BYTES + 1)
    os.mkfifo(tmp_path / "pipe.html")
    (tmp_path / "gone.html").symlink_to(tmp_path / "nowhere.html")
    found = {page.address.rpartition("/")[2]: page for page in captured(tmp_path)}
    assert {name: page.outcome for name, page in found.items()} == {
        "a.html": "fetched",
        "gone.html": "failed",
        "large.html": "failed",
        "pipe.html": "failed",
        "z.html": "fetched",
    }
    assert found["gone.html"].reason == "cannot be read: No such file or directory"
    assert found["large.html"].reason == "larger than 10 MB (10,000,001 bytes)"
    assert found["pipe.html"].reason == "not a regular file"


def test_links_in_circles_end(tmp_path):
    """A link to a parent folder is not followed."""
    write(tmp_path, "a/b.html")
    (tmp_path / "a" / "loop").symlink_to(tmp_path)
    assert addresses(captured(tmp_path)) == ["folder://test/a/b.html"]


def test_any_file_name_makes_a_valid_address(tmp_path):
    """Blanks, line breaks, other scripts and bytes that are no text are percent-encoded."""
    write(tmp_path, "a b#?.html", "북한.html", "line\nbreak.txt")
    (tmp_path / os.fsdecode(b"\xff.html")).write_text("x")
    found = addresses(captured(tmp_path))
    assert found == sorted(found)
    assert set(found) == {
        "folder://test/%FF.html",
        "folder://test/a%20b%23%3F.html",
        "folder://test/line%0Abreak.txt",
        "folder://test/%EB%B6%81%ED%95%9C.html",
    }
    assert all(address.isascii() and address.isprintable() for address in found)


def test_a_meta_file_tells_about_its_page(tmp_path):
    """All five fields; a time of day on the date is dropped."""
    write(tmp_path, "a.txt", "b.txt")
    meta = {
        "title": "A title",
        "publisher": "The Meridian Post",
        "url": "https://meridian.example/a",
        "published": "2025-04-30T10:00:00Z",
        "language": "en",
    }
    (tmp_path / "a.meta.json").write_text(json.dumps(meta))
    with_meta, without = captured(tmp_path)
    assert with_meta.page.meta == Meta(**{**meta, "published": "2025-04-30"})
    assert without.page.meta == Meta()


@pytest.mark.parametrize(
    ("meta", "reason"),
    [
        ("{", "a.meta.json: expected JSON"),
        ("[1]", "a.meta.json: expected fields in braces"),
        ('{"titel": "x"}', "a.meta.json: titel: Extra inputs are not permitted"),
        ('{"published": "last week"}', "a.meta.json: published: Value error, Invalid isoformat string"),
        ('{"language": "English"}', "a.meta.json: language: String should match pattern"),
        ('{"title": 5}', "a.meta.json: title: Input should be a valid string"),
        ("[" * 100_000, "a.meta.json: expected JSON"),
    ],
)
def test_a_wrong_meta_file_fails_its_page(tmp_path, meta, reason):
    """A page is not captured with half of what is known about it."""
    write(tmp_path, "a.html")
    (tmp_path / "a.meta.json").write_text(meta)
    (found,) = captured(tmp_path)
    assert (found.outcome, found.page) == ("failed", None)
    assert found.reason.startswith(reason)


def test_a_page_that_is_known_is_unchanged(tmp_path):
    """Known is the address with this very body; the page is still told."""
    write(tmp_path, "a.html", "b.html")
    source = Source(name="test", kind="folder", path=".", base_dir=tmp_path)
    asked = []

    def known(address, body_digest):
        asked.append((address, body_digest))
        return address.endswith("a.html")

    a, b = capture(source, fetcher=None, now=NOW, known=known)
    assert (a.outcome, b.outcome) == ("unchanged", "fetched")
    assert a.page is not None
    assert asked == [(a.address, a.page.body_digest), (b.address, b.page.body_digest)]


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    """Whoever may put a file there must not make others public by it; a link within is fine."""
    inside, outside = tmp_path / "in", tmp_path / "out"
    write(inside, "a.html")
    write(outside, "secret.html")
    (inside / "evil.html").symlink_to(outside / "secret.html")
    (inside / "also.html").symlink_to(inside / "a.html")
    (inside / "loop.html").symlink_to("loop.html")
    write(inside, "b.html")
    (outside / "b.json").write_text('{"title": "secret"}', encoding="utf-8")
    (inside / "b.meta.json").symlink_to(outside / "b.json")
    found = {page.address.rpartition("/")[2]: page for page in captured(inside)}
    assert {name for name, page in found.items() if page.outcome == "fetched"} == {"a.html", "also.html"}
    step = "a link out of the folder; put a copy in its place, or name its folder by `path`"
    assert found["evil.html"].reason == step
    assert found["b.html"].reason == f"b.meta.json: {step}"
    assert found["loop.html"].outcome == "failed"


def test_the_folder_itself_may_be_a_link(tmp_path):
    """To another disk, for one."""
    write(tmp_path / "disk", "a.html")
    (tmp_path / "news").symlink_to(tmp_path / "disk")
    assert [page.outcome for page in captured(tmp_path / "news")] == ["fetched"]


def test_the_language_of_a_source_is_that_of_a_file_that_does_not_say(tmp_path):
    """What stands beside a file goes before it."""
    for name in ("a", "b"):
        (tmp_path / f"{name}.txt").write_text("x", encoding="utf-8")
    (tmp_path / "b.meta.json").write_text('{"language": "ko"}', encoding="utf-8")
    source = Source(name="x", kind="folder", path=".", base_dir=tmp_path, language="en")
    found = capture(source, fetcher=None, now=NOW, known=lambda *_: False)
    assert [one.page.meta.language for one in found] == ["en", "ko"]
