"""Archives to alter: one of two documents about one patient, and a maker of any ZIP file."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

import pytest

from socle.documents import xdm

AT = datetime(2026, 9, 15, 8, 30, 2, tzinfo=UTC)
SENDER = xdm.Sender("Dr Marcel CAMPARINI", "CH d’essai", "1 rue de l’Église, 51000 Reims", "0102030405")


@pytest.fixture(scope="session")
def second(minimal):
    """Another document about the patient of the smallest one."""
    return minimal.replace(b'<id root="1.2.3.4.5.6"/>', b'<id root="1.2.3.4.5.7"/>')


@pytest.fixture(scope="session")
def packed(minimal, second):
    """An archive of two documents in one submission set."""
    return xdm.pack([[minimal, second]], sender=SENDER, at=AT).data


@pytest.fixture(scope="session")
def made():
    """Makes a ZIP file: names with their bytes, or with a ZipInfo changed first."""

    def make(files, *, method=zipfile.ZIP_DEFLATED):
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", method) as archive:
            for name, data in files:
                archive.writestr(name, data)
        return target.getvalue()

    return make


@pytest.fixture(scope="session")
def altered_archive(packed, made):
    """The archive of two documents with files changed (bytes), renamed (a name) or taken out (None), and others added."""

    def alter(changes=(), *, added=()):
        changes = dict(changes)
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            files = [(name, archive.read(name)) for name in archive.namelist()]
        kept = []
        for name, data in files:
            change = changes.get(name, data)
            if isinstance(change, str):
                kept.append((change, data))
            elif change is not None:
                kept.append((name, change(data) if callable(change) else change))
        return made([*kept, *added])

    return alter
