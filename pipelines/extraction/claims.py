"""An article's mentions as claims in the fields of the evaluation schema: a figure repeated is one claim."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipelines.records import Mention


def _same_meaning(mention: Mention) -> tuple[object, ...]:
    value = (mention.low, mention.best, mention.high) if mention.best is None else (mention.best,)
    item = None if mention.value_text is not None else (mention.item or "").lower()
    return (
        mention.subject,
        mention.measure,
        mention.actor,
        mention.counterparty if mention.subject == "transfers" else None,
        value,
        item,
        mention.modality,
        mention.unit,
    )


def _elsewhere(first: Mention, second: Mention) -> bool:
    """Tell whether two mentions lie in two towns, so that the same small number is not the same people."""
    return (
        first.place is not None
        and second.place is not None
        and first.where_prec == second.where_prec == 1
        and first.place not in second.place
        and second.place not in first.place
    )


def claims_of(mentions: list[Mention]) -> list[list[Mention]]:
    """Group an article's mentions into claims: same meaning, and the same claimant or one that gives none."""
    groups: list[list[Mention]] = []
    for mention in mentions:
        for group in groups:
            first = group[0]
            people = {m.population for m in group}
            claimants = {m.claimant for m in group if m.claimant}
            if _same_meaning(first) != _same_meaning(mention):
                continue
            if mention.claimant and claimants and mention.claimant not in claimants:
                continue
            if (
                mention.population not in people
                and mention.population is not None
                and None not in people
                and not {"soldiers", "workers"} & (people | {mention.population})
            ):
                continue
            if mention.date_start and first.date_start and mention.date_start[:7] != first.date_start[:7]:
                continue
            if first.sentence_start == mention.sentence_start or _elsewhere(first, mention):
                continue
            group.append(mention)
            break
        else:
            groups.append([mention])
    return groups


def as_claim(group: list[Mention], document: str, index_of: dict[str, int]) -> dict[str, Any]:
    """Return one claim in the schema's fields, with `document`, span, sentence and rule."""
    first = group[0]
    claimant = next((m.claimant for m in group if m.claimant), None)
    source = next((m for m in group if m.claimant == claimant), first)
    own = index_of[first.mention_id]
    parent = next((i for m in group if (i := index_of.get(m.part_of or "")) is not None and i != own), None)
    return {
        "document": document,
        "subject": first.subject,
        "measure": first.measure,
        "low": first.low,
        "best": first.best,
        "high": first.high,
        "quantifier": first.quantifier,
        "value_text": first.value_text,
        "unit": first.unit,
        "actor": first.actor,
        "counterparty": first.counterparty,
        "population": first.population,
        "item": first.item,
        "place": next((m.place for m in group if m.place), None),
        "date_start": first.date_start,
        "date_end": first.date_end,
        "stock_flow": first.stock_flow,
        "claimant": claimant,
        "via": list(source.via),
        "modality": first.modality,
        "part_of": parent,
        "quote": first.sentence,
        "also_quotes": list(dict.fromkeys(m.sentence for m in group[1:] if m.sentence != first.sentence)),
        "char_start": first.char_start,
        "char_end": first.char_end,
        "sentence": first.sentence,
        "rule": first.rule,
    }


def claims_as_rows(mentions: list[Mention], document: str) -> list[dict[str, Any]]:
    """Return the claims of one article as rows, `part_of` being the index of a row in the list."""
    groups = claims_of(mentions)
    index_of = {m.mention_id: index for index, group in enumerate(groups) for m in group}
    return [as_claim(group, document, index_of) for group in groups]
