"""Keeps the client out of private networks.

The check is made on the address that is actually connected to, after the name was resolved and right before the
connection is opened, so that neither a redirect nor a name that resolves differently the second time gets round
it. See https://cheatsheetseries.owasp.org/cheatsheets/Server_Side_Request_Forgery_Prevention_Cheat_Sheet.html.
"""

from __future__ import annotations

import ipaddress
import queue
import socket
import threading
import time
from typing import TYPE_CHECKING, Any

import httpcore
import httpx

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterable, Iterator, Sequence

    Resolve = Callable[[str, int], Sequence[str]]
    """Returns the addresses of a host, or raises `OSError`."""

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

NAT64 = ipaddress.IPv6Network("64:ff9b::/96")

BEGINNING = 8
"""Bytes of an answer that tell whether it is one."""

SPECIAL = tuple(
    ipaddress.ip_network(network)
    for network in (
        "192.0.0.0/24",  # protocol assignments; a cloud's metadata service answers at 192.0.0.192
        "168.63.129.16/32",  # a cloud's metadata service, at an address that looks public
        "3fff::/20",  # documentation (RFC 9637), not yet known to `ipaddress`
    )
)
"""Not for us, though `ipaddress` calls them global."""


class RefusedAddressError(Exception):
    """A connection to this address is not made; the message says why."""


class UnknownHostError(Exception):
    """There is no host of that name, and asking again would not change it."""


class DeadlineError(Exception):
    """The whole exchange took longer than it may."""


def is_public(address: IpAddress) -> bool:
    """Return whether an address is on the public internet: not private, loopback, link-local, reserved, multicast.

    IPv6 addresses that carry an IPv4 address (mapped, 6to4, NAT64) are public if that address is.
    """
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address in NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
        if address.is_site_local:
            return False
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and not any(address in network for network in SPECIAL)
    )


def resolve(host: str, port: int) -> list[str]:
    """Return the addresses that the system gives for a host.

    Raises:
        OSError: It gives none.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    # A scope ("fe80::1%eth0") is no part of the address.
    return [str(info[4][0]).partition("%")[0] for info in found]


class GuardedBackend(httpcore.NetworkBackend):
    """Opens TCP connections to public addresses, and to the hosts allowed by name; nothing else.

    Args:
        allow_hosts: Host names (as written in the address, small letters) that may be private or local.
        deadline: `time.monotonic()` after which every read and write fails, however small its own steps are.
        resolver: Gives the addresses of a host; the system's by default.
    """

    ip_address: str | None = None
    """What was connected to last."""
    has_ended = False
    """Whether the other side has closed the connection opened last."""
    began = b""
    """The first bytes that came over it."""

    def __init__(self, allow_hosts: Iterable[str], deadline: float, resolver: Resolve | None = None) -> None:
        self._allow_hosts = frozenset(allow_hosts)
        self._deadline = deadline
        self._resolver = resolver or resolve
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Resolve `host`, check what it resolves to, and connect to exactly that."""
        targets = self._resolve(host, port, timeout)
        if host.lower().strip("[]") not in self._allow_hosts:
            for address in targets:
                # One private address among several is enough to refuse: which is used must not be left to chance.
                if not is_public(address):
                    raise RefusedAddressError(f"{host} is {address}, which is not public (see allow_hosts)")
        for number, target in enumerate(targets, start=1):
            try:
                stream = self._backend.connect_tcp(
                    str(target), port, _within(self._deadline, timeout), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if number == len(targets):
                    raise
            else:
                self.ip_address = str(target)
                self.has_ended, self.began = False, b""
                return _DeadlineStream(stream, self._deadline, self._note)
        raise httpcore.ConnectError(f"{host} has no address")

    def _note(self, data: bytes) -> None:
        self.has_ended = not data
        if len(self.began) < BEGINNING:
            self.began += data[:BEGINNING]

    def _resolve(self, host: str, port: int, timeout: float | None) -> list[IpAddress]:
        try:
            found = [ipaddress.ip_address(address) for address in self._looked_up(host, port, timeout)]
        except (OSError, UnicodeError, ValueError) as error:
            if isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN:
                raise httpcore.ConnectError(f"{host} cannot be resolved: {error}") from error
            raise UnknownHostError(f"{host} cannot be resolved: {error}") from error
        return list(dict.fromkeys(found))

    def _looked_up(self, host: str, port: int, timeout: float | None) -> Sequence[str]:
        """Ask the resolver in a thread of its own: the system's has no limit of time that could be set."""
        seconds = _within(self._deadline, timeout)
        answers: queue.SimpleQueue[Sequence[str] | Exception] = queue.SimpleQueue()

        def look_up() -> None:
            try:
                answers.put(list(self._resolver(host, port)))
            except Exception as error:  # noqa: BLE001 - raised where the answer is waited for
                answers.put(error)

        threading.Thread(target=look_up, name="resolving", daemon=True).start()
        try:
            found = answers.get(timeout=seconds)
        except queue.Empty:
            raise httpcore.ConnectError(f"{host} cannot be resolved within {seconds:.2g} seconds") from None
        if isinstance(found, Exception):
            raise found
        return found


class _DeadlineStream(httpcore.NetworkStream):
    """A stream whose reads and writes together end by a deadline: a timeout for each alone lets a drip go on."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float, note: Callable[[bytes], None]) -> None:
        self._stream = stream
        self._deadline = deadline
        self._note = note

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = self._stream.read(max_bytes, _within(self._deadline, timeout))
        self._note(data)
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _within(self._deadline, timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, _within(self._deadline, timeout))
        return _DeadlineStream(secured, self._deadline, self._note)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _within(deadline: float, timeout: float | None) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise DeadlineError
    return left if timeout is None else min(left, timeout)


class GuardedTransport(httpx.BaseTransport):
    """An httpx transport over a guarded backend; a new connection for every request, so that each is checked."""

    def __init__(self, backend: httpcore.NetworkBackend, ssl_context: ssl.SSLContext) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=ssl_context, max_keepalive_connections=0, network_backend=backend
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; the errors are httpcore's and this module's."""
        assert isinstance(request.stream, httpx.SyncByteStream)
        response = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            response.status, headers=response.headers, stream=_Body(response), extensions=response.extensions
        )

    def close(self) -> None:
        """Close every connection."""
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        yield from self._response.iter_stream()

    def close(self) -> None:
        self._response.close()
