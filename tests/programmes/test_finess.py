"""A FINESS number is read in one way by all programmes, whatever a spreadsheet did to it."""

from __future__ import annotations

import pytest

from socle.programmes import files
from socle.programmes.esms import shapes as esms
from socle.programmes.files import Kind
from socle.programmes.finess import finess, is_finess
from socle.programmes.region import shapes as region
from socle.programmes.sons import shapes as sons
from socle.programmes.sunes import shapes as sunes


@pytest.mark.parametrize(
    ("told", "number"),
    [
        ("010010171", "010010171"),
        ("10010171", "010010171"),
        (" 01 001 017 1 ", "010010171"),
        ("01.001.017.1", "010010171"),
        ("1010010171", "010010171"),
        ("12a0000016", "2A0000016"),
        ("2a0000016", "2A0000016"),
        ("140000001", "140000001"),
        ("123", "123"),
        (None, ""),
    ],
)
def test_a_number_is_given_back_what_a_spreadsheet_took(told, number):
    assert finess(told) == number


def test_the_shape_is_nine_characters():
    assert [is_finess(one) for one in ("010010171", "2A0000016", "10010171", "A10010171", "")] == [
        True, True, False, False, False
    ]  # fmt: skip


@pytest.mark.parametrize("room", [esms, region, sons, sunes])
def test_every_column_of_finess_numbers_is_read_so(room):
    shapes = [one for one in vars(room).values() if isinstance(one, files.Shape)]
    named = {
        (one.name, column.name): column.kind for one in shapes for column in one.columns if "finess" in column.name
    }
    assert named
    assert set(named.values()) == {Kind.FINESS}


def test_stays_and_feeds_of_one_entity_meet_where_a_spreadsheet_took_the_zero_of_one(tmp_path):
    (tmp_path / "f.csv").write_text("id document;typeCode;FINESS EJ\nD1;11490-0;10010171\n")
    (tmp_path / "s.csv").write_text("N° séjour;Date de sortie;FINESS EJ\n1;31/12/2022;010010171\n")
    feeds = files.rows(tmp_path / "f.csv", sunes.FEEDS).rows[0]
    stays = files.rows(tmp_path / "s.csv", sunes.STAYS).rows[0]
    assert feeds["finess_ej"] == stays["finess_ej"] == "010010171"
