"""`socle esms`: from a DUI's files to the rates, the proof file and a project's eligibility."""

from __future__ import annotations

import csv
import hashlib
import json

import pytest

from socle.cli.main import main

PERSONS = """N° usager;FINESS géographique;Entrée;Activé le;Projet personnalisé;Dernier événement;Anonyme;Pièce d'identité;\
Identité connue;Statut INS;Documents DMP
{rows}
"""
ROW = "{n};{finess};01/01/2022;{file};03/03/2024;01/12/2024;non;oui;oui;Qualifiée;{fed}"


def told(capsys, *words):
    status = main(["esms", *map(str, words), "--json"])
    return status, json.loads(capsys.readouterr().out)


@pytest.fixture
def persons(tmp_path):
    def write(*numbers, finess="140000001", more=()):
        rows = [ROW.format(n=n, finess=finess, file="02/01/2022" if has else "", fed=n % 2) for n, has in numbers]
        path = tmp_path / "personnes.csv"
        path.write_text(PERSONS.format(rows="\n".join([*rows, *more])), "cp1252")
        return path

    return write


def ten(files):
    return [(n, n < files) for n in range(10)]


@pytest.mark.rule("ESMS-001")
@pytest.mark.rule("ESMS-006")
def test_nine_files_of_ten_persons_reach_the_target_of_their_finess(capsys, persons):
    status, answer = told(capsys, "compute", "--persons", persons(*ten(9)), "--at", "2024-12-31")
    (one,) = answer["structures"]
    files = one["indicators"][0]
    assert (status, one["finess_eg"]) == (0, "140000001")
    assert (files["numerator"], files["denominator"], files["rate"], files["attained"]) == (9, 10, 90.0, True)
    assert [line["target"] for line in one["indicators"]] == [90, None, None, None, None]
    assert files["missing"] == {"no_file": 1}
    assert answer["sources"][0]["sha256"] == hashlib.sha256(persons(*ten(9)).read_bytes()).hexdigest()


@pytest.mark.rule("ESMS-006")
@pytest.mark.rule("ESMS-507")
def test_each_geographic_finess_has_its_own_rate_and_a_grappe_adds_them_up(capsys, persons, tmp_path):
    more = [ROW.format(n=n, finess="2A0000001", file="02/01/2022" if n < 25 else "", fed=0) for n in range(20, 30)]
    more.append(ROW.format(n=99, finess="", file="02/01/2022", fed=0))
    grappes = tmp_path / "grappes.csv"
    grappes.write_text(
        "finess;grappe;secteur;subvention;convention\n140000001;G1;PA;1000,01;2/5/2023\n2A0000001;G1;PA;500;2/5/2023\n"
    )
    path = persons(*ten(9), more=more)
    status, answer = told(capsys, "compute", "--persons", path, "--grappes", grappes, "--at", "2024-12-31")
    rates = {one["finess_eg"]: one["indicators"][0]["rate"] for one in answer["structures"]}
    (grappe,) = answer["grappes"]
    assert (status, rates) == (1, {"140000001": 90.0, "2A0000001": 50.0})
    assert (grappe["size"], grappe["indicators"][0]["numerator"], grappe["indicators"][0]["denominator"]) == (2, 14, 20)
    assert grappe["payments"] == {"subsidy": "1500.01", "first": "750.01", "final": "750.00"}
    assert [finding["id"] for finding in grappe["verdicts"]] == ["esms.grappe-too-small"]
    assert answer["persons_without_finess"] == 1
    assert [finding["id"] for finding in answer["verdicts"]] == ["esms.no-geographic-finess"]


@pytest.mark.rule("ESMS-008")
def test_the_balance_is_judged_on_the_targets_of_the_agreement(capsys, persons, tmp_path):
    messages = tmp_path / "operateur.csv"
    messages.write_text(
        "bal émettrice;bal destinatrice;date;usager ins qualifiée\n"
        "ehpad@x.mssante.fr;dr@chu.mssante.fr;2024-12-01 10:00;\n"
        "ehpad@x.mssante.fr;288042923299113@patient.mssante.fr;2024-12-01 10:00;oui\n"
        "ehpad@x.mssante.fr;dr@notmssante.fr;2024-12-01 10:00;\n"
        "voisin@x.mssante.fr;dr@chu.mssante.fr;2024-12-01 10:00;\n"
    )
    boxes = tmp_path / "bal.csv"
    boxes.write_text("bal;finess\nehpad@x.mssante.fr;140000001\nvoisin@x.mssante.fr;140000009\n")
    words = [
        "compute",
        "--persons",
        persons(*ten(9)),
        "--messages",
        messages,
        "--mailboxes",
        boxes,
        "--at",
        "2024-12-31",
    ]
    given = [word for code in ("EN.2=90", "EN.3=90", "EN.4=50", "EN.5=2") for word in ("--target", code)]
    _, answer = told(capsys, *words, *given)
    (one,) = answer["structures"]
    assert one["balance"] == {"due": True, "verdicts": []}
    assert one["messages"] == {"professional": 1, "citizen": 1, "citizen_ins_qualified": 1}
    assert one["tbb1"]["proven"] is True
    assert [finding["id"] for finding in answer["verdicts"]] == ["esms.mailbox-not-mssante"]
    assert (answer["messages_left_out"]["outside_mssante"], answer["messages_left_out"]["other_structures"]) == (1, 1)
    assert "288042923299113" not in json.dumps(answer)
    _, missed = told(capsys, *words, *given[:-1], "EN.5=3")
    assert missed["structures"][0]["balance"]["due"] is False
    _, unknown = told(capsys, *words)
    assert unknown["structures"][0]["balance"]["due"] is None


@pytest.mark.rule("ESMS-504")
def test_the_proof_file_holds_counts_and_digests_and_no_person(capsys, persons, tmp_path):
    proof = tmp_path / "preuve.csv"
    path = persons(*((n, n < 7009) for n in range(7000, 7010)))
    told(capsys, "compute", "--persons", path, "--at", "2024-12-31", "-o", proof)
    lines = list(csv.reader(proof.read_text("utf-8-sig").splitlines(), delimiter=";"))
    assert ["dossiers actifs", "9"] in lines
    assert ["établissement", "", "", "140000001", "EN.1", "Dossiers actifs", "9", "10", "90,0", "90", "oui"] in lines
    assert ["source", "fichier", "sha256", "lignes", "lignes refusées"] in lines
    assert ["persons", "personnes.csv", hashlib.sha256(path.read_bytes()).hexdigest(), "10", "0"] in lines
    assert any("ARS" in cell for line in lines for cell in line)
    assert not any(cell.startswith("70") for line in lines for cell in line)


def test_a_workbook_comes_with_its_counts_and_a_document_can_be_signed(capsys, persons, tmp_path):
    words = ["compute", "--persons", persons(*ten(9)), "--at", "2024-12-31", "-o"]
    assert told(capsys, *words, tmp_path / "preuve.xlsx")[1]["written"] == ["preuve.xlsx", "preuve.csv"]
    told(capsys, *words, tmp_path / "preuve.pdf")
    signatures = [(tmp_path / f"preuve.{kind}").read_bytes()[:4] for kind in ("xlsx", "pdf")]
    assert signatures == [b"PK\x03\x04", b"%PDF"]
    assert main(["esms", *map(str, words), str(tmp_path / "preuve.doc")]) == 2
    assert main(["esms", *map(str, words), str(tmp_path / "nulle part" / "preuve.csv")]) == 2


def test_local_numbers_are_given_on_demand_and_never_otherwise(capsys, persons):
    path = persons((7001, False))
    _, answer = told(capsys, "compute", "--persons", path, "--at", "2024-12-31")
    assert "7001" not in json.dumps({**answer, "sources": []})
    _, listed = told(capsys, "compute", "--persons", path, "--at", "2024-12-31", "--list")
    assert listed["structures"][0]["to_take_up"]["EN.1"] == {"no_file": ["7001"]}


@pytest.mark.rule("ESMS-508")
def test_the_aim_of_the_whole_programme_is_shown_until_its_day(capsys, persons):
    path = persons(*ten(9))
    _, answer = told(capsys, "compute", "--persons", path, "--at", "2024-12-31")
    assert answer["programme_target"] == {
        "active_files": 9, "target": 410000, "by": "2024-12-31", "rules": ["ESMS-508"],
    }  # fmt: skip
    assert told(capsys, "compute", "--persons", path, "--at", "2025-01-01")[1]["programme_target"] is None


def test_a_finess_that_a_spreadsheet_shortened_is_made_whole_and_a_wrong_one_told(capsys, persons):
    more = [
        ROW.format(n=n, finess=finess, file="02/01/2022", fed=0)
        for n, finess in enumerate(("010000001", "10000001", "77"))
    ]
    _, answer = told(capsys, "compute", "--persons", persons(more=more), "--at", "2024-12-31")
    assert [(one["finess_eg"], one["persons"]["supported"]) for one in answer["structures"]] == [
        ("010000001", 2),
        ("77", 1),
    ]
    assert [(finding["id"], finding["found"]) for finding in answer["verdicts"]] == [("esms.finess-malformed", "77")]


@pytest.mark.rule("ESMS-006")
def test_a_finess_on_two_lines_of_the_grappes_is_told(capsys, persons, tmp_path):
    grappes = tmp_path / "grappes.csv"
    grappes.write_text("finess;subvention\n140000001;1000\n140000001;2000\n")
    words = ("compute", "--persons", persons(*ten(9)), "--grappes", grappes, "--at", "2024-12-31")
    status, answer = told(capsys, *words)
    assert (status, [finding["id"] for finding in answer["verdicts"]]) == (1, ["esms.finess-twice"])


def test_what_a_page_does_not_fix_is_an_option(capsys, persons, tmp_path):
    mapping = tmp_path / "colonnes.toml"
    mapping.write_text('[persons]\nidentity_document = "Papiers"\n')
    path = persons((1, True))
    row = "2;140000001;01/01/2022;02/01/2022;03/03/2022;01/12/2024;non;non;oui;Provisoire;1\n"
    path.write_text((path.read_text("cp1252") + row).replace("Pièce d'identité", "Papiers"), "cp1252")
    words = ("compute", "--persons", path, "--at", "2024-12-31", "--mapping", mapping)

    def pairs(*more):
        (one,) = told(capsys, *words, *more)[1]["structures"]
        return [(line["numerator"], line["denominator"]) for line in one["indicators"][:4]]

    assert pairs() == [(1, 1), (1, 1), (1, 1), (1, 1)]
    assert pairs("--everyone") == [(2, 2), (1, 2), (2, 2), (1, 1)]
    assert pairs("--everyone", "--months", "0")[1] == (2, 2)
    assert pairs("--named-documents")[3] == (0, 1)


def test_rows_that_cannot_be_read_are_told_and_the_rest_computed(capsys, persons):
    path = persons(*ten(9), more=[ROW.format(n=77, finess="140000001", file="31/02/2022", fed=0)])
    status, answer = told(capsys, "compute", "--persons", path, "--at", "2024-12-31")
    assert (status, answer["sources"][0]["rejected"]) == (1, 1)
    assert answer["structures"][0]["indicators"][0]["denominator"] == 10


@pytest.mark.parametrize(
    "words",
    [["--target", "EN.9=1"], ["--target", "EN.1=x"], ["--first-share", "101"], ["--months", "-1"], ["--at", "x"]],
)
def test_words_that_are_off_are_told(capsys, persons, words):
    assert main(["esms", "compute", "--persons", str(persons((1, True))), *words]) == 2
    assert capsys.readouterr().err


def test_people_read_a_table_and_what_stands_beside_it(capsys, persons):
    assert main(["esms", "compute", "--persons", str(persons(*ten(8))), "--at", "2024-12-31"]) == 0
    shown = capsys.readouterr().out
    assert "missed" in shown
    assert "(ESMS-005)" in shown
    assert "balance not due" in shown


@pytest.mark.rule("ESMS-009")
@pytest.mark.rule("ESMS-010")
def test_each_essms_of_a_project_learns_what_stands_against_it(capsys, tmp_path):
    file = tmp_path / "projets.csv"
    rows = [f"G1;1400000{n:02};PA;achat;02/05/2022;oui;;oui" for n in range(14)]
    rows.append("G2;140000000;PA;achat;02/05/2022;oui;;oui")
    rows.append("G1;140000099;PDE;achat;02/05/2022;non;non;oui")
    file.write_text(
        "projet;finess;secteur;nature;candidature;en grappe;formulaire;engagement sur les cibles\n" + "\n".join(rows)
    )
    status, answer = told(capsys, "eligible", file, "--instruction", "2022-03-01", "--at", "2022-06-01")
    project, other = answer["projects"]
    verdicts = {one["finess_eg"]: [finding["id"] for finding in one["verdicts"]] for one in project["essms"]}
    assert (status, project["eligible"]) == (1, False)
    assert verdicts["140000000"] == ["esms.sons-besides", "esms.finess-twice"]
    assert verdicts["140000001"] == ["esms.sons-besides"]
    assert [finding["id"] for finding in other["verdicts"]] == ["esms.grappe-too-small"]
    assert verdicts["140000099"] == ["esms.form-missing", "esms.software-not-referenced"]
    assert [finding["id"] for finding in project["verdicts"]] == ["esms.call"]
    assert main(["esms", "eligible", str(file)]) == 1
    assert "G1: not eligible (15 ESSMS)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({"nature": "maintenance"}, "object-not-funded"),
        ({"engagement sur les cibles": "non"}, "targets-not-accepted"),
        ({"finess": ""}, "no-geographic-finess"),
        ({"finess": "1234567"}, "finess-malformed"),
        ({"secteur": "USLD"}, "health-sector"),
        ({"en grappe": "non"}, "form-missing"),
        ({"en grappe": "non", "formulaire": "oui"}, "grappe-awaited"),
        ({"candidature": "28/02/2022"}, "before-instruction"),
        ({"convention": "31/12/2021", "temps": "temps 2"}, "first-phase"),
        ({"convention": "31/12/2021"}, "first-phase-unknown"),
        ({"secteur": "Protection de l'enfance"}, "software-not-referenced"),
        ({"nature": "mise en conformité", "candidature": "02/05/2024"}, "referencing-unknown"),
        ({"candidature": "02/05/2024"}, "answer-dated"),
        ({}, "sons-besides"),
        ({"aide DMP": "oui", "périmètre": "DMP"}, "dmp-already-funded"),
        ({"équipement": "10 000,01", "candidature": "02/05/2024"}, "equipment-above-ceiling"),
        ({"catégorie": "4605"}, "sons-corridor"),
        ({"catégorie": "4500"}, "not-in-sons-corridor"),
        ({"logiciel référencé": "oui"}, "sons-overlap"),
        ({"secteur": "AHI"}, "no-specification-yet"),
        ({"secteur": "domicile"}, "hours-unknown"),
    ],
)
def test_each_answer_on_a_project_can_be_had_from_a_file(capsys, tmp_path, changes, verdict):
    line = {
        "projet": "G1",
        "finess": "140000001",
        "secteur": "EHPAD",
        "nature": "achat",
        "candidature": "02/05/2022",
    } | changes
    file, funded = tmp_path / "projet.csv", tmp_path / "sons.csv"
    file.write_text(f"{';'.join(line)}\n{';'.join(line.values())}\n", "utf-8")
    funded.write_text("finess\n140000001\n")
    _, answer = told(capsys, "eligible", file, "--instruction", "2022-03-01", "--sons", funded)
    (essms,) = answer["projects"][0]["essms"]
    assert f"esms.{verdict}" in [finding["id"] for finding in essms["verdicts"]]


def test_a_file_that_cannot_be_read_ends_in_a_sentence(capsys, tmp_path):
    empty = tmp_path / "vide.csv"
    empty.write_bytes(b"")
    status, answer = told(capsys, "compute", "--persons", empty)
    assert (status, len(answer["verdicts"])) == (1, 1)


@pytest.mark.rule("ESMS-003")
def test_an_empty_cell_says_neither_that_a_person_has_no_name_nor_that_he_has_no_paper(capsys, persons):
    silent = "1;140000001;01/01/2022;02/01/2022;;;;;;;0"
    without = "2;140000001;01/01/2022;02/01/2022;;;;non;oui;;0"
    _, answer = told(capsys, "compute", "--persons", persons(more=(silent, without)), "--at", "2024-12-31")
    (one,) = answer["structures"]
    assert one["persons"]["left_the_denominator"] == {"no_identity_document": 1}
    assert (one["persons"]["qualifiable"], one["persons"]["undecided"]) == (1, 1)


@pytest.mark.rule("ESMS-009")
def test_an_empty_cell_of_a_project_refuses_nothing(capsys, tmp_path):
    file = tmp_path / "projet.csv"
    file.write_text(
        "projet;finess;secteur;nature;candidature;en grappe;cibles acceptées\nG1;140000001;EHPAD;achat;02/05/2022;;\n"
    )
    _, answer = told(capsys, "eligible", file, "--instruction", "2022-03-01")
    (essms,) = answer["projects"][0]["essms"]
    assert (essms["eligible"], [one["id"] for one in essms["verdicts"]]) == (True, ["esms.sons-besides"])


@pytest.mark.rule("ESMS-505")
def test_a_structure_of_which_sons_is_not_told_is_judged_by_its_category(capsys, persons, tmp_path):
    grappes = tmp_path / "grappes.csv"
    words = ["compute", "--persons", persons(*ten(9)), "--grappes", grappes, "--at", "2025-06-01"]
    for eligible, category, lifted in (
        ("", "4400", False),
        ("", "4500", True),
        ("oui", "4500", False),
        ("", "", False),
    ):
        grappes.write_text(f"finess;secteur;catégorie;éligible sons\n140000001;AHI;{category};{eligible}\n")
        (one,) = told(capsys, *words)[1]["structures"]
        assert ("esms.target-lifted" in [found["id"] for found in one["balance"]["verdicts"]]) is lifted


@pytest.mark.rule("ESMS-006", "ESMS-008")
def test_the_balance_of_a_grappe_is_not_told_due_over_a_member_of_which_it_is_not(capsys, persons, tmp_path):
    more = [ROW.format(n=n, finess="2A0000001", file="02/01/2022" if n < 29 else "", fed=0) for n in range(20, 31)]
    grappes, paper = tmp_path / "grappes.csv", tmp_path / "preuve.pdf"
    grappes.write_text("finess;grappe\n140000001;G1\n2A0000001;G1\n")
    words = ["compute", "--persons", persons(*ten(10), more=more), "--grappes", grappes, "--at", "2024-12-31"]
    for code in ("EN.2", "EN.3", "EN.4"):
        words += ["--target", f"{code}=0"]
    _, answer = told(capsys, *words)
    assert [one["balance"]["due"] for one in (*answer["structures"], *answer["grappes"])] == [None, False, None]
    ids = [found["id"] for found in answer["grappes"][0]["balance"]["verdicts"]]
    assert ids == ["esms.balance-by-structure"]
    main(["esms", *map(str, words), "-o", str(paper)])
    assert "1 non dû, 1 à juger" in capsys.readouterr().out


@pytest.mark.rule("ESMS-006", "ESMS-008")
def test_an_agreement_may_have_the_balance_judged_on_the_rates_of_the_grappe(capsys, persons, tmp_path):
    """11 files of 12 (91.6 %) pass for both, where 1 of 2 (50 %) alone does not."""
    more = [ROW.format(n=n, finess="2A0000001", file="02/01/2022" if n < 21 else "", fed=0) for n in range(20, 22)]
    more += [ROW.format(n=n, finess="140000009", file="", fed=0) for n in range(40, 42)]
    grappes, sent = tmp_path / "grappes.csv", tmp_path / "messages.csv"
    grappes.write_text("finess;grappe\n140000001;G1\n2A0000001;G1\n")
    sent.write_text("destinataire;date;finess\na@x.mssante.fr;2024-12-01;140000001\n")
    words = ["compute", "--persons", persons(*ten(10), more=more), "--grappes", grappes, "--at", "2024-12-31"]
    words += ["--messages", sent]
    for code in ("EN.2", "EN.3", "EN.4", "EN.5"):
        words += ["--target", f"{code}=0"]

    def due(*more):
        answer = told(capsys, *words, *more)[1]
        shown = (*answer["structures"], *answer["grappes"])
        return answer["settings"]["balance_by"], {
            one.get("finess_eg") or one["grappe"]: one["balance"]["due"] for one in shown
        }

    assert due() == ("structure", {"140000001": True, "140000009": False, "2A0000001": False, "G1": None})
    assert due("--balance-by", "grappe") == (
        "grappe", {"140000001": True, "140000009": False, "2A0000001": True, "G1": True}
    )  # fmt: skip
