from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socle.record.serial import dump, load
from socle.wire.hl7v2 import CX, XCN, XON
from socle.wire.xds.model import Association, Author, Code, DocumentEntry, Folder, SubmissionSet

texts = st.text(st.characters(blacklist_categories=["Cs"]), max_size=12)
codes = st.builds(Code, texts, texts, texts)
authors = st.builds(
    Author,
    person=st.none() | texts.map(XCN),
    institutions=st.lists(texts.map(XON), max_size=2).map(tuple),
    roles=st.lists(texts, max_size=2).map(tuple),
)
slots = st.lists(st.tuples(texts, st.lists(texts, max_size=2).map(tuple)), max_size=2).map(tuple)
entries = st.builds(
    DocumentEntry,
    id=texts,
    unique_id=st.none() | texts,
    patient_id=st.none() | texts.map(CX),
    source_patient_info=st.lists(texts, max_size=3).map(tuple),
    authors=st.lists(authors, max_size=2).map(tuple),
    legal_authenticator=st.none() | texts.map(XCN),
    type_code=st.none() | codes,
    confidentiality=st.lists(codes, max_size=3).map(tuple),
    reference_ids=st.lists(texts, max_size=2).map(tuple),
    title=st.none() | texts,
    size=st.none() | st.integers(0, 2**40),
    version=st.integers(1, 9),
    status=st.none() | texts,
    extra=slots,
)
sets = st.builds(
    SubmissionSet, id=texts, authors=st.lists(authors, max_size=1).map(tuple), content_type=st.none() | codes
)
folders = st.builds(Folder, id=texts, codes=st.lists(codes, max_size=2).map(tuple), extra=slots)
associations = st.builds(
    Association, id=texts, type=texts, source=texts, target=texts, slots=slots, documentation=st.none() | codes
)


@given(entries | sets | folders | associations)
def test_every_registry_object_comes_back_as_it_was(value):
    assert load(type(value), dump(value)) == value


@given(entries)
def test_the_form_is_canonical(entry):
    data = dump(entry)
    assert dump(load(DocumentEntry, data)) == data
    assert data.decode() == json.dumps(json.loads(data), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def test_what_a_sender_wrote_is_kept_to_the_letter():
    patient = CX("1^^^&1.2&ISO^NH^^20210604092415")
    entry = DocumentEntry(id="e", patient_id=patient, source_patient_info=("PID-5|D'ÉTÉ^ZOÉ^^^^^L",))
    assert load(DocumentEntry, dump(entry)).patient_id.text == patient.text


def test_a_row_written_before_a_field_existed_reads_its_default():
    assert load(DocumentEntry, b'{"id":"e"}') == DocumentEntry(id="e")


@pytest.mark.parametrize(
    "data",
    [b"{}", b'{"id":1}', b'{"id":"e","unheard":"x"}', b'{"id":"e","size":"ten"}', b'{"id":"e","type_code":["a"]}'],
)
def test_what_is_not_an_entry_is_told(data):
    with pytest.raises(ValueError, match="DocumentEntry"):
        load(DocumentEntry, data)
