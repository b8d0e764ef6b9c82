"""A submission set that only updates: what it carries, what it leaves as it was."""

from __future__ import annotations

from datetime import UTC, datetime

from socle.client import updating
from socle.client.submission import HIDING
from socle.wire.hl7v2 import CX
from socle.wire.xds.model import (
    APPROVED,
    CONFIDENTIALITY_SCHEME,
    DELETED,
    HAS_MEMBER,
    MASKED_TO_PROFESSIONALS,
    UPDATES_STATUS,
    Code,
    DocumentEntry,
)

AT = datetime(2026, 9, 15, 8, tzinfo=UTC)
PATIENT = CX.of("288042923299113", "1.2.250.1.213.1.4.10", "NH")
NORMAL = Code("N", CONFIDENTIALITY_SCHEME, "Normal")
HELD = DocumentEntry(
    id="urn:uuid:2",
    logical_id="urn:uuid:1",
    unique_id="2.25.1",
    version=3,
    status=APPROVED,
    title="Compte rendu",
    hash="ab",
    size=12,
    repository_unique_id="1.2",
    confidentiality=(NORMAL, HIDING["patient"]),
)


def test_a_new_visibility_comes_with_the_whole_entry_and_the_version_it_follows(physician):
    made = updating.visibility(HELD, PATIENT, physician, AT, hide=["professionals"], show=["patient"])
    (entry,) = made.entries
    assert (entry.logical_id, entry.title, entry.hash, entry.size) == ("urn:uuid:1", "Compte rendu", "ab", 12)
    assert entry.id not in {HELD.id, HELD.logical_id}
    assert entry.status is None
    assert entry.visibility == {MASKED_TO_PROFESSIONALS}
    assert NORMAL in entry.confidentiality
    (member,) = made.associations
    assert (member.type, member.source, member.target) == (HAS_MEMBER, made.sets[0].id, entry.id)
    assert (member.slot("SubmissionSetStatus"), member.slot("PreviousVersion")) == ("Original", "3")


def test_hiding_twice_writes_one_code(physician):
    made = updating.visibility(HELD, PATIENT, physician, AT, hide=["patient", "patient"])
    assert [code.code for code in made.entries[0].confidentiality] == ["N", "INVISIBLE_PATIENT"]


def test_a_new_status_names_the_old_one(physician):
    made = updating.status(HELD.id, PATIENT, physician, AT, original=APPROVED, new=DELETED)
    (change,) = made.associations
    assert (change.type, change.source, change.target) == (UPDATES_STATUS, made.sets[0].id, HELD.id)
    assert (change.slot("OriginalStatus"), change.slot("NewStatus")) == (APPROVED, DELETED)


def test_every_update_is_a_set_of_its_own_written_by_who_updates(physician, hospital):
    sets = [
        updating.status("urn:uuid:2", PATIENT, who, AT, original=APPROVED, new=DELETED).sets[0]
        for who in (physician, physician, hospital)
    ]
    assert len({item.unique_id for item in sets}) == 3
    assert {str(item.patient_id) for item in sets} == {str(PATIENT)}
    (person,), (structure,) = sets[0].authors, sets[2].authors
    assert (person.person.id, person.person.family, person.person.given) == (physician.idnat, "KERVELEC", "Nolwenn")
    assert structure.person is None
    assert [one.id for one in structure.institutions] == [hospital.structure]
