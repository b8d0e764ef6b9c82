"""Whoever sends names that nobody read before, again and again, does not fill the memory."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest

from socle.config.places import Places
from socle.wire import xml

MB = 1024 * 1024
NAMES = 5_000


def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def message(rank):
    """A message of names that no other one holds."""
    names = (f"n{rank * NAMES + number:x}" for number in range(NAMES))
    return b"<r>" + "".join(f"<{name} {name}=''/>" for name in names).encode() + b"</r>"


@pytest.fixture
def places():
    found = Places(2, waiting=30, queue=100)
    yield found
    found.stop()


@pytest.fixture
def soon_worn(monkeypatch):
    monkeypatch.setattr(xml, "_WORN", 1 * MB)


def test_names_that_were_read_once_are_forgotten(places, soon_worn):
    """Libxml2 keeps every name until its thread ends: of these, 60 megabytes."""
    for rank in range(20):
        places.work(lambda rank=rank: xml.parse(message(rank)))
    before = resident()
    for rank in range(20, 220):
        places.work(lambda rank=rank: xml.parse(message(rank)))
    assert resident() - before < 20 * MB


def test_a_thread_that_read_many_names_gives_its_place_to_another(places, soon_worn):
    seen = set()
    for rank in range(40):
        places.work(lambda rank=rank: (seen.add(threading.get_ident()), xml.parse(message(rank))))
    assert len(seen) > 2
    deadline = time.monotonic() + 10
    while len(places._threads) != 2 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert len(places._threads) == 2


def test_threads_that_read_what_is_always_the_same_stay_for_long(places, dmp_samples):
    data = (dmp_samples / "td0/td0.2-authorisation-valid.request.xml").read_bytes()
    seen = set()
    for _ in range(200):
        places.work(lambda: (seen.add(threading.current_thread()), xml.parse(data)))
    assert len(seen) <= 2


def test_the_end_waits_for_threads_that_took_the_place_of_others(soon_worn):
    places = Places(3, waiting=30, queue=100)
    for rank in range(20):
        places.work(lambda rank=rank: xml.parse(message(rank)))
    places.stop()
    assert places._threads == []
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("work-")]
