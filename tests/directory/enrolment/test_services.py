"""Registering, leaving, choosing a profile, designating, delegating: on a database, and in the journal."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from socle import ledger
from socle.codes import value_set
from socle.directory import rules, services
from socle.directory.actor import Authentication
from socle.directory.connect import Activation
from socle.directory.enrolment.facts import Use
from socle.directory.enrolment.tracing import register_of
from socle.directory.models import Card, CivilStatus, Enrolment, Manager, Professional
from socle.directory.services import connect, enrolment, managing
from socle.directory.services.enrolled import State, enrolled, trace
from socle.identity.checkdigits import rpps
from socle.ledger import ActCode, Outcome
from socle.wire.xds.model import Code
from tests.directory.enrolment.builders import (
    ASSOCIATION,
    EDUCATOR,
    HOME,
    MAELLE,
    NOW,
    OTHER_HOME,
    PHARMACY,
    REGIONAL,
    SOCIAL_WORKER,
    TODAY,
    ids,
    manager,
    representative,
)
from tests.directory.enrolment.conftest import CENTRAL, OF_BODY, OF_HOME

pytestmark = [pytest.mark.django_db, pytest.mark.database]

AT_HOME, AT_HEAD, AT_BODY = (manager(idnat) for idnat in (OF_HOME, CENTRAL, OF_BODY))
DAY = timedelta(days=1)


def enrol(draft=MAELLE, actor=AT_HOME, at=NOW):
    return enrolment.enrol(actor, draft, at)


def acts(place=HOME):
    return [(entry.code, entry.outcome) for entry in ledger.acts(register_of(place))]


@pytest.mark.rule("RPPS-003", "RPPS-007")
def test_a_person_is_registered_under_a_new_number_with_a_key_and_his_civil_status(desk):
    done = enrol()
    assert done.decision.allowed
    assert done.created
    assert rpps(done.rpps)
    kept = CivilStatus.objects.get(professional__rpps=done.rpps)
    assert (kept.birth_name, kept.birth_date, kept.sex) == ("LE GOFF", date(1991, 4, 23), "F")
    row = Enrolment.objects.get(pk=done.enrolment)
    assert (row.role, row.uses, row.enrolled_by, row.authority) == (EDUCATOR, ["mssante"], OF_HOME, HOME.idnat)


@pytest.mark.rule("RPPS-022", "RPPS-019")
def test_whoever_is_registered_acts_at_once_and_whoever_left_does_not(desk):
    done = enrol(replace(MAELLE, since=TODAY))
    place = services.structure(HOME.idnat)

    def may_act(at):
        known = services.professional(f"8{done.rpps}")
        entry = value_set("subject_role").get(EDUCATOR)
        decision = rules.professional_exists(f"8{done.rpps}", known, at)
        decision += rules.role_is_of_professional((Code(EDUCATOR, entry.scheme),), known)
        return (decision + rules.is_linked(known, place, at)).allowed

    assert not may_act(NOW - DAY)
    assert may_act(NOW)
    enrolment.leave(AT_HOME, done.enrolment, TODAY, NOW)
    assert may_act(NOW)
    assert not may_act(NOW + DAY)


def test_somebody_registered_for_later_acts_from_his_first_day_on(desk):
    done = enrol(replace(MAELLE, since=TODAY + DAY))
    known, place = services.professional(f"8{done.rpps}"), services.structure(HOME.idnat)
    assert not rules.is_linked(known, place, NOW).allowed
    assert rules.is_linked(known, place, NOW + DAY).allowed


@pytest.mark.rule("RPPS-017")
def test_registering_somebody_orders_no_card(desk):
    before = Card.objects.count()
    done = enrol()
    assert done.decision.allowed
    assert Card.objects.count() == before
    assert not Card.objects.filter(holder=f"8{done.rpps}").exists()


@pytest.mark.rule("RPPS-002")
def test_whoever_is_registered_with_a_mail_and_a_mobile_activates_his_e_cps(desk):
    unreachable = enrol()
    reached = enrol(replace(MAELLE, birth_name="BIHAN", mail="b@courriel.example", mobile="0199000999"))

    def activates(declared):
        asked = Activation(holder=f"8{declared.rpps}", mail="b@courriel.example", mobile="0199000999")
        return connect.activate_ecps(asked, "1234", NOW).allowed

    assert activates(reached)
    assert not activates(unreachable)


def test_no_structure_changes_how_somebody_known_already_activates_his_e_cps(desk):
    connect.register_contact("899700218896", "kervelec@courriel.example", "0199000111")
    said = {"mail": "x@courriel.example", "mobile": "0199000999"}
    assert enrol(replace(MAELLE, rpps="99700218896", birth_name="", given_names="", **said)).decision.allowed
    asked = Activation(holder="899700218896", **said)
    assert not connect.activate_ecps(asked, "1234", NOW).allowed


@pytest.mark.rule("RPPS-015")
def test_registering_and_opening_rights_are_traced_and_so_is_a_refusal(desk):
    done = enrol()
    enrol(replace(MAELLE, uses=frozenset()))
    told = ledger.acts(register_of(HOME))
    assert [(one.code, one.outcome) for one in told] == [
        (ActCode.ENROLMENT_ADD, Outcome.REFUSED),
        (ActCode.PROFILE_CHANGE, Outcome.DONE),
        (ActCode.ENROLMENT_ADD, Outcome.DONE),
    ]
    assert told[0].verdicts == ("directory.enrolment-use-missing",)
    assert (told[2].object_id, told[2].author.id) == (f"8{done.rpps}", OF_HOME)
    assert told[2].details["role"] == EDUCATOR
    assert all("RPPS-015" in one.rules for one in told)
    assert "LE GOFF" not in str([one.details for one in told])


def test_a_refusal_leaves_nothing_but_its_trace(desk):
    enrol(replace(MAELLE, structure=PHARMACY.idnat))
    assert not Enrolment.objects.exists()
    assert not Professional.objects.filter(family="LE GOFF").exists()
    assert acts(PHARMACY) == [(ActCode.ENROLMENT_ADD, Outcome.REFUSED)]


def test_one_person_keeps_one_number_in_several_structures(desk):
    first = enrol()
    second = enrol(replace(MAELLE, structure=OTHER_HOME.idnat, given_names="Maelle Anne"), AT_HEAD)
    assert ids(second.decision) == ["enrolment-known-person"]
    assert second.rpps == first.rpps
    assert Professional.objects.filter(family="LE GOFF").count() == 1
    assert {one.structure for one in enrolled([HOME, OTHER_HOME])} == {HOME.idnat, OTHER_HOME.idnat}


def test_a_physician_of_the_directory_is_not_created_again_under_another_number(desk):
    twin = replace(MAELLE, birth_name="KERVELEC", given_names="NOLWENN")
    assert ids(enrol(twin).decision) == ["enrolment-possible-double"]
    there = enrol(replace(MAELLE, rpps="99700218896", birth_name="", given_names=""))
    assert there.decision.allowed
    assert Professional.objects.get(rpps="99700218896").profession == "10"


@pytest.mark.rule("RPPS-013")
def test_roles_in_two_structures_make_one_profile_that_a_manager_may_change(desk):
    first = enrol()
    second = enrol(replace(MAELLE, structure=OTHER_HOME.idnat, role=SOCIAL_WORKER), AT_HEAD)
    assert "enrolment-profile-stays" in ids(second.decision)
    person = Professional.objects.get(rpps=first.rpps)
    assert person.profession == EDUCATOR
    assert enrolment.choose_profile(AT_HEAD, second.enrolment, NOW).decision.allowed
    person.refresh_from_db()
    assert person.profession == SOCIAL_WORKER
    enrolment.leave(AT_HEAD, second.enrolment, TODAY - DAY, NOW)
    person.refresh_from_db()
    assert person.profession == EDUCATOR


@pytest.mark.rule("RPPS-004")
def test_who_left_may_be_registered_again_and_keeps_his_number(desk):
    first = enrol()
    assert ids(enrol().decision)[-1] == "enrolment-already-there"
    assert enrolment.leave(AT_HOME, first.enrolment, TODAY - DAY, NOW).decision.allowed
    again = enrol(replace(MAELLE, since=TODAY))
    assert (again.rpps, again.decision.allowed) == (first.rpps, True)
    assert ids(enrolment.leave(AT_HOME, again.enrolment, date(2026, 8, 1), NOW).decision) == [
        "enrolment-dates-out-of-order"
    ]
    assert [one.state(TODAY) for one in enrolled([HOME])] == [State.HERE, State.LEFT]


def test_a_departure_declared_on_a_former_registration_does_not_end_the_one_that_followed(desk):
    first = enrol()
    assert enrolment.leave(AT_HOME, first.enrolment, TODAY - DAY, NOW).decision.allowed
    again = enrol(replace(MAELLE, since=TODAY))
    declared = enrolment.leave(AT_HOME, first.enrolment, TODAY, NOW)
    assert (ids(declared.decision), declared.enrolment) == (["enrolment-already-left"], first.enrolment)
    assert Enrolment.objects.get(pk=again.enrolment).until is None


@pytest.mark.rule("RPPS-004", "RPPS-008")
def test_neither_another_site_s_manager_nor_the_person_himself_declares(desk):
    assert "enrolment-not-manager" in ids(enrol(replace(MAELLE, structure=OTHER_HOME.idnat)).decision)
    done = enrol()
    himself = manager(f"8{done.rpps}", authentication=Authentication.CARD)
    refused = enrolment.leave(himself, done.enrolment, TODAY, NOW)
    assert "enrolment-not-manager" in ids(refused.decision)
    assert Enrolment.objects.get(pk=done.enrolment).until is None


@pytest.mark.rule("RPPS-016")
def test_a_manager_whose_card_is_opposed_registers_nobody(desk):
    Card.objects.filter(holder=OF_HOME).update(opposed_at=NOW)
    assert ids(enrol().decision) == ["enrolment-manager-without-card"]
    assert not Enrolment.objects.exists()


@pytest.mark.rule("RPPS-007", "RPPS-015")
def test_a_manager_registers_from_his_designation_on_until_its_end(place):
    head = representative()
    assert "enrolment-not-manager" in ids(enrol().decision)
    assert managing.designate(head, HOME.idnat, OF_HOME, "Mme Direction", NOW).allowed
    assert enrol().decision.allowed
    held = Manager.objects.get(holder=OF_HOME)
    assert managing.end_designation(head, held.pk, "Mme Direction", NOW).allowed
    assert "enrolment-not-manager" in ids(enrol(replace(MAELLE, structure=HOME.idnat)).decision)
    assert ids(managing.end_designation(head, held.pk, "Mme Direction", NOW)) == ["mandate-not-in-force"]
    codes = {code for code, _ in acts()}
    assert {ActCode.MANAGER_ADD, ActCode.MANAGER_REMOVE} <= codes


@pytest.mark.rule("RPPS-007")
def test_a_manager_is_somebody_of_the_directory_designated_by_the_legal_representative(place):
    unknown = managing.designate(representative(), HOME.idnat, "99700075064", "Mme Direction", NOW)
    assert ids(unknown) == ["mandate-person-unknown"]
    by_himself = managing.designate(AT_HOME, HOME.idnat, OF_HOME, "Mme Direction", NOW)
    assert ids(by_himself) == ["mandate-not-representative"]
    assert managing.designate(representative(), HOME.idnat, "99700218896", "Mme Direction", NOW).allowed
    assert Manager.objects.get().holder == "899700218896"


@pytest.mark.rule("RPPS-006", "RPPS-015")
def test_a_body_registers_for_a_structure_that_delegated_to_it_until_it_takes_it_back(place):
    managing.seat_manager(REGIONAL.idnat, OF_BODY, "M. Direction", NOW, since=date(2026, 1, 1))
    assert "enrolment-not-manager" in ids(enrol(actor=AT_BODY).decision)
    assert managing.delegate(representative(), ASSOCIATION.idnat, REGIONAL.idnat, "Mme Direction", NOW).allowed
    done = enrol(actor=AT_BODY)
    assert done.decision.allowed
    assert Enrolment.objects.get(pk=done.enrolment).authority == REGIONAL.idnat
    given = managing.desk_of(AT_BODY, NOW).delegations[0]
    assert ids(managing.designate(representative(), HOME.idnat, OF_HOME, "M", NOW)) == ["mandate-delegated"]
    assert managing.end_delegation(representative(), given.id, "Mme Direction", NOW).allowed
    assert not managing.desk_of(AT_BODY, NOW).may_declare(HOME).allowed
    assert managing.designate(representative(), HOME.idnat, OF_HOME, "Mme Direction", NOW).allowed


@pytest.mark.rule("RPPS-015", "RPPS-014")
def test_a_manager_reads_the_trace_and_the_list_of_his_own_structures_alone(desk):
    enrol()
    enrol(replace(MAELLE, structure=OTHER_HOME.idnat), AT_HEAD)
    of_home, of_all = (managing.desk_of(actor, NOW).places() for actor in (AT_HOME, AT_HEAD))
    assert {entry.details["structure"] for entry in trace(of_home)} == {HOME.idnat}
    assert {entry.details["structure"] for entry in trace(of_all)} == {HOME.idnat, OTHER_HOME.idnat}
    assert (len(enrolled(of_home)), len(enrolled(of_all))) == (1, 2)


def test_looking_up_finds_by_number_and_by_civil_status(desk):
    done = enrol()
    (by_name,) = enrolment.look_up(replace(MAELLE, sex="", birth_place="", structure=""), NOW)
    (by_number,) = enrolment.look_up(replace(MAELLE, rpps=done.rpps), NOW)
    assert by_name.rpps == by_number.rpps == done.rpps
    assert enrolment.look_up(replace(MAELLE, birth_date=date(1991, 4, 24)), NOW) == ()


def test_numbers_are_never_given_twice(desk):
    people = [replace(MAELLE, birth_name=name) for name in ("ABGRALL", "BIHAN", "CORRE")]
    given = [enrol(draft).rpps for draft in people]
    assert len(set(given)) == len(given)
    assert all(rpps(number) for number in given)


def test_an_use_is_kept_with_the_registration(desk):
    done = enrol(replace(MAELLE, uses=frozenset(Use)))
    assert Enrolment.objects.get(pk=done.enrolment).uses == ["dmp", "e-parcours", "mssante"]


def test_a_structure_that_changes_its_number_keeps_its_managers_and_its_registrations(desk):
    done = enrol()
    services.change_structure_identifier(HOME.idnat, "1991100199", NOW)
    new = replace(HOME, idnat="1991100199")
    assert [one.id for one in enrolled([new])] == [done.enrolment]
    assert enrolment.leave(AT_HOME, done.enrolment, TODAY, NOW).decision.allowed
