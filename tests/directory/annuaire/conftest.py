"""The invented directory, loaded as a file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from socle.directory.imports.running import load
from socle.wire import ids
from tests.directory.annuaire import world

AT = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.fixture
def put(tmp_path):
    """Loads texts as files of these names, in one import; gives its report."""

    def load_all(*, at=AT, tolerated=0.01, **files):
        paths = []
        for name, content in files.items():
            path = Path(tmp_path, name.replace("_", "."))
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
            paths.append(path)
        return load(paths, at, new_uuid=ids.new_uuid, tolerated=tolerated)

    return load_all


@pytest.fixture
def loaded(put, db):
    report = put(annuaire_json=world.bundle())
    assert report.loaded, report.faults
