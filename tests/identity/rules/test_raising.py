"""How an identity rises: INSi and a document, each once, in any order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from socle.identity import oids
from socle.identity.facts import Attribute, Seen, Status
from socle.identity.insi_answer import InsFound
from socle.identity.papers import NEVER, PAPERS
from socle.identity.rules import by_vitale_app, check_document, mark, retrieve
from socle.identity.rules.strict import STRICT
from socle.rulebook import Obligation
from tests.identity.files import (
    BY_STATUS,
    CHOICES,
    DAY,
    DOUBTFUL,
    FICTIVE,
    INS,
    MERGED,
    NONE,
    ONE,
    OTHER,
    PASSPORT,
    PROV,
    QUAL,
    RECUP,
    SENT,
    SEVERAL,
    STRANGE,
    TOLD,
    VALI,
    ids,
)

CHILD = replace(PROV, traits=replace(PROV.traits, birth_date=date(2016, 1, 1)))


@pytest.mark.rule("INS-520")
@pytest.mark.parametrize(
    ("insi", "document", "status"),
    [(False, False, "PROV"), (True, False, "RECUP"), (False, True, "VALI"), (True, True, "QUAL")],
)
def test_a_status_is_two_facts_and_nothing_else(insi, document, status):
    assert Status.of(insi_answered=insi, document_checked=document) == status
    assert BY_STATUS[status].status == status


@pytest.mark.rule("INS-002", "INS-520")
def test_insi_then_a_document_qualify():
    retrieved = retrieve(PROV, ONE, CHOICES)
    assert retrieved.after.status is Status.RETRIEVED
    checked = check_document(retrieved.after, PASSPORT, DAY, CHOICES)
    assert checked.after.status is Status.QUALIFIED
    assert {"INS-001", "INS-002"} <= set(checked.decision.rules)


@pytest.mark.rule("INS-001", "INS-002")
@pytest.mark.parametrize("paper", ["", *NEVER], ids=lambda code: code or "none")
def test_without_an_accepted_document_nothing_is_qualified(paper):
    step = check_document(RECUP, Seen(paper=paper), DAY, CHOICES)
    assert ids(step.decision) == ["identity.document-not-accepted"]
    assert "INS-001" in step.decision.rules
    assert step.after is RECUP


@pytest.mark.rule("INS-003")
def test_an_identity_validated_earlier_is_qualified_by_insi_without_a_document_today():
    step = retrieve(VALI, ONE, CHOICES)
    assert step.after.status is Status.QUALIFIED
    assert "INS-003" in step.decision.rules
    assert step.decision.obligations == ()


@pytest.mark.rule("INS-004", "INS-005")
def test_insi_without_a_document_gives_at_best_recuperee_and_invites_to_bring_one():
    step = retrieve(PROV, ONE, CHOICES)
    assert step.after.status is Status.RETRIEVED
    assert step.decision.obligations == (Obligation.INVITE_TO_BRING_DOCUMENT,)
    assert {"INS-004", "INS-005"} <= set(step.decision.rules)
    assert "INS-003" not in step.decision.rules


@pytest.mark.rule("INS-526", "INS-527")
def test_what_insi_returned_takes_the_place_of_what_was_typed_as_it_came_and_leaves_used_names_alone():
    told = replace(TOLD, birth_name="Boisjoly", given_names="Camille  Odette", birth_place="35999")
    step = retrieve(PROV, replace(ONE, traits=told), CHOICES, first_given_name="Camille")
    traits = step.after.traits
    assert (traits.birth_name, traits.given_names, traits.birth_place) == ("Boisjoly", "Camille  Odette", "35999")
    assert (traits.used_name, traits.used_given_name) == ("TAMARIN", "")
    assert step.after.ins is not None
    assert step.after.ins.same_as(INS)


@pytest.mark.parametrize("facts", [PROV, VALI, RECUP, QUAL], ids=lambda facts: facts.status)
@pytest.mark.parametrize(
    ("answer", "verdict"), [(NONE, "insi-nobody"), (SEVERAL, "insi-several"), (STRANGE, "insi-unreadable")]
)
def test_any_other_answer_changes_nothing(facts, answer, verdict):
    step = retrieve(facts, answer, CHOICES)
    assert ids(step.decision) == [f"identity.{verdict}"]
    assert step.after is facts


@pytest.mark.parametrize("lost", ["birth_name", "given_names", "sex", "birth_date", "birth_place"])
def test_an_answer_that_lacks_a_trait_is_not_used(lost):
    step = retrieve(PROV, replace(ONE, traits=replace(TOLD, **{lost: None if lost == "birth_date" else ""})), CHOICES)
    assert ids(step.decision) == ["identity.insi-unreadable"]
    assert step.after is PROV


def test_a_wrong_key_of_insi_is_kept_and_told():
    step = retrieve(PROV, replace(ONE, active=InsFound.of("284053523899178", oids.NIR_TEST)), CHOICES)
    assert ids(step.decision) == ["identity.matricule-key"]
    assert step.after.status is Status.RETRIEVED


def test_a_test_ins_is_not_taken_in_production():
    step = retrieve(PROV, ONE, replace(CHOICES, production=True))
    assert ids(step.decision) == ["identity.test-ins-in-production"]
    assert step.after is PROV


@pytest.mark.rule("INS-523")
@pytest.mark.parametrize(("first", "taken"), [("CAMILLE", True), ("CAMILLE-ODETTE", True), ("ODETTE", False)])
def test_the_list_begins_with_the_first_given_name_hyphen_and_space_being_equal(first, taken):
    step = retrieve(PROV, ONE, CHOICES, first_given_name=first)
    assert step.decision.allowed is taken
    assert "INS-523" in step.decision.rules


@pytest.mark.rule("INS-009")
@pytest.mark.parametrize(
    "told",
    [{"birth_name": "BOISJOLIE"}, {"sex": "M"}, {"birth_date": date(1984, 5, 18)}, {"birth_place": "35239"}],
    ids=lambda told: next(iter(told)),
)
@pytest.mark.parametrize("facts", [VALI, QUAL], ids=["validated", "qualified"])
def test_insi_never_overrides_a_document_that_was_checked(told, facts):
    step = retrieve(facts, replace(ONE, traits=replace(TOLD, **told)), CHOICES)
    assert ids(step.decision) == ["identity.answer-disagrees"]
    assert step.after is facts
    taken = retrieve(PROV, replace(ONE, traits=replace(TOLD, **told)), CHOICES)
    assert taken.after.status is Status.RETRIEVED


def test_a_sex_that_nobody_could_tell_disagrees_with_neither():
    facts = replace(VALI, traits=replace(VALI.traits, sex="I"))
    step = retrieve(facts, ONE, CHOICES)
    assert (step.after.status, step.after.traits.sex) == (Status.QUALIFIED, "F")


def test_whoever_holds_the_former_ins_is_told_when_another_takes_its_place():
    assert retrieve(SENT, OTHER, CHOICES).decision.obligations == (Obligation.TELL_RECIPIENTS,)
    assert retrieve(SENT, OTHER, CHOICES).after.sent is False
    assert retrieve(SENT, ONE, CHOICES).decision.obligations == ()
    assert retrieve(SENT, ONE, CHOICES).after.sent is True
    assert retrieve(QUAL, OTHER, CHOICES).decision.obligations == ()


@pytest.mark.rule("INS-006", "INS-521")
@pytest.mark.parametrize("facts", [DOUBTFUL, FICTIVE], ids=["doubtful", "fictive"])
def test_nothing_raises_an_identity_that_is_in_doubt_or_fictive(facts):
    for step in (
        retrieve(facts, ONE, CHOICES),
        check_document(facts, PASSPORT, DAY, CHOICES),
        by_vitale_app(facts, ONE, DAY, CHOICES),
    ):
        assert not step.decision.allowed
        assert {"INS-006", "INS-521"} <= set(step.decision.rules)
        assert step.after is facts


@pytest.mark.parametrize(
    "move",
    [
        lambda: retrieve(MERGED, ONE, CHOICES),
        lambda: check_document(MERGED, PASSPORT, DAY, CHOICES),
        lambda: mark(MERGED, Attribute.HOMONYM),
    ],
)
def test_a_file_that_was_merged_does_not_change(move):
    assert ids(move().decision) == ["identity.file-merged"]


@pytest.mark.rule("INS-008")
@pytest.mark.parametrize(
    ("expires", "told"), [(date(2011, 1, 1), True), (date(2026, 9, 14), True), (DAY, False), (None, False)]
)
def test_an_expired_document_is_accepted_and_said_to_be_expired(expires, told):
    step = check_document(RECUP, replace(PASSPORT, expires=expires), DAY, CHOICES)
    assert step.after.status is Status.QUALIFIED
    assert (ids(step.decision) == ["identity.document-expired"]) is told
    assert ("INS-008" in step.decision.rules) is told


@pytest.mark.rule("INS-009")
@pytest.mark.parametrize("trait", STRICT)
@pytest.mark.parametrize("expires", [None, date(2011, 1, 1)], ids=["valid", "expired"])
def test_each_of_the_five_strict_traits_must_match_whether_the_document_expired_or_not(trait, expires):
    seen = replace(PASSPORT, expires=expires, differing=frozenset({trait}))
    step = check_document(RECUP, seen, DAY, CHOICES)
    assert ids(step.decision) == ["identity.document-disagrees"]
    assert step.decision.errors[0].place == STRICT[trait]
    assert step.after is RECUP


@pytest.mark.rule("INS-525")
@pytest.mark.parametrize(
    ("facts", "seen", "verdict"),
    [
        (CHILD, Seen(paper="AN"), "document-needs-parent"),
        (CHILD, Seen(paper="AN", parent="LE"), "document-needs-parent"),
        (CHILD, Seen(paper="AN", parent="CN"), ""),
        (CHILD, Seen(paper="CC"), ""),
        (PROV, Seen(paper="CC"), "document-of-others"),
        (PROV, Seen(paper="LE", parent="CN"), "document-of-others"),
        (PROV, Seen(paper="LECV"), ""),
        (CHILD, Seen(paper="LECV"), "document-of-others"),
    ],
)
def test_the_exceptions_count_for_whom_they_are_and_with_what_they_need(facts, seen, verdict):
    step = check_document(facts, seen, DAY, CHOICES)
    assert ids(step.decision) == ([f"identity.{verdict}"] if verdict else [])
    assert step.after.document_checked is (not verdict)


@pytest.mark.rule("INS-525")
@pytest.mark.parametrize(("day", "accepted"), [(date(2023, 12, 31), False), (date(2024, 1, 1), True)])
def test_the_list_is_dated(day, accepted):
    assert check_document(PROV, Seen(paper="LECV"), day, CHOICES).decision.allowed is accepted
    assert check_document(PROV, PASSPORT, day, CHOICES).decision.allowed


@pytest.mark.rule("INS-525")
@pytest.mark.parametrize("code", [code for code, paper in PAPERS.items() if paper.high_confidence])
def test_each_device_of_high_confidence_validates_alone_and_is_kept(code):
    step = check_document(PROV, Seen(paper=code), DAY, CHOICES)
    assert (step.after.status, step.after.paper) == (Status.VALIDATED, code)


@pytest.mark.parametrize("facts", [PROV, VALI, RECUP], ids=lambda facts: facts.status)
def test_the_appli_carte_vitale_is_an_answer_and_a_document_in_one(facts):
    step = by_vitale_app(facts, ONE, DAY, CHOICES)
    assert step.after.status is Status.QUALIFIED
    assert step.decision.obligations == ()


def test_the_appli_carte_vitale_without_one_answer_is_nothing():
    step = by_vitale_app(PROV, NONE, DAY, CHOICES)
    assert ids(step.decision) == ["identity.insi-nobody"]
    assert step.after is PROV
