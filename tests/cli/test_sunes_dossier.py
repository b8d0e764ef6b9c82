"""`socle sunes dossier` and `socle sunes gap`; without any server."""

from __future__ import annotations

import io
import json

import openpyxl
import pypdfium2
import pytest

from socle.cli.main import main

NATIONAL = "indicateur;numérateur;dénominateur\nDS1.1;1000;2000\nDS1.2;500;2000\n"
FEEDS = (
    "uniqueId;type;statut;connecteur;date d'envoi\n1;11490-0;accepté;v1;03/10/2022\n2;11490-0;supprimé;v2;03/10/2022\n"
)


def told(capsys, *words):
    status = main(["sunes", *map(str, words), "--json"])
    return status, json.loads(capsys.readouterr().out)


@pytest.fixture
def model(capsys, tmp_path):
    assert main(["sunes", "dossier", "--model"]) == 0
    path = tmp_path / "dossier.toml"
    path.write_text(capsys.readouterr().out, "utf-8")
    return path


@pytest.fixture
def figures(tmp_path):
    """Writes the declared and the national file; gives the words of the call."""

    def write(declared, national=NATIONAL):
        for name, text in (("declared", declared), ("national", national), ("feeds", FEEDS)):
            (tmp_path / f"{name}.csv").write_text(text, "utf-8")
        return ["gap", "--declared", tmp_path / "declared.csv", "--national", tmp_path / "national.csv"]

    return write


def test_the_model_is_judged_on_the_day_asked(capsys, model):
    status, answer = told(capsys, "dossier", model, "--at", "2022-05-15")
    assert (status, answer["allowed"], answer["at"]) == (1, False, "2022-05-15")
    first, second = answer["applications"]
    assert (first["volet"], first["window"], first["next"]) == (1, "F2", "prerequisites")
    assert [one["state"] for one in first["prerequisites"]][-1] == "asked"
    assert {one["id"]: one["state"] for one in second["steps"]}["application"] == "refused"
    assert "SUN-037" in answer["rules"]
    assert main(["sunes", "dossier", str(model), "--at", "2022-05-15"]) == 1
    assert "next: prerequisites" in capsys.readouterr().out


def test_where_four_months_run_from_can_be_said(capsys, model):
    def closes(*words):
        steps = told(capsys, "dossier", model, "--at", "2022-05-15", *words)[1]["applications"][0]["steps"]
        return next(one["closes"] for one in steps if one["id"] == "selection")

    assert (closes(), closes("--instruction-from", "opening")) == ("2022-08-12", "2022-06-30")


@pytest.mark.parametrize(("name", "begins"), [("a.pdf", b"%PDF-1.4"), ("a.xlsx", b"PK")])
def test_a_dossier_is_written_as_a_report(capsys, model, tmp_path, name, begins):
    _, answer = told(capsys, "dossier", model, "--at", "2022-05-15", "-o", tmp_path / name)
    assert answer["report"].endswith(name)
    data = (tmp_path / name).read_bytes()
    assert data.startswith(begins)
    if name.endswith("xlsx"):
        assert "Prérequis" in openpyxl.load_workbook(io.BytesIO(data)).sheetnames


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["dossier"], 2),
        (["dossier", "absent.toml"], 2),
        (["dossier", "{model}", "-o", "report.doc"], 2),
        (["dossier", "{model}", "-o", "/nowhere/at/all.pdf"], 2),
        (["dossier", "{model}", "--at", "mai"], 2),
    ],
)
def test_words_that_are_off_are_told(capsys, model, words, status):
    try:
        got = main(["sunes", *(word.format(model=model) for word in words)])
    except SystemExit as stopped:
        got = stopped.code
    assert got == status
    assert capsys.readouterr().err


def test_a_file_that_is_no_dossier_is_refused_with_what_is_known(capsys, tmp_path):
    path = tmp_path / "dossier.toml"
    path.write_text('[establishment]\nfiness = "1"\n[[application]]\nvolet = 1\nwindow = "F1"\n', "utf-8")
    status, answer = told(capsys, "dossier", path)
    assert (status, [one["id"] for one in answer["verdicts"]]) == (1, ["programmes.dossier-word"])
    assert "finess_ej" in answer["verdicts"][0]["expected"]


@pytest.mark.rule("SUN-052")
def test_a_gap_above_five_per_cent_is_told_with_its_causes_counted(capsys, figures, tmp_path):
    words = figures("code;nombre\nDS1.1;1051\nDS1.2;525\n")
    status, answer = told(
        capsys, *words, "--feeds", tmp_path / "feeds.csv", "--start", "2022-10-01", "--end", "2022-10-31"
    )
    first, second = answer["indicators"]
    assert (status, first["exceeds"], second["exceeds"]) == (1, True, False)
    assert (first["source"], first["gap_percent"], first["gap_points"]) == ("CNAM", 5.1, 2.55)
    assert {one["id"]: one["counted"] for one in first["causes"]} == {
        "period": 0,
        "connector": 1,
        "deleted": 1,
        "attribution": None,
        "types": 0,
    }
    assert second["causes"] == []
    assert (answer["measure"], answer["limit_percent"]) == ("numerator", 5.0)
    assert "Elastic" in answer["advice"][0]
    assert main(["sunes", *map(str, words)]) == 1
    out = capsys.readouterr().out
    assert "DS1.1: causes to look at" in out
    assert "documents deleted or replaced" in out
    assert "ask your CPAM" in out


@pytest.mark.rule("SUN-052")
def test_the_measure_and_the_limit_of_the_gap_can_be_said(capsys, figures):
    words = figures("code;nombre\nDS1.1;1051\n")
    assert told(capsys, *words, "--measure", "points")[0] == 0
    assert told(capsys, *words, "--limit", "5,1")[0] == 0
    assert told(capsys, *words, "--limit", "5,09")[0] == 1
    for limit in ("cinq", "-1", "nan"):
        assert main(["sunes", *map(str, words), f"--limit={limit}"]) == 2


@pytest.mark.rule("SUN-050", "SUN-051")
def test_the_control_is_written_as_a_report_with_where_to_follow_ones_figures(capsys, figures, tmp_path):
    words = figures("code;nombre\nDS1.1;1051\nDS1.2;500\n")
    for name in ("gap.pdf", "gap.xlsx"):
        told(capsys, *words, "--feeds", tmp_path / "feeds.csv", "-o", tmp_path / name)
    book = openpyxl.load_workbook(tmp_path / "gap.xlsx")
    control = [[cell.value for cell in row] for row in book["Contrôle"].iter_rows()]
    assert control[1] == ["DS1.1", "CNAM", 1051, 1000, 5.1, 2.55, "au-delà"]
    assert control[2][6] == "dans la limite"
    assert "codes d’accès à votre CPAM" in control[5][0]
    sources = [[cell.value for cell in row] for row in book["Sources"].iter_rows()]
    assert [row[:3] for row in sources[1:]] == [["declared.csv", 2, 0], ["national.csv", 2, 0], ["feeds.csv", 2, 0]]
    causes = [[cell.value for cell in row][:4] for row in book["Causes"].iter_rows()]
    assert causes[2] == ["DS1.1", "Connecteur v1 ou v2", 1, "non"]
    with pypdfium2.PdfDocument(tmp_path / "gap.pdf") as document:
        text = " ".join(document[0].get_textpage().get_text_bounded().split())
    for part in (
        "Limite : 5 % du nombre national",
        "au-delà",
        "Elastic",
        "système d’information hospitalier",
    ):
        assert part in text, part


def test_files_that_are_no_tables_are_told(capsys, figures, tmp_path):
    words = figures("rien\n")
    status, answer = told(capsys, *words)
    assert status == 1
    assert answer["verdicts"][0]["way_out"]
    assert main(["sunes", "gap", "--declared", str(tmp_path / "absent.csv"), "--national", str(words[4])]) in {1, 2}
    assert capsys.readouterr().err


def test_rows_of_the_log_that_cannot_be_read_are_counted_and_told(capsys, figures, tmp_path):
    words = figures("code;nombre\nDS1.1;1051\n")
    (tmp_path / "feeds.csv").write_text(FEEDS + "3;11490-0;accepté;v2;99/99/9999\n", "utf-8")
    _, answer = told(capsys, *words, "--feeds", tmp_path / "feeds.csv")
    refused = answer["files"]["feeds"]["rejected"]
    assert (refused["count"], refused["first"][0]["line"]) == (1, 4)
    main(["sunes", *map(str, words), "--feeds", str(tmp_path / "feeds.csv")])
    assert "feeds: 1 rows refused of 3" in capsys.readouterr().out


def test_a_mapping_names_other_headings(capsys, figures, tmp_path):
    words = figures("quoi;combien\nDS1.1;1000\n")
    (tmp_path / "map.toml").write_text('[figures]\nindicator = "quoi"\nnumerator = "combien"\n', "utf-8")
    (tmp_path / "national.csv").write_text("quoi;combien\nDS1.1;1000\n", "utf-8")
    status, answer = told(capsys, *words, "--mapping", tmp_path / "map.toml")
    assert (status, answer["indicators"][0]["exceeds"]) == (0, False)
