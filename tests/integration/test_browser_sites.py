"""The docs site and Dagster's UI, opened in a real browser as a user does."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait
from serving import free_port, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from small_run import FinishedRun

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="no Chromium with chromedriver; .ci/run installs them"),
]

OPTIONS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--window-size=1600,1200",
)
SECONDS_TO_SHOW = 30


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for option in (*OPTIONS, f"--user-data-dir={tmp_path_factory.mktemp('browser')}"):
        options.add_argument(option)
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    try:
        yield driver
    finally:
        driver.quit()


def shows(browser: webdriver.Chrome, address: str, *texts: str) -> None:
    """Open an address and wait until the page shows every text."""
    browser.get(address)
    shows_now(browser, *texts)


def shows_now(browser: webdriver.Chrome, *texts: str) -> None:
    """Wait until the page that is open shows every text."""
    seen = ""

    def all_there(driver: webdriver.Chrome) -> bool:
        nonlocal seen
        seen = driver.find_element(By.TAG_NAME, "body").text
        return all(text in seen for text in texts)

    WebDriverWait(browser, SECONDS_TO_SHOW, ignored_exceptions=[Exception]).until(
        all_there, message=f"{browser.current_url} does not show {texts}, but: {seen[:2000]}"
    )


def test_the_docs_site_opens_on_an_overview_and_shows_tables_and_how_they_are_made(
    browser: webdriver.Chrome, finished_run: FinishedRun, tmp_path: Path
) -> None:
    """`muster docs` writes the site and serves it, and it works from the file alone, with no server."""
    warehouse = finished_run.copy(tmp_path) / "warehouse"
    with serving("docs", warehouse, MUSTER_DOCS_PORT="0") as address:
        shows(browser, address, "What not to add up", "How to cite a figure", "fct_casualties", "coverage")
        assert browser.title == "Muster: reported numbers"
        browser.find_element(By.LINK_TEXT, "fct_casualties").click()
        shows_now(
            browser, "One row is a claim on people killed", "To try", "part_of_claim_id", "Who vouches for the figure"
        )
        # Whole, not cut to a few words.
        shows_now(browser, "It comes from what the claim says and from the report of it that was captured first.")
    site = f"file://{warehouse}/docs/index.html"
    shows(browser, f"{site}#!/model/model.muster.fct_transfers", "fct_transfers", "supplier", "recipient")
    shows(browser, f"{site}#!/exposure/exposure.muster.sql_in_duckdb", "Ad-hoc SQL in DuckDB", "fct_troops")
    browser.get("about:blank")
    shows(browser, f"{site}#!/model/model.muster.fct_casualties?g_v=1&g_i=%2Bfct_casualties%2B", "Lineage Graph")
    assert drawn(browser) >= 3
    script = "return angular.element(document.body).injector().get('graph').graph.elements.map(e => e.data.id)"
    made_of = {one for one in browser.execute_script(script) if "." in one}
    assert {"source.muster.muster.pages", "seed.muster.claim_reviews", "model.muster.fct_casualties"} <= made_of
    assert not [one for one in made_of if one.startswith(("test.", "unit_test."))]


def drawn(browser: webdriver.Chrome) -> int:
    """Return on how many canvases there is a graph: they take the size of their window once it is drawn."""
    return len([one for one in browser.find_elements(By.TAG_NAME, "canvas") if one.size["width"] > 500])


def test_dagsters_ui_shows_assets_checks_runs_and_the_schedule(
    browser: webdriver.Chrome, finished_run: FinishedRun, tmp_path: Path
) -> None:
    """`muster dev` on a warehouse that was filled from the command line: the run is there, under its job."""
    warehouse = finished_run.copy(tmp_path) / "warehouse"
    with serving("dev", warehouse, MUSTER_DEV_PORT=free_port()) as address:
        shows(browser, f"{address}/assets/pages", "One row is a page as captured", "3 fetched", "Owners", "DuckDB")
        shows(browser, f"{address}/assets/mentions?view=checks", "spans_hold_their_figures")
        shows(browser, f"{address}/assets/fct_casualties", "Row count", "preview", "Columns")
        shows(browser, f"{address}/locations/muster/jobs/daily/runs", "launched_by: muster run", "Success")
        shows(browser, f"{address}/automation", "daily_schedule", "feeds_schedule", "new_files")
        shows(browser, f"{address}/locations/muster/sensors/new_files", "folder and warc", "Target")
        shows(browser, f"{address}/assets/pages?view=checks", "sources_give_what_is_expected", "Passed")
        shows(browser, f"{address}/assets/fct_troops", "Freshness policy", "Passing")
