"""The assets: each a few lines over the functions that do the work, in the order of the data.

`pages` → `articles` → `mentions` → `warehouse` (dbt) → `published` → `docs`. What belongs here is what Dagster
needs to know of a step: its place, its partitions, what it tells about itself. What a step does belongs to the
packages of the same names.
"""
