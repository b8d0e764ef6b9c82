"""Verification, one identity or many: OK when matricule, OID and the five strict traits agree, KO when one does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from socle.identity.insi import batches, verification
from socle.identity.insi.names import VERIFICATION
from socle.identity.insi.verification import Identity, Verdict
from socle.identity.insi_answer import Asked
from socle.identity.models import InsiBatch
from socle.ledger.models import Event
from socle.rulebook import choices
from socle.wire.certificates.issue import Use
from socle.wire.hl7v2 import CX
from socle.wire.namespaces import qname
from tests.identity.insi.asking import AT, Door, insi_certificate
from tests.wire import pki

pytestmark = [pytest.mark.django_db, pytest.mark.database]

ASKED = Asked(
    birth_name="ADRTROIS", given_names=("DOMINIQUE",), sex="F", birth_date=date(1997, 2, 26), birth_place="2A020"
)
DOMINIQUE = Identity(ins=CX.of("297022A02077878", "1.2.250.1.213.1.4.8", "NH"), asked=ASKED, reference="D1")
ECETINSI = Identity(
    ins=CX.of("209076322083439", "1.2.250.1.213.1.4.8", "NH"),
    asked=Asked(
        birth_name="ECETINSI",
        given_names=("PIERRE-ALAIN MURIEL FLORIANT",),
        sex="M",
        birth_date=date(2009, 7, 14),
        birth_place="63220",
    ),
)


def verified(held, door=None):
    return verification.read_verified((door or Door()).ask(verification.write(held)).body)


def test_an_identity_that_agrees_is_ok_and_each_single_difference_is_ko():
    assert verified(DOMINIQUE) == verification.Verified.of(Verdict.OK, "D1")
    different = [
        replace(DOMINIQUE, ins=CX.of("160012B02077713", DOMINIQUE.ins.authority, "NH")),
        replace(DOMINIQUE, ins=CX.of(DOMINIQUE.ins.id, "1.2.250.1.213.1.4.10", "NH")),
        *(
            replace(DOMINIQUE, asked=replace(ASKED, **change))
            for change in (
                {"birth_name": "ADRDEUX"},
                {"given_names": ("OLA",)},
                {"sex": "M"},
                {"birth_date": date(1997, 2, 27)},
                {"birth_place": "2B020"},
            )
        ),
    ]
    assert {verified(one).code for one in different} == {Verdict.KO}


@pytest.mark.parametrize("name", ["NumIdentifiant", "Cle", "OID"])
def test_what_is_no_identifier_is_told_and_never_read_as_separators_of_one(name):
    asked = verification.write(DOMINIQUE)
    element = asked.find(qname(VERIFICATION, name))
    element.text = f"{element.text}^^^&1.2&ISO"
    _, findings = verification.read(asked)
    assert [(finding.verdict.id, finding.place) for finding in findings] == [("identity.insi-trait-unreadable", name)]
    assert name in Door().ask(asked).trouble.sentence


def test_a_former_matricule_is_ko():
    assert verified(ECETINSI).code is Verdict.KO
    active = CX.of("109076322083489", ECETINSI.ins.authority, "NH")
    assert verified(replace(ECETINSI, ins=active)).code is Verdict.OK


def test_a_verification_says_all_of_the_identity():
    told = Door().ask(verification.write(replace(DOMINIQUE, asked=replace(ASKED, birth_place="")))).trouble
    assert "LieuNaissance" in told.sentence
    event = Event.objects.latest("sequence")
    assert (event.code, event.outcome) == ("identity:insi:verify", "refused")


def deposited(*held, door=None):
    return verification.read_receipt((door or Door()).ask(verification.write_deposit(held)).body)


def collected(number, door=None):
    return (door or Door()).ask(verification.write_collection(number))


def test_a_batch_is_answered_under_the_references_of_its_depositor_and_what_cannot_be_read_is_told_apart():
    unread = replace(DOMINIQUE, reference="D3", asked=replace(ASKED, sex=""))
    number = deposited(DOMINIQUE, replace(DOMINIQUE, reference="D2", asked=replace(ASKED, sex="M")), unread)
    for _ in range(2):  # an answer that was lost on the way is asked for again
        done, answers = verification.read_batch(collected(number).body)
        assert done
        assert {one.reference: one.code for one in answers} == {"D1": "OK", "D2": "KO", "D3": "NT"}
    kept = InsiBatch.objects.get(pk=number)
    assert "ADRTROIS" not in kept.results
    assert DOMINIQUE.ins.id not in kept.results


def test_a_batch_is_its_depositors_alone():
    number = deposited(DOMINIQUE)
    card = Door(pki.card(Use.AUTHENTICATION).certificate.der)
    assert collected(number, card).code == "desir_500"
    assert collected("0").code == "desir_500"
    assert verification.read_batch(collected(number, Door(insi_certificate("INSI-MANU"))).body)[0]


def test_a_batch_waits_for_as_long_as_the_choice_says_and_is_forgotten_after_a_month():
    before = choices.current()
    choices.install(replace(before, insi_batch_delay=timedelta(hours=12)))
    try:
        number = deposited(DOMINIQUE)
        assert verification.read_batch(collected(number).body) == (False, ())
        later = Door(at=AT + timedelta(hours=12))
        assert verification.read_batch(collected(number, later).body)[0]
        deposited(DOMINIQUE, door=Door(at=AT + batches.KEPT + timedelta(seconds=1)))
        assert collected(number).code == "desir_500"
    finally:
        choices.install(before)


def test_an_empty_batch_is_refused_and_so_is_one_of_more_than_a_thousand():
    assert Door().ask(verification.write_deposit([])).code == "desir_500"
    assert Door().ask(verification.write_deposit([DOMINIQUE] * 1001)).code == "desir_500"


def test_verification_whose_shape_is_assumed_can_be_closed():
    before = choices.current()
    choices.install(replace(before, insi_verification=False))
    try:
        for body in (verification.write(DOMINIQUE), verification.write_deposit([DOMINIQUE])):
            assert "insi_verification" in Door().ask(body).trouble.sentence
    finally:
        choices.install(before)
