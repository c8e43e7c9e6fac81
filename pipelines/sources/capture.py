"""Asks sources for every page they have, hosts in parallel, and tells for each address what came of it."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pipelines.fetching.client import FetchError, Validators
from pipelines.fetching.hosts import host_by_host
from pipelines.records import Page, Visit
from pipelines.sources.captured import Capture, Known, NoVisits, Outcome, Visits
from pipelines.sources.discovery import Fetcher
from pipelines.sources.leads import Lead, ask_for_leads, due_leads, stored_pages, unexpected
from pipelines.sources.remembering import RememberingFetcher
from pipelines.sources.revisits import load_revisits

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from pipelines.fetching.client import Fetched
    from pipelines.records import Listing
    from pipelines.sources.captured import Heard
    from pipelines.sources.revisits import Revisits
    from pipelines.sources.source import Source

__all__ = ["Capture", "Fetcher", "Known", "Outcome", "Pool", "Visits", "capture", "crawl"]


@dataclass(frozen=True, slots=True)
class Pool:
    """How much is fetched at once, and for how long."""

    workers: int = 16
    """The most hosts that are asked at once; each may hold one page in memory."""
    max_seconds: float = 4 * 3600
    """After that no further page is begun; what is left is asked for by the next run."""


@dataclass(slots=True)
class _Job:
    """An address to be asked for, and who told of it."""

    lead: Lead
    visit: Visit | None
    repeats: list[Lead]
    """What other sources told of the same address; it is asked for once."""


def capture(source: Source, *, fetcher: Fetcher, now: dt.datetime, known: Known) -> Iterator[Capture]:
    """Yield one capture per address of one source, as if nothing was ever asked for before; see `crawl`."""
    return crawl([source], fetcher=fetcher, now=now, known=known)


def crawl(
    sources: Sequence[Source],
    *,
    fetcher: Fetcher,
    now: dt.datetime,
    known: Known,
    visits: Visits | None = None,
    pool: Pool | None = None,
    hear: Callable[[Heard], None] = lambda _: None,
    recall: Callable[[Listing], bytes] | None = None,
    keep: Callable[[Capture], Capture] = lambda capture: capture,
) -> Iterator[Capture]:
    """Yield a capture for each address of each source, in the order in which they come; none stops the others.

    What keeps a source from being read, a folder that is missing or a feed that is none, is one failed capture under
    the address of the folder or feed. A link that must not be asked for is one refused capture. An address that
    several sources tell of is asked for once, as the first of them says.

    Args:
        sources: Where to look.
        fetcher: Used for sources on the web only.
        now: The time of capture that pages get, in UTC; what is due is due by it.
        known: Tells which pages are already staged. Called by any thread.
        visits: What is known of addresses asked for before; nothing by default. Called by the caller's own thread.
        pool: How much is fetched at once.
        hear: Is told what was asked and answered to read each feed and site map, and of each file that was read; by the
            thread that read it.
        recall: Reads a feed or a site map, as it was, from the archive; where left out, each is asked for whole.
        keep: Is given each capture as soon as it is made, by the thread that made it and before that asks for another;
            what it returns is yielded. What waits to be yielded is then on disk, and no longer in memory.
    """
    visits = visits or NoVisits()
    pool = pool or Pool()
    listings = visits.listings()
    on_the_web = [source for source in sources if source.is_on_the_web]
    for source in sources:
        if not source.is_on_the_web:
            yield from map(keep, _stored(source, now, known, listings, hear))
    documents = RememberingFetcher(fetcher, listings if recall else {}, recall or _nothing, hear, now)
    told = {}
    for one in host_by_host(
        {source.name: [source] for source in on_the_web},
        lambda source: ask_for_leads(source, documents, now),
        workers=pool.workers,
    ):
        told[one.source.name] = one.leads
        yield from map(keep, one.missed)
    found = [lead for source in on_the_web for lead in (*told[source.name], *due_leads(source, visits, now))]
    jobs, left = _plan(found, visits, now)
    yield from map(keep, left)
    ask = _Asking(
        fetcher,
        now,
        load_revisits(),
        until=time.monotonic() + pool.max_seconds,
        staged=frozenset(visits.staged_addresses(job.lead.address for of_host in jobs.values() for job in of_host)),
        known=known,
        keep=keep,
    )
    for captures in host_by_host(jobs, ask, workers=pool.workers):
        yield from captures


def _stored(
    source: Source,
    now: dt.datetime,
    known: Known,
    listings: Mapping[str, Listing],
    hear: Callable[[Heard], None],
) -> Iterator[Capture]:
    new = 0
    for found in stored_pages(source, now, listings, hear):
        capture = _compared(found, known)
        yield capture
        new += capture.outcome == "fetched"
        if new == source.page_limit:
            return


def _plan(found: Iterable[Lead], visits: Visits, now: dt.datetime) -> tuple[dict[str, list[_Job]], list[Capture]]:
    """Return what is to be asked for now, by host, and what is left for another time."""
    by_address: dict[tuple[str, tuple[str, ...]], _Job] = {}
    told: set[tuple[str, str]] = set()
    new_pages: dict[str, int] = {}
    left: list[Capture] = []
    found = list(found)
    before = visits.visits(lead.address for lead in found)
    for lead in found:
        name, address = lead.source.name, lead.address
        if (name, address) in told:
            continue
        told.add((name, address))
        visit = before.get(address)
        if visit is not None and (visit.next_due is None or visit.next_due > now):
            due = "not due again" if visit.next_due is None else f"not due before {visit.next_due:%Y-%m-%d %H:%M} UTC"
            left.append(Capture(name, address, "left", due, None))
            continue
        # Another source may allow a host that this one does not: then it is another request.
        job = by_address.get((address, lead.source.allow_hosts))
        if job is not None:
            job.repeats.append(lead)
            continue
        if visit is None:
            limit, new_pages[name] = lead.source.page_limit, new_pages.get(name, 0) + 1
            if limit is not None and new_pages[name] > limit:
                left.append(Capture(name, address, "left", f"more than {limit} new pages", None))
                continue
        by_address[address, lead.source.allow_hosts] = _Job(lead, visit, [])
    jobs: dict[str, list[_Job]] = {}
    for (address, _), job in by_address.items():
        jobs.setdefault(_host(address), []).append(job)
    return jobs, left


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        # No address; the client says so.
        return ""


def _nothing(_: Listing) -> bytes:
    raise AssertionError  # pragma: no cover - nothing is remembered where nothing can be recalled


def _compared(one: Capture, known: Known) -> Capture:
    """Return a capture as `unchanged` where its very page is staged."""
    if one.outcome == "fetched" and one.page is not None and known(one.page.address, one.page.body_digest):
        return replace(one, outcome="unchanged")
    return one


@dataclass(frozen=True, slots=True)
class _Asking:
    """Asks for one address; called by many threads."""

    fetcher: Fetcher
    now: dt.datetime
    revisits: Revisits
    until: float
    staged: frozenset[str]
    """Addresses of which a page is staged: what comes of the others need not be compared."""
    known: Known
    keep: Callable[[Capture], Capture]

    def __call__(self, job: _Job) -> list[Capture]:
        came = self._ask(job.lead, job.visit)
        if came.address in self.staged:
            came = _compared(came, self.known)
        # A page that the first source fetched is one that the others find there.
        outcome: Outcome = "unchanged" if came.outcome == "fetched" else came.outcome
        repeats = (replace(came, source=one.source.name, outcome=outcome, messages=()) for one in job.repeats)
        return [self.keep(capture) for capture in (came, *repeats)]

    def _ask(self, lead: Lead, visit: Visit | None) -> Capture:
        source, address = lead.source, lead.address
        if time.monotonic() > self.until:
            return Capture(source.name, address, "left", "the time of the run is over", None)
        try:
            fetched = self.fetcher.fetch(
                address,
                allow_hosts=source.allow_hosts,
                delay_seconds=source.delay_seconds or 0,
                validators=self._validators(visit),
            )
        except FetchError as error:
            after = self._after(lead, visit, status=error.status)
            return Capture(source.name, address, error.outcome, error.reason, None, after, error.messages)
        except Exception as error:  # noqa: BLE001 - one page that meets a flaw must not cost the others
            after = self._after(lead, visit, status=None)
            return Capture(source.name, address, "failed", unexpected(error), None, after)
        if not fetched.has_changed:
            after = self._after(lead, visit, status=fetched.status, fetched=fetched)
            return Capture(source.name, address, "unchanged", None, None, after, fetched.messages)
        page = Page(
            source=source.name,
            address=address,
            final_address=fetched.final_address,
            captured_at=self.now,
            status=fetched.status,
            content_type=fetched.content_type,
            charset=fetched.charset,
            body=fetched.body,
            meta=lead.meta,
            publisher_default=source.publisher,
            country=source.country,
        ).measure()
        after = self._after(lead, visit, status=fetched.status, fetched=fetched, page=page)
        return Capture(source.name, address, "fetched", None, page, after, fetched.messages)

    def _validators(self, visit: Visit | None) -> Validators | None:
        if visit is None or visit.final_address is None or not self.revisits.asks_whether_changed(visit, self.now):
            return None
        return Validators(visit.final_address, visit.etag, visit.last_modified)

    def _after(
        self,
        lead: Lead,
        visit: Visit | None,
        *,
        status: int | None,
        fetched: Fetched | None = None,
        page: Page | None = None,
    ) -> Visit:
        """Return what is to be remembered: of the page that came, else of the one that came before."""
        first_asked = visit.first_asked if visit else self.now
        failures = 0 if fetched else (visit.failures if visit else 0) + 1
        came = fetched if page else visit
        return Visit(
            address=lead.address,
            source=lead.source.name,
            first_asked=first_asked,
            last_asked=self.now,
            asked=(visit.asked if visit else 0) + 1,
            failures=failures,
            status=status,
            next_due=self.revisits.next_due(first_asked, self.now, failures),
            page_id=page.page_id if page else (visit.page_id if visit else None),
            read_at=self.now if page else (visit.read_at if visit else None),
            final_address=came.final_address if came else None,
            etag=came.etag if came else None,
            last_modified=came.last_modified if came else None,
        )
