"""A server that misbehaves, and a fetcher with little patience."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from accord.fetch import Fetcher, Fetching

from .server import Server

QUICK = Fetching(
    connect_s=1,
    silence_s=0.4,
    total_s=0.8,
    pause_s=0,
    held_s=30,
    feed_bytes=300_000,
    page_bytes=300_000,
    robots_bytes=50_000,
    allow=("127.0.0.1",),
)


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    """It finds every host on the loopback; addresses are what they are."""
    patient = replace(QUICK, silence_s=1.0, total_s=2.5)  # several ask at once, on a machine with much to do
    fetcher = Fetcher(patient, resolve=lambda host, port: ["127.0.0.1" if host[-1].isalpha() else host])
    yield fetcher
    fetcher.stop()
