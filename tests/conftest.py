"""What every test may ask for: the samples, the fictitious clock, the database chosen for this run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SAMPLES = Path(os.environ.get("SOCLE_SAMPLES", HERE.parent.parent / "shared" / "samples"))


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of samples written by others, read in place and never copied."""
    if not SAMPLES.is_dir():
        pytest.skip("no samples here: set SOCLE_SAMPLES to their folder")
    return SAMPLES


@pytest.fixture(scope="session")
def dmp_samples() -> Path:
    """Our own worked dialogues of the DMP."""
    return HERE / "data" / "dmp"
