"""Captures sources in a process of its own, which a test may kill and whose memory it may measure.

Usage: crawling_child.py WAREHOUSE SOURCES NOW HOSTS [--clean]

NOW is an ISO time; HOSTS a JSON file of the addresses of each host. Printed are the seconds that the
capture took and the process's peaks of memory in megabytes, as JSON.
"""

from __future__ import annotations

import datetime as dt
import json
import resource
import socket
import sys
import time
from pathlib import Path

from pipelines.capturing import capture_all
from pipelines.fetching import guard
from pipelines.fetching.client import Client
from pipelines.settings import Settings
from pipelines.sources.config import load_sources


def peak() -> int:
    """Return the most memory that this process has had, in megabytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit // 1_000_000


def main() -> None:
    warehouse, sources, now, hosts = sys.argv[1:5]
    addresses = json.loads(Path(hosts).read_text(encoding="utf-8"))

    def resolve(host: str, port: int) -> list[str]:
        if host in addresses:
            found: list[str] = addresses[host]
        else:
            # A number needs no name server, and no name of a test is looked up in the world.
            found = guard.resolve(host, port) if host[:1].isdigit() or ":" in host else []
        if not found:
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        return found

    settings = Settings(warehouse=Path(warehouse), sources=Path(sources))
    at_start, begun = peak(), time.perf_counter()
    capture_all(
        settings,
        load_sources(settings.sources),
        Client(limits=settings.fetch_limits, resolver=resolve),
        dt.datetime.fromisoformat(now),
        run_id=f"run-{now}",
        say=sys.stderr.write,
    )
    told = {"at_start": at_start, "after_capture": peak(), "seconds": time.perf_counter() - begun}
    if "--clean" in sys.argv:
        clean(settings)
    sys.stdout.write(json.dumps(told) + "\n")


def clean(settings: Settings) -> None:
    """Clean what was captured, as the step after does."""
    from pipelines.assets.articles import clean_all  # noqa: PLC0415
    from pipelines.cleaning.article import CLEANER_VERSION  # noqa: PLC0415
    from pipelines.fetching.archive import WarcArchive  # noqa: PLC0415
    from pipelines.staging.store import StagingStore  # noqa: PLC0415

    with StagingStore(settings.build_db) as store:
        rows = store.pages_to_clean(dt.date(2000, 1, 1), dt.date(2100, 1, 1), CLEANER_VERSION)
        store.write_articles(clean_all(rows, WarcArchive(settings.archive)))


if __name__ == "__main__":
    main()
