"""Small files, read in plain Python: what people have is understood, what is not is told with line and reason."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest

from socle.programmes import files
from socle.programmes.files import text
from tests.programmes.files.shapes import STAYS

HEADING = "N° séjour;Date de sortie;Champ;Envoyé le;Montant;Taille;Décédé"


@pytest.fixture
def written(tmp_path):
    def write(text, encoding="utf-8", name="stays.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return path

    return write


def _stays(sheet):
    return [row["stay"] for row in sheet.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_a_file_is_read_whatever_its_encoding_and_separator(written, encoding, separator):
    text = (HEADING + '\n0042;31/12/2022;Médecine;31/12/2022 14:05;"1 234,56";1 000;oui\n').replace(";", separator)
    sheet = files.rows(written(text, encoding), STAYS)
    assert [dict(row.values) for row in sheet.rows] == [
        {
            "stay": "0042",
            "discharged": date(2022, 12, 31),
            "activity": "MCO",
            "sent": datetime(2022, 12, 31, 14, 5),
            "amount": Decimal("1234.56"),
            "size": 1000,
            "died": True,
        }
    ]
    assert sheet.rejected.count == 0
    assert sheet.columns["N° séjour"] == "stay"
    assert sheet.told.separator == separator


@pytest.mark.parametrize(
    "text",
    [
        *("31/12/2022", "31-12-2022", "31.12.2022", "2022-12-31", "2022/12/31", "20221231"),
        *("31/12/2022 23:59", "2022-12-31T10:00:00", "2022-12-31T22:59:59Z", "20221231100000+0100"),
    ],
)
def test_a_date_is_read_in_every_form_that_files_have(written, text):
    sheet = files.rows(written(f"stay;sortie\n1;{text}\n"), STAYS)
    assert [row["discharged"] for row in sheet.rows] == [date(2022, 12, 31)]


def test_an_instant_with_a_zone_is_told_in_legal_time_of_france(written):
    sheet = files.rows(written("stay;sortie;sent\n1;2022-06-30;2022-06-30T22:30:15Z\n"), STAYS)
    assert sheet.rows[0]["sent"] == datetime(2022, 7, 1, 0, 30, 15)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("31/02/2022", "programmes.date-wrong"),
        ("31/12/0022", "programmes.date-wrong"),
        ("hier", "programmes.date-wrong"),
        ("2022-12-31T25:00:00", "programmes.date-wrong"),
        ("31/12/22", "programmes.date-short-year"),
        ("12/31/2022", "programmes.date-month-first"),
        ("", "programmes.value-missing"),
    ],
)
def test_a_date_that_is_none_is_refused_with_its_line(written, text, reason):
    sheet = files.rows(written(f"stay;sortie\n1;31/12/2022\n2;{text}\n3;30/12/2022\n"), STAYS)
    assert _stays(sheet) == ["1", "3"]
    assert [(one.line, one.column, one.reason.verdict.id) for one in sheet.rejected.first] == [
        (3, "discharged", reason)
    ]
    assert sheet.rejected.by_reason == {(reason, "discharged"): 1}


def test_dates_written_month_first_are_not_guessed(written):
    with pytest.raises(files.UnreadableFile) as told:
        files.rows(written("stay;sortie\n1;12/31/2022\n2;03/04/2022\n"), STAYS)
    assert told.value.finding.verdict.id == "programmes.dates-month-first"


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1234,56", "1234.56"),
        ("1234.56", "1234.56"),
        ("1 234,5", "1234.5"),
        ("10 732,76 €", "10732.76"),
        ("-3", "-3"),
        ("0.125", "0.125"),
    ],
)
def test_an_amount_is_read_exactly(written, text, amount):
    sheet = files.rows(written(f"stay;sortie;montant\n1;31/12/2022;{text}\n"), STAYS)
    assert sheet.rows[0]["amount"] == Decimal(amount)


@pytest.mark.parametrize("text", ["1.234", "1.234,56", "1,234.56", "12 34,5", "1e5", "0x1F", "NaN", "٣"])
def test_an_amount_with_two_readings_is_refused(written, text):
    sheet = files.rows(written(f'stay;sortie;montant\n1;31/12/2022;"{text}"\n'), STAYS)
    assert [one.reason.verdict.id for one in sheet.rejected.first] == ["programmes.number-wrong"]


def test_a_refused_value_is_told_by_its_form_alone(written):
    sheet = files.rows(written("stay;sortie\n1;Kervelec 12\n"), STAYS)
    assert sheet.rejected.first[0].reason.found == "aaaaaaaa 99"


def test_a_word_that_is_not_in_the_list_is_refused(written):
    sheet = files.rows(written("stay;sortie;champ\n1;31/12/2022;MCOO\n2;31/12/2022;PSY\n3;31/12/2022;\n"), STAYS)
    assert [row["activity"] for row in sheet.rows] == ["PSY", None]
    assert sheet.rejected.by_reason == {("programmes.word-unknown", "activity"): 1}


def test_a_flag_says_yes_or_no_in_every_usual_way(written):
    words = ("oui", "O", "1", "VRAI", "true", "x", "non", "n", "0", "Faux", "false", "")
    text = "stay;sortie;died\n" + "".join(f"{at};31/12/2022;{word}\n" for at, word in enumerate(words))
    assert [row["died"] for row in files.rows(written(text), STAYS).rows] == [True] * 6 + [False] * 6


def test_a_row_cut_short_is_refused_and_empty_cells_at_its_end_are_not(written):
    sheet = files.rows(written("stay;sortie\n1;31/12/2022;;\n\n;;\n2;31/12/2022;x\n3"), STAYS)
    assert _stays(sheet) == ["1"]
    assert [one.line for one in sheet.rejected.first] == [5, 6]
    assert sheet.told.empty == 2


def test_a_quotation_mark_never_closed_swallows_nothing(written):
    sheet = files.rows(written('stay;sortie\n1;31/12/2022\n"2;31/12/2022\n3;31/12/2022\n"4";31/12/2022\n'), STAYS)
    assert _stays(sheet) == ["1", "3", "4"]
    assert [(one.line, one.reason.verdict.id) for one in sheet.rejected.first] == [(3, "programmes.row-quoting")]


def test_a_text_on_two_lines_leaves_the_lines_after_it_right(written):
    sheet = files.rows(written('stay;note;sortie\n1;"a\nb";31/12/2022\n2;c;99\n'), STAYS)
    assert [one.line for one in sheet.rejected.first] == [4]


def test_lines_above_the_heading_are_told_and_left_out(written):
    text = "Export du 12/01/2023;;\n\nPatient;;Séjour\nN° séjour;note;Date de sortie\n1;;31/12/2022\n"
    sheet = files.rows(written(text), STAYS)
    assert _stays(sheet) == ["1"]
    assert sheet.told.skipped == 2
    assert sheet.told.ignored == ("note",)


def test_a_heading_repeated_in_the_middle_is_no_row(written):
    sheet = files.rows(written("stay;sortie\n1;31/12/2022\nstay;sortie\n2;31/12/2022\n"), STAYS)
    assert _stays(sheet) == ["1", "2"]
    assert [(one.line, one.reason.verdict.id) for one in sheet.rejected.first] == [(3, "programmes.heading-repeated")]


def test_a_column_that_is_twice_is_not_chosen(written):
    with pytest.raises(files.UnreadableFile) as told:
        files.rows(written("N° séjour;n° dossier;sortie\n1;2;31/12/2022\n"), STAYS)
    assert told.value.finding.verdict.id == "programmes.column-twice"
    assert told.value.finding.found == "N° séjour (n° 1), n° dossier (n° 2)"


def test_a_column_that_is_absent_is_told_with_what_was_looked_for_and_what_there_is(written):
    with pytest.raises(files.UnreadableFile) as told:
        files.rows(written("N° séjour;Service\n1;A\n"), STAYS)
    finding = told.value.finding
    assert finding.verdict.id == "programmes.column-absent"
    assert "date de sortie" in finding.expected
    assert finding.found == "N° séjour, Service"


def test_a_file_without_heading_is_told_without_its_data(written):
    with pytest.raises(files.UnreadableFile) as told:
        files.rows(written("42;Kervelec;31/12/2022\n"), STAYS)
    assert told.value.finding.verdict.id == "programmes.headings-absent"
    assert "Kervelec" not in str(told.value)


def test_a_mapping_file_names_the_columns(written, tmp_path):
    mapping = tmp_path / "mapping.toml"
    mapping.write_text('[stays]\nstay = "Clé"\ndischarged = "Fin"\n', "utf-8")
    named = files.mapping(mapping)["stays"]
    sheet = files.rows(written("Clé;N° séjour;Fin\n1;A;31/12/2022\n"), STAYS, mapping=named)
    assert _stays(sheet) == ["1"]
    assert sheet.columns == {"Clé": "stay", "Fin": "discharged"}


@pytest.mark.parametrize("text", ['[stays]\nstay = "Clef"\n', '[stays]\nsejour = "stay"\n'])
def test_a_mapping_that_names_what_is_not_there_is_told(written, tmp_path, text):
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(text, "utf-8")
    with pytest.raises(files.UnreadableFile) as told:
        files.rows(written("stay;sortie\n1;31/12/2022\n"), STAYS, mapping=files.mapping(mapping)["stays"])
    assert told.value.finding.verdict.id == "programmes.mapping-wrong"


@pytest.mark.parametrize("text", ["stays = 1\n", "[stays]\nstay = 1\n", "[stays\n"])
def test_a_mapping_file_that_is_none_is_told(tmp_path, text):
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(text, "utf-8")
    with pytest.raises(files.UnreadableFile) as told:
        files.mapping(mapping)
    assert told.value.finding.verdict.id == "programmes.mapping-wrong"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "programmes.file-empty"),
        (b"\n\n \n", "programmes.file-empty"),
        (b"%PDF-1.4\n", "programmes.file-not-a-table"),
        (b"stay\0sortie\n", "programmes.file-not-a-table"),
        (b"PK\x03\x04 spoiled", "programmes.file-not-a-table"),
        (b"PAR1 spoiled", "programmes.file-not-a-table"),
        (b"stay;sortie\n" + b"1" * 1_100_000, "programmes.line-too-long"),
    ],
)
def test_what_cannot_be_read_at_all_ends_in_a_clear_message(written, content, reason):
    with pytest.raises(files.UnreadableFile) as told:
        files.rows(written(content), STAYS)
    finding = told.value.finding
    assert finding.verdict.id == reason
    assert finding.place == "stays.csv"


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(files.UnreadableFile) as told:
        files.rows(tmp_path / "none.csv", STAYS)
    assert told.value.finding.verdict.id == "programmes.file-absent"


def test_a_file_longer_than_is_wanted_is_not_read_in_part(written):
    text = "stay;sortie\n" + "1;31/12/2022\n" * 4
    assert len(files.rows(written(text), STAYS, limit=4).rows) == 4
    with pytest.raises(files.UnreadableFile) as told:
        files.rows(written(text), STAYS, limit=3)
    assert told.value.finding.verdict.id == "programmes.too-many-rows"


def test_two_encodings_in_one_file_are_told_row_by_row(written):
    good = "".join(f"é{at};31/12/2022\n" for at in range(50)).encode()
    sheet = files.rows(written(b"stay;sortie\n" + good + "é51;31/12/2022\n".encode("cp1252")), STAYS)
    assert len(sheet.rows) == 50
    assert [(one.line, one.reason.verdict.id) for one in sheet.rejected.first] == [(52, "programmes.text-undecodable")]


def test_zeros_that_a_spreadsheet_was_kept_from_eating_are_kept(written):
    assert _stays(files.rows(written('sep=;\nstay;sortie\n="0042";31/12/2022\n'), STAYS)) == ["0042"]


def test_a_workbook_is_read_like_a_csv(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Notice"
    book.active.append(["Lisez d'abord la feuille suivante"])
    sheet = book.create_sheet("Séjours")
    sheet.append(["Export", None, None])
    sheet.merge_cells("A1:C1")
    sheet.append(["N° séjour", "Date de sortie", "Montant", "Taille", "Décédé", "Envoyé le"])
    sheet.append([42, datetime(2022, 12, 31), 0.1 + 0.2, 12.0, True, datetime(2022, 12, 31, 14, 5)])
    sheet.append([43, "31/02/2022", None, None, None, None])
    path = tmp_path / "stays.xlsx"
    book.save(path)
    read = files.rows(path, STAYS)
    assert dict(read.rows[0].values) == {
        "stay": "42",
        "discharged": date(2022, 12, 31),
        "activity": None,
        "sent": datetime(2022, 12, 31, 14, 5),
        "amount": Decimal("0.3"),
        "size": 12,
        "died": True,
    }
    assert [one.line for one in read.rejected.first] == [4]


def test_a_number_of_a_workbook_with_three_decimals_is_no_doubtful_thousand(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["N° séjour", "Date de sortie", "Montant"])
    book.active.append(["42", datetime(2022, 12, 31), 8943.97 * 0.2])
    path = tmp_path / "stays.xlsx"
    book.save(path)
    read = files.rows(path, STAYS)
    assert [row["amount"] for row in read.rows] == [Decimal("1788.794")]


def test_a_row_is_looked_for_over_so_many_lines_and_no_more():
    """Each of these lines opens a text that the next one closes and opens again, to the end of the file."""
    read = []
    rows = text.records((read.append(line) or line for line in ['x";"\n'] * 5000), ";")
    line, reason = next(rows)
    assert (line, reason.verdict.id, len(read)) == (1, "programmes.row-quoting", text.SPANNED)
    assert next(rows)[0] == 2
    longest = ['1;"a\n', *["b\n"] * (text.SPANNED - 2), 'c";2\n', "3;4;5\n"]
    assert [(line, len(cells)) for line, cells in text.records(iter(longest), ";")] == [(1, 3), (text.SPANNED + 1, 3)]


def _workbook(path, *cells, announced=None):
    sheet = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
    row = "".join(f'<row><c r="{place}"><v>1</v></c></row>' for place in cells)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", sheet.format(row + " " * 100_000))
        if announced is not None:
            packed.getinfo("xl/worksheets/sheet1.xml").file_size = announced
    return path


@pytest.mark.parametrize(
    ("cells", "announced", "reason"),
    [
        (("A1", "XFD1048576"), None, "programmes.sheet-too-large"),  # two cells, and 17 thousand million between them
        (("ZZ200000", "A1"), None, "programmes.sheet-too-large"),
        (("A1", "ZZ1000"), 1000, "programmes.file-not-a-table"),  # it unpacks to more than it announces
    ],
)
def test_a_workbook_made_to_fill_the_memory_is_refused_before_it_does(tmp_path, cells, announced, reason):
    with pytest.raises(files.UnreadableFile) as told:
        files.rows(_workbook(tmp_path / "piege.xlsx", *cells, announced=announced), STAYS)
    assert told.value.finding.verdict.id == reason


@pytest.mark.parametrize("text", ["a = " + "[" * 5000, "# \n" * 400_000])
def test_a_mapping_file_made_to_exhaust_its_reader_is_refused(tmp_path, text):
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(text, "utf-8")
    with pytest.raises(files.UnreadableFile) as told:
        files.mapping(mapping)
    assert told.value.finding.verdict.id == "programmes.mapping-wrong"
