"""Who could act for a document: its author, as far as the header tells.

Used where a document is fed in its author's own name: the client then knows which card or certificate is
needed. Source: spec/cda.md 3 and 4; TRE_G08 (first digit of a national identifier).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

from socle.documents.cda import CdaDocument, Entity, Organisation
from socle.documents.identifiers import is_ins
from socle.documents.people import structure_id
from socle.wire.hl7v2 import PERSON_AUTHORITY

#: First digits of the identifiers that a structure gives its own staff. Source: TRE_G08.
INTERNAL = frozenset("13456")


@dataclass(frozen=True, slots=True, kw_only=True)
class Acting:
    """Who to act as. `kind` is professional, employee, device or structure; `structure` is an IdNat_Struct.

    `role` is an employee's, `profession` and `specialty` a professional's; an empty text is not said.
    """

    kind: str
    idnat: str = ""
    family: str = ""
    given: str = ""
    profession: str = ""
    specialty: str = ""
    role: str = ""
    structure: str = ""
    structure_name: str = ""
    sector: str = ""

    def as_dict(self) -> dict[str, str]:
        """What is known, by name."""
        return {key: value for key, value in asdict(self).items() if value}


def acting_author(document: CdaDocument) -> Acting | None:
    """The first author who can act, which the patient cannot; None when there is none.

    A person or a device without a structure of its own acts at that of the legal authenticator, else at the custodian.
    A device, or an organisation that is the author itself, acts by its structure.
    """
    found = (_acting(document, item.entity) for item in document.authors)
    return next((acting for acting in found if acting is not None), None)


def _acting(document: CdaDocument, entity: Entity) -> Acting | None:
    if entity.id is not None and is_ins(entity.id):
        return None
    where = _place(document, entity)
    if entity.device is not None:
        return replace(where, kind="device") if where.structure else None
    if entity.name is None and (entity.id is None or entity.id.root != PERSON_AUTHORITY):
        own = entity.organisation is not None and structure_id(entity.organisation) is not None
        return replace(where, kind="structure") if own else None
    if entity.id is None:
        return None
    number = entity.id.extension or entity.id.root
    if number[:1] in INTERNAL and "/" in number:
        role, _, specialty = _coded(entity)
        employee = replace(where, kind="employee", idnat=number, specialty=specialty, role=role)
        return _named(employee, entity) if where.structure else None
    profession, _, specialty = _coded(entity)
    return _named(replace(where, idnat=number, profession=profession, specialty=specialty), entity)


def _coded(entity: Entity) -> tuple[str, str, str]:
    """Profession or role, and specialty: `G15_10/SM26` is 10 and SM26."""
    return (entity.code.code if entity.code else "").removeprefix("G15_").partition("/")


def _named(acting: Acting, entity: Entity) -> Acting:
    if entity.name is None:
        return acting
    return replace(acting, family=entity.name.family(), given=entity.name.given())


def _place(document: CdaDocument, entity: Entity) -> Acting:
    """Where the entity acts, and nothing yet of who acts."""
    place = _structure(document, entity)
    where = structure_id(place) if place else None
    sector = document.encounter.facility_type if document.encounter else None
    return Acting(
        kind="professional",
        structure=where.extension if where else "",
        structure_name=place.name if place else "",
        sector=sector.code if sector and sector.code.startswith("SA") else "",
    )


def _structure(document: CdaDocument, entity: Entity) -> Organisation | None:
    """The author's organisation when it has an identifier, else the legal authenticator's, else the custodian."""
    signer = document.legal_authenticator.entity.organisation if document.legal_authenticator else None
    for place in (entity.organisation, signer, document.custodian):
        if place is not None and structure_id(place) is not None:
            return place
    return None
