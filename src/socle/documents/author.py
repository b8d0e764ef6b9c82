"""Who could act for a document: its author, as far as the header tells.

Used where a document is fed in its author's own name: the client then knows which card or certificate is
needed. Source: spec/cda.md 3 and 4; TRE_G08 (first digit of a national identifier).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from socle.documents.cda import CdaDocument, Entity, Organisation
from socle.documents.identifiers import is_ins
from socle.documents.people import structure_id

#: First digits of the identifiers that a structure gives its own staff. Source: TRE_G08.
INTERNAL = frozenset("13456")


@dataclass(frozen=True, slots=True, kw_only=True)
class Acting:
    """`kind` is professional, employee or device; `structure` an IdNat_Struct."""

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
    """The first author who is no patient; None when there is none.

    A person without a structure of his own acts at the custodian's. A device acts by its structure.
    """
    entity = next((item.entity for item in document.authors if item.entity.id and not is_ins(item.entity.id)), None)
    if entity is None or entity.id is None:
        return None
    place = _structure(document, entity)
    where = structure_id(place) if place else None
    sector = document.encounter.facility_type if document.encounter else None
    common = {
        "structure": where.extension if where else "",
        "structure_name": place.name if place else "",
        "sector": sector.code if sector and sector.code.startswith("SA") else "",
    }
    if entity.device is not None:
        return Acting(kind="device", **common)
    profession, _, specialty = (entity.code.code if entity.code else "").removeprefix("G15_").partition("/")
    number = entity.id.extension or entity.id.root
    kind = "employee" if number[:1] in INTERNAL and "/" in number else "professional"
    return Acting(
        kind=kind,
        idnat=number,
        family=entity.name.family() if entity.name else "",
        given=entity.name.given() if entity.name else "",
        profession=profession if kind == "professional" else "",
        specialty=specialty,
        role=profession if kind == "employee" else "",
        **common,
    )


def _structure(document: CdaDocument, entity: Entity) -> Organisation | None:
    """The author's organisation when it has an identifier, else the legal authenticator's, else the custodian."""
    signer = document.legal_authenticator.entity.organisation if document.legal_authenticator else None
    for place in (entity.organisation, signer, document.custodian):
        if place is not None and structure_id(place) is not None:
            return place
    return None
