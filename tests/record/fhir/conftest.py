"""The FHIR door, ready to be asked."""

from __future__ import annotations

import pytest

from tests.record.fhir.asking import Asker
from tests.record.player import Player


@pytest.fixture
def asker(player: Player) -> Asker:
    return Asker(player)
