"""Muster: a warehouse of reported numbers. See README.md for the way of the data."""

import os

# Before numpy is loaded: the parser's matrices are small, and a second thread for them mostly waits, at full load.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
