"""What a page shows instead of an article: an error, or a paywall."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.records import Page

BAD_REQUEST = 400


def wall_of(page: Page, *, html: str | None, title: str | None, text: str) -> tuple[str, str | None] | None:
    """Return reason and detail of a rejection, or null where nothing stands before the article."""
    del html, title, text
    if page.status >= BAD_REQUEST:
        return "error_page", f"HTTP status {page.status}"
    return None
