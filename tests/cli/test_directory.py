"""`socle directory`: extracts come in with their progress and their faults, people are looked up, mailboxes listed."""

from __future__ import annotations

import argparse
import json

import pytest
from benchmarks import extracts
from tests.cli.dmp import PHYSICIAN

from socle.cli import directory
from socle.cli.main import main
from socle.cli.output import Exit, Output, Stop

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def socle(monkeypatch, capsys):
    """Calls `socle directory` on the database of the test; gives its status, its JSON and what it said beside."""
    monkeypatch.setattr(directory, "open_data", lambda _folder: None)
    parser = argparse.ArgumentParser()
    directory.configure(parser)

    def call(*words):
        status = directory.run(parser.parse_args([str(word) for word in words]), Output(json=True))
        said = capsys.readouterr()
        return status, json.loads(said.out), said.err

    return call


@pytest.fixture
def extract(tmp_path):
    def write(rows, *more):
        path = tmp_path / "PS_LibreAcces_Personne_activite_1.txt"
        path.write_text("\n".join([*extracts.activity(rows), *more, ""]), "utf-8")
        return path

    return write


def test_an_extract_comes_in_with_its_progress_and_is_looked_up(socle, extract):
    status, report, said = socle("import", extract(40))
    assert (status, report["loaded"], report["lines"], report["refused"]) == (Exit.DONE, True, 40, 0)
    assert "PS_LibreAcces_Personne_activite_1.txt: 100 %, 40 lines" in said
    status, found, _ = socle("search", extracts.rpps(1))
    assert (status, [one["number"] for one in found["found"]]) == (Exit.DONE, [f"8{extracts.rpps(1)}"])
    assert socle("search", "PERSONNE DE CE NOM")[0] == Exit.REFUSED
    assert socle("mailboxes", extracts.finess(1))[:2] == (Exit.REFUSED, {"mailboxes": []})


def test_each_fault_is_written_with_its_line_and_nothing_is_loaded_beyond_what_is_tolerated(socle, extract, tmp_path):
    path, told = extract(40, "trop|court"), tmp_path / "report.txt"
    status, report, _ = socle("import", path, "--report", told)
    assert (status, report["loaded"]) == (Exit.REFUSED, False)
    assert [(fault["line"], fault["id"]) for fault in report["faults"]] == [
        (42, "directory.import-columns"),
        (0, "directory.import-too-many-faults"),
    ]
    file, line, verdict, sentence = told.read_text("utf-8").splitlines()[0].split("\t")
    assert (file, line, verdict) == (path.name, "42", "directory.import-columns")
    assert sentence == "ligne 42 : 2 colonnes, 56 attendues."
    status, report, _ = socle("import", path, "--tolerate", "5%")
    assert (status, report["loaded"], report["refused"]) == (Exit.REFUSED, True, 1)


def test_a_file_that_is_not_there_is_a_fault_of_the_call(socle, tmp_path):
    with pytest.raises(Stop) as stop:
        socle("import", tmp_path / "absent.txt")
    assert stop.value.status is Exit.USAGE


def test_without_json_the_report_is_read_as_lines(monkeypatch, capsys, extract):
    monkeypatch.setattr(directory, "open_data", lambda _folder: None)
    parser = argparse.ArgumentParser()
    directory.configure(parser)
    directory.run(parser.parse_args(["import", str(extract(30, "x"))]), Output(json=False))
    out = capsys.readouterr().out
    assert "31 lines read, 2 refused" in out
    assert "nothing was loaded: the directory is as it was" in out


RH = "rh-tilleuls"
TITLES = "nom_naissance;prenoms;sexe;date_naissance;lieu_naissance;structure;role;mode;usages;debut;rpps;fin"
ARRIVAL = "LE GOFF;MAËLLE;F;1991-04-23;29019;991100090;51;S;mssante;2026-09-01;;"
OTHER = "ABGRALL;ANNE;F;1988-04-23;29019;991100090;10;S;mssante;2026-09-01;;"


class TestEnrol:
    @pytest.fixture
    def enrol(self, dmp, tmp_path, monkeypatch, capsys):
        """Sends lines to a running Socle with somebody's card; gives the status and what was told."""
        monkeypatch.setenv("SOCLE_URL", dmp.tls_url.rstrip("/"))

        def call(*lines, who=RH, options=(), json_=True):
            file = tmp_path / "arrivees.csv"
            file.write_text("\n".join([TITLES, *lines]), "utf-8")
            status = main(["directory", *(["--json"] if json_ else []), "enrol", str(file), "--as", who, *options])
            out = capsys.readouterr().out
            return status, json.loads(out) if json_ else out

        return call

    def test_a_manager_tries_a_file_then_sends_it_and_each_line_is_told(self, enrol):
        status, told = enrol(ARRIVAL, OTHER, options=["--dry-run"])
        assert (status, told["taken"], told["dry_run"], told["faulty"]) == (Exit.REFUSED, False, True, 1)
        assert "directory.enrolment-regulated-profession" in [one["id"] for one in told["lines"][1]["verdicts"]]
        status, said = enrol(ARRIVAL, options=["--dry-run"], json_=False)
        assert (status, "0 of 1 lines faulty; nothing was kept" in said) == (Exit.DONE, True)
        status, told = enrol(ARRIVAL)
        assert (status, told["taken"], len(told["lines"][0]["rpps"])) == (Exit.DONE, True, 11)

    def test_whoever_is_no_manager_and_a_file_that_is_not_there_are_told_apart(self, enrol, capsys):
        status, told = enrol(ARRIVAL, who=PHYSICIAN)
        assert (status, [one["id"] for one in told["verdicts"]]) == (
            Exit.REFUSED,
            ["directory.enrolment-not-manager"],
        )
        assert main(["directory", "enrol", "absent.csv", "--as", RH]) == Exit.USAGE
