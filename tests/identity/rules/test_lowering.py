"""How an identity falls back, what leaves it, and who is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from socle.identity.facts import Attribute, Organisation, Reason, Status
from socle.identity.rules import (
    birth_date,
    cancel_document,
    change_traits,
    in_order,
    mark,
    may_correct,
    may_send,
    merge,
    send,
    unmark,
    verification_due,
    verify,
)
from socle.rulebook import Obligation
from tests.identity.files import (
    BY_STATUS,
    CHOICES,
    DOUBTFUL,
    FICTIVE,
    FULL,
    MERGED,
    OTHER_INS,
    PROV,
    QUAL,
    RECUP,
    SENT,
    TYPED,
    VALI,
    ids,
)

EVERY = list(BY_STATUS.values())
TELL = (Obligation.TELL_RECIPIENTS,)


@pytest.mark.rule("INS-521")
@pytest.mark.parametrize("facts", EVERY, ids=lambda facts: facts.status)
@pytest.mark.parametrize("attribute", [Attribute.DOUBTFUL, Attribute.FICTIVE])
def test_a_doubt_or_a_fiction_takes_ins_and_check_away_from_any_status(facts, attribute):
    step = mark(facts, attribute, Reason.THEFT, confirmed=True)
    assert (step.after.status, step.after.ins, step.after.paper) == (Status.PROVISIONAL, None, "")
    assert step.after.attributes == {attribute}
    assert step.after.reason is Reason.THEFT
    again = unmark(step.after, attribute)
    assert (again.after.status, again.after.attributes, again.after.reason) == ("PROV", frozenset(), "VIDE")


@pytest.mark.rule("INS-521")
def test_a_homonym_keeps_its_status_whatever_it_is():
    for facts in EVERY:
        step = mark(facts, Attribute.HOMONYM)
        assert (step.after.status, step.after.ins) == (facts.status, facts.ins)
        assert unmark(step.after, Attribute.HOMONYM).after == facts


@pytest.mark.rule("INS-521")
@pytest.mark.parametrize(
    ("held", "added", "together"),
    [
        (Attribute.HOMONYM, Attribute.DOUBTFUL, True),
        (Attribute.DOUBTFUL, Attribute.HOMONYM, True),
        (Attribute.HOMONYM, Attribute.FICTIVE, False),
        (Attribute.FICTIVE, Attribute.HOMONYM, False),
        (Attribute.DOUBTFUL, Attribute.FICTIVE, False),
        (Attribute.FICTIVE, Attribute.DOUBTFUL, False),
    ],
)
def test_douteuse_goes_with_homonyme_and_fictive_with_nothing(held, added, together):
    step = mark(mark(PROV, held).after, added)
    assert step.decision.allowed is together
    if not together:
        assert ids(step.decision) == ["identity.attributes-excluded"]
    else:
        assert step.after.attributes == {held, added}


@pytest.mark.rule("INS-521")
def test_a_qualified_identity_becomes_fictive_only_once_confirmed():
    step = mark(QUAL, Attribute.FICTIVE)
    assert ids(step.decision) == ["identity.fictive-unconfirmed"]
    assert step.after is QUAL


@pytest.mark.parametrize(
    ("move", "status"),
    [
        (lambda facts: verify(facts, agreed=False), "VALI"),
        (cancel_document, "RECUP"),
        (lambda facts: mark(facts, Attribute.DOUBTFUL), "PROV"),
        (lambda facts: mark(facts, Attribute.FICTIVE, confirmed=True), "PROV"),
        (lambda facts: change_traits(facts, replace(FULL, birth_place="35239"), authorised=True), "PROV"),
    ],
)
def test_who_received_the_matricule_is_told_when_it_is_withdrawn_and_nobody_when_nobody_had_it(move, status):
    step = move(SENT)
    assert (step.after.status, step.decision.obligations, step.after.sent) == (status, TELL, False)
    assert move(QUAL).decision.obligations == ()


def test_a_verification_that_agrees_changes_nothing_and_one_that_does_not_takes_the_ins():
    assert verify(QUAL, agreed=True).after is QUAL
    assert verify(RECUP, agreed=False).after.status is Status.PROVISIONAL
    assert ids(verify(QUAL, agreed=False).decision) == ["identity.verification-failed"]
    assert ids(verify(VALI, agreed=True).decision) == ["identity.no-ins"]


@pytest.mark.parametrize(
    ("last", "due"), [(None, True), (date(2023, 9, 15), True), (date(2023, 9, 16), False), (date(2026, 1, 1), False)]
)
def test_an_ins_is_verified_again_after_the_years_of_the_setting(last, due):
    assert verification_due(last, date(2026, 9, 15), CHOICES) is due
    if last is not None and due:
        assert not verification_due(last, date(2026, 9, 15), replace(CHOICES, ins_verification_years=5))


def test_only_a_check_that_was_made_is_taken_back():
    assert cancel_document(VALI).after.status is Status.PROVISIONAL
    assert ids(cancel_document(RECUP).decision) == ["identity.no-document"]


@pytest.mark.parametrize("facts", [RECUP, QUAL], ids=lambda facts: facts.status)
def test_traits_of_insi_are_locked_but_for_an_authorised_profile_who_loses_the_status(facts):
    other = replace(FULL, birth_name="AUTRE")
    refused = change_traits(facts, other, authorised=False)
    assert ids(refused.decision) == ["identity.traits-locked"]
    assert refused.after is facts
    assert change_traits(facts, other, authorised=True).after.status is Status.PROVISIONAL


@pytest.mark.rule("INS-527")
def test_used_names_are_free_and_written_as_names_are():
    step = change_traits(QUAL, replace(FULL, used_name="LAMPION", used_given_name="CAM"), authorised=False)
    assert (step.after.status, step.after.traits.used_name) == (Status.QUALIFIED, "LAMPION")
    assert ids(change_traits(QUAL, replace(FULL, used_name="lampion"), authorised=False).decision) == [
        "identity.name-characters"
    ]


def test_a_strict_trait_that_changes_takes_the_check_of_the_document_away():
    assert change_traits(VALI, replace(TYPED, birth_place="35239"), authorised=False).after.status == "PROV"
    assert change_traits(VALI, FULL, authorised=False).after.status == "VALI"


@pytest.mark.rule("INS-523")
def test_typed_traits_keep_to_the_rules_of_characters_and_may_wait_for_the_list_of_given_names():
    assert change_traits(PROV, TYPED, authorised=False).decision.allowed
    wrong = change_traits(PROV, replace(TYPED, given_names="ODETTE CAMILLE"), authorised=False)
    assert ids(wrong.decision) == ["identity.first-given-name-not-first"]
    assert "INS-523" in wrong.decision.rules


@pytest.mark.rule("INS-522")
@pytest.mark.parametrize("facts", [*EVERY, DOUBTFUL, FICTIVE, MERGED], ids=str)
def test_only_the_matricule_of_a_qualified_identity_leaves(facts):
    assert may_send(facts, CHOICES).allowed is (facts is QUAL)
    assert send(facts, CHOICES).after.sent is (facts is QUAL)


@pytest.mark.rule("INS-522")
def test_a_test_matricule_does_not_leave_in_production():
    assert ids(may_send(QUAL, replace(CHOICES, production=True))) == ["identity.test-ins-in-production"]


def test_of_two_files_the_surest_stays_and_the_other_one_ends():
    both = merge(QUAL, PROV)
    assert both.decision.allowed
    assert (both.kept, both.absorbed.merged) == (QUAL, True)
    assert ids(merge(PROV, QUAL).decision) == ["identity.merge-keeps-best"]
    assert ids(merge(PROV, PROV, same_file=True).decision) == ["identity.merge-itself"]
    assert ids(merge(PROV, MERGED).decision) == ["identity.file-merged"]
    assert merge(QUAL, SENT).kept.sent


def test_two_people_are_never_made_one():
    other = replace(QUAL, ins=OTHER_INS)
    assert ids(merge(QUAL, other).decision) == ["identity.merge-two-ins"]
    elsewhere = replace(VALI, traits=replace(TYPED, birth_place="35239"))
    assert ids(merge(VALI, elsewhere).decision) == ["identity.merge-two-people"]
    assert merge(VALI, replace(elsewhere, document_checked=False, paper="")).decision.allowed


@pytest.mark.rule("INS-007")
def test_an_anonymous_file_is_joined_to_no_other():
    for pair in ((PROV, FICTIVE), (FICTIVE, PROV)):
        decision = merge(*pair).decision
        assert ids(decision) == ["identity.merge-fictive"]
        assert "INS-007" in decision.rules


@pytest.mark.rule("INS-524")
@pytest.mark.parametrize(
    ("known", "completed", "fictive"),
    [
        ((1984, 5, 17), date(1984, 5, 17), False),
        ((1984, 5, None), date(1984, 5, 1), True),
        ((1984, None, 17), date(1984, 1, 17), True),
        ((1984, None, None), date(1984, 12, 31), True),
    ],
)
def test_an_incomplete_birth_date_is_completed_and_told_fictive(known, completed, fictive):
    assert birth_date(*known) == (completed, fictive)
    assert birth_date(*known, estimated=True) == (date(1984, 12, 31), True)


WHOLE = Organisation(charter="Charte 2026", referent="899880000015")
SHARED = replace(WHOLE, cluster="Grappe des Rives", super_referent="899880000023", validated_on=date(2026, 3, 1))


@pytest.mark.rule("ORG-001", "ORG-002")
@pytest.mark.parametrize(
    ("organisation", "verdicts"),
    [
        (WHOLE, []),
        (Organisation(), ["identity.charter-missing", "identity.referent-missing"]),
        (replace(WHOLE, charter=""), ["identity.charter-missing"]),
        (replace(WHOLE, referent=""), ["identity.referent-missing"]),
        (replace(SHARED, referent=""), ["identity.referent-missing"]),
    ],
)
def test_every_structure_has_a_charter_and_a_referent_sharing_or_not(organisation, verdicts):
    decision = in_order(organisation)
    assert ids(decision) == verdicts
    assert {"ORG-001", "ORG-002"} <= set(decision.rules)


@pytest.mark.rule("ORG-003", "ORG-004")
def test_small_structures_may_share_the_work_of_a_super_referent_whom_their_committee_validates():
    assert ids(in_order(SHARED)) == []
    assert {"ORG-003", "ORG-004"} <= set(in_order(SHARED).rules)
    assert ids(in_order(replace(SHARED, super_referent=""))) == ["identity.super-referent-missing"]
    pending = in_order(replace(SHARED, validated_on=None))
    assert ids(pending) == ["identity.committee-pending"]
    assert pending.allowed
    assert "ORG-003" not in in_order(WHOLE).rules


@pytest.mark.parametrize(
    ("who", "may"), [("899880000015", True), ("899880000023", True), ("899880000031", False), ("", False)]
)
def test_the_referents_alone_correct_what_is_locked(who, may):
    assert may_correct(SHARED, who) is may
    assert not may_correct(None, who)
