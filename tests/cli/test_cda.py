"""`socle cda check`: files, folders and standard input; what is told, and the exit status."""

from __future__ import annotations

import io
import json
import subprocess
import zipfile
from types import SimpleNamespace

import pytest
from tests.documents.conftest import DATA
from tests.documents.xdm.conftest import AT, SENDER

from socle.cli.main import main
from socle.documents import xdm

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


def test_a_pdf_that_is_given_alone_is_told_for_what_it_is(capsys, tmp_path):
    (tmp_path / "x.pdf").write_bytes(b"%PDF-1.4\n")
    status, (document,) = checked(capsys, tmp_path / "x.pdf")
    assert (status, document["valid"], [one["id"] for one in document["verdicts"]]) == (
        1,
        False,
        ["documents.checked-pdf"],
    )
    assert main(["cda", "check", str(tmp_path / "x.pdf")]) == 1
    assert "ERROR the file, documents.checked-pdf" in capsys.readouterr().out


LOT = "IHE_XDM/SUBSET01"
DOC1, DOC2 = f"{LOT}/DOC00001.XML", f"{LOT}/DOC00002.XML"
#: The first document as the archive's own verdicts name it, from IHE_XDM on.
INSIDE = "SUBSET01/DOC00001.XML"


@pytest.fixture
def archive(tmp_path):
    """An XDM archive of two documents, the second of them wrong; `spoiled` changes its bytes after the packing."""

    def make(*, spoiled=lambda name, data: data):
        other = BROKEN.replace(b'<id root="1.2.3.4.5.6"/>', b'<id root="1.2.3.4.5.7"/>')
        packed = xdm.pack([[MINIMAL, other]], sender=SENDER, at=AT).data
        target = tmp_path / "IHE_XDM.ZIP"
        with zipfile.ZipFile(io.BytesIO(packed)) as made, zipfile.ZipFile(target, "w") as written:
            for name in made.namelist():
                written.writestr(name, spoiled(name, made.read(name)))
        return target

    return make


def test_an_archive_is_opened_and_each_document_in_it_judged_as_if_it_had_come_alone(capsys, archive, folder):
    status, (whole, first, second) = checked(capsys, file := archive())
    assert status == 1
    assert (whole["file"], whole["archive"], whole["valid"], whole["verdicts"]) == (str(file), True, True, [])
    assert [one["file"] for one in (first, second)] == [f"{file}/{DOC1}", f"{file}/{DOC2}"]
    _, (_, alone) = checked(capsys, folder / "below" / "bad.xml", folder / "good.xml")
    assert (first | {"file": ""}, second["valid"]) == (alone | {"file": ""}, False)
    assert [one["path"] for one in second["verdicts"] if one["severity"] == "error"] == [
        "/ClinicalDocument/realmCode/@code"
    ]


def test_what_is_wrong_with_an_archive_itself_refuses_it_and_names_the_file_in_it(capsys, archive):
    file = archive(spoiled=lambda name, data: data + b"\n" if name.endswith("DOC00001.XML") else data)
    status, (whole, *_) = checked(capsys, file)
    assert (status, whole["valid"]) == (1, False)
    assert [(one["id"], one["path"]) for one in whole["verdicts"]] == [("xdm.document-altered", INSIDE)] * 2
    assert main(["cda", "check", "--no-pdf", "--quiet", str(file)]) == 1
    text = capsys.readouterr().out
    assert f"{file}: NOT VALID (archive, 2 documents; 2 errors)" in text
    assert f"  ERROR {INSIDE}, xdm.document-altered" in text
    assert f"{file}/{DOC1}: valid (level 1" in text
    assert f"{file}/{DOC2}: NOT VALID (level 1" in text


def test_a_folder_is_checked_with_its_archives_and_what_was_unpacked_of_one(capsys, archive, tmp_path):
    with zipfile.ZipFile(file := archive()) as packed:
        packed.extractall(tmp_path / "unpacked")
    status, documents = checked(capsys, tmp_path)
    inside, outside = f"{file}/{DOC1}", str(tmp_path / "unpacked" / DOC1)
    names = [one["file"] for one in documents]
    assert status == 1
    assert (len(names), inside in names, outside in names) == (5, True, True)


def test_a_file_that_only_begins_as_an_archive_is_told_and_gives_one(capsys, tmp_path):
    (tmp_path / "x.zip").write_bytes(b"PK\x03\x04 and nothing more")
    status, (document,) = checked(capsys, tmp_path / "x.zip")
    assert (status, document["archive"], document["valid"]) == (1, True, False)
    assert [one["id"] for one in document["verdicts"]] == ["xdm.not-a-zip"]


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
