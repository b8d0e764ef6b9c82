"""The worked dialogues, ready to play: their cast registered, their clock frozen, their authorities trusted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from socle import clock
from socle.directory import trust
from tests.record import cast
from tests.record.player import Player


@pytest.fixture
def player(db: None, dmp_samples: Path) -> Iterator[Player]:
    before, trusted = clock.installed(), trust.current()
    cast.assemble()
    yield Player(dmp_samples)
    clock.install(before)
    trust.install(trusted)
