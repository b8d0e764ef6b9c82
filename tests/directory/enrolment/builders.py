"""A home for elderly people, its association, and people to register there."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from socle.directory.actor import Actor, Authentication, Kind
from socle.directory.enrolment.facts import (
    CardFacts,
    Civil,
    Draft,
    EnrolmentFacts,
    Mandate,
    PersonFacts,
    Practice,
    Use,
)
from socle.directory.facts import StructureFacts
from socle.directory.kinds import StructureKind

NOW = datetime(2026, 9, 15, 8, 0, tzinfo=UTC)
TODAY = date(2026, 9, 15)

ASSOCIATION = StructureFacts(
    idnat="1991100082", name="ASSOCIATION LES TILLEULS", kind=StructureKind.MEDICO_SOCIAL, is_legal_entity=True
)
HOME = StructureFacts(
    idnat="1991100090", name="EHPAD LES TILLEULS", kind=StructureKind.MEDICO_SOCIAL, legal_entity=ASSOCIATION.idnat
)
OTHER_HOME = replace(HOME, idnat="1991100108", name="EHPAD LES GLYCINES")
PHARMACY = StructureFacts(
    idnat="1991100116", name="PHARMACIE DU VIEUX PONT", kind=StructureKind.PHARMACY, is_legal_entity=True
)
REGIONAL = StructureFacts(idnat="1991100900", name="GRADES EXEMPLE", kind=StructureKind.OTHER, is_legal_entity=True)

EDUCATOR, SOCIAL_WORKER, PSYCHOLOGIST, BY_ROLE = "51", "41", "93", "99"
PHYSICIAN, NURSE, AUXILIARY = "10", "60", "35"

MAELLE = Draft(
    birth_name="LE GOFF",
    given_names="MAËLLE ANNE",
    sex="F",
    birth_date=date(1991, 4, 23),
    birth_place="29019",
    structure=HOME.idnat,
    role=EDUCATOR,
    practice=Practice.EMPLOYED,
    uses=frozenset({Use.MAILBOX}),
    since=date(2026, 9, 1),
)
CIVIL = Civil(
    birth_name="LE GOFF",
    given_names="MAËLLE ANNE",
    sex="F",
    birth_date=date(1991, 4, 23),
    birth_place="29019",
)
CARD = CardFacts(type="CPE", since=date(2025, 1, 1), until=date(2028, 1, 1))


def enrolled(role=EDUCATOR, structure=OTHER_HOME.idnat, since=date(2026, 1, 1), until=None, id=1):
    return EnrolmentFacts(id=id, structure=structure, role=role, since=since, until=until)


def person(profession=EDUCATOR, *enrolments, civil=CIVIL, **changes):
    values = {"idnat": "899770000012", "family": "LE GOFF", "given": "Maëlle"} | changes
    return PersonFacts(profession=profession, civil=civil, enrolments=enrolments, **values)


def mandate(structure=ASSOCIATION, holder="3991100090/RH01", since=date(2026, 1, 1), until=None):
    return Mandate(id=1, structure=structure, holder=holder, since=since, until=until)


def manager(idnat="3991100090/RH01", name="PERRIN Odile", **changes):
    values = {"authentication": Authentication.EMPLOYEE_CARD, "kind": Kind.EMPLOYEE} | changes
    return Actor(id=idnat, name=name, structure=HOME.idnat, structure_name=HOME.name, **values)


def representative(structure=ASSOCIATION):
    return Actor(
        kind=Kind.STRUCTURE, id=structure.idnat, name=structure.name, authentication=Authentication.CERTIFICATE
    )


def ids(decision):
    """The verdicts of a decision, whatever their weight."""
    return [finding.verdict.id.removeprefix("directory.") for finding in decision.findings]
