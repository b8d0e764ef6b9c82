"""Feeding: all or nothing, durable before it is told, once however often it is sent."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, OperationalError, connections

from socle import ledger, storage
from socle.ledger import ActCode
from socle.ledger.acting import NotDurable
from socle.ledger.models import Event, Message
from socle.record import services
from socle.record.models import AssociationRow, Entry, Identifier, Record, SubmissionSetRow
from socle.record.profile import IHE
from socle.record.services import feeding
from socle.record.store.identifiers import locate
from socle.record.submissions import REPOSITORY
from socle.wire.xds.model import (
    APPENDS,
    APPROVED,
    DEPRECATED,
    HAS_MEMBER,
    REPLACES,
    TRANSFORMS,
    TRANSFORMS_AND_REPLACES,
    Code,
    DocumentRequest,
    Folder,
)
from tests.record.submission_builders import (
    AT,
    GET_DOCUMENTS,
    OTHER_PATIENT,
    PATIENT,
    TESTER,
    documents_found,
    feed,
    find,
    link,
    member,
    query,
    submission,
)

pytestmark = [pytest.mark.database, pytest.mark.django_db]

UUID = re.compile(r"urn:uuid:[0-9a-f-]{36}")


def ids(outcome):
    return [finding.verdict.id for finding in outcome.decision.findings]


def the_entry(unique_id):
    (found,) = find(query(GET_DOCUMENTS, XDSDocumentEntryUniqueId=unique_id)).objects
    return found


def stored_files(data_dir):
    return [path for path in (data_dir / "documents").rglob("*") if path.is_file()]


def test_a_submission_whose_transaction_fails_shows_nothing_and_its_bytes_are_swept(data_dir, monkeypatch):
    feed(("1.1", b"<a/>"), set_id="9.1")

    def fail(*_args):
        raise RuntimeError("power cut")

    monkeypatch.setattr(feeding, "write", fail)
    with pytest.raises(RuntimeError, match="power cut"):
        feed(("1.2", b"<b>%s</b>" % (b" " * 9000)), set_id="9.2")
    monkeypatch.undo()
    assert documents_found() == ["1.1"]
    assert services.sweep_documents(AT + timedelta(days=2)) == 0  # the document that lives is copied on first
    assert services.sweep_documents(AT + timedelta(days=5)) == 2
    assert len(list(storage.documents().stored())) == 1
    assert services.retrieve(TESTER, [DocumentRequest(REPOSITORY, "1.1")], None, AT, profile=IHE).documents


def test_a_storage_that_refuses_is_a_verdict_told_to_the_journal_and_nothing_is_kept(monkeypatch):
    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "pwrite", full)
    outcome = feed(("1.1", b"<a/>"))
    monkeypatch.undo()
    assert ids(outcome) == ["storage.unavailable"]
    assert not Entry.objects.exists()
    assert ledger.acts(locate(PATIENT), codes=[ActCode.SUBMISSION_FEED])[0].verdicts == ("storage.unavailable",)
    assert feed(("1.1", b"<a/>")).decision.allowed


def test_a_commit_whose_answer_is_lost_never_costs_the_bytes(shared_database, monkeypatch):
    """The database committed, the connection died before it said so: the rows stand, and so must their bytes."""
    feed(("1.1", b"<a/>"), set_id="9.1")
    wrapper = connections["default"]
    commit = type(wrapper).commit

    def committed_in_silence():
        commit(wrapper)
        raise OperationalError("the connection was lost")

    monkeypatch.setattr(wrapper, "commit", committed_in_silence)
    with pytest.raises(NotDurable):
        feed(("1.2", b"<b/>"), set_id="9.2")
    monkeypatch.undo()
    assert documents_found() == ["1.1", "1.2"]
    entry = Entry.objects.get(unique_id="1.2")
    assert storage.documents().get(entry.record_id, "1.2", entry.location)


def test_the_bytes_are_durable_before_any_row_exists(data_dir, monkeypatch):
    """The crash falls between the bytes and the rows: the file stands, nothing refers to it, the sweep removes it."""
    seen = []

    class Killed(BaseException):
        pass

    def killed(*_args):
        seen.extend(stored_files(data_dir))
        raise Killed

    monkeypatch.setattr(feeding, "_transaction", killed)
    with pytest.raises(Killed):
        feed(("1.1", b"<a/>"))
    monkeypatch.undo()
    assert len(seen) == 1
    assert not Entry.objects.exists()
    assert services.sweep_documents(AT + timedelta(days=2)) == 1
    assert stored_files(data_dir) == []


@pytest.mark.parametrize("fault", ["missing part", "unannounced part", "same uniqueId twice", "wrong hash"])
def test_nothing_of_a_refused_submission_is_visible_nor_stored(data_dir, fault):
    sent = submission(("1.1", b"<a/>"), ("1.2", b"<b/>"))
    first, second = sent.entries
    sent = {
        "missing part": lambda: replace(sent, parts={first.id: sent.parts[first.id]}),
        "unannounced part": lambda: replace(sent, parts={**sent.parts, "other": sent.parts[first.id]}),
        "same uniqueId twice": lambda: replace(sent, entries=(first, replace(second, unique_id="1.1"))),
        "wrong hash": lambda: replace(sent, entries=(first, replace(second, hash="0" * 40))),
    }[fault]()
    assert not services.feed(TESTER, sent, AT, profile=IHE).decision.allowed
    assert not Entry.objects.exists()
    assert not Identifier.objects.exclude(kind="ins").exists()
    assert stored_files(data_dir) == []


def test_a_refusal_is_told_to_the_journal_with_its_verdicts():
    feed(("1.1", b"<a/>"), set_id="9.1")
    feed(("1.1", b"<other/>"), set_id="9.2")
    refused = ledger.acts(locate(PATIENT), codes=[ActCode.SUBMISSION_FEED])[0]
    assert (refused.outcome.value, refused.object_id) == ("refused", "9.2")
    assert refused.verdicts == ("record.other-content",)


def test_a_success_is_told_for_the_set_and_each_document():
    feed(("1.1", b"<a/>"), ("1.2", b"<b/>"))
    acts = ledger.acts(locate(PATIENT))
    assert [(act.code, act.object_id) for act in reversed(acts)][1:] == [
        (ActCode.SUBMISSION_FEED, "2.25.9.1"),
        (ActCode.DOCUMENT_FEED, "1.1"),
        (ActCode.DOCUMENT_FEED, "1.2"),
    ]
    assert not Message.objects.exists(), "nothing waits that nobody handles"


def test_the_server_gives_ids_hash_size_version_and_status():
    outcome = feed(("1.1", b"<a/>"))
    found = the_entry("1.1")
    assert UUID.fullmatch(found.id)
    assert outcome.entry_uuids["Document01"] == found.id
    assert (found.logical_id, found.version, found.status) == (found.id, 1, APPROVED)
    assert (found.hash, found.size) == ("db9aa86632c6f2cc99684a2dd15d2b64828e7622", 4)
    assert found.repository_unique_id == REPOSITORY


def test_a_urn_uuid_that_nobody_uses_is_kept():
    own = "urn:uuid:11111111-2222-4333-8444-555555555555"
    sent = submission(("1.1", b"<a/>"))
    entry = replace(sent.entries[0], id=own)
    sent = replace(sent, entries=(entry,), associations=(member("Set", own),), parts={own: sent.parts["Document01"]})
    services.feed(TESTER, sent, AT, profile=IHE)
    assert the_entry("1.1").id == own
    again = replace(sent, sets=(replace(sent.sets[0], unique_id="9.2"),), entries=(replace(entry, unique_id="1.2"),))
    outcome = services.feed(TESTER, again, AT, profile=IHE)
    assert outcome.decision.allowed
    assert the_entry("1.2").id != own


def test_symbolic_ids_of_associations_are_resolved():
    outcome = feed(("1.1", b"<a/>"))
    (row,) = AssociationRow.objects.all()
    assert (row.source, row.target) == (outcome.entry_uuids["Set"], outcome.entry_uuids["Document01"])


def test_the_same_submission_sent_again_succeeds_and_stores_nothing(data_dir):
    first = feed(("1.1", b"<a/>"))
    before = (Entry.objects.count(), SubmissionSetRow.objects.count(), AssociationRow.objects.count())
    again = feed(("1.1", b"<a/>"), at=AT + timedelta(hours=1))
    assert again.decision.allowed
    assert again.already
    assert again.entry_uuids["Document01"] == first.entry_uuids["Document01"]
    assert (Entry.objects.count(), SubmissionSetRow.objects.count(), AssociationRow.objects.count()) == before
    assert len(stored_files(data_dir)) == 1


def test_a_replacement_sent_again_succeeds_though_its_target_is_out_of_use():
    target = feed(("1.1", b"<a/>"), set_id="9.1").entry_uuids["Document01"]
    links = (link(REPLACES, "Document01", target),)
    assert feed(("1.2", b"<b/>"), set_id="9.2", links=links).decision.allowed
    assert feed(("1.2", b"<b/>"), set_id="9.2", links=links).already


def test_a_known_set_with_other_content_is_refused():
    feed(("1.1", b"<a/>"))
    assert ids(feed(("1.2", b"<b/>"))) == ["record.set-other-content"]
    assert documents_found() == ["1.1"]


def test_a_known_document_with_other_bytes_is_refused():
    feed(("1.1", b"<a/>"), set_id="9.1")
    assert ids(feed(("1.1", b"<b/>"), set_id="9.2")) == ["record.other-content"]


def test_a_document_known_in_another_record_is_refused():
    feed(("1.1", b"<a/>"), set_id="9.1")
    outcome = feed(("1.1", b"<a/>"), set_id="9.2", patient=OTHER_PATIENT)
    assert ids(outcome) == ["record.unique-id-taken"]


def test_a_document_sent_again_in_another_set_is_kept_once_and_referred_to():
    first = feed(("1.1", b"<a/>"), set_id="9.1")
    second = feed(("1.1", b"<a/>"), ("1.2", b"<b/>"), set_id="9.2")
    assert second.decision.allowed
    assert second.entry_uuids["Document01"] == first.entry_uuids["Document01"]
    assert Entry.objects.filter(unique_id="1.1").count() == 1
    assert AssociationRow.objects.filter(target=first.entry_uuids["Document01"]).count() == 2


def test_an_entry_already_there_joins_a_set_by_reference():
    old = feed(("1.1", b"<a/>"), set_id="9.1").entry_uuids["Document01"]
    outcome = feed(("1.2", b"<b/>"), set_id="9.2", links=(member("Set", old, "Reference"),))
    assert outcome.decision.allowed
    assert AssociationRow.objects.filter(source=outcome.entry_uuids["Set"], target=old).exists()


@pytest.mark.parametrize("type", [REPLACES, TRANSFORMS_AND_REPLACES])
def test_a_replaced_document_goes_out_of_use(type):
    old = feed(("1.1", b"<a/>"), set_id="9.1").entry_uuids["Document01"]
    feed(("1.2", b"<b/>"), set_id="9.2", links=(link(type, "Document01", old),))
    assert documents_found(status="Approved") == ["1.2"]
    assert documents_found(status="Deprecated") == ["1.1"]
    assert the_entry("1.1").status == DEPRECATED


def test_what_was_appended_to_a_replaced_document_goes_with_it():
    old = feed(("1.1", b"<a/>"), set_id="9.1").entry_uuids["Document01"]
    addendum = feed(("1.2", b"<b/>"), set_id="9.2", links=(link(APPENDS, "Document01", old),)).entry_uuids["Document01"]
    feed(("1.3", b"<c/>"), set_id="9.3", links=(link(TRANSFORMS, "Document01", addendum),))
    feed(("1.4", b"<d/>"), set_id="9.4", links=(link(REPLACES, "Document01", old),))
    assert documents_found(status="Approved") == ["1.4"]


def test_a_document_already_replaced_is_not_replaced_again():
    old = feed(("1.1", b"<a/>"), set_id="9.1").entry_uuids["Document01"]
    feed(("1.2", b"<b/>"), set_id="9.2", links=(link(REPLACES, "Document01", old),))
    outcome = feed(("1.3", b"<c/>"), set_id="9.3", links=(link(REPLACES, "Document01", old),))
    assert ids(outcome) == ["record.replaced-already"]
    assert documents_found() == ["1.2"]


def test_a_replacement_joins_the_folders_of_what_it_replaces():
    folder = Folder(id="Folder", unique_id="7.1", patient_id=PATIENT)
    first = feed(("1.1", b"<a/>"), set_id="9.1", folders=(folder,), links=(link(HAS_MEMBER, "Folder", "Document01"),))
    old = first.entry_uuids["Document01"]
    second = feed(
        ("1.2", b"<b/>"), set_id="9.2", links=(link(REPLACES, "Document01", old),), at=AT + timedelta(hours=1)
    )
    here = {"source": first.entry_uuids["Folder"], "target": second.entry_uuids["Document01"]}
    assert AssociationRow.objects.filter(**here).exists()
    (found,) = find(query("urn:uuid:5737b14c-8a1a-4539-b659-e03a34a5e1e4", XDSFolderUniqueId="7.1")).objects
    assert found.last_update_time == "20260915090000"


def test_details_are_sealed_and_what_is_searched_is_clear():
    feed(("1.1", b"<a/>"))
    row = Entry.objects.get()
    sealed = bytes(row.sealed)
    assert not any(word in sealed for word in (b"DUPONT", b"consultation", b"revoir"))
    columns = " ".join(
        str(getattr(row, field.attname)) for field in Entry._meta.concrete_fields if field.name != "sealed"
    )
    assert not any(word in columns for word in ("DUPONT", "Compte rendu", "revoir"))
    assert (row.type_code, row.author_ids, row.author_structures) == ("11488-4", "|899880000015|", "|499880000015001|")


def test_a_sealed_detail_altered_in_the_database_is_seen():
    feed(("1.1", b"<a/>"))
    row = Entry.objects.get()
    sealed = bytearray(row.sealed)
    sealed[-1] ^= 1
    Entry.objects.filter(pk=row.pk).update(sealed=bytes(sealed))
    with pytest.raises(storage.CorruptDocument):
        find(query(GET_DOCUMENTS, XDSDocumentEntryUniqueId="1.1"))


def test_an_identifier_taken_meanwhile_leads_to_another_decision(monkeypatch):
    """Another submission takes the uniqueId between the reading of the facts and the writing."""
    feed(("0.1", b"<z/>"), set_id="9.0")
    write, calls = feeding.write, []

    def taken(*args):
        calls.append(1)
        if len(calls) == 1:
            monkeypatch.setattr(feeding, "write", write)
            feed(("1.1", b"<other/>"), set_id="9.1", patient=OTHER_PATIENT)
            raise IntegrityError
        write(*args)

    monkeypatch.setattr(feeding, "write", taken)
    outcome = feed(("1.1", b"<a/>"), set_id="9.2")
    # The other submission shared this test's transaction, undone with the first attempt: the second one succeeds.
    assert outcome.decision.allowed
    assert documents_found() == ["0.1", "1.1"]


def test_a_patient_without_record_is_refused_and_journaled_without_his_identifier():
    outcome = services.feed(TESTER, submission(("1.1", b"<a/>")), AT, profile=replace(IHE, opens_records=False))
    assert ids(outcome) == ["record.unknown"]
    assert not Record.objects.exists()
    event = Event.objects.get()
    assert event.outcome == "refused"
    assert PATIENT.id not in event.body


def test_what_is_fed_is_retrieved_byte_for_byte():
    feed(("1.1", b"<a/>"))
    outcome = services.retrieve(TESTER, [DocumentRequest(REPOSITORY, "1.1")], None, AT, profile=IHE)
    assert [document.content for document in outcome.documents] == [b"<a/>"]


def test_what_records_refer_to_is_never_swept():
    feed(("1.1", b"<a/>"))
    assert services.sweep_documents(AT + timedelta(days=400)) == 0
    assert services.retrieve(TESTER, [DocumentRequest(REPOSITORY, "1.1")], None, AT, profile=IHE).documents


UNKNOWN = "urn:uuid:99999999-2222-4333-8444-555555555555"


@pytest.mark.parametrize(
    "wrong",
    [
        member("Set", UNKNOWN, "Reference"),
        link(APPENDS, "Document01", UNKNOWN),
        link(HAS_MEMBER, UNKNOWN, "Document01"),
        link(REPLACES, "nothing", UNKNOWN),
    ],
)
def test_a_reference_that_leads_nowhere_refuses_the_whole(wrong):
    outcome = feed(("1.1", b"<a/>"), links=(wrong,))
    assert set(ids(outcome)) <= {"record.reference-unknown", "record.replaced-unknown"}
    assert not outcome.decision.allowed
    assert not Entry.objects.exists()


def test_an_entry_of_another_record_cannot_be_referred_to():
    other = feed(("1.1", b"<a/>"), set_id="9.1", patient=OTHER_PATIENT).entry_uuids["Document01"]
    outcome = feed(("1.2", b"<b/>"), set_id="9.2", links=(member("Set", other, "Reference"),))
    assert ids(outcome) == ["record.reference-other-patient"]


@pytest.mark.parametrize("type", [APPENDS, TRANSFORMS])
def test_nothing_is_appended_to_a_document_out_of_use(type):
    old = feed(("1.1", b"<a/>"), set_id="9.1").entry_uuids["Document01"]
    feed(("1.2", b"<b/>"), set_id="9.2", links=(link(REPLACES, "Document01", old),))
    outcome = feed(("1.3", b"<c/>"), set_id="9.3", links=(link(type, "Document01", old),))
    assert ids(outcome) == ["record.reference-out-of-use"]


@pytest.mark.parametrize(
    "changes", [{"unique_id": "1" * 301}, {"type_code": Code("x" * 81, "s")}, {"object_type": "x" * 81}]
)
def test_a_value_too_long_to_be_kept_is_told_on_both_engines(changes):
    sent = submission(("1.1", b"<a/>"))
    sent = replace(sent, entries=(replace(sent.entries[0], **changes),))
    outcome = services.feed(TESTER, sent, AT, profile=IHE)
    assert ids(outcome) == ["record.value-too-long"]


def test_a_caller_s_text_of_any_length_can_be_journaled():
    outcome = services.retrieve(TESTER, [DocumentRequest(REPOSITORY, "9" * 5000)], None, AT, profile=IHE)
    assert [found.verdict.id for found in outcome.findings] == ["record.document-unknown"]
    assert len(Event.objects.latest("sequence").object_id) == 300


def test_the_unique_id_of_a_folder_serves_once():
    folder = Folder(id="Folder", unique_id="7.1", patient_id=PATIENT)
    feed(("1.1", b"<a/>"), set_id="9.1", folders=(folder,))
    assert not feed(("1.2", b"<b/>"), set_id="9.2", folders=(folder,)).decision.allowed
    assert documents_found() == ["1.1"]
