"""What a run may be told: whom to ask, and whether to read again what was read before."""

import dagster as dg
from pydantic import Field

from pipelines.sources.config import Source


class Asked(dg.Config):
    """Whom a run asks. Left out: every enabled source."""

    kinds: list[str] = Field(default_factory=list)
    """Kinds of sources; none named: all."""
    sources: list[str] = Field(default_factory=list)
    """Names of sources; none named: all."""
    from_archive: bool = False
    """Ask nobody: stage again what the archive holds of the run's days."""

    def wants(self, source: Source) -> bool:
        """Return whether a source is to be asked."""
        return (
            source.enabled
            and (not self.kinds or source.kind in self.kinds)
            and (not self.sources or source.name in self.sources)
        )


class Again(dg.Config):
    """Whether what was read before is read anew."""

    again: bool = False
    """Read everything of the run's days, also what this version has read."""
