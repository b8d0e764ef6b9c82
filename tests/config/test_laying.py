"""A new database is laid at once, and is the one that its migrations would have laid."""

from __future__ import annotations

import json

import pytest
from tests import forks
from tests.servers import clean_environment

from socle.config import laying
from socle.config.migrating import Step

LEFT = 12


def read(way, data):
    done = forks.run("tests.config.laying", [way, str(data)], clean_environment())
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_new_database_is_the_one_that_every_migration_lays_one_after_the_other(tmp_path):
    slowly, at_once = read("migrations", tmp_path / "slowly"), read("whole", tmp_path / "at-once")
    assert at_once["steps"] == slowly["steps"]
    assert sorted(at_once["statements"]) == sorted(slowly["statements"])
    assert len(slowly["statements"]) > 200


@pytest.fixture
def kept():
    return laying._kept()[0]


def test_what_is_kept_is_of_this_program_s_past_and_nearly_whole(kept):
    from django.db.migrations.loader import MigrationLoader  # noqa: PLC0415 - Django is set up by then

    known = {Step(app, name) for app, name in MigrationLoader(None).disk_migrations}
    assert {step for step in kept if step.app != "sandbox"} <= known
    assert len(known - set(kept)) <= LEFT, "a first start is slow again: make schema"


def test_the_tables_of_a_room_that_is_not_there_are_left_out(kept):
    whole = laying.laid({"ledger", "sandbox"}, kept)
    alone = laying.laid({"ledger"}, kept)
    assert {step.app for step in alone.steps} == {"ledger"}
    assert [statement for statement in whole.statements if "sandbox_" in statement]
    assert not [statement for statement in alone.statements if "sandbox_" in statement]


def test_a_program_that_does_not_know_one_of_these_steps_lays_its_own(kept):
    assert laying.laid({"ledger", "record"}, set(kept) - {Step("record", "0002_will")}) is None


def test_steps_that_are_not_kept_yet_are_left_to_their_migrations(kept):
    assert laying.laid({"ledger"}, {*kept, Step("ledger", "9999_expand_more")}) == laying.laid({"ledger"}, kept)


def test_without_the_file_every_migration_is_laid(monkeypatch, tmp_path, kept):
    laying._kept.cache_clear()
    monkeypatch.setattr(laying, "FILE", tmp_path / "absent")
    try:
        assert laying.laid({"ledger"}, kept) is None
    finally:
        laying._kept.cache_clear()
