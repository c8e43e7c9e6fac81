"""A claim under review as a person reads it: what was read, why it needs an eye, and what the article says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pipelines.commands.tables import safe
from pipelines.printable import one_line
from pipelines.reviewing.context import around

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.console import RenderableType

    from pipelines.reviewing.queue import Claim, Told

OTHERS_SHOWN = 4
"""Pieces of evidence shown after the first."""

LONGEST_SENTENCE = 600


def claims_table(claims: Sequence[Claim]) -> Table:
    """Return claims as a table, a line or a few each."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, header_style="dim")
    table.add_column("claim_id", no_wrap=True)
    for column, ratio in (("figure", 3), ("who says so", 3), ("why look", 3), ("sentence", 6)):
        table.add_column(column, ratio=ratio)
    for claim in claims:
        says = claim.row["claimant"] or "the outlet itself"
        table.add_row(
            claim.claim_id,
            safe(figure_of(claim.row)),
            safe(f"{one_line(says)}, {_day(claim.row['last_reported'])}"),
            "; ".join(claim.reasons),
            safe(one_line(claim.row["sentence"], 200)),
        )
    return table


def claim_shown(claim: Claim, evidence: Sequence[Told], texts: Mapping[tuple[str, str], str]) -> RenderableType:
    """Return all that a person needs to decide on a claim.

    Args:
        claim: What was read.
        evidence: Its mentions, the first evidence first.
        texts: Texts of their articles, by article and version, as far as they can be had.
    """
    row = claim.row
    facts = Table.grid(padding=(0, 2))
    facts.add_column(style="dim", no_wrap=True)
    facts.add_column()
    via = f", via {', '.join(row['via'])}" if row["via"] else ""
    counted = f"{row['number_of_articles']} articles" if row["number_of_articles"] != 1 else "1 article"
    origins = f"{row['number_of_origins']} origins" if row["number_of_origins"] != 1 else "1 origin"
    for name, told in (
        ("figure", figure_of(row)),
        ("value", value_of(row)),
        ("who says so", f"{row['claimant'] or 'the outlet itself'}{via}"),
        ("where", row["place"] or ""),
        ("reported", f"{_day(row['first_reported'])} to {_day(row['last_reported'])}, {counted}, {origins}"),
        ("review", _review(row)),
        ("why look", "; ".join(claim.reasons)),
    ):
        if told:
            facts.add_row(name, safe(one_line(told)))
    for explanation in row["explanations"]:
        facts.add_row("against it", safe(one_line(explanation, LONGEST_SENTENCE)))
    parts: list[RenderableType] = [facts]
    for number, told in enumerate(evidence[: OTHERS_SHOWN + 1]):
        parts += [Text(), _source(told)]
        text = texts.get((told.article_id, told.version)) if number == 0 else None
        parts.append(Padding(_sentence(told, text), (0, 2)))
    if not texts:
        parts.append(Text("  (what stands around it cannot be read while a run is writing)", style="dim"))
    if len(evidence) > OTHERS_SHOWN + 1:
        parts += [Text(), Text(f"and {len(evidence) - OTHERS_SHOWN - 1} more", style="dim")]
    return Group(*parts)


def figure_of(row: Mapping[str, Any]) -> str:
    """Return what was read, in a few words."""
    value = " ".join(str(row[name]) for name in ("value_text", "item") if row[name]) or "no figure"
    whose = row["actor"] or "?"
    whose = f"{whose} to {row['counterparty']}" if row["counterparty"] else whose
    kind = row["measure"] if row["modality"] == "asserted" else f"{row['measure']}, {row['modality']}"
    return one_line(f"{value}: {row['subject']} {kind}, {whose}")


def value_of(row: Mapping[str, Any]) -> str:
    """Return what the printed words were taken to mean."""
    low, best, high = (row[name] for name in ("low", "best", "high"))
    if low is None and high is None:
        return ""
    if low == high:
        bounds = f"{low:,.10g}"
    elif low is not None and high is not None:
        bounds = f"{low:,.10g} to {high:,.10g}"
    else:
        bounds = f"from {low:,.10g}" if high is None else f"up to {high:,.10g}"
    best_told = f", best {best:,.10g}" if best is not None and low != high and best not in (low, high) else ""
    return f"{bounds}{best_told} {row['unit'] or ''}, {row['quantifier'] or 'exact'}"


def _review(row: Mapping[str, Any]) -> str:
    if row["review_status"] == "unreviewed":
        return ""
    return f"{row['review_status']}: {row['review_note'] or 'without a note'}"


def _source(told: Told) -> Text:
    gone = ", no longer there" if told.is_withdrawn else ""
    line = Text.assemble(
        (one_line(told.source_publisher), "bold"),
        f"  {_day(told.published)}{gone}  ",
        (one_line(told.source_url), "dim"),
    )
    line.no_wrap = True
    line.overflow = "fold"
    return line


def _sentence(told: Told, text: str | None) -> Text:
    before, after = around(told, text) if text is not None else ("", "")
    sentence = safe(one_line(told.sentence, LONGEST_SENTENCE))
    if told.value_text:
        figure = one_line(told.value_text)
        at = sentence.plain.find(figure)
        if at >= 0:
            sentence.stylize("bold yellow", at, at + len(figure))
    shown = Text()
    if before:
        shown.append(one_line(before) + " ", "dim")
    shown.append_text(sentence)
    if after:
        shown.append(" " + one_line(after), "dim")
    return shown


def _day(day: object) -> str:
    return str(day) if day else "no date"
