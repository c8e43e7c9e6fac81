"""`muster extract`: claims of files and folders, without a warehouse."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from itertools import accumulate
from pathlib import Path  # noqa: TC003 - typer reads the annotations when it runs
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipelines.errors import UserError

if TYPE_CHECKING:
    from pipelines.extraction.extractor import Reading
    from pipelines.records import Article

_SUFFIXES = frozenset({".txt", ".html", ".htm"})


def _files(paths: list[Path]) -> list[Path]:
    """Return the files to read; all are looked at before the first is read, so that nothing is printed in vain.

    Raises:
        UserError: A path is not there or cannot be read, what stands beside it is wrong, or a folder holds no article.
    """
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*") if p.suffix.lower() in _SUFFIXES and p.is_file())
            if not inside:
                raise UserError(f"{path}: holds no .txt or .html file; name a file, or a folder of articles")
            files += inside
        elif path.is_file():
            files.append(path)
        else:
            raise UserError(f"{path}: no such file or folder; see `muster extract --help` for what it reads")
    for file in files:
        try:
            file.open("rb").close()
        except OSError as error:
            raise UserError(f"{file}: cannot be read ({error.strerror}); check who may read it") from error
        _meta(file)
    return files


def _meta(path: Path) -> dict[str, Any]:
    beside = path.with_suffix(".meta.json")
    if not beside.is_file():
        return {}
    try:
        loaded = json.loads(beside.read_text(encoding="utf-8"))
    except (ValueError, OSError) as error:
        raise UserError(
            f"{beside}: cannot be read as JSON ({error}); expected title, publisher, url, published, language"
        ) from error
    if not isinstance(loaded, dict):
        raise UserError(f"{beside}: expected an object with title, publisher, url, published, language")
    return loaded


def load_article(path: Path) -> Article | None:
    """Return the article in a file: text as it stands, HTML cleaned; null where a page holds none."""
    import datetime as dt  # noqa: PLC0415 - kept out of the start of the command line

    from pipelines.records import Article, Meta, Page, content_key  # noqa: PLC0415

    meta = _meta(path)
    url = meta.get("url") or path.name
    try:
        body = path.read_bytes()
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror})") from error
    if path.suffix.lower() == ".txt":
        text = body.decode("utf-8", errors="replace")
        return Article(
            article_id=content_key(url),
            version=content_key(meta.get("title"), text),
            page_id=None,
            source=None,
            canonical_url=url,
            title=meta.get("title"),
            text=text,
            language=meta.get("language"),
            publisher=meta.get("publisher"),
            published=meta.get("published"),
        )
    from pipelines.cleaning.article import clean  # noqa: PLC0415 - slow to import, needed for HTML only

    known = {key: meta.get(key) for key in ("title", "publisher", "url", "published", "language")}
    modified = dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
    cleaned = clean(Page("", path.name, url, modified, 200, "text/html", None, body, Meta(**known)))
    return cleaned if isinstance(cleaned, Article) else None


def _of_the_article(reading: Reading, article: Article) -> Reading:
    """Leave out mentions in lines that are no part of the article, such as headlines of other stories.

    A text file is read as it stands, so that spans count its own characters; what cleaning would remove goes here.
    """
    from pipelines.cleaning.chrome import without_chrome  # noqa: PLC0415 - slow to import

    kept = set(without_chrome(article.text).split("\n"))
    lines = article.text.split("\n")
    starts = [0, *accumulate(len(line) + 1 for line in lines)]
    outside = [
        (start, start + len(line))
        for start, line in zip(starts, lines, strict=False)
        if line.strip() and line not in kept and not any(line.startswith(k) or k in line for k in kept if k.strip())
    ]
    mentions = [m for m in reading.mentions if not any(a <= m.char_start < b for a, b in outside)]
    return replace(reading, mentions=mentions)


def extract(
    paths: Annotated[
        list[Path],
        typer.Argument(
            help="Files (.txt, .html) or folders of them. "
            "NAME.meta.json beside NAME.txt gives title, publisher, url, published, language.",
            show_default=False,
        ),
    ],
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Print one JSON object a line for each claim.")] = False,
    explain: Annotated[
        bool,
        typer.Option(
            "--explain",
            help="Show every number in the text: the claim it became, with rule and cues, or why it became none.",
        ),
    ] = False,
    model: Annotated[
        str | None,
        typer.Option(
            "--model",
            help="spaCy pipeline to parse with.",
            envvar="MUSTER_SPACY_MODEL",
            show_default="the pinned small one",
        ),
    ] = None,
) -> None:
    """Print the claims in articles: who says how many, of whom, and in which words.

    For example:

      muster extract article.txt

      muster extract --jsonl examples/newsroom > claims.jsonl

      muster extract --explain article.txt
    """
    files = _files(paths)
    from pipelines.extraction.claims import claims_as_rows  # noqa: PLC0415 - spaCy takes a second to load
    from pipelines.extraction.extractor import read  # noqa: PLC0415
    from pipelines.extraction.parsing import DEFAULT_MODEL, load_model  # noqa: PLC0415

    name = model or DEFAULT_MODEL
    try:
        load_model(name)
    except OSError as error:
        raise UserError(
            f"spaCy pipeline {name!r} is not installed; install it, or unset MUSTER_SPACY_MODEL to use {DEFAULT_MODEL}"
        ) from error
    shown = 0
    for path in files:
        article = load_article(path)
        if article is None:
            if not jsonl:
                typer.echo(f"{path.name}: no article found", err=True)
            continue
        reading = _of_the_article(read(article, model=name), article)
        rows = claims_as_rows(reading.mentions, path.stem)
        shown += len(rows)
        if jsonl:
            for row in rows:
                sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
        elif explain:
            from pipelines.commands.tables import print_explanation  # noqa: PLC0415

            print_explanation(path.name, reading)
        else:
            from pipelines.commands.tables import print_claims  # noqa: PLC0415

            print_claims(path.name, article, rows)
    if not shown and not jsonl:
        typer.echo("No claims found.")
