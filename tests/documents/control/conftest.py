"""Documents to send to the checker: one that is right, and one that is not."""

from __future__ import annotations

import os
import sys

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

_written: list[str] = []
_watching: list[bool] = []


def _audit(event, arguments):
    if _watching and event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR):
        _written.append(str(arguments[0]))


@pytest.fixture(scope="session")
def audited():
    """Python itself tells which files are opened; what watches once cannot be taken away."""
    sys.addaudithook(_audit)


@pytest.fixture
def files_written(audited):
    """Every file opened for writing while the test lasts."""
    _written.clear()
    _watching.append(True)
    yield _written
    _watching.clear()


@pytest.fixture(scope="session")
def faulty(letter) -> bytes:
    """The discharge letter, its country and its custodian wrong."""
    return letter.replace(b'<realmCode code="FR"/>', b'<realmCode code="US"/>').replace(b"custodian>", b"gardien>")


@pytest.fixture
def send(client):
    """Sends files by the form."""

    def post(files, address="/controle/", **fields):
        sent = [SimpleUploadedFile(name, data) for name, data in files.items()]
        return client.post(address, {"fichiers": sent, "profil": "default", **fields})

    return post
