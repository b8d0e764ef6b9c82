"""Who sees which document: the table of spec/dmp.md 6, cell by cell."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.record.facts_builders import (
    AT,
    GP,
    HOSPITAL,
    SPECIALIST,
    actor,
    authorised,
    document,
    employee,
    in_emergency,
    minors_record,
    nurse,
    patient,
    record,
    representative,
    specialist,
    structure,
)

from socle.directory.actor import Actor, Authentication
from socle.record.facts import Action, DocumentFacts, RecordFacts, SpaceStatus
from socle.record.rules import may, may_refer, may_see, opens_at
from socle.record.verdicts import access, visibility
from socle.rulebook import Obligation
from socle.rulebook.choices import Choices
from socle.wire.vihf.model import AccessMode
from socle.wire.xds.model import (
    ARCHIVED,
    DELETED,
    DEPRECATED,
    INVISIBLE_TO_PATIENT,
    INVISIBLE_TO_REPRESENTATIVES,
    MASKED_TO_PROFESSIONALS,
)

CHOICES = Choices()

DOCUMENTS: dict[str, dict[str, Any]] = {
    "normal": {},
    "masked": {"visibility": frozenset({MASKED_TO_PROFESSIONALS})},
    "invisible to patient": {"visibility": frozenset({INVISIBLE_TO_PATIENT})},
    "invisible to representatives": {"visibility": frozenset({INVISIBLE_TO_REPRESENTATIVES})},
    "archived": {"status": ARCHIVED},
    "deprecated": {"status": DEPRECATED},
    "deleted": {"status": DELETED},
}

#: Readers of the table, and whether each column shows: spec/dmp.md 6. The patient and the representative are those of a
#: minor where the column speaks of representatives.
TABLE = {
    "author": (True, True, True, True, True, True, True),
    "medecin traitant": (True, True, True, True, True, True, True),
    "medecin traitant in break-glass": (True, False, True, True, True, True, True),
    "other professional": (True, False, True, True, True, True, True),
    "professional in emergency": (True, False, True, True, True, True, True),
    "regulation centre": (True, False, True, True, True, True, True),
    "reinforced indirect": (True, False, True, True, True, True, True),
    "patient": (True, True, False, True, True, True, False),
    "minor": (True, True, False, False, True, True, False),
    "minor in secret": (True, True, False, True, True, True, False),
    "representative": (True, True, False, False, True, True, False),
    "structure": (False,) * 7,
    "employee": (False,) * 7,
}


def scene(reader: str, what: dict[str, Any]) -> tuple[Actor, RecordFacts, DocumentFacts]:
    held = record(treating_physicians=frozenset({GP}))
    child = minors_record(person_id="iris")
    written = document(**what)
    return {
        "author": (specialist(), record(), document(**what, author_ids=frozenset({SPECIALIST}))),
        "medecin traitant": (actor(), held, written),
        "medecin traitant in break-glass": (in_emergency(actor()), held, written),
        "other professional": (specialist(), held, written),
        "professional in emergency": (in_emergency(specialist()), record(authorisations=()), written),
        "regulation centre": (in_emergency(specialist(), AccessMode.REGULATION), record(authorisations=()), written),
        "reinforced indirect": (specialist(authentication=Authentication.AIR), held, written),
        "patient": (patient(), held, written),
        "minor": (patient(id="iris"), child, written),
        "minor in secret": (patient(id="iris", secret_session=True), child, written),
        "representative": (representative(), child, written),
        "structure": (structure(), record(authorisations=authorised(HOSPITAL)), written),
        "employee": (employee(), record(), written),
    }[reader]


@pytest.mark.rule("DMP-057")
@pytest.mark.rule("DMP-090")
@pytest.mark.rule("DMP-091")
@pytest.mark.rule("DMP-112")
@pytest.mark.rule("DMP-130")
@pytest.mark.parametrize(
    ("reader", "column", "shows"),
    [(reader, column, shows) for reader, row in TABLE.items() for column, shows in zip(DOCUMENTS, row, strict=True)],
)
def test_the_table_of_visibility_cell_by_cell(reader: str, column: str, shows: bool) -> None:
    who, held, what = scene(reader, DOCUMENTS[column])
    assert may_see(who, held, what, at=AT, choices=CHOICES).allowed is shows


@pytest.mark.rule("DMP-091")
def test_a_masked_document_tells_why_it_is_hidden_and_what_to_do() -> None:
    decision = may_see(specialist(), record(), document(**DOCUMENTS["masked"]), at=AT, choices=CHOICES)
    (found,) = decision.errors
    assert found.verdict is visibility.MASKED
    assert found.document == "2.25.1.1"
    assert "Parlez-en avec le patient" in found.verdict.way_out


@pytest.mark.parametrize("who", [in_emergency(specialist()), in_emergency(actor())], ids=["other", "medecin traitant"])
def test_masked_documents_open_in_an_emergency_when_the_patient_allowed_it(who: Actor) -> None:
    held = record(treating_physicians=frozenset({GP}), shows_masked_in_emergency=True)
    assert may_see(who, held, document(**DOCUMENTS["masked"]), at=AT, choices=CHOICES).allowed


@pytest.mark.rule("DMP-093")
def test_a_physician_not_declared_as_medecin_traitant_does_not_pass_the_mask() -> None:
    masked = document(**DOCUMENTS["masked"])
    assert not may_see(actor(), record(), masked, at=AT, choices=CHOICES).allowed
    assert may_see(actor(), record(treating_physicians=frozenset({GP})), masked, at=AT, choices=CHOICES).allowed


@pytest.mark.rule("DMP-092")
def test_who_deposited_a_document_sees_it_though_masked() -> None:
    masked = document(**DOCUMENTS["masked"], deposited_by=SPECIALIST)
    assert may_see(specialist(), record(), masked, at=AT, choices=CHOICES).allowed


def test_who_passes_the_mask_is_warned_of_it() -> None:
    mine = document(**DOCUMENTS["masked"], author_ids=frozenset({GP}))
    assert Obligation.WARN_MASKED in may(actor(), Action.RETRIEVE, record(), mine, at=AT, choices=CHOICES).obligations


def test_a_submission_sets_signature_never_shows() -> None:
    for who in (actor(), patient(), in_emergency(specialist())):
        decision = may_see(who, record(), document(is_signature=True), at=AT, choices=CHOICES)
        assert visibility.SIGNATURE_HIDDEN in [found.verdict for found in decision.errors]


def test_a_document_the_holder_deleted_is_gone_for_him_too() -> None:
    gone = document(status=DELETED, by_patient=True)
    refused = may_see(patient(), record(), gone, at=AT, choices=CHOICES)
    assert [found.verdict for found in refused.errors] == [visibility.DOCUMENT_DELETED]


@pytest.mark.rule("DMP-117")
@pytest.mark.rule("DMP-116")
@pytest.mark.parametrize(
    ("deposited", "opens"),
    [
        (datetime(2026, 9, 15, 8, tzinfo=UTC), datetime(2026, 10, 15, 8, tzinfo=UTC)),
        (datetime(2027, 1, 31, 8, tzinfo=UTC), datetime(2027, 2, 28, 8, tzinfo=UTC)),
        (datetime(2026, 12, 10, 8, tzinfo=UTC), datetime(2027, 1, 10, 8, tzinfo=UTC)),
    ],
)
def test_a_document_kept_back_opens_by_itself_after_a_month(deposited: datetime, opens: datetime) -> None:
    hidden = document(**DOCUMENTS["invisible to patient"], deposited_at=deposited)
    assert opens_at(deposited, CHOICES) == opens
    assert not may_see(patient(), record(), hidden, at=opens - timedelta(seconds=1), choices=CHOICES).allowed
    assert may_see(patient(), record(), hidden, at=opens, choices=CHOICES).allowed


@pytest.mark.rule("DMP-136")
def test_at_majority_the_holder_finds_what_the_representatives_never_saw() -> None:
    child = minors_record(person_id="iris")
    secret = document(**DOCUMENTS["invisible to representatives"])
    eve, day = datetime(2028, 3, 8, 12, tzinfo=UTC), datetime(2028, 3, 9, 12, tzinfo=UTC)
    assert not may_see(patient(id="iris"), child, secret, at=eve, choices=CHOICES).allowed
    assert may_see(patient(id="iris"), child, secret, at=day, choices=CHOICES).allowed


@pytest.mark.rule("DMP-136")
@pytest.mark.rule("DMP-147")
def test_the_guardian_of_an_adult_never_sees_what_was_hidden_from_representatives() -> None:
    adult = record(guardians=frozenset({"guardian"}))
    secret = document(**DOCUMENTS["invisible to representatives"])
    refused = may_see(representative(id="guardian"), adult, secret, at=AT, choices=CHOICES)
    assert [found.verdict for found in refused.errors] == [visibility.INVISIBLE_TO_REPRESENTATIVES]
    assert may_see(representative(id="guardian"), adult, document(), at=AT, choices=CHOICES).allowed
    assert may_see(patient(), adult, secret, at=AT, choices=CHOICES).allowed


@pytest.mark.rule("MES-039")
def test_at_majority_the_representatives_access_ends() -> None:
    eve, day = datetime(2028, 3, 8, 12, tzinfo=UTC), datetime(2028, 3, 9, 12, tzinfo=UTC)
    assert may_see(representative(), minors_record(), document(), at=eve, choices=CHOICES).allowed
    refused = may_see(representative(), minors_record(), document(), at=day, choices=CHOICES)
    assert [found.verdict for found in refused.errors] == [access.NOT_REPRESENTATIVE]


@pytest.mark.rule("DMP-037")
def test_a_person_sees_neither_another_record_nor_a_child_that_is_not_hers() -> None:
    assert not may_see(patient(id="hugo"), record(), document(), at=AT, choices=CHOICES).allowed
    assert not may_see(representative(id="neighbour"), minors_record(), document(), at=AT, choices=CHOICES).allowed


@pytest.mark.rule("MES-006")
@pytest.mark.parametrize("space", [SpaceStatus.DEACTIVATED, SpaceStatus.NOT_ACTIVATED, SpaceStatus.NONE])
def test_without_an_active_space_the_holder_has_no_access(space: SpaceStatus) -> None:
    refused = may_see(patient(), record(space=space), document(), at=AT, choices=CHOICES)
    assert [found.verdict for found in refused.errors] == [access.SPACE_NOT_OPEN]


@pytest.mark.rule("MES-006")
def test_nor_has_the_representative_of_a_minor_whose_space_is_deactivated() -> None:
    assert may_see(representative(), minors_record(), document(), at=AT, choices=CHOICES).allowed
    held = minors_record(space=SpaceStatus.DEACTIVATED)
    refused = may_see(representative(), held, document(), at=AT, choices=CHOICES)
    assert [found.verdict for found in refused.errors] == [access.SPACE_NOT_OPEN]


@pytest.mark.rule("DMP-132")
def test_a_secret_session_shows_only_what_representatives_do_not_see() -> None:
    who = actor(secret_session=True)
    secret = document(**DOCUMENTS["invisible to representatives"])
    assert may_see(who, minors_record(), secret, at=AT, choices=CHOICES).allowed
    mine = document(author_ids=frozenset({GP}))
    refused = may_see(who, minors_record(), mine, at=AT, choices=CHOICES)
    assert [found.verdict for found in refused.errors] == [visibility.OUTSIDE_SECRET_SESSION]


def test_a_structure_gets_the_reference_of_a_document_it_may_not_read() -> None:
    masked = document(**DOCUMENTS["masked"])
    assert may_refer(structure(), record(), masked, at=AT, choices=CHOICES).allowed
    assert may_refer(employee(), record(), masked, at=AT, choices=CHOICES).allowed
    assert not may_refer(structure(), record(), document(is_signature=True), at=AT, choices=CHOICES).allowed
    assert not may_refer(specialist(), record(), masked, at=AT, choices=CHOICES).allowed


@pytest.mark.rule("DMP-083")
def test_the_matrix_holds_for_the_medecin_traitant_and_in_an_emergency() -> None:
    residence = document(type_code="ATTEST-RESID")
    held = record(treating_physicians=frozenset({GP}))
    assert not may_see(actor(), held, residence, at=AT, choices=CHOICES).allowed
    assert not may_see(in_emergency(specialist()), held, residence, at=AT, choices=CHOICES).allowed


@pytest.mark.rule("DMP-050", "DMP-057")
def test_the_matrix_goes_by_the_type_and_not_by_the_depositor() -> None:
    psychiatric = document(type_code="68599-0", deposited_by=GP, author_ids=frozenset({GP}))
    held = record(treating_physicians=frozenset({GP}))
    assert not may_see(nurse(), held, psychiatric, at=AT, choices=CHOICES).allowed
    theirs = replace(psychiatric, by_patient=True)
    assert not may_see(nurse(), held, theirs, at=AT, choices=CHOICES).allowed
    assert may_see(specialist(), held, psychiatric, at=AT, choices=CHOICES).allowed
