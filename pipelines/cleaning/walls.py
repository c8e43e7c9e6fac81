"""What a page shows instead of an article: an error, a paywall, a live blog of scripts. The rules are `walls.yml`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.cleaning.rules import compiled, wall_rules

if TYPE_CHECKING:
    from pipelines.cleaning.html import Extracted
    from pipelines.records import Page

BAD_REQUEST = 400

NOT_FREE = re.compile(r'"isAccessibleForFree"\s*:\s*"?false', re.IGNORECASE)
LIVE_BLOG = re.compile(r'"@type"\s*:\s*\[?\s*"LiveBlogPosting"', re.IGNORECASE)


def wall_of(page: Page, extracted: Extracted, html: str) -> tuple[str, str | None] | None:
    """Return reason and detail of a rejection, or null where nothing stands before the article.

    Args:
        page: The page.
        extracted: What was found in it.
        html: Its source; empty for plain text, which has no walls.
    """
    if page.status >= BAD_REQUEST:
        return "error_page", f"HTTP status {page.status}"
    if not html:
        return None
    characters = len(extracted.text)
    places = {"title": (extracted.title or "").strip(), "page": extracted.visible}
    for rule in wall_rules().walls:
        if characters <= rule.max_characters and (found := compiled(rule.pattern).search(places[rule.where])):
            return rule.reason, f"{rule.id}: {' '.join(found[0].split())[:100]}"
        if rule.reason == "paywall" and characters <= rule.max_characters and NOT_FREE.search(html):
            return rule.reason, f"{rule.id}: isAccessibleForFree is false"
    if not characters and LIVE_BLOG.search(html):
        # Its entries are fetched by scripts, which are not run.
        return "live_blog", "no entries in the page itself"
    return None
