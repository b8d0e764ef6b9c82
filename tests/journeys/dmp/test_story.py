"""The story of our worked dialogues, played over real sockets in the order of the clock.

Every dialogue ends as the manifest says. What needs something that is not there yet is named, with what it waits for.
"""

from __future__ import annotations

import pytest

from tests.conftest import HERE
from tests.journeys.dmp.player import Player
from tests.journeys.dmp.story import dialogues
from tests.servers import sandbox_server

#: Dialogues that wait for something.
WAITING = {
    "faults/server-unavailable": "needs a fault to be injected",
}


@pytest.fixture(scope="module")
def played(dmp_samples, tmp_path_factory):
    """Everything played once, in order: name → (what came back, what was written, what the manifest says)."""
    folder = tmp_path_factory.mktemp("story")
    certs = dmp_samples / "certs"
    trust = tuple(certs / f"TEST-ONLY-{name}.crt.pem" for name in ("ca-root", "ca-persons", "ca-organisations"))
    with sandbox_server(folder, world="trois-ponts", at="2026-09-15T07:59:00Z", trust=trust) as running:
        running.api("clock", {"action": "freeze"})
        player = Player(dmp_samples, running, folder)
        try:
            yield {d.name: (*player.play(d), d) for d in dialogues(dmp_samples)}
        finally:
            player.close()


def names(dmp, keep):
    return [d.name for d in dialogues(dmp) if keep(d)]


def pytest_generate_tests(metafunc):
    folder = HERE / "data" / "dmp"
    if "dialogue" in metafunc.fixturenames:
        metafunc.parametrize("dialogue", names(folder, lambda d: d.name not in WAITING))


@pytest.mark.database
def test_a_dialogue_ends_as_it_is_written(played, dialogue):
    got, written, entry = played[dialogue]
    if not written.get("context"):  # a sentence more than was written is no fault
        got.pop("context", None)
        written.pop("context", None)
    assert got == written, entry.expected


def test_only_named_dialogues_wait(played):
    assert set(WAITING) <= set(played)
