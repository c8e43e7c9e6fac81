"""What a spreadsheet by hand gets wrong, told by invented outlets: what the facts say of it, and what disagrees."""

import datetime as dt

import pytest
from warehouse_kit import NIS, Report, dbt, query, stage

pytestmark = pytest.mark.slow

MAY_2, MAY_5 = dt.date(2025, 5, 2), dt.date(2025, 5, 5)
PRK = {"subject": "casualties", "actor": "PRK", "population": "soldiers", "country": "RUS"}
SEOUL = PRK | {"claimant": NIS, "stock_flow": "cumulative"}
KYIV = {"subject": "casualties", "actor": "RUS", "claimant": "General Staff (Ukraine)", "measure": "casualties"}
SENT = {"subject": "troops", "measure": "deployed", "actor": "PRK", "counterparty": "RUS", "population": "soldiers"}


def about(value):
    return {"value": value, "quantifier": "approximately"}


BRIEFING = [
    Report(
        f"https://{name}.example/briefing",
        f"Seoul's spies count {total} casualties{more}.",
        {total: SEOUL | {"measure": "casualties"} | said, **parts},
        published=day,
        credit=credit,
    )
    for name, day, credit, total, said, more, parts in [
        (
            "herald",
            "2025-04-30",
            "Yonhap",
            "4,700",
            {"value": 4700.0},
            ", among them 600 dead and 4,100 wounded",
            {
                "600": SEOUL | {"measure": "killed", "value": 600.0, "part_of": "4,700"},
                "4,100": SEOUL | {"measure": "wounded", "value": 4100.0, "part_of": "4,700"},
            },
        ),
        ("post", "2025-04-30", "Yonhap", "about 4,700", about(4700.0), "", {}),
        ("gazette", "2025-05-01", None, "some 4,700", about(4700.0), " in all", {}),
        ("ledger", "2025-05-02", None, "4,700", {"value": 4700.0}, " so far", {}),
        ("courier", "2025-05-02", None, "4,700", {"value": 4700.0, "claimant": None}, " by now", {}),
    ]
]

REPORTS = [
    *BRIEFING,
    Report(
        "https://tribune.example/copy",
        "The spies in Seoul spoke of 4,700 injured.",
        {"4,700": SEOUL | {"measure": "wounded", "value": 4700.0}},
    ),
    Report(
        "https://herald.example/september",
        "Seoul now counts 2,000 dead.",
        {"2,000": SEOUL | {"measure": "killed", "value": 2000.0, "population": None}},
        published="2025-09-02",
    ),
    Report(
        "https://post.example/officials",
        "Western officials, too, count 600 dead.",
        {"600": PRK | {"measure": "killed", "value": 600.0, "stock_flow": "cumulative", "claimant": "Western officials"}},
        published="2025-04-30",
    ),
    Report(
        "https://gazette.example/front",
        "Kyiv: 1,200 lost in a day, 950,000 since the war began.",
        {
            "1,200": KYIV | {"value": 1200.0, "stock_flow": "incremental", "date_start": "2025-04-29", "date_end": "2025-04-29"},
            "950,000": KYIV | {"value": 950000.0, "stock_flow": "cumulative"},
        },
    ),
    Report(
        "https://gazette.example/front-2",
        "Kyiv: 1,300 lost in a day, 951,300 since the war began.",
        {
            "1,300": KYIV | {"value": 1300.0, "stock_flow": "incremental", "date_start": "2025-04-30", "date_end": "2025-04-30"},
            "951,300": KYIV | {"value": 951300.0, "stock_flow": "cumulative"},
        },
        published="2025-05-01",
    ),
    Report(
        "https://herald.example/sent",
        "Washington puts them at between 10,000 and 12,000.",
        {
            "between 10,000 and 12,000": SENT
            | {"low": 10000.0, "best": None, "high": 12000.0, "quantifier": "between", "claimant": "Pentagon", "stock_flow": "cumulative"}
        },
    ),
    Report(
        "https://post.example/sent",
        "Washington puts them at up to 12,000.",
        {
            "up to 12,000": SENT
            | {"low": None, "best": 12000.0, "high": 12000.0, "quantifier": "up_to", "claimant": "Pentagon", "stock_flow": "cumulative"}
        },
    ),
    # Corrected on the next day, and taken back by the removal of the figure.
    Report("https://ledger.example/slip", "In Mali 7,000 died.", {"7,000": {**PRK, "actor": "MLI", "measure": "killed", "value": 7000.0}}),
    Report(
        "https://ledger.example/slip",
        "In Mali 70 died. An earlier version was wrong.",
        {"70": {**PRK, "actor": "MLI", "measure": "killed", "value": 70.0}},
        captured=MAY_2,
    ),
    Report("https://courier.example/gone", "In Chad 9 died.", {"9": {**PRK, "actor": "TCD", "measure": "killed", "value": 9.0}}),
    Report("https://courier.example/gone", "We no longer stand by this report.", captured=MAY_5),
]  # fmt: skip


@pytest.fixture(scope="module")
def build(tmp_path_factory):
    """The warehouse of all of them, its data tests passed."""
    folder = tmp_path_factory.mktemp("traps")
    stage(folder / "build.duckdb", REPORTS)
    done = dbt(folder / "build.duckdb", "build", "--exclude-resource-type", "unit_test", target=folder / "dbt")
    assert done.returncode == 0, done.stdout
    return folder / "build.duckdb"


def claims(build, subject, **which):
    rows = query(build, f"from marts.fct_{subject} order by first_reported, claim_id")
    return [row for row in rows if all(row[name] == value for name, value in which.items())]


def test_a_briefing_in_five_outlets_is_one_claim(build):
    """As 4,700, about 4,700 and some 4,700, once without the claimant; two of them print one agency's text."""
    (claim,) = claims(build, "casualties", measure="casualties", best=4700)
    assert (claim["claimant"], claim["number_of_articles"], claim["number_of_origins"]) == (NIS, 5, 4)


def test_killed_and_wounded_are_parts_of_the_total_and_make_it_up(build):
    (total,) = claims(build, "casualties", measure="casualties", best=4700)
    parts = claims(build, "casualties", part_of_claim_id=total["claim_id"])
    assert {(part["measure"], part["best"]) for part in parts} == {("killed", 600), ("wounded", 4100)}
    assert not query(build, "from marts.disagreements where kind = 'parts_unlike_whole'")


def test_the_september_figure_replaces_that_of_april_and_both_are_kept(build):
    """The later report does not say that they are soldiers, as all that say who they are do."""
    april, september = claims(build, "casualties", measure="killed", claimant=NIS)
    assert (april["best"], april["is_current"], april["superseded_on"]) == (600, False, dt.date(2025, 9, 2))
    assert (september["best"], september["is_current"]) == (2000, True)
    assert april["superseded_by_claim_id"] == september["claim_id"]
    assert september["supersedes_claim_id"] == april["claim_id"]


def test_two_claimants_with_one_number_are_two_claims(build):
    """And neither replaces the other."""
    found = claims(build, "casualties", measure="killed", best=600)
    assert {(claim["claimant"], claim["is_current"]) for claim in found} == {(NIS, False), ("Western officials", True)}


def test_daily_losses_stand_beside_the_running_total(build):
    """A later total replaces a total, and never a day's losses; a day's losses replace nothing."""
    found = {claim["best"]: claim for claim in claims(build, "casualties", actor="RUS")}
    assert {value: claim["is_current"] for value, claim in found.items()} == {
        1200: True,
        1300: True,
        950000: False,
        951300: True,
    }
    assert found[951300]["supersedes_claim_id"] == found[950000]["claim_id"]
    assert not query(build, "from marts.disagreements where actor = 'RUS'")


def test_a_range_and_its_upper_end_are_two_claims_that_agree(build):
    """The bounds stay as printed; nobody contradicts anybody."""
    found = claims(build, "troops")
    assert {(c["low"], c["best"], c["high"]) for c in found} == {(10000, None, 12000), (None, 12000, 12000)}
    assert not query(build, "from marts.disagreements where subject = 'troops'")


def test_a_correction_and_a_retraction_take_claims_back(build):
    """On the day on which they were read; what the correction gives instead stands."""
    killed = {(c["actor"], c["best"]): c["retracted_on"] for c in claims(build, "casualties", measure="killed")}
    assert (killed["MLI", 7000], killed["MLI", 70]) == (MAY_2, None)
    assert killed["TCD", 9] == MAY_5


def test_a_copy_that_garbles_the_figure_is_shown_beside_it(build):
    """4,700 injured is a claim of its own, and a disagreement with both sentences."""
    (row,) = query(build, "from marts.disagreements where kind = 'garbled_copy'")
    assert (row["measure"], row["other_measure"]) == ("wounded", "casualties")
    assert row["sentence"] == "The spies in Seoul spoke of 4,700 injured."
    assert row["other_sentence"].startswith("Seoul's spies count 4,700 casualties")
    assert row["explanation"] == (
        'One claimant\'s word is printed as "4,700" wounded, and in 5 of 6 articles as "4,700" casualties.'
    )


def test_estimates_never_add_up(build):
    """Of April, two claimants say 600; by September, one says 2,000 and the other has said no more."""
    rows = query(
        build,
        """
        select period, strftime(month, '%Y-%m') as month, lowest, median, highest, latest_said_by, number_of_claimants
        from marts.estimates where measure = 'killed' and actor = 'PRK' order by all
        """,
    )
    assert [tuple(row.values()) for row in rows] == [
        ("month", "2025-04", 600, 600, 600, rows[0]["latest_said_by"], 2),
        ("month", "2025-09", 2000, 2000, 2000, NIS, 1),
        ("running", "2025-04", 600, 600, 600, rows[0]["latest_said_by"], 2),
        ("running", "2025-09", 600, 1300, 2000, NIS, 2),
    ]
