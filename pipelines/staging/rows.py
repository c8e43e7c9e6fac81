"""Between records and rows: what a table row holds of a page, an article or a mention, and back."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipelines.records import Article, Meta, Page
from pipelines.staging.schema import ARTICLES, META_PREFIX, PAGES

if TYPE_CHECKING:
    import datetime as dt

    from pipelines.fetching.archive import ArchiveLocation
    from pipelines.records import Mention, Rejection


_PAGE_FIELDS = tuple(field.name for field in dataclasses.fields(Page) if field.name not in {"body", "measured"})


@dataclass(frozen=True, slots=True)
class PageRow:
    """A staged page without its bytes, and where in the archive these lie."""

    page_id: str
    source: str
    address: str
    final_address: str
    captured_at: dt.datetime
    """In UTC, without a time zone, as the table holds it."""
    capture_day: dt.date
    status: int
    content_type: str | None
    charset: str | None
    meta: Meta
    publisher_default: str | None
    country: str | None
    body_digest: str
    body_size: int
    archive_file: str
    archive_offset: int
    archive_length: int

    def with_body(self, body: bytes) -> Page:
        """Return the page as captured, from its bytes in the archive."""
        return Page(**{name: getattr(self, name) for name in _PAGE_FIELDS}, body=body)


def page_row(page: Page, day: dt.date, location: ArchiveLocation) -> dict[str, Any]:
    """Return the row of `staging.pages` for a page captured on a day."""
    row = {name: getattr(page, name) for name in _PAGE_FIELDS}
    meta = dataclasses.asdict(row.pop("meta"))
    # The table holds UTC without a zone: a client's own time zone then never changes what a day is.
    row["captured_at"] = page.captured_at.replace(tzinfo=None)
    return {
        "page_id": page.page_id,
        **row,
        **{META_PREFIX + name: value for name, value in meta.items()},
        "capture_day": day,
        "body_digest": page.body_digest,
        "body_size": page.body_size,
        "archive_file": location.file,
        "archive_offset": location.offset,
        "archive_length": location.length,
    }


def page_row_from(values: tuple[Any, ...]) -> PageRow:
    """Return the `PageRow` of a row of `staging.pages`, its columns in table order."""
    row = dict(zip((column.name for column in PAGES.columns), values, strict=True))
    meta = Meta(**{field.name: row.pop(META_PREFIX + field.name) for field in dataclasses.fields(Meta)})
    return PageRow(**row, meta=meta)


def article_from(values: tuple[Any, ...]) -> Article:
    """Return the `Article` of a row of `staging.articles`, its columns in table order."""
    row = dict(zip((column.name for column in ARTICLES.columns), values, strict=True))
    del row["capture_day"]
    return Article(**row)


def flat(record: Article | Mention | Rejection, **more: object) -> dict[str, Any]:
    """Return a record's fields and more columns as one row."""
    return {field.name: getattr(record, field.name) for field in dataclasses.fields(record)} | more
