"""One running Socle to attack for each module, its clock stopped at the instant of the worked tokens."""

from __future__ import annotations

import pytest

from tests.failures.exchange import Feeding, Target
from tests.servers import sandbox_server
from tests.wire import pki


@pytest.fixture(scope="module")
def target(tmp_path_factory, dmp_samples):
    """Its log is as talkative as it can be: what stays out of it then stays out always."""
    folder = tmp_path_factory.mktemp("target")
    trust = (dmp_samples / "certs" / "TEST-ONLY-ca-root.crt.pem",)
    environment = {"SOCLE_LOG_LEVEL": "DEBUG", "SOCLE_PROCESSES": "1"}  # one process: what it holds is measured
    with sandbox_server(folder, world="trois-ponts", trust=trust, environment=environment) as running:
        found = Target(running, dmp_samples, folder)
        found.set_clock(pki.NOW)
        yield found


@pytest.fixture
def healthy(target):
    """After the test the server is well and has told no exception during it."""
    before = len(target.log)
    yield target
    assert target.running.process.poll() is None
    assert target.healthz()["status"] == "ok"
    assert '"trace"' not in target.log[before:]


@pytest.fixture(scope="module")
def feeding(target):
    found = Feeding.of(target)
    target.set_clock(found.instant)
    return found


@pytest.fixture
def letter(healthy, feeding):
    """The good feeding, on a healthy server; it may be the target of one test."""
    return feeding
