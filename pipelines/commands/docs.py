"""`muster docs`: write the docs site and serve it."""

from __future__ import annotations

import functools
import http.server
import sys
from typing import TYPE_CHECKING

from pipelines.docs_site import build_docs_site
from pipelines.errors import UserError
from pipelines.staging.lock import writer_lock

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.settings import Settings


def docs(settings: Settings, *, serve: bool) -> None:
    """Write the docs site of the warehouse, and serve it until interrupted.

    Raises:
        UserError: There is no warehouse, a run is writing it, or the port is taken.
    """
    if not settings.build_db.exists():
        raise UserError(f"{settings.build_db}: no warehouse yet; make one with `muster run`")
    with writer_lock(settings.build_db):
        site = build_docs_site(settings)
    _say(f"Wrote {site} ({site.stat().st_size / 1e6:.1f} MB)")
    if serve:
        _serve(site, settings.host, settings.docs_port)


class _Handler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing: a line for each request hides the address to open."""


def _serve(site: Path, host: str, port: int) -> None:
    handler = functools.partial(_Handler, directory=str(site.parent))
    try:
        server = http.server.ThreadingHTTPServer((host, port), handler)
    except OSError as error:
        raise UserError(
            f"{host}:{port}: cannot be listened on ({error.strerror}); set MUSTER_DOCS_PORT to another port"
        ) from error
    with server:
        _say(f"Docs on http://{host}:{server.server_address[1]} (Ctrl-C ends it)")
        server.serve_forever()


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
