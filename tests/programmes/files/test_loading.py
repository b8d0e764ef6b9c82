"""Files of any size: typed Parquet that says exactly what the small reader says, in memory that does not grow."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from socle.programmes import files
from socle.programmes.files import loading
from socle.programmes.files.loading import read
from socle.programmes.files.opening import opened
from tests.programmes.files.shapes import STAYS

HEADING = ["N° séjour", "sortie", "champ", "sent", "montant", "size", "died", "note"]
CELLS = (
    ("1", "0042", " 7 ", "", "é8", '="0009"', "N° séjour", "Total"),
    (
        "31/12/2022",
        "2022-12-31",
        "1/2/2022",
        "20221231",
        "31/02/2022",
        "12/31/2022",
        "31/12/22",
        "",
        "13/01/2022 10:00",
    ),
    ("MCO", "Médecine", "PSY", "MCOO", ""),
    (
        "2022-06-30T22:30:15Z",
        "30/06/2022 14:05:33",
        "2022-06-30",
        "2022-06-30 24:00:00",
        "2022-06-30T14:05:33.250+02:00",
        "",
    ),
    ("1234,56", "1 234,5", "1.234", "12", "", "x", "-0,5", "99999999999999,999999"),
    ("1", "1 000", "12,0", "1,5", "", "-3", "12345678901234"),
    ("oui", "N", "", "peut-être"),
    ("", "plain", "a;b", 'say "yes"', "deux\nlignes", "x"),
)


def _quoted(cell):
    return '"' + cell.replace('"', '""') + '"' if any(sign in cell for sign in ';"\n') else cell


def _lines(chance, count, *, spoil):
    for _ in range(count):
        cells = [_quoted(chance.choice(choices)) for choices in CELLS]
        if not spoil:
            cells[-1] = ""
        elif chance.random() < 0.2:
            cells = chance.choice((cells[:3], [*cells, ""], [*cells, "x"], [""], [], [*cells[:-1], '"open'], HEADING))
        yield ";".join(cells)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
@pytest.mark.parametrize("spoil", [False, True])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_quick_reader_says_what_the_small_one_says(tmp_path, encoding, spoil, end):
    chance = random.Random(f"{encoding}{spoil}{end}")
    text = end.join(["Export", ";".join(HEADING), *_lines(chance, 300, spoil=spoil), ""])
    path = tmp_path / "stays.csv"
    path.write_bytes(text.encode(encoding, "replace"))
    small = files.rows(path, STAYS)
    loaded = read(path, STAYS, into=tmp_path / "out")
    table = pq.read_table(loaded.path)
    assert loaded.rows == len(small.rows) > 5
    ordered = sorted(table.to_pylist(), key=str)
    assert ordered == sorted((dict(row.values) for row in small.rows), key=str)
    assert loaded.rejected.by_reason == small.rejected.by_reason
    assert loaded.told == small.told
    first = {(one.line, one.column, one.reason.verdict.id) for one in loaded.rejected.first}
    assert len(first) == 100 or first == {(one.line, one.column, one.reason.verdict.id) for one in small.rejected.first}


def test_a_file_of_many_blocks_keeps_its_lines(tmp_path):
    path = tmp_path / "stays.csv"
    with path.open("w", encoding="utf-8") as out:
        out.write("stay;sortie;note\n")
        for at in range(2, 200_001):
            wrong = at in {100_000, 199_999}
            out.write(f"{at};{'31/02/2022' if wrong else '31/12/2022'};{'x' * 40}{';x' if at == 150_000 else ''}\n")
    told = []
    loaded = read(path, STAYS, into=tmp_path / "out", progress=lambda done, total: told.append((done, total)))
    assert loaded.rows == 199_999 - 3
    assert [one.line for one in loaded.rejected.first] == [100_000, 150_000, 199_999]
    assert told == sorted(told)
    assert told[-1] == (path.stat().st_size,) * 2
    assert len(told) >= 3


def test_a_line_without_end_is_refused_without_being_held(tmp_path):
    resource = pytest.importorskip("resource")
    path = tmp_path / "stays.csv"
    path.write_bytes(b"stay;sortie\n1;31/12/2022\n" + b"x" * 20_000_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(files.UnreadableFile) as told:
        read(path, STAYS, into=tmp_path / "out")
    assert told.value.finding.verdict.id == "programmes.line-too-long"
    assert told.value.finding.found == "3"
    assert not list(tmp_path.glob("out/*"))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000


def test_a_file_that_is_refused_leaves_nothing(tmp_path):
    path = tmp_path / "stays.csv"
    path.write_text("stay;sortie\n1;12/31/2022\n", "utf-8")
    with pytest.raises(files.UnreadableFile):
        read(path, STAYS, into=tmp_path / "out")
    assert not list(tmp_path.glob("out/*"))


def test_a_heading_alone_is_a_file_of_no_row(tmp_path):
    path = tmp_path / "stays.csv"
    path.write_text("stay;sortie", "utf-8")
    loaded = read(path, STAYS, into=tmp_path / "out")
    assert loaded.rows == 0
    assert pq.read_table(loaded.path).schema.names == [column.name for column in STAYS.columns]


def test_two_files_of_one_shape_stand_side_by_side(tmp_path):
    path = tmp_path / "stays.csv"
    path.write_text("stay;sortie\n1;31/12/2022\n", "utf-8")
    assert read(path, STAYS, into=tmp_path / "out").path != read(path, STAYS, into=tmp_path / "out").path


def test_parquet_is_read_with_its_types(tmp_path):
    path = tmp_path / "stays.parquet"
    table = pa.table(
        {
            "n° dossier": pa.array([1, 2, None]),
            "sortie": pa.array([date(2022, 12, 31)] * 3),
            "champ": pa.array(["MCO", "MCO", "MCO"]).dictionary_encode(),
            "sent": pa.array([datetime(2022, 6, 30, 22, 30, 15, tzinfo=UTC)] * 3, pa.timestamp("ms", "UTC")),
            "montant": pa.array([Decimal("1234.56"), None, None]),
            "size": pa.array([3.0, 2.5, 1.0]),
            "died": pa.array([True, False, None]),
        }
    )
    pq.write_table(table, path)
    loaded = read(path, STAYS, into=tmp_path / "out")
    assert pq.read_table(loaded.path).to_pylist() == [
        {
            "stay": "1",
            "discharged": date(2022, 12, 31),
            "activity": "MCO",
            "sent": datetime(2022, 7, 1, 0, 30, 15),
            "amount": Decimal("1234.56"),
            "size": 3,
            "died": True,
        }
    ]
    assert [one.line for one in loaded.rejected.first] == [2, 3]
    assert [dict(row.values) for row in files.rows(path, STAYS).rows] == pq.read_table(loaded.path).to_pylist()


def test_parquet_with_a_column_that_is_no_value_is_refused(tmp_path):
    path = tmp_path / "stays.parquet"
    pq.write_table(pa.table({"stay": [["1"]], "sortie": ["31/12/2022"]}), path)
    with pytest.raises(files.UnreadableFile) as told:
        read(path, STAYS, into=tmp_path / "out")
    assert told.value.finding.verdict.id == "programmes.column-type"


def test_a_workbook_becomes_parquet_too(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["stay", "sortie"])
    book.active.append([42, datetime(2022, 12, 31)])
    path = tmp_path / "stays.xlsx"
    book.save(path)
    loaded = read(path, STAYS, into=tmp_path / "out")
    assert pq.read_table(loaded.path, columns=["stay", "discharged"]).to_pylist() == [
        {"stay": "42", "discharged": date(2022, 12, 31)}
    ]


@pytest.mark.parametrize(
    ("text", "quick"),
    [
        ("stay;sortie;note\n1;31/12/2022;a\n\n2;31/12/2022;b;;\n3;x\n", True),
        ('stay;sortie;note\n1;31/12/2022;"a;b"\n', True),
        ('stay;sortie;note\n1;31/12/2022;"a\nb"\n', False),
        ('stay;sortie;note\n1;31/12/2022;"a\n2;31/12/2022;b\n', False),
    ],
)
def test_the_quick_way_is_left_as_soon_as_a_row_is_not_a_line(tmp_path, text, quick):
    path = tmp_path / "stays.csv"
    path.write_text(text, "utf-8")
    found = loading._quickly(opened(path, STAYS, {}), tmp_path / "out.parquet", lambda done, total: None)
    assert (found is not None) is quick
    assert read(path, STAYS, into=tmp_path / "out").rows == len(files.rows(path, STAYS).rows)
