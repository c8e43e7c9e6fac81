"""Two real articles on one briefing, from the evaluation data: what an analyst must find in the fact tables."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
from small_run import ROOT, muster

if TYPE_CHECKING:
    from collections.abc import Iterator

SEEDS = Path(os.environ.get("MUSTER_EVAL", ROOT.parent / "shared" / "eval")) / "seeds"
NIS = "National Intelligence Service (South Korea)"

pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="the evaluation data is not on this machine")


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published file of a run over the two articles, in which their text is only copied for the run."""
    folder = tmp_path_factory.mktemp("seeds")
    pages = folder / "pages"
    pages.mkdir()
    for number, labels in enumerate(sorted(SEEDS.glob("*.json"))):
        about = json.loads(labels.read_text(encoding="utf-8"))["article"]
        shutil.copy(labels.with_suffix(".txt"), pages / f"{labels.stem}.txt")
        meta = {"title": about["title"], "published": about["published"], "language": about["language"]}
        meta["publisher"] = about["publisher"] or f"Paper {number}"
        (pages / f"{labels.stem}.meta.json").write_text(json.dumps(meta), encoding="utf-8")
    sources = folder / "sources.yml"
    sources.write_text(
        "sources:\n  - name: seeds\n    kind: folder\n    path: pages\n    enabled: true\n", encoding="utf-8"
    )
    done = muster("run", "--sources", sources, "--warehouse", folder / "warehouse")
    assert done.returncode == 0, done.stdout + done.stderr
    with duckdb.connect(str(folder / "warehouse" / "muster.duckdb"), read_only=True) as con:
        yield con


def rows(con: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    """Return a query's rows by column."""
    cursor = con.execute(query)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def test_the_two_articles_4700_is_one_claim(facts: duckdb.DuckDBPyConnection) -> None:
    """One briefing, two articles, one claim of the service."""
    found = rows(facts, "from fct_casualties where measure = 'casualties' and best = 4700")
    assert [(c["number_of_articles"], c["claimant"], c["actor"]) for c in found] == [(2, NIS, "PRK")]


def test_the_600_killed_are_a_part_of_the_4700(facts: duckdb.DuckDBPyConnection) -> None:
    """Never to be added to them."""
    found = rows(
        facts,
        "select whole.best, part.claimant from fct_casualties as part "
        "join fct_casualties as whole on part.part_of_claim_id = whole.claim_id "
        "where part.measure = 'killed' and part.best = 600",
    )
    assert {"best": 4700.0, "claimant": NIS} in found


def test_the_wounded_keep_their_bound(facts: duckdb.DuckDBPyConnection) -> None:
    """Over 4,000 is not 4,000."""
    found = rows(facts, "from fct_casualties where measure = 'wounded'")
    assert [(c["low"], c["high"], c["quantifier"], c["claimant"]) for c in found] == [(4000, None, "more_than", NIS)]


def test_2000_wounded_were_taken_home_from_january_to_march(facts: duckdb.DuckDBPyConnection) -> None:
    """A measure and a period of their own, told by the lawmaker."""
    (found,) = rows(facts, "from fct_casualties where measure = 'repatriated'")
    assert (found["best"], found["quantifier"], found["claimant"]) == (2000, "approximately", NIS)
    assert (str(found["date_start"])[:7], str(found["date_end"])[:7]) == ("2025-01", "2025-03")
    assert any("Lee" in name for name in found["via"])


def test_troops_of_both_counts_stand_side_by_side(facts: duckdb.DuckDBPyConnection) -> None:
    """A range by officials of three countries, and the service's own figure."""
    found = rows(facts, "from fct_troops where low is not null order by low")
    assert [(c["low"], c["high"]) for c in found] == [(10000, 12000), (15000, 15000)]
    assert "U.S." in found[0]["claimant"] or "US" in found[0]["claimant"]
    assert found[1]["claimant"] == NIS


def test_laborers_are_counted_apart_from_troops(facts: duckdb.DuckDBPyConnection) -> None:
    """15,000 of each, in two tables."""
    found = rows(facts, "from fct_laborers where best = 15000")
    assert {c["measure"] for c in found} == {"dispatched"}
    assert NIS in {c["claimant"] for c in found}


def test_transfers_go_both_ways_and_the_cash_is_denied(facts: duckdb.DuckDBPyConnection) -> None:
    """Weapons one way, air defence the other, and money that was not seen."""
    found = rows(facts, "select supplier, recipient, item, modality from fct_transfers")
    assert {("PRK", "RUS"), ("RUS", "PRK")} <= {(t["supplier"], t["recipient"]) for t in found}
    assert [t["modality"] for t in found if "cash" in t["item"]] == ["denied"]


def test_every_claim_has_a_sentence_that_holds_its_figure(facts: duckdb.DuckDBPyConnection) -> None:
    """Traceable to the sentence."""
    for table in ("fct_troops", "fct_casualties", "fct_laborers", "fct_transfers"):
        for claim in rows(facts, f"select value_text, sentence from {table}"):
            assert claim["value_text"] is None or claim["value_text"] in claim["sentence"]


def test_headlines_of_other_stories_give_no_claim(facts: duckdb.DuckDBPyConnection) -> None:
    """The lines between the paragraphs."""
    found = rows(facts, "select sentence from claim_evidence")
    assert found
    assert not [e for e in found if e["sentence"].startswith(("Don't miss", "- Chilling", "- Dad"))]
