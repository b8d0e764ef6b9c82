"""Existence (TD0.2) and authorisations (TD0.3): told to the journal, asked twice without harm."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from socle import ledger, storage
from socle.identity.services import change_ins, register
from socle.identity.traits import Traits
from socle.ledger import ActCode
from socle.ledger.models import Event
from socle.record import services
from socle.record.facts import AuthorisationState, RecordStatus, SpaceStatus
from socle.record.models import AuthorisationRow, Identifier, Record, TreatingPhysician
from socle.record.profile import DMP, IHE
from socle.record.services.opening import record_to_feed
from socle.record.store.identifiers import locate
from socle.rulebook import choices
from socle.wire.hl7v2 import CX
from tests.record import facts_builders as build
from tests.record.submission_builders import submission

pytestmark = [pytest.mark.database, pytest.mark.django_db]

AT, INS = build.AT, build.INS
CAMILLE = Traits(
    birth_name="BOISJOLY",
    given_names="CAMILLE ODETTE",
    first_given_name="CAMILLE",
    sex="F",
    birth_date=date(1984, 5, 17),
    birth_place="35238",
)


@pytest.fixture
def camille():
    person, findings = register(CAMILLE, INS, at=AT)
    assert person is not None, findings
    return person


@pytest.fixture
def record_id(camille):
    return services.open_record(camille, AT)


def ids(outcome):
    return [finding.verdict.id for finding in outcome.decision.findings]


def test_a_person_without_record_has_none_and_the_test_is_journaled(camille):
    outcome = services.existence(build.actor(), INS, AT)
    assert (outcome.record, outcome.authorisation) == (None, AuthorisationState.NONE)
    assert Event.objects.get().code == "record:record:test"


@pytest.mark.rule("DMP-207")
def test_a_professional_s_act_never_opens_a_record(camille):
    outcome = services.authorise(build.actor(), INS, AT)
    assert ids(outcome) == ["record.unknown"]
    assert not Record.objects.exists()


@pytest.fixture
def generous():
    """The sandbox's choice: a document for an unknown test INS opens a record."""
    before = choices.current()
    choices.install(replace(before, open_record_for_unknown_test_ins=True))
    yield
    choices.install(before)


@pytest.mark.rule("DMP-207")
def test_feeding_opens_no_record_unless_the_sandbox_chose_it():
    sent = submission(("1.1", b"<a/>"), patient=INS)
    assert record_to_feed(sent, DMP, AT, may_open=True) is None
    assert not Record.objects.exists()


@pytest.mark.rule("DMP-207")
def test_feeding_opens_no_record_for_half_an_identifier(generous):
    for text in (f"{INS.id}^^^", f"^^^&{INS.authority}&ISO"):
        sent = submission(("1.1", b"<a/>"), patient=CX(text))
        assert record_to_feed(sent, IHE, AT, may_open=True) is None
    assert not Record.objects.exists()


@pytest.mark.rule("DMP-207")
def test_feeding_opens_no_record_for_someone_known_who_has_none(generous, camille):
    sent = submission(("1.1", b"<a/>"), patient=INS)
    assert record_to_feed(sent, DMP, AT, may_open=True) is None
    assert not Record.objects.exists()


@pytest.mark.rule("DMP-207")
def test_feeding_opens_a_record_for_an_unknown_test_ins_in_the_sandbox_only(generous):
    real = submission(("1.3", b"<a/>"), patient=CX.of(INS.id, "1.2.250.1.213.1.4.8", "NH"))
    assert record_to_feed(real, DMP, AT, may_open=True) is None
    sent = submission(("1.1", b"<a/>"), patient=INS)
    assert record_to_feed(sent, DMP, AT, may_open=False) is None
    opened = record_to_feed(sent, DMP, AT, may_open=True)
    assert opened == Record.objects.get().pk
    choices.install(replace(choices.current(), production=True))
    other = submission(("1.2", b"<a/>"), patient=CX.of("182112901999268", INS.authority, "NH"))
    assert record_to_feed(other, DMP, AT, may_open=True) is None


@pytest.mark.rule("DMP-207")
def test_a_record_opens_once_per_person(camille, record_id):
    assert services.open_record(camille, AT + timedelta(days=1)) == record_id
    assert Record.objects.count() == 1
    assert len(ledger.acts(record_id, codes=[ActCode.RECORD_OPEN])) == 1


def test_a_record_s_id_is_never_the_ins(record_id):
    assert INS.id not in record_id
    assert storage.keyring().exists(record_id)


def test_a_record_is_found_by_every_ins_its_holder_ever_had(camille, record_id):
    new = CX.of("184053523899183", INS.authority)
    change_ins(camille, new, AT)
    assert locate(new) == locate(INS) == record_id
    facts = services.existence(build.actor(), new, AT).record
    assert [cx.id for cx in facts.patient_ids] == [new.id, INS.id]
    assert Identifier.objects.filter(kind="ins").count() == 1


def test_facts_tell_the_holder_s_age_and_the_state_of_the_record(camille, record_id):
    Record.objects.update(
        status="closed", space="not activated", closed_at=AT, closing_motive="FERMETURE_DEMANDE_PATIENT"
    )
    facts = services.existence(build.actor(), INS, AT).record
    assert (facts.birth_date, facts.person_id) == (date(1984, 5, 17), camille.pk)
    assert (facts.status, facts.space, facts.closed_at) == (RecordStatus.CLOSED, SpaceStatus.NOT_ACTIVATED, AT)


@pytest.mark.rule("DMP-062")
def test_a_blocked_professional_is_told_so_and_gets_nothing(record_id):
    record = Record.objects.get()
    record_block(record, build.GP)
    assert services.existence(build.actor(), INS, AT).authorisation is AuthorisationState.FORBIDDEN
    assert ids(services.authorise(build.actor(), INS, AT)) == ["record.blocked"]
    assert not AuthorisationRow.objects.exists()
    assert ledger.acts(record_id)[0].outcome.value == "refused"


def record_block(record, actor_id):
    from socle.record.models import Block  # noqa: PLC0415

    Block.objects.create(record=record, id="b", actor_id=actor_id, since=AT, decided_by="camille")


def test_authorising_oneself_holds_for_the_life_chosen_then_runs_out(record_id):
    assert not services.authorise(build.actor(), INS, AT).already
    life = choices.current().authorisation_life
    assert (
        services.existence(build.actor(), INS, AT + life - timedelta(seconds=1)).authorisation
        is AuthorisationState.VALID
    )
    assert services.existence(build.actor(), INS, AT + life).authorisation is AuthorisationState.EXPIRED


def test_asking_again_succeeds_and_changes_nothing(record_id):
    services.authorise(build.actor(), INS, AT)
    again = services.authorise(build.actor(), INS, AT + timedelta(hours=1))
    assert again.decision.allowed
    assert again.already
    assert AuthorisationRow.objects.get().granted_at == AT


def test_an_authorisation_that_ran_out_is_renewed(record_id):
    services.authorise(build.actor(), INS, AT)
    later = AT + timedelta(days=400)
    assert not services.authorise(build.actor(), INS, later).already
    assert services.existence(build.actor(), INS, later).authorisation is AuthorisationState.VALID


def test_becoming_medecin_traitant_authorises_and_ceasing_to_be_keeps_access(record_id):
    gp = build.actor()
    services.authorise(gp, INS, AT, role=services.TREATING_PHYSICIAN)
    existence = services.existence(gp, INS, AT)
    assert (existence.authorisation, existence.is_treating_physician) == (AuthorisationState.VALID, True)
    services.authorise(gp, INS, AT, role=services.TREATING_PHYSICIAN, remove=True)
    existence = services.existence(gp, INS, AT)
    assert (existence.authorisation, existence.is_treating_physician) == (AuthorisationState.VALID, False)


def test_removing_one_s_authorisation_ends_the_role_too(record_id):
    gp = build.actor()
    services.authorise(gp, INS, AT, role=services.TREATING_PHYSICIAN)
    assert not services.authorise(gp, INS, AT, remove=True).already
    existence = services.existence(gp, INS, AT)
    assert (existence.authorisation, existence.is_treating_physician) == (AuthorisationState.NONE, False)
    assert services.authorise(gp, INS, AT, remove=True).already


def test_a_record_may_have_several_medecins_traitants(record_id):
    services.authorise(build.actor(), INS, AT, role=services.TREATING_PHYSICIAN)
    services.authorise(build.specialist(), INS, AT, role=services.TREATING_PHYSICIAN)
    assert TreatingPhysician.objects.filter(until=None).count() == 2


@pytest.mark.rule("DMP-062")
def test_a_nurse_never_becomes_medecin_traitant(record_id):
    outcome = services.authorise(build.nurse(), INS, AT, role=services.TREATING_PHYSICIAN)
    assert not outcome.decision.allowed
    assert not TreatingPhysician.objects.exists()


@pytest.mark.parametrize(
    "asked",
    [lambda: services.existence(replace(build.actor()), INS, AT), lambda: services.authorise(build.actor(), INS, AT)],
)
def test_every_access_is_told_to_the_journal_with_who_and_from_where(record_id, asked):
    asked()
    act = ledger.acts(record_id)[0]
    assert (act.author.id, act.author.structure, act.author.access_mode) == (build.GP, build.PRACTICE, "normal")
    assert act.author.profession == "10/SM26"
