"""A local web of 20 hosts with 100 pages each, and a process that captures it: for tests and benchmarks."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from functools import cache
from typing import TYPE_CHECKING

from misbehaving_server import Request, Server, response
from small_run import ROOT, clean_environment

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from misbehaving_server import Step

HOSTS = tuple(f"news-{number:02}.test" for number in range(20))
PAGES_A_HOST = 100
PARAGRAPHS = 40
"""A page of these has some 24 kB."""

WORDS = ("the", "harbour", "ferry", "crew", "passenger", "morning", "storm", "quay", "hall", "town", "said", "after")


@cache
def body(host: str, path: str) -> bytes:
    """Return a page's text, the same each time, and unlike every other page's."""
    chance = random.Random(host + path)
    paragraphs = "".join(f"<p>{' '.join(chance.choices(WORDS, k=100))}.</p>" for _ in range(PARAGRAPHS))
    return f"<!doctype html><html lang=en><title>{host}{path}</title><article>{paragraphs}</article></html>".encode()


def answer(request: Request) -> Iterable[Step]:
    """Give robots.txt, a page, or (of every tenth) a redirect to it."""
    if request.path == "/robots.txt":
        return [response(b"User-agent: *\nDisallow: /private/\n", Content_Type="text/plain")]
    if request.path.endswith("0"):
        return [response(b"", "301 Moved Permanently", Location=request.path + ".html")]
    return [response(body(request.host, request.path), ETag=f'"{request.path}"')]


def addresses(port: int) -> list[str]:
    """Return the address of every page."""
    return [f"http://{host}:{port}/{number}" for host in HOSTS for number in range(PAGES_A_HOST)]


def write_sources(folder: Path, port: int) -> None:
    """Write a source of all hosts."""
    folder.mkdir(parents=True, exist_ok=True)
    source = {"name": "many", "kind": "urls", "urls": addresses(port), "allow_hosts": HOSTS, "expect": {"max": 5000}}
    (folder / "sources.yml").write_text(json.dumps({"sources": [source]}), encoding="utf-8")
    (folder / "hosts.json").write_text(json.dumps({host: ["127.0.0.1"] for host in HOSTS}), encoding="utf-8")


def start(folder: Path, now: str) -> subprocess.Popen[str]:
    """Start to capture all pages into the warehouse in a folder."""
    return subprocess.Popen(
        [
            sys.executable,
            ROOT / "tests" / "crawling_child.py",
            folder / "warehouse",
            folder / "sources.yml",
            now,
            folder / "hosts.json",
        ],
        env=clean_environment() | {"PYTHONPATH": ":".join(sys.path), "MUSTER_FETCH_INTERVAL_SECONDS": "0"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def serve() -> Server:
    """Return the server of all hosts, to use in a `with` block."""
    return Server(answer, keep_requests=False)
