"""The PDF of a document of level 1: PDF/A, the cartouche and the Data Matrix of the patient of the header."""

from __future__ import annotations

import base64
from datetime import date

import pytest
from tests.documents.checking.conftest import AT, replaced

from socle.documents import pdf
from socle.documents.checking import judge
from socle.identity import datamatrix
from socle.identity.traits import Traits
from socle.rulebook.choices import Choices

_INS, _OID = "279035121518989", "1.2.250.1.213.1.4.10"
_PATIENT = Traits(
    birth_name="PAT-TROIS",
    given_names="DOMINIQUE MARIE-LOUISE",
    first_given_name="DOMINIQUE",
    sex="F",
    birth_date=date(1979, 3, 28),
    birth_place="51215",
)


def wrapped(plain, file, code="34874-8"):
    """The document of level 1 around this file."""
    return replaced(replaced(plain, "JVBERi0xLjQK", base64.b64encode(file).decode()), "34874-8", code)


@pytest.fixture(scope="module")
def bare():
    return pdf.from_text("Compte rendu opératoire", title="Compte rendu", at=AT)


@pytest.fixture(scope="module")
def labelled():
    code = datamatrix.encode(datamatrix.code_of(_PATIENT, _INS, _OID), Choices())
    label = datamatrix.label(datamatrix.cartouche(_PATIENT, _INS, _OID), datamatrix.symbol(code))
    return pdf.from_text("Compte rendu opératoire", title="Compte rendu", at=AT, label=label)


def weighed(data, **how):
    return {(one.id.removeprefix("documents.pdf-"), str(one.severity)) for one in judge(data, at=AT, **how).findings}


@pytest.mark.rule("INS-015")
@pytest.mark.rule("DOC-016")
def test_a_pdf_without_the_ins_warns_and_under_sun_es_is_refused(plain, bare, labelled):
    data = wrapped(plain, bare)
    assert weighed(data, pdf=True) == {("no-datamatrix", "warning"), ("no-cartouche", "warning")}
    assert weighed(data, profile="sun-es") == {("no-datamatrix", "error"), ("no-cartouche", "error")}
    assert weighed(wrapped(plain, labelled), profile="sun-es") == set()


@pytest.mark.rule("INS-016")
def test_a_discharge_prescription_needs_no_data_matrix(plain, bare):
    found = weighed(wrapped(plain, bare, "57833-6"), profile="sun-es")
    assert "no-datamatrix" not in {name for name, _ in found}


def test_the_pdf_is_looked_into_only_when_asked(plain, bare):
    assert weighed(wrapped(plain, bare)) == set()
