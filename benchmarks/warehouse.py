"""How long dbt and publishing take over many mentions, and how much memory, by model.

    python benchmarks/warehouse.py [--mentions N ...] [--seed N] [--keep FOLDER]

Builds the warehouse over 100 thousand and over 1 million generated mentions. On a busy computer the seconds of
processor tell more than those of the clock. A model's memory is the most that dbt's process held while the model was
made; two are made at a time, so that a small one may show what its neighbour took.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROJECT = ROOT / "dbt_project"
PUBLISH = """
import sys
from pathlib import Path
from pipelines.publishing.swap import publish
publish(*map(Path, sys.argv[1:]))
"""
SLOWEST = 12
PAGE = os.sysconf("SC_PAGE_SIZE")
MB = 2**20


def main() -> None:
    """Build each size once and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mentions", type=int, nargs="+", default=[100_000, 1_000_000], help="how many, of each build")
    parser.add_argument("--seed", type=int, default=1, help="of the generator (default: 1)")
    parser.add_argument("--keep", type=Path, help="an empty folder for the databases, which are else thrown away")
    options = parser.parse_args()
    sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]
    for mentions in options.mentions:
        with tempfile.TemporaryDirectory() as folder:
            measure(options.keep or Path(folder), mentions, options.seed)


def measure(folder: Path, mentions: int, seed: int) -> None:
    """Generate, build and publish in a folder, and print what each took."""
    from many_mentions import stage

    build = folder / f"build_{mentions}.duckdb"
    rows = stage(build, mentions, seed=seed)
    print(f"{rows['mentions']:,} mentions in {rows['articles']:,} texts, {build.stat().st_size / MB:,.0f} MB staged:")
    dbt(build, folder, "seed")
    memory: list[tuple[float, int]] = []
    begun, worked = time.perf_counter(), processor()
    dbt(build, folder, "run", memory=memory)
    built, worked = time.perf_counter() - begun, processor() - worked
    print_models(folder / "run_results.json", memory)
    begun, copied = time.perf_counter(), processor()
    command = [sys.executable, "-c", PUBLISH, str(build), str(folder / "muster.duckdb")]
    subprocess.run(command, cwd=ROOT, check=True)  # noqa: S603 - our own words
    published, copied = time.perf_counter() - begun, processor() - copied
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"  {built:6.1f} s  dbt run, start-up included; {worked:.1f} s of processor")
    size = (folder / "muster.duckdb").stat().st_size / MB
    print(f"  {published:6.1f} s  publishing {size:,.0f} MB; {copied:.1f} s of processor")
    print(f"  {built + published:6.1f} s  in all; {most:,.0f} MB of memory at the peak\n")


def processor() -> float:
    """Return the seconds of processor that all processes started here have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def dbt(build: Path, folder: Path, *arguments: str, memory: list[tuple[float, int]] | None = None) -> None:
    """Run dbt, and note the memory of its process as it goes: seconds since 1970, bytes."""
    places = {"MUSTER_BUILD_DB": build, "DBT_TARGET_PATH": folder, "DBT_LOG_PATH": folder}
    command = [str(Path(sys.executable).parent / "dbt"), "--quiet", *arguments]
    command += ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)]
    environment = os.environ | {name: str(path) for name, path in places.items()}
    with subprocess.Popen(command, env=environment) as process:  # noqa: S603 - our own words
        if memory is not None:
            threading.Thread(target=watch, args=(process, memory), daemon=True).start()
    if process.returncode != 0:
        sys.exit(f"dbt {arguments[0]} failed")


def watch(process: subprocess.Popen[bytes], memory: list[tuple[float, int]]) -> None:
    """Note the resident memory of a process until it ends."""
    statm = Path(f"/proc/{process.pid}/statm")
    while process.poll() is None:
        try:
            memory.append((time.time(), int(statm.read_text().split()[1]) * PAGE))
        except (OSError, IndexError):
            return
        time.sleep(0.02)


def print_models(results: Path, memory: list[tuple[float, int]]) -> None:
    """Print the models that took longest, with the most memory that was held while each was made."""
    timed = []
    for result in json.loads(results.read_text(encoding="utf-8"))["results"]:
        spans = [span for span in result["timing"] if span["name"] == "execute"]
        if spans and result["unique_id"].startswith("model."):
            begun, ended = (dt.datetime.fromisoformat(spans[0][name]) for name in ("started_at", "completed_at"))
            held = [size for at, size in memory if begun.timestamp() <= at <= ended.timestamp()]
            name = result["unique_id"].rpartition(".")[2]
            timed.append(((ended - begun).total_seconds(), max(held, default=0) / MB, name))
    for seconds, size, name in sorted(timed, reverse=True)[:SLOWEST]:
        print(f"  {seconds:6.1f} s  {size:6,.0f} MB  {name}")


if __name__ == "__main__":
    main()
