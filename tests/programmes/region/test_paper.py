"""The month as a workbook, opened by another library than the one that wrote it, and on paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import openpyxl
import pypdfium2
import pytest
from tests.programmes.region.test_compute import ASKED, files  # noqa: F401 - a fixture

from socle.programmes.region import compute, paper
from socle.rulebook.choices import current

AT = datetime(2022, 7, 1, 8, tzinfo=UTC)


@pytest.fixture
def report(files):  # noqa: F811
    return compute(files, ASKED, current())


@pytest.mark.rule("REG-025")
@pytest.mark.rule("REG-029")
def test_the_workbook_has_a_sheet_for_each_visual_and_the_certificates(report):
    book = openpyxl.load_workbook(BytesIO(paper.workbook(report, AT)))
    names = book.sheetnames
    assert names[0] == "Indicateurs"
    assert names[-3:] == ["Certificats", "Fichiers lus", "Constats"]
    assert len(names) == len(set(names)) == 1 + len(report.visuals) + 3
    shown = [[cell.value for cell in row] for row in book["Documents DMP, dép."].iter_rows()]
    assert ["Calvados", 800, 1000] in shown
    assert ["Manche", 0, "masqué"] in shown
    states = [row[0].value for row in book["Certificats"].iter_rows()]
    assert "absent" in states
    assert "10001234567" not in str([[cell.value for row in sheet.iter_rows() for cell in row] for sheet in book])


def test_the_paper_tells_the_month_its_certificates_and_where_to_sign(report):
    document = pypdfium2.PdfDocument(paper.pdf(report, AT))
    text = "".join(page.get_textpage().get_text_bounded() for page in document)
    for told in ("Normandie, juin 2022", "Calvados", "masqué", "Clinique de l’Orne", "REG-026"):
        assert told in text, told
    assert "ne publiez pas à la fois le rapport d’une région et celui" in " ".join(text.split())
    document.close()


def test_the_paper_of_a_month_draws_that_month_and_none_after_it(files):  # noqa: F811
    may = compute(files, replace(ASKED, month="2022-05"), current())
    assert may.months == ("2022-05", "2022-06")
    with pypdfium2.PdfDocument(paper.pdf(may, AT)) as document:
        text = "".join(page.get_textpage().get_text_bounded() for page in document)
    assert "Mai 2022" in text
    assert "2022-05" in text
    assert "Juin 2022" not in text
    assert "2022-06" not in text
