"""Submission sets as the server reads them back."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from socle.client import submission
from socle.client.identity import BadIdentity
from socle.documents import cda, derive
from socle.wire import xades
from socle.wire.content import Content
from socle.wire.xds import model, read, write
from tests.wire import pki

LETTERS = Path(__file__).parent.parent / "data" / "dmp" / "documents"


def prepared(name="discharge-letter-v1.xml", rank=1, hide=()):
    data = (LETTERS / name).read_bytes()
    document, findings = cda.read(data)
    assert document is not None, findings
    return submission.prepare(document, data, rank, hide)


@pytest.fixture
def made(physician):
    return submission.build([prepared()], physician, pki.NOW)


class TestPreparation:
    def test_the_entry_is_what_the_header_gives(self):
        item = prepared()
        assert item.entry == derive(item.document, item.data)

    def test_hiding_adds_to_the_confidentiality_once(self):
        item = prepared(hide=["patient", "representatives", "patient"])
        assert [code.code for code in item.entry.confidentiality] == [
            "N",
            model.INVISIBLE_TO_PATIENT,
            model.INVISIBLE_TO_REPRESENTATIVES,
        ]

    def test_documents_are_numbered(self):
        assert prepared(rank=12).entry.id == "Document12"

    def test_no_two_oids_are_the_same(self):
        first, second = submission.oid(), submission.oid()
        assert first != second
        assert first.startswith("2.25.")
        assert len(first) <= 64


class TestTheSet:
    def test_is_read_back_as_it_was_written(self, made):
        body, parts = write.submission_request(made)
        again, findings = read.submission(body, {part.id: part for part in parts})
        assert findings == []
        assert again.sets == made.sets
        assert again.entries == made.entries
        assert {link.type for link in again.associations} == {model.HAS_MEMBER, model.SIGNS}

    def test_holds_every_document_and_its_signature_as_members(self, made):
        (package,) = made.sets
        members = [link for link in made.associations if link.type == model.HAS_MEMBER]
        assert [link.target for link in members] == ["Document01", "Signature01"]
        assert {link.source for link in members} == {package.id}
        assert {link.slot("SubmissionSetStatus") for link in members} == {"Original"}

    def test_is_about_the_documents_patient_and_has_one_author(self, made):
        (package,) = made.sets
        letter = made.entries[0]
        assert package.patient_id == letter.patient_id
        assert package.authors == (letter.authors[0],)
        assert package.source_id == "1.2.250.1.999.1"

    def test_its_time_is_written_in_utc(self, physician):
        paris = datetime(2026, 9, 15, 10, 0, tzinfo=timezone(timedelta(hours=2)))
        (package,) = submission.build([prepared()], physician, paris).sets
        assert package.submission_time == "20260915080000"

    def test_its_signature_covers_the_documents(self, made):
        (package,), (letter, signature) = made.sets, made.entries
        documents = {letter.unique_id: made.parts["Document01"].content}
        content = made.parts[signature.id].read()
        assert xades.verify(content, package.unique_id, documents, pki.trust(), pki.NOW, require_signer=True) == []
        data = documents[letter.unique_id].data
        altered = {letter.unique_id: Content(data.replace(b"<title>", b"<title>Autre "))}
        assert xades.verify(content, package.unique_id, altered, pki.trust(), pki.NOW, require_signer=True)

    def test_its_signature_document_is_hidden_from_all(self, made):
        signature = made.entries[-1]
        assert signature.is_signature
        assert signature.visibility == {model.MASKED_TO_PROFESSIONALS, model.INVISIBLE_TO_PATIENT}
        assert (signature.language, signature.mime_type) == ("art", "text/xml")
        assert not signature.source_patient_info

    def test_several_documents_are_signed_together(self, physician):
        items = [prepared("discharge-letter-v1.xml", 1), prepared("laboratory-report-v1.xml", 2)]
        made = submission.build(items, physician, pki.NOW)
        documents = {item.entry.unique_id: Content(item.data) for item in items}
        signature = made.parts["Signature01"].read()
        assert (
            xades.verify(signature, made.sets[0].unique_id, documents, pki.trust(), pki.NOW, require_signer=True) == []
        )
        assert len([link for link in made.associations if link.type == model.HAS_MEMBER]) == 3

    def test_a_replacement_links_the_new_entry_to_the_old(self, physician):
        made = submission.build([prepared()], physician, pki.NOW, replaces="urn:uuid:old")
        (link,) = [link for link in made.associations if link.type == model.REPLACES]
        assert (link.source, link.target) == ("Document01", "urn:uuid:old")

    def test_two_sets_of_one_document_are_two_sets(self, physician):
        first, second = (submission.build([prepared()], physician, pki.NOW) for _ in range(2))
        assert first.sets[0].unique_id != second.sets[0].unique_id

    @pytest.mark.parametrize(
        ("name", "content"), [("discharge-letter-v1.xml", "03"), ("consultation-note-v1.xml", "07")]
    )
    def test_its_content_type_follows_the_encounter(self, physician, name, content):
        (package,) = submission.build([prepared(name)], physician, pki.NOW).sets
        assert package.content_type.code == content
        assert package.content_type.label

    def test_who_cannot_sign_submits_nothing(self, physician):
        from dataclasses import replace  # noqa: PLC0415

        with pytest.raises(BadIdentity):
            submission.build([prepared()], replace(physician, sign_key="nothing"), pki.NOW)
