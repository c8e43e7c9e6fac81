"""Sources that gave fewer pages than expected: how many, why, and what mends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.sources.folder import CONTENT_TYPES, FolderUnreadableError, list_files

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pipelines.sources.config import Source


def unreadable_folders(sources: Sequence[Source]) -> dict[str, str]:
    """Return why the folder of a source gives nothing, by the name of the source."""
    unreadable = {}
    for source in sources:
        if source.kind == "folder":
            try:
                list_files(source)
            except FolderUnreadableError as error:
                unreadable[source.name] = str(error)
    return unreadable


def shortfalls(
    sources: Sequence[Source], unreadable: Mapping[str, str], given: Mapping[str, int], sources_file: Path
) -> list[str]:
    """Return a line for each source below its expected minimum, with the next step.

    Args:
        sources: The sources that were asked.
        unreadable: Why a folder gave nothing, by the name of its source.
        given: Pages that were fetched, unchanged or not due again yet, by the name of their source.
        sources_file: Where `path` and `expect` are written.
    """
    found = []
    for source in sources:
        expected = f"at least {source.expect.min} expected"
        if source.name in unreadable:
            found.append(
                f"{source.name}: no pages, {expected}: {unreadable[source.name]}; put pages there "
                f"({', '.join(CONTENT_TYPES)}) or correct `path` in {sources_file}"
            )
        elif (pages := given.get(source.name, 0)) < source.expect.min:
            where = f" in {source.base_dir / source.path}" if source.path else ", what failed is told above"
            found.append(
                f"{source.name}: {pages} pages, {expected}{where}; add some or lower `expect.min` in {sources_file}"
            )
    return found
