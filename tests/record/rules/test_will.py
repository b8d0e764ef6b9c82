"""The patient's will: authorisations, blocks, oppositions, médecin traitant; and the state of the record."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from tests.record.facts_builders import (
    AT,
    GP,
    HOSPITAL,
    NURSE,
    PRACTICE,
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

from socle.directory.actor import Actor, Authentication, Kind
from socle.record.facts import Action, Authorisation, AuthorisationState, RecordStatus, SpaceStatus
from socle.record.rules import (
    authorisation_holder,
    authorisation_state,
    is_blocked,
    is_minor,
    is_treating_physician,
    may,
)
from socle.record.verdicts import access
from socle.rulebook import Obligation, Verdict
from socle.rulebook.choices import Choices
from socle.wire.vihf.model import AccessMode
from socle.wire.xds.model import ARCHIVED

CHOICES = Choices()
CONSULTING = (Action.SEARCH, Action.RETRIEVE, Action.FIND_REFERENCE, Action.READ_HISTORY)


def refused(who: Actor, action: Action, held, what=None, at: datetime = AT) -> list[Verdict]:
    return [found.verdict for found in may(who, action, held, what, at=at, choices=CHOICES).errors]


# --- authorisation ---------------------------------------------------------------------------------------


def test_who_was_never_authorised_has_no_authorisation() -> None:
    assert authorisation_state(actor(), record(authorisations=()), AT) is AuthorisationState.NONE


def test_an_authorisation_is_valid_until_its_last_instant_then_expired() -> None:
    end = AT + timedelta(hours=1)
    held = record(authorisations=(Authorisation(GP, AT, end),))
    assert authorisation_state(actor(), held, AT) is AuthorisationState.VALID
    assert authorisation_state(actor(), held, end - timedelta(seconds=1)) is AuthorisationState.VALID
    assert authorisation_state(actor(), held, end) is AuthorisationState.EXPIRED


def test_an_authorisation_does_not_hold_before_it_was_granted() -> None:
    held = record(authorisations=authorised(GP))
    assert authorisation_state(actor(), held, AT - timedelta(days=2)) is AuthorisationState.NONE


def test_an_authorisation_removed_leaves_nothing() -> None:
    removed = replace(authorised(GP)[0], removed_at=AT)
    held = record(authorisations=(removed,))
    assert authorisation_state(actor(), held, AT - timedelta(seconds=1)) is AuthorisationState.VALID
    assert authorisation_state(actor(), held, AT) is AuthorisationState.NONE


def test_a_later_authorisation_renews_one_that_ran_out() -> None:
    held = record(authorisations=(*authorised(GP, days=0), Authorisation(GP, AT, AT + timedelta(days=1))))
    assert authorisation_state(actor(), held, AT) is AuthorisationState.VALID


@pytest.mark.rule("DMP-032")
def test_an_authorisation_of_the_establishment_serves_all_its_professionals() -> None:
    held = record(authorisations=authorised(HOSPITAL))
    assert authorisation_state(specialist(), held, AT) is AuthorisationState.VALID
    assert authorisation_state(nurse(), held, AT) is AuthorisationState.VALID
    assert authorisation_state(actor(), held, AT) is AuthorisationState.NONE
    assert may(nurse(), Action.SEARCH, held, at=AT, choices=CHOICES).allowed


@pytest.mark.rule("DMP-030")
@pytest.mark.rule("DMP-088")
@pytest.mark.parametrize("action", CONSULTING)
def test_nobody_consults_before_declaring_the_holders_consent(action: Action) -> None:
    assert refused(actor(), action, record(authorisations=())) == [access.AUTHORISATION_MISSING]
    assert refused(actor(), action, record(authorisations=authorised(GP))) == []


@pytest.mark.rule("DMP-030")
def test_an_authorisation_that_ran_out_tells_since_when() -> None:
    decision = may(actor(), Action.SEARCH, record(authorisations=authorised(GP, days=0)), at=AT, choices=CHOICES)
    (found,) = decision.errors
    assert found.verdict is access.AUTHORISATION_EXPIRED
    assert found.found == "14/09/2026"


@pytest.mark.rule("DMP-001")
@pytest.mark.rule("DMP-010")
def test_feeding_asks_for_no_consent_stored() -> None:
    assert may(actor(), Action.FEED, record(authorisations=()), at=AT, choices=CHOICES).allowed
    assert may(structure(), Action.FEED, record(authorisations=()), at=AT, choices=CHOICES).allowed


@pytest.mark.parametrize(
    ("who", "holder"),
    [
        (actor(), GP),
        (specialist(authentication=Authentication.AIR), SPECIALIST),
        (employee(), PRACTICE),
        (employee(authentication=Authentication.AIR, structure=HOSPITAL), HOSPITAL),
        (structure(), HOSPITAL),
    ],
    ids=["card", "AIR", "employee card", "employee in AIR", "certificate"],
)
def test_an_authorisation_goes_to_the_person_or_to_the_employees_structure(who: Actor, holder: str) -> None:
    assert authorisation_holder(who) == holder


# --- blocks ----------------------------------------------------------------------------------------------


@pytest.mark.rule("DMP-085")
@pytest.mark.parametrize("blocked", [GP, PRACTICE], ids=["professional", "establishment"])
@pytest.mark.parametrize("mode", list(AccessMode))
@pytest.mark.parametrize("action", [*CONSULTING, Action.FEED])
def test_a_blocked_professional_is_refused_everywhere_emergency_included(
    action: Action, mode: AccessMode, blocked: str
) -> None:
    held = record(blocked=frozenset({blocked}))
    assert refused(actor(access_mode=mode), action, held, document()) == [access.BLOCKED]


def test_a_blocked_professional_still_tests_whether_the_record_exists() -> None:
    held = record(blocked=frozenset({GP}))
    assert may(actor(), Action.TEST_EXISTENCE, held, at=AT, choices=CHOICES).allowed
    assert authorisation_state(actor(), held, AT) is AuthorisationState.FORBIDDEN


@pytest.mark.rule("DMP-086")
def test_a_block_holds_ahead_of_any_authorisation() -> None:
    held = record(authorisations=(), blocked=frozenset({GP}))
    assert refused(actor(), Action.DECLARE_AUTHORISED, held) == [access.BLOCKED]
    told = authorisation_state(actor(), record(blocked=frozenset({GP})), AT)
    assert told is AuthorisationState.FORBIDDEN


def test_the_structure_of_a_blocked_professional_still_feeds() -> None:
    held = record(blocked=frozenset({GP}))
    assert not is_blocked(structure(person_id=GP), held)
    assert may(structure(person_id=GP), Action.FEED, held, at=AT, choices=CHOICES).allowed


def test_a_blocked_author_does_not_see_his_own_document() -> None:
    mine = document(author_ids=frozenset({GP}))
    assert refused(actor(), Action.RETRIEVE, record(blocked=frozenset({GP})), mine) == [access.BLOCKED]


# --- emergencies -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mode", "opposition", "verdict"),
    [
        (AccessMode.BREAK_GLASS, "objects_to_break_glass", access.OPPOSED_TO_BREAK_GLASS),
        (AccessMode.REGULATION, "objects_to_regulation", access.OPPOSED_TO_REGULATION),
    ],
)
def test_the_holder_may_object_to_each_kind_of_emergency_access(
    mode: AccessMode, opposition: str, verdict: Verdict
) -> None:
    who = in_emergency(specialist(), mode)
    unauthorised = record(authorisations=())
    assert refused(who, Action.SEARCH, unauthorised) == []
    assert refused(who, Action.SEARCH, replace(unauthorised, **{opposition: True})) == [verdict]


def test_break_glass_obliges_to_tell_holder_and_medecin_traitant_and_to_keep_the_banner() -> None:
    decision = may(in_emergency(specialist()), Action.SEARCH, record(), at=AT, choices=CHOICES)
    assert set(decision.obligations) == {
        Obligation.TELL_HOLDER,
        Obligation.TELL_TREATING_PHYSICIAN,
        Obligation.SHOW_BREAK_GLASS_BANNER,
    }
    assert may(specialist(), Action.SEARCH, record(), at=AT, choices=CHOICES).obligations == ()


# --- médecin traitant ------------------------------------------------------------------------------------


@pytest.mark.rule("DMP-093")
def test_a_medecin_traitant_is_one_declared_on_this_record_and_acts_in_person() -> None:
    held = record(treating_physicians=frozenset({GP, HOSPITAL}))
    assert is_treating_physician(actor(), held)
    assert not is_treating_physician(specialist(), held)
    assert not is_treating_physician(structure(), held)


@pytest.mark.rule("DMP-096")
@pytest.mark.rule("DMP-097")
def test_the_medecin_traitant_unmasks_any_document_others_only_their_own() -> None:
    held = record(treating_physicians=frozenset({GP}))
    mine = document(author_ids=frozenset({SPECIALIST}))
    assert refused(actor(), Action.UNMASK, held, document()) == []
    assert refused(specialist(), Action.UNMASK, held, mine) == []
    assert refused(specialist(), Action.UNMASK, held, document()) == [access.NOT_AUTHOR]


@pytest.mark.rule("DMP-094")
@pytest.mark.parametrize("who", [actor(), nurse()], ids=["physician", "nurse"])
def test_any_professional_masks_a_document_at_the_patients_request(who: Actor) -> None:
    assert refused(who, Action.MASK, record(), document()) == []


# --- deletion --------------------------------------------------------------------------------------------


@pytest.mark.rule("DMP-150")
def test_only_who_produced_a_document_deletes_it() -> None:
    assert refused(actor(), Action.DELETE, record(), document(author_ids=frozenset({GP}))) == []
    assert refused(actor(), Action.DELETE, record(), document()) == [access.NOT_AUTHOR]
    ours = document(author_structures=frozenset({HOSPITAL}))
    assert refused(structure(), Action.DELETE, record(), ours) == []
    assert refused(structure(), Action.DELETE, record(), document()) == [access.STRUCTURE_NOT_AUTHOR]


@pytest.mark.rule("DMP-153")
@pytest.mark.parametrize("status", [RecordStatus.CLOSED, RecordStatus.DELETED])
def test_nothing_is_deleted_in_a_record_that_is_not_active(status: RecordStatus) -> None:
    mine = document(author_ids=frozenset({GP}))
    assert not may(actor(), Action.DELETE, record(status=status), mine, at=AT, choices=CHOICES).allowed


@pytest.mark.rule("DMP-154")
def test_a_professional_deletes_with_a_valid_authorisation_only() -> None:
    mine = document(author_ids=frozenset({GP}))
    expired = record(authorisations=authorised(GP, days=0))
    assert refused(actor(), Action.DELETE, expired, mine) == [access.AUTHORISATION_EXPIRED]
    assert refused(actor(), Action.DELETE, record(authorisations=()), mine) == [access.AUTHORISATION_MISSING]
    ours = document(author_structures=frozenset({HOSPITAL}))
    assert refused(structure(), Action.DELETE, record(authorisations=()), ours) == []


@pytest.mark.rule("DMP-158")
@pytest.mark.parametrize("action", [Action.DELETE, Action.ARCHIVE, Action.UNARCHIVE])
def test_what_the_patient_deposited_is_for_him_and_his_medecin_traitant(action: Action) -> None:
    theirs = document(by_patient=True, author_ids=frozenset(), status=ARCHIVED)
    held = record(treating_physicians=frozenset({GP}))
    assert refused(specialist(), action, held, theirs) == [access.DOCUMENT_OF_PATIENT]
    assert refused(actor(), action, held, theirs) == []
    assert refused(patient(), action, held, theirs) == []


@pytest.mark.rule("DMP-156")
def test_the_holder_deletes_no_document_of_a_professional() -> None:
    decision = may(patient(), Action.DELETE, record(), document(), at=AT, choices=CHOICES)
    assert not decision.allowed
    assert "DMP-156" in decision.rules


@pytest.mark.rule("DMP-114", "DMP-156")
def test_the_holder_never_shows_himself_a_document_kept_back() -> None:
    assert refused(patient(), Action.SHOW_TO_PATIENT, record(), document()) == [access.RIGHT_REFUSED]


@pytest.mark.rule("DMP-090")
@pytest.mark.rule("DMP-095")
@pytest.mark.rule("DMP-139")
def test_the_holder_or_the_minors_representative_masks_and_unmasks() -> None:
    for who, held in ((patient(), record()), (representative(), minors_record())):
        assert refused(who, Action.MASK, held, document()) == []
        assert refused(who, Action.UNMASK, held, document()) == []


# --- state of the record ---------------------------------------------------------------------------------


@pytest.mark.rule("MES-007")
@pytest.mark.rule("MES-009")
@pytest.mark.parametrize(
    ("status", "verdict"), [(RecordStatus.CLOSED, access.CLOSED), (RecordStatus.DELETED, access.DELETED)]
)
@pytest.mark.parametrize("action", [*CONSULTING, Action.FEED, Action.DECLARE_AUTHORISED])
def test_nobody_feeds_or_consults_a_record_closed_or_deleted(
    action: Action, status: RecordStatus, verdict: Verdict
) -> None:
    assert refused(actor(), action, record(status=status)) == [verdict]
    assert refused(in_emergency(actor()), Action.SEARCH, record(status=status)) == [verdict]
    assert refused(employee(), Action.FEED_WITH_EMPLOYEE_CARD, record(status=status)) == [verdict]
    assert refused(structure(), Action.FEED, record(status=status)) == [verdict]
    if action in {Action.SEARCH, Action.FEED}:
        assert refused(patient(), action, record(status=status)) == [verdict]


def test_a_closed_record_still_answers_that_it_exists() -> None:
    assert refused(actor(), Action.TEST_EXISTENCE, record(status=RecordStatus.CLOSED)) == []


@pytest.mark.rule("MES-006")
@pytest.mark.rule("DMP-205")
@pytest.mark.parametrize("space", list(SpaceStatus))
def test_professionals_continue_whatever_the_holder_did_with_his_space(space: SpaceStatus) -> None:
    for action in (Action.FEED, Action.SEARCH, Action.RETRIEVE):
        assert refused(actor(), action, record(space=space), document()) == []


@pytest.mark.rule("DMP-205")
@pytest.mark.parametrize("space", list(SpaceStatus))
def test_the_rules_of_consent_apply_whatever_the_holder_did_with_his_space(space: SpaceStatus) -> None:
    silent = record(space=space, authorisations=())
    against = record(space=space, blocked=frozenset({GP}))
    for action in (Action.SEARCH, Action.RETRIEVE):
        assert refused(actor(), action, silent, document()) == [access.AUTHORISATION_MISSING]
        assert refused(actor(), action, against, document()) == [access.BLOCKED]
    assert refused(actor(), Action.FEED, against) == [access.BLOCKED]
    opposed = record(space=space, objects_to_break_glass=True)
    assert refused(in_emergency(actor()), Action.SEARCH, opposed) == [access.OPPOSED_TO_BREAK_GLASS]


@pytest.mark.rule("DMP-207")
def test_where_there_is_no_record_nothing_is_fed_nor_created() -> None:
    (found,) = may(actor(), Action.FEED, None, at=AT, choices=CHOICES).errors
    assert found.verdict is access.NO_RECORD
    assert "Mon espace santé" in found.verdict.way_out
    assert refused(actor(), Action.TEST_EXISTENCE, None) == []


# --- minors ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "minor"), [(date(2028, 3, 8), True), (date(2028, 3, 9), False), (date(2026, 9, 15), True)]
)
def test_one_comes_of_age_on_the_eighteenth_birthday(day: date, minor: bool) -> None:
    assert is_minor(minors_record(), day, CHOICES.age_of_majority) is minor


def test_who_was_born_on_a_29_february_comes_of_age_on_the_first_of_march() -> None:
    born = record(birth_date=date(2008, 2, 29))
    assert is_minor(born, date(2026, 2, 28), 18)
    assert not is_minor(born, date(2026, 3, 1), 18)


@pytest.mark.rule("DMP-146")
def test_sixteen_changes_nothing_by_itself() -> None:
    sixteen = minors_record(birth_date=date(2010, 3, 9))
    assert is_minor(sixteen, date(2026, 9, 15), 18)
    assert refused(representative(), Action.SEARCH, sixteen) == []


@pytest.mark.rule("DMP-160")
def test_the_holder_and_the_representatives_of_a_minor_add_documents() -> None:
    assert may(patient(), Action.FEED, record(), at=AT, choices=CHOICES).allowed
    assert may(representative(), Action.FEED, minors_record(), at=AT, choices=CHOICES).allowed
    assert not may(patient(id="hugo"), Action.FEED, record(), at=AT, choices=CHOICES).allowed


@pytest.mark.rule("DMP-036")
def test_socle_itself_and_nobody_else_acts_without_authentication() -> None:
    insurer = actor(kind=Kind.EMPLOYEE, authentication=Authentication.NONE, profession="ASSUREUR")
    assert refused(insurer, Action.SEARCH, record()) == [access.RIGHT_REFUSED]
    assert refused(actor(profession="ASSUREUR"), Action.SEARCH, record()) == [access.RIGHT_REFUSED]


def test_a_decision_names_the_rules_that_made_it() -> None:
    decision = may(nurse(), Action.SEARCH, record(authorisations=authorised(NURSE)), at=AT, choices=CHOICES)
    assert {"DMP-061", "DMP-062", "DMP-030"} <= set(decision.rules)


def test_days_are_those_of_france_and_instants_carry_their_offset() -> None:
    late = datetime(2023, 9, 30, 21, 59, tzinfo=UTC)
    assert may(actor(), Action.ACQUIRE_IDENTITY, None, at=late, choices=CHOICES).allowed
    after = late + timedelta(minutes=1)
    assert not may(actor(), Action.ACQUIRE_IDENTITY, None, at=after, choices=CHOICES).allowed
