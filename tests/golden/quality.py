"""Measures extraction on labelled articles, and holds it to floors that only rise.

    python tests/golden/quality.py                 print the scores, write them to scores.json, fail below a floor
    python tests/golden/quality.py --raise         set every floor to the score that was just measured, where higher
    python tests/golden/quality.py --lower SET.LEVEL=VALUE --reason WHY     lower one floor, and say why

Sets: `open` and `held` are ours, in `articles/`; `newsroom` are the pages of `examples/newsroom`, cleaned and then read;
`dev_wire`, `dev` and `seeds` lie in the evaluation data, at `../shared/eval` or where MUSTER_EVAL says, and are left out
where that is absent.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from newsroom import newsroom_articles, newsroom_files
from scoring import LEVELS, Scores, labelled, score_article

from pipelines.extraction.claims import claims_as_rows
from pipelines.extraction.extractor import EXTRACTOR_VERSION, read
from pipelines.records import Article, content_key

HERE = Path(__file__).parent
FLOORS = HERE / "floors.json"
SCORES = HERE / "scores.json"
OURS = {"open": HERE / "articles" / "open", "held": HERE / "articles" / "held"}
ROUNDING = 1000


def evaluation_sets() -> dict[str, Path]:
    """Return the folders of the evaluation data that are there."""
    root = Path(os.environ.get("MUSTER_EVAL", HERE.parents[1].parent / "shared" / "eval"))
    return {name: root / name for name in ("dev_wire", "dev", "seeds") if (root / name).is_dir()}


def files_of(folder: Path) -> list[Path]:
    """Return the texts and labels of a folder."""
    return sorted([*folder.glob("*.json"), *folder.glob("*.txt")])


def corpus_hash(files: list[Path]) -> str:
    """Return the SHA-256 of a set's texts and labels."""
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def as_article(name: str, about: dict[str, str | None], text: str) -> Article:
    """Return a labelled text as the extractor gets it: without its labels."""
    url = about.get("url") or name
    return Article(
        article_id=content_key(url),
        version=content_key(about.get("title"), text),
        page_id=None,
        source=None,
        canonical_url=url,
        title=about.get("title"),
        text=text,
        language=about.get("language"),
        publisher=about.get("publisher"),
        published=about.get("published"),
    )


def measure(folder: Path) -> Scores:
    """Return the scores of one folder of labelled texts."""
    scores = Scores()
    for name, labels, text in labelled(folder):
        claims = claims_as_rows(read(as_article(name, labels["article"], text)).mentions, name)
        score_article(text, labels["claims"], claims, scores)
    return scores


def measure_newsroom() -> Scores:
    """Return the scores of the example newsroom."""
    scores = Scores()
    for name, labels, article in newsroom_articles():
        claims = claims_as_rows(read(article).mentions, name) if article is not None else []
        score_article(article.text if article is not None else "", labels, claims, scores)
    return scores


def floor_of(value: float) -> float:
    """Return a score rounded down to three places, so that it passes as its own floor."""
    return int(value * ROUNDING) / ROUNDING


def load_floors() -> dict[str, dict[str, float]]:
    """Return the floors by set and level; `figure_precision` is a level of its own."""
    return dict(json.loads(FLOORS.read_text(encoding="utf-8"))["floors"]) if FLOORS.exists() else {}


def below(floors: dict[str, float], scores: Scores) -> list[str]:
    """Return what falls below its floor, in words."""
    found = []
    for level, floor in floors.items():
        value = scores.all.precision(0) if level == "figure_precision" else scores.all.f1(LEVELS.index(level))
        if value < floor:
            found.append(f"{level} {value:.3f} < {floor:.3f}")
    return found


def show(name: str, scores: Scores) -> None:
    """Print one set's scores: subjects, then fields."""
    print(f"\n{name}")
    for subject, tally in [*sorted(scores.by_subject.items()), ("all", scores.all)]:
        cells = "  ".join(f"{level} {tally.f1(i):.2f}" for i, level in enumerate(LEVELS))
        print(
            f"  {subject:<11} gold {tally.gold:>3} predicted {tally.predicted:>3}  F1 {cells}  P {tally.precision(0):.2f}"
        )
    shares = "  ".join(f"{field} {right / total:.2f}" for field, (right, total) in scores.fields.items() if total)
    print(f"  fields of matched claims: {shares}")


def main() -> int:
    """Measure, print, write, compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--raise", action="store_true", dest="raise_floors", help="raise every floor to what is measured"
    )
    parser.add_argument("--lower", metavar="SET.LEVEL=VALUE", help="lower one floor; needs --reason")
    parser.add_argument("--reason", help="why a floor is lowered; kept beside the floors")
    args = parser.parse_args()
    kept = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {"floors": {}, "lowered": []}
    if args.lower:
        if not args.reason:
            parser.error("--lower needs --reason: say why this floor may fall")
        target, value = args.lower.split("=")
        name, level = target.split(".")
        kept["floors"][name][level] = float(value)
        kept["lowered"].append({"floor": target, "to": float(value), "reason": args.reason})
        FLOORS.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
        return 0
    report, short = {}, []
    measured = {name: (files_of(folder), measure(folder)) for name, folder in {**OURS, **evaluation_sets()}.items()}
    measured["newsroom"] = (newsroom_files(), measure_newsroom())
    for name, (files, scores) in measured.items():
        show(name, scores)
        levels = {level: floor_of(scores.all.f1(i)) for i, level in enumerate(LEVELS)}
        levels["figure_precision"] = floor_of(scores.all.precision(0))
        report[name] = {"corpus": corpus_hash(files), "extractor": EXTRACTOR_VERSION, "all": levels}
        short += [f"{name}: {fault}" for fault in below(kept["floors"].get(name, {}), scores)]
        if args.raise_floors:
            old = kept["floors"].get(name, {})
            kept["floors"][name] = {level: max(value, old.get(level, 0.0)) for level, value in levels.items()}
    SCORES.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    if args.raise_floors:
        FLOORS.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    if short:
        print("\nBelow the floor: " + "; ".join(short))
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main())
