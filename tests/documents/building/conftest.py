"""Descriptions to alter: the discharge letter shipped as an example, as data."""

from __future__ import annotations

import copy
import tomllib
from datetime import UTC, datetime
from typing import Any

import pytest

from socle.documents import building
from socle.rulebook.choices import Choices

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
_LETTER = tomllib.loads(building.example("discharge-letter"))


@pytest.fixture
def letter() -> dict[str, Any]:
    """What the description file of a discharge letter holds."""
    return copy.deepcopy(_LETTER)


@pytest.fixture
def build():
    """Builds what data describes around a file; gives what was built, and the places of what is wrong."""

    def built(data, file=b"%PDF-1.7\n%%EOF", **more):
        spec, findings = building.from_mapping(data)
        if spec is None:
            return None, {finding.place for finding in findings}
        made = building.build(spec, file, at=more.pop("at", AT), choices=more.pop("choices", Choices()), **more)
        return made, {finding.place for finding in made.findings if finding.is_error}

    return built
