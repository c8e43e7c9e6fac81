"""`muster sources`: which sources there are, whether they can be read, and what to write for a new one."""

# ruff: noqa: PLC0415 - what takes seconds to import is imported by the command that needs it

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.errors import UserError
from pipelines.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipelines.sources.source import Source

HELP = """List, try and find sources: what sources.yml says is read.

Without a command, the sources are listed. A source is a feed, a site map, a list of addresses, a folder of files, or
WARC files that others captured.
"""

EXAMPLES = """
\b
Examples:
  muster sources
      What is read, and what is switched off.
  muster sources check
      Try every enabled source: is it reachable, is it allowed, does it give articles?
  muster sources check yonhap-north-korea
      Try one, enabled or not.
  muster sources add https://www.example.org/
      Find the feed and the site map of a site, and print the entry to paste into sources.yml.
"""

sources_app = typer.Typer(
    name="sources",
    help=HELP,
    epilog=EXAMPLES,
    rich_markup_mode=None,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)

SourcesFile = Annotated[
    Path | None,
    typer.Option("--sources", metavar="FILE", help="The sources file. [default: sources.yml]", show_default=False),
]


@sources_app.callback()
def list_sources(context: typer.Context, sources: SourcesFile = None) -> None:
    """List the sources of the sources file."""
    # Given before a command, it holds for the command.
    context.obj = sources
    if context.invoked_subcommand is None:
        from pipelines.settings import load_settings
        from pipelines.sources.config import load_sources

        settings = load_settings(sources=sources)
        for line in _lines(load_sources(settings.sources)):
            typer.echo(line)
        typer.echo(f"\nFrom {settings.sources}; `muster sources check` tries those that are on.")


@sources_app.command()
def check(
    context: typer.Context,
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="NAME", help="Sources to try, enabled or not. [default: all that are enabled]"),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Try the disabled ones too.")] = False,
    sources: SourcesFile = None,
) -> None:
    """Try sources, and say in a line each what was found; nothing is stored.

    Each is asked as a run would ask it: its robots.txt, its feed or site map, and three of its articles. Exits with 1
    where a source cannot be read, with the next step in its line.
    """
    from pipelines.commands.sources_check import check_sources
    from pipelines.settings import load_settings
    from pipelines.sources.config import load_sources

    settings = load_settings(sources=sources or context.obj)
    chosen = _chosen(load_sources(settings.sources), names or [], everything=everything, file=settings.sources)
    if not check_sources(chosen, contact=settings.contact):
        raise typer.Exit(1)


@sources_app.command()
def add(
    context: typer.Context,
    address: Annotated[str, typer.Argument(metavar="URL", help="A site, a section of one, a feed or a site map.")],
    allow_host: Annotated[
        list[str] | None,
        typer.Option(metavar="HOST", help="A private or local host that may be asked; may be given several times."),
    ] = None,
    sources: SourcesFile = None,
) -> None:
    """Find the feed and the site map of a site, and print the entry to paste into sources.yml.

    Looked at are the page's own links to feeds, the `Sitemap:` lines of robots.txt, and the places where sites
    commonly keep them. Nothing is written; what is found stands in the entry's comments.
    """
    from pipelines.commands.sources_add import propose
    from pipelines.settings import load_settings
    from pipelines.sources.config import load_sources

    settings = load_settings(sources=sources or context.obj)
    taken = {source.name for source in load_sources(settings.sources)} if settings.sources.exists() else set()
    typer.echo(propose(address, contact=settings.contact, allow_hosts=tuple(allow_host or ()), taken=taken), nl=False)


def _chosen(sources: list[Source], names: list[str], *, everything: bool, file: Path) -> list[Source]:
    by_name = {source.name: source for source in sources}
    for name in names:
        if name not in by_name:
            raise UserError(f"{file}: no source is named {name!r}; `muster sources` lists them")
    if names:
        return [by_name[name] for name in dict.fromkeys(names)]
    chosen = [source for source in sources if source.enabled or everything]
    if not chosen:
        raise UserError(f"{file}: every source is disabled; `muster sources check --all` tries them all the same")
    return chosen


def _lines(sources: list[Source]) -> Iterator[str]:
    """Yield a line a source: whether it is read, its name and kind, and where it is."""
    width = max(len(source.name) for source in sources)
    for source in sources:
        listed = f"{len(source.urls)} address{'' if len(source.urls) == 1 else 'es'}"
        where = source.url or source.path or listed
        yield printable(f"{'on' if source.enabled else 'off':<4} {source.name:<{width}}  {source.kind:<8} {where}")
