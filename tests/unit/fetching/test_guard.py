"""Which addresses are public, and that the check is made on what is connected to."""

from __future__ import annotations

import ipaddress
import socket
import threading
import time

import httpcore
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.fetching import guard
from pipelines.fetching.guard import GuardedBackend, RefusedAddressError, is_public

NOT_PUBLIC = [
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
    "::", "::1", "fe80::1", "fc00::1", "fd12::1", "ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "2002:7f00:1::", "64:ff9b::127.0.0.1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::7f00:1", "::127.0.0.1", "::ffff:0:127.0.0.1",
    "fec0::1", "3fff::1", "192.0.0.192", "168.63.129.16", "100.100.100.200", "fd00:ec2::254",
]  # fmt: skip
PUBLIC = ["1.1.1.1", "93.184.216.34", "172.32.0.1", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"]


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_not_public(address):
    """Loopback, private, link-local, shared, documentation, multicast, reserved, metadata; within IPv6 too."""
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_public(address):
    """What anybody can reach."""
    assert is_public(ipaddress.ip_address(address))


@settings(deadline=None)
@given(st.ip_addresses(v=4))
def test_an_address_within_ipv6_is_judged_as_itself(address):
    """Mapped, 6to4 and NAT64."""
    bits = int(address)
    for wrapped in ((0xFFFF << 32) | bits, (0x2002 << 112) | (bits << 80), (0x64FF9B << 96) | bits):
        assert is_public(ipaddress.IPv6Address(wrapped)) == is_public(address)


def backend(*allow_hosts):
    return GuardedBackend(allow_hosts, time.monotonic() + 5)


def resolving_to(monkeypatch, *addresses):
    asked = []

    def getaddrinfo(host, port, **_):
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(guard.socket, "getaddrinfo", getaddrinfo)
    return asked


def test_a_name_that_leads_inside_is_refused(monkeypatch):
    """A public name may resolve to a private address."""
    resolving_to(monkeypatch, "10.0.0.7")
    with pytest.raises(RefusedAddressError, match=r"trap\.example is 10\.0\.0\.7, which is not public"):
        backend().connect_tcp("trap.example", 80)


def test_one_private_address_among_public_ones_is_refused(monkeypatch):
    """Which one would be used is chance."""
    resolving_to(monkeypatch, "1.1.1.1", "127.0.0.1")
    with pytest.raises(RefusedAddressError):
        backend().connect_tcp("trap.example", 80)


def test_a_name_server_that_is_silent_is_not_waited_for():
    """The system may ask several of them for longer than a whole exchange may take."""
    answers = threading.Event()
    silent = GuardedBackend((), time.monotonic() + 60, lambda *_: answers.wait(30) and ["1.1.1.1"])
    with pytest.raises(httpcore.ConnectError, match=r"slow\.example cannot be resolved within 0\.05 seconds"):
        silent.connect_tcp("slow.example", 80, timeout=0.05)
    answers.set()


def test_what_was_checked_is_what_is_connected_to(monkeypatch):
    """The name is resolved once: a second answer cannot lead elsewhere."""
    asked = resolving_to(monkeypatch, "1.1.1.1")
    connected = []

    class Recorder:
        def connect_tcp(self, host, port, *_):
            connected.append((host, port))

    guarded = backend()
    guarded._backend = Recorder()
    guarded.connect_tcp("news.example", 443)
    assert asked == ["news.example"]
    assert connected == [("1.1.1.1", 443)]
