"""Which published claims most need a human eye, and why: the same order whenever the same is published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb

from pipelines.errors import UserError
from pipelines.printable import one_line
from pipelines.publishing.copying import FACT_TABLES

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

UNSURE = 0.7
"""Confidence up to which the rules' surest reading of a claim is doubtful: that of rules which guess."""

REASONS = (
    ("contradicted", 4, "other claims speak against it"),
    ("unsure", 3, "read with little confidence"),
    ("whose_unknown", 2, "does not say whose"),
    ("one_origin", 1, "has one origin"),
)
"""What makes a claim need an eye: its column below, its weight, and how it is said. The sum puts claims in order."""

_TOLD = f"""
with
    -- The surest reading of a claim vouches for it.
    sure as (select claim_id, max(confidence) as confidence from claim_evidence group by claim_id),
    against as (
        select claim_id, list(explanation order by explanation) as explanations
        from (
            select claim_id, explanation from disagreements
            union
            select other_claim_id, explanation from disagreements
        )
        group by claim_id
    ),
    told as (
        select
            claims.*,
            sure.confidence,
            coalesce(against.explanations, []) as explanations,
            against.claim_id is not null as contradicted,
            sure.confidence <= {UNSURE} as unsure,
            claims.actor is null as whose_unknown,
            claims.number_of_origins = 1 as one_origin
        from claims() as claims
        join sure on sure.claim_id = claims.claim_id
        left join against on against.claim_id = claims.claim_id
    )
from told
"""  # noqa: S608 - a number of our own

_IN_ORDER = """
where review_status = 'unreviewed' and subject in (select unnest(?)) and claim_id not in (select unnest(?))
order by {weight} desc, is_current desc, last_reported desc nulls last, claim_id
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """A published claim, and why it needs an eye."""

    claim_id: str
    row: dict[str, Any]
    """Its columns of the published macro `claims()`, its `confidence`, and `explanations` of what speaks against it."""
    reasons: tuple[str, ...]
    """In words, the weightiest first."""


@dataclass(frozen=True, slots=True)
class Told:
    """A mention of a claim, with what stands round it where that is known."""

    sentence: str
    value_text: str | None
    article_id: str
    version: str
    sentence_start: int
    sentence_end: int
    source_publisher: str
    source_url: str
    published: dt.date | None
    is_withdrawn: bool


def claims_to_review(
    connection: duckdb.DuckDBPyConnection, *, subjects: Collection[str] = (), reviewed: Collection[str] = ()
) -> list[Claim]:
    """Return the claims that nobody has reviewed, those that most need it first.

    Args:
        connection: With the published file.
        subjects: Claims on these only; none named: on all.
        reviewed: Keys of claims with a verdict that is not published yet.
    """
    weight = " + ".join(f"{weight} * {column}::integer" for column, weight, _ in REASONS)
    return _claims(connection, _IN_ORDER.format(weight=weight), [list(subjects or FACT_TABLES), list(reviewed)])


def claim_named(connection: duckdb.DuckDBPyConnection, name: str) -> Claim:
    """Return the claim whose key is, or begins with, `name`.

    Raises:
        UserError: None is published, or several are.
    """
    found = _claims(connection, "where starts_with(claim_id, ?) order by claim_id", [name.lower()])
    if len(found) != 1 or not name:
        told = "no published claim has this key" if not found else f"{len(found)} claims have keys that begin so"
        raise UserError(f"{one_line(name, 40)}: {told}; `muster review --list` shows keys, as does `claim_id` in SQL")
    return found[0]


def _claims(connection: duckdb.DuckDBPyConnection, which: str, parameters: list[Any]) -> list[Claim]:
    try:
        cursor = connection.execute(_TOLD + which, parameters)
    except (duckdb.BinderException, duckdb.CatalogException) as error:
        raise UserError("the published file was made by another version; run `muster build` first") from error
    names = [column[0] for column in cursor.description]
    rows = [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]
    return [Claim(row["claim_id"], row, tuple(said for column, _, said in REASONS if row[column])) for row in rows]


def evidence_of(connection: duckdb.DuckDBPyConnection, claim_id: str) -> list[Told]:
    """Return the mentions of a claim, the first evidence first."""
    rows = connection.execute(
        """
        select
            sentence, value_text, article_id, version, sentence_start, sentence_end, source_publisher, source_url,
            published, is_withdrawn
        from claim_evidence
        where claim_id = ?
        order by evidence_number
        """,
        [claim_id],
    ).fetchall()
    return [Told(*row) for row in rows]
