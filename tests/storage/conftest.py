"""Databases of their own for the data folders of a test, on the engine of this run."""

from __future__ import annotations

import hashlib
import os

import pytest
from tests.postgres import create_database


@pytest.fixture
def database():
    """Gives the environment that names the database of a data folder: nothing on SQLite, where it lies inside."""

    def environment(data):
        cluster = os.environ.get("SOCLE_TEST_POSTGRES")
        if not cluster:
            return {}
        name = f"socle_{hashlib.sha256(str(data).encode()).hexdigest()[:20]}"
        return {"DATABASE_URL": create_database(cluster, name)}

    return environment
