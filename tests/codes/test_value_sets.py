"""Value sets: what they hold, when, and where they come from."""

from __future__ import annotations

import csv
import tomllib
from datetime import date
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socle import codes

DATA = files("socle.codes").joinpath("data")
SETS = [name for name in codes.names() if name not in {"type_to_class", "media_type_to_format", "template_to_format"}]
DAY = date(2026, 9, 15)


def test_a_table_that_does_not_exist_is_a_fault_that_names_those_that_do():
    with pytest.raises(KeyError, match="no table 'type': the tables are type_code"):
        codes.value_set("type")


def test_a_correspondence_is_not_taken_for_a_value_set():
    with pytest.raises(KeyError, match="correspondence"):
        codes.value_set("type_to_class")


@pytest.mark.parametrize(
    ("name", "code", "scheme"),
    [
        ("type_code", "00000-0", "2.16.840.1.113883.6.1"),
        ("type_code", "11490-0", "1.2.250.1.213.1.1.4.12"),
        ("type_code", "E1762", "2.16.840.1.113883.6.1"),
        ("confidentiality", "MASQUE_PS", "2.16.840.1.113883.5.25"),
        ("practice_setting", "AMBULATOIRE", "1.2.250.1.71.4.2.4"),
        ("gender", "X", "2.16.840.1.113883.5.1"),
        ("type_code", "", "2.16.840.1.113883.6.1"),
    ],
)
def test_a_code_outside_its_set_or_under_another_scheme_is_not_held(name, code, scheme):
    assert not codes.value_set(name).contains(code, scheme)
    assert not codes.value_set(name).valid_on(code, scheme, DAY)


@pytest.mark.parametrize(
    ("name", "code", "scheme", "label"),
    [
        ("type_code", "11490-0", "2.16.840.1.113883.6.1", "Lettre de liaison à la sortie d'un établissement de soins"),
        ("type_code", "E1762", "ASTM", "Full Document"),
        ("class_code", "10", "1.2.250.1.213.1.1.4.1", "Compte rendu"),
        ("class_code", "urn:oid:1.3.6.1.4.1.19376.1.2.1.1.1", "URN", "Digital Signature"),
        ("healthcare_facility_type", "SA01", "1.2.250.1.71.4.2.4", "Etablissement public de santé"),
        ("practice_setting", "ETABLISSEMENT", "1.2.250.1.213.1.1.4.9", "Etablissement de santé"),
        ("confidentiality", "INVISIBLE_PATIENT", "1.2.250.1.213.1.1.4.13", "Non visible par le patient"),
        ("author_specialty", "G15_10/SM26", "1.2.250.1.213.1.1.4.5", "Médecin - Qualifié en Médecine Générale (SM)"),
        ("subject_role", "SM26", "1.2.250.1.71.4.2.5", "Qualifié en médecine générale (SM)"),
        ("profession", "10", "1.2.250.1.71.1.2.7", "Médecin"),
        ("sector", "SA53", "1.2.250.1.71.4.2.4", "Siège administratif d'un établissement de santé"),
        ("purpose_of_use", "bris_de_glace", "1.2.250.1.213.1.1.4.248", "Accès en bris de glace"),
        ("gender", "F", "2.16.840.1.113883.5.1", "Féminin"),
        ("ins_oid", "1.2.250.1.213.1.4.8", None, "INS dont le matricule est un NIR"),
    ],
)
def test_a_code_is_found_with_its_french_label(name, code, scheme, label):
    entry = codes.value_set(name).get(code, scheme)
    assert entry is not None
    assert entry.label == label
    assert codes.label(name, code, scheme) == label


def test_the_label_of_an_unknown_code_is_the_code_so_that_a_page_never_fails():
    assert codes.label("type_code", "00000-0") == "00000-0"


def test_content_types_are_read_under_any_scheme_since_senders_write_several():
    content_types = codes.value_set("content_type")
    assert content_types.contains("04", "1.2.250.1.213.2.2")
    assert content_types.contains("04", "")
    assert not content_types.contains("zz", "1.2.250.1.213.2.2")


@pytest.mark.parametrize(
    ("name", "code", "scheme", "last"),
    [
        ("sector", "SA11", "1.2.250.1.71.4.2.4", date(2020, 6, 26)),
        ("social_profession", "200", "1.2.250.1.213.1.6.1.4", date(2020, 5, 29)),
        ("title_user", "193", "1.2.250.1.213.1.6.1.109", date(2020, 5, 29)),
        ("author_specialty", "G15_35", "1.2.250.1.213.1.1.4.5", date(2026, 7, 29)),
    ],
)
def test_a_retired_code_is_valid_on_its_last_day_and_not_on_the_next(name, code, scheme, last):
    values = codes.value_set(name)
    assert values.valid_on(code, scheme, last)
    assert not values.valid_on(code, scheme, date.fromordinal(last.toordinal() + 1))
    assert values.contains(code, scheme)


@pytest.mark.parametrize(
    ("name", "code", "scheme", "first"),
    [
        ("type_code", "100967-9", "2.16.840.1.113883.6.1", date(2026, 1, 1)),
        ("confidentiality", "NOPAT", "2.16.840.1.113883.5.4", date(2026, 7, 30)),
    ],
)
def test_a_new_code_is_not_valid_before_its_first_day(name, code, scheme, first):
    values = codes.value_set(name)
    assert values.valid_on(code, scheme, first)
    assert not values.valid_on(code, scheme, date.fromordinal(first.toordinal() - 1))


def test_the_flag_of_the_types_of_the_dmp_is_kept():
    assert codes.in_dmp_types("11490-0")
    assert not codes.in_dmp_types("100967-9")
    assert not codes.in_dmp_types("00000-0")


@pytest.mark.parametrize("name", SETS)
def test_no_set_holds_twice_the_same_code_of_the_same_scheme(name):
    values = codes.value_set(name)
    pairs = [(entry.code, entry.scheme) for entry in values if not values.any_scheme]
    assert len(pairs) == len(set(pairs))
    assert len(values) > 0


@pytest.mark.parametrize("name", SETS)
def test_every_entry_of_every_set_is_found_by_its_own_code_and_scheme(name):
    values = codes.value_set(name)
    for entry in values:
        found = values.get(entry.code, entry.scheme)
        assert found is not None
        assert found.code == entry.code
        assert entry.label, entry.code
        assert entry.since is None or entry.until is None or entry.since <= entry.until


@pytest.mark.parametrize("name", codes.names())
def test_every_table_says_where_it_comes_from(name):
    source = codes.source(name)
    assert source.title
    assert source.version


def test_the_folder_holds_the_cited_tables_and_no_other():
    present = {path.name.removesuffix(".csv") for path in DATA.iterdir() if path.name.endswith(".csv")}
    assert present == set(tomllib.loads(DATA.joinpath("sources.toml").read_text("utf-8")))


@pytest.mark.parametrize("name", codes.names())
def test_no_row_of_a_table_is_longer_or_shorter_than_its_header(name):
    lines = list(csv.reader(DATA.joinpath(f"{name}.csv").read_text("utf-8").splitlines()))
    assert {len(line) for line in lines} == {len(lines[0])}


def test_tables_are_read_once_and_cannot_be_changed():
    assert codes.table("gender") is codes.table("gender")
    assert codes.value_set("gender") is codes.value_set("gender")
    with pytest.raises(TypeError):
        codes.table("gender")[0]["code"] = "X"
    with pytest.raises(TypeError):
        codes.value_set("type_code").entries[0].extra["in_dmp"] = "yes"


@given(code=st.text(max_size=20), scheme=st.text(max_size=20))
def test_any_text_may_be_looked_up(code, scheme):
    values = codes.value_set("type_code")
    assert values.contains(code, scheme) == (values.get(code, scheme) is not None)
    assert values.valid_on(code, scheme, DAY) <= values.contains(code, scheme)
