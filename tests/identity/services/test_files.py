"""Files of a structure, from the search before they open to the day they are joined: the row, its history, the journal."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from socle.clock import parse_instant
from socle.identity import oids, services
from socle.identity.clerk import Clerk
from socle.identity.facts import Attribute, Organisation, Reason, Seen
from socle.identity.insi_answer import InsFound
from socle.identity.models import IdentityFile, Recipient
from socle.identity.rules.answering import Means
from socle.identity.services import Wanted
from socle.ledger import Author
from socle.ledger.models import Event
from socle.wire.hl7v2 import CX
from tests.identity.files import FULL, INS, ONE, OTHER, PASSPORT, TOLD, TYPED, ids

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NOW = parse_instant("2026-09-15T08:00:00Z")
LATER = NOW + timedelta(hours=1)
CLERK = Clerk(
    author=Author(kind="employee", id="3990100109/SEC0042", name="ROUSSAC Mireille", structure="199880000018"),
    means=Means.NOMINATIVE_EMPLOYEE_CARD,
)
ELSEWHERE = replace(CLERK, author=replace(CLERK.author, structure="199880000026"))
NAMELESS = replace(CLERK, means=Means.EMPLOYEE_CARD)
FORMER = InsFound.of("184053523899174", oids.NIR_TEST, since=date(2019, 3, 1), until=date(2019, 2, 28))


def opened(traits=TYPED, **more):
    outcome = services.open_file(CLERK, traits, NOW, **more)
    assert outcome.file is not None, ids(outcome.decision)
    return outcome.file


def qualified(answer=ONE, **more):
    file = opened(**more)
    services.retrieve(CLERK, file.pk, answer, NOW)
    return services.check_document(CLERK, file.pk, PASSPORT, NOW).file


def again(file):
    return IdentityFile.objects.get(pk=file.pk)


def status(file):
    return services.facts_of(again(file)).status


@pytest.fixture
def national():
    """Camille among the persons whom INSi knows."""
    services.register(replace(FULL, used_name=""), INS, history=[FORMER.cx], at=NOW)


def test_a_file_like_another_one_is_opened_only_once_the_other_was_set_aside():
    first = opened()
    refused = services.open_file(CLERK, replace(TYPED, birth_name="BOISSEAU"), NOW)
    assert ids(refused.decision) == ["identity.search-first"]
    assert refused.file is None
    assert opened(replace(TYPED, birth_name="BOISSEAU"), set_aside=frozenset({first.pk})) != first
    assert opened(replace(TYPED, birth_name="LAMPION", first_given_name="HUGO", used_name=""))


def test_the_desk_is_answered_as_the_teleservice_answers_the_published_identities_too():
    zoe = replace(TYPED, birth_name="ADRUN", first_given_name="ZOE", sex="F", birth_date=date(1975, 12, 31))
    file = opened(replace(zoe, given_names="", birth_place="63220", used_name="", used_given_name=""))
    asked = services.ask(CLERK, file.pk, ("ZOE",), NOW)
    assert (asked.answer.code, asked.answer.active.matricule) == ("00", "275126322074974")
    services.retrieve(CLERK, file.pk, asked.answer, NOW)
    assert services.verify(CLERK, file.pk, NOW).file.insi_answered
    assert again(file).verified_at == NOW


def test_a_file_of_one_structure_is_nobody_elses():
    file = opened()
    assert services.file_of(ELSEWHERE, file.pk) is None
    assert services.search(ELSEWHERE, Wanted(birth_date=TYPED.birth_date)) == ()
    assert services.check_document(ELSEWHERE, file.pk, PASSPORT, NOW).file is None
    assert services.open_file(ELSEWHERE, TYPED, NOW).file is not None


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(birth_date=TYPED.birth_date), True),
        (Wanted(birth_date=TYPED.birth_date, name="Boi"), True),
        (Wanted(birth_date=TYPED.birth_date, name="tamaris"), True),
        (Wanted(birth_date=TYPED.birth_date, given_name="Cam"), True),
        (Wanted(birth_date=TYPED.birth_date, name="Boi", given_name="Hug"), False),
        (Wanted(birth_date=date(1984, 5, 18), name="Boi"), False),
        (Wanted(matricule="2 84 05 35 238 991 77"), True),
        (Wanted(matricule=FORMER.matricule), True),
        (Wanted(matricule="284053523899280"), False),
        (Wanted(name="Boisjoly"), False),
    ],
)
def test_a_file_is_found_by_birth_date_and_three_letters_or_by_any_ins_it_ever_had(wanted, found):
    file = qualified(replace(ONE, history=(FORMER,)))
    assert [row.pk for row in services.search(CLERK, wanted)] == ([file.pk] if found else [])


@pytest.mark.rule("INS-011")
def test_insi_is_asked_from_a_file_and_nothing_of_it_changes_yet(national):
    file = opened()
    asked = services.ask(CLERK, file.pk, ("CAMILLE",), NOW)
    assert asked.answer is not None
    assert (asked.answer.code, status(file)) == ("00", "PROV")
    refused = services.ask(NAMELESS, file.pk, ("CAMILLE",), NOW)
    assert (ids(refused.decision), refused.answer) == (["identity.insi-not-open"], None)
    assert "INS-011" in refused.decision.rules
    assert [(event.code, event.outcome) for event in Event.objects.order_by("sequence")][1:] == [
        ("identity:ins:ask", "done"),
        ("identity:ins:ask", "refused"),
    ]


@pytest.mark.rule("INS-010")
def test_the_matricule_that_insi_gives_has_the_shape_and_the_key_of_a_nir(national):
    file = opened()
    malformed = replace(ONE, active=InsFound.of("28405352389917", oids.NIR_TEST))
    outcome = services.retrieve(CLERK, file.pk, malformed, NOW)
    assert ids(outcome.decision) == ["identity.matricule-malformed"]
    services.retrieve(CLERK, file.pk, ONE, NOW)
    assert (again(file).matricule, again(file).authority) == ("284053523899177", oids.NIR_TEST)


@pytest.mark.rule("INS-001", "INS-002", "INS-525")
def test_a_file_is_qualified_in_two_acts_and_keeps_who_checked_which_document_and_when():
    file = qualified()
    row = again(file)
    assert status(file) == "QUAL"
    assert (row.paper, row.checked_at, row.checked_by) == ("PA", NOW, "ROUSSAC Mireille")
    assert [(act.what, act.before, act.after) for act in row.acts.order_by("pk")] == [
        ("identity:file:open", "", "PROV"),
        ("identity:ins:retrieve", "PROV", "RECUP"),
        ("identity:proof:check", "RECUP", "QUAL"),
    ]


@pytest.mark.rule("INS-005")
def test_who_brought_no_document_is_invited_to_bring_one_until_it_is_checked():
    file = opened()
    services.retrieve(CLERK, file.pk, ONE, NOW)
    assert again(file).invited_at == NOW
    services.check_document(CLERK, file.pk, PASSPORT, LATER)
    assert again(file).invited_at is None


@pytest.mark.rule("INS-008")
def test_an_expired_document_qualifies_and_is_kept_as_such():
    file = opened()
    outcome = services.check_document(CLERK, file.pk, replace(PASSPORT, expires=date(2020, 1, 1)), NOW)
    assert ids(outcome.decision) == ["identity.document-expired"]
    assert (status(file), again(file).paper_expired) == ("VALI", True)


def test_a_refused_act_changes_nothing_and_is_told_to_the_journal():
    file = opened()
    outcome = services.check_document(CLERK, file.pk, Seen(paper="PERMIS"), NOW)
    assert not outcome.decision.allowed
    assert status(file) == "PROV"
    event = Event.objects.order_by("-sequence").first()
    assert (event.code, event.outcome, event.object_id) == ("identity:proof:check", "refused", file.pk)
    assert again(file).acts.count() == 1


def test_the_journal_names_no_patient():
    file = qualified(replace(ONE, history=(FORMER,)))
    services.send_ins(CLERK, file.pk, "à BOISJOLY elle-même", NOW)
    for event in Event.objects.all():
        assert not any(text in str(event.body) for text in ("BOISJOLY", "CAMILLE", INS.id, "1984"))


def test_the_former_ins_are_all_kept_with_their_dates_even_reversed_and_the_one_replaced_joins_them():
    file = qualified(replace(ONE, history=(FORMER, FORMER)))
    services.retrieve(CLERK, file.pk, OTHER, LATER)
    rows = [(row.value, row.since, row.until) for row in again(file).history.order_by("pk")]
    assert rows == [(FORMER.matricule, FORMER.since, FORMER.until), (INS.id, None, date(2026, 9, 15))]
    assert again(file).matricule == "284053523899280"


@pytest.mark.rule("INS-522")
def test_a_matricule_leaves_a_qualified_file_alone_and_its_recipients_are_told_of_its_withdrawal():
    file = opened()
    assert ids(services.print_label(CLERK, file.pk, NOW).decision) == ["identity.ins-not-sent"]
    file = qualified(traits=TYPED, set_aside=frozenset({file.pk}))
    services.send_ins(CLERK, file.pk, "Laboratoire de l’Écluse", NOW)
    services.send_ins(CLERK, file.pk, "Laboratoire de l’Écluse", LATER)
    services.print_label(CLERK, file.pk, NOW)
    assert list(services.to_be_told(CLERK)) == []
    services.mark(CLERK, file.pk, Attribute.DOUBTFUL, LATER, reason=Reason.THEFT)
    waiting = list(services.to_be_told(CLERK))
    assert [(one.name, one.withdrawn_at) for one in waiting] == [
        ("Laboratoire de l’Écluse", LATER),
        (services.LABELS, LATER),
    ]
    assert list(services.to_be_told(ELSEWHERE)) == []
    assert services.told(ELSEWHERE, waiting[0].pk, LATER).file is None
    services.told(CLERK, waiting[0].pk, LATER)
    assert [one.name for one in services.to_be_told(CLERK)] == [services.LABELS]
    assert Event.objects.filter(code="identity:ins:withdraw").count() == 1


def test_a_verification_is_asked_of_insi_and_dates_the_ins_or_takes_it_away(national):
    file = qualified()
    services.verify(CLERK, file.pk, LATER)
    assert (status(file), again(file).verified_at) == ("QUAL", LATER)
    IdentityFile.objects.filter(pk=file.pk).update(birth_place="35239")
    outcome = services.verify(CLERK, file.pk, LATER)
    assert ids(outcome.decision) == ["identity.verification-failed"]
    assert (status(file), again(file).matricule, again(file).verified_at) == ("VALI", "", None)
    assert not services.verify(NAMELESS, file.pk, LATER).decision.allowed


def test_the_ins_known_for_years_are_listed_for_verification():
    file = qualified()
    assert services.due_for_verification(CLERK, date(2029, 9, 14)) == ()
    assert services.due_for_verification(CLERK, date(2029, 9, 15)) == (file,)


def test_a_check_taken_back_and_a_mark_taken_away_leave_what_is_still_true():
    file = qualified()
    services.cancel_document(CLERK, file.pk, LATER)
    assert (status(file), again(file).checked_by) == ("RECUP", "")
    services.mark(CLERK, file.pk, Attribute.HOMONYM, LATER)
    services.unmark(CLERK, file.pk, Attribute.HOMONYM, LATER)
    assert status(file) == "RECUP"


def test_the_appli_carte_vitale_qualifies_at_once_and_is_kept_as_the_document():
    file = opened()
    services.by_vitale_app(CLERK, file.pk, ONE, NOW)
    assert (status(file), again(file).paper, again(file).collected) == ("QUAL", "AV", "AV")
    assert again(file).checked_by == "ROUSSAC Mireille"


def test_traits_are_changed_by_whom_they_may_be():
    file = qualified()
    assert not services.change_traits(CLERK, file.pk, replace(FULL, birth_name="AUTRE"), LATER).decision.allowed
    services.change_traits(CLERK, file.pk, replace(FULL, birth_name="AUTRE"), LATER, authorised=True)
    assert (status(file), again(file).birth_name, again(file).matricule) == ("PROV", "AUTRE", "")


@pytest.mark.rule("INS-006", "INS-007")
def test_someone_received_without_a_name_has_a_file_that_never_gets_an_ins(national):
    anonymous = replace(TYPED, birth_name="PAPILLON", first_given_name="BLEU", birth_place="99999", used_name="")
    outcome = services.open_anonymous(CLERK, anonymous, NOW)
    file = outcome.file
    assert file is not None
    assert {"INS-006", "INS-007"} <= set(outcome.decision.rules)
    assert (file.fictive, file.reason, file.date_fictive) == (True, "ANOM", True)
    assert services.open_anonymous(CLERK, anonymous, NOW).file not in {None, file}
    assert services.like(CLERK, anonymous) == ()
    for refused in (
        services.ask(CLERK, file.pk, (), NOW),
        services.retrieve(CLERK, file.pk, ONE, NOW),
        services.check_document(CLERK, file.pk, PASSPORT, NOW),
        services.print_label(CLERK, file.pk, NOW),
    ):
        assert not refused.decision.allowed
    assert (status(file), again(file).matricule) == ("PROV", "")


def test_two_files_of_one_person_become_one_whose_recipients_and_ins_are_those_of_both():
    kept = qualified()
    absorbed = opened(set_aside=frozenset({kept.pk}))
    services.retrieve(CLERK, absorbed.pk, replace(ONE, history=(FORMER,)), NOW)
    assert services.doubles_of(CLERK, again(absorbed)) == (kept,)
    assert ids(services.merge(CLERK, absorbed.pk, kept.pk, LATER).decision) == ["identity.merge-keeps-best"]
    services.check_document(CLERK, absorbed.pk, PASSPORT, NOW)
    services.send_ins(CLERK, absorbed.pk, "Clinique du Val", NOW)
    outcome = services.merge(CLERK, kept.pk, absorbed.pk, LATER)
    assert outcome.decision.allowed
    assert again(absorbed).merged_into == kept
    assert again(kept).sent
    assert Recipient.objects.get().file == kept
    assert [row.pk for row in services.search(CLERK, Wanted(matricule=FORMER.matricule))] == [kept.pk]
    assert [row.pk for row in services.search(CLERK, Wanted(birth_date=TYPED.birth_date))] == [kept.pk]
    assert again(absorbed).acts.latest("pk").what == "identity:file:merge"
    assert services.merge(ELSEWHERE, kept.pk, absorbed.pk, LATER).file is None
    assert ids(services.check_document(CLERK, absorbed.pk, PASSPORT, LATER).decision) == ["identity.file-merged"]


@pytest.mark.rule("ORG-002", "ORG-004")
def test_an_organisation_without_a_charter_or_a_referent_is_not_kept():
    whole = Organisation(charter="Charte 2026", referent=CLERK.author.id, cluster="Grappe", super_referent="8998")
    refused = services.declare_organisation(CLERK, replace(whole, charter=""), NOW)
    assert ids(refused) == ["identity.charter-missing", "identity.committee-pending"]
    assert services.organisation_of(CLERK) is None
    assert ids(services.declare_organisation(CLERK, whole, NOW)) == ["identity.committee-pending"]
    assert services.organisation_of(CLERK) == replace(whole, declared_at=NOW)
    assert services.organisation_of(ELSEWHERE) is None


@pytest.mark.parametrize(
    "impossible",
    [
        {"insi_answered": True, "matricule": ""},
        {"matricule": INS.id},
        {"document_checked": True},
        {"doubtful": True, "document_checked": True, "paper": "PA"},
        {"fictive": True, "homonym": True},
        {"sent": True},
    ],
    ids=str,
)
def test_the_table_itself_refuses_what_no_rule_allows(impossible):
    file = opened()
    with pytest.raises(IntegrityError), transaction.atomic():
        IdentityFile.objects.filter(pk=file.pk).update(**impossible)


def test_what_insi_told_is_kept_as_it_came():
    file = opened()
    told = replace(TOLD, birth_name="Boisjoly", given_names="Camille-Odette")
    services.retrieve(CLERK, file.pk, replace(ONE, traits=told), NOW, first_given_name="Camille")
    assert (again(file).birth_name, again(file).given_names) == ("Boisjoly", "Camille-Odette")
    assert services.search(CLERK, Wanted(birth_date=TYPED.birth_date, name="BOIS"))
    assert isinstance(services.facts_of(again(file)).ins, CX)
