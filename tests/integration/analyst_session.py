"""An analyst's session in a process of its own: opens a file read-only, answers each line of SQL with one line of JSON."""

from __future__ import annotations

import json
import sys

import duckdb

if __name__ == "__main__":
    with duckdb.connect(sys.argv[1], read_only=True) as connection:
        for query in sys.stdin:
            sys.stdout.write(json.dumps(connection.execute(query).fetchall(), default=str) + "\n")
            sys.stdout.flush()
