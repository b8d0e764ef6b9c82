"""Every search of the guide is served by an index, however many millions the directory holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from benchmarks import extracts
from django.db import connection

from socle.directory.annuaire.codes import TYPES
from socle.directory.fhir.parameters import BY_TYPE
from socle.directory.services.annuaire import looked_up
from tests.directory.annuaire import world
from tests.directory.annuaire.asking import bundle
from tests.directory.annuaire.conftest import AT

pytestmark = [pytest.mark.database, pytest.mark.django_db]

#: Statistics of SQLite of a directory made of two million lines of the RPPS: rows, then rows of one value of the first
#: column of each index, of the first two, and so on. docs/evidence/directory.md tells the counts.
MANY = (
    ("directory_entry", "sqlite_autoindex_directory_entry_1", "3866000 3866000 1288000 1"),
    ("directory_entry", "directory_entry_updated", "3866000 3866000 1288000 1288000"),
    ("directory_entry", "directory_entry_name", "1866000 1866000 933000 20"),
    ("directory_entry", "directory_entry_given", "1666000 1666000 1666000 300"),
    ("directory_entry", "directory_entry_city", "200000 200000 200000 10"),
    ("directory_entry", "directory_entry_postal", "200000 200000 200000 10"),
    ("directory_entry", "directory_entry_owner", "2000000 2000000 10 10 1"),
    ("directory_entry", "directory_entry_person", "2000000 2000000 2 2 1"),
    ("directory_entry", "directory_entry_common", "3666000 3666000 1833000 500"),
    ("directory_entry", "directory_entry_hidden", "1000 1000"),
    ("directory_common", "sqlite_autoindex_directory_common_1", "9000 9000 4500 1"),
    ("directory_detail", "sqlite_autoindex_directory_detail_1", "2000000 2000000 2000000 2 1"),
    ("directory_term", "sqlite_autoindex_directory_term_1", "1400000 1400000 350000 60000 6 1 1"),
    ("directory_structure", "sqlite_autoindex_directory_structure_1", "100000 1"),
    ("directory_professional", "sqlite_autoindex_directory_professional_1", "100000 1"),
)
#: A value for each kind of parameter.
VALUES = {"string": "marec", "token": "10", "date": "ge2026-11-01", "reference": "003-899700218896"}
#: A table gone through as a whole, or all of one type of it.
_WHOLE = re.compile(r"SCAN (?!CONSTANT)|(SEARCH .*)?\((edition=\? AND type=\?|edition=\?|type=\? AND edition=\?)\)$")


@pytest.fixture
def large(put):
    """Some of everything, which the planner takes for two million lines."""
    report = put(rpps_txt="\n".join([*extracts.activity(40), ""]), annuaire_json=world.bundle())
    assert report.loaded, report.faults
    looked_up("x", AT)  # what is registered here is in the Annuaire too
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("ANALYZE")
            cursor.execute("DELETE FROM sqlite_stat1")
            cursor.executemany("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (%s, %s, %s)", MANY)
            cursor.execute("ANALYZE sqlite_schema")
        else:
            cursor.execute("SET LOCAL enable_seqscan = off")  # so few rows would be read whole anyhow


@contextmanager
def whole_readings() -> Iterator[list[str]]:
    """The plans of the statements run within that read a large table, or one type of it, whole."""
    found: list[str] = []

    def explain(execute, sql, params, many, context):
        if sql.lstrip().startswith("SELECT") and "directory_" in sql:
            with context["connection"].cursor() as cursor:
                cursor.execute(f"EXPLAIN {'QUERY PLAN ' if on_sqlite else ''}{sql}", params)
                steps = [str(row[-1]) for row in cursor.fetchall()]
            found.extend(f"{step}: {sql} {params}" for step in steps if _is_whole(step))
            told.append(sql)
        return execute(sql, params, many, context)

    on_sqlite, told = connection.vendor == "sqlite", []
    with connection.execute_wrapper(explain):
        yield found
    assert told, "nothing was asked: this proves nothing"


def _is_whole(step: str) -> bool:
    if "directory_edition" in step:  # as many rows as there are sources
        return False
    return bool(_WHOLE.match(step)) or "Seq Scan on directory_" in step


def every_search() -> Iterator[tuple[str, str, str]]:
    for letter, known in BY_TYPE.items():
        for name, parameter in known.items():
            value = "true" if name == "active" else VALUES[parameter.type]
            yield TYPES[letter], name, "2026-11-01" if name == "_since" else value
            if parameter.type == "string":
                yield TYPES[letter], f"{name}:exact", value


def test_no_search_of_the_guide_reads_a_whole_table_or_a_whole_type(large):
    with whole_readings() as whole:
        for type, name, value in every_search():
            bundle(type, (name, value))
        bundle("Practitioner", ("qualification-code", "10"), ("family", "br"))
        bundle("Practitioner", ("_revinclude", "PractitionerRole:practitioner"), ("family", "br"))
    assert not whole


def test_whoever_is_looked_up_by_name_or_number_is_found_through_an_index(large):
    with whole_readings() as whole:
        for words in ("marec", "899700218896", "991100025"):
            looked_up(words, AT)
    assert not whole
