"""Retrieving, listing, the history and what follows a break-glass, with real professionals on a DMP record."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from socle import ledger, storage
from socle.ledger import ActCode, outbox
from socle.ledger.models import Event, Message
from socle.record import services
from socle.record.facts import Action
from socle.record.models import Entry, Notice, Record
from socle.record.profile import IHE
from socle.record.submissions import REPOSITORY
from socle.wire.hl7v2 import XCN
from socle.wire.xds.model import (
    CONFIDENTIALITY_SCHEME,
    MASKED_TO_PROFESSIONALS,
    VISIBILITY_SCHEME,
    Author,
    Code,
    DocumentRequest,
)
from tests.record import facts_builders as build
from tests.record.services.test_access import camille, record_id  # noqa: F401 - fixtures
from tests.record.submission_builders import FIND_DOCUMENTS, GET_DOCUMENTS, STATUS, TESTER, query, submission

pytestmark = [pytest.mark.database, pytest.mark.django_db]

AT, INS = build.AT, build.INS
NOTE, MASKED = "2.25.1.1", "2.25.1.2"
NORMAL = Code("N", CONFIDENTIALITY_SCHEME)


def put(unique_id, *codes, type_code="11488-4", author="899880000098"):
    """A document in Camille's record, by the neutral way."""
    sent = submission(
        (unique_id, f"<{unique_id[-1]}/>".replace("<", "<d").encode()),
        set_id=f"9.{unique_id}",
        patient=INS,
        type_code=Code(type_code, "2.16.840.1.113883.6.1"),
        confidentiality=(NORMAL, *(Code(code, VISIBILITY_SCHEME) for code in codes)),
        authors=(Author(person=XCN.of(author, "AUTEUR")),),
        title=f"Document {unique_id}",
    )
    assert services.feed(TESTER, sent, AT, profile=IHE).decision.allowed


@pytest.fixture
def held(record_id):  # noqa: F811
    put(NOTE)
    put(MASKED, MASKED_TO_PROFESSIONALS)
    for who in (build.actor(), build.specialist()):
        services.authorise(who, INS, AT)
    return record_id


def requests(*unique_ids, repository=REPOSITORY):
    return [DocumentRequest(repository, unique_id) for unique_id in unique_ids]


def retrieve(*unique_ids, who=None, **changes):
    return services.retrieve(who or build.actor(), requests(*unique_ids, **changes), INS, AT)


def ids(findings):
    return [finding.verdict.id for finding in findings]


@pytest.mark.rule("DMP-062")
@pytest.mark.parametrize("wanted", ["2.25.404", MASKED])
def test_a_masked_document_answers_word_for_word_as_an_absent_one(held, wanted):
    outcome = retrieve(wanted)
    assert outcome.documents == ()
    (found,) = outcome.findings
    assert found.sentence().replace(wanted, "X") == "Document X introuvable dans ce dossier."
    assert found.verdict.id == "record.document-unknown"


def test_the_journal_alone_knows_that_the_document_was_masked(held):
    retrieve(MASKED)
    act = ledger.acts(held, codes=[ActCode.DOCUMENT_READ])[0]
    assert (act.outcome.value, act.object_id, act.verdicts) == ("refused", MASKED, ("record.masked",))


def test_each_document_is_answered_on_its_own(held):
    outcome = retrieve(NOTE, "2.25.404", MASKED)
    assert [document.document_unique_id for document in outcome.documents] == [NOTE]
    assert [found.document for found in outcome.findings] == ["2.25.404", MASKED]


def test_an_entry_uuid_in_place_of_the_unique_id_is_told(held):
    uuid = Entry.objects.get(unique_id=NOTE).id
    assert ids(retrieve(uuid).findings) == ["record.entry-uuid-given"]


def test_another_repository_is_unknown(held):
    assert ids(retrieve(NOTE, repository="1.2.3").findings) == ["record.repository-unknown"]


def test_a_document_of_another_record_is_absent(held, camille):  # noqa: F811
    outcome = services.retrieve(build.actor(), requests(NOTE), replace(INS, text="1^^^&1.2&ISO"), AT)
    assert ids(outcome.decision.findings) == ["record.unknown"]


def test_one_byte_changed_at_rest_is_an_error_of_the_repository(held, data_dir):
    for path in (data_dir / "documents").rglob("*"):
        if path.is_file():
            path.write_bytes(bytes(byte ^ 1 for byte in path.read_bytes()))
    outcome = retrieve(NOTE)
    assert ids(outcome.findings) == ["storage.document-corrupt"]
    assert outcome.documents == ()
    assert ledger.acts(held)[0].verdicts == ("storage.document-corrupt",)


def test_bytes_that_no_longer_match_the_metadata_are_refused(held):
    Entry.objects.filter(unique_id=NOTE).update(hash="0" * 40)
    assert ids(retrieve(NOTE).findings) == ["storage.document-corrupt"]


def test_a_destroyed_key_leaves_nothing_to_read(held):
    storage.keyring().destroy(held)
    assert ids(retrieve(NOTE).findings) == ["storage.key-destroyed"]


@pytest.mark.rule("DMP-062", "DMP-165")
def test_one_without_authorisation_reads_nothing_and_each_asking_is_journaled(held):
    outcome = retrieve(NOTE, MASKED, who=build.nurse())
    assert ids(outcome.decision.errors) == ["record.authorisation-missing"]
    told = ledger.acts(held, codes=[ActCode.DOCUMENT_READ])
    assert [(act.object_id, act.outcome.value) for act in reversed(told)] == [(NOTE, "refused"), (MASKED, "refused")]


def find(who, **more):
    asked = query(FIND_DOCUMENTS, XDSDocumentEntryStatus=STATUS + "Approved", **more)
    return services.find(who, asked, INS, AT)


def test_a_search_leaves_hidden_documents_out_silently(held):
    outcome = find(build.actor())
    assert outcome.decision.findings == ()
    assert [found.unique_id for found in outcome.objects] == [NOTE]


@pytest.mark.rule("DMP-072")
def test_a_search_tells_a_nurse_nothing_of_what_the_matrix_closes_to_her(held):
    for unique_id, type_code in (("2.25.1.7", "68599-0"), ("2.25.1.8", "15507-7")):
        put(unique_id, type_code=type_code)
    services.authorise(build.nurse(), INS, AT)
    seen = {found.unique_id for found in find(build.nurse()).objects}
    assert "2.25.1.8" in seen
    assert "2.25.1.7" not in seen
    assert {"2.25.1.7", "2.25.1.8"} <= {found.unique_id for found in find(build.actor()).objects}


@pytest.mark.rule("DMP-099")
def test_when_the_holder_masks_everything_those_who_still_see_a_document_are_told_that_it_is_masked(held):
    put("2.25.1.9", author=build.actor().id)

    def told():
        found = {seen.unique_id: seen for seen in find(build.actor()).objects}
        return {name: MASKED_TO_PROFESSIONALS in seen.visibility for name, seen in found.items()}

    assert told() == {NOTE: False, "2.25.1.9": False}
    Record.objects.filter(pk=held).update(masks_all=True)
    assert told() == {"2.25.1.9": True}
    (seen,) = find(
        build.actor(), XDSDocumentEntryConfidentialityCode=f"{MASKED_TO_PROFESSIONALS}^^{VISIBILITY_SCHEME}"
    ).objects
    assert seen.unique_id == "2.25.1.9"


def test_the_patient_may_be_left_out_of_the_query(held):
    for asked in ({"XDSDocumentEntryPatientId": INS.text}, {}):
        assert [found.unique_id for found in find(build.actor(), **asked).objects] == [NOTE]


def test_a_search_is_journaled_with_what_it_asked_never_with_what_it_was_about(held):
    find(build.actor(), XDSDocumentEntryTypeCode="11488-4^^2.16.840.1.113883.6.1")
    act = ledger.acts(held, codes=[ActCode.DOCUMENT_SEARCH])[0]
    assert act.details == {"query": "FindDocuments", "found": "1"}


@pytest.mark.rule("DMP-064", "DMP-072")
def test_a_structure_learns_the_reference_of_a_document_and_no_more(held):
    asked = query(GET_DOCUMENTS, "ObjectRef", XDSDocumentEntryUniqueId=NOTE)
    assert [found.unique_id for found in services.find(build.structure(), asked, INS, AT).objects] == [NOTE]
    whole = replace(asked, return_type="LeafClass")
    assert not services.find(build.structure(), whole, INS, AT).decision.allowed


def test_faults_of_a_query_are_told_only_to_one_who_may_search(held):
    asked = query("urn:uuid:0")
    assert ids(services.find(build.actor(), asked, INS, AT).decision.findings) == ["record.query-unknown"]
    assert "record.query-unknown" not in ids(services.find(build.nurse(), asked, INS, AT).decision.findings)


def test_a_set_that_holds_only_hidden_documents_is_hidden_with_its_links(held):
    everything = query(
        "urn:uuid:10b545ea-725c-446d-9b95-8aeb444eddf3",
        patientId=INS.text,
        **{f"XDS{kind}Status": STATUS + "Approved" for kind in ("DocumentEntry", "SubmissionSet", "Folder")},
    )
    seen = services.find(build.actor(), everything, INS, AT).objects
    assert {type(found).__name__: getattr(found, "unique_id", None) for found in seen} == {
        "DocumentEntry": NOTE,
        "SubmissionSet": f"9.{NOTE}",
        "Association": None,
    }


BREAK_GLASS = build.in_emergency(build.nurse())


@pytest.mark.rule("DMP-165")
def test_a_break_glass_tells_the_holder_and_the_medecin_traitant(held):
    services.authorise(build.actor(), INS, AT, role=services.TREATING_PHYSICIAN)
    find(BREAK_GLASS)
    assert not Notice.objects.exists()
    outbox.drain(services.handlers(), at=AT + timedelta(seconds=5))
    assert sorted(Notice.objects.values_list("to", "actor_id", "about")) == [
        ("holder", "", "record:document:search"),
        ("treating physician", build.GP, "record:document:search"),
    ]


def test_a_notice_delivered_twice_is_left_once(held):
    find(BREAK_GLASS)
    outbox.drain(services.handlers(), at=AT)
    Message.objects.update(done=None)
    outbox.drain(services.handlers(), at=AT)
    assert Notice.objects.filter(to="holder").count() == 1


def test_a_refused_break_glass_tells_nobody_but_the_journal(held):
    Record.objects.update(objects_to_break_glass=True)
    assert not find(BREAK_GLASS).decision.allowed
    assert not Message.objects.filter(topic="record.notice").exists()


def test_the_reason_of_a_break_glass_is_kept_sealed(held):
    find(BREAK_GLASS)
    assert not Event.objects.filter(body__contains="inconsciente").exists()
    act = ledger.acts(held, codes=[ActCode.DOCUMENT_SEARCH])[0]
    assert act.private == {"reason": "Patiente inconsciente"}


@pytest.fixture
def holder(camille):  # noqa: F811
    return build.patient(id=camille.pk)


@pytest.mark.rule("DMP-165", "DMP-166")
def test_the_holder_sees_who_consulted_and_who_was_refused(held, holder):
    services.retrieve(build.actor(), requests(NOTE), INS, AT + timedelta(minutes=1))
    services.retrieve(build.specialist(), requests(MASKED), INS, AT + timedelta(minutes=2))
    lines = services.history(holder, held, AT + timedelta(minutes=3)).lines
    assert [(line.act.author.id, line.title, line.act.outcome.value) for line in lines[:2]] == [
        (build.SPECIALIST, f"Document {MASKED}", "refused"),
        (build.GP, f"Document {NOTE}", "done"),
    ]


@pytest.mark.rule("DMP-165")
def test_whoever_looked_at_the_list_of_documents_is_told_to_the_holder(held, holder):
    services.documents_of(build.specialist(), held, AT + timedelta(minutes=1))
    line = services.history(holder, held, AT + timedelta(minutes=2)).lines[0]
    assert (line.act.code, line.act.author.id) == (ActCode.DOCUMENT_SEARCH, build.SPECIALIST)


def test_a_professional_sees_his_own_acts_and_the_medecin_traitant_all(held):
    retrieve(NOTE, who=build.specialist())
    own = services.history(build.actor(), held, AT).lines
    assert {line.act.author.id for line in own} == {build.GP}
    services.authorise(build.actor(), INS, AT, role=services.TREATING_PHYSICIAN)
    everyone = services.history(build.actor(), held, AT).lines
    assert build.SPECIALIST in {line.act.author.id for line in everyone}


def test_the_history_names_no_document_that_its_reader_may_not_see(held):
    retrieve(MASKED)
    lines = [line for line in services.history(build.actor(), held, AT).lines if line.act.object_id == MASKED]
    assert lines
    assert {line.title for line in lines} == {None}


def test_the_history_goes_back_one_year_and_a_hundred_acts(held, holder):
    for _ in range(101):
        services.existence(build.actor(), INS, AT)
    assert len(services.history(holder, held, AT).lines) == 100
    assert services.history(holder, held, AT + timedelta(days=366)).lines == ()


@pytest.mark.rule("DMP-062")
def test_a_stranger_reads_neither_documents_nor_history(held):
    stranger = build.patient(id="stranger")
    assert services.documents_of(stranger, held, AT) == ()
    assert not services.history(stranger, held, AT).decision.allowed
    assert services.read_document(stranger, held, NOTE, AT).content is None


def test_the_holder_lists_and_reads_his_documents_masked_ones_included(held, holder):
    views = services.documents_of(holder, held, AT)
    assert sorted(view.entry.unique_id for view in views) == [NOTE, MASKED]
    read = services.read_document(holder, held, MASKED, AT)
    assert (read.entry.title, read.content) == (f"Document {MASKED}", b"<d2/>")


@pytest.mark.parametrize(("unique_id", "verdict"), [(MASKED, "record.masked"), ("2.25.404", "record.document-unknown")])
def test_why_explains_a_refusal_and_leaves_no_trace(held, unique_id, verdict):
    before = Event.objects.count()
    decision = services.why(build.actor(), Action.RETRIEVE, INS, unique_id, AT)
    assert ids(decision.errors) == [verdict]
    assert Event.objects.count() == before


def test_why_knows_a_patient_without_record(held):
    unknown = replace(INS, text="000^^^&1.2.250.1.213.1.4.10&ISO")
    assert ids(services.why(build.actor(), Action.SEARCH, unknown, None, AT).errors) == ["record.unknown"]


def test_reading_dates_the_last_action_of_the_authorised_reader(held):
    from socle.record.models import AuthorisationRow  # noqa: PLC0415

    services.retrieve(build.actor(), requests(NOTE), INS, AT + timedelta(days=3))
    assert AuthorisationRow.objects.get(actor_id=build.GP).last_action_at == AT + timedelta(days=3)
