"""sources.yml: what is read from it, and the one line that each mistake gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.errors import UserError
from pipelines.sources.config import load_sources

FOLDER = "sources:\n  - name: a\n    kind: folder\n    path: x\n"


def write(folder: Path, text: str) -> Path:
    path = folder / "sources.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_default_file_reads_the_example_newsroom():
    """The file in the repository is right, and teaches both kinds."""
    sources = load_sources(Path(__file__).parents[3] / "sources.yml")
    newsroom, addresses = sources
    assert (newsroom.kind, newsroom.enabled, newsroom.path) == ("folder", True, "examples/newsroom")
    assert (addresses.kind, addresses.enabled) == ("urls", False)
    assert (newsroom.base_dir / newsroom.path).is_dir()


def test_what_is_left_out_has_its_default(tmp_path):
    """A name, a kind and what the kind reads are enough."""
    (source,) = load_sources(write(tmp_path, FOLDER))
    assert source.enabled
    assert (source.expect.min, source.expect.max) == (1, 500)
    assert source.publisher is source.country is None
    assert source.allow_hosts == source.urls == ()


def test_paths_start_at_the_folder_of_the_file(tmp_path, monkeypatch):
    """Not at the folder that the command is called from."""
    path = write(tmp_path, FOLDER)
    monkeypatch.chdir(tmp_path.parent)
    (source,) = load_sources(Path(tmp_path.name) / path.name)
    assert source.base_dir == tmp_path.resolve()


def test_hosts_are_compared_in_small_letters(tmp_path):
    """As host names are."""
    (source,) = load_sources(write(tmp_path, FOLDER + "    allow_hosts: [Wiki.Example]\n"))
    assert source.allow_hosts == ("wiki.example",)


MISTAKES = {
    "another kind": (
        "sources:\n  - name: a\n    kind: rss\n    path: x\n",
        ":3: sources[0].kind: expected folder or urls, got 'rss'",
    ),
    "a name that is not kebab-case": (
        "sources:\n  - name: A b\n    kind: folder\n    path: x\n",
        ":2: sources[0].name: expected kebab-case (small letters, digits and single hyphens), got 'A b'",
    ),
    "a name used twice": (
        "sources:\n  - {name: a, kind: folder, path: x}\n\n  - {name: a, kind: folder, path: y}\n",
        ":4: sources[1].name: expected a unique name, got 'a' (already used in line 2)",
    ),
    "no name": ("sources:\n  - kind: folder\n    path: x\n", ":2: sources[0].name: expected this field, got nothing"),
    "no path": (
        "sources:\n  - name: a\n    kind: folder\n",
        ":2: sources[0]: expected `path` (a folder, a file or a glob) for kind folder",
    ),
    "no addresses": (
        "sources:\n  - name: a\n    kind: urls\n",
        ":2: sources[0]: expected a list of addresses under `urls` for kind urls",
    ),
    "a path for addresses": (
        "sources:\n  - name: a\n    kind: urls\n    path: x\n    urls: [https://a.example/]\n",
        ":2: sources[0]: expected no `path` for kind urls (addresses go under `urls`)",
    ),
    "addresses for a folder": (
        FOLDER + "    urls: [https://a.example/]\n",
        ":2: sources[0]: expected no `urls` for kind folder (files are given by `path`)",
    ),
    "one address in place of a list": (
        "sources:\n  - name: a\n    kind: urls\n    urls: https://a.example/\n",
        ":4: sources[0].urls: expected a list, got 'https://a.example/'",
    ),
    "an address of a file": (
        "sources:\n  - name: a\n    kind: urls\n    urls:\n      - https://a.example/\n      - file:///etc/passwd\n",
        ":6: sources[0].urls[1]: expected an address that starts with http:// or https://, got 'file:///etc/passwd'",
    ),
    "an unknown field": (
        FOLDER + "    pahts: y\n",
        (
            ":5: sources[0].pahts: expected one of the known fields (name, kind, path, urls, publisher, country, enabled, "
            "expect, allow_hosts)"
        ),
    ),
    "the folder set from within": (
        FOLDER + "    base_dir: /\n",
        ":5: sources[0].base_dir: expected no such field; take it out",
    ),
    "a country by two letters": (
        FOLDER + "    country: KR\n",
        ":5: sources[0].country: expected a country as three capital letters (ISO 3166 alpha-3, such as KOR), got 'KR'",
    ),
    "a country that does not exist": (
        FOLDER + "    country: XYZ\n",
        (
            ":5: sources[0].country: expected a country as three capital letters (ISO 3166 alpha-3, such as KOR), "
            "got 'XYZ'"
        ),
    ),
    "a word for a number": (
        FOLDER + "    expect: {min: few, max: 9}\n",
        ":5: sources[0].expect.min: expected integer, got 'few'",
    ),
    "more than the most": (
        FOLDER + "    expect: {min: 9, max: 2}\n",
        ":5: sources[0].expect: expected min to be no more than max, got min 9 and max 2",
    ),
    "a word for a switch": (FOLDER + "    enabled: 'on'\n", ":5: sources[0].enabled: expected boolean, got 'on'"),
    "a host with a scheme": (
        FOLDER + "    allow_hosts: ['http://a.example']\n",
        (
            ":5: sources[0].allow_hosts[0]: expected a host name or an address without scheme, port and path, "
            "got 'http://a.example'"
        ),
    ),
    "an entry that is a word": (
        "sources:\n  - news\n",
        ":2: sources[0]: expected fields (name: ..., kind: ...), got 'news'",
    ),
    "an empty file": ("", ":1: expected a list under `sources:`, got nothing"),
    "no sources": ("sources: []\n", ":1: sources: expected at least one source, got []"),
    "another key at the top": ("source:\n  - a\n", ":1: source: expected `sources` and nothing else at the top"),
    "a field given twice": (
        FOLDER + "    kind: urls\n",
        ':5: expected YAML: found duplicate key "kind" with value "urls" (original value: "folder")',
    ),
    "a tab": ("sources:\n\t- name: a\n", ":2: expected YAML: found character '\\t' that cannot start any token"),
}


@pytest.mark.parametrize(("text", "said"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_gives_one_line_with_file_line_and_what_was_expected(tmp_path, text, said):
    """And nothing else."""
    path = write(tmp_path, text)
    with pytest.raises(UserError) as error:
        load_sources(path)
    assert str(error.value) == f"{path}{said}"
    assert "\n" not in str(error.value)


def test_a_missing_file_is_named(tmp_path):
    """With what to do."""
    with pytest.raises(UserError, match=r"nope\.yml: no such file; write one"):
        load_sources(tmp_path / "nope.yml")


def test_a_folder_in_place_of_the_file_is_named(tmp_path):
    """The system's reason is given."""
    with pytest.raises(UserError, match="cannot be read"):
        load_sources(tmp_path)


def test_a_file_that_is_not_utf8_is_named(tmp_path):
    """Rather than read wrongly."""
    path = tmp_path / "sources.yml"
    path.write_bytes(b"sources:\n  - name: caf\xe9\n")
    with pytest.raises(UserError, match="expected UTF-8"):
        load_sources(path)
