"""Write the dbt docs site."""

import dagster as dg

from pipelines.assets.published import published
from pipelines.assets.report import Reporter
from pipelines.docs_site import build_docs_site
from pipelines.retries import IN_A_WHILE
from pipelines.settings import Settings


@dg.asset(
    deps=[published],
    group_name="publishing",
    kinds={"dbt", "html"},
    owners=["team:muster"],
    pool="warehouse",
    retry_policy=IN_A_WHILE,
    description="The docs site: every model and column described, and how they hang together, as one HTML file.",
)
def docs(context: dg.AssetExecutionContext, writable: dg.ResourceParam[Settings]) -> dg.MaterializeResult[None]:
    """Write the docs site."""
    with Reporter(context) as report:
        site = build_docs_site(writable)
        size = site.stat().st_size
        return report.result(f"one page of {size / 1e6:.1f} MB", {"bytes": size}, file=dg.MetadataValue.path(site))
