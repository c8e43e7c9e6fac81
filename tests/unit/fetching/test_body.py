"""Bodies: unpacked whole however they are cut, and cut off at their limit however they are packed."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.fetching.body import TooLargeError, read_body
from pipelines.fetching.limits import FetchError


def bare(data):
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


PACKED = {"": bytes, "gzip": gzip.compress, "deflate": zlib.compress, "x-gzip": gzip.compress, "Deflate ": bare}


def cut(data, size):
    return [data[start : start + size] for start in range(0, len(data), size)]


@pytest.mark.parametrize("encoding", PACKED)
@given(data=st.binary(max_size=300) | st.integers(0, 200_000).map(lambda n: b"ab" * n), size=st.integers(2, 70_000))
def test_a_body_comes_out_as_it_was_packed(encoding, data, size):
    """Whatever it holds and however it is cut on its way."""
    assert read_body(cut(PACKED[encoding](data), size), encoding, 1_000_000) == data


def test_an_empty_body_is_empty_in_every_packing():
    """An answer may say gzip and hold nothing."""
    assert [read_body([], encoding, 10) for encoding in PACKED] == [b""] * len(PACKED)


@pytest.mark.parametrize("encoding", ["br", "gzip, gzip", "zstd", "compress"])
def test_other_packings_are_refused(encoding):
    """They were not asked for; nested ones multiply."""
    with pytest.raises(FetchError, match="expected gzip or deflate"):
        read_body([b"x"], encoding, 10)


@pytest.mark.parametrize(
    "lie",
    [b"plain text", b"\x1f\x8b\x08\x00rubbish", gzip.compress(b"x" * 99)[:-9]],
    ids=["plain", "damaged", "cut off"],
)
def test_what_is_not_what_it_says_fails(lie):
    """Not packed at all, damaged, or cut off."""
    with pytest.raises(FetchError, match="said to be gzip"):
        read_body([lie], "gzip", 1000)


def test_what_is_too_large_gives_its_beginning():
    """For robots.txt, of which the beginning is enough."""
    with pytest.raises(TooLargeError) as error:
        read_body([gzip.compress(b"abc" * 10)], "gzip", 5)
    assert error.value.body == b"abcab"


def test_a_bomb_takes_no_more_memory_than_its_limit():
    """A chunk of 64 kB holds 60 MB here; unpacked at once it would take them all."""
    bomb = gzip.compress(b"\0" * 60_000_000)
    tracemalloc.start()
    with pytest.raises(TooLargeError):
        read_body([bomb], "gzip", 1_000_000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 6_000_000
