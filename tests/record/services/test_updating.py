"""Changing what is known of a document (TD3.3): versions, statuses, who may, and what never changes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from socle.identity.models import Person
from socle.ledger.models import Event
from socle.record import services
from socle.record.models import Entry, Record, Representative
from socle.record.store.facts import facts as record_facts
from socle.record.store.revising import held_documents
from socle.wire.hl7v2 import CX, XCN
from socle.wire.xds.model import (
    APPROVED,
    ARCHIVED,
    CONFIDENTIALITY_SCHEME,
    DELETED,
    DEPRECATED,
    HAS_MEMBER,
    INVISIBLE_TO_PATIENT,
    INVISIBLE_TO_REPRESENTATIVES,
    MASKED_TO_PROFESSIONALS,
    UPDATES_STATUS,
    VISIBILITY_SCHEME,
    Association,
    Author,
    Code,
    Submission,
    SubmissionSet,
)
from tests.record import facts_builders as build
from tests.record.services.test_access import camille, record_id  # noqa: F401 - fixtures
from tests.record.services.test_reading import put

pytestmark = [pytest.mark.database, pytest.mark.django_db]

AT, INS = build.AT, build.INS
NOTE = "2.25.1.1"
NORMAL = Code("N", CONFIDENTIALITY_SCHEME)


@pytest.fixture
def note(record_id):  # noqa: F811
    """A note of the general practitioner, whom the holder authorised, as he did a specialist."""
    put(NOTE, author=build.GP)
    for who in (build.actor(), build.specialist()):
        services.authorise(who, INS, AT)
    return record_id


def facts(record):
    return record_facts(record)


def current(record, unique_id=NOTE):
    row = Entry.objects.filter(record_id=record, unique_id=unique_id).order_by("-version").first()
    found = held_documents(facts(record), Submission(associations=(status(row.id, "", ""),)))
    return found[row.id]


_sets = iter(range(1, 10_000))


def set_of(name="set"):
    return SubmissionSet(
        id=name,
        unique_id=f"2.25.77.{next(_sets)}",
        source_id="2.25.77",
        patient_id=INS,
        submission_time="20260915110000",
        title="Mise à jour",
        content_type=Code("03", "1.2.250.1.213.2.2"),
        authors=(Author(person=XCN.of(build.GP, "KERVELEC")),),
    )


def status(target, original, new, source="set"):
    slots = (("OriginalStatus", (original,)), ("NewStatus", (new,)))
    return Association(id="change", type=UPDATES_STATUS, source=source, target=target, slots=slots)


def new_status(record, original, new, unique_id=NOTE):
    row = Entry.objects.filter(record_id=record, unique_id=unique_id).order_by("-version").first()
    return Submission(sets=(set_of(),), associations=(status(row.id, original, new),))


def new_visibility(record, *names, previous=None, unique_id=NOTE, **changes):
    held = current(record, unique_id)
    shown = tuple(Code(name, VISIBILITY_SCHEME) for name in names)
    entry = replace(held.entry, id="Document01", confidentiality=(NORMAL, *shown), **changes)
    slots = (("SubmissionSetStatus", ("Original",)), ("PreviousVersion", (str(previous or held.version),)))
    member = Association(id="member", type=HAS_MEMBER, source="set", target="Document01", slots=slots)
    return Submission(sets=(set_of(),), entries=(entry,), associations=(member,))


def ids(outcome):
    return [finding.verdict.id for finding in outcome.decision.errors]


def update(who, sent):
    return services.update(who, sent, INS, AT)


def rows(record, unique_id=NOTE):
    return list(
        Entry.objects.filter(record_id=record, unique_id=unique_id)
        .order_by("version")
        .values_list("version", "status", "masked")
    )


# --- visibility ------------------------------------------------------------------------------------------


@pytest.mark.rule("DMP-094")
def test_masking_makes_a_new_version_and_the_former_one_hides_as_well(note):
    outcome = update(build.actor(), new_visibility(note, MASKED_TO_PROFESSIONALS))
    assert ids(outcome) == []
    assert rows(note) == [(1, DEPRECATED, True), (2, APPROVED, True)]
    assert list(outcome.entry_uuids) == ["Document01"]
    assert Event.objects.order_by("-sequence").first().code == "record:document:mask"
    shown = services.documents_of(build.specialist(), note, AT)
    assert NOTE not in [view.entry.unique_id for view in shown]


@pytest.mark.rule("DMP-155")
@pytest.mark.parametrize("new", [DELETED, ARCHIVED])
def test_a_status_changes_by_the_current_entry_uuid_and_not_by_a_former_one(note, new):
    """That of the first version is the logical id too: it named the document, and changed a version nobody sees."""
    first = new_status(note, APPROVED, new)
    assert ids(update(build.actor(), new_visibility(note, MASKED_TO_PROFESSIONALS))) == []
    assert ids(update(build.actor(), first)) == ["record.update-target-unknown"]
    assert rows(note) == [(1, DEPRECATED, True), (2, APPROVED, True)]
    assert ids(update(build.actor(), new_status(note, APPROVED, new))) == []
    assert rows(note) == [(1, DEPRECATED, True), (2, new, True)]


@pytest.mark.rule("DMP-094")
def test_a_nurse_masks_at_the_patients_request(note):
    put("2.25.1.6", type_code="11502-2")
    services.authorise(build.nurse(), INS, AT)
    sent = new_visibility(note, MASKED_TO_PROFESSIONALS, unique_id="2.25.1.6")
    assert ids(update(build.nurse(), sent)) == []


@pytest.mark.rule("DMP-097")
def test_who_is_not_its_author_does_not_even_find_a_masked_document_to_unmask(note):
    update(build.actor(), new_visibility(note, MASKED_TO_PROFESSIONALS))
    assert ids(update(build.specialist(), new_visibility(note))) == ["record.update-target-unknown"]
    assert ids(update(build.actor(), new_visibility(note))) == []
    assert rows(note)[-1] == (3, APPROVED, False)


@pytest.mark.rule("DMP-097")
def test_an_administrator_who_sees_a_masked_document_of_another_does_not_unmask_it(note):
    update(build.actor(), new_visibility(note, MASKED_TO_PROFESSIONALS))
    holder = build.patient(id=Record.objects.get(pk=note).person_id)
    assert services.appoint(holder, INS, build.SPECIALIST, "ARTIS Léa", AT).decision.allowed
    assert NOTE in [view.entry.unique_id for view in services.documents_of(build.specialist(), note, AT)]
    assert ids(update(build.specialist(), new_visibility(note))) == ["record.not-author"]
    assert rows(note)[-1] == (2, APPROVED, True)


@pytest.mark.rule("DMP-096")
def test_the_medecin_traitant_unmasks_what_another_wrote(note):
    put("2.25.1.9", MASKED_TO_PROFESSIONALS)
    services.authorise(build.specialist(), INS, AT, role=services.TREATING_PHYSICIAN)
    assert ids(update(build.specialist(), new_visibility(note, unique_id="2.25.1.9"))) == []


@pytest.mark.rule("DMP-115")
@pytest.mark.parametrize("hidden", [INVISIBLE_TO_PATIENT, INVISIBLE_TO_REPRESENTATIVES])
def test_what_was_visible_never_becomes_invisible(note, hidden):
    assert ids(update(build.actor(), new_visibility(note, hidden))) == ["record.already-visible"]
    assert rows(note) == [(1, APPROVED, False)]


@pytest.mark.rule("DMP-113")
@pytest.mark.rule("DMP-114")
def test_a_professional_lifts_an_invisibility_and_it_never_comes_back(note):
    put("2.25.1.8", INVISIBLE_TO_PATIENT, author=build.GP)
    assert ids(update(build.actor(), new_visibility(note, unique_id="2.25.1.8"))) == []
    again = new_visibility(note, INVISIBLE_TO_PATIENT, unique_id="2.25.1.8")
    assert ids(update(build.actor(), again)) == ["record.already-visible"]


def test_a_document_kept_back_from_the_patient_is_not_masked_too(note):
    put("2.25.1.8", INVISIBLE_TO_PATIENT, author=build.GP)
    both = new_visibility(note, INVISIBLE_TO_PATIENT, MASKED_TO_PROFESSIONALS, unique_id="2.25.1.8")
    assert ids(update(build.actor(), both)) == ["record.masked-and-invisible"]


@pytest.mark.rule("DMP-099")
@pytest.mark.rule("DMP-101")
def test_when_everything_is_masked_one_document_is_shown_apart(note):
    Record.objects.filter(pk=note).update(masks_all=True)
    assert MASKED_TO_PROFESSIONALS in current(note).entry.visibility
    assert ids(update(build.actor(), new_visibility(note))) == []
    assert Entry.objects.filter(record_id=note, unique_id=NOTE, shown_apart=True).count() == 2
    seen = [view.entry.unique_id for view in services.documents_of(build.specialist(), note, AT)]
    assert NOTE in seen
    holder = build.patient(id=Record.objects.get(pk=note).person_id)
    assert services.mask_all(holder, INS, AT, lift=True).decision.allowed
    assert services.mask_all(holder, INS, AT).decision.allowed
    assert services.documents_of(build.specialist(), note, AT) == ()


# --- versions and what may not change --------------------------------------------------------------------


def test_an_update_of_a_version_that_is_no_longer_current_is_refused(note):
    update(build.actor(), new_visibility(note, MASKED_TO_PROFESSIONALS))
    assert ids(update(build.actor(), new_visibility(note, previous=1))) == ["record.version-stale"]


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"title": "Autre titre"}, "title"),
        ({"comments": None}, "comments"),
        ({"type_code": Code("34112-3", "2.16.840.1.113883.6.1")}, "type_code"),
        ({"creation_time": "20250101"}, "creation_time"),
        ({"hash": "0" * 40}, "hash"),
        ({"authors": ()}, "authors"),
    ],
)
def test_nothing_but_the_visibility_changes(note, changes, name):
    outcome = update(build.actor(), new_visibility(note, MASKED_TO_PROFESSIONALS, **changes))
    assert [(found.verdict.id, found.place) for found in outcome.decision.errors] == [
        ("record.attribute-not-modifiable", name)
    ]
    assert rows(note) == [(1, APPROVED, False)]


def test_labels_and_the_order_of_codes_are_no_change(note):
    relabelled = current(note).entry.type_code
    sent = new_visibility(note, MASKED_TO_PROFESSIONALS, type_code=replace(relabelled, label="Autre libellé"))
    assert ids(update(build.actor(), sent)) == []


def test_an_update_that_changes_nothing_says_so(note):
    assert ids(update(build.actor(), new_visibility(note))) == ["record.update-changes-nothing"]


def test_the_same_update_sent_again_succeeds_and_changes_nothing(note):
    sent = new_visibility(note, MASKED_TO_PROFESSIONALS)
    assert not update(build.actor(), sent).already
    assert update(build.actor(), sent).already
    assert len(rows(note)) == 2


def test_one_refused_change_stops_all_of_them(note):
    put("2.25.1.9")
    masked = new_visibility(note, MASKED_TO_PROFESSIONALS)
    foreign = new_status(note, APPROVED, DELETED, "2.25.1.9")
    both = replace(masked, associations=masked.associations + foreign.associations)
    assert ids(update(build.actor(), both)) == ["record.not-author"]
    assert rows(note) == [(1, APPROVED, False)]


@pytest.mark.rule("DMP-155")
def test_a_document_of_nobody_is_not_found(note):
    unknown = Submission(sets=(set_of(),), associations=(status("urn:uuid:none", APPROVED, DELETED),))
    assert ids(update(build.actor(), unknown)) == ["record.update-target-unknown"]


# --- status ----------------------------------------------------------------------------------------------


@pytest.mark.rule("DMP-159")
def test_a_document_is_archived_and_taken_back(note):
    assert ids(update(build.actor(), new_status(note, APPROVED, ARCHIVED))) == []
    assert rows(note) == [(1, ARCHIVED, False)]
    assert ids(update(build.actor(), new_status(note, ARCHIVED, APPROVED))) == []
    assert rows(note) == [(1, APPROVED, False)]


@pytest.mark.rule("DMP-062")
def test_whoever_has_no_right_learns_nothing_of_the_documents(note):
    """A structure's certificate masks nothing: neither the version nor the unknown document is told to it."""
    stale = new_visibility(note, MASKED_TO_PROFESSIONALS, previous=9)
    elsewhere = new_visibility(
        note, MASKED_TO_PROFESSIONALS, logical_id="urn:uuid:00000000-0000-4000-8000-000000000000"
    )
    for sent in (stale, elsewhere):
        assert ids(update(build.structure(), sent)) == ["record.right-refused"]


@pytest.mark.rule("DMP-062")
@pytest.mark.rule("DMP-150")
def test_the_producer_deletes_his_document_and_a_colleague_does_not(note):
    assert ids(update(build.specialist(), new_status(note, APPROVED, DELETED))) == ["record.not-author"]
    assert ids(update(build.actor(), new_status(note, APPROVED, DELETED))) == []
    assert rows(note) == [(1, DELETED, False)]


@pytest.mark.rule("DMP-154")
def test_without_a_valid_authorisation_nothing_is_deleted(note):
    services.authorise(build.actor(), INS, AT, remove=True)
    assert ids(update(build.actor(), new_status(note, APPROVED, DELETED))) == ["record.authorisation-missing"]
    assert rows(note) == [(1, APPROVED, False)]


INS_C = CX.of("0411886319605719371016", "1.2.250.1.213.1.4.2", "INS-C")


@pytest.mark.rule("DMP-152")
@pytest.mark.parametrize("patient", [INS_C, CX("")], ids=["INS-C", "no identifier"])
def test_without_the_ins_of_the_patient_nothing_is_deleted(note, patient):
    sent = new_status(note, APPROVED, DELETED)
    unnamed = replace(sent, sets=(replace(sent.sets[0], patient_id=patient),))
    assert "record.patient-missing" in ids(update(build.actor(), unnamed))
    assert rows(note) == [(1, APPROVED, False)]
    archived = new_status(note, APPROVED, ARCHIVED)
    other = replace(archived, sets=(replace(archived.sets[0], patient_id=INS_C),))
    assert ids(update(build.actor(), other)) == []  # deletion alone asks for it


@pytest.mark.rule("DMP-152")
def test_a_deletion_of_which_neither_token_nor_set_names_a_patient_deletes_nothing(note):
    sent = new_status(note, APPROVED, DELETED)
    unnamed = replace(sent, sets=(replace(sent.sets[0], patient_id=None),))
    assert "record.patient-missing" in ids(update(build.actor(), unnamed))
    assert not services.update(build.actor(), unnamed, None, AT).decision.allowed
    assert rows(note) == [(1, APPROVED, False)]


@pytest.mark.rule("DMP-153")
def test_in_a_record_that_is_not_active_nothing_is_deleted(note):
    sent = new_status(note, APPROVED, DELETED)
    Record.objects.filter(pk=note).update(status="closed")
    assert ids(update(build.actor(), sent)) == ["record.closed"]


def test_a_status_that_is_no_longer_true_is_refused(note):
    assert ids(update(build.actor(), new_status(note, ARCHIVED, DELETED))) == ["record.status-stale"]


def test_a_deleted_document_comes_back_by_no_update(note):
    update(build.actor(), new_status(note, APPROVED, DELETED))
    assert ids(update(build.actor(), new_status(note, DELETED, APPROVED))) == ["record.status-change-unknown"]


@pytest.mark.rule("DMP-131")
@pytest.mark.rule("DMP-130")
def test_what_a_minor_hid_from_his_parents_is_shown_by_a_professional_alone(note):
    Person.objects.update(birth_date=AT.date().replace(year=AT.year - 15))
    Representative.objects.create(record_id=note, id="p1", person_id="parent", since=AT)
    put("2.25.1.7", INVISIBLE_TO_REPRESENTATIVES, author=build.GP)
    sent = new_visibility(note, unique_id="2.25.1.7")
    assert not update(build.representative(), sent).decision.allowed
    assert ids(update(build.actor(), sent)) == []
