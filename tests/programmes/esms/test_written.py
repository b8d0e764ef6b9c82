"""The workbook and the document of a computation, opened by other libraries than those that write them."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pypdfium2
import pytest

from socle.programmes.esms.computing import Facts, compute
from socle.programmes.esms.grappes import Structure
from socle.programmes.esms.messages import Sent, Traffic
from socle.programmes.esms.paper import report_pdf
from socle.programmes.esms.persons import Person
from socle.programmes.esms.settings import Settings
from socle.programmes.esms.sheets import report_workbook

AT, NOW = date(2024, 12, 31), datetime(2025, 1, 6, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def report():
    known = {"finess_eg": "140000001", "identity_known": True, "identity_document": True, "anonymous": False}
    persons = [Person(id=f"70{n:02}", activated=date(2024, 1, 1) if n < 9 else None, **known) for n in range(10)]
    structures = {
        "140000001": Structure(
            finess_eg="140000001", grappe="G1", funding=Decimal("9000.01"), convention=date(2023, 2, 1)
        ),
        "140000002": Structure(finess_eg="140000002", grappe="G1"),
    }
    traffic = Traffic({"140000001": Sent(professional=3, citizen=1, qualified=1)})
    return compute(Facts(persons=persons, structures=structures, traffic=traffic), AT, Settings())


def test_the_workbook_holds_rates_money_and_the_local_numbers_to_take_up(report):
    book = openpyxl.load_workbook(io.BytesIO(report_workbook(report, NOW)))
    assert book.sheetnames == ["Synthèse", "Indicateurs", "À reprendre", "TBB.1", "Sources"]
    headings = [cell.value for cell in book["Synthèse"][1]]
    first = dict(zip(headings, (cell.value for cell in book["Synthèse"][2]), strict=True))
    assert (first["FINESS géographique"], first["Premier versement"], first["Solde"]) == (
        "140000001",
        4500.01,
        "à juger",
    )
    numbers = [tuple(cell.value for cell in row) for row in book["À reprendre"].iter_rows(min_row=2)]
    assert ("140000001", "EN.1", "pas de dossier activé", "7009") in numbers
    dashboard = [cell.value for cell in book["TBB.1"][2]]
    assert dashboard[2:5] == [0, 4, 1]
    indicators = [cell.value for cell in book["Indicateurs"][2]]
    assert indicators[2:9] == ["EN.1", "Dossiers actifs", 9, 10, 0.9, 90, "oui"]


def test_the_document_to_sign_holds_counts_and_no_person(report):
    with pypdfium2.PdfDocument(report_pdf(report, NOW)) as document:
        text = " ".join("".join(page.get_textpage().get_text_range() for page in document).split())
    assert "Grappe G1 (2 ESSMS)" in text
    assert "cible atteinte" in text
    assert "cibles à donner : EN.2, EN.3, EN.4, EN.5" in text
    assert "il en faut au moins 15" in text
    assert "9/10" in text
    assert "Signature" in text
    assert "7009" not in text
