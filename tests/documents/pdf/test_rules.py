"""A PDF says whose it is, as the header of its document does; a cover page is a transitional workaround."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from datetime import date

import pytest
from tests.documents.pdf.conftest import CHOICES

from socle.documents.pdf import Fault, Inspection, Matrix, Validation, compare, may_cover
from socle.identity import datamatrix

TODAY = date(2026, 11, 22)


@pytest.fixture
def sound(patient):
    """A file of which nothing is to be said."""
    text = datamatrix.encode(datamatrix.code_of(patient.traits, patient.matricule, patient.oid), CHOICES)
    lines = datamatrix.cartouche(patient.traits, patient.matricule, patient.oid)
    page = "Lettre de liaison\n" + "\n".join(f"{line.label} : {line.value}" for line in lines)
    return Inspection(
        pages=2, version="1.4", pdfa=(1, "B"), matrices=(Matrix(1, text),), scanned=2, text=page + "\fsuite"
    )


def told(inspection, patient, **facts):
    return [
        finding.verdict.id.removeprefix("documents.pdf-")
        for finding in compare(inspection, patient, choices=CHOICES, **facts)
    ]


def test_a_sound_file_is_told_nothing(sound, patient):
    assert told(sound, patient) == []


def test_a_page_of_more_text_than_any_sheet_holds_is_compared_in_bounded_memory(sound, patient):
    """Each of these letters is eighteen once it is taken apart: a page of two million of them took gigabytes."""
    tracemalloc.start()
    assert told(replace(sound, text=sound.text.split("\f")[0] + "\ufdfa" * 100_000), patient) == []
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000


@pytest.mark.rule("INS-015")
def test_a_file_without_the_code_of_its_patient_is_told(sound, patient):
    assert told(replace(sound, matrices=()), patient) == ["no-datamatrix"]
    other = replace(sound.matrices[0], text="un autre code")
    assert told(replace(sound, matrices=(other,)), patient) == ["no-datamatrix"]


@pytest.mark.rule("INS-016")
def test_a_discharge_prescription_needs_no_code(sound, patient):
    assert told(replace(sound, matrices=()), patient, discharge_prescription=True) == []


def test_the_code_of_somebody_else_is_told_even_on_a_discharge_prescription(sound, patient):
    other = replace(patient, traits=replace(patient.traits, birth_name="MARTIN"))
    findings = compare(sound, other, choices=CHOICES, discharge_prescription=True)
    assert (findings[0].verdict.id, findings[0].place) == (
        "documents.pdf-datamatrix-differs",
        "le nom de naissance",
    )


@pytest.mark.rule("INS-015")
@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"matricule": "277016322001151"}, "le matricule"),
        ({"oid": "1.2.250.1.213.1.4.9"}, "la nature du matricule"),
    ],
)
def test_a_code_with_another_number_than_the_header_is_told(sound, patient, change, place):
    findings = compare(sound, replace(patient, **change), choices=CHOICES)
    assert ("documents.pdf-datamatrix-differs", place) in [(one.verdict.id, one.place) for one in findings]


def test_a_faulty_code_is_told_with_its_faults(sound, patient):
    cut = replace(sound.matrices[0], text=sound.matrices[0].text.replace("S5F", "S5X"))
    findings = compare(replace(sound, matrices=(cut,)), patient, choices=CHOICES)
    assert [one.verdict.id for one in findings] == ["documents.pdf-datamatrix-wrong"]
    assert "X" in findings[0].found


def test_whoever_has_no_qualified_identity_has_no_code(sound, patient):
    bare = replace(patient, matricule="", oid="")
    page = "\n".join(f"{line.label} : {line.value}" for line in datamatrix.cartouche(patient.traits))
    assert told(replace(sound, matrices=(), text=page), bare) == []


@pytest.mark.rule("DOC-016")
def test_a_first_page_without_cartouche_is_told(sound, patient):
    assert told(replace(sound, text="Compte rendu\f" + sound.text), patient) == ["no-cartouche"]
    assert told(replace(sound, text="Vu le 21/01/1977, sexe féminin"), patient) == ["no-cartouche"]


@pytest.mark.rule("DOC-016")
@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("GARCIA-HAMMADI", "GARCIA", "le nom de naissance"),
        ("SARAH-LOU ANNA", "ANNA", "la liste des prénoms"),
        ("21/01/1977", "12/01/1977", "la date de naissance"),
        ("féminin", "masculin", "le sexe"),
        ("2 77 01 63 220 010 54", "2 77 01 63 220 011 51", "le matricule"),
    ],
)
def test_a_cartouche_that_differs_in_one_trait_is_told(sound, patient, old, new, place):
    assert old in sound.text
    findings = compare(replace(sound, text=sound.text.replace(old, new)), patient, choices=CHOICES)
    assert [(one.verdict.id, one.place) for one in findings] == [("documents.pdf-cartouche-differs", place)]


def test_a_cartouche_is_read_however_a_structure_lays_it_out(sound, patient):
    page = "Mme Sarah-Lou GARCIA\nHAMMADI, née le 21-01-1977 (F)\nINS 277016322001054"
    assert told(replace(sound, text=page), patient) == []


@pytest.mark.rule("DOC-009")
def test_a_file_that_is_not_pdfa_is_told_with_what_is_missing(sound, patient):
    ordinary = replace(sound, pdfa=None, faults=(Fault("fonts-embedded", "page 1", "Helvetica"),))
    findings = compare(ordinary, patient, choices=CHOICES)
    assert [one.verdict.id for one in findings] == ["documents.pdf-not-pdfa"]
    assert "polices incorporées (ISO 19005-1, 6.3.4)" in findings[0].sentence("fr")


def test_another_part_than_the_one_asked_for_is_told(sound, patient):
    assert told(replace(sound, pdfa=(3, "B")), patient) == ["not-pdfa"]
    assert told(replace(sound, pdfa=(3, "B")), patient, part=None) == []


def test_what_acts_in_a_file_is_told_beside_the_rest(sound, patient):
    assert told(replace(sound, active=("/Launch",)), patient) == ["active"]


@pytest.mark.rule("INS-020")
def test_a_cover_page_needs_the_advice_of_the_cme_and_warned_physicians():
    day = date(2026, 10, 1)
    whole = Validation(cme_day=day, cme_reference="CME 2026-10, point 4", physicians_warned=day)
    assert may_cover(whole, today=TODAY).allowed
    lacking = [
        ({"cme_day": None}, "documents.pdf-cover-not-validated"),
        ({"cme_reference": " "}, "documents.pdf-cover-not-validated"),
        ({"cme_day": date(2026, 11, 23)}, "documents.pdf-cover-not-validated"),
        ({"physicians_warned": None}, "documents.pdf-physicians-not-warned"),
        ({"physicians_warned": date(2026, 11, 23)}, "documents.pdf-physicians-not-warned"),
    ]
    for change, verdict in lacking:
        decision = may_cover(replace(whole, **change), today=TODAY)
        assert not decision.allowed
        assert [finding.verdict.id for finding in decision.findings] == [verdict]


@pytest.mark.rule("INS-019")
def test_a_cover_page_that_is_allowed_says_that_it_must_not_last():
    day = date(2026, 10, 1)
    decision = may_cover(Validation(cme_day=day, cme_reference="CME", physicians_warned=day), today=TODAY)
    assert [finding.verdict.id for finding in decision.findings] == ["documents.pdf-cover-transitional"]
    assert decision.rules == ("INS-019",)
