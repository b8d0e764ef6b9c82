"""A cover page: after what the rules decide, before the validated pages, which stay as they were."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from datetime import date

import pikepdf
import pytest
from pikepdf import Array, Dictionary
from tests.documents.pdf.conftest import NOW, ordinary

from socle.documents import pdf as pdfs
from socle.documents.pdf import Refused, Validation, covering, inspecting

DAYS = {"cme_day": "2026-10-01", "cme_reference": "CME 2026-10, point 4", "physicians_warned": "2026-10-02"}
VALIDATION = Validation(
    cme_day=date(2026, 10, 1), cme_reference=DAYS["cme_reference"], physicians_warned=date(2026, 10, 2)
)


def cover(data, label):
    return covering.cover(data, label=label, title="Compte rendu", at=NOW, **DAYS)


@pytest.mark.rule("INS-020")
def test_the_cover_says_what_it_is_and_who_validated_the_practice(label, patient):
    data = ordinary("Compte rendu valide")
    first, second = inspecting.inspect(cover(data, label), scan=1).text.split("\f")
    flat = " ".join(first.split())
    for said in (
        "Page de garde ajoutée après validation",
        "ajoutée le 22/11/2026 à 16:30, heure de Paris",
        "validée en CME le 01/10/2026",
        "CME 2026-10, point 4",
        "avertis le 02/10/2026",
        hashlib.sha256(data).hexdigest(),
        "GARCIA-HAMMADI",
    ):
        assert said in flat
    assert "Compte rendu valide" in second


def test_the_cover_carries_the_code_of_the_patient(label, patient):
    (matrix,) = inspecting.inspect(cover(ordinary(), label), scan=2).matrices
    assert matrix.page == 1
    assert patient.matricule in matrix.text


@pytest.mark.rule("ORG-008")
@pytest.mark.parametrize("source", ["letter", "ordinary"])
def test_the_validated_pages_keep_their_instructions_byte_for_byte(label, letter, source):
    data = letter if source == "letter" else ordinary("Compte rendu valide")
    with pikepdf.open(io.BytesIO(data)) as before, pikepdf.open(io.BytesIO(cover(data, label))) as after:
        assert len(after.pages) == len(before.pages) + 1
        for index, page in enumerate(before.pages):
            assert after.pages[index + 1].Contents.read_bytes() == page.Contents.read_bytes()


@pytest.mark.rule("ORG-008")
def test_the_validated_document_comes_back_as_it_was_with_its_digest(label, letter):
    covered = pdfs.cover(letter, label, title="Compte rendu", at=NOW, validation=VALIDATION)
    assert covered.original == letter
    assert covered.original_sha256 == hashlib.sha256(letter).hexdigest()
    assert covered.data == cover(letter, label)
    assert [finding.verdict.id for finding in covered.findings] == ["documents.pdf-cover-transitional"]


@pytest.mark.rule("INS-020")
def test_no_cover_is_made_without_the_advice_of_the_cme(label, letter):
    with pytest.raises(Refused) as refused:
        pdfs.cover(letter, label, title="x", at=NOW, validation=replace(VALIDATION, cme_day=None))
    assert [finding.verdict.id for finding in refused.value.findings] == ["documents.pdf-cover-not-validated"]


def test_a_covered_pdfa_stays_pdfa(label, letter):
    assert inspecting.inspect(cover(letter, label), scan=0).is_pdfa


def test_pages_keep_the_numbers_that_the_document_gave_them(label, altered):
    data = altered(lambda pdf: pdf.Root.__setitem__("/PageLabels", Dictionary(Nums=Array([0, Dictionary(St=7)]))))
    with pikepdf.open(io.BytesIO(cover(data, label))) as pdf:
        assert [one if isinstance(one, int) else int(one.get("/St", 0)) for one in pdf.Root.PageLabels.Nums] == [
            0,
            0,
            1,
            7,
        ]
