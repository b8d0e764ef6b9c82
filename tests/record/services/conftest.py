"""A database that several threads share: a file for SQLite, whose test database otherwise stays in memory."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection, connections


@pytest.fixture
def shared_database(transactional_db, tmp_path):
    """Real transactions across threads, on the engine of this run."""
    if connection.vendor != "sqlite":
        yield
        return
    known = connections.databases["default"]
    memory, held = known["NAME"], connection.connection
    connection.connection = None
    known["NAME"] = connection.settings_dict["NAME"] = str(tmp_path / "shared.sqlite3")
    try:
        call_command("migrate", verbosity=0)
        yield
    finally:
        connection.connection.close()
        connection.connection = held
        known["NAME"] = connection.settings_dict["NAME"] = memory
