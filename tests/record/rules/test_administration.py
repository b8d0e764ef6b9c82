"""Administrators, blocks by others, global masking, masking towards certain professionals, invisibility too late."""

from __future__ import annotations

import pytest
from tests.record.facts_builders import (
    AT,
    GP,
    HOSPITAL,
    NURSE,
    SPECIALIST,
    actor,
    document,
    employee,
    in_emergency,
    nurse,
    patient,
    record,
    specialist,
    structure,
)

from socle.record.facts import Action, RecordFacts
from socle.record.rules import is_administrator, may, may_be_blocked, may_see
from socle.record.verdicts import access, consent, visibility
from socle.rulebook import Obligation, Verdict
from socle.rulebook.choices import Choices
from socle.wire.xds.model import INVISIBLE_TO_PATIENT, MASKED_TO_PROFESSIONALS

CHOICES = Choices()
MASKED = document(visibility=frozenset({MASKED_TO_PROFESSIONALS}))
ADMINISTERED = record(administrators=frozenset({SPECIALIST}))


def refused(who, action: Action, held: RecordFacts, what=None, choices: Choices = CHOICES) -> list[Verdict]:
    return [found.verdict for found in may(who, action, held, what, at=AT, choices=choices).errors]


def sees(who, held: RecordFacts, what, choices: Choices = CHOICES) -> bool:
    return may_see(who, held, what, AT, choices).allowed


# --- administrators --------------------------------------------------------------------------------------


@pytest.mark.rule("DMP-080")
@pytest.mark.rule("DMP-092")
def test_an_administrator_sees_what_the_holder_masked() -> None:
    assert sees(specialist(), ADMINISTERED, MASKED)
    assert refused(specialist(), Action.RETRIEVE, ADMINISTERED, MASKED) == []
    assert not sees(specialist(), record(), MASKED)
    assert not sees(actor(), ADMINISTERED, MASKED)


@pytest.mark.rule("DMP-091")
def test_the_other_reading_shows_an_administrator_no_masked_document() -> None:
    assert not sees(specialist(), ADMINISTERED, MASKED, Choices(administrator_sees_masked=False))


@pytest.mark.rule("DMP-080")
def test_an_administrator_in_emergency_reads_as_anyone() -> None:
    assert not sees(in_emergency(specialist()), ADMINISTERED, MASKED)


@pytest.mark.rule("DMP-083")
def test_the_matrix_holds_for_an_administrator_too() -> None:
    held = record(administrators=frozenset({NURSE}))
    unknown_to_nurses = document(type_code="unheard-of")
    assert not sees(nurse(), held, unknown_to_nurses)


@pytest.mark.rule("DMP-081")
@pytest.mark.rule("DMP-082")
@pytest.mark.parametrize("action", [Action.BLOCK, Action.UNBLOCK, Action.APPOINT_ADMINISTRATOR])
def test_an_administrator_blocks_professionals_and_appoints_others(action: Action) -> None:
    assert refused(specialist(), action, ADMINISTERED) == []
    assert refused(actor(), action, ADMINISTERED) == [consent.NOT_ADMINISTRATOR]
    assert refused(in_emergency(specialist()), action, ADMINISTERED) == [consent.NOT_ADMINISTRATOR]
    for who in (structure(), employee()):
        assert refused(who, action, ADMINISTERED) == [consent.NOT_ADMINISTRATOR]


@pytest.mark.rule("DMP-081", "DMP-082")
def test_a_medecin_traitant_blocks_at_the_patients_request_and_appoints_nobody() -> None:
    held = record(treating_physicians=frozenset({GP}))
    assert refused(actor(), Action.BLOCK, held) == []
    assert refused(actor(), Action.APPOINT_ADMINISTRATOR, held) == [consent.NOT_ADMINISTRATOR]


@pytest.mark.rule("DMP-084")
def test_the_holder_appoints_administrators_in_person_only() -> None:
    assert refused(patient(), Action.APPOINT_ADMINISTRATOR, record()) == []
    assert is_administrator(specialist(), ADMINISTERED)
    assert not is_administrator(structure(id=SPECIALIST), ADMINISTERED)
    assert not is_administrator(actor(), ADMINISTERED)


@pytest.mark.rule("DMP-085")
@pytest.mark.rule("DMP-087")
def test_the_holder_blocks_and_unblocks_whom_he_wants() -> None:
    for action in (Action.BLOCK, Action.UNBLOCK):
        assert refused(patient(), action, record()) == []
    assert may_be_blocked(HOSPITAL, record()).allowed


@pytest.mark.rule("DMP-085", "DMP-086")
def test_a_medecin_traitant_is_not_blocked_while_he_is_one() -> None:
    held = record(treating_physicians=frozenset({GP}))
    assert [found.verdict for found in may_be_blocked(GP, held).errors] == [consent.TREATING_PHYSICIAN_NOT_BLOCKED]
    assert may_be_blocked(SPECIALIST, held).allowed


# --- masking ---------------------------------------------------------------------------------------------


@pytest.mark.rule("DMP-098")
@pytest.mark.rule("DMP-099")
def test_masking_everything_masks_what_is_there_and_what_will_come() -> None:
    held = record(masks_all=True)
    ordinary = document()
    assert not sees(specialist(), held, ordinary)
    assert refused(specialist(), Action.RETRIEVE, held, ordinary) == [visibility.MASKED]
    assert sees(patient(), held, ordinary)
    mine = document(author_ids=frozenset({SPECIALIST}))
    assert sees(specialist(), held, mine)
    assert Obligation.WARN_MASKED in may_see(specialist(), held, mine, AT, CHOICES).obligations
    assert refused(patient(), Action.MASK_ALL, record()) == []


@pytest.mark.rule("DMP-101")
def test_one_document_can_be_shown_apart_when_everything_is_masked() -> None:
    held = record(masks_all=True)
    assert sees(specialist(), held, document(shown_apart=True))
    still = document(shown_apart=True, visibility=frozenset({MASKED_TO_PROFESSIONALS}))
    assert not sees(specialist(), held, still)


@pytest.mark.rule("DMP-102")
@pytest.mark.parametrize("towards", [SPECIALIST, HOSPITAL], ids=["professional", "establishment"])
def test_a_document_can_be_masked_towards_certain_professionals(towards: str) -> None:
    kept = document(masked_from=frozenset({towards}))
    assert not sees(specialist(), record(), kept)
    assert refused(specialist(), Action.RETRIEVE, record(), kept) == [consent.MASKED_FROM_YOU]
    assert sees(actor(), record(), kept)


@pytest.mark.rule("DMP-092")
def test_its_author_keeps_seeing_it_unless_the_setting_says_otherwise() -> None:
    mine = document(masked_from=frozenset({SPECIALIST}), author_ids=frozenset({SPECIALIST}))
    assert sees(specialist(), record(), mine)
    assert not sees(specialist(), record(), mine, Choices(mask_towards_depositor=True))


@pytest.mark.rule("DMP-104")
def test_a_document_can_be_for_the_medecin_traitant_alone() -> None:
    held = record(treating_physicians=frozenset({GP}))
    assert sees(actor(), held, MASKED)
    assert not sees(specialist(), held, MASKED)
    assert not sees(nurse(), held, MASKED)


# --- invisibility ----------------------------------------------------------------------------------------


@pytest.mark.rule("DMP-115")
@pytest.mark.parametrize("action", [Action.HIDE_FROM_PATIENT, Action.HIDE_FROM_REPRESENTATIVES])
def test_what_was_visible_is_never_made_invisible(action: Action) -> None:
    for what in (document(), document(visibility=frozenset({INVISIBLE_TO_PATIENT}))):
        assert refused(actor(), action, record(treating_physicians=frozenset({GP})), what) == [consent.ALREADY_VISIBLE]


# --- deletion by the holder ------------------------------------------------------------------------------


@pytest.mark.rule("DMP-156")
@pytest.mark.rule("DMP-157")
def test_the_holder_deletes_what_a_blocked_professional_added_only_if_the_setting_says_so() -> None:
    added = document(author_blocked=True)
    assert refused(patient(), Action.DELETE, record(), added) == [access.NOT_AUTHOR]
    assert refused(patient(), Action.DELETE, record(), added, Choices(holder_deletes_of_blocked=True)) == []
    ordinary = document()
    assert refused(patient(), Action.DELETE, record(), ordinary, Choices(holder_deletes_of_blocked=True)) == [
        access.NOT_AUTHOR
    ]
