"""What a director reads and signs: the workbook and the document of a report, and the sheet for OSIS."""

from __future__ import annotations

import io
from copy import deepcopy
from datetime import UTC, datetime

import openpyxl
import pypdfium2
import pytest

from socle.programmes.sunes import defaults
from socle.programmes.sunes_dossier import director, osis, told
from socle.programmes.sunes_dossier.facts import Dated, HistoryBonus
from tests.programmes.sunes_dossier.facts import MESSAGES, SETTINGS, WHOLE, changed, dossier, without

NOW = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)
MISSING = {"no_document": 300, "ins_not_qualified": 80, "rejected": 20, "wrong_level": 11}


def indicator(code, numerator, denominator, rate, target, attained, **other):
    values = {"code": code, "numerator": numerator, "denominator": denominator, "rate": rate, "target": target}
    return values | {"attained": attained, "missing": MISSING, "exclusions": {}} | other


#: The shape of `socle sunes compute --json` (interfaces.md).
REPORT = {
    "establishment": "990000010",
    "window": "F2",
    "period": {"start": "2022-10-01", "end": "2022-10-31"},
    "indicators": [
        indicator(
            "DS1.1", 589, 1000, 58.9, 59, attained=False, exclusions={"newborn": {"count": 12, "rate_without": 58.1}}
        ),
        indicator("DS1.2", 500, 1000, 50.0, 48, attained=True),
        indicator("DS2.1", 0, 0, None, 54, attained=None),
        indicator("DS4.3", 1, 1, 100.0, 100, attained=True),
    ],
    "domains": [
        {"domain": "D1", "attained": False, "bonus": False, "amount": None},
        {"domain": "D4", "attained": True, "bonus": None, "amount": "12345.60"},
    ],
    "rules": ["SUN-003", "SUN-048"],
    "switches": ["newborn"],
    "files": {
        "stays": {
            "file": "/tmp/dossier/sejours.csv",
            "rows": 1000,
            "encoding": "cp1252",
            "separator": ";",
            "rejected": {
                "count": 1,
                "first": [{"line": 7, "column": "discharged", "fr": "Ce n’est pas une date (99/99/9999)."}],
            },
        }
    },
}
TO_TAKE_UP = [{"indicator": "DS1.1", "unit": "0042", "reason": "ins_not_qualified", "day": "2022-10-03"}]


@pytest.fixture(scope="module")
def book():
    return openpyxl.load_workbook(io.BytesIO(director.make_workbook(REPORT, at=NOW, missing=TO_TAKE_UP)))


@pytest.fixture(scope="module")
def paper():
    data = director.make_pdf(REPORT, at=NOW, who="Ève Œuvrard", role="Directrice")
    with pypdfium2.PdfDocument(data) as document:
        texts = [document[number].get_textpage().get_text_bounded() for number in range(len(document))]
    return " ".join("\n".join(texts).split())


def rows(book, name):
    return [tuple(cell.value for cell in row) for row in book[name].iter_rows()]


def test_the_workbook_holds_all_that_was_computed(book):
    assert book.sheetnames == [
        "Synthèse",
        "Indicateurs",
        "Manquants par motif",
        "Séjours à reprendre",
        "Réglages",
        "Domaines",
        "Sources",
        "Lignes rejetées",
        "OSIS",
    ]
    assert rows(book, "Domaines")[2] == ("D4 Messageries sécurisées de santé", "atteint", None, 12345.6)
    assert rows(book, "Indicateurs")[1] == (
        *("DS1.1", "Lettre de liaison de sortie au DMP", 589, 1000, 0.589, 0.59, "non atteint"),
    )
    assert rows(book, "Manquants par motif")[1] == ("DS1.1", 300, 80, 20, 11)
    assert rows(book, "Séjours à reprendre")[1] == (*("DS1.1", "INS non qualifiée", "0042", datetime(2022, 10, 3)),)
    assert rows(book, "Réglages")[1] == ("DS1.1", "Nouveau-nés restés auprès de leur mère", 12, 0.581)
    assert rows(book, "Sources")[1] == ("sejours.csv", 1000, 1, "cp1252", "point-virgule")
    assert rows(book, "Lignes rejetées")[1] == ("sejours.csv", 7, "discharged", "Ce n’est pas une date (99/99/9999).")


@pytest.mark.rule("SUN-048")
def test_the_sheet_for_osis_gives_each_value_in_order_and_says_that_its_layout_is_assumed(book):
    lines = rows(book, "OSIS")
    assert lines[0] == (*("Ordre", "Indicateur", "Intitulé", "Numérateur", "Dénominateur", "Taux", "Cible", "Réponse"),)
    assert [line[1] for line in lines[1:9]] == ["DS1.1", "DS1.2", "DS1.3", "DS2.1", "DS3.1", "DS4.1", "DS4.2", "DS4.3"]
    assert lines[1][3:] == (589, 1000, 0.589, 0.59, "non atteint")
    assert lines[4][3:] == (None, None, None, 0.54, "non mesurable")
    assert lines[8][3:] == (None, None, None, None, "OUI")
    assert any(osis.ASSUMED in str(line[0]) for line in lines)


@pytest.mark.rule("SUN-048")
def test_nothing_is_entered_in_osis_that_nobody_counted_and_no_line_that_the_window_does_not_ask():
    first = deepcopy(REPORT) | {"window": "F1"}
    sheet = osis.sheet(first)
    assert [row[1] for row in sheet.rows] == ["DS1.1", "DS1.2", "DS1.3", "DS2.1", "DS3.1"]
    assert sheet.rows[2][3:] == (None, None, None, None, "")


def test_the_document_tells_results_with_words_and_ends_with_a_signature(paper):
    for words in (
        "990000010, fenêtre F2, du 1er octobre 2022 au 31 octobre 2022",
        "2 indicateurs atteints, 1 non atteint, 1 non mesuré.",
        "58,9 % — cible 59 % — non atteint",
        "cible 54 % — non mesurable",
        "INS non qualifiée",
        "12 345,60 €",
        "Nouveau-nés restés auprès de leur mère",
        "SUN-048 :",
        "Disposition supposée",
        "Nom : Ève Œuvrard",
        "Qualité : Directrice",
    ):
        assert words in paper, words
    assert "0042" not in paper


def test_what_is_signed_tells_every_switch_that_was_changed_though_it_takes_nothing_out(paper):
    assert "Nouveau-nés restés auprès de leur mère : écartés" in paper
    assert "Consultations externes : comptés" in paper
    assert "D1 exige DS1.1 et DS1.2 : non" in paper
    told = director.changed({"switches": sorted(defaults())})
    assert told == "Réglages : tous ceux que le programme propose, aucun n’a été changé."


@pytest.mark.rule("SUN-048")
def test_the_sheet_for_osis_says_whose_it_is_in_french():
    (about, _) = osis.sheet(REPORT | {"establishment": None}).notes
    assert about == "Établissement non nommé, fenêtre F2, du 1er octobre 2022 au 31 octobre 2022"


def test_a_dossier_is_told_on_paper_and_as_a_workbook():
    judged = told.judge(dossier(prerequisites=without("sixth")), datetime(2022, 8, 1).date(), SETTINGS)
    with pypdfium2.PdfDocument(told.make_pdf(judged, at=NOW)) as document:
        text = "\n".join(document[number].get_textpage().get_text_bounded() for number in range(len(document)))
    text = " ".join(text.split())
    for words in ("Volet 1, fenêtre F2", "Six prérequis (à renseigner)", "depot.pdf", "septembre 2022", "filing"):
        assert words in text, words
    pages = openpyxl.load_workbook(io.BytesIO(told.make_workbook(judged, at=NOW)))
    assert pages.sheetnames == ["Volet 1 F2", "Prérequis", "Constats", "Calendrier", "Réglages"]
    assert rows(pages, "Prérequis")[6][1] == "à renseigner"
    assert rows(pages, "Constats")[1][0] == "prerequisites.sixth"


@pytest.mark.parametrize(("month", "words"), [(5, "rien ne s’y oppose"), (6, "voir les constats")])
def test_the_history_bonus_stands_on_paper_with_what_is_against_it(month, words):
    bonus = HistoryBonus(asked=Dated(datetime(2022, month, 20).date()), form="dedicated")
    judged = told.judge(dossier(history=bonus), datetime(2022, 8, 1).date(), SETTINGS)
    with pypdfium2.PdfDocument(told.make_pdf(judged, at=NOW)) as document:
        text = " ".join(document[number].get_textpage().get_text_bounded() for number in range(len(document)))
    assert words in " ".join(text.split())
    assert told.as_json(judged)["history_bonus"]["allowed"] is (month == 5)


def test_what_two_applications_lack_alike_is_told_once():
    second = WHOLE.__class__(volet=2, window="F2", domains=("D4",), filed=Dated(datetime(2022, 4, 1).date()))
    judged = told.judge(dossier(WHOLE, second, prerequisites=without("dmp")), datetime(2022, 8, 1).date(), SETTINGS)
    assert [one.place for one in told.findings(judged)].count("prerequisites.dmp") == 1
    document = told.as_json(judged)
    assert [one["volet"] for one in document["applications"]] == [1, 2]
    assert document["applications"][0]["prerequisites"][3]["state"] == "asked"
    assert [one["window"] for one in document["calendar"]] == ["F1", "F2", "F3", "F4"]


@pytest.mark.rule("SUN-037")
def test_prerequisites_that_do_not_stand_alike_for_two_applications_are_told_for_each():
    late = changed("mssante", day=datetime(2022, 4, 13).date())
    judged = told.judge(dossier(WHOLE, MESSAGES, prerequisites=late), datetime(2022, 10, 1).date(), SETTINGS)
    book = openpyxl.load_workbook(io.BytesIO(told.make_workbook(judged, at=NOW)))
    six = [rows(book, f"Prérequis – volet {one}")[5][:2] for one in ("1 F2", "2 F3")]
    assert six == [(six[0][0], "refusé"), (six[0][0], "fait")]
