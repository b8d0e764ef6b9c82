"""What the holder decides from his space: his médecins traitants, emergencies, one document at a time."""

from __future__ import annotations

import pytest

from socle.directory.services import register_professional
from socle.identity.models import Person
from socle.ledger.models import Event
from socle.record import services
from socle.record.facts import Action, OpposedTo
from socle.record.models import Entry, Representative
from socle.record.rules import admitted_by, may, may_be_named
from socle.record.store.facts import facts as record_facts
from socle.rulebook.choices import Choices
from socle.wire.xds.model import APPROVED, ARCHIVED, DELETED, DEPRECATED
from tests.record import facts_builders as build
from tests.record.services.test_reading import put
from tests.record.services.test_steering import holder, ids, record_id  # noqa: F401 - fixtures

pytestmark = [pytest.mark.database, pytest.mark.django_db]

AT, INS = build.AT, build.INS
NOTE = "2.25.1.1"


def last_event():
    event = Event.objects.order_by("-sequence").first()
    return event.code, event.outcome


def rows():
    return list(Entry.objects.filter(unique_id=NOTE).order_by("version").values_list("status", "masked"))


@pytest.fixture
def note(record_id):  # noqa: F811
    put(NOTE, author=build.GP)
    return record_id


class TestPhysicians:
    @pytest.mark.rule("DMP-093")
    def test_a_physician_is_named_once_and_taken_back(self, holder, record_id):  # noqa: F811
        register_professional(build.GP, "KERVELEC", "Nolwenn", profession="10")
        assert services.name_physician(holder, INS, build.GP, AT).decision.allowed
        assert services.name_physician(holder, INS, build.GP, AT).already
        assert record_facts(record_id).treating_physicians == {build.GP}
        assert last_event() == ("record:physician:add", "done")
        assert services.name_physician(holder, INS, build.GP, AT, lift=True).decision.allowed
        assert record_facts(record_id).treating_physicians == frozenset()

    @pytest.mark.rule("DMP-093")
    def test_who_is_no_physician_unknown_or_blocked_is_not_named(self, holder, record_id):  # noqa: F811
        register_professional(build.NURSE, "LEBOSSE", "Maël", profession="60")
        for who in (build.NURSE, "899889999999", build.HOSPITAL):
            assert ids(services.name_physician(holder, INS, who, AT)) == ["record.physicians-only"]
        assert last_event() == ("record:physician:add", "refused")
        blocked = build.record(blocked=frozenset({build.GP}))
        found = may_be_named(build.GP, "10", blocked).errors
        assert [one.verdict.id for one in found] == ["record.blocked-not-treating"]

    def test_no_professional_names_a_physician_for_the_holder(self):
        for action in (Action.NAME_PHYSICIAN, Action.UNNAME_PHYSICIAN, Action.SET_EMERGENCY_ACCESS):
            refused = may(build.actor(), action, build.record(), at=AT, choices=Choices())
            assert [one.verdict.id for one in refused.errors] == ["record.right-refused"]


class TestEmergencies:
    def test_what_is_chosen_holds_and_choosing_it_again_changes_nothing(self, holder, record_id):  # noqa: F811
        wanted = {"break_glass": False, "regulation": True, "masked": True}
        assert not services.set_emergency_access(holder, INS, AT, **wanted).already
        assert services.set_emergency_access(holder, INS, AT, **wanted).already
        held = record_facts(record_id)
        assert (held.objects_to_break_glass, held.objects_to_regulation) == (True, False)
        assert held.shows_masked_in_emergency


@pytest.mark.rule("DMP-003")
@pytest.mark.rule("DMP-025")
def test_a_citizen_s_opposition_to_feeding_waits_for_a_professional_the_other_holds_at_once():
    for who in (build.patient(), build.representative()):
        assert admitted_by(who, OpposedTo.CONSULTING, judged=False)
        assert not admitted_by(who, OpposedTo.FEEDING, judged=True)
    assert admitted_by(build.actor(), OpposedTo.FEEDING, judged=True)
    assert not admitted_by(build.actor(), OpposedTo.FEEDING, judged=False)


class TestOneDocument:
    @pytest.mark.rule("DMP-090")
    @pytest.mark.rule("DMP-095")
    def test_the_holder_masks_and_unmasks_as_it_stands_now(self, holder, note):  # noqa: F811
        assert services.amend_document(holder, INS, note, NOTE, Action.MASK, AT).decision.allowed
        assert rows() == [(DEPRECATED, True), (APPROVED, True)]
        assert last_event() == ("record:document:mask", "done")
        assert services.amend_document(holder, INS, note, NOTE, Action.UNMASK, AT).decision.allowed
        assert rows()[-1] == (APPROVED, False)
        again = services.amend_document(holder, INS, note, NOTE, Action.UNMASK, AT)
        assert ids(again) == ["record.update-changes-nothing"]

    @pytest.mark.rule("DMP-158")
    def test_he_archives_and_deletes_what_he_deposited_and_nothing_else(self, holder, note):  # noqa: F811
        for action in (Action.ARCHIVE, Action.DELETE):
            assert ids(services.amend_document(holder, INS, note, NOTE, action, AT)) == ["record.not-author"]
        Entry.objects.update(by_patient=True)
        for action, status in ((Action.ARCHIVE, ARCHIVED), (Action.UNARCHIVE, APPROVED), (Action.DELETE, DELETED)):
            assert services.amend_document(holder, INS, note, NOTE, action, AT).decision.allowed
            assert rows()[-1][0] == status

    def test_a_document_that_is_not_there_is_refused_and_journaled(self, holder, note):  # noqa: F811
        assert ids(services.amend_document(holder, INS, note, "2.25.404", Action.MASK, AT)) == [
            "record.update-target-unknown"
        ]
        assert last_event()[1] == "refused"
        assert services.choices_on(holder, note, "2.25.404", AT) == {}

    @pytest.mark.rule("DMP-145")
    @pytest.mark.rule("DMP-148")
    def test_a_representative_masks_once_the_minor_of_sixteen_took_part(self, holder, note):  # noqa: F811
        Person.objects.update(birth_date=build.minors_record().birth_date)
        Representative.objects.create(record_id=note, id="r", person_id="parent", since=AT)
        parent = build.representative()
        refused = services.amend_document(parent, INS, note, NOTE, Action.MASK, AT)
        assert ids(refused) == ["record.minor-not-associated"]
        assert rows() == [(APPROVED, False)]
        assert services.amend_document(parent, INS, note, NOTE, Action.MASK, AT, associated=True).decision.allowed

    def test_what_may_be_done_with_it_is_told_without_a_trace(self, holder, note):  # noqa: F811
        before = Event.objects.count()
        found = services.choices_on(holder, note, NOTE, AT)
        assert {action for action, decision in found.items() if decision.allowed} == {
            Action.MASK,
            Action.UNMASK,
            Action.MASK_FROM,
        }
        assert Event.objects.count() == before
