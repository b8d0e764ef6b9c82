"""A region's month from its files, without any file of messages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from socle.programmes.region import Asked, Files, OperatorFile, Report, Role, compute
from socle.rulebook.choices import current

ASKED = Asked("2022-06", date(2022, 7, 1), "28")
STRUCTURES = """FINESS;FINESS juridique;Raison sociale;Secteur;Statut;Département;Région
140000100;140000019;CH d’Essai;ES;public;14;Normandie
500000013;140000019;Site de la Manche;ES;public;50;28
610000013;610000021;Clinique de l’Orne;ES;privé lucratif;Orne;
750000018;750000026;Hôpital de Paris;ES;public;75;11
"""
COUNTS = """mois;mesure;valeur;finess
2022-05;documents;800;140000100
06/2022;Documents DMP;1000;140000100
2022-06;documents;500;500000013
2022-06;documents;3;610000013
2022-06;documents;9000;750000018
2022-06;appels INSi;40;140000100
2022-06;PSC;70;140000100
2022-06;documents;12;10001234567
avril;documents;12;140000100
2022-06;inconnue;12;140000100
"""
CERTIFICATES = """finess_ej;finess_eg;nom;type;numéro de série;expire le
140000019;;CH d’Essai;AUTH_CLI;01;15/07/2022
750000026;;Paris;AUTH_CLI;02;15/07/2030
"""


@pytest.fixture
def files(tmp_path):
    def written(name, text):
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return path

    return Files(
        counts=(written("comptages.csv", COUNTS),),
        structures=written("structures.csv", STRUCTURES),
        certificates=written("certificats.csv", CERTIFICATES),
    )


def indicator(report, code):
    return next(one for one in report.as_json()["indicators"] if one["code"] == code)


@pytest.mark.rule("REG-020")
def test_a_region_is_counted_by_the_department_of_the_structure_that_feeds(files):
    report = compute(files, ASKED, current())
    assert isinstance(report, Report)
    one = indicator(report, "1.3")
    assert (one["numerator"], one["denominator"]) == ((1000 + 500 + 3) * 12, 3_345_842)
    assert report.per_inhabitant["2022-05"] == Decimal("0.00")
    france = compute(files, replace(ASKED, region="FR"), current())
    assert indicator(france, "SOCLE.DMP")["value"] == 10_503


@pytest.mark.rule("REG-016")
@pytest.mark.rule("REG-017")
def test_the_month_gathers_documents_insi_calls_and_sign_ins_each_with_its_visuals(files):
    report = compute(files, ASKED, current())
    told = {
        code: indicator(report, code)["value"] for code in ("SOCLE.DMP", "SOCLE.INSI", "SOCLE.PSC", "SOCLE.MSS.PRO")
    }
    assert told == {"SOCLE.DMP": 1503, "SOCLE.INSI": 40, "SOCLE.PSC": 70, "SOCLE.MSS.PRO": None}
    assert indicator(report, "SOCLE.MSS.PRO")["missing"] == ["les fichiers des opérateurs"]
    assert report.months == ("2022-05", "2022-06")
    assert report.visual("insi-calls-by-department").total[-1].value == 40


@pytest.mark.rule("REG-024")
def test_small_cells_are_masked_and_a_line_that_names_a_person_is_refused(files):
    report = compute(files, ASKED, current())
    by = {line.label: line.cells[-1].value for line in report.visual("documents-by-department").lines}
    assert by == {"Calvados": 1000, "Manche": None, "Orne": None}
    assert "10001234567" not in str(report.as_json())
    assert "programmes.region-names-a-person" in [one["id"] for one in report.as_json()["verdicts"]]
    shown = compute(files, ASKED, replace(current(), small_cell=1))
    assert shown.visual("documents-by-department").masked == 0


@pytest.mark.rule("REG-024")
def test_a_person_is_named_by_no_structure_no_certificate_and_no_type_of_document(files, tmp_path):
    told = {
        "structures": "finess;raison sociale\n10001234565;Cabinet\n140000100;dr.x@cabinet.mssante.fr\n",
        "counts": "mois;mesure;valeur;finess;type\n2022-06;documents;900;140000100;10001234565\n",
        "certificates": "finess_eg;nom;expire le\n41000123456501;Dr Inconnu;15/07/2030\n",
    }
    paths = {name: tmp_path / f"{name}.csv" for name in told}
    for name, text in told.items():
        paths[name].write_text(text, "utf-8")
    report = compute(Files(counts=(paths["counts"],), structures=paths["structures"],
                           certificates=paths["certificates"]), ASKED, current())  # fmt: skip
    shown = str(report.as_json())
    assert [word for word in ("10001234565", "dr.x", "41000123456501", "Dr Inconnu") if word in shown] == []
    assert shown.count("programmes.region-names-a-person") == 4


@pytest.mark.rule("REG-023")
def test_structures_that_ordered_are_listed_by_name_and_masked_nowhere(files, tmp_path):
    path = tmp_path / "commandes.csv"
    path.write_text(
        "mois;mesure;valeur;finess\n2022-06;commandes;1;140000100\n2022-06;commandes;2;500000013\n", "utf-8"
    )
    visual = compute(replace(files, counts=(path,)), ASKED, current()).visual("orders-by-structure")
    assert {line.label: line.cells[-1].value for line in visual.lines} == {
        "CH d’Essai (140000100)": 1,
        "Site de la Manche (500000013)": 2,
    }


@pytest.mark.rule("REG-017")
@pytest.mark.rule("REG-020")
def test_documents_for_each_inhabitant_are_told_month_by_month(files):
    report = compute(files, replace(ASKED, population=1503), current())
    assert report.per_inhabitant == {"2022-05": Decimal("6.38"), "2022-06": Decimal("12.00")}


@pytest.mark.rule("REG-016")
def test_a_count_of_no_known_place_is_of_the_country_and_of_no_region(tmp_path):
    path = tmp_path / "ailleurs.csv"
    path.write_text("mois;mesure;valeur;département\n2022-06;documents;900;\n2022-06;documents;50;14\n", "utf-8")
    values = {
        region: indicator(compute(Files(counts=(path,)), replace(ASKED, region=region), current()), "SOCLE.DMP")[
            "value"
        ]
        for region in ("28", "FR")
    }
    assert values == {"28": 50, "FR": 950}


def test_lines_that_cannot_be_read_are_told_and_counted(files):
    report = compute(files, ASKED, current())
    [unreadable] = [one for one in report.as_json()["verdicts"] if one["id"] == "programmes.region-count-unreadable"]
    assert (unreadable["found"], unreadable["place"]) == ("avril", "comptages, ligne 10")
    [source] = [one for one in report.as_json()["sources"] if one["file"] == "comptages.csv"]
    assert (source["rows"], source["rejected"]["count"]) == (9, 1)  # the measure that is none


@pytest.mark.rule("AUTH-053")
def test_certificates_are_judged_on_the_day_against_the_structures_of_the_region(files):
    report = compute(files, ASKED, current())
    told = report.as_json()["certificates"]
    assert [one["finess"] for one in told["without_certificate"]] == ["610000013"]
    assert indicator(report, "SOCLE.CERT")["value"] == 1
    assert told["states"]["<30 d"] == 1


@pytest.mark.rule("REG-026")
def test_health_insurance_gets_no_report(files):
    refused = compute(files, replace(ASKED, role=Role.CPAM), current())
    assert [one.verdict.id for one in refused.errors] == ["programmes.region-not-open-to"]


def test_a_population_that_is_given_replaces_the_one_of_the_data(files, tmp_path):
    assert indicator(compute(files, replace(ASKED, population=1503), current()), "1.3")["value"] == 12
    path = tmp_path / "population.csv"
    path.write_text("code région;département;population\n28;;3006\n;28;700000\n", "utf-8")
    assert indicator(compute(replace(files, population=path), ASKED, current()), "1.3")["value"] == 6
    path.write_text("département;population\n14;1000\n50;503\n28;700000\n", "utf-8")
    assert indicator(compute(replace(files, population=path), ASKED, current()), "1.3")["value"] == 12


@pytest.mark.rule("REG-024")
def test_a_total_that_a_visual_masks_is_told_by_no_indicator(files, tmp_path):
    path = tmp_path / "peu.csv"
    path.write_text("mois;mesure;valeur;finess\n2022-06;documents;3;140000100\n", "utf-8")
    report = compute(replace(files, counts=(path,)), ASKED, current())
    assert (indicator(report, "SOCLE.DMP")["value"], indicator(report, "1.3")["numerator"]) == (None, None)
    assert "trop petit" in indicator(report, "SOCLE.DMP")["missing"][0]
    assert report.per_inhabitant == {"2022-06": None}


@pytest.mark.rule("REG-024")
def test_few_messages_are_not_found_by_taking_those_shown_from_the_lines_of_the_file(tmp_path):
    sends = ["a@chu.mssante.fr;b@lab.mssante.fr;30/06/2022 10:00"] * 9
    path = tmp_path / "operateur.csv"
    few = ["a@chu.mssante.fr;1@patient.mssante.fr;30/06/2022 11:00"] * 3
    for lines, rows in ((sends + few, None), (sends, 9)):
        path.write_text("\n".join(["émetteur;destinataire;date", *lines]), "utf-8")
        boxes = tmp_path / "boites.csv"
        boxes.write_text("adresse;finess\na@chu.mssante.fr;140000100\n", "utf-8")
        report = compute(Files(operators=(OperatorFile(path, "A"),), mailboxes=boxes), ASKED, current())
        assert [one["rows"] for one in report.as_json()["sources"]] == [rows, 1]


@pytest.mark.rule("REG-024")
def test_a_month_is_masked_alike_in_the_report_of_that_month_and_of_a_later_one(files):
    may, june = (
        {(visual.id, line.key): line.cells[visual.months.index("2022-05")] for visual in report.visuals
         for line in visual.lines if "2022-05" in visual.months}
        for report in (compute(files, replace(ASKED, month=month), current()) for month in ("2022-05", "2022-06"))
    )  # fmt: skip
    assert may
    assert {key: june[key] for key in may} == may


@pytest.mark.rule("MSS-041")
@pytest.mark.rule("MSS-042")
def test_a_line_with_several_recipients_is_a_message_to_each_in_its_flow(tmp_path):
    path = tmp_path / "operateur.csv"
    line = "a@chu.mssante.fr;b@lab.mssante.fr, 1@patient.mssante.fr c@lab.mssante.fr;30/06/2022 10:00"
    path.write_text("\n".join(["émetteur;destinataire;date", *[line] * 6]), "utf-8")
    report = compute(Files(operators=(OperatorFile(path, "A"),)), replace(ASKED, region="FR"), current())
    told = {code: indicator(report, code)["value"] for code in ("SOCLE.MSS.PRO", "SOCLE.MSS.CITOYEN")}
    assert list(told.values()) == [12, 6]
    assert report.as_json()["sources"][0]["rows"] == 6


@pytest.mark.rule("REG-024")
@pytest.mark.parametrize(("few", "totals"), [(3, []), (30, ["programmes.row-total", "programmes.row-total-off"])])
def test_a_printed_total_gives_back_no_masked_cell(tmp_path, few, totals):
    path = tmp_path / "comptages.csv"
    path.write_text(f"mois;mesure;valeur;finess\n2022-06;PSC;{few};140000100\nTotal;;31;\n", "utf-8")
    source = compute(Files(counts=(path,)), ASKED, current()).as_json()["sources"][0]
    assert [one["reason"] for one in source["rejected"]["totals"]] == totals


@pytest.mark.rule("REG-024")
@pytest.mark.parametrize(
    ("all_of_them", "with_document", "shown"), [(1000, 3, None), (1000, 998, None), (1000, 30, 30)]
)
def test_few_consultations_are_told_by_no_indicator(tmp_path, all_of_them, with_document, shown):
    path = tmp_path / "consultations.csv"
    rows = f"2022-06;consultations;{all_of_them}\n2022-06;consultations avec document;{with_document}\n"
    path.write_text(f"mois;mesure;valeur\n{rows}", "utf-8")
    one = indicator(compute(Files(counts=(path,)), replace(ASKED, region="FR"), current()), "III.7")
    assert one["numerator"] == shown
    assert (one["value"] is None) == (shown is None)


#: Rows of the legacy extract have 32 fields.
FIELDS = {"nofinesset": 1, "nofinessej": 2, "rs": 3, "categetab": 18, "categagretab": 20, "libcategagretab": 21}


def site(**told):
    row = ["structureet", *[""] * 31]
    for name, value in told.items():
        row[FIELDS[name]] = value
    return ";".join(row)


@pytest.mark.rule("REG-009")
@pytest.mark.rule("REG-010")
def test_esms_are_counted_from_the_finess_base_and_its_own_day_is_judged(files, tmp_path):
    numbers = [
        ("140001001", "4400"),
        ("140001019", "4400"),
        ("140001027", "4100"),
        ("750001001", "4400"),
        ("140001035", "1100"),
    ]
    lines = [site(nofinesset=number, rs=f"Site {number}", categagretab=group) for number, group in numbers]
    base = tmp_path / "finess.csv"
    base.write_text("\n".join(["finess;etalab;5;2022-06-30", *lines]), "latin-1")
    listed = tmp_path / "candidats.csv"
    listed.write_text("finess;secteur;catégorie;candidat esms numérique\n140001001;ESMS;PA;oui\n", "utf-8")
    report = compute(replace(files, structures=listed, finess=base), ASKED, current())
    told = {code: (one["numerator"], one["denominator"]) for code in ("ESMS.AAP.PA", "ESMS.AAP.PH")
            for one in [indicator(report, code)]}  # fmt: skip
    assert told == {"ESMS.AAP.PA": (1, 2), "ESMS.AAP.PH": (None, 1)}
    assert indicator(report, "II.2.1")["denominator"] is None  # a site of the base is not one to accompany
    others = [one for one in report.as_json()["verdicts"] if one["id"] == "programmes.region-base-of-another-day"]
    assert {(one["expected"], one["found"]) for one in others} == {("2021-12-31", "2022-06-30")}
    right = compute(replace(files, finess=base), replace(ASKED, structures_of=date(2021, 12, 31)), current())
    assert "programmes.region-base-of-another-day" not in str(right.as_json())
