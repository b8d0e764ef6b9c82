from __future__ import annotations

import pytest
from tests import portal

from socle import clock


@pytest.fixture
def world(db, dmp_samples):
    before = clock.installed()
    yield portal.build(dmp_samples / "documents")
    clock.install(before)
