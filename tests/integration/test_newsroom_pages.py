"""The example newsroom is what its README says: pages like the real web, and claims that are really in them."""

import os
import re
from datetime import date
from pathlib import Path

import py3langid
import pytest
from lxml import html
from ruamel.yaml import YAML
from trafilatura import bare_extraction

from pipelines.records import MEASURES, REJECTION_REASONS

ROOT = Path(__file__).parents[2]
NEWSROOM = ROOT / "examples" / "newsroom"
EVAL = Path(os.environ.get("MUSTER_EVAL", ROOT.parent / "shared" / "eval"))

EXPECTED = YAML(typ="safe").load((ROOT / "tests" / "golden" / "newsroom_expected.yml").read_text(encoding="utf-8"))
BY_PAGE = {entry["page"]: entry for entry in EXPECTED}
CLAIMS = [(entry["page"], claim) for entry in EXPECTED for claim in entry["claims"]]
WEB_PAGES = [name for name in BY_PAGE if name.endswith(".html")]
WITH_TEXT = [name for name, entry in BY_PAGE.items() if entry["outcome"] != "rejected" or entry["claims"]]

# What stands around the article on some of the sites: nothing of it may be needed to find the claims.
FURNITURE = " | ".join(
    f"//*[contains(@class, '{name}') or @id='{name}']"
    for name in (
        "gz-consent", "gz-nav", "gz-related", "gz-newsletter", "cookie-wall", "ticker", "sidebar", "comments", "css-rec",
        "css-banner", "comments-area", "widget-area", "post-navigation", "leftcol", "hbox", "gnb", "aside", "cl-rail",
        "cl-cookie", "more-notes", "o-cmp", "o-mehr",
    )
)  # fmt: skip


def body_of(name: str) -> str:
    raw = (NEWSROOM / name).read_bytes()
    if name.endswith(".txt"):
        return raw.decode("utf-8")
    found = bare_extraction(raw, include_comments=False, with_metadata=True)
    return found.text if found is not None and found.text else ""


def tree_of(name: str) -> html.HtmlElement:
    return html.document_fromstring((NEWSROOM / name).read_bytes().decode("cp1252", "replace"))


def word_runs(text: str, length: int) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}


def test_every_page_is_described_and_every_description_has_its_page() -> None:
    """Neither the folder nor the list of expected claims holds a page that the other does not know."""
    pages = {path.name for path in NEWSROOM.iterdir() if path.suffix in {".html", ".txt"}}
    assert pages == set(BY_PAGE)
    assert len(pages) == len(EXPECTED)
    readme = (NEWSROOM / "README.md").read_text(encoding="utf-8")
    assert [name for name in sorted(pages) if f"`{name}`" not in readme] == []


@pytest.mark.parametrize("name", WEB_PAGES)
def test_page_parses_and_gives_its_own_address_on_an_invented_domain(name: str) -> None:
    """Outlets are invented: their addresses are under `.example`, which nobody can register."""
    (canonical,) = tree_of(name).xpath("//link[@rel='canonical']/@href")
    assert canonical == BY_PAGE[name]["url"]
    assert re.match(r"https://[a-z]+\.example/", canonical)


@pytest.mark.parametrize("name", WITH_TEXT)
def test_body_is_found_without_the_furniture(name: str) -> None:
    """The body is found, and no link, comment or banner from around it is taken for a part of it."""
    body = body_of(name)
    assert 150 <= len(body.split()) <= 500
    if name.endswith(".html"):
        lines = {
            line.strip()
            for block in tree_of(name).xpath(FURNITURE)
            for line in block.itertext()
            if len(line.split()) > 4
        }
        assert [line for line in lines if line in body] == []


@pytest.mark.parametrize(("name", "claim"), CLAIMS, ids=lambda value: value if isinstance(value, str) else "")
def test_claim_is_printed_on_its_page(name: str, claim: dict) -> None:
    """Every labelled sentence is an exact part of the body, and holds the printed figure."""
    body = body_of(name)
    for sentence in [claim["sentence"], *claim.get("also_sentences", [])]:
        assert sentence in body
    if claim["value_text"] is not None:
        assert claim["value_text"] in claim["sentence"]


@pytest.mark.parametrize(("name", "claim"), CLAIMS, ids=lambda value: value if isinstance(value, str) else "")
def test_claim_is_labelled_by_the_schema(name: str, claim: dict) -> None:
    """Bounds follow from the quantifier, and a part points at a larger figure of the same page."""
    low, best, high = claim["low"], claim["best"], claim["high"]
    assert claim["measure"] in MEASURES[claim["subject"]]
    assert claim["modality"] in {"asserted", "denied", "planned", "possible"}
    match claim["quantifier"]:
        case "exact" | "approximately":
            assert low == best == high is not None
        case "more_than" | "at_least":
            assert low == best is not None
            assert high is None
        case "up_to" | "less_than":
            assert low is None
            assert best == high is not None
        case "between" | "vague":
            assert best is None
            assert low < high
        case None:
            assert low is best is high is claim["value_text"] is None
        case other:
            pytest.fail(f"unknown quantifier {other}")
    if "part_of" in claim:
        whole = BY_PAGE[name]["claims"][claim["part_of"]]
        assert claim is not whole
        assert (whole["high"] or whole["best"]) >= claim["best"]


def test_all_subjects_both_ways_and_many_claimants() -> None:
    """Four subjects, arms and aid in both directions, every modality, and more than six who make claims."""
    sure = [claim for _, claim in CLAIMS if not claim.get("optional")]
    assert {claim["subject"] for claim in sure} == set(MEASURES)
    transfers = {(claim["actor"], claim["counterparty"]) for claim in sure if claim["subject"] == "transfers"}
    assert {("PRK", "RUS"), ("RUS", "PRK")} <= transfers
    assert {claim["modality"] for claim in sure} == {"asserted", "denied", "planned", "possible"}
    claimants = {claim["claimant"] for claim in sure}
    assert {
        "National Intelligence Service (South Korea)",
        "GUR (Ukraine)",
        "Pentagon",
        "Joint Chiefs of Staff (South Korea)",
        "Sergei Shoigu",
        "Multilateral Sanctions Monitoring Team",
        "Open Source Centre",
        "Volodymyr Zelenskyy",
        "North Korea",
    } <= claimants


def test_one_briefing_is_told_by_four_outlets_and_two_of_them_reprint_one_text() -> None:
    """The reprints share most of their wording; the two told by the outlets themselves share next to none."""
    told = {n for n, e in BY_PAGE.items() if "briefing" in n and e["published"] == "2025-04-30"}
    reprints = {name for name in told if BY_PAGE[name].get("credit") == "Northway Press"}
    assert (len(told), len(reprints)) == (4, 2)
    runs = {name: word_runs(body_of(name), 5) for name in told}

    def shared(one: str, other: str) -> float:
        return len(runs[one] & runs[other]) / min(len(runs[one]), len(runs[other]))

    for one in told:
        for other in told - {one}:
            assert shared(one, other) > 0.8 if {one, other} == reprints else shared(one, other) < 0.1


def test_a_correction_replaces_a_wrong_story_at_the_same_address() -> None:
    """Both versions give one canonical address; the later one says what was wrong, and turns the figures round."""
    wrong, right = BY_PAGE["coastlineherald-january-toll.html"], BY_PAGE["coastlineherald-january-toll-corrected.html"]
    assert wrong["url"] == right["url"]
    assert "Correction: " in body_of(right["page"])
    assert "Correction: " not in body_of(wrong["page"])
    figures = [{c["measure"]: c["best"] for c in entry["claims"]} for entry in (wrong, right)]
    assert (figures[0]["killed"], figures[0]["wounded"]) == (figures[1]["wounded"], figures[1]["killed"])


@pytest.mark.parametrize(
    ("earlier", "later", "measure"),
    [
        ("capitolledger-pentagon-ten-thousand.html", "capitolledger-pentagon-eleven-thousand.html", "deployed"),
        ("harbourgazette-briefing-4700.html", "peninsuladaily-two-thousand-dead.html", "killed"),
    ],
)
def test_a_later_estimate_by_the_same_claimant_is_higher(earlier: str, later: str, measure: str) -> None:
    """A claimant's own later figure for the same thing is there to be seen to replace the earlier one."""
    old, new = (next(c for c in BY_PAGE[name]["claims"] if c["measure"] == measure) for name in (earlier, later))
    assert old["claimant"] == new["claimant"]
    assert (new["low"] or new["best"]) > old["best"]
    assert BY_PAGE[later]["published"] > BY_PAGE[earlier]["published"]


def test_pages_that_give_no_claims_are_there() -> None:
    """A story without a claim, one in German, a paywall stub, a live blog, a section front, a missing page."""
    assert BY_PAGE["eastmarkpost-first-flight-pyongyang.html"]["claims"] == []
    languages = {name: py3langid.classify(body_of(name))[0] for name in WITH_TEXT}
    assert {lang for name, lang in languages.items() if BY_PAGE[name]["outcome"] != "unsupported_language"} == {"en"}
    assert languages["ostbote-waffen-fuer-moskau.html"] == "de"
    reasons = {reason for entry in EXPECTED for reason in entry.get("reasons", [])}
    assert {"paywall", "live_blog", "no_article", "error_page"} <= reasons <= set(REJECTION_REASONS)


def test_dates_are_given_in_the_ways_of_the_web_or_not_at_all() -> None:
    """JSON-LD, a meta tag, `<time>` alone, a file beside the page, or nothing; all between October 2024 and 2025."""
    markers = {
        "json_ld": "//script[@type='application/ld+json'][contains(., 'datePublished')]",
        "meta": "//meta[contains(@property, 'published_time') or @name='date' or @name='dc.date']",
        "time": "//article//time[@datetime]",
    }
    found = {name: {kind for kind, path in markers.items() if tree_of(name).xpath(path)} for name in WEB_PAGES}
    assert {"json_ld"} in found.values()
    assert {"meta"} in found.values()
    assert {"time"} in found.values()
    undated = [name for name in WITH_TEXT if BY_PAGE[name]["published"] is None]
    assert undated == ["signaldesk-guns-and-missiles.html"]
    assert found[undated[0]] == set()
    dates = [date.fromisoformat(entry["published"]) for entry in EXPECTED if entry["published"]]
    assert date(2024, 10, 1) <= min(dates)
    assert max(dates) <= date(2025, 10, 31)


@pytest.mark.parametrize(
    ("name", "declared", "real"),
    [
        ("peninsuladaily-special-forces-vladivostok.html", "euc-kr", "utf-8"),
        ("coastlineherald-reinforcements.html", "utf-8", "cp1252"),
    ],
)
def test_a_page_whose_charset_is_declared_wrong_is_read_right(name: str, declared: str, real: str) -> None:
    """The bytes are not what the page says they are, and the curly apostrophes come out all the same."""
    raw = (NEWSROOM / name).read_bytes()
    assert f"charset={declared}".encode() in raw
    with pytest.raises(UnicodeDecodeError):
        raw.decode(declared)
    assert "South Korea\u2019s" in raw.decode(real)
    assert "South Korea\u2019s" in body_of(name)


@pytest.mark.skipif(not EVAL.is_dir(), reason="the evaluation texts are not there (MUSTER_EVAL)")
def test_sentences_are_our_own() -> None:
    """No run of eight words is shared with any of the third-party or evaluation texts."""
    theirs: set[tuple[str, ...]] = set()
    for path in EVAL.rglob("*.txt"):
        theirs |= word_runs(path.read_text(encoding="utf-8"), 8)
    assert theirs
    assert {name: word_runs(body_of(name), 8) & theirs for name in WITH_TEXT} == {name: set() for name in WITH_TEXT}
