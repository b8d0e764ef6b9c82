"""The engine of the programmes is the one that a command names, else the one of the settings."""

from __future__ import annotations

import pytest

from socle.cli.analytics import chosen
from socle.config import settings
from socle.programmes import engine


@pytest.fixture
def environment(monkeypatch):
    monkeypatch.setattr(settings, "_settings", None)
    for name in ("ANALYTICS_ENGINE", "ANALYTICS_MEMORY", "SPARK_REMOTE"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def test_nothing_said_it_is_the_embedded_one(environment):
    assert chosen() == {"name": "duckdb", "memory": "1GB", "remote": ""}


def test_the_settings_say_which_and_the_command_has_the_last_word(environment):
    environment.setenv("ANALYTICS_ENGINE", "spark")
    environment.setenv("SPARK_REMOTE", "sc://cluster:15002")
    environment.setenv("ANALYTICS_MEMORY", "4GB")
    assert chosen() == {"name": "spark", "memory": "4GB", "remote": "sc://cluster:15002"}
    assert chosen("duckdb")["name"] == "duckdb"


def test_what_is_chosen_is_opened_and_bounded(environment):
    environment.setenv("ANALYTICS_MEMORY", "300MB")
    with engine.opened(**chosen()) as e:
        (row,) = e.backend.con.sql("SELECT current_setting('memory_limit')").fetchall()
    assert row[0].startswith("286.")  # of 1024² bytes


def test_a_cluster_at_an_address_that_is_none_is_told(environment):
    environment.setenv("SPARK_REMOTE", "spark://cluster:7077")
    with pytest.raises(engine.NoEngine) as told, engine.opened(**chosen("spark")):
        pass
    assert "sc://" in told.value.finding.found
