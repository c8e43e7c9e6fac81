"""The README's cookbook: its questions, and the answers that a fresh run over the example newsroom gives.

`make readme` runs the newsroom and writes the answers, and what the run printed, into README.md; a test compares them.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from small_run import ROOT, muster

README = ROOT / "README.md"
ENTRY = re.compile(
    r"\*\*(?P<question>[^\n]*\?)\*\*\n\n```sql\n(?P<query>.*?)```\n\n(?P<answer>(?:\|[^\n]*\n)*)", re.DOTALL
)
RUN = re.compile(r"(?<=and prints:\n\n```\n).*?(?=\nLook next:)", re.DOTALL)


def answer(database: Path, query: str) -> str:
    """Return what the DuckDB shell answers, as a table in Markdown, null as `NULL`."""
    shell = Path(sys.executable).with_name("duckdb")
    arguments = ["-readonly", "-markdown", "-nullvalue", "NULL", "-bail", str(database), query]
    return subprocess.run([shell, *arguments], capture_output=True, text=True, check=True).stdout.strip() + "\n"


def answered(text: str, database: Path) -> str:
    """Return the README with each answer as a database gives it."""
    return ENTRY.sub(
        lambda entry: f"**{entry['question']}**\n\n```sql\n{entry['query']}```\n\n{answer(database, entry['query'])}",
        text,
    )


def with_run(text: str, printed: str) -> str:
    """Return the README with what a run printed, up to where it says where to look next."""
    lines = [line.rstrip() for line in printed[: printed.index("Look next:")].splitlines()]
    return RUN.sub(lambda _: re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).rstrip() + "\n", text)


def main() -> None:
    """Run the newsroom into a folder of its own, and write what comes of it into the README."""
    with tempfile.TemporaryDirectory() as folder:
        done = muster("run", "--warehouse", folder, COLUMNS="100")
        if done.returncode != 0:
            sys.exit(done.stdout + done.stderr)
        text = with_run(README.read_text(encoding="utf-8"), done.stdout)
        README.write_text(answered(text, Path(folder) / "muster.duckdb"), encoding="utf-8")


if __name__ == "__main__":
    main()
