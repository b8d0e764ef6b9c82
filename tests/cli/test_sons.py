"""`socle sons`: orders, tranche and amount, timeline, dates in force."""

from __future__ import annotations

import io
import json

import openpyxl
import pypdfium2
import pytest
from tests.programmes.sons.test_scale import BODY, extract, row

from socle.cli.main import main
from socle.programmes.sons.tables import mention

HEAD = (
    "commande;FINESS PMSI;FINESS géographique;couloir;vague;DSR;date de commande;signé;référencé le;dossier complet;"
    "déposé ASP le;libellé;montant HT;taux de TVA;montant TVA;montant TTC;mention\n"
)
GOOD = (
    "BC-1;010010171;010000024;hôpital;1;HOP-DPI-Va1;15/05/2022;oui;01/05/2022;01/04/2022;01/07/2022;"
    f"Mise à jour du DPI;8943,97;20;1788,79;10732,76;{mention('funded')}\n"
)
CEILINGS = "finess_pmsi;dsr;plafond HT\n010010171;HOP-DPI-Va1;8943,97\n"


def file(tmp_path, text, name="commandes.csv"):
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return str(path)


def told(capsys, *words):
    status = main(["sons", *words, "--json"])
    return status, json.loads(capsys.readouterr().out)


def test_an_order_within_its_ceiling_is_accepted(tmp_path, capsys):
    ceilings = file(tmp_path, CEILINGS, "plafonds.csv")
    status, answer = told(capsys, "check", file(tmp_path, HEAD + GOOD), "--ceilings", ceilings, "--at", "2022-07-01")
    (order,) = answer["orders"]
    assert (status, answer["accepted"], order["accepted"], order["verdicts"]) == (0, True, True, [])
    assert order["amounts"] == {
        "ht": "8943.97",
        "ttc": "10732.76",
        "ceiling_ht": "8943.97",
        "advance": "3219.83",
        "balance": "7512.93",
    }
    assert {"SONS-061", "SONS-062", "SONS-001"} <= set(order["rules"])
    assert answer["verdicts"] == []
    assert {entry["name"] for entry in answer["assumptions"]} >= {"advance_percent", "territory"}


@pytest.mark.rule("SONS-058")
def test_the_answer_shows_what_no_file_can(tmp_path, capsys):
    _, answer = told(capsys, "check", file(tmp_path, HEAD + GOOD), "--at", "2022-07-01")
    said = {point["rule"]: point["fr"] for point in answer["checklist"]}
    assert "versé directement à l'éditeur" in said["SONS-058"]


def test_a_refused_order_and_a_row_that_is_not_read_both_end_with_one(tmp_path, capsys):
    late = GOOD.replace("01/07/2022", "01/12/2022")
    status, answer = told(capsys, "check", file(tmp_path, HEAD + late), "--at", "2022-12-01")
    assert (status, [v["id"] for v in answer["orders"][0]["verdicts"]]) == (1, ["programmes.sons-presented-late"])
    broken = GOOD + GOOD.replace("BC-1", "BC-2").replace("8943,97", "douze")
    status, answer = told(capsys, "check", file(tmp_path, HEAD + broken), "--at", "2022-07-01")
    assert (status, answer["counts"]["accepted"], answer["rejected"]["first"][0]["line"]) == (1, 1, 3)
    assert main(["sons", "check", file(tmp_path, HEAD + broken), "--at", "2022-07-01"]) == 1
    shown = capsys.readouterr()
    assert "1 of 1 orders accepted, 1 rows not read" in shown.out
    assert "columns not read" not in shown.err


@pytest.mark.rule("SONS-061", "SONS-077")
def test_what_was_not_compared_stands_in_the_answer_the_workbook_and_the_document(tmp_path, capsys):
    aids = file(tmp_path, "finess;phase\n010000024;2022\n;2022\n", "cnsa.csv")
    base = str(extract(tmp_path, row(1), head="finess;etalab;93;2023-05-10\n"))
    words = (
        "check",
        file(tmp_path, HEAD + GOOD),
        "--esms-numerique",
        aids,
        "--finess-base",
        base,
        "--at",
        "2022-07-01",
    )
    book, paper = tmp_path / "rapport.xlsx", tmp_path / "rapport.pdf"
    status, answer = told(capsys, *words, "-o", str(book))
    ids = ["programmes.sons-not-bounded", "programmes.sons-list-unread", "programmes.sons-other-extract"]
    assert (status, [one["id"] for one in answer["verdicts"]]) == (0, ids)
    assert main(["sons", *words, "-o", str(paper)]) == 0
    assert "cnsa.csv" in capsys.readouterr().out
    text = " ".join(str(cell.value) for line in openpyxl.load_workbook(book)["Commandes"].iter_rows() for cell in line)
    with pypdfium2.PdfDocument(paper.read_bytes()) as document:
        pages = " ".join(document[0].get_textpage().get_text_range().split())
    for shown in (text, pages):
        assert "été comparé pour 1 demande(s)" in shown
        assert "10/05/2023" in shown


@pytest.mark.rule("SONS-034")
def test_a_list_of_esms_numerique_is_crossed(tmp_path, capsys):
    dui = GOOD.replace("hôpital", "médico-social").replace("HOP-DPI", "MS-DUI")
    aids = file(tmp_path, "finess;phase;aide\n010000024;2022;acquisition\n", "cnsa.csv")
    status, answer = told(capsys, "check", file(tmp_path, HEAD + dui), "--esms-numerique", aids, "--at", "2022-07-01")
    assert (status, answer["crossing"]["both"]) == (1, ["010000024"])
    assert "programmes.sons-esms-acquisition" in [v["id"] for v in answer["orders"][0]["verdicts"]]


def test_the_report_is_a_workbook_or_a_document_to_sign(tmp_path, capsys):
    orders, book, paper = file(tmp_path, HEAD + GOOD), tmp_path / "rapport.xlsx", tmp_path / "rapport.pdf"
    for path in (book, paper):
        assert main(["sons", "check", orders, "--at", "2022-07-01", "-o", str(path)]) == 0
    opened = openpyxl.load_workbook(io.BytesIO(book.read_bytes()))
    assert opened.sheetnames[:3] == ["Commandes", "Constats", "Dates appliquées"]
    first = opened["Commandes"]
    assert [cell.value for cell in first[2]][:8] == [
        *("BC-1", "010010171", "HOP-DPI-Va1", "hopital", "1", "admise", "ferme", 8943.97)
    ]
    document = pypdfium2.PdfDocument(paper.read_bytes())
    text = document[0].get_textpage().get_text_bounded()
    document.close()
    assert "Contrôle des commandes SONS" in text
    assert "10 732,76" in text.replace("\u202f", " ").replace("\u00a0", " ")
    capsys.readouterr()
    assert main(["sons", "check", orders, "-o", str(tmp_path / "rapport.docx")]) == 2


@pytest.mark.rule("SONS-076")
def test_the_amount_of_a_project_is_that_of_the_whole_body(tmp_path, capsys):
    base = extract(tmp_path, *(row(number) for number in range(25)))
    status, answer = told(capsys, "amount", "--finess-base", str(base), "--ej", BODY, "--esms", "5")
    assert (status, answer["tranche"], answer["essms"], answer["amount"]["ttc"]) == (0, "E", 25, "6160.00")
    assert len(answer["counted"]) == 25
    assert main(["sons", "amount", "--finess-base", str(base), "--ej", BODY, "--esms", "5"]) == 0
    assert "5 × 1232.00 = 6160.00 TTC" in capsys.readouterr().out
    status, answer = told(capsys, "amount", "--finess-base", str(base), "--ej", BODY, "--esms", "26")
    assert (status, answer["verdicts"][0]["id"]) == (1, "programmes.sons-more-than-the-body")


@pytest.mark.rule("SONS-062")
def test_the_amount_of_an_establishment_is_its_ceiling_and_the_vat(tmp_path, capsys):
    words = ("amount", "--ceilings", file(tmp_path, CEILINGS), "--finess-pmsi", "010010171", "--dsr", "HOP-DPI-Va1")
    status, answer = told(capsys, *words)
    assert (status, answer["amount"]) == (0, {"ht": "8943.97", "ttc": "10732.76"})
    assert told(capsys, *words, "--vat", "8.5")[1]["amount"]["ttc"] == "9704.21"
    assert told(capsys, *words[:-1], "RIS")[0] == 1


@pytest.mark.rule("SONS-064")
def test_the_timeline_of_an_order_says_what_waits(tmp_path, capsys):
    status, answer = told(capsys, "timeline", file(tmp_path, HEAD + GOOD), "--at", "2022-07-02")
    steps = {step["step"]: (step["state"], step["blocked_by"]) for step in answer["orders"][0]["steps"]}
    assert (status, steps["advance_request"], steps["balance_request"]) == (
        *(0, ("done", []), ("blocked", ["va", "advance"])),
    )
    assert main(["sons", "timeline", file(tmp_path, HEAD + GOOD), "--at", "2023-01-05"]) == 0
    assert "2023-04-28" in capsys.readouterr().out
    assert told(capsys, "timeline", file(tmp_path, HEAD + GOOD), "--at", "2023-09-21")[0] == 1
    book = tmp_path / "suivi.xlsx"
    assert main(["sons", "timeline", file(tmp_path, HEAD + GOOD), "--at", "2022-07-02", "-o", str(book)]) == 0
    opened = openpyxl.load_workbook(io.BytesIO(book.read_bytes()))
    steps = {row[3].value: (row[6].value, row[9].value) for row in opened["Étapes"].iter_rows(min_row=2)}
    assert steps["Dépôt de la VA, demande de solde"] == ("bloquée", "Vérification d'aptitude signée ; Avance versée")


@pytest.mark.rule("SONS-018")
def test_the_calendar_lists_the_rows_in_force_on_a_day(capsys):
    words = ("calendar", "--couloir", "medecine-de-ville", "--at", "2022-04-14")
    status, answer = told(capsys, *words)
    assert (status, [row["rule"] for row in answer["deadlines"] if row["event"] == "order_presented"]) == (
        0,
        ["SONS-018"],
    )
    assert main(["sons", *words]) == 0
    assert "aucun report décidé" in capsys.readouterr().out
    assert main(["sons", "calendar", "--couloir", "biologie", "--wave", "2"]) == 1


@pytest.mark.parametrize(
    "words",
    [
        ("check", "nulle-part.csv", "--at", "bientôt"),
        ("amount", "--ej", "1"),
        ("amount", "--ceilings", "x.csv"),
        ("amount", "--finess-base", "x", "--ej", "1", "--esms", "0"),
        ("check", "x.csv", "--set", "couleur=bleu"),
        ("check", "x.csv", "--set", "advance_percent=beaucoup"),
        ("check", "x.csv", "--set", "territory"),
    ],
)
def test_words_that_are_off_are_said_so(tmp_path, monkeypatch, capsys, words):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.csv").write_text(HEAD + GOOD)
    assert main(["sons", *words]) == 2
    assert capsys.readouterr().err


def test_a_file_that_cannot_be_read_at_all_is_a_verdict(tmp_path, capsys):
    status, answer = told(capsys, "check", file(tmp_path, ""))
    assert (status, bool(answer["verdicts"][0]["way_out"])) == (1, True)


def test_an_assumption_is_changed_from_the_command_line(tmp_path, capsys):
    words = ("check", file(tmp_path, HEAD + GOOD), "--at", "2022-07-01", "--set")
    assert told(capsys, *words, "advance_percent=50")[1]["orders"][0]["amounts"]["advance"] == "5366.38"
    assert told(capsys, *words, "advance_couloirs=")[1]["orders"][0]["amounts"]["advance"] is None
    assert told(capsys, *words, "order_between_proofs_and_referencing=no")[0] == 0
