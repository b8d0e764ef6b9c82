"""The PDF that is wrapped carries the INS of its header, and the file that was given stays what it was."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import pytest

from socle.documents import cda, pdf
from socle.documents.building import press
from socle.rulebook.choices import Choices

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def plain():
    """A PDF/A without any code."""
    return pdf.from_text("Le patient rentre chez lui.", title="Lettre", at=AT)


@pytest.fixture(scope="module")
def hand():
    return press(Choices())


def wrapped(built):
    document, _ = cda.read(built.data)
    return cda.embedded(document).data


@pytest.mark.rule("INS-015")
@pytest.mark.rule("DOC-016")
@pytest.mark.rule("ORG-008")
def test_a_pdf_gets_the_data_matrix_of_its_header_and_one_of_another_patient_is_refused(letter, build, plain, hand):
    built, wrong = build(letter, plain, press=hand)
    seen = pdf.inspect(wrapped(built))
    assert (wrong, [text[:2] for text in seen.data_matrices]) == (set(), ["IS"])
    assert letter["patient"]["matricule"] in seen.data_matrices[0]
    assert (built.original, built.original_sha256) == (plain, hashlib.sha256(plain).hexdigest())
    letter["patient"]["birth_name"] = "LAURIER"
    other, wrong = build(letter, wrapped(built), press=hand)
    assert (other.data, wrong) == (None, {"file"})


@pytest.mark.rule("INS-016")
def test_a_discharge_prescription_is_wrapped_without_one(letter, build, plain, hand):
    letter["document"] = "discharge-prescription"
    built, wrong = build(letter, plain, press=hand)
    assert (wrong, built.findings, wrapped(built)) == (set(), (), plain)


@pytest.mark.rule("INS-015")
def test_a_letter_left_without_one_is_told(letter, build, plain, hand):
    letter["file"] = {"cartouche": False}
    built, wrong = build(letter, plain, press=hand)
    assert (wrong, wrapped(built)) == (set(), plain)
    assert [finding.verdict.id for finding in built.findings] == ["documents.build-data-matrix-absent"]


def test_a_pdf_that_cannot_be_worked_on_is_wrapped_as_it_came_and_told(letter, build, hand):
    built, wrong = build(letter, b"%PDF-1.7\n%%EOF", press=hand)
    assert (wrong, wrapped(built)) == (set(), b"%PDF-1.7\n%%EOF")
    assert {finding.verdict.id for finding in built.findings} == {"documents.build-pdf-unchanged"}
