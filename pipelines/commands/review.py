"""`muster review`: the claims most in need of a human eye, and what a person decides on them."""

from __future__ import annotations

import datetime as dt
import getpass
import shlex
import sys
from typing import TYPE_CHECKING

from rich.console import Console
from rich.rule import Rule

from pipelines.commands.review_shown import claim_shown, claims_table, figure_of
from pipelines.commands.tables import safe
from pipelines.errors import UserError
from pipelines.printable import one_line
from pipelines.reviewing.context import texts_of
from pipelines.reviewing.queue import claim_named, claims_to_review, evidence_of
from pipelines.reviewing.values import value_typed
from pipelines.reviewing.verdicts import Review, append_review, latest, load_reviews
from pipelines.settings import REVIEWS
from pipelines.staging.connection import connect

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

    from pipelines.reviewing.queue import Claim
    from pipelines.reviewing.verdicts import Verdict
    from pipelines.settings import Settings

ASK = "[a]ccept  [r]eject  [c]orrect  [s]kip  [q]uit"
"""Put before each decision; the letters are what is typed."""


def show_queue(settings: Settings, subjects: Sequence[str], limit: int) -> None:
    """Print the claims that most need a human eye.

    Raises:
        UserError: Nothing is published, or the reviews cannot be read.
    """
    console = Console(highlight=False)
    with _published(settings) as connection:
        claims = claims_to_review(connection, subjects=subjects, reviewed=latest(load_reviews(REVIEWS)))
    console.print(claims_table(claims[:limit]))
    left = len(claims) - min(limit, len(claims))
    console.print(f"{len(claims)} claims without a review" + (f"; {left} more with --limit" if left else ""))
    if claims:
        console.print("Look at one: `muster review CLAIM_ID`, the first digits of its key will do", style="dim")


def show_claim(settings: Settings, name: str) -> None:
    """Print one claim with its sentences and what stands around them.

    Raises:
        UserError: Nothing is published, or no one claim is meant.
    """
    with _published(settings) as connection:
        claim = claim_named(connection, name)
        _show(Console(highlight=False), settings, connection, claim)


def decide(
    settings: Settings, name: str, verdict: Verdict, *, value: str | None, note: str, reviewer: str | None
) -> None:
    """Write down a verdict on one claim.

    Raises:
        UserError: No one claim is meant, the value is none, or the file cannot be written.
    """
    with _published(settings) as connection:
        claim = claim_named(connection, name)
    _write(claim, verdict, value, note, reviewer)
    console = Console(highlight=False)
    console.print(safe(f"{claim.claim_id}  {figure_of(claim.row)}: {verdict}" + (f" to {value}" if value else "")))
    _say_what_next(console, settings)


def go_through(settings: Settings, subjects: Sequence[str], limit: int, name: str | None, reviewer: str | None) -> None:
    """Show claims one by one and ask what to do with each; what is decided is written down at once.

    Raises:
        UserError: Nothing is published, no one claim is meant, or the file cannot be read or written.
    """
    console = Console(highlight=False)
    decided = 0
    with _published(settings) as connection:
        if name is not None:
            claims = [claim_named(connection, name)]
        else:
            claims = claims_to_review(connection, subjects=subjects, reviewed=latest(load_reviews(REVIEWS)))[:limit]
        for number, claim in enumerate(claims, 1):
            console.print(Rule(f"{number} of {len(claims)}   {claim.claim_id}", style="dim"))
            _show(console, settings, connection, claim)
            console.print()
            try:
                answer = _ask(console, claim, reviewer)
            except EOFError:
                console.print()
                break
            if answer == "q":
                break
            decided += answer != "s"
    if not claims:
        console.print("No claim is without a review.")
    elif decided:
        console.print(f"{decided} verdicts" if decided > 1 else "1 verdict", end=": ")
        _say_what_next(console, settings)


def _ask(console: Console, claim: Claim, reviewer: str | None) -> str:
    """Ask until something is decided on a claim, and return the letter typed."""
    while True:
        answer = console.input(safe(f"{ASK}  > ")).strip().lower()[:1]
        if answer in {"s", "q"}:
            return answer
        if answer == "c" and claim.row["value_text"] is None:
            console.print("It has no figure to correct; accept or reject it.", style="yellow")
        elif answer in {"a", "r", "c"}:
            verdict: Verdict = {"a": "accept", "r": "reject", "c": "correct"}[answer]  # type: ignore[assignment]  # mypy reads the values as str
            value = console.input("right value, as it would be printed > ").strip() if answer == "c" else None
            try:
                if value is not None:
                    value_typed(value)
                _write(claim, verdict, value, console.input("note, or nothing > ").strip(), reviewer)
            except UserError as error:
                if answer != "c":
                    raise
                console.print(safe(error), style="yellow")
                continue
            return answer


def _write(claim: Claim, verdict: Verdict, value: str | None, note: str, reviewer: str | None) -> None:
    low = best = high = None
    if value is not None:
        if claim.row["value_text"] is None:
            raise UserError(f"{claim.claim_id}: has no figure to correct; accept or reject it")
        right = value_typed(value)
        low, best, high = right.low, right.best, right.high
    today = dt.datetime.now(dt.UTC).date()
    append_review(
        REVIEWS, Review(claim.claim_id, verdict, low, best, high, one_line(note), one_line(reviewer or _user()), today)
    )


def _show(console: Console, settings: Settings, connection: duckdb.DuckDBPyConnection, claim: Claim) -> None:
    evidence = evidence_of(connection, claim.claim_id)
    console.print(claim_shown(claim, evidence, texts_of(settings.build_db, evidence[:1])))


def _say_what_next(console: Console, settings: Settings) -> None:
    place = "" if settings.is_default_place else f" --warehouse {shlex.quote(str(settings.warehouse))}"
    console.print(
        f"kept in {REVIEWS}; `muster build{place}` brings it into the facts, as does the next run", soft_wrap=True
    )


def _published(settings: Settings) -> duckdb.DuckDBPyConnection:
    if not settings.published_db.exists():
        raise UserError(f"{settings.published_db}: nothing published yet; run `muster run` first")
    return connect(settings.published_db, read_only=True)


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return ""


def is_a_terminal() -> bool:
    """Return whether somebody can be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()
