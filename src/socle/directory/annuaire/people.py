"""Practitioner and PractitionerRole, written from facts. Pure.

Facts are plain JSON, kept as they are in `Entry.facts`; absent ones are not there. Of a person: `idnat`, `family`,
`given`, `title` and `courtesy` (TRE_R81, TRE_R11), `adeli`, `authority`, `professions`: lists of profession, category
and know-hows, each with its type. Of a situation: `mode`, `kind`, `role`, `section`, `sector`, `since`, `until`.
Source: guide Annuaire Santé 1.2.0, profiles as-dp-practitioner and as-dp-practitionerrole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from socle.directory import idnat as numbers
from socle.directory.annuaire import codes
from socle.directory.annuaire.common import coding, concept, header, identifier
from socle.wire.fhir.reading import Json
from socle.wire.fhir.values import filled

Facts = Mapping[str, Any]
#: Codes of a situation, in the order of the guide: the fact, and the table that holds its code.
_ROLE_CODES: Final = (
    ("kind", "TRE_R22-GenreActivite"),
    ("mode", "TRE_R23-ModeExercice"),
    ("section", "TRE_G05-SousSectionTableauCNOP"),
)


def practitioner(key: str, facts: Facts, *, updated: str, active: bool, details: Sequence[Facts] = ()) -> Json:
    """A professional; `details` are the diplomas, know-hows and mailboxes of the other extracts."""
    rpps, adeli = numbers.rpps_of(facts["idnat"]), facts.get("adeli") or numbers.adeli_of(facts["idnat"])
    return {
        **header("Practitioner", key, updated, authority=facts.get("authority", ""), system="RPPS"),
        **filled(
            identifier=[
                identifier(codes.IDNPS, facts["idnat"], "IDNPS"),
                *([identifier(codes.RPPS, rpps, "RPPS")] if rpps else []),
                *([identifier(codes.ADELI, adeli, "ADELI")] if adeli else []),
            ],
            name=[
                filled(
                    use="usual",
                    family=facts["family"],
                    given=[facts["given"]] if facts.get("given") else None,
                    prefix=[facts["courtesy"]] if facts.get("courtesy") else None,
                    suffix=[facts["title"]] if facts.get("title") else None,
                )
            ],
            telecom=[mailbox(held) for held in details if held["kind"] == "mailbox"],
            qualification=[{"code": {"coding": held}} for held in _qualifications(facts, details)],
            extension=[_authorization(held) for held in details if held["kind"] == "permit"],
        ),
        "active": active,
    }


def _qualifications(facts: Facts, details: Sequence[Facts]) -> Iterable[list[Json]]:
    """Diplomas, then each profession with its category, then each know-how once."""
    for held in details:
        if held["kind"] == "diploma":
            yield [
                coding("TRE_R48-DiplomeEtatFrancais", held["code"]),
                *([coding("TRE_R14-TypeDiplome", held["type"])] if held.get("type") else []),
            ]
    known: dict[tuple[str, str], None] = {}
    for profession, category, know_hows in facts.get("professions", ()):
        if profession:
            yield [
                coding(codes.profession_table(profession), profession),
                *([coding("TRE_R09-CategorieProfessionnelle", category)] if category else []),
            ]
        known.update(dict.fromkeys((type, code) for type, code in know_hows))
    known.update(dict.fromkeys((held["type"], held["code"]) for held in details if held["kind"] == "knowhow"))
    for type, code in known:
        yield [
            *([coding("TRE_R04-TypeSavoirFaire", type)] if type else []),
            coding(codes.KNOW_HOW.get(type, ""), code),
        ]


def _authorization(held: Facts) -> Json:
    """An authorisation to exercise. Source: guide, as-ext-practitioner-authorization."""
    parts = {
        "type": ("TRE_R17-TypeAutorisation", held.get("type")),
        "field": ("TRE_R16-DisciplineAutorisation", held.get("code")),
    }
    return {
        "url": codes.AUTHORIZATION,
        "extension": [
            {"url": name, "valueCodeableConcept": concept(table, code)} for name, (table, code) in parts.items() if code
        ],
    }


def mailbox(held: Facts) -> Json:
    """A mailbox of MSSanté as a ContactPoint. Source: guide, as-mailbox-mss."""
    told = [
        {"url": "type", "valueCodeableConcept": concept("TRE_R257-TypeBAL", held["type"])},
        *([{"url": "service", "valueString": held["service"]}] if held.get("service") else []),
    ]
    return {
        "system": "email",
        "value": held["address"],
        "extension": [
            {"url": codes.EMAIL_TYPE, "valueCoding": coding("TRE_R256-TypeMessagerie", "MSSANTE")},
            {"url": codes.MAILBOX, "extension": told},
        ],
    }


def role(key: str, facts: Facts, *, updated: str, active: bool, owner: str = "", person: str = "") -> Json:
    """A situation of practice; `owner` and `person` are the ids of the structure and of the professional."""
    written = [concept(table, facts[name]) for name, table in _ROLE_CODES if facts.get(name)]
    if facts.get("role"):
        written.append(concept(codes.role_table(facts["role"]), facts["role"]))
    period = filled(start=facts.get("since"), end=facts.get("until"))
    return {
        **header("PractitionerRole", key, updated, authority=facts.get("authority", ""), system="RPPS"),
        "active": active,
        **filled(
            identifier=[{"system": codes.RPPS, "value": key.removeprefix(codes.PREFIX["R"])}],
            practitioner={"reference": f"Practitioner/{person}"} if person else None,
            organization={"reference": f"Organization/{owner}"} if owner else None,
            code=written,
            period=period or None,
        ),
    }
