"""Tables of figures: rows of cells parted by tabs or bars, whose header says what each column counts.

A web page's table comes out of cleaning as lines such as `Uganda | 12 | 31` below `Country | Killed | Wounded`. The
header of a column gives the measure, the first cell of a row whose people they are. A table of two columns without a
header is read by its labels: `Killed | 53,760`.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.extraction.drafts import Draft
from pipelines.extraction.event_words import states
from pipelines.extraction.headings import period_of_label, set_period
from pipelines.extraction.participants import find_actors
from pipelines.extraction.places import Place, PlaceMention, find_places

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pipelines.extraction.headings import Heading
    from pipelines.extraction.participants import Context
    from pipelines.extraction.quantities import Quantity
    from pipelines.extraction.text import Sentence

_BAR = re.compile(r"[^\t|]*")
_FEWEST_ROWS = 2
_LOSSES = re.compile(r"\b(?:casualties|losses)\b", re.IGNORECASE)
_TROOPS = re.compile(r"\b(?:troops|soldiers|servicemen|personnel|contingent|peacekeepers|fighters)\b", re.IGNORECASE)
_WORKERS = re.compile(r"\b(?:workers|labou?rers|builders)\b", re.IGNORECASE)
_RETURNED = re.compile(r"\b(?:withdrawn|returned|repatriated|sent home)\b", re.IGNORECASE)
_RECRUITED = re.compile(r"\b(?:recruited|enlisted|signed up|mobili[sz]ed)\b", re.IGNORECASE)
_PLACES = {
    "town": 1, "city": 1, "village": 1, "place": 1, "location": 1, "settlement": 1, "site": 1, "camp": 1,
    "district": 3, "area": 3, "county": 3, "region": 4, "province": 4, "governorate": 4, "state": 4, "oblast": 4,
}  # fmt: skip
"""Headings of a column of places, with UCDP's where_prec."""
_PEOPLE = re.compile(
    r"\b(civilians|soldiers|troops|police|children|women|fighters|militants|peacekeepers|journalists|officers)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell with its half-open code-point span, without the white space around it."""

    start: int
    end: int
    text: str


def read_tables(
    text: str,
    spans: Sequence[Sentence],
    quantities: Mapping[int, Sequence[Quantity]],
    context: Context,
    *,
    published: str | None = None,
    heading_of: Callable[[Sentence], Heading | None] = lambda _: None,
) -> dict[int, list[Draft]]:
    """Return the figures of an article's tables, by the start of the line that holds them.

    Lines of tables are in the result even where they hold no figure that counts anything, so that nobody takes them
    for sentences.

    Args:
        text: The article's text as stored: folded, its tabs would be gone.
        spans: Its sentences, one a line in a table.
        quantities: The numbers of each sentence, by its start.
        context: What is known of the article.
        published: ISO date of publication, or null.
        heading_of: What a line above a table says of its figures.
    """
    found: dict[int, list[Draft]] = {}
    rows: list[tuple[Sentence, list[_Cell]]] = []
    above: Sentence | None = None
    for span in [*spans, None]:
        cells = _cells(text, span) if span is not None else []
        if span is not None and len(cells) > 1 and (not rows or len(rows[-1][1]) == len(cells)):
            rows.append((span, cells))
            continue
        if len(rows) >= _FEWEST_ROWS:
            table = _read(text, rows, quantities, context, published)
            heading = heading_of(above) if above is not None and table else None
            if heading is not None:
                for draft in itertools.chain.from_iterable(table.values()):
                    heading.fill(draft, in_table=True)
            found |= table
        rows = [(span, cells)] if span is not None and len(cells) > 1 else []
        above = span if not rows else above
    return found


def _cells(text: str, line: Sentence) -> list[_Cell]:
    """Return the cells of a line, or none where it is no row."""
    printed = text[line.start : line.end]
    if "\t" not in printed and printed.count("|") < 1:
        return []
    cells = []
    for match in _BAR.finditer(printed):
        body = match.group().strip()
        if body:
            start = line.start + match.start() + len(match.group()) - len(match.group().lstrip())
            cells.append(_Cell(start, start + len(body), body))
    return cells


def _read(
    text: str,
    rows: list[tuple[Sentence, list[_Cell]]],
    quantities: Mapping[int, Sequence[Quantity]],
    context: Context,
    published: str | None,
) -> dict[int, list[Draft]]:
    header = rows[0][1]
    headed = all(not re.search(r"\d", cell.text) for cell in header)
    columns = [_meaning(cell.text) for cell in header]
    found: dict[int, list[Draft]] = {}
    if headed and any(columns[1:]):
        for line, _ in rows:
            found[line.start] = []
        for line, cells in rows[1:]:
            actor = _actor(cells[0].text, context)
            town = _town(text, cells[0], header[0].text, context)
            period = period_of_label(cells[0].text, published)
            for cell, heading, meaning in zip(cells[1:], header[1:], columns[1:], strict=True):
                figure = _figure(cell, quantities.get(line.start, ()))
                if figure is not None and meaning is not None:
                    draft = _draft(line, figure, meaning, actor, heading.text)
                    if town is not None:
                        draft.place, draft.where = cells[0].text, town
                    if period.kind is not None:
                        set_period(draft, period)
                    found[line.start].append(draft)
        return found
    if len(header) == 2 and not headed:
        for line, (label, cell) in rows:
            figure, meaning = _figure(cell, quantities.get(line.start, ())), _meaning(label.text)
            found[line.start] = []
            if figure is not None and meaning is not None:
                found[line.start] = [_draft(line, figure, meaning, _actor(label.text, context), label.text)]
    return found if any(found.values()) else {}


def _meaning(heading: str) -> tuple[str, str] | None:
    """Return subject and measure that a heading names, or null."""
    kinds = {states()[word] for word in re.findall(r"[a-z]+", heading.lower()) if word in states()}
    if {"killed", "wounded"} <= kinds or _LOSSES.search(heading):
        return "casualties", "casualties"
    if kinds:
        return "casualties", min(kinds)
    for pattern, subject, plain in ((_TROOPS, "troops", "deployed"), (_WORKERS, "laborers", "employed")):
        if pattern.search(heading):
            other = "returned" if _RETURNED.search(heading) else "recruited" if _RECRUITED.search(heading) else plain
            return subject, other
    return None


def _figure(cell: _Cell, numbers: Sequence[Quantity]) -> Quantity | None:
    """Return the number that fills a cell, if it may count people."""
    inside = [q for q in numbers if cell.start <= q.start and q.end <= cell.end]
    if len(inside) != 1 or inside[0].reason not in {None, "age"} or inside[0].currency:
        return None
    rest = cell.text[: inside[0].start - cell.start] + cell.text[inside[0].end - cell.start :]
    return inside[0] if not re.search(r"[A-Za-z%]", rest) else None


def _actor(label: str, context: Context) -> str | None:
    """Return whose people a row counts: the actor or the country of the place that its label names."""
    actors = find_actors(label, 0, len(label), context.aliases)
    if actors:
        return actors[0].actor
    places = find_places(label, likely=context.likely)
    return places[0].place.country if places else context.main_country


def _town(text: str, label: _Cell, column: str, context: Context) -> PlaceMention | None:
    """Return the place that a row's label is, if it is finer than a country, or its column says so."""
    places = find_places(text, label.start, label.end, context.likely)
    if places:
        return next((p for p in places if p.start == label.start and not p.place.is_country), None)
    precision = _PLACES.get(column.lower())
    if precision is None or re.search(r"\d|\btotal\b", label.text, re.IGNORECASE):
        return None
    return PlaceMention(label.start, label.end, Place(label.text, context.main_country, None, None, precision))


def _draft(line: Sentence, figure: Quantity, meaning: tuple[str, str], actor: str | None, heading: str) -> Draft:
    subject, measure = meaning
    people = _PEOPLE.search(heading)
    population = people.group(1).lower() if people else {"troops": "soldiers", "laborers": "workers"}.get(subject)
    draft = Draft(
        subject, measure, figure, line, 0, None, None, "table", 0.75, figure.start, figure.end, actor, unit="people"
    )
    draft.population = "soldiers" if population == "troops" else population
    draft.stock_flow = "cumulative" if subject == "casualties" else "point_in_time"
    return draft
