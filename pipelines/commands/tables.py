"""Claims as a person reads them in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipelines.printable import printable

if TYPE_CHECKING:
    from pipelines.extraction.extractor import Reading
    from pipelines.records import Article


def safe(text: object) -> Text:
    """Return text without control characters and without markup, so that a page cannot steer the terminal."""
    return Text(printable(text))


def _value(row: dict[str, Any]) -> str:
    return str(row["value_text"] or row["item"] or "")


def print_claims(name: str, article: Article, rows: list[dict[str, Any]]) -> None:
    """Print one article's claims as a table, each with its sentence."""
    console = Console(highlight=False)
    console.print(
        Text.assemble(
            (printable(name), "bold"), "  ", safe(article.title or ""), "  ", (article.published or "", "dim")
        )
    )
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="dim", expand=True, show_lines=False)
    for column, ratio in (("figure", 3), ("what", 3), ("whose, where to", 3), ("who says so", 4), ("sentence", 9)):
        table.add_column(column, ratio=ratio)
    for row in rows:
        what = f"{row['measure']}" if row["modality"] == "asserted" else f"{row['measure']} ({row['modality']})"
        where = " ".join(dict.fromkeys(str(x) for x in (row["counterparty"], row["place"]) if x))
        says = str(row["claimant"] or "the outlet itself") + (f", via {', '.join(row['via'])}" if row["via"] else "")
        table.add_row(
            safe(_value(row)),
            f"{row['subject']}: {what}",
            safe((row["actor"] or "?") + (f" → {where}" if where else "")),
            safe(says),
            safe(" ".join(row["sentence"].split())),
            end_section=True,
        )
    console.print(table if rows else Text("  no claims", style="dim"))


def print_explanation(name: str, reading: Reading) -> None:
    """Print every number of an article with what became of it and why."""
    console = Console(highlight=False)
    console.print(
        Text.assemble((printable(name), "bold"), f"  {reading.parsed} of {reading.sentences} sentences parsed")
    )
    last = None
    for note in reading.notes:
        if note.sentence != last:
            console.print(Text("  “").append_text(safe(" ".join(note.sentence.split()))).append("”"), style="dim")
            last = note.sentence
        mention = note.mention
        if mention is None:
            console.print(Text("    – ").append_text(safe(note.printed)).append(f": no claim: {note.reason}"))  # noqa: RUF001
            continue
        parts = [
            f"{mention.subject}/{mention.measure}",
            f"rule {mention.rule}",
            f"whose {mention.actor or '?'}",
            f"to {mention.counterparty}" if mention.counterparty else "",
            f"quantifier {mention.quantifier}",
            f"{mention.modality}",
            f"claimant {mention.claimant or '(the outlet)'}",
            f"via {', '.join(mention.via)}" if mention.via else "",
            f"place {mention.place}" if mention.place else "",
            f"period {mention.date_start or ''}..{mention.date_end or ''}"
            if mention.date_start or mention.date_end
            else "",
            f"confidence {mention.confidence}",
        ]
        console.print(
            Text("    ✓ ", style="green")
            .append_text(safe(note.printed))
            .append(": " + "; ".join(p for p in parts if p))
        )
    for mention in reading.mentions:
        if mention.value_text is None:
            console.print(
                Text("    ✓ ", style="green")
                .append_text(safe(mention.item or ""))
                .append(
                    f": {mention.subject}/{mention.measure}; rule {mention.rule}"
                    f"; {mention.actor or '?'} to {mention.counterparty or '?'}; {mention.modality}"
                    f"; claimant {mention.claimant or '(the outlet)'}"
                )
            )
    console.print()
