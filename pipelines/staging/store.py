"""The store: what the steps write into the staging tables and read from them, each step in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from pipelines.records import Article, Mention, Rejection
from pipelines.staging import likeness, outcomes, versions, visits
from pipelines.staging.counts import StagingCounts, count_staging
from pipelines.staging.listings import read_listings
from pipelines.staging.rows import PageRow, article_from, flat, page_row_from
from pipelines.staging.schema import CLEANINGS, EXTRACTIONS, MENTIONS, REJECTIONS
from pipelines.staging.session import Session, batch

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from pathlib import Path
    from types import TracebackType

    from pipelines.fetching.archive import ArchiveLocation
    from pipelines.records import Listing, Meta, Visit
    from pipelines.sources.capture import Capture
    from pipelines.staging.outcomes import Batch

__all__ = ["PageRow", "StagingCounts", "StagingStore"]


class StagingStore:
    """One read-write connection to the build database, for the length of a `with` block.

    Writing the same thing twice changes no row. A step that fails, or whose process is killed, leaves nothing of
    itself behind.

    Raises:
        UserError: from every method, where the file is locked, full, corrupt or not ours: one line.
    """

    def __init__(self, path: Path) -> None:
        self._session = Session(path)

    def __enter__(self) -> Self:
        self._session.open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._session.close()

    def known_page(self, address: str, body_digest: str) -> bool:
        """Tell whether this very page, these bytes at this address, is staged."""
        query = "select count(*) from staging.pages where address = ? and body_digest = ?"
        return bool(self._session.rows(query, [address, body_digest])[0][0])

    def visits(self, addresses: Iterable[str]) -> dict[str, Visit]:
        """Return what is remembered of those of the addresses that were ever asked for."""
        return visits.read_visits(self._session, addresses)

    def due_pages(self, source: str, now: dt.datetime) -> dict[str, Meta]:
        """Return the addresses that a source has asked for before and that are due by `now` (UTC), longest due first.

        With each comes what was told of the page that it gave last.
        """
        return visits.due_pages(self._session, source, now)

    def staged_addresses(self, addresses: Iterable[str]) -> set[str]:
        """Return those of the addresses of which any page is staged."""
        return visits.staged_addresses(self._session, addresses)

    def listings(self) -> dict[str, Listing]:
        """Return what is remembered of the feeds, site maps and archives of others that were read, by address."""
        return read_listings(self._session)

    def write_captures(
        self,
        day: dt.date,
        captures: Iterable[tuple[Capture, ArchiveLocation | None]],
        listings: Iterable[Listing] = (),
    ) -> None:
        """Stage what was asked for on a day: one row of `fetches` an address, one of `pages` a new page.

        A page that is staged stays as it was first captured. What was fetched on a day stays `fetched` though it is
        asked for again and found unchanged, or fails; a failure gives way to a later success, and what was left to
        whatever came of it later.

        Args:
            day: The day of capture, in UTC.
            captures: What came of each address, and where the archive holds the page; null unless it was fetched.
            listings: What was read to learn of the addresses, and is to be remembered.

        Raises:
            ValueError: a fetched page has no place in the archive.
        """
        rows = outcomes.batch_of(day, captures, listings)
        with self._session.transaction() as connection:
            outcomes.write(connection, rows)

    def restore_captures(self, batches: Iterable[Batch]) -> None:
        """Stage batches of captures again, in one transaction; what is staged stays, as in `write_captures`.

        Args:
            batches: In the order in which they were staged first.
        """
        with self._session.transaction() as connection:
            for one in batches:
                outcomes.write(connection, one)

    def forget_days(self, first_day: dt.date, last_day: dt.date) -> None:
        """Drop everything that was made of the pages of the days given (both included), so that all is read anew.

        A run that is killed after this and before it has read them leaves pages without an outcome, which the next
        run reads.
        """
        with self._session.transaction() as connection:
            versions.forget_days(connection, first_day, last_day)

    def forget_readings(self, first_day: dt.date, last_day: dt.date) -> None:
        """Drop what was found in the articles of the days given (both included), so that they are read anew."""
        with self._session.transaction() as connection:
            versions.forget_readings_of_days(connection, first_day, last_day)

    def pages_to_clean(self, first_day: dt.date, last_day: dt.date, cleaner_version: str) -> list[PageRow]:
        """Return the pages that this cleaner has still to read, in order of capture day and key.

        These are the pages captured from `first_day` to `last_day` (both included) without an outcome by this
        version of the cleaner, and any page without an outcome at all, left by a run that was killed.
        """
        rows = self._session.rows(
            """
            select pages.*
            from staging.pages
            left join staging.cleanings using (page_id)
            where (pages.capture_day between $first and $last and cleanings.cleaner_version is distinct from $version)
                or cleanings.page_id is null
            order by pages.capture_day, pages.page_id
            """,
            {"first": first_day, "last": last_day, "version": cleaner_version},
        )
        return [page_row_from(row) for row in rows]

    def write_articles(self, results: Iterable[tuple[PageRow, Article | Rejection]]) -> None:
        """Stage what pages gave. A page may come twice: with an article, and with why the article is not read.

        What an older cleaner made of the same pages goes, with its mentions. An article version that several pages
        give has the fields of the page captured first.
        """
        cleanings: dict[str, dict[str, Any]] = {}
        articles: list[dict[str, Any]] = []
        rejections: list[dict[str, Any]] = []
        # In a batch the last row of a key wins: descending order leaves an article version to its first page.
        for page, outcome in sorted(results, key=lambda pair: (pair[0].capture_day, pair[0].page_id), reverse=True):
            row = cleanings.setdefault(
                page.page_id,
                {
                    "page_id": page.page_id,
                    "capture_day": page.capture_day,
                    "cleaner_version": outcome.cleaner_version,
                    "article_id": None,
                    "version": None,
                },
            )
            if isinstance(outcome, Rejection):
                rejections.append(flat(outcome, capture_day=page.capture_day))
            else:
                articles.append(flat(outcome, page_id=page.page_id, capture_day=page.capture_day))
                row |= {"article_id": outcome.article_id, "version": outcome.version}
        with self._session.transaction() as connection:
            with batch(connection, CLEANINGS, cleanings.values()):
                connection.execute("""
                    delete from staging.rejections where page_id in (select page_id from new_cleanings)
                """)
                connection.execute("insert or replace into staging.cleanings by name from new_cleanings")
            with batch(connection, REJECTIONS, rejections):
                connection.execute("insert into staging.rejections by name from new_rejections")
            versions.replace_articles(connection, articles)
            versions.drop_what_no_page_gives(connection)

    def group_texts(self) -> int:
        """Group the texts that are one text printed by several, and return how many are like one before them."""
        with self._session.transaction() as connection:
            return likeness.group_articles(connection)

    def articles_to_read(self, first_day: dt.date, last_day: dt.date, extractor_version: str) -> list[Article]:
        """Return the article versions that this extractor has still to read, in order of capture day and key.

        Days mean the same as in `pages_to_clean`.
        """
        rows = self._session.rows(
            """
            select articles.*
            from staging.articles
            left join staging.extractions using (article_id, version)
            where (
                    articles.capture_day between $first and $last
                    and extractions.extractor_version is distinct from $version
                )
                or extractions.article_id is null
            order by articles.capture_day, articles.article_id, articles.version
            """,
            {"first": first_day, "last": last_day, "version": extractor_version},
        )
        return [article_from(row) for row in rows]

    def write_mentions(self, results: Iterable[tuple[Article, list[Mention]]], extractor_version: str) -> None:
        """Stage the mentions of article versions, in place of whatever an earlier extractor found in them."""
        extractions: list[dict[str, Any]] = []
        mentions: list[dict[str, Any]] = []
        for article, found in results:
            extractions.append(
                {
                    "article_id": article.article_id,
                    "version": article.version,
                    "extractor_version": extractor_version,
                    "mentions": len({mention.mention_id for mention in found}),
                }
            )
            mentions.extend(flat(mention) for mention in found)
        with self._session.transaction() as connection:
            with batch(connection, EXTRACTIONS, extractions):
                versions.forget_readings(connection)
                connection.execute("""
                    insert into staging.extractions by name
                    select new.* replace (articles.capture_day as capture_day)
                    from new_extractions as new
                    join staging.articles using (article_id, version)
                """)
            with batch(connection, MENTIONS, mentions):
                connection.execute("""
                    insert into staging.mentions by name
                    select new.* replace (articles.capture_day as capture_day)
                    from new_mentions as new
                    join staging.articles using (article_id, version)
                """)

    def counts(self, first_day: dt.date | None = None, last_day: dt.date | None = None) -> StagingCounts:
        """Return how much is staged, of the days of capture given (both included) or of all."""
        with self._session.explained() as connection:
            return count_staging(connection, first_day, last_day)
