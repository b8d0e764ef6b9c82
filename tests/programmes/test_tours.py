"""The two tours, command by command as their scripts run them: what a new user types must work."""

from __future__ import annotations

import csv
import glob
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from socle.cli import main as cli

EXAMPLES = Path(__file__).parents[2] / "examples" / "programmes"
TOURS = Path(__file__).parents[2] / "docs" / "tours"


def _commands(script: str) -> list[list[str]]:
    lines = (EXAMPLES / script).read_text("utf-8").splitlines()
    return [shlex.split(line)[1:] for line in lines if line.startswith("socle ")]


def _may_fail(command: list[str]) -> bool:
    return command[-2:] == ["||", "true"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("tour")
    subprocess.run([sys.executable, EXAMPLES / "make_files.py", made], check=True)
    return made


def _run(command: list[str], capsys) -> str:
    """One command, its wildcards opened as a shell does."""
    said = command[:-2] if _may_fail(command) else command
    words = [word for one in said for word in (sorted(glob.glob(one)) or [one])]  # noqa: PTH207 - as a shell
    assert cli.main(words) == int(_may_fail(command)), capsys.readouterr().err
    return capsys.readouterr().out


def test_a_hospital_goes_from_its_exports_to_the_sheet_for_osis(folder, capsys, monkeypatch):
    from openpyxl import load_workbook  # noqa: PLC0415 - an optional library

    monkeypatch.chdir(folder / "hopital")
    best, compute, gap = (_run(command, capsys) for command in _commands("hospital.sh"))
    assert best.splitlines()[1].startswith("2022-11")
    assert "attained" in compute
    assert "DS1.2: causes to look at" in gap
    assert "DS1.1: causes to look at" not in gap
    with Path("manquants.csv").open(encoding="utf-8-sig", newline="") as file:
        missing = list(csv.reader(file, delimiter=";"))
    assert {"no_document", "ins_not_qualified", "rejected", "wrong_level"} <= {row[2] for row in missing}
    sheet = load_workbook("rapport.xlsx")["OSIS"]
    assert "DS1.1" in {str(cell.value) for row in sheet.iter_rows() for cell in row}


def test_a_region_goes_from_twelve_operators_files_to_its_month(folder, capsys, monkeypatch):
    monkeypatch.chdir(folder / "region")
    month, _ = (_run(command, capsys) for command in _commands("region.sh"))
    told = {line.split()[0]: line.split()[1] for line in month.splitlines() if line.startswith(("SOCLE.", "1.3"))}
    with Path("operateurs-2022-11.csv").open(encoding="utf-8", newline="") as file:
        to = [row["BAL destinatrice"] for row in csv.DictReader(file, delimiter=";")]
    citizens = sum(mailbox.endswith("@patient.mssante.fr") for mailbox in to)
    assert told["SOCLE.MSS.CITOYEN"] == str(citizens)
    assert told["SOCLE.MSS.PRO"] == str(len(to) - citizens)
    assert Path("rapport.pdf").read_bytes().startswith(b"%PDF")
    with Path("par-departement.csv").open(encoding="utf-8-sig", newline="") as file:
        table = file.read()
    assert "mssante.fr" not in table
    assert table.count("\n") > 5


@pytest.mark.parametrize("name", ["hospital", "region"])
def test_a_tours_page_tells_what_its_script_runs(name):
    page = (TOURS / f"{name}.md").read_text("utf-8")
    assert f"examples/programmes/{name}.sh" in page
    for command in _commands(f"{name}.sh"):
        assert f"socle {command[0]} {command[1]}" in page
    for shape in {word for command in _commands(f"{name}.sh") for word in command if word.endswith(".csv")}:
        if name == "hospital" and shape not in {"declare.csv", "national.csv"}:
            assert shape in page
