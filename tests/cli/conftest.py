"""One running sandbox for the tests of a module; `fresh` is the same one, brought back to its first state.

`dmp` is another for the whole session, never reset, for tests that keep to a patient or a document of their own.
"""

from __future__ import annotations

import pytest
from tests.cli.dmp import Shell, letter
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


@pytest.fixture(scope="session")
def dmp(tmp_path_factory):
    with sandbox_server(tmp_path_factory.mktemp("dmp"), at=AT) as running:
        yield running


@pytest.fixture
def socle(dmp):
    """Calls a command on `dmp`, in this process."""
    return Shell(dmp.tls_url.rstrip("/"))


@pytest.fixture
def write_letter(tmp_path):
    """Writes a letter never fed before; gives its uniqueId and its file."""

    def write(ins, **options):
        unique_id, data = letter(ins, **options)
        file = tmp_path / f"{unique_id}.xml"
        file.write_bytes(data)
        return unique_id, file

    return write


@pytest.fixture(scope="session")
def ins(dmp):
    """The matricule of each patient, by short name."""
    return {patient["id"]: patient["ins"] for patient in dmp.api("people")["patients"]}
