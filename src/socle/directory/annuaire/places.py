"""Organization, written from facts. Pure.

Facts are plain JSON (`Entry.facts`), absent ones not there: `idnat`, `name`, `alias`, `entity` (a legal one), numbers
(`finess`, `siren`, `siret`, `rank`), codes (`sector`, `category`, `ape`, `status`, `espic`, `pricing`), `phone`,
`phone2`, `fax`, `mail`, `since`, `until`, and `address`: `number`, `suffix`, `way`, `street`, `more`, `locality`,
`postal`, `city`, `insee`, `country`. Source: guide Annuaire Santé 1.2.0, profile as-dp-organization.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from socle.directory.annuaire import codes
from socle.directory.annuaire.common import coding, header, identifier
from socle.directory.annuaire.people import Facts, mailbox
from socle.wire.fhir.reading import Json
from socle.wire.fhir.values import filled

#: Kinds of `type`: the slice, the fact, the table of its codes.
_TYPES: Final = (
    ("secteurActiviteRASS", "sector", "TRE_R02-SecteurActivite"),
    ("categorieEtablissementRASS", "category", "TRE_R66-CategorieEtablissement"),
    ("activiteINSEE", "ape", "TRE_R75-InseeNAFrav2Niveau5"),
    ("statutJuridiqueINSEE", "status", "TRE_R72-FinessStatutJuridique"),
    ("sphParticipation", "espic", "TRE_R73-ESPIC"),
)
#: Parts of a street line, in the order in which they are read.
_PARTS: Final = (
    ("number", "houseNumber"),
    ("suffix", "buildingNumberSuffix"),
    ("way", "streetNameType"),
    ("street", "streetNameBase"),
)
_PHONES: Final = (("phone", "phone"), ("phone2", "phone"), ("fax", "fax"), ("mail", "email"))


def organization(
    key: str, facts: Facts, *, updated: str, active: bool, owner: str = "", details: Sequence[Facts] = ()
) -> Json:
    """A structure; `owner` is the id of its legal entity, `details` its mailboxes."""
    period = filled(start=facts.get("since"), end=facts.get("until"))
    contacts = [{"system": system, "value": facts[name]} for name, system in _PHONES if facts.get(name)]
    pricing = facts.get("pricing")
    return {
        **header("Organization", key, updated, authority=facts.get("authority", ""), system=facts.get("system", "")),
        "active": active,
        **filled(
            identifier=list(_identifiers(facts)),
            name=facts.get("name"),
            alias=[facts["alias"]] if facts.get("alias") else None,
            type=list(_types(facts)),
            telecom=[*contacts, *(mailbox(held) for held in details if held["kind"] == "mailbox")],
            address=[_address(facts["address"])] if facts.get("address") else None,
            partOf={"reference": f"Organization/{owner}"} if owner else None,
            extension=[
                *([{"url": codes.PERIOD, "valuePeriod": period}] if period else []),
                *([{"url": codes.PRICING, "valueCodeableConcept": _concept(pricing)}] if pricing else []),
            ],
        ),
    }


def _concept(pricing: str) -> Json:
    return {"coding": [coding("TRE_R74-ModeFixationTarifaire", pricing)]}


def _identifiers(facts: Facts) -> list[Json]:
    finess = "FINEJ" if facts.get("entity") else "FINEG"
    known = (
        (codes.IDNST, "idnat", "IDNST"),
        (codes.FINESS, "finess", finess),
        (codes.SIRENE, "siren", "SIREN"),
        (codes.SIRENE, "siret", "SIRET"),
        (codes.RPPS_RANK, "rank", "RPPSRG"),
    )
    return [identifier(system, facts[name], type) for system, name, type in known if facts.get(name)]


def _types(facts: Facts) -> list[Json]:
    entity = "LEGAL-ENTITY" if facts.get("entity") else "GEOGRAPHICAL-ENTITY"
    return [
        _type("organizationType", {"system": codes.ENTITY_TYPES, "code": entity}),
        *(_type(slice, coding(table, facts[name])) for slice, name, table in _TYPES if facts.get(name)),
    ]


def _type(slice: str, coded: Json) -> Json:
    return {"extension": [{"url": codes.ORGANIZATION_TYPES, "valueCode": slice}], "coding": [coded]}


def _address(facts: Facts) -> Json:
    parts = [(name, facts[fact]) for fact, name in _PARTS if facts.get(fact)]
    street = " ".join(value for _, value in parts)
    lines = [facts["more"]] if facts.get("more") else []
    told: list[Json | None] = [None] * len(lines)
    if street:
        lines.append(street)
        told.append({"extension": [{"url": codes.ADDRESS_PART + name, "valueString": value} for name, value in parts]})
    if facts.get("locality"):
        lines.append(facts["locality"])
        told.append(None)
    insee = [{"url": codes.INSEE, "valueCoding": coding("TRE_R13-Commune", facts["insee"])}]
    return filled(
        extension=insee if facts.get("insee") else None,
        line=lines,
        city=facts.get("city"),
        postalCode=facts.get("postal"),
        country=facts.get("country"),
    ) | ({"_line": told} if street else {})
