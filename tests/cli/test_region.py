"""`socle region`: a month, certificates, and the checks of a region's tables, as its users call them."""

from __future__ import annotations

import csv
import io
import json

import pytest
from tests.programmes.region.test_compute import CERTIFICATES, COUNTS, STRUCTURES
from tests.programmes.region.test_totals import EXAMPLE

from socle.cli.main import main


@pytest.fixture
def files(tmp_path):
    held = {"comptages": COUNTS, "structures": STRUCTURES, "certificats": CERTIFICATES}
    for name, text in held.items():
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")
    return tmp_path


def told(capsys, *words):
    status = main(["region", *map(str, words), "--json"])
    return status, json.loads(capsys.readouterr().out)


def month(files, *words):
    given = ("--counts", files / "comptages.csv", "--structures", files / "structures.csv")
    return ("compute", *given, "--month", "2022-06", "--region", "Normandie", "--at", "2022-07-01", *words)


def test_a_month_is_computed_and_told(capsys, files):
    status, answer = told(capsys, *month(files, "--certificates", files / "certificats.csv"))
    assert (status, answer["region"]["code"], answer["month"]) == (0, "28", "2022-06")
    assert {one["code"]: one["value"] for one in answer["indicators"]}["SOCLE.DMP"] == 1503
    assert answer["certificates"]["states"]["<30 d"] == 1
    assert main(["region", *map(str, month(files))]) == 0
    text = capsys.readouterr().out
    assert "Normandie, 2022-06" in text
    assert "documents-by-department" in text


@pytest.mark.rule("REG-025")
def test_one_visual_is_exported_and_the_source_is_not(capsys, files, tmp_path):
    target = tmp_path / "visuel.csv"
    status, answer = told(capsys, *month(files, "--visual", "documents-by-department", "-o", target))
    assert (status, answer["masked"]) == (0, 2)
    rows = list(csv.reader(io.StringIO(target.read_text("utf-8-sig")), delimiter=";"))
    assert rows[1:] == [
        ["Calvados", "800", "1000"],
        ["Manche", "0", "masqué"],
        ["Orne", "0", "masqué"],
        ["Total", "800", "1503"],
    ]
    status, answer = told(capsys, *month(files, "--visual", "comptages"))
    assert (status, [one["id"] for one in answer["verdicts"]]) == (1, ["programmes.region-raw-rows"])


def test_who_may_not_see_is_answered_by_the_rule(capsys, files):
    status, answer = told(capsys, *month(files, "--as", "CPAM"))
    assert (status, answer["rules"]) == (1, ["REG-026"])


@pytest.mark.rule("SUN-070")
@pytest.mark.rule("SUN-072")
def test_printed_totals_that_lines_do_not_give_end_with_one(capsys):
    status, answer = told(capsys, "totals", EXAMPLE)
    assert status == 1
    assert [(one["place"], one["severity"]) for one in answer["verdicts"]] == [
        ("F1, catégorie", "error"),
        ("cumul, catégorie", "error"),
        ("cumul, catégorie", "info"),
    ]
    assert answer["totals"][0]["computed"] == {"count": 54, "amount": "3958259.00"}
    assert answer["totals"][0]["difference"] == "400.00"


@pytest.mark.rule("REG-029")
def test_certificates_and_structures_without_one_are_listed(capsys, files):
    words = ("certificates", files / "certificats.csv", "--structures", files / "structures.csv", "--at", "2022-07-01")
    status, answer = told(capsys, *words)
    assert status == 1
    assert [(one["name"], one["state"]) for one in answer["certificates"]] == [
        ("Clinique de l’Orne", "absent"),
        ("CH d’Essai", "<30 d"),
        ("Paris", "ok"),
    ]
    assert [one["finess"] for one in answer["without_certificate"]] == ["610000013"]


def test_the_other_checks_end_with_one_when_something_is_found(capsys, files, tmp_path):
    def written(name, text):
        (tmp_path / name).write_text(text, "utf-8")
        return tmp_path / name

    status, answer = told(capsys, "anomalies", files / "structures.csv")
    assert (status, answer["structures"], bool(answer["anomalies"])) == (1, 4, True)
    actions = written(
        "actions.csv",
        "région;plan;programme;action;météo;début;indicateur;description\n28;P;Ségur;A;soleil;2022-01-05;;\n28;P;;;;2022-01-05;SENS.DMP;Affiche\n",
    )
    objectives = written("objectifs.csv", "indicateur;valeur;mis à jour le\n1.3;2;2022-01-01\n")
    status, answer = told(capsys, "roadmap", actions, "--objectives", objectives, "--committee", "2022-03-01")
    assert (status, answer["actions"]) == (0, {"I.1": 1, "SENS.DMP": 1})
    committees = ("--committee", "2022-01-15", "--committee", "2022-03-01")
    status, answer = told(capsys, "roadmap", actions, "--objectives", objectives, *committees, "--at", "2022-02-01")
    assert (status, [one["id"] for one in answer["verdicts"]]) == (1, ["programmes.region-objective-stale"])
    assert told(capsys, "roadmap", actions, "--as", "GRADES")[0] == 1
    pilots = written("pilotes.csv", "finess;statut;activité;maturité\n1;public;MCO;haute\n2;privé;SSR;basse\n")
    assert told(capsys, "panel", pilots)[0] == 0
    doctors = written("medecins.csv", "médecin;département;consultations;avec document\n" + "1;14;10;2\n" * 9)
    status, answer = told(capsys, "physicians", doctors, "--year", "2022")
    assert (status, answer["departments"][-1]["euros"]) == (0, 9 * 40 * 7)


def test_words_and_files_that_are_off_are_said_so(capsys, files, tmp_path):
    assert main(["region", "compute", "--month", "juin"]) == 2
    assert main(["region", "compute", "--month", "2022-06", "--region", "Atlantide"]) == 2
    assert main(["region", *map(str, month(files, "-o", "rapport.doc"))]) == 2
    (tmp_path / "vide.csv").write_text("", "utf-8")
    assert main(["region", "totals", str(tmp_path / "vide.csv")]) == 1
    assert capsys.readouterr().err


HEADER = "BAL émettrice;BAL destinatrice;Date et heure;Taille (octets)\n"
OPERATORS = """jean.dupont@chu.mssante.fr;b@lab.mssante.fr;{day} 10:00:00;1000
Secretariat@CHU.mssante.fr;288042923299113@patient.mssante.fr;{day} 23:59:59;200
jean.dupont@chu.mssante.fr;288042923299113@patient.mssante.fr;{day} 12:00;200
288042923299113@patient.mssante.fr;jean.dupont@chu.mssante.fr;{day} 12:00:01;200
x@exemple.fr;jean.dupont@chu.mssante.fr;{day} 12:00:01;200
pasunedate@chu.mssante.fr;b@lab.mssante.fr;hier;200
"""
EXTRACT = """Type de BAL|Adresse BAL|Identification Structure|Raison sociale structure BAL|Département|
PER|jean.dupont@chu.mssante.fr|1140000100|CH|14|
ORG|secretariat@chu.mssante.fr|500000013|Manche|50|
"""


@pytest.mark.rule("MSS-042")
@pytest.mark.rule("REG-016")
def test_operators_files_are_counted_into_both_flows_and_no_mailbox_is_told(capsys, files, tmp_path):
    for name, day in (("mai", "30/05/2022"), ("juin", "30/06/2022")):
        (tmp_path / f"{name}.csv").write_text(HEADER + OPERATORS.format(day=day) * 6, "cp1252")
    (tmp_path / "bal.csv").write_text(EXTRACT, "utf-8")
    given = ("--operators", f"Un={tmp_path / 'mai.csv'}", f"Un={tmp_path / 'juin.csv'}")
    status, answer = told(capsys, *month(files), *given, "--mailboxes", tmp_path / "bal.csv")
    assert status == 0
    value = {one["code"]: one["value"] for one in answer["indicators"]}
    assert (value["SOCLE.MSS.PRO"], value["SOCLE.MSS.CITOYEN"]) == (6, 12)
    assert answer["apart"] == {"from_citizen": 6, "sender_outside": 6}
    visuals = {one["id"]: one for one in answer["visuals"]}
    assert [one["value"] for one in visuals["messages-citizen-by-department"]["total"]] == [12, 12]
    assert visuals["messages-citizen-by-operator"]["rows"][0]["label"] == "Un"
    assert [one["rejected"]["count"] for one in answer["sources"] if one["file"].endswith(("mai.csv", "juin.csv"))] == [
        6,
        6,
    ]
    said = json.dumps(answer)
    assert not [word for word in ("dupont", "288042923299113", "exemple.fr") if word in said]


@pytest.mark.rule("REG-025")
def test_a_name_that_a_spreadsheet_would_run_is_exported_as_a_text(capsys, files, tmp_path):
    (files / "structures.csv").write_text(STRUCTURES.replace("CH d’Essai", "=HYPERLINK(1)"), "utf-8")
    target = tmp_path / "visuel.csv"
    told(capsys, *month(files, "--visual", "documents-by-structure", "-o", target))
    assert "\n'=HYPERLINK(1)" in target.read_text("utf-8-sig")
    assert main(["region", *map(str, month(files, "--visual", "documents-by-structure", "-o", tmp_path))]) == 2


@pytest.mark.rule("REG-024")
def test_a_certificate_of_a_persons_practice_is_not_listed(capsys, files):
    path = files / "cabinets.csv"
    path.write_text("finess_eg;nom;expire le\n41000123456501;Dr Inconnu;15/07/2030\n140000100;CH;15/07/2030\n", "utf-8")
    _, answer = told(capsys, "certificates", path, "--at", "2022-07-01")
    assert [one["name"] for one in answer["certificates"]] == ["CH"]
    assert [one["place"] for one in answer["verdicts"]] == ["cabinets.csv, ligne 2"]
