"""Whatever servers do, each page comes to the outcome that the table of misbehaviours says, and memory is bounded."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb
import pytest
from misbehaving_server import Request, Server, response
from misbehaviours import ATTEMPTS, CASES, MAX_BYTES, READ_SECONDS, TOTAL_SECONDS, Came, Case
from small_run import ROOT, clean_environment
from warcio.archiveiterator import ArchiveIterator

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from misbehaving_server import Step

FIRST = dt.datetime(2025, 5, 10, 6, 0, tzinfo=dt.UTC)
TIMES = {"expected": FIRST, "later": FIRST + dt.timedelta(days=1), "latest": FIRST + dt.timedelta(days=9)}
"""When the pages of a case are asked for, by the field that says what is to come of it."""

MAX_MEMORY_MB = 400
"""Above what the process has before it begins: 16 workers, each with a page of 12 MB and its copy on the way out."""

BY_NAME = {case.name: case for case in CASES}


@dataclass(frozen=True)
class Outcome:
    """What was staged after all runs."""

    port: int
    fetches: dict[tuple[str, str, dt.date], tuple[str, str | None]]
    """Outcome and reason, by source, address and day."""
    given: dict[tuple[str, str], list[tuple[str, str | None]]]
    """By source and address: `article` or why the page was rejected, and the article's date."""
    asked_on_first: Counter[tuple[str, str]]
    memory: dict[str, int]
    """In megabytes, of the first run."""
    archive: Path

    def address(self, case: Case, path: str) -> str:
        return path if not path.startswith("/") else f"http://{case.name}.test:{self.port}{path}"


def answer(request: Request) -> Iterable[Step]:
    case = BY_NAME[request.host.removesuffix(".test")]
    if request.path == "/robots.txt":
        return case.robots(request) if case.robots else [response(b"", "404 Not Found")]
    return case.answer(request)


def closed_port() -> int:
    """Return a port that nobody listens at."""
    with Server(lambda _: []) as server:
        return server.port


def sources_of(cases: Iterable[Case], port: int, nobody: int) -> str:
    entries = []
    for case in cases:
        base = f"http://{case.name}.test:{port if case.is_listening else nobody}"
        entry = {"name": case.name, "expect": {"min": 0}}
        if case.is_allowed:
            entry["allow_hosts"] = [f"{case.name}.test"]
        if case.feed:
            entry |= {"kind": "feed", "url": f"{base}/feed"}
        else:
            entry |= {"kind": "urls", "urls": [base + path for path in (*case.expected, *case.also_listed)]}
        entries.append(entry)
    return json.dumps({"sources": entries})


def capture(folder: Path, cases: Iterable[Case], now: dt.datetime, port: int, nobody: int) -> dict[str, int]:
    sources, hosts = folder / "sources.yml", folder / "hosts.json"
    sources.write_text(sources_of(cases, port, nobody), encoding="utf-8")
    hosts.write_text(json.dumps({f"{case.name}.test": case.resolves_to for case in CASES}), encoding="utf-8")
    done = subprocess.run(
        [
            sys.executable,
            ROOT / "tests" / "crawling_child.py",
            folder / "wh",
            sources,
            now.isoformat(),
            hosts,
            "--clean",
        ],
        env=clean_environment()
        | {
            "PYTHONPATH": ":".join(sys.path),
            "MUSTER_FETCH_READ_SECONDS": str(READ_SECONDS),
            "MUSTER_FETCH_TOTAL_SECONDS": str(TOTAL_SECONDS),
            "MUSTER_FETCH_ATTEMPTS": str(ATTEMPTS),
            "MUSTER_FETCH_RETRY_SECONDS": "0",
            "MUSTER_FETCH_MAX_BYTES": str(MAX_BYTES),
        },
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    memory: dict[str, int] = json.loads(done.stdout)
    return memory


@pytest.fixture(scope="module")
def came(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """Run all cases, those that are asked again on the next day, and those that are asked once more."""
    folder = tmp_path_factory.mktemp("misbehaving")
    nobody = closed_port()
    memory: dict[str, int] = {}
    asked: Counter[tuple[str, str]] = Counter()
    with Server(answer) as server:
        for name, now in TIMES.items():
            cases = [case for case in CASES if getattr(case, name)]
            used = capture(folder, cases, now, server.port, nobody)
            if not memory:
                memory = used
                asked = Counter(server.log.asked)
    with duckdb.connect(str(folder / "wh" / "build.duckdb"), read_only=True) as connection:
        fetches = connection.execute(
            "select source, address, capture_day, outcome, reason from staging.fetches"
        ).fetchall()
        given = connection.execute("""
            select pages.source, address, 'article', articles.published
            from staging.pages
            join staging.cleanings using (page_id)
            join staging.articles using (article_id, version)
            union all
            select source, address, reason, null from staging.rejections
        """).fetchall()
    by_page: dict[tuple[str, str], list[tuple[str, str | None]]] = {}
    for source, address, what, published in given:
        by_page.setdefault((source, address), []).append((what, published))
    return Outcome(
        server.port,
        {(source, address, day): (outcome, reason) for source, address, day, outcome, reason in fetches},
        by_page,
        asked,
        memory,
        folder / "wh" / "archive",
    )


def check(came: Outcome, case: Case, expected: Mapping[str, Came], day: dt.date) -> None:
    base = came.port if case.is_listening else None
    for path, one in expected.items():
        address = came.address(case, path)
        found = [
            (outcome, reason)
            for (source, asked, on), (outcome, reason) in came.fetches.items()
            if source == case.name and on == day and (asked == address or (base is None and asked.endswith(path)))
        ]
        assert len(found) == 1, f"{path}: {found}"
        ((outcome, reason),) = found
        assert outcome == one.outcome, reason
        assert (one.reason is None) == (reason is None)
        assert one.reason is None or one.reason in (reason or "")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_misbehaviour_comes_to_its_outcome(came: Outcome, case: Case) -> None:
    """In `staging.fetches` on each day, and in the articles and rejections that its pages give."""
    for name, now in TIMES.items():
        check(came, case, getattr(case, name) or {}, now.date())
    for path, one in case.expected.items():
        given = came.given.get((case.name, came.address(case, path)), [])
        assert {what for what, _ in given} == ({one.gives} if one.gives else set())
        if one.gives == "article" and path == "/a":
            assert {published for _, published in given} == {case.published}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_nobody_is_asked_more_often_than_helps(came: Outcome, case: Case) -> None:
    """Once, or as often as the table says: what may pass is tried again, what won't is not."""
    paths = {path: 1 for path in case.expected if path.startswith("/")} if case.is_listening else {}
    for path, times in {**paths, **case.asked}.items():
        assert came.asked_on_first[f"{case.name}.test", path] == times, path


def test_the_table_is_long_enough_to_mean_something() -> None:
    """And no two cases share a name."""
    assert len({case.name for case in CASES}) == len(CASES) >= 40


def test_memory_is_bounded(came: Outcome) -> None:
    """Though one body is endless, one unfolds to 100 MB, and one title has 10 MB."""
    assert came.memory["after_capture"] - came.memory["at_start"] < MAX_MEMORY_MB


def test_every_answer_is_in_the_archive(came: Outcome) -> None:
    """Each with its request; of what was cut off, that it was; and each file whole."""
    files = [path for path in sorted(came.archive.rglob("*")) if path.is_file()]
    kind_of_file = Counter(path.name.partition(".")[2] for path in files)
    assert kind_of_file == {"warc.gz": len(TIMES), "outcomes.jsonl.gz": len(TIMES)}
    kinds: Counter[str] = Counter()
    truncated = set()
    for path in files:
        if path.name.endswith(".warc.gz"):
            with path.open("rb") as stream:
                for record in ArchiveIterator(stream, check_digests="raise"):
                    kinds[record.rec_type] += 1
                    record.content_stream().read()
                    truncated.add(record.rec_headers.get_header("WARC-Truncated"))
    assert kinds["request"] == kinds["response"] + kinds["revisit"]
    assert kinds["revisit"] == 11
    assert truncated == {None, "length", "time", "disconnect", "unspecified"}
