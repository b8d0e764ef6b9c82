"""One engine for the tests of SUN-ES: they share its connection."""

from __future__ import annotations

import pytest

from socle.programmes import engine as engines


@pytest.fixture(scope="session")
def engine():
    with engines.opened(memory="500MB") as opened:
        yield opened
