"""One running sandbox for the tests of a module; `fresh` is the same one, brought back to its first state."""

from __future__ import annotations

import pytest
from tests.servers import sandbox_server

AT = "2026-11-16T09:00:00Z"


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory):
    with sandbox_server(tmp_path_factory.mktemp("sandbox"), at=AT) as running:
        yield running


@pytest.fixture
def fresh(sandbox):
    sandbox.api("reset", {})
    yield sandbox
    sandbox.api("reset", {})
