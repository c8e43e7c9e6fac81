"""`muster sources check`: asks a source as a run would, looks at a few of its articles, and stores nothing."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.console import Console

from pipelines.cleaning.article import clean
from pipelines.fetching.client import Client
from pipelines.printable import one_line
from pipelines.records import Article, Page
from pipelines.sources import folder, links, warc
from pipelines.sources.capture import capture
from pipelines.sources.discovery import Candidate, Missed, discover

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipelines.sources.discovery import Fetcher
    from pipelines.sources.source import Source

SAMPLE = 3
"""Articles that are looked at of each source."""

NEXT_STEPS = (
    ("robots.txt forbids", "the site does not want it: ask the publisher, or take another source"),
    ("cannot be resolved", "correct the address, or this computer's connection"),
    ("robots.txt cannot be read", "try again later; a site whose rules cannot be read is not asked"),
    ("not public", "name the host under `allow_hosts` if it is yours"),
    ("HTTP status 404", "it has moved: `muster sources add` with the site's address looks for it"),
    ("HTTP status 410", "it is gone: `muster sources add` with the site's address looks for another"),
    ("HTTP status 401", "the site shuts programs out: set MUSTER_CONTACT, or ask the publisher"),
    ("HTTP status 403", "the site shuts programs out: set MUSTER_CONTACT, or ask the publisher"),
    ("HTTP status 429", "try again later, and raise `delay_seconds`"),
    ("HTTP status 5", "the site is in trouble: try again later"),
    ("within", "it did not answer: try again later"),
    ("took longer", "it is too slow: try again later"),
)
"""What to do, by what stands in the reason of a failure; the first that matches."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of trying one source."""

    source: str
    is_fit: bool
    """Whether a run would get articles from it."""
    said: str

    @property
    def line(self) -> str:
        """The one line that is printed, fit for a terminal."""
        return one_line(f"{'✓' if self.is_fit else '✗'} {self.source}: {self.said}")


@dataclass(frozen=True, slots=True)
class _Sample:
    """What a few pages of a source gave."""

    tried: int
    articles: int
    troubles: tuple[str, ...]
    """Why the others gave no article, each reason once, the commonest first."""

    def __str__(self) -> str:
        said = f"{self.articles} of {self.tried} articles yield text"
        return f"{said} (others: {', '.join(self.troubles)})" if self.troubles else said


def check_sources(sources: Iterable[Source], *, contact: str | None) -> bool:
    """Try each source, print what was found as it is found, and return whether all can be read."""
    client = Client(contact=contact)
    now = dt.datetime.now(dt.UTC)
    console = Console(highlight=False, markup=False)
    are_fit = True
    for source in sources:
        with console.status(f"trying {source.name}"):
            finding = examine(source, fetcher=client, now=now)
        console.print(finding.line, soft_wrap=True)
        are_fit = are_fit and finding.is_fit
    return are_fit


def examine(source: Source, *, fetcher: Fetcher, now: dt.datetime) -> Finding:
    """Try one source and return what was found; errors of the source are findings, not exceptions."""
    return _on_the_web(source, fetcher, now) if source.is_on_the_web else _on_this_computer(source, fetcher, now)


def _on_the_web(source: Source, fetcher: Fetcher, now: dt.datetime) -> Finding:
    # Without `include`, so that a pattern that lets nothing through can be told from a source that has nothing.
    found = list(discover(source.model_copy(update={"include": ()}), fetcher=fetcher, today=now.date()))
    missed = [one for one in found if isinstance(one, Missed)]
    offered = [one for one in found if isinstance(one, Candidate)]
    wanted = [one for one in offered if links.is_wanted(one.address, source.include, ())]
    if not wanted:
        return _without_pages(source, missed, len(offered))
    sample = _sample(_fetched(source, wanted[:SAMPLE], fetcher, now))
    said = [f"{source.kind} reachable, robots.txt allows it"] if source.url else []
    addresses = "1 address" if len(wanted) == 1 else f"{len(wanted):,} addresses"
    said.append(addresses + (f" of {len(offered):,} by `include`" if source.include else ""))
    if source.url:
        newest = max((one.newest for one in wanted if one.newest), default=None)
        said.append(f"newest item {newest}" if newest else "no dates")
    if missed:
        said.append(f"{len(missed)} not taken ({missed[0].address} {missed[0].reason})")
    return _judged(source, said, sample, len(wanted))


def _without_pages(source: Source, missed: list[Missed], offered: int) -> Finding:
    if offered:
        return Finding(source.name, False, f"none of {offered:,} addresses matches `include`; loosen its patterns")
    if missed:
        return Finding(
            source.name, False, with_next_step(f"{missed[0].outcome}: {missed[0].address}: {missed[0].reason}")
        )
    what = "it lists no page" + (" that `exclude` lets through" if source.exclude else "")
    if source.expect.min == 0:
        return Finding(source.name, True, f"{source.kind} reachable, {what}, and none is expected")
    return Finding(source.name, False, f"{source.kind} reachable, but {what}; look at {source.url} in a browser")


def _on_this_computer(source: Source, fetcher: Fetcher, now: dt.datetime) -> Finding:
    try:
        listed = warc.list_archives(source) if source.kind == "warc" else folder.list_files(source)
    except folder.FolderUnreadableError as error:
        return Finding(source.name, False, f"{error}; correct `path`")
    captures = capture(source, fetcher=fetcher, now=now, known=lambda *_: False)
    outcomes = ((one.page or one.reason or one.outcome) for one in itertools.islice(captures, SAMPLE))
    files = "1 file" if len(listed) == 1 else f"{len(listed):,} files"
    said = f"{files} with archived pages" if source.kind == "warc" else files
    return _judged(source, [said], _sample(outcomes), len(listed))


def _judged(source: Source, said: list[str], sample: _Sample, pages: int) -> Finding:
    line = ", ".join([*said, str(sample)])
    if pages < source.expect.min and source.kind != "warc":
        line += f"; fewer than the {source.expect.min} that `expect.min` asks for"
    if sample.articles or not (sample.tried or source.expect.min):
        return Finding(source.name, True, line)
    return Finding(source.name, False, with_next_step(line))


def _fetched(source: Source, candidates: list[Candidate], fetcher: Fetcher, now: dt.datetime) -> Iterator[Page | str]:
    addresses = source.model_copy(
        update={"kind": "urls", "url": None, "urls": tuple(one.address for one in candidates), "include": ()}
    )
    for one in capture(addresses, fetcher=fetcher, now=now, known=lambda *_: False):
        yield one.page or one.reason or one.outcome


def _sample(outcomes: Iterable[Page | str]) -> _Sample:
    articles = 0
    troubles: Counter[str] = Counter()
    for outcome in outcomes:
        cleaned = clean(outcome) if isinstance(outcome, Page) else outcome
        if isinstance(cleaned, Article):
            articles += 1
        else:
            troubles[one_line(cleaned if isinstance(cleaned, str) else cleaned.reason, 160)] += 1
    return _Sample(articles + troubles.total(), articles, tuple(reason for reason, _ in troubles.most_common()))


def with_next_step(said: str) -> str:
    """Return what was found with what a person can do about it, as far as that can be told."""
    step = next((step for sign, step in NEXT_STEPS if sign in said), None)
    if step is None:
        step = "look at one of its pages in a browser" if "yield text" in said else None
    return said if step is None or "`muster sources add`" in said else f"{said}; {step}"
