"""`socle doctor`: figures of this disk, sentences that follow from them, and nothing left behind."""

from __future__ import annotations

import json

import pytest

from socle.cli.main import main
from socle.cli.output import Exit
from socle.storage.measuring import Figures, said


def figures(**changes):
    usual = {"fdatasync": 5000, "appended": 3000, "shared": 6000, "new_files": 1000, "read_mib": 500, "free_gib": 100}
    return Figures(**{**usual, **changes})


def test_a_folder_that_is_not_there_is_told(tmp_path, capsys):
    assert main(["doctor", "--data", str(tmp_path / "none")]) == Exit.USAGE
    assert "is not there" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_told(tmp_path, monkeypatch, capsys):
    def refused(*_args, **_named):
        raise PermissionError(30, "Read-only file system")

    monkeypatch.setattr("tempfile.TemporaryDirectory", refused)
    assert main(["doctor", "--data", str(tmp_path)]) == Exit.REFUSED
    assert "Read-only file system" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("measured", "sentence"),
    [
        ({"fdatasync": 100, "appended": 90, "shared": 700}, "bound feeding: one client alone waits"),
        ({}, "the processor, not this disk"),
        ({"fdatasync": 40_000}, "survives a power cut"),
        ({"fdatasync": 200}, "one waits 5.00 ms"),
        ({"appended": 3000, "new_files": 1000}, "3.0 times as fast"),
    ],
)
def test_the_sentences_follow_from_the_figures(measured, sentence):
    assert any(sentence in line for line in said(figures(**measured)))


def test_it_measures_and_leaves_nothing_behind(tmp_path, capsys):
    assert main(["doctor", "--json", "--data", str(tmp_path), "--seconds", "0.05"]) == Exit.DONE
    document = json.loads(capsys.readouterr().out)
    assert all(document[name] > 0 for name in ("fdatasync", "appended", "shared", "new_files", "read_mib", "free_gib"))
    assert document["said"]
    assert list(tmp_path.iterdir()) == []
