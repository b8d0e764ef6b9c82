"""Blocks, administrators, masks, consents and oppositions: stored, journaled, and effective at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from socle import storage
from socle.identity.models import Person
from socle.identity.services import register
from socle.ledger.models import Event
from socle.record import services
from socle.record.facts import Action, OpposedTo, Regime
from socle.record.models import AuthorisationRow, Entry, OppositionRow, Record, Representative
from socle.record.rules import is_in_care_team, may
from socle.record.services import consenting, steering
from socle.record.store.facts import facts as record_facts
from socle.rulebook.choices import Choices
from tests.record import facts_builders as build
from tests.record.rules.letters import letter, unique_id  # noqa: F401 - a fixture
from tests.record.services.test_access import CAMILLE

pytestmark = [pytest.mark.database, pytest.mark.django_db]

AT, INS = build.AT, build.INS
CHOICES = Choices()


@pytest.fixture
def holder():
    person, findings = register(CAMILLE, INS, at=AT)
    assert person is not None, findings
    return build.patient(id=person.pk)


@pytest.fixture
def record_id(holder):
    return services.open_record(Person.objects.get(pk=holder.id), AT)


def facts(record_id):
    return record_facts(record_id)


def ids(outcome):
    return [finding.verdict.id for finding in outcome.decision.findings]


def last_event():
    event = Event.objects.order_by("-sequence").first()
    return event.code, event.outcome


def authorised(record_id, who=None):
    outcome = services.authorise(who or build.actor(), INS, AT)
    assert outcome.decision.allowed, ids(outcome)


@pytest.mark.rule("DMP-085")
@pytest.mark.rule("DMP-086")
def test_the_holder_blocks_a_professional_who_never_came_and_lets_him_in_again(holder, record_id):
    assert steering.block(holder, INS, build.SPECIALIST, "ARTIS Léa", AT).decision.allowed
    assert steering.block(holder, INS, build.SPECIALIST, "ARTIS Léa", AT).already
    assert ids(services.authorise(build.specialist(), INS, AT)) == ["record.blocked"]
    assert steering.block(holder, INS, build.SPECIALIST, "ARTIS Léa", AT, lift=True).decision.allowed
    assert services.authorise(build.specialist(), INS, AT).decision.allowed


@pytest.mark.rule("DMP-081")
def test_an_administrator_blocks_a_colleague_and_others_do_not(holder, record_id):
    authorised(record_id)
    assert ids(steering.block(build.actor(), INS, build.SPECIALIST, "", AT)) == ["record.not-administrator"]
    assert last_event() == ("record:block:add", "refused")
    assert steering.appoint(holder, INS, build.GP, "KERVELEC Nolwenn", AT).decision.allowed
    assert steering.block(build.actor(), INS, build.SPECIALIST, "", AT).decision.allowed
    assert build.SPECIALIST in facts(record_id).blocked


@pytest.mark.rule("DMP-082")
@pytest.mark.rule("DMP-084")
def test_an_administrator_appoints_another_and_the_holder_dismisses_him(holder, record_id):
    authorised(record_id)
    steering.appoint(holder, INS, build.GP, "KERVELEC Nolwenn", AT)
    assert steering.appoint(build.actor(), INS, build.SPECIALIST, "ARTIS Léa", AT).decision.allowed
    assert facts(record_id).administrators == {build.GP, build.SPECIALIST}
    assert steering.appoint(holder, INS, build.GP, "", AT, dismiss=True).decision.allowed
    assert facts(record_id).administrators == {build.SPECIALIST}


def test_a_medecin_traitant_is_not_blocked(holder, record_id):
    services.authorise(build.actor(), INS, AT, role=services.TREATING_PHYSICIAN)
    assert ids(steering.block(holder, INS, build.GP, "", AT)) == ["record.treating-physician-not-blocked"]


@pytest.fixture
def fed(record_id, letter):  # noqa: F811
    outcome = services.feed(build.structure(), letter, AT)
    assert outcome.decision.allowed, [finding.sentence("en") for finding in outcome.decision.findings]
    return Entry.objects.filter(record_id=record_id, is_signature=False).first()


def seen_by(who, record_id):
    return [view.entry.unique_id for view in services.documents_of(who, record_id, AT)]


@pytest.mark.rule("DMP-098")
@pytest.mark.rule("DMP-099")
@pytest.mark.rule("DMP-103")
def test_one_click_masks_what_is_there_and_what_comes_and_another_shows_it_again(holder, record_id):
    assert steering.mask_all(holder, INS, AT).decision.allowed
    assert last_event() == ("record:record:mask", "done")
    assert facts(record_id).masks_all
    assert steering.mask_all(holder, INS, AT).already
    assert steering.mask_all(holder, INS, AT, lift=True).decision.allowed
    assert not facts(record_id).masks_all


@pytest.mark.rule("DMP-148")
@pytest.mark.rule("DMP-145")
def test_the_representative_of_a_minor_of_sixteen_confirms_that_the_minor_took_part(holder, record_id):
    Person.objects.filter(pk=holder.id).update(birth_date=AT.date().replace(year=AT.year - 16))
    Representative.objects.create(record_id=record_id, id="p1", person_id="parent", since=AT)
    parent = build.representative()
    assert ids(steering.mask_all(parent, INS, AT)) == ["record.minor-not-associated"]
    assert not facts(record_id).masks_all
    assert steering.mask_all(parent, INS, AT, associated=True).decision.allowed


@pytest.mark.rule("DMP-004")
@pytest.mark.rule("DMP-021")
def test_information_begins_an_episode_of_care_and_the_next_episode_informs_again(record_id):
    told = consenting.inform(build.nurse(structure_name="CH"), INS, consenting.Channel.BOOKLET, AT)
    assert told.decision.allowed, ids(told)
    assert is_in_care_team(build.specialist(), facts(record_id), AT)
    assert consenting.inform(build.nurse(), INS, consenting.Channel.SPOKEN, AT).already
    assert consenting.end_care(build.nurse(), INS, AT).decision.allowed
    later = AT + timedelta(days=1)
    assert not is_in_care_team(build.specialist(), facts(record_id), later)
    assert not consenting.inform(build.nurse(), INS, consenting.Channel.POSTER, later).already


@pytest.mark.rule("DMP-013")
def test_only_a_member_of_the_care_team_informs(record_id):
    assert ids(consenting.inform(build.employee(), INS, consenting.Channel.SPOKEN, AT)) == ["record.right-refused"]


@pytest.mark.rule("DMP-023")
@pytest.mark.rule("DMP-024")
def test_a_consent_outside_the_team_opens_one_consultation_however_it_was_given(record_id):
    given = consenting.declare_consent(build.actor(), INS, Regime.CONSENT, AT, means="SMS")
    assert given.decision.allowed, ids(given)
    assert AuthorisationRow.objects.get(record_id=record_id).means == "SMS"
    held = facts(record_id)
    assert may(build.actor(), Action.SEARCH, held, at=AT, choices=CHOICES).allowed
    later = AT + CHOICES.consultation_length
    refused = may(build.actor(), Action.SEARCH, held, at=later, choices=CHOICES)
    assert [finding.verdict.id for finding in refused.findings] == ["record.consent-to-ask-again"]


@pytest.mark.rule("DMP-031")
@pytest.mark.rule("DMP-033")
def test_a_consent_in_the_team_is_ticked_once_for_all_and_serves_colleagues(record_id):
    team = consenting.declare_consent(build.nurse(), INS, Regime.TEAM, AT, team=True, long_term=True)
    assert team.decision.allowed
    assert consenting.declare_consent(build.nurse(), INS, Regime.TEAM, AT, team=True, long_term=True).already
    in_years = AT + timedelta(days=4000)
    assert may(build.specialist(), Action.SEARCH, facts(record_id), at=in_years, choices=CHOICES).allowed


@pytest.mark.rule("DMP-042")
def test_the_consent_for_a_minor_says_that_his_representative_gave_it(record_id):
    consenting.declare_consent(build.actor(), INS, Regime.TEAM, AT, given_by="representative")
    assert AuthorisationRow.objects.get(record_id=record_id).given_by == "representative"


@pytest.mark.rule("DMP-025")
@pytest.mark.rule("DMP-026")
def test_an_opposition_to_consulting_is_kept_without_motive_and_taken_back_at_any_time(record_id):
    authorised(record_id)
    authorised(record_id, build.nurse())
    assert consenting.oppose(build.nurse(), INS, OpposedTo.CONSULTING, AT, against=build.GP).decision.allowed
    assert not may(build.actor(), Action.SEARCH, facts(record_id), at=AT, choices=CHOICES).allowed
    assert may(build.nurse(), Action.SEARCH, facts(record_id), at=AT, choices=CHOICES).allowed
    back = consenting.withdraw_opposition(build.nurse(), INS, OpposedTo.CONSULTING, AT, against=build.GP)
    assert back.decision.allowed
    assert may(build.actor(), Action.SEARCH, facts(record_id), at=AT, choices=CHOICES).allowed


@pytest.mark.rule("DMP-002")
@pytest.mark.rule("DMP-003")
def test_an_opposition_to_feeding_keeps_its_motive_sealed_and_the_name_of_who_judged_it(record_id, letter):  # noqa: F811
    assert ids(consenting.oppose(build.actor(), INS, OpposedTo.FEEDING, AT)) == ["record.opposition-motive-missing"]
    motive = "interruption volontaire de grossesse"
    assert consenting.oppose(build.actor(), INS, OpposedTo.FEEDING, AT, motive=motive).decision.allowed
    row = OppositionRow.objects.get(record_id=record_id)
    assert row.decided_by == build.GP
    assert motive.encode() not in bytes(row.sealed)
    opened = storage.sealer(record_id).open(f"opposition:{row.id}", row.sealed)
    assert motive.encode() in opened
    assert ids(services.feed(build.structure(), letter, AT)) == ["record.feeding-opposed"]


@pytest.mark.rule("DMP-003")
def test_a_motive_judged_not_legitimate_is_recorded_and_stops_nothing(record_id, letter):  # noqa: F811
    consenting.oppose(build.actor(), INS, OpposedTo.FEEDING, AT, motive="other", admitted=False)
    assert OppositionRow.objects.get(record_id=record_id).admitted is False
    assert services.feed(build.structure(), letter, AT).decision.allowed


@pytest.mark.rule("DMP-015")
def test_one_document_is_kept_out_and_another_enters(record_id, letter):  # noqa: F811
    consenting.oppose(build.actor(), INS, OpposedTo.FEEDING, AT, motive="sensitive", about=unique_id(letter))
    assert ids(services.feed(build.structure(), letter, AT)) == ["record.feeding-opposed"]
    consenting.withdraw_opposition(build.actor(), INS, OpposedTo.FEEDING, AT)
    consenting.oppose(build.actor(), INS, OpposedTo.FEEDING, AT, motive="sensitive", about="2.25.404")
    assert services.feed(build.structure(), letter, AT).decision.allowed


@pytest.mark.rule("DMP-137")
def test_a_physician_sets_the_rule_of_presence_and_attends(record_id):
    assert ids(consenting.attend(build.nurse(), INS, timedelta(hours=1), AT)) == ["record.right-refused"]
    assert consenting.require_physician(build.actor(), INS, AT).decision.allowed
    assert facts(record_id).physician_required
    assert consenting.attend(build.actor(), INS, timedelta(hours=1), AT).decision.allowed
    assert facts(record_id).physician_present_until == AT + timedelta(hours=1)
    assert consenting.require_physician(build.actor(), INS, AT, lift=True).decision.allowed
    assert not Record.objects.get(pk=record_id).physician_required
    assert consenting.require_physician(build.actor(), INS, AT).decision.allowed
    assert facts(record_id).physician_present_until is None


@pytest.mark.rule("DMP-102")
def test_one_document_is_masked_from_one_professional(holder, fed, record_id):
    authorised(record_id)
    authorised(record_id, build.specialist())
    assert steering.mask_from(holder, INS, fed.unique_id, [build.GP], AT).decision.allowed
    assert fed.unique_id not in seen_by(build.actor(), record_id)
    assert fed.unique_id in seen_by(build.specialist(), record_id)
    assert steering.mask_from(holder, INS, fed.unique_id, [], AT).decision.allowed
    assert fed.unique_id in seen_by(build.actor(), record_id)


def test_what_is_not_in_the_record_is_not_masked(holder, record_id):
    assert ids(steering.mask_from(holder, INS, "1.2.3", [build.GP], AT)) == ["record.document-unknown"]


@pytest.mark.rule("DMP-157")
@pytest.mark.parametrize("kept_out", [True, False])
def test_a_document_whose_author_was_blocked_at_its_deposit_says_so(holder, record_id, letter, kept_out):  # noqa: F811
    author = next(author.person.id for author in letter.entries[0].authors if author.person)
    steering.block(holder, INS, author if kept_out else build.NURSE, "", AT)
    assert services.feed(build.structure(), letter, AT).decision.allowed
    row = Entry.objects.get(record_id=record_id, unique_id=unique_id(letter))
    assert row.author_blocked is kept_out
