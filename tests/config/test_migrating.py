"""What a program does with a database that is older, newer, or both at once."""

from __future__ import annotations

import json
import shutil
import sqlite3

import pytest
from tests import releases, servers

from socle.config.migrating import Step, judge

ONE, TWO = Step("record", "0001_initial"), Step("record", "0002_expand_month")
AWAY = Step("record", "0003_contract_day")
STRANGE = Step("record", "0004_whatever")


def ids(known, applied):
    return [id for id, _ in judge(known, applied).refusals()]


class TestAProgramServes:
    def test_the_database_it_knows(self):
        assert ids([ONE, TWO], [ONE, TWO]) == []

    def test_a_new_one_which_it_lays_first(self):
        assert judge([ONE, TWO], []).empty
        assert ids([ONE, TWO], []) == []

    def test_one_that_a_later_program_has_only_added_to(self):
        assert ids([ONE], [ONE, TWO]) == []

    def test_one_from_which_nothing_was_taken_away_yet(self):
        found = judge([ONE, TWO, AWAY], [ONE, TWO])
        assert (list(found.refusals()), found.waiting) == ([], (AWAY,))

    def test_one_that_knows_a_room_more(self):
        assert ids([ONE], [ONE, Step("messaging", "0001_initial")]) == []


class TestAProgramRefuses:
    def test_an_older_database(self):
        assert ids([ONE, TWO], [ONE]) == ["socle.E012"]

    def test_one_from_which_a_later_program_took_something_away(self):
        assert ids([ONE, TWO], [ONE, TWO, AWAY]) == ["socle.E013"]

    def test_one_that_was_changed_it_cannot_tell_how(self):
        assert ids([ONE], [ONE, STRANGE]) == ["socle.E013"]

    def test_with_a_sentence_that_names_the_step_and_the_way_out(self):
        ((_, older),) = judge([ONE, TWO], [ONE]).refusals()
        assert "record.0002_expand_month" in older
        assert "socle migrate expand" in older
        many = [Step("record", f"{number:04d}_expand_x") for number in range(2, 9)]
        ((_, older),) = judge([ONE, *many], [ONE]).refusals()
        assert "and 4 more" in older


def test_a_standing_is_told_even_when_a_step_was_skipped():
    found = judge([ONE, TWO, AWAY], [ONE, AWAY])
    assert found.missing == (TWO,)
    assert found.ahead == ()


@pytest.fixture(scope="module")
def laid(tmp_path_factory):
    """A sandbox's folder laid by this program, and a release that adds a column and takes another away."""
    folder = tmp_path_factory.mktemp("laid")
    running = servers.start(folder / "data", world="none", environment={"DATABASE_URL": ""})
    running.stop()
    running.process.stdout.close()
    following = releases.copy(folder / "next")
    column = "operations.AddColumn('entry', 'month', models.CharField(max_length=6, null=True))"
    names = (
        following.migrate("record", "expand_month", column),
        following.migrate("record", "contract_location", "operations.DropColumn('entry', 'service_stop')"),
    )
    return folder / "data", following, names


@pytest.fixture
def place(laid, tmp_path):
    data, following, names = laid
    shutil.copytree(data, tmp_path / "data")
    return tmp_path / "data", following, names


def migrate(data, release, *words):
    return servers.socle("migrate", *words, "--json", "--data", str(data), **release.environment)


def columns(data):
    with sqlite3.connect(data / "socle.sqlite3") as connection:
        found = {row[1] for row in connection.execute("PRAGMA table_info(record_entry)")}
    connection.close()
    return found


class TestTheCommand:
    def test_tells_what_is_missing_and_changes_nothing(self, place):
        data, following, (add, drop) = place
        before = columns(data)
        found = json.loads(migrate(data, following).stdout)["missing"]
        assert [(held["migration"], held["phase"]) for held in found] == [
            (f"record.{add}", "expand"),
            (f"record.{drop}", "contract"),
        ]
        assert found[0]["rows"] == {"record_entry": 0}
        assert columns(data) == before

    def test_lays_one_phase_after_the_other(self, place):
        data, following, (add, drop) = place
        assert json.loads(migrate(data, following, "expand").stdout)["done"] == [f"record.{add}"]
        assert {"month", "service_stop"} < columns(data)
        assert json.loads(migrate(data, following, "contract").stdout)["done"] == [f"record.{drop}"]
        assert "service_stop" not in columns(data)
        assert json.loads(migrate(data, following, "contract").stdout) == {"done": [], "missing": []}

    def test_lays_both_when_nobody_runs(self, place):
        data, following, names = place
        assert json.loads(migrate(data, following, "whole").stdout)["done"] == [f"record.{name}" for name in names]

    def test_does_not_lay_both_while_a_socle_runs(self, place):
        data, following, _ = place
        running = servers.start(data, world="none", environment={"DATABASE_URL": ""})
        try:
            done = migrate(data, following, "whole")
        finally:
            running.stop()
            running.process.stdout.close()
        assert (done.returncode, "end it first" in done.stderr) == (1, True)

    def test_a_program_older_than_its_database_refuses_to_touch_it(self, place):
        data, following, _ = place
        migrate(data, following, "whole")
        done = servers.socle("migrate", "--data", str(data))
        assert (done.returncode, "socle.E013" in done.stderr) == (1, True)

    def test_a_folder_that_is_not_there_is_a_fault_of_the_call(self, tmp_path):
        assert servers.socle("migrate", "--data", str(tmp_path / "absent")).returncode == 2

    def test_a_dangerous_migration_is_not_laid_while_socle_may_serve(self, place, tmp_path):
        data, _, _ = place
        careless = releases.copy(tmp_path / "careless")
        field = "migrations.AddField('entry', 'month', models.CharField(max_length=6, default=''))"
        name = careless.migrate("record", "expand_month", field)
        done = migrate(data, careless, "expand")
        assert (done.returncode, "use AddColumn" in done.stderr) == (1, True)
        assert "month" not in columns(data)
        assert json.loads(migrate(data, careless, "whole").stdout)["done"] == [f"record.{name}"]
