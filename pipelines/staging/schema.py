"""The staging tables: their columns are those of the records, so that a record's field is written down once."""

from __future__ import annotations

import dataclasses
import datetime as dt
import types
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin, get_type_hints

import pyarrow as pa

from pipelines.records import Article, Listing, Mention, Meta, Page, Rejection, Visit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SCHEMA = "staging"

META_PREFIX = "meta_"
"""`Page.meta` is stored flat: `meta_title`, `meta_publisher`, ..."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a staging table."""

    name: str
    type: pa.DataType
    nullable: bool

    @property
    def sql(self) -> str:
        """The column's definition in `create table`."""
        return f"{self.name} {_sql_type(self.type)}{'' if self.nullable else ' not null'}"


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the staging schema.

    `is_derived` tells that its rows can be made again from `pages`, so that a table of an older layout is dropped
    and filled again by the next run.
    """

    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    is_derived: bool = True

    @property
    def qualified(self) -> str:
        """Name with schema, as statements write it."""
        return f"{SCHEMA}.{self.name}"

    @property
    def sql(self) -> str:
        """The `create table` statement."""
        lines = ",\n    ".join([*(column.sql for column in self.columns), f"primary key ({', '.join(self.key)})"])
        return f"create table if not exists {self.qualified} (\n    {lines}\n)"

    def batch(self, rows: Iterable[Mapping[str, Any]]) -> pa.Table:
        """Return the rows as an Arrow table of this table's columns, the last row winning where a key repeats."""
        by_key = {tuple(row[name] for name in self.key): row for row in rows}
        schema = pa.schema([pa.field(column.name, column.type) for column in self.columns])
        return pa.Table.from_pylist([dict(row) for row in by_key.values()], schema=schema)


def columns_of(record: type[Any], *, prefix: str = "", without: frozenset[str] = frozenset()) -> tuple[Column, ...]:
    """Return the columns that hold a record's fields, in the order of the fields.

    Raises:
        TypeError: a field's type has no column type here.
    """
    # The records import `datetime` for the type checker only.
    hints = get_type_hints(record, localns={"dt": dt})
    return tuple(
        Column(prefix + field.name, *_arrow_type(hints[field.name], f"{record.__name__}.{field.name}"))
        for field in dataclasses.fields(record)
        if field.name not in without
    )


def _arrow_type(hint: Any, name: str) -> tuple[pa.DataType, bool]:
    """Return the Arrow type of a field's annotation, and whether it may be null."""
    if get_origin(hint) in (Union, types.UnionType):
        inner = [part for part in get_args(hint) if part is not types.NoneType]
        if len(inner) == 1:
            return _arrow_type(inner[0], name)[0], True
    plain = {
        str: pa.string(),
        int: pa.int64(),
        float: pa.float64(),
        dt.datetime: pa.timestamp("us"),
        dt.date: pa.date32(),
    }
    if hint in plain:
        return plain[hint], False
    if get_origin(hint) is Literal:
        return pa.string(), False
    if get_origin(hint) is tuple:
        return pa.list_(_arrow_type(get_args(hint)[0], name)[0]), False
    raise TypeError(f"{name}: no column type for {hint}")


def _sql_type(arrow: pa.DataType) -> str:
    if pa.types.is_list(arrow):
        return f"{_sql_type(arrow.value_type)}[]"
    names = {
        pa.string(): "varchar",
        pa.int64(): "bigint",
        pa.float64(): "double",
        pa.timestamp("us"): "timestamp",
        pa.date32(): "date",
    }
    return names[arrow]


def _text(name: str, *, nullable: bool = False) -> Column:
    return Column(name, pa.string(), nullable)


_CAPTURE_DAY = Column("capture_day", pa.date32(), nullable=False)

PAGES = Table(
    "pages",
    ("page_id",),
    (
        _text("page_id"),
        *columns_of(Page, without=frozenset({"body", "meta", "measured"})),
        *columns_of(Meta, prefix=META_PREFIX),
        _CAPTURE_DAY,
        _text("body_digest"),
        Column("body_size", pa.int64(), nullable=False),
        _text("archive_file"),
        Column("archive_offset", pa.int64(), nullable=False),
        Column("archive_length", pa.int64(), nullable=False),
    ),
    is_derived=False,
)
"""One row a page: everything but its bytes, which lie in the archive."""

FETCHES = Table(
    "fetches",
    ("source", "capture_day", "address"),
    (
        _text("source"),
        _CAPTURE_DAY,
        _text("address"),
        _text("outcome"),
        _text("reason", nullable=True),
        _text("page_id", nullable=True),
    ),
    is_derived=False,
)
"""What was asked for on each day, and how it went."""

VISITS = Table("visits", ("address",), columns_of(Visit), is_derived=False)
"""One row an address on the web that was ever asked for: when it is due again, and what to ask it with."""

LISTINGS = Table("listings", ("address",), columns_of(Listing), is_derived=False)
"""One row a feed, site map or archive of others that was read: how to tell whether it has changed since."""

CLEANINGS = Table(
    "cleanings",
    ("page_id",),
    (
        _text("page_id"),
        _CAPTURE_DAY,
        _text("cleaner_version"),
        _text("article_id", nullable=True),
        _text("version", nullable=True),
    ),
)
"""Which pages were cleaned, by which cleaner, and the article version each gave (null: none)."""

ARTICLES = Table("articles", ("article_id", "version"), (*columns_of(Article), _CAPTURE_DAY))
"""One row an article version; `page_id` and `capture_day` are those of the first page that gave it."""

REJECTIONS = Table("rejections", ("page_id",), (*columns_of(Rejection), _CAPTURE_DAY))
"""Pages that gave no article that is read, and why."""

SIGNATURES = Table(
    "signatures",
    ("article_id", "version"),
    (
        _text("article_id"),
        _text("version"),
        _CAPTURE_DAY,
        Column("shingles", pa.int64(), nullable=False),
        Column("minima", pa.list_(pa.int64()), nullable=False),
        _text("text_group", nullable=True),
    ),
)
"""One row an article version: the sketch of its text, and the key of the first text that it is like (maybe its own)."""

EXTRACTIONS = Table(
    "extractions",
    ("article_id", "version"),
    (
        _text("article_id"),
        _text("version"),
        _CAPTURE_DAY,
        _text("extractor_version"),
        Column("mentions", pa.int64(), nullable=False),
    ),
)
"""Which article versions were read, by which extractor, and how many mentions each gave."""

MENTIONS = Table("mentions", ("mention_id",), (*columns_of(Mention), _CAPTURE_DAY))
"""One row a figure, or an unquantified transfer, in an article version."""

TABLES = (PAGES, FETCHES, VISITS, LISTINGS, CLEANINGS, ARTICLES, REJECTIONS, SIGNATURES, EXTRACTIONS, MENTIONS)
