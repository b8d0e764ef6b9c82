"""Which records software may create, reopen, change or close, and who asks; how likely a candidate is (TD0.5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.record.facts_builders import (
    AT,
    GP,
    NURSE,
    actor,
    authorised,
    employee,
    in_emergency,
    nurse,
    patient,
    record,
    specialist,
    structure,
)

from socle.directory.actor import Authentication
from socle.identity.traits import Traits
from socle.record.facts import Action, RecordStatus, SpaceStatus
from socle.record.rules import may, may_attempt
from socle.record.rules.likeness import CANDIDATES, LEAST, MOST, likeness, searchable
from socle.record.rules.registration import closing_told, same_person
from socle.record.verdicts import access, administration
from socle.rulebook.choices import Choices
from socle.wire.hl7v3 import Address, Name, PatientFound
from socle.wire.hl7v3.registration import Writer
from socle.wire.hl7v3.searching import SearchedTraits
from socle.wire.xds.model import Code

CHOICES = Choices()
NEVER_ATTACHED = record(space=SpaceStatus.NONE)
CLOSED = replace(NEVER_ATTACHED, status=RecordStatus.CLOSED)
REGISTERING = (
    Action.CREATE_RECORD,
    Action.REOPEN_RECORD,
    Action.CHANGE_ADMINISTRATIVE_DATA,
    Action.CLOSE_RECORD,
)
CAMILLE = Traits(
    birth_name="BOISJOLY",
    given_names="CAMILLE ODETTE",
    first_given_name="CAMILLE",
    sex="F",
    birth_date=date(1984, 5, 17),
    birth_place="35238",
    used_name="TAMARIN",
)
HOME = Address(("4 allée des Essais",), "99100", "VILLE-EXEMPLE")
ASKED = SearchedTraits(given="CAMILLE", family="BOISJOLY", gender="F", birth_date="19840517", address=HOME)


def refused(who, action, held):
    return [finding.verdict for finding in may(who, action, held, at=AT, choices=CHOICES).errors]


@pytest.mark.rule("DMP-207")
def test_no_software_creates_a_record_whether_or_not_there_is_one():
    assert refused(actor(), Action.CREATE_RECORD, None) == [administration.CREATION_WITHDRAWN]
    assert refused(actor(), Action.CREATE_RECORD, record()) == [administration.ALREADY_THERE]
    erased = record(status=RecordStatus.DELETED)
    assert refused(actor(), Action.CREATE_RECORD, erased) == [administration.CREATION_WITHDRAWN]


@pytest.mark.rule("DMP-207")
def test_no_software_reopens_a_record():
    assert refused(actor(), Action.REOPEN_RECORD, CLOSED) == [administration.REOPENING_WITHDRAWN]
    assert refused(actor(), Action.REOPEN_RECORD, NEVER_ATTACHED) == [administration.ALREADY_THERE]
    assert refused(actor(), Action.REOPEN_RECORD, None) == [access.NO_RECORD]


@pytest.mark.parametrize("space", [SpaceStatus.ACTIVE, SpaceStatus.NOT_ACTIVATED, SpaceStatus.DEACTIVATED])
@pytest.mark.rule("MES-010")
def test_an_attached_record_is_changed_and_closed_in_the_space_only(space):
    attached = record(space=space)
    assert refused(actor(), Action.CLOSE_RECORD, attached) == [administration.CLOSED_IN_THE_SPACE]
    assert refused(actor(), Action.CHANGE_ADMINISTRATIVE_DATA, attached) == [administration.CHANGED_IN_THE_SPACE]
    for action in (Action.CLOSE_RECORD, Action.CHANGE_ADMINISTRATIVE_DATA):
        assert refused(actor(), action, NEVER_ATTACHED) == []


@pytest.mark.rule("MES-007")
def test_a_closed_record_is_neither_changed_nor_closed_again():
    assert refused(actor(), Action.CLOSE_RECORD, CLOSED) == [administration.ALREADY_CLOSED]
    assert refused(actor(), Action.CHANGE_ADMINISTRATIVE_DATA, CLOSED) == [access.CLOSED]


@pytest.mark.parametrize("action", REGISTERING)
@pytest.mark.parametrize(
    "who",
    [employee(), structure(), in_emergency(actor()), actor(authentication=Authentication.AIR)],
    ids=lambda who: who.kind,
)
def test_only_a_professional_with_his_card_in_normal_mode_asks(who, action):
    assert refused(who, action, NEVER_ATTACHED) == [access.RIGHT_REFUSED]
    assert not may_attempt(who, action, AT).allowed
    assert may_attempt(nurse(), action, AT).allowed


def test_who_is_not_authorised_or_is_blocked_neither_changes_nor_closes():
    stranger = replace(NEVER_ATTACHED, authorisations=authorised(GP, NURSE))
    assert refused(specialist(), Action.CLOSE_RECORD, stranger) == [access.AUTHORISATION_MISSING]
    blocked = replace(NEVER_ATTACHED, blocked=frozenset({GP}))
    assert refused(actor(), Action.CHANGE_ADMINISTRATIVE_DATA, blocked) == [access.BLOCKED]


@pytest.mark.parametrize("action", REGISTERING)
def test_the_holder_does_it_elsewhere(action):
    assert refused(patient(), action, NEVER_ATTACHED) == [access.RIGHT_REFUSED]


def said(**changes):
    base = PatientFound(
        ids=(),
        names=(Name(("Camille",), "Boisjoly", "TAMARIN"),),
        gender="F",
        birth_date="19840517",
        birth_place="35238",
    )
    return replace(base, **changes)


@pytest.mark.parametrize(
    ("changes", "places"),
    [
        ({}, []),
        ({"names": (), "gender": "", "birth_date": "", "birth_place": ""}, []),
        ({"names": (Name(("CAMILLE",), "TAMARIN"),)}, ["family"]),
        ({"names": (Name(("ODETTE",), "BOISJOLY"),)}, ["given"]),
        ({"gender": "M"}, ["administrativeGenderCode"]),
        ({"birth_date": "19840518"}, ["birthTime"]),
        ({"birth_place": "29019"}, ["birthPlace"]),
    ],
)
def test_what_a_request_repeats_of_the_ins_must_agree_with_it(changes, places):
    decision = same_person(said(**changes), CAMILLE, None, actor())
    assert [finding.place for finding in decision.errors] == places


def test_who_writes_the_request_is_who_sends_it():
    assert same_person(said(), CAMILLE, Writer(id=GP), actor()).allowed
    (finding,) = same_person(said(), CAMILLE, Writer(id=NURSE), actor()).errors
    assert finding.verdict is administration.OTHER_WRITER


def test_a_closing_says_a_known_motive_and_a_reason_of_300_characters_at_most():
    motive = Code("FERMETURE_DEMANDE_PATIENT", "1.2.250.1.213.4.1.2.4")
    assert closing_told(motive, "a" * 300).allowed
    assert closing_told(motive, "a" * 301).errors[0].verdict is administration.REASON_TOO_LONG
    assert closing_told(None, "").errors[0].verdict is administration.MOTIVE_UNKNOWN
    assert closing_told(Code("AUTRE", ""), "").errors[0].verdict is administration.MOTIVE_UNKNOWN


# --- TD0.5 ----------------------------------------------------------------------------------------------------


def test_who_agrees_on_everything_is_told_98_and_the_same_sex_and_town_23():
    assert likeness(ASKED, CAMILLE, HOME) == MOST == 98
    iris = replace(CAMILLE, birth_name="TAMARIN", used_name="", first_given_name="IRIS", birth_date=date(2010, 3, 9))
    assert likeness(ASKED, iris, HOME) == 23


def test_the_same_town_alone_is_nobody_in_particular():
    hugo = replace(
        CAMILLE, birth_name="TAMARIN", used_name="", first_given_name="HUGO", sex="M", birth_date=date(1982, 11, 3)
    )
    assert likeness(ASKED, hugo, HOME) < LEAST <= 23


def test_what_is_not_asked_does_not_count_and_names_are_compared_bare():
    by_name = SearchedTraits(family="tamarin", given="Camïlle", birth_date="19840517")
    assert likeness(by_name, CAMILLE, None) == MOST
    assert likeness(replace(by_name, birth_date="19840518"), CAMILLE, None) == 98 * 50 // 75
    assert likeness(SearchedTraits(), CAMILLE, HOME) == 0


def test_a_name_alone_is_not_searched():
    assert not searchable(SearchedTraits(family="TAMARIN", given="CAMILLE", gender="F")).allowed
    assert not searchable(SearchedTraits(family="TAMARIN", birth_date="1984")).allowed
    assert searchable(SearchedTraits(birth_date="19840517")).allowed
    assert searchable(SearchedTraits(address=HOME)).allowed
    assert CANDIDATES == 10
