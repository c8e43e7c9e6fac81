"""What `muster review` may be told, and which of its ways that means."""

# ruff: noqa: PLC0415 - what opens a database is imported when it is needed

from __future__ import annotations

from enum import StrEnum
from pathlib import Path  # noqa: TC003 - typer reads the annotations when it runs
from typing import Annotated

import typer


class Subject(StrEnum):
    """A fact table."""

    TROOPS = "troops"
    CASUALTIES = "casualties"
    LABORERS = "laborers"
    TRANSFERS = "transfers"


EXAMPLES = """
\b
Examples:
  muster review
      Claim by claim: a accepts, r rejects, c corrects, s skips, q quits.
  muster review --list --subject casualties --limit 50
      Only list them.
  muster review 87cd7007
      One claim, with its sentences; the first digits of its key will do.
  muster review 87cd7007 --reject --note "counts Russians" --reviewer "A. Nalyst"
      A verdict without being asked.

Verdicts are lines of dbt_project/seeds/claim_reviews.csv, which can be edited by hand, too; a later one wins.
"""


def review(
    claim: Annotated[
        str | None, typer.Argument(metavar="CLAIM_ID", help="A claim, by its key or the first digits of it.")
    ] = None,
    *,
    accept: Annotated[bool, typer.Option("--accept", help="The claim is read rightly.")] = False,
    reject: Annotated[bool, typer.Option("--reject", help="The claim is read wrongly, or is none.")] = False,
    correct: Annotated[
        str | None,
        typer.Option(metavar="VALUE", help="The right value, as it would be printed: 4700, 'more than 4,000'."),
    ] = None,
    note: Annotated[str, typer.Option(help="Why, in words.")] = "",
    reviewer: Annotated[str | None, typer.Option(help="Who decides. [default: your login]", show_default=False)] = None,
    list_: Annotated[bool, typer.Option("--list", help="List the claims, and ask nothing.")] = False,
    subject: Annotated[list[Subject] | None, typer.Option(help="Claims on this subject only; can be repeated.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="The most claims listed, or gone through.")] = 20,
    warehouse: Annotated[
        Path | None,
        typer.Option(
            "--warehouse",
            metavar="DIR",
            help="Folder that holds the warehouse. [default: warehouse/]",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Look at the claims that most need a human eye, and accept, reject or correct them.

    First come claims that others contradict, then those read with little confidence, that do not say whose, that have
    one origin. In the facts, a corrected value has the printed one beside it, and a rejected claim stays, marked.
    """
    from pipelines.commands import review as ways
    from pipelines.settings import load_settings

    verdicts = [
        name for name, given in (("accept", accept), ("reject", reject), ("correct", correct is not None)) if given
    ]
    if len(verdicts) > 1:
        raise typer.BadParameter(f"one verdict at a time, not --{' and --'.join(verdicts)}")
    if verdicts and claim is None:
        raise typer.BadParameter(f"--{verdicts[0]} of which claim? Give its key; `muster review --list` shows keys")
    if verdicts and list_:
        raise typer.BadParameter(
            f"--list asks nothing and decides nothing; leave out one of --list and --{verdicts[0]}"
        )
    settings = load_settings(warehouse=warehouse)
    if verdicts and claim is not None:
        ways.decide(settings, claim, verdicts[0], value=correct, note=note, reviewer=reviewer)  # type: ignore[arg-type]  # one of three
    elif list_ or not (ways.is_a_terminal() or claim):
        ways.show_queue(settings, subject or [], limit)
    elif ways.is_a_terminal():
        ways.go_through(settings, subject or [], limit, claim, reviewer)
    elif claim is not None:
        ways.show_claim(settings, claim)
