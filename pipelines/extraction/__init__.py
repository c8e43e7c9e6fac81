"""From an article's text to mentions, in the order that the text passes through the modules.

`text` (code points, sentences) → `quantities` → `parsing` (spaCy, only for sentences that can hold a claim) →
`events` (what is counted, and what happened to it) → `participants` → `attribution` → `modality` → `periods` →
`places` → `extractor` (puts it together).

Word lists live in `lexicon/`. Nothing here knows of Dagster, DuckDB, the network or the clock.
"""
