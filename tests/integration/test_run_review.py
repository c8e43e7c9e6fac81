"""Reviewing: which claims come first, what is written down, and what the facts then show."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
from checkout import Checkout, make_checkout

if TYPE_CHECKING:
    from pathlib import Path

    from small_run import FinishedRun

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Reviewed:
    """A warehouse whose claims were reviewed in every way there is, before and after it was built again."""

    checkout: Checkout
    warehouse: Path
    claims: dict[str, str]
    """Key of a claim by its printed words."""
    looked: str
    """What a terminal showed on which a claim was skipped."""
    decided: str
    """What a terminal showed on which a claim was corrected."""
    listed: str
    """The list, with verdicts written down and not yet built."""


def facts(warehouse: Path, query: str) -> list[dict[str, Any]]:
    with duckdb.connect(str(warehouse / "muster.duckdb"), read_only=True) as connection:
        cursor = connection.execute(query)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@pytest.fixture(scope="module")
def reviewed(finished_run: FinishedRun, tmp_path_factory: pytest.TempPathFactory) -> Reviewed:
    folder = tmp_path_factory.mktemp("reviewed")
    checkout = make_checkout(folder / "checkout")
    warehouse = finished_run.copy(folder / "input") / "warehouse"
    claims = {
        row["value_text"]: row["claim_id"]
        for table in ("fct_casualties", "fct_troops", "fct_laborers")
        for row in facts(warehouse, f"select value_text, claim_id from {table}")
    }
    place = ("--warehouse", warehouse)
    for arguments in (
        (claims["600"], "--reject", "--note", "not yet sure", "--reviewer", "B. Hasty"),
        (claims["600"][:10], "--correct", "more than 650", "--note", "a slip of the pen", "--reviewer", "A. Nalyst"),
        (claims["About 4,700"], "--accept"),
    ):
        done = checkout.muster("review", *arguments, *place)
        assert done.returncode == 0, done.stderr
        assert "`muster build --warehouse" in done.stdout
    looked = checkout.muster_on_a_terminal("review", "--subject", "troops", *place, typed=["s"])
    # A letter that means nothing and a value that is none are asked for again.
    decided = checkout.muster_on_a_terminal(
        "review", claims["Some 15,000"], *place, typed=["x", "c", "lots", "c", "up to 14,000", "as the minister said"]
    )
    listed = checkout.muster("review", "--list", *place)
    done = checkout.muster("build", *place)
    assert done.returncode == 0, done.stdout + done.stderr
    return Reviewed(checkout, warehouse, claims, looked, decided, listed.stdout)


def test_a_corrected_claim_has_the_printed_value_beside_it(reviewed: Reviewed) -> None:
    """And the later verdict on it counts, not the first."""
    (claim,) = facts(reviewed.warehouse, "from fct_casualties where value_text = '600'")
    assert claim["review_status"] == "corrected"
    assert (claim["low"], claim["best"], claim["high"], claim["quantifier"]) == (650, 650, None, "at_least")
    assert (claim["printed_low"], claim["printed_best"], claim["printed_high"]) == (600, 600, 600)
    assert (claim["review_note"], claim["reviewer"]) == ("a slip of the pen", "A. Nalyst")
    (printed,) = facts(reviewed.warehouse, f"select best from claim_evidence where claim_id = '{claim['claim_id']}'")
    assert printed["best"] == 600


def test_what_nobody_reviewed_and_what_was_accepted_stays_as_printed(reviewed: Reviewed) -> None:
    statuses = facts(
        reviewed.warehouse,
        "select review_status, low is not distinct from printed_low and high is not distinct from printed_high as same "
        "from (from fct_casualties union all by name from fct_troops) where review_status != 'corrected' group by all",
    )
    assert {row["review_status"] for row in statuses} == {"accepted", "unreviewed"}
    assert all(row["same"] for row in statuses)


def test_every_verdict_is_a_line_of_the_file_with_who_and_when(reviewed: Reviewed) -> None:
    with reviewed.checkout.reviews.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert [line["verdict"] for line in lines] == ["reject", "correct", "accept", "correct"]
    assert [line["claim_id"] for line in lines][:2] == [reviewed.claims["600"]] * 2
    assert all(line["reviewer"] and line["reviewed_on"] for line in lines)
    assert lines[-1]["note"] == "as the minister said"


def test_a_person_is_shown_the_claim_its_sentence_and_what_stands_around_it(reviewed: Reviewed) -> None:
    """And is asked again after a slip of the keys."""
    assert "1 of 1" in reviewed.looked
    assert "15,000" in reviewed.looked
    assert "Among them were 600 deaths" in reviewed.looked
    assert reviewed.looked.count("[a]ccept") == 1
    assert reviewed.decided.count("[a]ccept") == 3
    assert "'lots': expected one figure" in reviewed.decided
    assert "1 verdict" in reviewed.decided
    (claim,) = facts(reviewed.warehouse, "from fct_laborers where value_text = 'Some 15,000'")
    assert (claim["low"], claim["high"], claim["quantifier"]) == (None, 14000, "up_to")


def test_what_has_a_verdict_is_listed_no_more(reviewed: Reviewed) -> None:
    """From the moment it is written down, not only once the facts show it."""
    for words in ("600", "About 4,700", "Some 15,000"):
        assert reviewed.claims[words] not in reviewed.listed
    assert reviewed.claims["15,000"] in reviewed.listed
    assert "2 claims without a review" in reviewed.listed


def test_the_order_is_the_same_each_time_and_can_be_cut(reviewed: Reviewed) -> None:
    place = ("--warehouse", reviewed.warehouse)
    first, again = (reviewed.checkout.muster("review", *place).stdout for _ in range(2))
    assert first == again
    cut = reviewed.checkout.muster("review", "--list", "--limit", "1", *place).stdout
    assert "1 more with --limit" in cut
    none = reviewed.checkout.muster("review", "--list", "--subject", "casualties", *place).stdout
    assert "0 claims without a review" in none


@pytest.mark.parametrize("arguments", [("run",), ("build",), ("replay",), ("review", "--list")], ids=" ".join)
def test_a_bad_line_is_named_and_nothing_runs(reviewed: Reviewed, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """Not even a folder is made for a warehouse that is not there."""
    checkout = make_checkout(tmp_path / "checkout")
    with checkout.reviews.open("a", encoding="utf-8") as file:
        file.write("0123456789abcdef,agree,,,,,,2025-05-05\n")
    is_new = arguments[0] == "run"
    warehouse = tmp_path / "new" if is_new else reviewed.warehouse
    before = reviewed.warehouse.joinpath("muster.duckdb").stat().st_mtime_ns
    done = checkout.muster(*arguments, "--warehouse", warehouse)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"muster: {checkout.reviews}:2: verdict: expected accept, reject or correct, got 'agree'")
    assert reviewed.warehouse.joinpath("muster.duckdb").stat().st_mtime_ns == before
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--accept",), "of which claim"),
        (("15", "--accept", "--reject"), "one verdict at a time"),
        (("15", "--accept", "--list"), "--list asks nothing"),
    ],
)
def test_wrong_usage_is_told(reviewed: Reviewed, arguments: tuple[str, ...], told: str) -> None:
    done = reviewed.checkout.muster("review", *arguments, "--warehouse", reviewed.warehouse)
    assert done.returncode == 2
    assert told in done.stderr


def test_a_claim_that_is_not_there_and_a_warehouse_that_is_not_there_are_told(
    reviewed: Reviewed, tmp_path: Path
) -> None:
    done = reviewed.checkout.muster("review", "ffffffffff", "--reject", "--warehouse", reviewed.warehouse)
    assert (done.returncode, "no published claim has this key" in done.stderr) == (1, True)
    done = reviewed.checkout.muster("review", "--warehouse", tmp_path / "none")
    assert (done.returncode, "nothing published yet; run `muster run` first" in done.stderr) == (1, True)
