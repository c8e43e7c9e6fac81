"""sources.yml: what is read from it, and the one line that each mistake gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.errors import UserError
from pipelines.sources.config import load_sources

FEED = "sources:\n  - name: a\n    kind: feed\n    url: https://a.example/rss\n"
FOLDER = "sources:\n  - name: a\n    kind: folder\n    path: x\n"


def write(folder: Path, text: str) -> Path:
    path = folder / "sources.yml"
    path.write_text(text, encoding="utf-8")
    return path


DEFAULT = Path(__file__).parents[3] / "sources.yml"


def test_the_default_file_reads_the_example_newsroom_and_teaches_every_kind():
    """Nothing else is switched on."""
    sources = load_sources(DEFAULT)
    newsroom = sources[0]
    assert (newsroom.kind, newsroom.path) == ("folder", "examples/newsroom")
    assert (newsroom.base_dir / newsroom.path).is_dir()
    assert [source.name for source in sources if source.enabled] == ["example-newsroom"]
    assert {source.kind for source in sources} == {"feed", "sitemap", "urls", "folder", "warc"}


def test_the_sources_of_the_first_use_say_who_they_are():
    """Each with publisher, country and language, over an encrypted connection, and a comment before it."""
    real = [source for source in load_sources(DEFAULT) if source.url and "example" not in source.name]
    assert len(real) >= 12
    for source in real:
        assert source.publisher, source.name
        assert source.country, source.name
        assert source.language == "en", source.name
        assert source.url.startswith("https://"), source.name
    lines = DEFAULT.read_text(encoding="utf-8").splitlines()
    for source in real:
        assert lines[lines.index(f"  - name: {source.name}") - 1].startswith("  # "), source.name


def test_what_is_left_out_has_its_default(tmp_path):
    """A name, a kind and what the kind reads are enough."""
    (source,) = load_sources(write(tmp_path, FOLDER))
    assert source.enabled
    assert (source.expect.min, source.expect.max) == (1, 500)
    assert source.publisher is source.country is None
    assert source.allow_hosts == source.urls == source.include == source.exclude == ()
    assert source.language is source.delay_seconds is source.page_limit is None


@pytest.mark.parametrize(
    ("kind", "limit"),
    [
        ("feed, url: https://a.example/rss", 200),
        ("sitemap, url: https://a.example/map.xml", 200),
        ("sitemap, url: https://a.example/map.xml, max_pages: 7", 7),
        ("urls, urls: [https://a.example/]", 5000),
        ("warc, path: x.warc.gz", None),
        ("warc, path: x.warc.gz, max_pages: 1000", 1000),
    ],
)
def test_what_is_on_the_web_has_a_limit_of_its_own(tmp_path, kind, limit):
    """A site map may list fifty thousand pages; a list of addresses may be a file of them."""
    (source,) = load_sources(write(tmp_path, f"sources:\n  - {{name: a, kind: {kind}}}\n"))
    assert source.page_limit == limit


def test_patterns_delay_and_language_are_read(tmp_path):
    """A delay may be given in whole seconds."""
    text = (
        FEED
        + "    include: ['*/world/*']\n    exclude: [https://a.example/x]\n    language: en\n    delay_seconds: 5\n"
    )
    (source,) = load_sources(write(tmp_path, text))
    assert (source.include, source.exclude) == (("*/world/*",), ("https://a.example/x",))
    assert (source.language, source.delay_seconds) == ("en", 5.0)


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
        ":3: sources[0].kind: expected feed, sitemap, urls, folder or warc, got 'rss'",
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
            ":5: sources[0].pahts: expected one of the known fields (name, kind, path, url, urls, include, exclude, "
            "publisher, country, language, enabled, expect, delay_seconds, max_pages, allow_hosts)"
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
    "a feed without address": (
        "sources:\n  - name: a\n    kind: feed\n",
        ":2: sources[0]: expected `url` (the address of an RSS, Atom, RDF or JSON feed) for kind feed",
    ),
    "a feed with a list of addresses": (
        FEED + "    urls: [https://a.example/]\n",
        ":2: sources[0]: expected no `urls` for kind feed (the address goes under `url`)",
    ),
    "a site map in a file": (
        "sources:\n  - name: a\n    kind: sitemap\n    url: map.xml\n",
        ":4: sources[0].url: expected an address that starts with http:// or https://, got 'map.xml'",
    ),
    "an archive without file": (
        "sources:\n  - name: a\n    kind: warc\n    url: https://a.example/x.warc\n",
        ":2: sources[0]: expected `path` (a .warc or .warc.gz file, or a glob) for kind warc",
    ),
    "a pattern that can match nothing": (
        FEED + "    include:\n      - '*/world/*'\n      - /sport/\n",
        (
            ":7: sources[0].include[1]: expected a pattern for whole addresses, with * for anything, such as "
            "*/north-korea/*, got '/sport/'"
        ),
    ),
    "a pattern in place of a list": (
        FEED + "    exclude: '*/sport/*'\n",
        ":5: sources[0].exclude: expected a list, got '*/sport/*'",
    ),
    "patterns for a folder": (
        FOLDER + "    include: ['*.html']\n",
        ":2: sources[0]: expected no `include` or `exclude` for kind folder (choose files with `path`)",
    ),
    "a language by its name": (
        FEED + "    language: English\n",
        (
            ":5: sources[0].language: expected a language as two small letters (ISO 639-1, such as en; in quotes: "
            "\"no\"), got 'English'"
        ),
    ),
    "Norwegian as YAML reads it": (
        FEED + "    language: false\n",
        (
            ":5: sources[0].language: expected a language as two small letters (ISO 639-1, such as en; in quotes: "
            '"no"), got False'
        ),
    ),
    "a delay below nothing": (
        FEED + "    delay_seconds: -1\n",
        ":5: sources[0].delay_seconds: expected greater than or equal to 0, got -1",
    ),
    "a delay where nothing is fetched": (
        FOLDER + "    delay_seconds: 1\n",
        ":2: sources[0]: expected no `delay_seconds` for kind folder (nothing is fetched)",
    ),
    "a limit of nothing": (
        FEED + "    max_pages: 0\n",
        ":5: sources[0].max_pages: expected greater than or equal to 1, got 0",
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
