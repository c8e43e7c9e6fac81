"""Swap in the file that analysts read."""

import dagster as dg

from pipelines.assets.report import Reporter
from pipelines.publishing.swap import publish
from pipelines.retries import IN_A_WHILE
from pipelines.settings import Settings

DBT_MARTS = (
    "fct_troops",
    "fct_casualties",
    "fct_laborers",
    "fct_transfers",
    "claim_evidence",
    "estimates",
    "estimates_by_claimant",
    "disagreements",
    "coverage",
    "dim_articles",
    "dim_publishers",
    "dim_actors",
    "dim_claimants",
    "dim_places",
)
"""The models that are published."""


@dg.asset(
    deps=DBT_MARTS,
    group_name="publishing",
    kinds={"python", "duckdb"},
    owners=["team:muster"],
    pool="warehouse",
    retry_policy=IN_A_WHILE,
    description=(
        "The DuckDB file that analysts read: the marts with their comments, and table macros, copied into a new file "
        "that takes the old one's place by rename. An open session keeps the old copy, the next one sees the new."
    ),
)
def published(context: dg.AssetExecutionContext, writable: dg.ResourceParam[Settings]) -> dg.MaterializeResult[None]:
    """Publish the marts."""
    with Reporter(context) as report:
        done = publish(writable.build_db, writable.published_db)
        claims = sum(of_subject.total for of_subject in done.claims.values())
        new = sum(of_subject.new for of_subject in done.claims.values())
        return report.result(
            f"{len(done.rows)} tables, {claims} claims, {new} of them new",
            {"tables": len(done.rows), "rows": sum(done.rows.values()), "claims": claims, "new_claims": new},
            [{"table": table, "rows": rows} for table, rows in done.rows.items()],
            file=dg.MetadataValue.path(writable.published_db),
        )
