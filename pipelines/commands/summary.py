"""What a run changed and what the warehouse now holds: the tables that `muster run` ends with."""

from __future__ import annotations

import shlex
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.table import Table

from pipelines.commands.tables import safe
from pipelines.printable import printable
from pipelines.records import MEASURES
from pipelines.staging.connection import connect
from pipelines.staging.store import StagingStore

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console
    from rich.text import Text

    from pipelines.settings import Settings

LATEST_PER_SUBJECT = 3

LATEST = """
select
    measure,
    value_text,
    {whose} as whose,
    {item} as item,
    modality,
    claimant,
    source_publisher,
    source_url,
    strftime(last_reported, '%Y-%m-%d') as reported
from fct_{subject}
where is_current
order by last_reported desc nulls last, number_of_articles desc, claim_id
limit ?
"""


@dataclass(frozen=True, slots=True)
class Stock:
    """What a warehouse holds at one moment."""

    staged: dict[str, int] = field(default_factory=dict)
    """Rows staged, by what they are: pages, articles, rejections, mentions."""
    claims: dict[str, frozenset[str]] = field(default_factory=dict)
    """Keys of the published claims, by subject."""


def take_stock(settings: Settings) -> Stock:
    """Count what is staged and read which claims are published; nothing is both empty and no error.

    Raises:
        UserError: A file is there but cannot be read.
    """
    staged: dict[str, int] = {}
    if settings.build_db.exists():
        with StagingStore(settings.build_db) as store:
            counts = store.counts()
        staged = {name: getattr(counts, name) for name in ("pages", "articles", "rejections", "mentions")}
    return Stock(staged, _claims(settings.published_db))


def show_summary(console: Console, settings: Settings, before: Stock, after: Stock, short: Sequence[str] = ()) -> None:
    """Print what a run changed, the latest figures, which sources fell short, and where to look next."""
    console.print()
    console.print(_changes(before, after))
    console.print()
    console.print(_latest(settings.published_db))
    console.print()
    if short:
        console.print("[bold]Sources below their expected minimum[/]")
        for line in short:
            console.print("  [yellow]![/] ", end="")
            console.print(line, markup=False, soft_wrap=True)
        console.print()
    console.print("Look next:")
    for command, what in (
        ("sql", f"a DuckDB shell on {settings.published_db}, read-only"),
        ("docs", f"every table and column described: {settings.docs_site}"),
        ("dev", "Dagster: runs, checks, schedule"),
    ):
        console.print(f"  [bold]{_command(command, settings)}[/]  [dim]{what}[/]", soft_wrap=True)


def _command(name: str, settings: Settings) -> str:
    """Return what to type: in the default place `make` knows the environment that `muster` is in."""
    if settings.is_default_place:
        return f"make {name:<4}"
    program = "muster" if shutil.which("muster") else str(Path(sys.executable).with_name("muster"))
    return f"{program} {name} --warehouse {shlex.quote(str(settings.warehouse))}"


def _claims(published: Path) -> dict[str, frozenset[str]]:
    if not published.exists():
        return {}
    with connect(published, read_only=True) as connection:
        return {
            subject: frozenset(key for (key,) in connection.execute(f"select claim_id from fct_{subject}").fetchall())  # noqa: S608 - the subjects are ours
            for subject in MEASURES
        }


def _changes(before: Stock, after: Stock) -> Table:
    table = Table(title="Warehouse", title_justify="left", title_style="bold", box=SIMPLE_HEAD)
    table.add_column("")
    table.add_column("in all", justify="right")
    table.add_column("new", justify="right")
    for name, count in after.staged.items():
        table.add_row(name, f"{count:,}", _new(count - before.staged.get(name, 0)))
    table.add_section()
    for subject, keys in after.claims.items():
        table.add_row(f"claims: {subject}", f"{len(keys):,}", _new(len(keys - before.claims.get(subject, frozenset()))))
    return table


def _new(count: int) -> str:
    return f"{count:+,}" if count else "-"


def _latest(published: Path) -> Table:
    table = Table(title="Latest figures", title_justify="left", title_style="bold", box=SIMPLE_HEAD)
    table.add_column("subject", no_wrap=True)
    for column in ("figure", "who says so", "read in"):
        table.add_column(column)
    with connect(published, read_only=True) as connection:
        for subject in MEASURES:
            is_transfer = subject == "transfers"
            query = LATEST.format(
                subject=subject,
                whose="concat_ws(' to ', supplier, recipient)" if is_transfer else "actor",
                item="item" if is_transfer else "null",
            )
            cursor = connection.execute(query, [LATEST_PER_SUBJECT])
            names = [column[0] for column in cursor.description]
            for number, values in enumerate(cursor.fetchall()):
                row = dict(zip(names, values, strict=True))
                table.add_row(subject if number == 0 else "", *_cells(row))
    return table


def _cells(row: dict[str, Any]) -> list[Text]:
    # As `Text` without control characters, so that nothing in a page's words acts as markup or steers the terminal.
    figure = " ".join(str(row[name]) for name in ("value_text", "item", "measure") if row[name])
    figure = f"{figure}, {row['whose']}" if row["whose"] else figure
    if row["modality"] != "asserted":
        figure = f"{figure} ({row['modality']})"
    source = safe(" ".join(filter(None, (row["source_publisher"] or row["source_url"], row["reported"]))))
    if row["source_url"] and row["source_url"].startswith(("http://", "https://")):
        source.stylize(f"link {printable(row['source_url'])}")
    return [safe(figure), safe(row["claimant"] or "the outlet itself"), source]
