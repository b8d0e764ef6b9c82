"""ESMS numérique, SONS and the region's flows on drawn cases: product and oracle give the same."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest

from socle.programmes.esms import computing, counting
from socle.programmes.esms.grappes import Structure
from socle.programmes.esms.persons import Person
from socle.programmes.esms.settings import Judged, Settings
from socle.programmes.region import domains
from socle.programmes.region.flows import FLOWS, flow_of
from socle.programmes.sons.model import Request
from socle.programmes.sons.money import with_vat
from socle.programmes.sons.rules import condition, scale
from socle.programmes.sons.settings import Assumptions
from tests.programmes.oracle import others

AT = date(2023, 6, 30)
YEAR_BEFORE = date(2022, 6, 30)


def _drawn(draw: random.Random, number: int) -> others.Person:
    near = (None, AT, AT + timedelta(days=1), YEAR_BEFORE, YEAR_BEFORE - timedelta(days=1), date(2023, 1, 15))
    return others.Person(
        f"P{number}",
        f"14999990{draw.randrange(6)}",
        draw.random() < 0.9,
        draw.choice(near),
        draw.choice(near),
        draw.random() < 0.9,
        draw.random() < 0.1,
        draw.random() < 0.9,
        draw.choice((0, 0, 1, 3)),
    )


def _told(one: others.Person) -> Person:
    return Person(
        id=one.person,
        finess_eg=one.finess_eg,
        active=one.active,
        project=one.project,
        event=one.event,
        identity_known=one.identity_known,
        anonymous=one.anonymous,
        identity_document=one.document_of_identity,
        documents_fed=one.fed,
    )


def _pairs(result) -> dict[str, tuple[int, int]]:
    rates = result.counted.rates[Judged.QUALIFIABLE]
    return {code: (rates[code].numerator, rates[code].denominator) for code in counting.CODES}


def _expected(use: others.Use) -> dict[str, tuple[int, int]]:
    return {
        "EN.1": (use.active, use.persons),
        "EN.2": (use.project, use.active),
        "EN.3": (use.event, use.active),
        "EN.4": (use.fed, use.persons),
    }


@pytest.mark.rule("ESMS-001", "ESMS-002", "ESMS-003", "ESMS-006", "ESMS-007")
@pytest.mark.parametrize("seed", range(20))
def test_esms_rates_by_structure_and_by_grappe_are_the_oracles(seed):
    draw = random.Random(seed)
    persons = [_drawn(draw, number) for number in range(draw.randrange(1, 120))]
    members = {f"14999990{rank}": f"G{rank % 2}" for rank in range(6)}
    structures = {name: Structure(finess_eg=name, grappe=grappe) for name, grappe in members.items()}
    facts = computing.Facts(persons=[_told(one) for one in persons], structures=structures)
    report = computing.compute(facts, AT, Settings())
    by_finess = others.esms(persons, YEAR_BEFORE, AT)
    assert {one.name: _pairs(one) for one in report.results} == {
        name: _expected(by_finess.get(name, others.Use())) for name in members
    }
    rolled = others.grappes(by_finess, members)
    assert {one.name: _pairs(one) for one in report.grappes} == {
        name: _expected(rolled.get(name, others.Use())) for name in set(members.values())
    }


@pytest.mark.rule("SONS-062", "SONS-070", "SONS-071", "SONS-072", "SONS-073", "SONS-074", "SONS-075", "SONS-076")
def test_sons_amounts_are_the_oracles_for_every_size_of_body():
    assumed = Assumptions()
    for essms in range(1, 240):
        found = scale.amount(essms, 3, assumed)
        assert (found.tranche.name, found.ttc) == (others.tranche(essms)[0], others.amount(essms, 3))
    draw = random.Random(3)
    for _ in range(2000):
        untaxed, rate = Decimal(draw.randrange(1, 10**7)) / 100, draw.choice((Decimal(20), Decimal("8.5"), Decimal(0)))
        assert with_vat(untaxed, rate) == others.with_tax(untaxed, rate / 100)


@pytest.mark.rule("SONS-009")
def test_the_120_days_of_an_order_are_the_oracles():
    strict, draw = Assumptions(order_between_proofs_and_referencing=False), random.Random(4)
    for _ in range(2000):
        ordered = date(2022, 1, 1) + timedelta(days=draw.randrange(300))
        proofs = ordered + timedelta(days=draw.choice((-1, 0, 1, 119, 120, 121, draw.randrange(-50, 200))))
        referenced = draw.choice((None, proofs + timedelta(days=draw.randrange(1, 90))))
        request = Request(order="B", ordered_on=ordered, proofs_on=proofs, referenced_on=referenced)
        found = condition.condition(request, strict, at=date(2023, 12, 31)).allowed
        assert found is others.in_time(ordered, proofs, referenced), request


@pytest.mark.rule("MSS-042")
def test_flows_of_messages_are_the_oracles():
    names = ("medecin.mssante.fr", "mssante.fr", "patient.mssante.fr", "PATIENT.mssante.fr", "notmssante.fr", "free.fr")
    names += ("x.patient.mssante.fr", "mssante.fr.example.org")
    for sender in names:
        for recipient in names:
            found = flow_of(domains.side(f"a@{sender}"), domains.side(f"b@{recipient}"))
            assert (found if found in FLOWS else None) == others.flow(f"a@{sender}", f"b@{recipient}")
