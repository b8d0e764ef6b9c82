"""A total printed at the foot of a sheet is no row of data: it is told, and compared with what the rows give."""

from __future__ import annotations

import openpyxl
import pytest

from socle.programmes import files
from socle.programmes.files.totals import says_total
from tests.programmes.files.shapes import STAYS

HEADING = "N° séjour;Date de sortie;Champ;Montant;Taille"
ROWS = "0001;31/12/2022;MCO;10,50;3\n0002;31/12/2022;MCO;1,25;4\n"
#: Files that go the quick way of large files, and a row of two lines or a workbook, that do not.
TAIL = '0003;31/12/2022;MCO;"0\n";0\n'


def _read(tmp_path, text, shape=STAYS):
    path = tmp_path / "stays.csv"
    path.write_text(text)
    small = files.rows(path, shape)
    large = files.read(path, shape, into=tmp_path / "typed")
    assert (large.rows, large.rejected) == (len(small.rows), small.rejected)
    return small


def _told(sheet):
    return [(one.line, one.column, one.reason.verdict.id) for one in sheet.rejected.totals]


@pytest.mark.rule("SUN-070")
@pytest.mark.rule("SUN-072")
@pytest.mark.parametrize("foot", ["Total;;;11,75;7", "TOTAUX ;;;11,75;7;", "Total général : 2;;;11,75", ";;;Total 2;7"])
def test_a_printed_total_that_its_rows_give_is_told_and_refused_no_row(tmp_path, foot):
    sheet = _read(tmp_path, f"{HEADING}\n{ROWS}{foot}\n")
    assert [row["stay"] for row in sheet.rows] == ["0001", "0002"]
    assert (sheet.rejected.count, _told(sheet)) == (0, [(4, "", "programmes.row-total")])


@pytest.mark.rule("SUN-070")
@pytest.mark.rule("SUN-071")
@pytest.mark.rule("SUN-073")
@pytest.mark.parametrize(
    ("foot", "place", "said", "given"),
    [
        ("Total;;;411,75;7", "amount", "411,75", "11,75"),
        ("Total;;;11,75;8", "size", "8", "7"),
        ("Total : 3 séjours;;;11,75;7", "nombre de lignes", "3", "2"),
        ("Total;3", "nombre de lignes", "3", "2"),
    ],
)
def test_a_printed_total_that_its_rows_do_not_give_is_reported_with_both_numbers(tmp_path, foot, place, said, given):
    sheet = _read(tmp_path, f"{HEADING}\n{ROWS}{foot}\n")
    (off,) = sheet.rejected.differing
    assert (off.place, off.expected, off.found) == (place, said, given)
    assert off.verdict.id == "programmes.row-total-off"


def test_a_row_that_spans_lines_changes_nothing_to_it(tmp_path):
    sheet = _read(tmp_path, f"{HEADING}\n{ROWS}{TAIL}Total;;;12;7\n")
    assert [(one.expected, one.found) for one in sheet.rejected.differing] == [("12", "11,75")]


def test_the_first_cell_of_a_column_that_is_not_read_says_total_too(tmp_path):
    sheet = _read(tmp_path, f"Service;{HEADING}\nA;0001;31/12/2022;MCO;1;1\nTotal;2;;;1;1\n")
    assert (sheet.rejected.count, len(sheet.rows)) == (0, 1)
    assert [one.found for one in sheet.rejected.differing] == ["1"]


def test_a_sub_total_or_one_of_several_totals_is_told_and_not_compared(tmp_path):
    parts = f"{HEADING}\n{ROWS}Sous-total;;;99;99\n{ROWS}Total;;;99;99\nTotal;;;99;99\n"
    sheet = _read(tmp_path, parts)
    assert _told(sheet) == [(line, "", "programmes.row-total") for line in (4, 7, 8)]
    assert len(sheet.rows) == 4


def test_a_workbook_tells_its_total_too(tmp_path):
    book = openpyxl.Workbook()
    for row in (["N° séjour", "Date de sortie", "Taille"], ["1", "2022-12-31", 3], ["Total", None, 4]):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    sheet = files.rows(tmp_path / "a.xlsx", STAYS)
    assert [(one.expected, one.found) for one in sheet.rejected.differing] == [("4", "3")]


@pytest.mark.parametrize("text", ["TotalEnergies", "Clinique Total", "Totale", "capital", "12 total"])
def test_a_name_that_holds_the_word_is_a_datum(text):
    assert not says_total(text)


def test_the_command_line_tells_a_total(tmp_path):
    with files.heard() as found:
        _read(tmp_path, f"{HEADING}\n{ROWS}Total;;;;9\n")
    from socle.cli.understood import totals  # noqa: PLC0415

    assert totals(found) == [
        "stays.csv: Line 4 is a printed total, no datum: it is not counted.",
        "stays.csv: The total printed at the foot of the file (size) is 9; the rows read give 7.",
    ]
