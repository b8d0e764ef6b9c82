"""One running sandbox for the tests of a module; `fresh` is the same one, brought back to its first state."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.servers import sandbox_server

from socle.wire.certificates import issue

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


@pytest.fixture(scope="session")
def production_files(tmp_path_factory):
    """A server's certificate and key that no sandbox made."""
    folder = tmp_path_factory.mktemp("door")
    validity = issue.Validity(datetime(2020, 1, 1, tzinfo=UTC), datetime(2049, 1, 1, tzinfo=UTC))
    root = issue.root("AC RACINE DE TERRITOIRE", validity, organisation="TERRITOIRE", units=("0002 000000000",))
    server = issue.server(
        root, ["localhost"], validity=validity, name="TERRITOIRE", department="Finistère (29)", test=False
    )
    (folder / "server.pem").write_text(server.pem + root.pem)
    (folder / "server.key").write_text(server.key_pem)
    return folder / "server.pem", folder / "server.key"
