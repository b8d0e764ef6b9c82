from __future__ import annotations

from pathlib import Path

import pytest

from socle.config.database import database


def test_the_connection_to_postgresql_is_secured_as_its_address_says():
    found = database("postgresql://u@h/d?sslmode=verify-full&sslrootcert=/etc/ca.pem", Path())
    assert found["OPTIONS"].items() >= {"sslmode": "verify-full", "sslrootcert": "/etc/ca.pem"}.items()
    assert database("postgresql://u@/d?host=/run", Path())["HOST"] == "/run"


def test_a_part_of_the_address_that_means_nothing_is_refused_rather_than_left_out():
    with pytest.raises(ValueError, match="unknown part 'sslmod'"):
        database("postgresql://u@h/d?sslmod=verify-full", Path())


def test_another_kind_of_database_is_refused():
    with pytest.raises(ValueError, match="begins with 'mysql:'"):
        database("mysql://h/d", Path())
