"""Articles and sentences that `extract` reads in a second on one core, and where the time goes.

    python benchmarks/extraction.py [--rounds N]

Reads the labelled articles of `tests/golden/articles`. Loading the spaCy pipeline and the word lists is timed apart.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STEPS = {
    "spaCy": "site-packages/spacy/language.py:pipe",
    "speakers": "extraction/attribution.py:attributions",
    "events": "extraction/events.py:read",
    "transfers": "extraction/transfers.py:frames",
    "whose": "extraction/whose.py:whose",
    "period and place": "extraction/when_where.py:fill",
    "the article as a whole": "extraction/survey.py:survey",
    "quantities": "extraction/quantities.py:find_quantities",
    "actors and places": "extraction/participants.py:of",
}
"""What is shown of the profile: a step, and the function that does it."""


def main() -> None:
    """Read the articles some times over and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5, help="how often the set is read (default: 5)")
    rounds = parser.parse_args().rounds
    sys.path.insert(0, str(ROOT / "tests" / "golden"))
    started = time.perf_counter()
    from quality import OURS, as_article
    from scoring import labelled

    from pipelines.extraction.extractor import read

    articles = [as_article(n, labels["article"], text) for f in OURS.values() for n, labels, text in labelled(f)]
    read(articles[0])
    print(f"loading the pipeline and the word lists: {time.perf_counter() - started:.1f} s")
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        readings = [read(article) for article in articles]
        times.append(time.perf_counter() - begun)
    best = min(times)
    sentences, parsed = sum(r.sentences for r in readings), sum(r.parsed for r in readings)
    words = sum(len(a.text.split()) for a in articles)
    print(f"{len(articles)} articles of {words // len(articles)} words, best of {rounds} rounds, one core:")
    print(f"  {len(articles) / best:.1f} articles a second, {sentences / best:.0f} sentences a second")
    print(f"  {parsed} of {sentences} sentences parsed ({100 * parsed / sentences:.0f} in 100)")
    profile = cProfile.Profile()
    profile.runcall(lambda: [read(article) for article in articles])
    stats = pstats.Stats(profile)
    total = stats.total_tt
    print("  where the time goes (profiled; steps may hold others):")
    for step, place in STEPS.items():
        file, function = place.split(":")
        spent = sum(row[3] for (path, _, name), row in stats.stats.items() if path.endswith(file) and name == function)
        print(f"    {step:<24}{100 * spent / total:>5.0f} %")


if __name__ == "__main__":
    main()
