"""`socle cda show`: a page or a text from a file, without any server."""

from __future__ import annotations

import io
import json

import pytest

from socle.cli import cda_show
from socle.cli.main import main
from socle.config import startup


@pytest.fixture
def letter(dmp_samples):
    return dmp_samples / "documents" / "discharge-letter-v2.xml"


@pytest.fixture
def in_a_started_django(monkeypatch):
    """The tests have started Django already; the command starts it once in a process of its own."""
    monkeypatch.setattr(startup, "setup", lambda _settings: None)


@pytest.mark.usefixtures("in_a_started_django")
def test_the_page_stands_alone_in_its_file(letter, tmp_path, capsys):
    page = tmp_path / "lettre.html"
    assert main(["cda", "show", str(letter), "-o", str(page)]) == 0
    assert capsys.readouterr().out.strip() == str(page)
    text = page.read_text("utf-8")
    assert text.startswith("<!doctype html>")
    assert "du 15 septembre 2026" in text
    assert "http://localhost" not in text


def test_the_text_goes_to_the_terminal_or_into_json(letter, capsys):
    assert main(["cda", "show", str(letter), "--text"]) == 0
    text = capsys.readouterr().out
    assert "Patient : CAMILLE TAMARIN" in text
    assert main(["cda", "show", str(letter), "--text", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["text"] == text.rstrip("\n")


def test_a_file_that_is_not_there_or_holds_no_document_says_so(tmp_path, capsys):
    assert main(["cda", "show", str(tmp_path / "rien.xml")]) == 2
    other = tmp_path / "autre.xml"
    other.write_text("<autre/>")
    assert main(["cda", "show", str(other), "--json"]) == 1
    captured = capsys.readouterr()
    assert json.loads(captured.out)["verdicts"][0]["id"] == "documents.not-a-cda"
    assert main(["cda", "show", str(other), "-o", str(tmp_path / "no" / "page.html")]) == 1


def test_a_document_is_read_from_standard_input(letter, capsys, monkeypatch):
    class Input:
        buffer = io.BytesIO(letter.read_bytes())

    monkeypatch.setattr(cda_show.sys, "stdin", Input)
    assert main(["cda", "show", "-", "--text"]) == 0
    assert "CAMILLE TAMARIN" in capsys.readouterr().out
