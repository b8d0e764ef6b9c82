"""`socle history`: old documents planned, then fed over TD2.1, each once, whatever stops the run."""

from __future__ import annotations

import csv
import signal
import subprocess
import sys
import time

import pytest
from tests.cli.dmp import NORTH, NORTH_FINESS, PHYSICIAN_ID, Shell

from socle.client.history.feeding import Journal

HEADINGS = "Fichier;INS;OID;Nom de naissance;Prénoms;Sexe;Date de naissance;Lieu de naissance;Type;Date;RPPS;Nom auteur;FINESS;Secteur;Cadre"


@pytest.fixture
def history(tmp_path, ins):
    """Makes a folder of old discharge letters about one patient; `spoil` changes lines by their number from 0."""

    def make(count, *, spoil=None, patient="etienne", seed=""):
        folder = tmp_path / "history"
        folder.mkdir(exist_ok=True)
        lines = [HEADINGS]
        for number in range(count):
            name = f"lettre{number}.pdf"
            (folder / name).write_bytes(f"%PDF-1.4\n{tmp_path}{seed}{number}".encode())
            cells = [name, ins[patient], "1.2.250.1.213.1.4.10", "PAT", "ETIENNE", "M", "01/02/1950", "51215", "34133-9", f"{number + 1:02}/03/2019", PHYSICIAN_ID, "Mercadal", NORTH_FINESS, "SA01", "ETABLISSEMENT"]  # fmt: skip
            for place, value in (spoil or {}).get(number, {}).items():
                cells[place] = value
            lines.append(";".join(cells))
        (folder / "index.csv").write_text("\n".join(lines) + "\n", "cp1252")
        return folder

    return make


def plan(*words):
    return Shell("https://localhost:1").json("history", "plan", *words)


@pytest.fixture
def feed(socle):
    """Feeds as the automate of the hospital's site, which may ask the record what it holds."""
    return lambda *words: socle.json("history", "feed", "--as", NORTH, *words)


def counts(called):
    return {name: count for name, count in called.json["counts"].items() if count}


@pytest.fixture
def held(socle, ins):
    """How many times the record shows each document of a report that has an identifier."""

    def count(report):
        found = socle.json("find", "--patient", ins["etienne"], "--as", "guivarch")
        ids = [document["unique_id"] for document in found.json["documents"]]
        return [ids.count(document["unique_id"]) for document in report.json["documents"] if document["unique_id"]]

    return count


@pytest.mark.rule("DOC-019")
def test_a_plan_tells_what_is_ready_and_what_lacks_which_datum_without_any_server(history, tmp_path):
    folder = history(3, spoil={1: {9: ""}, 2: {5: "?", 0: "=absent.pdf"}})
    called = plan(folder, "--csv", tmp_path / "plan.csv")
    assert called.status == 1
    assert (called.json["guide"]["version"], called.json["guide"]["date"]) == ("1.5", "2022-03-24")
    assert (called.json["ready"], called.json["unready"]) == (1, 2)
    assert {(reason["id"], reason["datum"], tuple(reason["lines"])) for reason in called.json["reasons"]} == {
        ("history.datum-missing", "date", (3,)),
        ("history.datum-wrong", "sex", (4,)),
        ("history.file-absent", "file", (4,)),
    }
    with (tmp_path / "plan.csv").open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter=";"))
    assert [(row["ligne"], row["etat"], row["donnee"]) for row in rows] == [
        ("2", "ready", ""),
        ("3", "unready", "date"),
        ("4", "unready", "file"),
        ("4", "unready", "sex"),
        ("", "ignored", ""),  # the third letter stands in no line
    ]
    assert rows[2]["fichier"] == "'=absent.pdf"  # a spreadsheet would run it


@pytest.mark.rule("DOC-020")
def test_another_sector_is_told_that_the_guide_was_written_for_hospitals(history):
    called = plan(history(1), "--sector", "esms")
    assert called.status == 0
    assert [verdict["id"] for verdict in called.json["guide"]["verdicts"]] == ["history.guide-for-hospitals"]
    assert plan(history(1)).json["guide"]["verdicts"] == []


def test_before_the_guide_nothing_is_taken_over(history):
    called = plan(history(1), "--at", "2022-03-23")
    assert called.status == 1
    assert called.json["guide"]["verdicts"][0]["id"] == "history.before-the-guide"


@pytest.mark.parametrize(("words", "status"), [(("D1", "1", "2022-05-31"), 0), (("D1", "1", "2022-06-01"), 1), (("D1", "3", "2022-05-01"), 1), (("D2", "3", "2022-05-01"), 1)])  # fmt: skip
def test_the_bonus_is_told_with_its_rules(words, status):
    domain, window, on = words
    called = Shell("https://localhost:1").json("history", "bonus", "--domain", domain, "--window", window, "--on", on)
    assert (called.status, called.json["allowed"]) == (status, status == 0)
    assert called.json["rules"]


@pytest.mark.parametrize("text", ["rien\n", "Fichier;INS;Matricule\n", "INS;Date\n"])
def test_an_index_that_cannot_be_read_is_words_that_are_off(tmp_path, text):
    (tmp_path / "index.csv").write_text(text)
    assert plan(tmp_path / "index.csv").status == 2
    assert plan(tmp_path / "nothing.csv").status == 2


def test_what_is_ready_is_fed_and_a_line_that_is_refused_stops_no_other(history, feed, held, tmp_path, ins):
    folder = history(5, spoil={1: {9: "31/02/2019"}, 2: {12: "990100018"}})  # no such day; another site's letter
    called = feed(folder, "--csv", tmp_path / "report.csv")
    assert called.status == 1
    assert counts(called) == {"fed": 3, "refused": 1, "unready": 1}
    outcomes = [document["outcome"] for document in called.json["documents"]]
    assert outcomes == ["fed", "unready", "refused", "fed", "fed"]
    assert all(document["verdicts"] for document in called.json["documents"] if document["outcome"] != "fed")
    assert held(called) == [1, 0, 1, 1]
    assert (tmp_path / "report.csv").read_text("utf-8-sig").count("\n") >= 6
    # Again: nothing goes out; what was refused is tried again, since its author may have corrected something.
    again = feed(folder)
    assert counts(again) == {"before": 3, "refused": 1, "unready": 1}
    # Without the journal too: the record is asked first.
    (folder / "socle-history.jsonl").unlink()
    assert counts(feed(folder)) == {"there": 3, "refused": 1, "unready": 1}
    assert held(called) == [1, 0, 1, 1]


def test_a_run_killed_in_the_middle_is_taken_up_and_feeds_nothing_twice(dmp, history, feed, held):
    folder = history(4)
    words = [sys.executable, "-m", "socle.cli.main", "history", "feed", "--as", NORTH, "--url", dmp.tls_url.rstrip("/"), "--rate", "30", str(folder)]  # fmt: skip
    with subprocess.Popen(words, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as run:
        assert run.stderr.readline().startswith("[1/4] fed")
        run.send_signal(signal.SIGKILL)
    assert run.returncode == -signal.SIGKILL
    journal = folder / "socle-history.jsonl"
    assert journal.read_text("utf-8").count("\n") == 1
    with journal.open("a") as half:  # a line that was being written
        half.write('{"unique_id": "2.25')
    called = feed(folder)
    assert called.status == 0
    assert counts(called) == {"before": 1, "fed": 3}
    assert held(called) == [1, 1, 1, 1]


def test_a_kill_between_the_answer_and_its_line_feeds_nothing_twice(history, feed, held):
    folder = history(2)
    first = feed(folder)
    assert counts(first) == {"fed": 2}
    journal = folder / "socle-history.jsonl"
    journal.write_text(journal.read_text("utf-8").splitlines(keepends=True)[0], "utf-8")
    assert counts(feed(folder)) == {"before": 1, "there": 1}
    assert held(first) == [1, 1]


def test_the_documents_own_author_feeds_where_nobody_is_named(history, socle, held):
    called = socle.json("history", "feed", history(1))
    assert (called.status, counts(called)) == (0, {"fed": 1})
    assert held(called) == [1]


def test_nobody_at_the_other_end_is_status_3_and_leaves_the_journal_as_it_was(history):
    folder = history(1)
    called = Shell("https://localhost:1").json("history", "feed", "--as", NORTH, folder)
    assert called.status == 3
    assert not (folder / "socle-history.jsonl").exists() or not (folder / "socle-history.jsonl").read_bytes()


def test_two_runs_at_once_do_not_share_a_journal(history, feed):
    folder = history(1)
    with Journal(folder / "socle-history.jsonl"):
        called = feed(folder)
    assert called.status == 2
    assert "another run" in called.err


def test_a_rate_spaces_what_is_sent(history, feed):
    since = time.monotonic()
    called = feed(history(2), "--rate", "60")
    assert counts(called) == {"fed": 2}
    assert time.monotonic() - since >= 1
