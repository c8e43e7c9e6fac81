"""Mentions in, fact tables out: what becomes one claim, what replaces what, and what stays when more comes in."""

import dataclasses
import datetime as dt
import shutil

import pytest
from warehouse_kit import NIS, PROJECT, Report, dbt, dump, query, stage

pytestmark = pytest.mark.slow

LOSSES = {"subject": "casualties", "actor": "PRK", "counterparty": "RUS", "population": "soldiers"}
TOTAL = LOSSES | {"stock_flow": "cumulative", "claimant": NIS}
MAY_3 = dt.date(2025, 5, 3)

REPORTS = [
    Report(
        "https://paper.example/a",
        "Seoul's spies count 4,700 casualties, among them 600 deaths, a lawmaker said.",
        {
            "4,700": TOTAL | {"measure": "casualties", "value": 4700.0, "via": ("Lee Seong-kweun",)},
            "600": TOTAL | {"measure": "killed", "value": 600.0, "part_of": "4,700", "date_end": "2025-04"},
        },
        publisher="The Paper",
        credit="Yonhap News Agency",
    ),
    Report(
        "https://gazette.example/b",
        "Some 600 of the North's troops died at Kursk, the agency said, of about 4,700 lost.",
        {
            "Some 600": TOTAL
            | {"measure": "killed", "value": 600.0, "quantifier": "approximately", "place": "Kursk", "country": "RUS"},
            "about 4,700": TOTAL | {"measure": "casualties", "value": 4700.0, "quantifier": "approximately"},
        },
        published="2025-05-01",
        publisher="The Gazette",
        credit="yonhap",
    ),
    Report(
        "https://www.own-voice.example/c",
        "Moscow's ally has lost 4,700 men.",
        {"4,700": LOSSES | {"measure": "casualties", "value": 4700.0}},
        published="2025-05-02",
    ),
    Report(
        "https://paper.example/january",
        "At least 300 have been killed, the spy agency said in January.",
        {"At least 300": TOTAL | {"measure": "killed", "low": 300.0, "best": 300.0, "quantifier": "at_least"}},
        published="2025-01-13",
        publisher="The Paper",
    ),
    Report(
        "https://paper.example/cash",
        "No sign was found that Russia had sent cash; it did send fuel to the Free Valley Front.",
        {
            "cash": {
                "subject": "transfers",
                "measure": "supplied",
                "actor": "RUS",
                "counterparty": "PRK",
                "item": "cash",
                "item_category": "money",
                "modality": "denied",
                "claimant": NIS,
            },
            "fuel": {
                "subject": "transfers",
                "measure": "supplied",
                "actor": "RUS",
                "counterparty": "Free Valley Front",
                "item": "fuel",
                "claimant": "the Valley Monitor",
            },
        },
        published=None,
        publisher="The Paper",
    ),
    Report(
        "https://corrected.example/d",
        "Pyongyang sent 6,000 workers.",
        {"6,000": {"subject": "laborers", "measure": "dispatched", "value": 6000.0, "actor": "PRK"}},
        publisher="The Corrected",
    ),
    Report(
        "https://corrected.example/d",
        "Pyongyang sent 600 workers. An earlier version gave a wrong figure.",
        {"600": {"subject": "laborers", "measure": "dispatched", "value": 600.0, "actor": "PRK"}},
        publisher="The Corrected",
        captured=MAY_3,
    ),
    Report("https://paper.example/nothing", "The weather was fine.", publisher="The Paper"),
]

LATE = [
    Report(
        "https://early.example/e",
        "Seoul: 4,700 casualties.",
        {"4,700": TOTAL | {"measure": "casualties", "value": 4700.0, "place": "Kursk", "country": "RUS"}},
        published="2025-04-29",
        captured=dt.date(2025, 5, 9),
    ),
    Report(
        "https://another.example/f",
        "Russia sent cash? No sign of it. At least 300 were killed by January, and 600 workers came.",
        {
            "At least 300": TOTAL | {"measure": "killed", "low": 300.0, "best": 300.0, "quantifier": "at_least"},
            "600": {"subject": "laborers", "measure": "dispatched", "value": 600.0, "actor": "PRK", "claimant": NIS},
        },
        published="2025-01-12",
        captured=dt.date(2025, 5, 9),
    ),
]

SHARED = """
    claim_id measure low best high quantifier value_text unit {kind} stock_flow {whose} date_start date_end date_prec
    first_reported last_reported place country where_prec claimant via modality part_of_claim_id supersedes_claim_id
    superseded_by_claim_id superseded_on is_current retracted_on first_captured number_of_mentions number_of_articles number_of_publishers number_of_origins review_status
    printed_low printed_best printed_high review_note reviewer reviewed_on source_url source_headline source_publisher sentence
"""


@pytest.fixture(scope="module")
def target(tmp_path_factory):
    return tmp_path_factory.mktemp("dbt")


@pytest.fixture(scope="module")
def built(tmp_path_factory, target):
    """The warehouse of all reports but the late ones, and what dbt printed."""
    build = tmp_path_factory.mktemp("warehouse") / "build.duckdb"
    stage(build, REPORTS)
    done = dbt(build, "build", "--show-all-deprecations", target=target)
    assert done.returncode == 0, done.stdout
    return build, done.stdout


@pytest.fixture(scope="module")
def build(built):
    return built[0]


def facts(build, subject, **which):
    rows = query(build, f"from marts.fct_{subject}")
    return [row for row in rows if all(row[name] == value for name, value in which.items())]


def test_dbt_has_nothing_to_complain_of(built):
    """Every test passes; no warning, no deprecated word."""
    printed = built[1]
    assert "WARN=0 ERROR=0 SKIP=0" in printed
    assert "[WARNING]" not in printed
    assert "eprecat" not in printed


def test_a_briefing_told_by_three_outlets_is_one_claim(build):
    """Two credit one agency under two names, the third gives no claimant: three articles, two origins."""
    (claim,) = facts(build, "casualties", measure="casualties")
    assert claim["best"] == 4700
    assert claim["claimant"] == NIS
    assert claim["via"] == ["Lee Seong-kweun"]
    assert (claim["number_of_mentions"], claim["number_of_articles"], claim["number_of_publishers"]) == (3, 3, 3)
    assert claim["number_of_origins"] == 2
    assert (claim["first_reported"], claim["last_reported"]) == (dt.date(2025, 4, 30), dt.date(2025, 5, 2))
    assert (claim["source_publisher"], claim["source_url"]) == ("The Paper", "https://paper.example/a")
    assert claim["value_text"] in claim["sentence"]


def test_about_600_and_600_are_one_claim_and_a_part(build):
    """What only one of them gives, the place and the month, is the claim's."""
    (claim,) = facts(build, "casualties", best=600)
    (whole,) = facts(build, "casualties", measure="casualties")
    assert claim["part_of_claim_id"] == whole["claim_id"]
    assert (claim["place"], claim["country"]) == ("Kursk", "RUS")
    assert (claim["date_start"], claim["date_end"]) == (None, dt.date(2025, 4, 30))
    assert claim["quantifier"] == "exact"


def test_a_later_total_replaces_the_earlier(build):
    """January's 300 is not current any more, and keeps its bound."""
    (earlier,) = facts(build, "casualties", low=300)
    (later,) = facts(build, "casualties", best=600)
    assert later["supersedes_claim_id"] == earlier["claim_id"]
    assert (earlier["is_current"], later["is_current"]) == (False, True)
    assert (earlier["low"], earlier["best"], earlier["high"]) == (300, 300, None)


def test_a_denied_and_an_unquantified_transfer(build):
    """No figure is made up, and no day: the page of capture is not the day of publication."""
    cash, fuel = sorted(facts(build, "transfers"), key=lambda row: row["item"])
    assert (cash["modality"], fuel["modality"]) == ("denied", "asserted")
    assert (cash["supplier"], cash["recipient"], cash["item_category"]) == ("RUS", "PRK", "money")
    for row in (cash, fuel):
        assert [row[name] for name in ("low", "best", "high", "quantifier", "value_text")] == [None] * 5
        assert row["first_reported"] is None


def test_names_in_no_word_list_are_kept(build):
    """An actor and a claimant that nobody listed stand in their dimensions, and say so."""
    actors = {row["actor"]: row for row in query(build, "from marts.dim_actors")}
    assert (actors["PRK"]["name"], actors["PRK"]["is_listed"]) == ("North Korea", True)
    assert (actors["Free Valley Front"]["name"], actors["Free Valley Front"]["is_listed"]) == (
        "Free Valley Front",
        False,
    )
    claimants = {row["claimant"]: row["type"] for row in query(build, "from marts.dim_claimants")}
    assert claimants == {NIS: "intelligence_agency", "the Valley Monitor": None}


def test_an_article_that_changed_takes_its_claim_back(build):
    """The claim stays, with its evidence, and says since when nobody makes it."""
    (gone,) = facts(build, "laborers", best=6000)
    (stands,) = facts(build, "laborers", best=600)
    assert (gone["retracted_on"], gone["is_current"]) == (MAY_3, False)
    assert (stands["retracted_on"], stands["is_current"]) == (None, True)
    (evidence,) = query(build, "from marts.claim_evidence where claim_id = ?", gone["claim_id"])
    assert evidence["is_withdrawn"]
    (article,) = query(build, "from marts.dim_articles where source_publisher = 'The Corrected'")
    assert (article["number_of_versions"], article["number_of_claims"]) == (2, 1)


def test_an_outlet_without_a_name_goes_by_its_host(build):
    """So that it counts as an outlet."""
    assert query(build, "from marts.dim_publishers where source_publisher = 'own-voice.example'")


def test_evidence_points_into_the_text(build):
    """The span holds the words, in the text of the very version."""
    rows = query(
        build,
        """
        select evidence.value_text, substr(articles.text, char_start + 1, char_end - char_start) as found
        from marts.claim_evidence as evidence
        join staging.articles using (article_id, version)
        where value_text is not null
        """,
    )
    assert len(rows) == 8
    assert all(row["value_text"] == row["found"] for row in rows)


def test_coverage_says_what_was_looked_at(build):
    """One row a source and day."""
    rows = query(build, "select capture_day, asked, fetched, failed, articles from marts.coverage")
    assert [tuple(row.values()) for row in rows] == [
        (dt.date(2025, 5, 1), 7, 7, 0, 7),
        (MAY_3, 1, 1, 0, 1),
    ]


@pytest.mark.parametrize("subject", ["troops", "casualties", "laborers", "transfers"])
def test_a_fact_row_holds_what_is_promised(build, subject):
    """These columns, in this order."""
    whose = "supplier recipient item item_category" if subject == "transfers" else "actor counterparty population"
    kind = "unit_kind" if subject == "transfers" else ""
    rows = query(build, "select column_name from duckdb_columns() where table_name = ?", f"fct_{subject}")
    assert [row["column_name"] for row in rows] == SHARED.format(whose=whose, kind=kind).split()


def test_every_table_and_column_is_described_in_the_database(build):
    """dbt's descriptions show in any SQL client; the staging schema is described as a source."""
    undescribed = query(
        build,
        """
        select table_name, column_name from duckdb_columns()
        where schema_name not in ('staging', 'main') and not internal and comment is null
        union all
        select table_name, null from duckdb_tables() where schema_name != 'staging' and comment is null
        union all
        select view_name, null from duckdb_views() where not internal and comment is null
        """,
    )
    assert undescribed == []


def test_a_second_build_has_the_same_rows_in_the_same_order(build, target):
    """Nothing of the clock, of a thread or of a random key is in a mart."""
    before = dump(build, "marts")
    stage(build, REPORTS)
    assert dbt(build, "run", target=target).returncode == 0
    assert dump(build, "marts") == before
    assert sum(map(len, before.values())) > 30


def test_claim_ids_stay_when_more_reports_come_in(build, target, tmp_path):
    """Earlier and later reports of known claims, with and without a place or claimant, change no key."""
    more = tmp_path / "build.duckdb"
    shutil.copy(build, more)
    known = {row["claim_id"]: row for row in query(build, "from marts.fct_casualties")}
    known |= {row["claim_id"]: row for row in query(build, "from marts.fct_laborers")}
    stage(more, LATE)
    assert dbt(more, "run", target=target).returncode == 0
    now = {row["claim_id"]: row for row in query(more, "from marts.fct_casualties")}
    (total,) = [row for row in now.values() if row["measure"] == "casualties"]
    assert total["number_of_articles"] == 4
    assert total["first_reported"] == dt.date(2025, 4, 29)
    now |= {row["claim_id"]: row for row in query(more, "from marts.fct_laborers")}
    assert known.keys() <= now.keys()
    assert len(now) == len(known) + 1  # the workers' claim of January has a claimant and a day of its own


def test_rows_that_cannot_be_fail_the_build(target, tmp_path):
    """Bounds out of order, and a figure that is not in its sentence: the checks name both."""
    bad = Report(
        "https://bad.example/a",
        "They lost 20 to 10 men, or 7.",
        {"20 to 10": LOSSES | {"measure": "killed", "low": 20.0, "high": 10.0}, "7": LOSSES | {"measure": "killed"}},
    )
    figure, other = bad.mentions
    build = tmp_path / "build.duckdb"
    stage(build, [dataclasses.replace(bad, figures={})])
    from pipelines.staging.store import StagingStore  # noqa: PLC0415

    with StagingStore(build) as store:
        store.write_mentions([(bad.article, [figure, dataclasses.replace(other, value_text="70")])], "1")
    done = dbt(build, "build", "--select", "stg_muster__mentions", target=target)
    assert done.returncode == 1
    assert "FAIL 1 low_best_high_stg_muster__mentions_" in done.stdout
    assert "FAIL 1 span_holds_value_stg_muster__mentions_" in done.stdout


def test_the_docs_site_is_one_file(build, target):
    """It opens on the page that tells analysts how to read a claim."""
    done = dbt(build, "docs", "generate", "--static", target=target)
    assert done.returncode == 0, done.stdout
    site = (target / "static_index.html").read_text(encoding="utf-8")
    assert "Muster: reported numbers, and who reported them" in site
    assert "Who vouches for the figure" in site


def test_reviews_are_read_from_the_seed(build, target, tmp_path):
    """A corrected value shows, beside the words that were printed."""
    (claim,) = facts(build, "casualties", best=600)
    project = tmp_path / "checkout" / "dbt_project"
    shutil.copytree(PROJECT, project, ignore=shutil.ignore_patterns("target", "logs"))
    lexicon = "pipelines/extraction/lexicon"
    shutil.copytree(PROJECT.parent / lexicon, tmp_path / "checkout" / lexicon)
    seed = project / "seeds" / "claim_reviews.csv"
    seed.write_text(
        seed.read_text() + f"{claim['claim_id']},correct,650,650,650,a slip of the pen,An Analyst,2025-05-05\n"
    )
    reviewed = tmp_path / "build.duckdb"
    shutil.copy(build, reviewed)
    done = dbt(reviewed, "build", "--select", "claim_reviews+", target=tmp_path / "target", project=project)
    assert done.returncode == 0, done.stdout
    (corrected,) = facts(reviewed, "casualties", claim_id=claim["claim_id"])
    assert (corrected["best"], corrected["value_text"], corrected["review_status"]) == (650, "600", "corrected")
