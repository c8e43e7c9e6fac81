"""From drafts to mentions, and an account of what became of every number."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipelines.records import Mention, content_key

if TYPE_CHECKING:
    from pipelines.extraction.drafts import Draft
    from pipelines.extraction.quantities import Quantity
    from pipelines.extraction.text import Sentence
    from pipelines.records import Article


@dataclass(frozen=True, slots=True)
class NumberNote:
    """What became of one number in the text, for `--explain`."""

    start: int
    end: int
    printed: str
    sentence: str
    mention: Mention | None
    reason: str | None


def mentions_of(article: Article, drafts: list[Draft], extractor_version: str) -> list[Mention]:
    """Return the mentions that drafts make, in the order of the text, with their keys and the links of parts."""
    made: dict[str, Mention] = {}
    ordered = sorted(drafts, key=lambda d: (d.char_start, d.char_end, d.subject, d.measure))
    keys = {
        id(d): content_key(
            article.article_id, article.version, d.char_start, d.char_end, d.subject, d.measure, extractor_version
        )
        for d in ordered
    }
    for draft in ordered:
        key = keys[id(draft)]
        if key in made:
            continue
        quantity = draft.quantity
        place = draft.where.place if draft.where is not None else None
        made[key] = Mention(
            mention_id=key,
            article_id=article.article_id,
            version=article.version,
            subject=draft.subject,  # type: ignore[arg-type]
            measure=draft.measure,
            low=quantity.low if quantity else None,
            best=quantity.best if quantity else None,
            high=quantity.high if quantity else None,
            quantifier=quantity.quantifier if quantity else None,
            value_text=article.text[quantity.start : quantity.end] if quantity else None,
            unit=draft.unit,
            actor=draft.actor,
            counterparty=draft.counterparty,
            population=draft.population,
            item=draft.item,
            item_category=draft.item_category,
            place=draft.place,
            country=place.country if place else None,
            where_prec=place.precision if place else None,
            latitude=place.latitude if place else None,
            longitude=place.longitude if place else None,
            date_start=draft.date_start,
            date_end=draft.date_end,
            date_prec=draft.date_prec,
            stock_flow=draft.stock_flow,
            claimant=draft.claimant,
            via=draft.via,
            modality=draft.modality,
            part_of=keys.get(id(draft.parent)) if draft.parent is not None else None,
            char_start=draft.char_start,
            char_end=draft.char_end,
            sentence=article.text[draft.sentence.start : draft.sentence.end],
            sentence_start=draft.sentence.start,
            sentence_end=draft.sentence.end,
            rule=draft.rule,
            confidence=round(draft.confidence, 2),
            extractor_version=extractor_version,
        )
    return [m if m.part_of is None or m.part_of in made else replace(m, part_of=None) for m in made.values()]


def notes_of(
    article: Article,
    spans: list[Sentence],
    quantities: dict[int, list[Quantity]],
    mentions: list[Mention],
    reasons: dict[tuple[int, int], str],
) -> list[NumberNote]:
    """Return what became of every number of an article, in order.

    Args:
        article: The article.
        spans: Its sentences.
        quantities: The numbers of each sentence, by its start.
        mentions: What the article yields.
        reasons: Why a number, by its span, became no mention.
    """
    by_span = {(m.char_start, m.char_end): m for m in mentions}
    notes = []
    for sentence in spans:
        for quantity in quantities[sentence.start]:
            mention = by_span.get((quantity.start, quantity.end))
            reason = None if mention else reasons.get((quantity.start, quantity.end), "no event of interest governs it")
            notes.append(
                NumberNote(
                    quantity.start,
                    quantity.end,
                    article.text[quantity.start : quantity.end],
                    article.text[sentence.start : sentence.end],
                    mention,
                    reason,
                )
            )
    return notes
