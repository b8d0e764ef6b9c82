"""Whose certificate it is, and for whom it may be used: by mode, by kind of structure, by day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from socle.directory import verdicts
from socle.directory.facts import HolderFacts, HolderKind, StructureFacts
from socle.directory.idnat import has_national_number
from socle.directory.kinds import StructureKind
from socle.rulebook import ALLOWED, Decision, Finding, applies, refuse, rule
from socle.rulebook.choices import Choices
from socle.rulebook.days import french_day
from socle.wire.vihf.model import Mode

#: Which kind of certificate each mode of authentication asks for. Source: spec/dmp.md 1 and 2.
_KINDS = {Mode.DIRECT: HolderKind.CARD, Mode.INDIRECT: HolderKind.ORGANISATION, Mode.AIR: HolderKind.ORGANISATION}


def fits_mode(holder: HolderFacts, mode: Mode, place: str) -> Decision:
    """A card in direct mode, an organisation's certificate in both indirect modes; a CPA opens nothing here."""
    expected = _KINDS[mode]
    if holder.kind is not expected:
        return refuse(verdicts.MODE_NOT_OF_CERTIFICATE.at(place, expected=expected.value, found=holder.kind.value))
    if holder.card_type == "CPA":
        return refuse(verdicts.CARD_NOT_FOR_CARE.at(place, found="CPA"))
    return ALLOWED


def is_of_person(holder: HolderFacts, name_id: str, place: str) -> Decision:
    """In direct mode the card is that of the person whom the token names."""
    if holder.person != name_id:
        return refuse(verdicts.CARD_NOT_OF_TOKEN.at(place, expected=name_id, found=holder.person))
    return ALLOWED


@applies("TEST-001", "TEST-002", "TEST-003")
def is_of_environment(holder: HolderFacts, choices: Choices, place: str) -> Decision:
    """Test cards and test certificates in a test environment and nowhere else."""
    kind = rule("TEST-002") if holder.kind is HolderKind.CARD else rule("TEST-003")
    if choices.production:
        return refuse(verdicts.TEST_MATERIAL_IN_PRODUCTION.at(place)) if holder.is_test else ALLOWED
    if not holder.is_test:
        return refuse(verdicts.PRODUCTION_MATERIAL_IN_TEST.at(place), rules=(rule("TEST-001"), kind))
    return Decision(rules=(rule("TEST-001"), kind))


@applies("AUTH-040")
def carries_national_identifier(holder: HolderFacts, place: str) -> Decision:
    """In indirect mode the certificate is attached to a FINESS or a SIRET."""
    if not has_national_number(holder.structure):
        return refuse(verdicts.WITHOUT_NATIONAL_IDENTIFIER.at(place, found=holder.structure))
    return Decision(rules=(rule("AUTH-040"),))


def covers_structure(
    certificate: str,
    known: StructureFacts | None,
    declared: StructureFacts,
    at: datetime,
    choices: Choices,
    place: str,
) -> Decision:
    """Whether an organisation's certificate may act for the structure that the token declares.

    `certificate` is the IdNat_Struct in the certificate, `known` what the directory knows of it. Health
    establishments changed rules on 1 January 2023 (AUTH-044); before, it depended on their kind.
    """
    day = french_day(at)
    if known is not None and not known.exists_on(day):
        found = verdicts.FORMER_IDENTIFIER.at(place, expected=known.replaced_by or "fermée", found=certificate)
        return refuse(found, rules=(rule("AUTH-043"),))
    # Until the eve of a change of identifier, the former one stands for the one that the directory already links.
    carried = {certificate, known.replaced_by if known is not None else ""} - {""}
    if declared.idnat in carried:
        return _own_certificate(declared, day, choices, place)
    if declared.legal_entity in carried:
        return _certificate_of_legal_entity(declared, certificate, day, choices, place)
    if known is not None and known.entity and known.entity == declared.entity:
        return _certificate_of_sibling(declared, known, day, choices, place)
    found = verdicts.STRUCTURE_NOT_OF_CERTIFICATE.at(place, expected=declared.idnat, found=certificate)
    return refuse(found, rules=(rule("AUTH-040"),))


def _own_certificate(declared: StructureFacts, day: date, choices: Choices, place: str) -> Decision:
    """The certificate carries the declared structure itself.

    A structure whose legal entity the directory does not know stands for its own.
    """
    if not declared.kind.is_health_establishment:
        return Decision(rules=(rule("AUTH-040"),))
    first_day = choices.legal_entity_certificate_first_day
    if declared.is_legal_entity:
        if day >= first_day:
            found = verdicts.SITE_NOT_NAMED.at("le jeton (VIHF)", expected="géographique", found=declared.idnat)
            return refuse(found, rules=(rule("AUTH-045"),))
        return _transition(declared, declared.idnat, first_day, place)
    if day >= first_day and declared.legal_entity:
        return refuse(_due(first_day, declared.idnat, place), rules=(rule("AUTH-044"),))
    return Decision(rules=(rule("AUTH-040"),))


def _certificate_of_legal_entity(
    declared: StructureFacts, certificate: str, day: date, choices: Choices, place: str
) -> Decision:
    """The certificate carries the legal entity of the declared site."""
    if not declared.kind.is_health_establishment:
        return Decision(rules=(rule("AUTH-040"),))
    first_day = choices.legal_entity_certificate_first_day
    if day >= first_day:
        return Decision(rules=(rule("AUTH-044"), rule("AUTH-045")))
    return _transition(declared, certificate, first_day, place)


def _transition(declared: StructureFacts, certificate: str, first_day: date, place: str) -> Decision:
    """Before the day: public establishments and dialysis may use the legal entity's certificate, private may not."""
    if declared.kind is StructureKind.PRIVATE_ESTABLISHMENT:
        last = first_day - timedelta(days=1)
        found = verdicts.SITE_CERTIFICATE_DUE.at(place, expected=f"{last:%d/%m/%Y}", found=certificate)
        return refuse(found, rules=(rule("AUTH-047"),))
    return Decision(rules=(rule("AUTH-046"),))


def _certificate_of_sibling(
    declared: StructureFacts, known: StructureFacts, day: date, choices: Choices, place: str
) -> Decision:
    """The certificate carries another site of the same legal entity."""
    first_day = choices.legal_entity_certificate_first_day
    if declared.kind.is_health_establishment and day >= first_day:
        return refuse(_due(first_day, known.idnat, place), rules=(rule("AUTH-044"),))
    if day < choices.site_certificate_sharing_first_day:
        found = verdicts.CERTIFICATE_SHARED.at(place, expected=declared.idnat, found=known.idnat)
        return refuse(found, rules=(rule("AUTH-048"),))
    return Decision(rules=(rule("AUTH-049"),))


def _due(first_day: date, site: str, place: str) -> Finding:
    return verdicts.LEGAL_ENTITY_CERTIFICATE_DUE.at(place, expected=f"{first_day:%d/%m/%Y}", found=site)


def card_covers_structure(
    card_structure: str, known: StructureFacts | None, declared: StructureFacts, place: str
) -> Decision:
    """An employee card acts for the structure it carries, or for another place of the same legal entity."""
    same_entity = known is not None and bool(known.entity) and known.entity == declared.entity
    own = bool(card_structure) and card_structure in {declared.idnat, declared.legal_entity}
    if not own and not same_entity:
        return refuse(verdicts.STRUCTURE_NOT_OF_CERTIFICATE.at(place, expected=declared.idnat, found=card_structure))
    return ALLOWED
