"""A web server on this computer that says, to the byte and to the second, what each of its hosts is told to say."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

HEAD_END = b"\r\n\r\n"


class Reset:
    """Break the connection off, with no goodbye."""


Step = bytes | float | Reset
"""What a server does next: send bytes, wait so many seconds, or break off."""


@dataclass(frozen=True)
class Request:
    """What was asked."""

    host: str
    """Without the port."""
    path: str
    headers: Mapping[str, str]
    """Names in small letters."""
    number: int
    """How often this path of this host has been asked for, this time included."""


def response(body: bytes = b"", status: str = "200 OK", *, length: bool = True, **headers: str) -> bytes:
    """Return a response; an underscore in a header's name stands for a hyphen."""
    given = {"Content-Type": "text/html; charset=utf-8"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    if length:
        given.setdefault("Content-Length", str(len(body)))
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in given.items() if value)]
    return "\r\n".join(lines).encode("latin-1") + HEAD_END + body


@dataclass
class Log:
    """What the server was asked, and what it gave to the end."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    asked: Counter[tuple[str, str]] = field(default_factory=Counter)
    given: Counter[tuple[str, str]] = field(default_factory=Counter)
    requests: list[Request] = field(default_factory=list)


class Server:
    """Listens on 127.0.0.1 until its `with` block ends; one thread a connection.

    Args:
        answer: Gives the steps of the answer to a request.
        keep_requests: Whether the log keeps every request, and not their numbers alone.
    """

    def __init__(self, answer: Callable[[Request], Iterable[Step]], *, keep_requests: bool = True) -> None:
        self._answer = answer
        self._keep = keep_requests
        self._stop = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port: int = self._listener.getsockname()[1]
        self.log = Log()

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        while not self._stop.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            connection.settimeout(10)
            request = self._read(connection)
            if request is None:
                return
            for step in self._steps(request):
                if self._stop.is_set():
                    return
                if isinstance(step, Reset):
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    return
                if isinstance(step, bytes):
                    connection.sendall(step)
                else:
                    self._stop.wait(step)
            with self.log.lock:
                self.log.given[request.host, request.path] += 1

    def _steps(self, request: Request) -> Iterator[Step]:
        yield from self._answer(request)

    def _read(self, connection: socket.socket) -> Request | None:
        head = b""
        while HEAD_END not in head:
            data = connection.recv(65_536)
            if not data:
                return None
            head += data
        first, *lines = head.decode("latin-1").split("\r\n\r\n")[0].split("\r\n")
        headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        host, path = headers.get("host", "").partition(":")[0], first.split(" ")[1]
        with self.log.lock:
            self.log.asked[host, path] += 1
            request = Request(host, path, headers, self.log.asked[host, path])
            if self._keep:
                self.log.requests.append(request)
        return request


def wait_until(is_so: Callable[[], bool], *, seconds: float = 60) -> None:
    """Wait until something is so.

    Raises:
        TimeoutError: It never was.
    """
    until = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > until:
            raise TimeoutError
        time.sleep(0.005)
