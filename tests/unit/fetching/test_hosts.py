"""Many hosts at once, one thing at a time of each."""

from __future__ import annotations

import threading
import time

import pytest

from pipelines.fetching.hosts import host_by_host


def test_everything_is_done_once():
    """Whatever the number of hosts and workers."""
    jobs = {f"h{host}": [(host, number) for number in range(host)] for host in range(9)}
    for workers in (1, 3, 50):
        done = list(host_by_host(jobs, lambda job: job, workers=workers))
        assert sorted(done) == sorted(job for of_host in jobs.values() for job in of_host)
    assert list(host_by_host({}, lambda job: job, workers=3)) == []


def test_a_host_has_one_job_at_a_time_and_in_order():
    """While other hosts have theirs."""
    busy, together, lock, order = set(), [0], threading.Lock(), {}

    def do(job):
        host, number = job
        with lock:
            assert host not in busy
            busy.add(host)
            together[0] = max(together[0], len(busy))
            order.setdefault(host, []).append(number)
        time.sleep(0.002)
        with lock:
            busy.discard(host)

    jobs = {host: [(host, number) for number in range(10)] for host in "abcdef"}
    list(host_by_host(jobs, do, workers=3))
    assert 1 < together[0] <= 3
    assert order == {host: list(range(10)) for host in "abcdef"}


def test_what_is_not_taken_is_not_made():
    """Results hold pages: they must not pile up. And when nobody takes them any more, nothing is begun."""
    begun = []
    results = host_by_host({"a": list(range(100)), "b": list(range(100))}, begun.append, workers=2)
    next(results)
    time.sleep(0.1)
    # Two wait, two are held by workers, one was taken.
    assert len(begun) <= 5
    results.close()
    at_close = len(begun)
    time.sleep(0.3)
    assert len(begun) - at_close <= 2


def test_an_error_is_raised_where_the_results_are_taken():
    """As it was raised."""
    with pytest.raises(ZeroDivisionError):
        list(host_by_host({"a": [0]}, lambda job: 1 // job, workers=2))
