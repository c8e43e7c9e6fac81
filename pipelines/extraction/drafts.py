"""A mention while its fields are being found."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.extraction.periods import Period
    from pipelines.extraction.places import PlaceMention
    from pipelines.extraction.quantities import Quantity
    from pipelines.extraction.text import Sentence
    from pipelines.records import Modality, StockFlow


@dataclass(slots=True, eq=False)
class Draft:
    """A mention in the making: spans in the article, tokens in its sentence."""

    subject: str
    measure: str
    quantity: Quantity | None
    sentence: Sentence
    token: int
    """Token of the figure, or of the first item where there is no figure."""
    head: int | None
    predicate: int | None
    rule: str
    confidence: float
    char_start: int
    char_end: int
    actor: str | None = None
    counterparty: str | None = None
    population: str | None = None
    item: str | None = None
    item_category: str | None = None
    unit: str | None = None
    parent: Draft | None = None
    modality: Modality = "asserted"
    cue: str | None = None
    claimant: str | None = None
    via: tuple[str, ...] = ()
    date_start: str | None = None
    date_end: str | None = None
    date_prec: int | None = None
    stock_flow: StockFlow | None = None
    place: str | None = None
    where: PlaceMention | None = field(default=None)

    scene_of_it: PlaceMention | None = field(default=None)
    """A place that its paragraph names before it, where its own sentence names none."""
    event_before: Period | None = field(default=None)
    """When that happened of which the sentence before tells."""
    of_group: bool = False
    """Whether it counts fighters of an armed group, and not people of a place."""

    @property
    def paragraph(self) -> int:
        """Number of the paragraph it stands in."""
        return self.sentence.paragraph
