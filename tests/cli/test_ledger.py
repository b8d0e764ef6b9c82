"""`socle ledger …` as a user calls it, on a data folder, with no server running."""

from __future__ import annotations

import json

import pytest
from tests import forks
from tests.servers import clean_environment, database_of, sandbox_server, socle
from tests.storage import house

from socle.ledger import verifier

pytestmark = pytest.mark.database

PROGRAM = """
import os, sys
from pathlib import Path
from socle.config import startup
from socle.config.settings import Settings
folder = Path(sys.argv[1])
folder.mkdir(exist_ok=True)
startup.setup(Settings(data_dir=folder, database_url=os.environ.get("DATABASE_URL", ""), log_level="ERROR"))
startup.migrate()
from django.db import connection
from tests.ledger.acts import full_rights, seal, sql, tell
exec(sys.argv[2])
"""
THREE_AND_TWO = "tell(3); seal(); tell(2); seal(); tell(1)"


class Journal:
    """A data folder with a journal, as another process left it."""

    def __init__(self, folder, database):
        self.folder = folder
        self.variables = {"SOCLE_DATA": str(folder)} | ({"DATABASE_URL": database} if database else {})

    def write(self, code):
        done = forks.run(forks.PROGRAM, [PROGRAM, str(self.folder), code], clean_environment(**self.variables))
        assert done.returncode == 0, done.stderr

    def ledger(self, *words):
        return socle("ledger", *words, **self.variables)


@pytest.fixture
def journal(tmp_path):
    house.prepare(tmp_path / "data")
    made = Journal(tmp_path / "data", database_of(tmp_path / "data"))
    made.write(THREE_AND_TWO)
    return made


def test_an_event_changed_is_named_with_status_1(journal):
    head = json.loads(journal.ledger("head").stdout)
    journal.write(
        "from socle.ledger.models import Place\n"
        "with full_rights(): sql(\"UPDATE ledger_event SET outcome = 'refused' WHERE sequence = %s\", "
        "Place.objects.get(position=1).event)"
    )
    done = journal.ledger("verify", "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["valid"]) == (1, False)
    assert told["first_bad"]["position"] == 1
    assert told["first_bad"]["why"] == "the column outcome is not what the body says"
    text = journal.ledger("verify", "--since", f"{head['size']},{head['root']}")
    assert text.returncode == 1
    assert "NOT VALID" in text.stdout
    assert "first bad place: event (position 1" in text.stdout


def test_a_journal_that_lost_its_end_is_found_against_a_head_kept_elsewhere(journal):
    head = json.loads(journal.ledger("head").stdout)
    journal.write(
        "from tests.ledger.acts import rebuild; from socle.ledger import sealing\n"
        "with full_rights():\n"
        "  sql('DELETE FROM ledger_event WHERE sequence > 3'); rebuild(sealing.signing_key())\n"
        "(sealing.heads_folder() / 'heads.jsonl').unlink()"
    )
    assert journal.ledger("verify").returncode == 0
    done = journal.ledger("verify", "--since", f"{head['size']},{head['root']}", "--json")
    assert (done.returncode, json.loads(done.stdout)["first_bad"]["place"]) == (1, "since")


def test_a_sound_journal_is_told_whole_and_proven_without_socle(journal, tmp_path, capsys):
    done = journal.ledger("verify", "--json")
    told = json.loads(done.stdout)
    assert done.returncode == 0, done.stderr
    assert (told["valid"], told["size"], told["heads"], told["exported"], told["waiting"]) == (True, 5, 2, 2, 1)
    assert journal.ledger("verify", "--key", str(journal.folder / "heads" / "ledger.pub")).returncode == 0
    files = {
        "head.json": journal.ledger("head"),
        "event.json": journal.ledger("prove", "2"),
        "growth.json": journal.ledger("prove", "--since", "3", "--json"),
        "events.jsonl": journal.ledger("events"),
    }
    for name, answer in files.items():
        assert answer.returncode == 0, answer.stderr
        (tmp_path / name).write_text(answer.stdout, "utf-8")
    assert json.loads(files["head.json"].stdout)["root"] == told["root"]
    key = str(journal.folder / "heads" / "ledger.pub")
    assert verifier.main([*(str(tmp_path / name) for name in files), "--key", key]) == 0
    assert capsys.readouterr().out.count("holds: ") == 4


def test_an_event_that_waits_has_no_proof_yet(journal):
    done = journal.ledger("prove", "6")
    assert (done.returncode, done.stdout) == (1, "")
    assert "waits for its seal" in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ["prove"],
        ["prove", "1", "--since", "3"],
        ["verify", "--since", "3"],
        ["verify", "--since", "3,abc"],
        ["verify", "--data", "/nonexistent"],
        ["verify", "--key", "/nonexistent"],
        ["dance"],
    ],
)
def test_words_that_are_off_end_with_status_2(tmp_path, words):
    if words[-1] == "/nonexistent" and words[1] == "--key":
        Journal(tmp_path / "data", "").write("")
    done = socle("ledger", *words, SOCLE_DATA=str(tmp_path / "data"))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr


def test_a_journal_never_sealed_has_no_head(tmp_path):
    fresh = Journal(tmp_path / "data", "")
    fresh.write("")
    assert fresh.ledger("verify").returncode == 0
    done = fresh.ledger("head")
    assert (done.returncode, "no signed head yet" in done.stderr) == (1, True)


def test_a_database_before_its_first_seal_is_told(tmp_path):
    (tmp_path / "socle.sqlite3").touch()
    done = socle("ledger", "verify", "--data", str(tmp_path))
    assert (done.returncode, "start this version" in done.stderr) == (1, True)


def test_a_file_that_is_no_database_is_told(tmp_path):
    (tmp_path / "socle.sqlite3").write_bytes(b"junk" * 5000)
    assert socle("ledger", "verify", "--data", str(tmp_path)).returncode == 3


def test_init_makes_the_key_once_for_its_owner_only(tmp_path):
    first, second = (json.loads(socle("ledger", "init", "--data", str(tmp_path), "--json").stdout) for _ in range(2))
    assert (first["made"], second["made"]) == (True, False)
    assert first["key"] == second["key"]
    file = tmp_path / "keys" / "ledger.key"
    assert file.stat().st_mode & 0o777 == 0o600
    file.chmod(0o644)
    assert socle("ledger", "init", "--data", str(tmp_path)).returncode == 1


def test_a_sandbox_that_ended_calmly_left_no_act_without_its_seal(tmp_path):
    with sandbox_server(tmp_path, first=True) as running:
        assert running.stop() == 0
    database = {"DATABASE_URL": found} if (found := database_of(running.data)) else {}
    told = json.loads(socle("ledger", "verify", "--json", "--data", str(running.data), **database).stdout)
    assert (told["valid"], told["waiting"]) == (True, 0)
    assert told["size"] > 0
