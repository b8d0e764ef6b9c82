"""A wrapped file at a glance is what decoding the whole of it would tell."""

from __future__ import annotations

import base64

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from socle.documents import cda
from socle.documents.cda.embedded import embedded, glance

HL7 = "urn:hl7-org:v3"
FILE = base64.b64encode(b"%PDF-1.7 a file of some length\n" * 3).decode()
SIGNS = "ABab01+/==== \t\n\u00a0\u2003é-_%"


def wrapping(content, media_type="application/pdf", representation=' representation="B64"'):
    text = f'<text mediaType="{media_type}"{representation}>{content}</text>'
    data = f'<ClinicalDocument xmlns="{HL7}"><component><nonXMLBody>{text}</nonXMLBody></component></ClinicalDocument>'
    document, _ = cda.read(data.encode())
    return document


def same(document):
    whole, seen = embedded(document), glance(document)
    assert seen.media_type == whole.media_type
    assert seen.trouble == whole.trouble
    assert seen.head == (None if whole.data is None else whole.data[:8])
    return seen


@settings(max_examples=400, deadline=None)
@given(st.text(SIGNS, max_size=40) | st.text("AB=", max_size=9))
@example("")
@example("====")
@example("QUJD=QUJD")
@example("QUJDRA===")
@example("QR==")
def test_any_text_is_told_alike(content):
    same(wrapping(content))


@pytest.mark.parametrize("fold", [4, 57, 64, 76, 1000])
@pytest.mark.parametrize("blank", ["\n", "\r\n", " ", "\u00a0"])
def test_a_file_folded_at_will_begins_as_it_does(fold, blank):
    folded = blank.join(FILE[start : start + fold] for start in range(0, len(FILE), fold))
    assert same(wrapping(folded)).head == b"%PDF-1.7"


@pytest.mark.parametrize("representation", ["", ' representation="TXT"', ' representation="B64"'])
@pytest.mark.parametrize("media_type", ["text/plain", "application/pdf", ""])
def test_text_and_unknown_representations_are_told_alike(media_type, representation):
    same(wrapping("Bonjour", media_type, representation))


def test_a_file_cut_by_a_comment_is_the_same_file():
    assert same(wrapping(FILE[:20] + "<!-- cut -->" + FILE[20:])).head == b"%PDF-1.7"


def test_a_document_without_a_file_has_none():
    document, _ = cda.read(f'<ClinicalDocument xmlns="{HL7}"/>'.encode())
    assert glance(document) is None
