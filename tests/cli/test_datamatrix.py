"""`socle datamatrix`: text, pictures and labels, without any server."""

from __future__ import annotations

import json

import pypdfium2
import pytest
from tests.identity.datamatrix.test_text import text

from socle.cli.main import main

WORDS = [
    *("--matricule", "277010115400329", "--birth-name", "GARCIA-HAMMADI", "--given-names", "SARAH-LOU ANNA"),
    *("--sex", "F", "--birth-date", "1977-01-21", "--birth-place", "35238"),
]


def told(capsys, *words):
    status = main(["datamatrix", *words, "--json"])
    return status, json.loads(capsys.readouterr().out)


def test_an_identity_becomes_its_text(capsys):
    status, answer = told(capsys, "encode", *WORDS)
    assert (status, answer["text"], answer["size"], answer["verdicts"]) == (0, text(), 40, [])


def test_a_picture_is_written_and_read_again(capsys, tmp_path):
    status, _ = told(capsys, "encode", *WORDS, "-o", str(tmp_path / "code.png"))
    assert status == 0
    status, answer = told(capsys, "decode", str(tmp_path / "code.png"))
    assert (status, answer["valid"], answer["fields"]["birth_name"]) == (0, True, "GARCIA-HAMMADI")


def test_the_ending_of_the_file_says_what_is_written(capsys, tmp_path):
    for ending, begins in ((".svg", b"<svg"), (".pdf", b"%PDF-1.7"), (".txt", b"IS01")):
        assert main(["datamatrix", "encode", *WORDS, "-o", str(tmp_path / f"code{ending}")]) == 0
        assert (tmp_path / f"code{ending}").read_bytes().startswith(begins)
    assert len(pypdfium2.PdfDocument(tmp_path / "code.pdf")) == 1
    assert main(["datamatrix", "encode", *WORDS, "-o", str(tmp_path / "code.doc")]) == 2
    assert "none of .txt, .png, .svg, .pdf" in capsys.readouterr().err


@pytest.mark.parametrize("separator", ["\x1d", "␝", "<GS>", "\\x1d"])
def test_a_text_is_read_however_its_separator_is_typed(capsys, separator):
    status, answer = told(capsys, "decode", text().replace("\x1d", separator))
    assert (status, answer["valid"], answer["fields"]["oid"]) == (0, True, "1.2.250.1.213.1.4.8")


def test_a_file_that_holds_a_text_is_read(capsys, tmp_path):
    (tmp_path / "code.txt").write_bytes(text().encode() + b"\n")
    assert told(capsys, "decode", str(tmp_path / "code.txt"))[1]["valid"] is True


def test_a_malformed_text_ends_with_status_1_and_its_verdicts(capsys):
    status, answer = told(capsys, "decode", text("S5X"))
    assert (status, answer["valid"], [one["id"] for one in answer["verdicts"]]) == (1, False, ["identity.sex-unknown"])


def test_a_test_matricule_is_refused_in_production(capsys):
    words = ["encode", *WORDS, "--oid", "1.2.250.1.213.1.4.10"]
    assert told(capsys, *words)[0] == 0
    status, answer = told(capsys, *words, "--production")
    assert (status, answer["text"], answer["verdicts"][0]["id"]) == (1, None, "identity.test-ins-in-production")


def test_what_is_no_picture_or_shows_no_code_is_told(capsys, tmp_path):
    (tmp_path / "code.png").write_bytes(b"not a picture")
    assert main(["datamatrix", "decode", str(tmp_path / "code.png")]) == 2
    assert "is not a picture" in capsys.readouterr().err
