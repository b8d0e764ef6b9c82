"""How a line of a file, or a form, is read: what it says, and what cannot be read of it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from socle.directory.enrolment.facts import Civil, Draft, Move, Practice, Use, plain
from socle.directory.enrolment.layout import COLUMNS, NAMES, read, structure_named
from socle.directory.enrolment.sheet import MOST, lines_of, template

EXAMPLE = {column.name: column.example for column in COLUMNS}


def test_the_example_of_the_template_is_a_whole_entry():
    draft, faults = read(EXAMPLE)
    assert faults == ()
    assert draft == Draft(
        birth_name="LE GOFF",
        given_names="MAËLLE ANNE",
        sex="F",
        birth_date=date(1991, 4, 23),
        birth_place="29019",
        mail="maelle.legoff@courriel.example",
        mobile="0199000999",
        structure="1991100090",
        profession="51",
        role="51",
        practice=Practice.EMPLOYED,
        uses=frozenset({Use.MAILBOX, Use.PATHWAY}),
        since=date(2026, 10, 1),
    )


@pytest.mark.parametrize(
    ("column", "text", "field", "value"),
    [
        ("acte", "Sortie", "move", Move.EXIT),
        ("date_naissance", "23/04/1991", "birth_date", date(1991, 4, 23)),
        ("date_naissance", "1/2/1991", "birth_date", date(1991, 2, 1)),
        ("lieu_naissance", "2A004", "birth_place", "2A004"),
        ("structure", "18751275100020", "structure", "318751275100020"),
        ("structure", "499880000015001", "structure", "499880000015001"),
        ("usages", "DMP, mssante", "uses", frozenset({Use.RECORD, Use.MAILBOX})),
        ("mobile", "06 12-34.56 78", "mobile", "0612345678"),
        ("mobile", "'+33199000999", "mobile", "+33199000999"),
        ("nom_naissance", "D'ARC-PETIT", "birth_name", "D'ARC-PETIT"),
        ("homonyme", "OUI", "confirmed", True),
        ("homonyme", "non", "confirmed", False),
    ],
)
def test_what_people_write_is_read(column, text, field, value):
    draft, faults = read({column: text})
    assert faults == ()
    assert getattr(draft, field) == value


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("acte", "mutation"),
        ("sexe", "X"),
        ("date_naissance", "31/02/1990"),
        ("date_naissance", "avril"),
        ("lieu_naissance", "Brest"),
        ("nom_naissance", "R2D2"),
        ("prenoms", "=1+1"),
        ("courriel", "personne"),
        ("mobile", "12"),
        ("structure", "EHPAD"),
        ("role", "éducateur"),
        ("mode", "Z"),
        ("usages", "fax"),
        ("debut", "2026-13-01"),
        ("homonyme", "peut-être"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_column(column, text):
    draft, (fault,) = read({column: text})
    assert draft == Draft()
    assert (fault.place, fault.found) == (column, text)
    assert fault.expected


@settings(max_examples=80, deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES), st.text(max_size=40)))
def test_no_text_stops_the_reading(said):
    draft, faults = read(said)
    assert isinstance(draft, Draft)
    assert {fault.place for fault in faults} <= set(said)


def test_a_structure_is_named_by_finess_siret_or_identifier():
    assert structure_named("991 100 090") == "1991100090"
    assert structure_named("2A0000014") == "12A0000014"
    assert structure_named("x") == ""


def test_two_spellings_of_a_name_are_one_and_the_first_given_name_counts():
    assert plain("Le Goff-Œillet") == plain("LE GOFF OEILLET")
    one = Civil(birth_name="LE GOFF", given_names="MAËLLE ANNE", sex="F", birth_date=date(1991, 4, 23), birth_place="1")
    other = Civil(birth_name="Le-Goff", given_names="Maelle", sex="F", birth_date=date(1991, 4, 23), birth_place="1")
    assert one.is_same(other)


def sheet(*lines, separator=";", encoding="utf-8"):
    return ("\r\n".join([separator.join(NAMES), *lines]) + "\r\n").encode(encoding)


def verdicts(data):
    rows, faults = lines_of(data)
    return rows, [fault.verdict.id.removeprefix("directory.enrolment-file-") for fault in faults]


def test_a_line_keeps_its_number_and_empty_lines_do_not_count():
    cells = ";".join(EXAMPLE[name] for name in NAMES)
    rows, faults = verdicts(sheet(cells, "", ";" * (len(NAMES) - 1), cells))
    assert faults == []
    assert [row.number for row in rows] == [2, 5]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_the_files_of_spreadsheets_are_read(separator, encoding):
    cells = separator.join(EXAMPLE[name] for name in NAMES)
    rows, faults = verdicts(sheet(cells, separator=separator, encoding=encoding))
    assert faults == []
    assert rows[0].said["prenoms"] == "MAËLLE ANNE"


@pytest.mark.parametrize(
    ("data", "faults"),
    [
        (b"", ["unreadable"]),
        (b"\x89PNG\0\0", ["unreadable"]),
        (b'"a', ["unreadable"]),
        (b"a" * (2 * 1024 * 1024 + 1), ["unreadable"]),
        (sheet(), ["empty"]),
        (b"nom;prenom\nx;y\n", ["columns-missing", "columns-unknown"]),
        (sheet().replace(b";role;", b";"), ["columns-missing"]),
        (sheet().replace(b"homonyme", b"service"), ["columns-unknown"]),
        (sheet().replace(b"homonyme", b"role"), ["columns-unknown"]),
        (sheet(*[";" * (len(NAMES) - 1) + "x"] * (MOST + 1)), ["too-long"]),
    ],
)
def test_a_file_that_is_none_is_refused_as_a_whole(data, faults):
    assert verdicts(data) == ((), faults)


def test_a_line_with_a_cell_too_many_is_told():
    rows, faults = verdicts(sheet("a;b"))
    assert faults == []
    assert rows[0].faults[0].verdict.id == "directory.enrolment-file-cells-amiss"


def test_the_template_reads_as_a_file():
    titles, (line,) = template()
    rows, faults = verdicts(sheet(";".join(line)))
    assert (titles, faults) == (NAMES, [])
    assert read(rows[0].said)[1] == ()
