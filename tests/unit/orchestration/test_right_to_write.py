"""The right to write, which every step of a run is given: not with a wrong line in the analysts' verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import dagster as dg
import pytest

from pipelines.errors import UserError
from pipelines.resources import writable
from pipelines.settings import Settings
from pipelines.staging.lock import writer_of

if TYPE_CHECKING:
    from pathlib import Path


def test_a_run_that_the_schedule_launches_stops_at_a_wrong_verdict(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before its first step, with the line named, and with nothing locked."""
    reviews = tmp_path / "claim_reviews.csv"
    reviews.write_text("claim_id,verdict\n", encoding="utf-8")
    monkeypatch.setattr("pipelines.resources.REVIEWS", reviews)
    settings = Settings(warehouse=tmp_path / "warehouse")
    with pytest.raises(Exception, match="writable") as raised, dg.build_resources({"writable": writable(settings)}):
        pass
    assert isinstance(raised.value.__cause__, UserError)
    assert str(raised.value.__cause__).startswith(f"{reviews}:1: expected the columns")
    assert writer_of(settings.build_db) is None
