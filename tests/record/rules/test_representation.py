"""Minors, their parents, guardians and organisations; protected adults; what is the holder's alone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.record.facts_builders import AT, actor, document, minors_record, patient, record, representative

from socle.record.facts import Action, RecordFacts
from socle.record.rules import may, may_see, minor_associated
from socle.record.verdicts import access, consent
from socle.rulebook import Obligation, Verdict
from socle.rulebook.choices import Choices
from socle.wire.xds.model import INVISIBLE_TO_REPRESENTATIVES

CHOICES = Choices()
READING = (Action.SEARCH, Action.RETRIEVE, Action.READ_HISTORY)


def refused(who, action: Action, held: RecordFacts, what=None) -> list[Verdict]:
    return [found.verdict for found in may(who, action, held, what, at=AT, choices=CHOICES).errors]


def protected(**changes) -> RecordFacts:
    """An adult under guardianship."""
    return record(**{"guardians": frozenset({"guardian"})} | changes)


@pytest.mark.rule("DMP-144")
@pytest.mark.rule("DMP-140")
def test_until_majority_the_parents_decide_and_read() -> None:
    for action in (*READING, Action.MASK, Action.BLOCK, Action.MASK_ALL):
        assert refused(representative(), action, minors_record(), document()) == []
    of_age = minors_record(birth_date=date(2008, 9, 15))
    assert refused(representative(), Action.SEARCH, of_age) == [access.NOT_REPRESENTATIVE]


@pytest.mark.rule("DMP-143")
def test_an_emancipated_minor_acts_as_an_adult_and_his_parents_no_more() -> None:
    held = minors_record(emancipated=True, person_id="camille")
    secret = document(visibility=frozenset({INVISIBLE_TO_REPRESENTATIVES}))
    assert may_see(patient(), held, secret, AT, CHOICES).allowed
    assert refused(representative(), Action.SEARCH, held) == [access.NOT_REPRESENTATIVE]
    assert not may_see(patient(), minors_record(), secret, AT, CHOICES).allowed


@pytest.mark.rule("DMP-141")
def test_the_guardian_of_the_person_has_the_prerogatives_of_a_representative() -> None:
    guardian = representative(id="guardian")
    for action in (*READING, Action.MASK, Action.UNMASK, Action.BLOCK):
        assert refused(guardian, action, protected(), document()) == []
    assert refused(guardian, Action.SEARCH, record()) == [access.NOT_REPRESENTATIVE]


@pytest.mark.rule("DMP-142")
def test_a_guardian_may_be_an_organisation() -> None:
    service = representative(id="ase-nord", name="Aide sociale à l'enfance")
    held = minors_record(representatives=frozenset({"ase-nord"}))
    assert refused(service, Action.SEARCH, held) == []
    assert refused(representative(), Action.SEARCH, held) == [access.NOT_REPRESENTATIVE]


@pytest.mark.rule("DMP-149")
def test_what_law_leaves_to_the_protected_person_is_refused_to_the_guardian() -> None:
    held = protected(own_acts=frozenset({Action.MASK}))
    assert refused(representative(id="guardian"), Action.MASK, held, document()) == [consent.HOLDER_ACTS_ALONE]
    assert refused(representative(id="guardian"), Action.UNMASK, held, document()) == []
    assert refused(patient(), Action.MASK, held, document()) == []


@pytest.mark.rule("DMP-149")
@pytest.mark.parametrize("action", READING)
def test_who_alone_searches_his_record_alone_reads_it(action: Action) -> None:
    held = protected(own_acts=frozenset({Action.SEARCH}))
    assert refused(representative(id="guardian"), action, held) == [consent.HOLDER_ACTS_ALONE]
    assert refused(patient(), action, held) == []


@pytest.mark.rule("DMP-137")
@pytest.mark.parametrize("action", READING)
def test_a_minor_may_require_that_a_physician_be_present(action: Action) -> None:
    alone = minors_record(physician_required=True)
    over = minors_record(physician_required=True, physician_present_until=AT)
    attended = minors_record(physician_required=True, physician_present_until=AT + timedelta(minutes=30))
    assert refused(representative(), action, alone) == [consent.PHYSICIAN_PRESENCE_REQUIRED]
    assert refused(representative(), action, over) == [consent.PHYSICIAN_PRESENCE_REQUIRED]
    assert refused(representative(), action, attended) == []
    assert refused(actor(), action, alone) == []


@pytest.mark.rule("DMP-148")
@pytest.mark.parametrize("action", [Action.MASK, Action.BLOCK, Action.MASK_ALL, Action.APPOINT_ADMINISTRATOR])
def test_every_decision_of_a_representative_associates_the_minor(action: Action) -> None:
    decision = may(representative(), action, minors_record(), at=AT, choices=CHOICES)
    assert decision.allowed
    assert Obligation.ASSOCIATE_MINOR in decision.obligations
    assert Obligation.ASSOCIATE_MINOR not in may(patient(), action, record(), at=AT, choices=CHOICES).obligations


@pytest.mark.rule("DMP-145")
@pytest.mark.parametrize(
    ("born", "stands"),
    [(date(2010, 9, 15), False), (date(2010, 9, 16), True), (date(2008, 9, 16), False), (date(2008, 9, 15), True)],
    ids=["sixteen today", "sixteen tomorrow", "eighteen tomorrow", "eighteen today"],
)
def test_from_sixteen_on_a_decision_stands_only_if_the_minor_took_part(born: date, stands: bool) -> None:
    held = minors_record(birth_date=born)
    assert minor_associated(held, AT.date(), CHOICES, associated=False).allowed is stands
    assert minor_associated(held, AT.date(), CHOICES, associated=True).allowed


@pytest.mark.rule("DMP-146")
def test_sixteen_gives_no_right_to_decide_alone() -> None:
    sixteen = minors_record(birth_date=date(2010, 9, 15))
    assert refused(representative(), Action.MASK, sixteen, document()) == []
    assert minor_associated(sixteen, AT.date(), CHOICES, associated=True).allowed
