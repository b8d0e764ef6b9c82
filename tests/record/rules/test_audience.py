"""Who sees a document, as pages say it before and after a change."""

from __future__ import annotations

import pytest
from tests.record.facts_builders import (
    AT,
    GP,
    NURSE,
    document,
    in_emergency,
    minors_record,
    patient,
    record,
    representative,
    specialist,
)

from socle.record.facts import Action
from socle.record.rules import Reader, audience, may_see
from socle.record.rules.audience import after
from socle.rulebook.choices import current
from socle.wire.xds.model import DELETED, INVISIBLE_TO_PATIENT, INVISIBLE_TO_REPRESENTATIVES, MASKED_TO_PROFESSIONALS

EVERYONE = (Reader.HOLDER, Reader.AUTHOR, Reader.TREATING_PHYSICIAN, Reader.PROFESSIONALS, Reader.EMERGENCY)


def seen(held, shown, **changes):
    return audience(held, document(visibility=frozenset(shown), **changes), AT, current())


def test_a_document_of_which_nothing_was_said_is_seen_by_all_who_may_read():
    assert seen(record(), ()).seen_by == EVERYONE
    assert seen(record(), ()).hidden_from == ()


@pytest.mark.rule("DMP-091", "DMP-092")
def test_a_masked_one_stays_with_the_patient_its_author_his_physician_and_his_administrators():
    held = record(administrators=frozenset({NURSE}))
    found = seen(held, {MASKED_TO_PROFESSIONALS})
    assert found.seen_by == (Reader.HOLDER, Reader.AUTHOR, Reader.TREATING_PHYSICIAN, Reader.ADMINISTRATOR)
    assert found.hidden_from == (Reader.PROFESSIONALS, Reader.EMERGENCY)
    assert Reader.EMERGENCY in seen(record(shows_masked_in_emergency=True), {MASKED_TO_PROFESSIONALS}).seen_by


@pytest.mark.rule("DMP-112", "DMP-130")
def test_an_invisible_one_is_hidden_from_the_patient_or_from_a_minor_s_representatives_alone():
    assert seen(record(), {INVISIBLE_TO_PATIENT}).hidden_from == (Reader.HOLDER,)
    hidden = seen(minors_record(), {INVISIBLE_TO_REPRESENTATIVES}).hidden_from
    assert Reader.REPRESENTATIVES in hidden
    assert not set(hidden) & {Reader.AUTHOR, Reader.TREATING_PHYSICIAN, Reader.PROFESSIONALS}


def test_emergency_is_not_spoken_of_where_the_patient_refused_it():
    refused = seen(record(objects_to_break_glass=True), ())
    assert Reader.EMERGENCY not in (*refused.seen_by, *refused.hidden_from)


@pytest.mark.parametrize("masks_all", [False, True])
def test_what_a_change_would_do_is_what_it_does(masks_all):
    held = record(masks_all=masks_all)
    masked = after(document(), Action.MASK)
    assert Reader.PROFESSIONALS in audience(held, masked, AT, current()).hidden_from
    assert Reader.PROFESSIONALS in audience(held, after(masked, Action.UNMASK), AT, current()).seen_by
    shown = after(document(visibility=frozenset({INVISIBLE_TO_PATIENT})), Action.SHOW_TO_PATIENT)
    assert Reader.HOLDER in audience(held, shown, AT, current()).seen_by
    assert after(document(), Action.DELETE).status == DELETED
    assert Reader.HOLDER in audience(held, after(document(), Action.DELETE), AT, current()).hidden_from
    assert after(document(), Action.BLOCK) == document()


@pytest.mark.parametrize("mark", [MASKED_TO_PROFESSIONALS, INVISIBLE_TO_PATIENT, INVISIBLE_TO_REPRESENTATIVES])
def test_each_kind_of_reader_is_told_of_as_may_see_decides_for_one_of_them(mark):
    held = minors_record(treating_physicians=frozenset({GP}))
    of = document(visibility=frozenset({mark}))
    people = {
        Reader.HOLDER: patient(),
        Reader.REPRESENTATIVES: representative(),
        Reader.PROFESSIONALS: specialist(),
        Reader.EMERGENCY: in_emergency(specialist()),
    }
    found = audience(held, of, AT, current())
    for reader, someone in people.items():
        allowed = may_see(someone, held, of, AT, current()).allowed
        assert (reader in found.seen_by) is allowed, (reader, mark)
