"""Workbooks, opened by another library than the one that writes them."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest

from socle.programmes.reports import Column, Kind, Sheet, workbook, writer

NOW = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)
COLUMNS = (
    Column("Séjour"),
    Column("Nombre", Kind.INTEGER),
    Column("Montant", Kind.MONEY),
    Column("Taux", Kind.PERCENT),
    Column("Sortie", Kind.DATE),
    Column("Envoi", Kind.INSTANT),
    Column("Qualifiée", Kind.FLAG),
)
ROW = ("0012", 12_345, Decimal("10732.76"), Decimal("58.96"), date(2022, 6, 30), NOW, True)


def opened(*sheets):
    return openpyxl.load_workbook(io.BytesIO(workbook(sheets, title="Essai", at=NOW)))


def test_each_value_stands_in_a_cell_of_its_type():
    page = opened(Sheet("Séjours", COLUMNS, [ROW]))["Séjours"]
    stay, count, amount, rate, left, sent, flag = page[2]
    assert (stay.value, stay.data_type) == ("0012", "s")
    assert (count.value, amount.value) == (12345, 10732.76)
    assert "€" in amount.number_format
    assert (rate.value, rate.number_format) == (0.589, "0.0%")
    assert (left.value, left.number_format) == (datetime(2022, 6, 30), "dd/mm/yyyy")
    assert sent.value == datetime(2026, 11, 22, 16, 30)
    assert flag.value == "oui"


def test_a_rate_below_its_target_never_reads_as_the_target():
    page = opened(Sheet("Taux", (Column("Taux", Kind.PERCENT),), [(58.96,), (Decimal("58.99"),), (59,)]))["Taux"]
    assert [page.cell(row, 1).value for row in (2, 3, 4)] == [0.589, 0.589, 0.59]


@pytest.mark.parametrize("text", ["=1+1", "+33 1 23", "-5", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x","y")'])
def test_a_text_is_never_a_formula(text):
    cell = opened(Sheet("Textes", (Column("Texte"),), [(text,)]))["Textes"]["A2"]
    assert (cell.value, cell.data_type) == (text, "s")
    assert cell.quotePrefix


def test_headings_stay_in_sight_and_filter_and_the_page_prints():
    page = opened(Sheet("Séjours", COLUMNS, [ROW, ROW], notes=("Une note.",)))["Séjours"]
    assert page.freeze_panes == "B2"
    assert page.auto_filter.ref == "A1:G3"
    assert page.print_title_rows == "$1:$1"
    assert (page.page_setup.paperSize, page.page_setup.fitToHeight) == (9, 0)
    assert page["A5"].value == "Une note."
    assert page.column_dimensions["A"].width >= 8


def test_the_file_says_what_it_is_and_when_it_was_made():
    book = openpyxl.load_workbook(io.BytesIO(workbook([Sheet("A", (Column("B"),), [])], title="SUN-ES", at=NOW)))
    assert (book.properties.title, book.properties.creator) == ("SUN-ES", "Socle")
    assert book.properties.created == datetime(2026, 11, 22, 16, 30)


def test_names_of_sheets_are_made_acceptable_and_different():
    names = ["Séjours : à reprendre [1/2]", "Séjours : à reprendre [1/2]", "x" * 40, "X" * 40, "''", "a?"]
    book = opened(*(Sheet(name, (Column("A"),), []) for name in names))
    assert len({name.casefold() for name in book.sheetnames}) == len(names)
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in book.sheetnames)


def test_what_xml_cannot_carry_and_a_cell_cannot_hold_is_replaced_or_cut():
    page = opened(Sheet("Textes", (Column("Texte"),), [("a\x00b",), ("é" * 40_000,), (2**60,)]))["Textes"]
    assert page["A2"].value == "a\ufffdb"
    assert len(page["A3"].value) == 32_767
    assert page["A3"].value.endswith("…")
    assert page["A4"].value == str(2**60)


def test_a_sheet_too_long_goes_on_in_another(monkeypatch):
    monkeypatch.setattr(writer, "MOST_ROWS", 3)
    book = opened(Sheet("Séjours", (Column("N", Kind.INTEGER),), [(number,) for number in range(7)]))
    assert book.sheetnames == ["Séjours", "Séjours (2)", "Séjours (3)"]
    held = [cell.value for page in book for (cell,) in page.iter_rows(min_row=2) if cell.value is not None]
    assert held == list(range(7))


def test_a_row_of_other_columns_is_refused_by_name():
    with pytest.raises(ValueError, match="sheet A: row 1 has 2 values for 1 columns"):
        workbook([Sheet("A", (Column("B"),), [(1, 2)])], title="Essai", at=NOW)
