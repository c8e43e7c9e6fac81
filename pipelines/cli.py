"""The `muster` command: names, options and help. What each command does lies in `pipelines.commands`.

Modules that take seconds to import (Dagster, spaCy) are imported by the command that needs them.
"""

# ruff: noqa: PLC0415 - for that reason imports stand inside functions here

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from pipelines.commands.extract import extract
from pipelines.commands.review_options import EXAMPLES as REVIEW_EXAMPLES
from pipelines.commands.review_options import review
from pipelines.commands.sources import sources_app
from pipelines.errors import UserError
from pipelines.printable import printable

HELP = """Muster: a warehouse of reported numbers.

Fetches news articles, finds every figure reported on troops, casualties, laborers and transfers, and keeps each
with its sentence, its link and who said it.
"""

# \\b keeps the lines of a paragraph as they are.
EXAMPLES = """
\b
Examples:
  muster run
      Fetch, read, build and publish what sources.yml names.
  muster run --sources mine.yml --warehouse ~/mine
      Other input, in another place.
  muster replay 2025-04-01..2025-04-30
      Clean and read what was fetched on these days again, from the archive.
  muster build
      Only build and publish again: what reviews have changed, without fetching anything.
  muster status --every 60
      When each source last gave something, what failed, what is due: for a screen on the wall.
  muster sql
      A DuckDB shell on what was published.
  muster sql "select claimant, value_text, sentence from fct_casualties"
  muster sql --format csv "from fct_troops" > troops.csv
  muster review
      Go through the claims that most need a human eye, and accept, reject or correct them.
  muster review 87cd7007 --correct "more than 4,000" --note "the briefing said more than"
      A verdict without being asked, for scripts.
  muster export --to ~/figures fct_casualties claim_evidence
      Tables as CSV and Parquet, described for other programs.
  muster extract article.txt
      The figures of one text, with their sentences.
  muster sources check
      Try what sources.yml names: is it reachable, allowed, and does it give articles?
  muster sources add https://www.example.org/
      Find the feed of a site, and print the entry to paste into sources.yml.
  muster docs
      Every table and column described, in the browser.
  muster dev
      Dagster: runs, checks, the schedule.

Settings are environment variables: MUSTER_WAREHOUSE, MUSTER_SOURCES, MUSTER_CONTACT and others; see README.md.
"""

app = typer.Typer(
    name="muster",
    help=HELP,
    epilog=EXAMPLES,
    rich_markup_mode=None,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Warehouse = Annotated[
    Path | None,
    typer.Option(
        "--warehouse",
        metavar="DIR",
        help="Folder that holds everything written; it is made where it is missing. [default: warehouse/]",
        show_default=False,
    ),
]

Sources = Annotated[
    Path | None,
    typer.Option("--sources", metavar="FILE", help="What to fetch. [default: sources.yml]", show_default=False),
]


@app.command()
def run(
    sources: Sources = None,
    warehouse: Warehouse = None,
) -> None:
    """Fetch, read, build and publish: the job that the schedule runs, now.

    Running it again changes no row where the sources have nothing new. A run that was stopped anywhere is carried on
    by the next one; until the end, analysts go on reading what was published before.
    """
    from pipelines.commands.run import run as run_job
    from pipelines.settings import load_settings

    run_job(load_settings(sources=sources, warehouse=warehouse))


@app.command()
def replay(
    days: Annotated[
        str | None,
        typer.Argument(
            metavar="DAY..DAY",
            help="Days of capture, as 2025-04-01..2025-04-30, one day, or an open range such as 2025-04-01.. "
            "[default: every stored day]",
            show_default=False,
        ),
    ] = None,
    warehouse: Warehouse = None,
) -> None:
    """Clean and read stored days again from the archive, without the network, and publish what comes of it.

    Whatever is in build.duckdb can be deleted: a replay of all days brings back the same rows.
    """
    from pipelines.commands.replay import replay as replay_days
    from pipelines.settings import load_settings

    replay_days(load_settings(warehouse=warehouse), days)


@app.command()
def build(warehouse: Warehouse = None) -> None:
    """Build the facts again from what is staged, with reviews and word lists as they are now, and publish them.

    Nothing is fetched, cleaned or read.
    """
    from pipelines.commands.build import build as build_again
    from pipelines.settings import load_settings

    build_again(load_settings(warehouse=warehouse))


@app.command()
def status(
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON, for other programs.")] = False,
    every: Annotated[
        float | None, typer.Option(metavar="SECONDS", min=1, help="Print it anew every so many seconds.")
    ] = None,
    sources: Sources = None,
    warehouse: Warehouse = None,
) -> None:
    """Tell when each source last gave something, what failed and why, what is due, and how the last run went."""
    from pipelines.commands.status import status as tell
    from pipelines.settings import load_settings

    tell(load_settings(sources=sources, warehouse=warehouse), as_json=as_json, every=every)


@app.command()
def sql(
    query: Annotated[str | None, typer.Argument(help="A query to run; a shell opens without it.")] = None,
    format_: Annotated[
        Literal["box", "csv", "json", "markdown"], typer.Option("--format", help="How rows are printed.")
    ] = "box",
    warehouse: Warehouse = None,
) -> None:
    """Ask the published file in SQL, read-only. An open session neither blocks a run nor sees it."""
    from pipelines.commands.sql import sql as open_shell
    from pipelines.settings import load_settings

    open_shell(load_settings(warehouse=warehouse), query, format_)


@app.command()
def export(
    tables: Annotated[
        list[str] | None, typer.Argument(metavar="TABLE", help="Tables to write. [default: all]", show_default=False)
    ] = None,
    to: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder to write into. [default: warehouse/export/]", show_default=False),
    ] = None,
    format_: Annotated[
        Literal["csv", "parquet", "both"], typer.Option("--format", help="Which files to write.")
    ] = "both",
    warehouse: Warehouse = None,
) -> None:
    """Write the published tables as CSV and Parquet, with a datapackage.json that says what they mean.

    The folder appears whole or not at all; an earlier export in it is replaced, anything else is left alone.
    """
    from pipelines.commands.export import export as write
    from pipelines.settings import load_settings

    write(load_settings(warehouse=warehouse), tables or [], ("csv", "parquet") if format_ == "both" else (format_,), to)


@app.command()
def docs(
    serve: Annotated[bool, typer.Option(help="Serve it on a local port once it is written.")] = True,
    warehouse: Warehouse = None,
) -> None:
    """Write the docs site (one HTML file) and serve it."""
    from pipelines.commands.docs import docs as write_and_serve
    from pipelines.settings import load_settings

    write_and_serve(load_settings(warehouse=warehouse), serve=serve)


@app.command()
def dev(warehouse: Warehouse = None) -> None:
    """Open Dagster's UI: assets, checks, runs, the schedule."""
    from pipelines.commands.dev import dev as open_ui
    from pipelines.settings import load_settings

    open_ui(load_settings(warehouse=warehouse))


app.command()(extract)
app.command(epilog=REVIEW_EXAMPLES)(review)
app.add_typer(sources_app)


def main() -> None:
    """Run the command line: 0 when all is well, 1 with one line for what can be mended, 2 for wrong usage."""
    try:
        app()
    except UserError as error:
        # It may quote a page, a feed or a file's name.
        sys.stderr.write(f"muster: {printable(error)}\n")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.stderr.write("muster: stopped; the next run carries on\n")
        sys.exit(130)


if __name__ == "__main__":
    main()
