"""Hand-made reports, and the warehouse that dbt builds of them."""

import dataclasses
import datetime as dt
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from pipelines.fetching.archive import ArchiveLocation
from pipelines.records import Article, Mention, Page, content_key
from pipelines.sources.capture import Capture
from pipelines.staging.store import StagingStore

PROJECT = Path(__file__).parents[2] / "dbt_project"
NIS = "National Intelligence Service (South Korea)"


@dataclass(frozen=True)
class Report:
    """An article, when it was captured, and what it says: fields of mentions, by the words of the figure."""

    address: str
    text: str
    figures: dict[str, dict] = field(default_factory=dict)
    published: str | None = "2025-04-30"
    captured: dt.date = dt.date(2025, 5, 1)
    publisher: str | None = None
    credit: str | None = None

    @property
    def page(self):
        captured_at = dt.datetime.combine(self.captured, dt.time(12), dt.UTC)
        body = self.text.encode()
        return Page("wire", self.address, self.address, captured_at, 200, "text/html", "utf-8", body)

    @property
    def article(self):
        return Article(
            article_id=content_key(self.address),
            version=content_key("A headline", self.text),
            page_id=self.page.page_id,
            source="wire",
            canonical_url=self.address,
            title="A headline",
            text=self.text,
            language="en",
            publisher=self.publisher,
            published=self.published,
            credit=self.credit,
            cleaner_version="1",
        )

    def mention_id(self, words):
        return content_key(self.article.article_id, self.article.version, words)

    @property
    def mentions(self):
        nothing = dict.fromkeys(field.name for field in dataclasses.fields(Mention))
        made = []
        for words, said in self.figures.items():
            start = self.text.index(words)
            value = said.get("value")
            is_counted = value is not None or "low" in said
            given = {
                "mention_id": self.mention_id(words),
                "article_id": self.article.article_id,
                "version": self.article.version,
                "low": value,
                "best": value,
                "high": value,
                "quantifier": "exact" if is_counted else None,
                "value_text": words if is_counted else None,
                "unit": "people" if is_counted else None,
                "via": (),
                "modality": "asserted",
                "char_start": start,
                "char_end": start + len(words),
                "sentence": self.text,
                "sentence_start": 0,
                "sentence_end": len(self.text),
                "rule": "by hand",
                "confidence": 0.9,
                "extractor_version": "1",
                "also_spans": (),
            }
            if "part_of" in said:
                given["part_of"] = self.mention_id(said["part_of"])
            told = {name: value for name, value in said.items() if name not in ("value", "part_of")}
            made.append(Mention(**nothing | given | told))
        return made


def stage(build, reports):
    """Take reports through the steps before dbt, day by day."""
    with StagingStore(build) as store:
        for day in sorted({report.captured for report in reports}):
            of_day = {report.page.page_id: report for report in reports if report.captured == day}
            store.write_captures(
                day,
                [
                    (Capture("wire", report.address, "fetched", None, report.page), ArchiveLocation("f", 0, 1))
                    for report in of_day.values()
                ],
            )
            rows = store.pages_to_clean(day, day, "1")
            store.write_articles([(row, of_day[row.page_id].article) for row in rows])
            store.write_mentions([(report.article, report.mentions) for report in of_day.values()], "1")


def dbt(build, *arguments, target, project=PROJECT):
    """Run dbt on the project with a build database, its artefacts apart from the repository."""
    executable = Path(sys.executable).parent / "dbt"
    places = {"MUSTER_BUILD_DB": build, "DBT_TARGET_PATH": target, "DBT_LOG_PATH": target}
    return subprocess.run(
        [executable, "--no-use-colors", *arguments, "--project-dir", project, "--profiles-dir", project],
        env=os.environ | {name: str(path) for name, path in places.items()},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def query(path, sql, *parameters):
    """Rows of a query as dictionaries."""
    with duckdb.connect(str(path), read_only=True) as connection:
        cursor = connection.execute(sql, parameters)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def dump(path, schema):
    """Every row of a schema's tables, in the order in which it lies there."""
    with duckdb.connect(str(path), read_only=True) as connection:
        tables = connection.execute(
            "select table_name from duckdb_tables() where schema_name = ? order by all", [schema]
        ).fetchall()
        return {name: connection.execute(f"from {schema}.{name}").fetchall() for (name,) in tables}
