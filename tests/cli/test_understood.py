"""A heading that nobody knows is told, never lost in silence."""

from __future__ import annotations

from tests.servers import socle

from socle.cli import understood
from socle.programmes.files import Told


def test_a_column_that_was_not_read_is_told_beside_the_result(tmp_path):
    persons = tmp_path / "usagers.csv"
    persons.write_text("usager;FINESS géographique;Ouvert dans le DUI le\n1;010010171;01/02/2022\n", "utf-8")
    done = socle("esms", "compute", "--persons", str(persons), "--at", "2022-12-31")
    assert "usagers.csv: columns not read: Ouvert dans le DUI le" in done.stderr
    assert "Ouvert dans le DUI le" not in done.stdout


def test_an_export_of_a_hundred_columns_stays_one_line():
    (line,) = understood.lines([Told("a.csv", ignored=tuple(f"c{n}" for n in range(100)))] * 2)
    assert "c11 and 88 more" in line


def test_a_file_that_was_read_whole_says_nothing():
    assert understood.lines([Told("a.csv")]) == []
