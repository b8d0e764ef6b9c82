"""A description is read with every wrong word told at its place; dates and numbers keep what was written."""

from __future__ import annotations

import json
import re
import time
import tomllib
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from socle.documents import building
from socle.documents.building import laboratory, model, values
from socle.documents.building.reading import from_mapping, read

ROOT = Path(__file__).parents[3]


def ids(findings):
    return {(finding.verdict.id, finding.place) for finding in findings}


def test_every_wrong_word_is_told_at_once_with_its_place(letter):
    letter["patient"]["birth_nom"] = letter["patient"].pop("birth_name")
    letter["patient"]["birth_date"] = "hier"
    letter["authors"][0]["organisation"]["name"] = 12
    letter["encounter"]["end"] = "2026-13-45T10:00:00+02:00"
    spec, findings = from_mapping(letter)
    assert spec is None
    assert ids(findings) == {
        ("documents.build-unknown-key", "patient.birth_nom"),
        ("documents.build-missing", "patient.birth_name"),
        ("documents.build-wrong-value", "patient.birth_date"),
        ("documents.build-wrong-value", "authors[1].organisation.name"),
        ("documents.build-wrong-value", "encounter.end"),
    }


def test_an_unknown_word_names_the_nearest_that_exist(letter):
    letter["patient"]["birth_nom"] = "X"
    (finding,) = from_mapping(letter)[1]
    assert "birth_name" in finding.sentence("en")


@pytest.mark.parametrize("data", [[], "letter", 3, None, {}, {"patient": []}, {"patient": {}, "authors": {}}])
def test_what_is_no_description_is_told_and_never_raises(data):
    spec, findings = from_mapping(data)
    assert (spec, bool(findings)) == (None, True)


@pytest.mark.parametrize(("text", "is_json"), [("[patient", False), ("{", True), ("[" * 100000, True), ("", False)])
def test_a_file_that_cannot_be_read_is_told(text, is_json):
    assert read(text, is_json=is_json)[0] is None


def test_toml_and_json_describe_the_same_document(letter):
    text = json.dumps(letter, default=lambda value: value.isoformat())
    assert read(text, is_json=True) == read(building.example("discharge-letter"))


@pytest.mark.parametrize("name", building.KINDS)
def test_each_example_is_read_without_a_fault(name):
    spec, findings = read(building.example(name))
    assert (findings, spec.document) == ((), name)


@pytest.mark.parametrize(
    ("written", "stamp"),
    [
        ("2026-09-15T10:00:00+02:00", "20260915100000+0200"),
        ("2026-01-15T10:00:00", "20260115100000+0100"),  # without an offset, Paris
        ("2026-09-15T08:00:00Z", "20260915080000+0000"),
        ("2026-09-15", "20260915"),
        ('"2026-09"', "202609"),
        ('"20260915100000+0200"', "20260915100000+0200"),
        ('"202609151000"', None),  # HL7 without an offset
        ('"2026-02-30"', None),
        ('"2026-017"', None),  # a year, and an offset of three digits
        ("20260915", None),
    ],
)
def test_an_instant_is_written_with_its_offset(written, stamp):
    text = building.example("discharge-letter").replace("created = 2026-09-15T10:00:00+02:00", f"created = {written}")
    spec, findings = read(text)
    assert (spec.created if spec else None) == stamp, findings


def test_numbers_keep_their_digits():
    text = building.example("laboratory-report").replace("quantity = 4.89", "quantity = 4.890")
    spec, _ = read(text)
    assert spec.laboratory.chapters[0].observations[0].value.quantity == "4.890"


@pytest.mark.parametrize(
    "number", ["1e9999", "1e-9999", "1e99999999999999999999", "9" * 5000, "0x" + "f" * 4000, "0." + "1" * 5000, "nan"]
)
def test_a_number_that_no_value_is_is_told(number):
    said = building.example("laboratory-report").replace("quantity = 4.89", f"quantity = {number}")
    assert read(said)[0] is None
    assert read(f"version = {number}\n" + building.example("dlu"))[0] is None
    assert number.startswith("0x") or read(f'{{"version": {number}}}', is_json=True)[0] is None


def test_thousands_of_unknown_words_are_told_at_once():
    begun = time.process_time()
    assert len(read("".join(f"a{rank} = 1\n" for rank in range(20_000)))[1]) > 20_000
    assert time.process_time() - begun < 1


def test_a_depth_that_no_value_has_is_told(letter):
    deep = []
    for _ in range(5000):
        deep = [deep]
    spec, findings = from_mapping(letter | {"title": deep})
    assert (spec, [finding.place for finding in findings]) == (None, ["title"])


@pytest.mark.parametrize(
    ("written", "stamp"),
    [("0999-05-17", "09990517"), ("1905-01-01T10:00:00", None), ("9999-12-31T23:30:00Z", None), ("9999-12-31", None)],
)
def test_an_instant_that_is_none_is_never_written(written, stamp):
    text = building.example("discharge-letter").replace("created = 2026-09-15T10:00:00+02:00", f"created = {written}")
    spec, findings = read(text)
    assert (spec.created if spec else None) == stamp, findings


@pytest.mark.parametrize("text", ["", " ", "a\x00b", "\ud800", "\ufffe"])
def test_a_text_is_not_empty_and_can_be_written_in_xml(letter, text):
    letter["patient"]["birth_name"] = text
    spec, findings = from_mapping(letter)
    assert (spec, [finding.place for finding in findings]) == (None, ["patient.birth_name"])


def test_every_shipped_example_is_toml_of_this_form():
    assert all(tomllib.loads(building.example(name))["document"] == name for name in building.KINDS)


def test_the_guide_tells_every_word_of_a_description():
    guide = (ROOT / "docs" / "build-a-document.md").read_text("utf-8")
    words = {each.name for module in (model, laboratory, values) for each in _words(module)}
    assert {word for word in words if f"`{word}`" not in guide and not re.search(rf"\b{word}\b", guide)} == set()


def _words(module):
    kinds = [kind for kind in vars(module).values() if isinstance(kind, type) and is_dataclass(kind)]
    return [each for kind in kinds for each in fields(kind)]


@pytest.mark.parametrize("born", ["1984-017", "19841301", "1984+100"])
def test_a_day_of_birth_that_is_none_is_told_before_anything_is_built(letter, born):
    letter["patient"]["birth_date"] = born
    spec, findings = from_mapping(letter)
    assert (spec, [finding.place for finding in findings]) == (None, ["patient.birth_date"])
