"""Keeps the client out of private networks.

The check is made on the address that is actually connected to, after the name was resolved and right before the
connection is opened, so that neither a redirect nor a name that resolves differently the second time gets round
it. See https://cheatsheetseries.owasp.org/cheatsheets/Server_Side_Request_Forgery_Prevention_Cheat_Sheet.html.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from typing import TYPE_CHECKING, Any

import httpcore
import httpx

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable, Iterator

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class RefusedAddressError(Exception):
    """A connection to this address is not made; the message says why."""


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
    return address.is_global and not address.is_multicast


class GuardedBackend(httpcore.NetworkBackend):
    """Opens TCP connections to public addresses, and to the hosts allowed by name; nothing else.

    Args:
        allow_hosts: Host names (as written in the address, small letters) that may be private or local.
        deadline: `time.monotonic()` after which every read and write fails, however small its own steps are.
    """

    def __init__(self, allow_hosts: Iterable[str], deadline: float) -> None:
        self._allow_hosts = frozenset(allow_hosts)
        self._deadline = deadline
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
        if host.lower().strip("[]") in self._allow_hosts:
            targets = [host]
        else:
            targets = [str(address) for address in self._resolve(host, port)]
        for number, target in enumerate(targets, start=1):
            try:
                stream = self._backend.connect_tcp(
                    target, port, _within(self._deadline, timeout), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if number == len(targets):
                    raise
            else:
                return _DeadlineStream(stream, self._deadline)
        raise httpcore.ConnectError(f"{host} has no address")

    def _resolve(self, host: str, port: int) -> list[IpAddress]:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"{host} cannot be resolved: {error}") from error
        # A scope ("fe80::1%eth0") is no part of the address.
        addresses = [ipaddress.ip_address(str(info[4][0]).partition("%")[0]) for info in found]
        for address in addresses:
            # One private address among several is enough to refuse: which one is used must not be left to chance.
            if not is_public(address):
                raise RefusedAddressError(f"{host} is {address}, which is not public (see allow_hosts)")
        return list(dict.fromkeys(addresses))


class _DeadlineStream(httpcore.NetworkStream):
    """A stream whose reads and writes together end by a deadline: a timeout for each alone lets a drip go on."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _within(self._deadline, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _within(self._deadline, timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, _within(self._deadline, timeout))
        return _DeadlineStream(secured, self._deadline)

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
        return httpx.Response(response.status, headers=response.headers, stream=_Body(response))

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
