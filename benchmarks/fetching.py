"""Pages that are fetched, archived and staged in a second, and the most memory that it takes.

    python benchmarks/fetching.py [--rounds N]

Captures 2,000 pages of 20 hosts from a server on this computer, with no pause between requests to a host: what is timed
is our own work (and the server's, which shares the processor), not how polite it is.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NOW = "2025-05-10T06:00:00+00:00"


def main() -> None:
    """Capture all pages some times over and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=2, help="how often the pages are captured (default: 2)")
    rounds = parser.parse_args().rounds
    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
    from many_pages import HOSTS, PAGES_A_HOST, body, serve, start, write_sources

    pages = len(HOSTS) * PAGES_A_HOST
    times, told = [], {}
    with serve() as server:
        for _ in range(rounds):
            with tempfile.TemporaryDirectory() as folder:
                write_sources(Path(folder), server.port)
                begun = time.perf_counter()
                with start(Path(folder), NOW) as process:
                    told = json.loads(process.communicate()[0])
                times.append((time.perf_counter() - begun, told["seconds"]))
                written = sum(path.stat().st_size for path in Path(folder).rglob("*.warc.gz"))
    whole, capturing = min(times, key=lambda pair: pair[1])
    size = len(body(HOSTS[0], "/1"))
    print(f"{pages:,} pages of {size / 1000:.0f} kB on {len(HOSTS)} hosts, best of {rounds} rounds:")
    print(f"  {pages / capturing:.0f} pages a second fetched, archived and staged; {whole:.1f} s with start-up")
    print(f"  {written / 1e6:.0f} MB of WARC")
    print(f"  {told['after_capture']} MB of memory at its peak, of which {told['at_start']} MB before it began")


if __name__ == "__main__":
    main()
