"""From a page to an article: decoding, trafilatura, what trafilatura leaves behind, and what is said about the text.

`article.clean` is the way in and a pure function. What an analyst may want to change is data: `chrome.yml` (lines
that are no part of an article), `agencies.yml` (who is credited), `walls.yml` (what a page shows instead of one).
"""
