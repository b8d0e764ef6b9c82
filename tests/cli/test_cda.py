"""`socle cda check`: files, folders and standard input; what is told, and the exit status."""

from __future__ import annotations

import io
import json
import subprocess
from types import SimpleNamespace

import pytest
from tests.documents.conftest import DATA

from socle.cli.main import main

MINIMAL = (DATA / "minimal.xml").read_bytes()
BROKEN = MINIMAL.replace(b'realmCode code="FR"', b'realmCode code="US"')


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "good.xml").write_bytes(MINIMAL)
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "bad.xml").write_bytes(BROKEN)
    return tmp_path


def checked(capsys, *words):
    status = main(["cda", "check", "--no-pdf", *map(str, words), "--json"])
    return status, json.loads(capsys.readouterr().out)["documents"]


def test_a_folder_is_checked_file_by_file_and_one_that_is_not_valid_makes_the_exit_status(capsys, folder):
    status, documents = checked(capsys, folder)
    assert status == 1
    assert [(one["file"], one["valid"], one["level"], one["type_code"]) for one in documents] == [
        (str(folder / "below" / "bad.xml"), False, 1, "34874-8"),
        (str(folder / "good.xml"), True, 1, "34874-8"),
    ]
    (error,) = [one for one in documents[0]["verdicts"] if one["severity"] == "error"]
    assert {"id", "severity", "path", "line", "expected", "found", "rule", "fr", "en"} <= error.keys()
    assert (error["id"], error["path"], error["line"]) == ("cda.value", "/ClinicalDocument/realmCode/@code", 3)
    assert (error["expected"], error["found"], error["rule"]) == ("FR", "US", "DOC-017")


def test_a_valid_document_on_standard_input_gives_zero(capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(MINIMAL)))
    status, documents = checked(capsys, "-")
    assert (status, documents[0]["file"], documents[0]["valid"]) == (0, "-", True)


def test_a_person_reads_which_file_which_line_and_how_to_mend_it(capsys, folder):
    assert main(["cda", "check", "--no-pdf", "--quiet", str(folder)]) == 1
    text = capsys.readouterr().out
    assert "bad.xml: NOT VALID (level 1, type 34874-8; 1 error" in text
    assert "ERROR line 3, cda.value [DOC-017]" in text
    assert "Écrivez la valeur attendue." in text
    assert "good.xml: valid" in text


@pytest.mark.parametrize("words", [["nowhere.xml"], ["--profile", "none", "nowhere.xml"]])
def test_a_file_or_a_profile_that_is_not_there_is_said_and_gives_two(capsys, words):
    assert main(["cda", "check", *words]) == 2
    assert words[-1] in (said := capsys.readouterr().err) or "sun-es" in said


def test_what_is_no_document_is_a_finding_and_gives_one(capsys, tmp_path):
    (tmp_path / "x.xml").write_bytes(b"<a/>")
    status, (document,) = checked(capsys, tmp_path / "x.xml")
    assert (status, document["valid"], document["level"]) == (1, False, None)
    assert [one["id"] for one in document["verdicts"]] == ["cda.unreadable"]


def test_one_program_is_started_for_all_the_pdf_files(capsys, monkeypatch, tmp_path, dmp_samples):
    started = []

    class Counted(subprocess.Popen):
        def __init__(self, command, *arguments, **named):
            started.append(command[-1])
            super().__init__(command, *arguments, **named)

    monkeypatch.setattr(subprocess, "Popen", Counted)
    letter = (dmp_samples / "documents" / "discharge-letter-v2.xml").read_bytes()
    for name in ("a.xml", "b.xml"):
        (tmp_path / name).write_bytes(letter)
    assert main(["cda", "check", str(tmp_path), "--json"]) in {0, 1}
    first, second = json.loads(capsys.readouterr().out)["documents"]
    assert first["verdicts"] == second["verdicts"]
    assert any(one["id"].startswith("documents.pdf") for one in first["verdicts"])
    assert started == ["many"]
