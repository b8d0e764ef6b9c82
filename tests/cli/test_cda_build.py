"""`socle cda build`: from an example to a document, and what a new user is told."""

from __future__ import annotations

import hashlib
import io
import json

import pytest

from socle.cli.main import main
from socle.documents import building, cda

PDF = b"%PDF-1.7\n%%EOF"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "letter.toml").write_text(building.example("discharge-letter"), "utf-8")
    (tmp_path / "letter.pdf").write_bytes(PDF)
    return tmp_path


def told(capsys, *words):
    status = main(["cda", "build", *map(str, words), "--json"])
    return status, json.loads(capsys.readouterr().out or "null")


def test_an_example_and_a_pdf_become_a_document(capsys, folder):
    status, answer = told(capsys, folder / "letter.toml", "--pdf", folder / "letter.pdf", "-o", folder / "letter.xml")
    document, findings = cda.read((folder / "letter.xml").read_bytes())
    assert (status, findings) == (0, [])
    assert (answer["id"], answer["level"], answer["type_code"]) == (document.unique_id, 1, "11490-0")
    assert answer["original_sha256"] == hashlib.sha256(PDF).hexdigest()


def test_the_file_may_stand_in_the_description_beside_it(folder):
    text = building.example("discharge-letter") + '\n[file]\npath = "letter.pdf"\n'
    (folder / "letter.toml").write_text(text, "utf-8")
    assert main(["cda", "build", str(folder / "letter.toml"), "-o", str(folder / "letter.xml")]) == 0


@pytest.mark.rule("ORG-008")
@pytest.mark.parametrize("name", ["letter.pdf", "letter.toml", "again.pdf"])
def test_what_the_document_is_made_from_is_never_written_over(capsys, folder, name):
    (folder / "again.pdf").hardlink_to(folder / "letter.pdf")
    before = (folder / name).read_bytes()
    words = [str(folder / "letter.toml"), "--pdf", str(folder / "letter.pdf"), "-o", str(folder / name)]
    assert main(["cda", "build", *words]) == 2
    assert "give -o another name (ORG-008)" in capsys.readouterr().err
    assert (folder / name).read_bytes() == before


@pytest.mark.parametrize("name", building.KINDS)
def test_each_example_is_printed(capsys, name):
    assert main(["cda", "build", "--example", name]) == 0
    assert capsys.readouterr().out == building.example(name)


def test_the_examples_are_listed(capsys):
    status, answer = told(capsys, "--example", "list")
    assert (status, [row["name"] for row in answer["examples"]]) == (0, list(building.KINDS))
    assert main(["cda", "build", "--example", "letter"]) == 2


def test_what_is_wrong_is_told_at_once_and_nothing_is_written(capsys, folder, monkeypatch):
    text = building.example("discharge-letter").replace("birth_name", "birth_nom").replace("1984-05-17", '"hier"')
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    status, answer = told(capsys, "-", "--pdf", folder / "letter.pdf", "-o", folder / "letter.xml")
    assert status == 1
    assert not (folder / "letter.xml").exists()
    assert {one["place"] for one in answer["verdicts"]} == {
        "patient.birth_nom",
        "patient.birth_name",
        "patient.birth_date",
    }


def test_a_test_matricule_is_refused_in_production(capsys, folder):
    words = (folder / "letter.toml", "--pdf", folder / "letter.pdf", "-o", folder / "letter.xml", "--production")
    status, answer = told(capsys, *words)
    assert (status, [one["place"] for one in answer["verdicts"] if one["severity"] == "error"]) == (1, ["patient.oid"])


@pytest.mark.parametrize(
    "words",
    [(), ("letter.toml",), ("absent.toml", "-o", "x.xml"), ("letter.toml", "--pdf", "absent.pdf", "-o", "x.xml")],
)
def test_words_that_are_off_end_with_a_sentence(capsys, folder, monkeypatch, words):
    monkeypatch.chdir(folder)
    assert main(["cda", "build", *words]) == 2
    assert capsys.readouterr().err.strip()


def test_a_description_that_is_not_utf8_is_told(capsys, folder):
    (folder / "letter.toml").write_bytes("title = 'é'".encode("latin-1"))
    assert main(["cda", "build", str(folder / "letter.toml"), "-o", str(folder / "x.xml")]) == 2
    assert "UTF-8" in capsys.readouterr().err
