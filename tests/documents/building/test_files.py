"""The file wrapped: its type, the Data Matrix it must carry, the page added before it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from socle.documents import cda
from socle.documents.building.files import check_cover, marking
from socle.documents.building.model import Cover

FILES = {
    "application/pdf": b"%PDF-1.7\n%%EOF",
    "text/plain": "Été : tout va bien.".encode(),
    "text/rtf": b"{\\rtf1 bonjour}",
    "image/jpeg": b"\xff\xd8\xff\xe0JFIF",
    "image/tiff": b"II*\x00....",
}


@pytest.mark.rule("DOC-009")
@pytest.mark.parametrize("kind", FILES)
def test_a_file_of_each_type_is_wrapped_byte_for_byte(letter, build, kind):
    letter["file"] = {"media_type": kind}
    built, wrong = build(letter, FILES[kind])
    assert not wrong
    document, _ = cda.read(built.data)
    assert (cda.embedded(document).media_type, cda.embedded(document).data) == (kind, FILES[kind])


@pytest.mark.rule("DOC-009")
@pytest.mark.parametrize(
    ("file", "data"),
    [
        ({"media_type": "application/pdf"}, FILES["text/rtf"]),
        ({"media_type": "image/tiff"}, FILES["image/jpeg"]),
        ({"media_type": "image/png"}, b"\x89PNG"),
        ({"media_type": "text/plain"}, b"\xff\xfe"),
        ({"path": "letter.docx"}, b"PK\x03\x04"),
        ({"path": "letter.pdf"}, b""),
        ({}, None),
    ],
)
def test_what_is_not_what_it_says_is_not_wrapped(letter, build, file, data):
    letter["file"] = file
    built, wrong = build(letter, data)
    assert built.data is None
    assert wrong & {"file", "file.media_type"}


def decided(**more):
    usual = {"is_pdf": True, "discharge_prescription": False, "digital_prescription": False}
    return marking(**usual | {"wanted": True, "present": False, "ins": True} | more)


@pytest.mark.rule("INS-015")
@pytest.mark.rule("DOC-016")
def test_a_pdf_gets_the_ins_and_its_data_matrix_once():
    assert (decided().stamped, decided().findings) == (True, ())
    assert not decided(present=True).stamped
    assert not decided(is_pdf=False).stamped
    assert not decided(ins=False).stamped


@pytest.mark.rule("INS-015")
def test_a_pdf_that_is_left_without_one_is_told():
    assert [finding.verdict.id for finding in decided(wanted=False).findings] == ["documents.build-data-matrix-absent"]
    assert decided(wanted=False, present=True).findings == ()


@pytest.mark.rule("INS-016")
def test_a_discharge_prescription_needs_none_and_one_that_is_there_is_no_fault():
    for present in (False, True):
        answer = decided(discharge_prescription=True, present=present, wanted=False)
        assert (answer.stamped, answer.findings, answer.rules) == (False, (), ("INS-016",))


def test_a_digital_prescription_is_never_stamped():
    assert not decided(digital_prescription=True).stamped


def covered(cover, *, is_pdf=True, digital=False):
    decision = check_cover(cover, is_pdf=is_pdf, digital_prescription=digital, day="20261122")
    return {finding.place for finding in decision.findings}


@pytest.mark.rule("INS-020")
def test_a_cover_page_needs_the_validation_of_the_cme_and_the_warning_of_physicians():
    told = Cover(cme_validated_on="20260901", cme_reference="CME 2026-14", physicians_warned_on="20260902")
    assert covered(told) == set()
    assert covered(None) == set()
    assert covered(Cover()) == {"cover.cme_validated_on", "cover.cme_reference", "cover.physicians_warned_on"}
    assert covered(replace(told, cme_reference="")) == {"cover.cme_reference"}
    for day in ("", "202609", "20261123"):  # none, not whole, to come
        assert covered(replace(told, cme_validated_on=day)) == {"cover.cme_validated_on"}
        assert covered(replace(told, physicians_warned_on=day)) == {"cover.physicians_warned_on"}
    assert covered(told, is_pdf=False) == {"cover"}
    assert covered(told, digital=True) == {"cover"}
