"""People, devices and structures of a header in the shapes metadata gives them: XCN, XON, CE.

Source: spec/cda.md section 10 and its examples; spec/dmp.md 4.2; spec/README.md (XCN of a device: model in
component 2, software in 3).
"""

from __future__ import annotations

from socle.documents.cda import II, Coded, Entity, Organisation, Participation
from socle.documents.identifiers import is_ins
from socle.wire.hl7v2 import PERSON_AUTHORITY, XCN, XON
from socle.wire.xds.model import Author

_ESCAPES = str.maketrans({"\\": "\\E\\", "^": "\\S\\", "&": "\\T\\", "|": "\\F\\", "~": "\\R\\"})


def escape(text: str) -> str:
    """Text fit for a component. Source: HL7 V2.5, 2.7 (escape sequences)."""
    return text.translate(_ESCAPES)


def author(participation: Participation) -> Author:
    """An author; a patient who writes has no institution."""
    entity, function = participation.entity, participation.function
    by_patient = entity.id is not None and is_ins(entity.id)
    institution = None if by_patient else xon(entity.organisation)
    return Author(
        person=xcn(entity),
        institutions=(institution,) if institution else (),
        roles=(function.label,) if function and function.label else (),
        specialties=(specialty(entity.code),) if entity.code else (),
    )


def xcn(entity: Entity) -> XCN | None:
    """A person, `D`, or a device, `U`; None when neither an identifier nor a name is said."""
    id, device, name = entity.id, entity.device, entity.name
    if id is None and device is None and name is None:
        return None
    first, second = (name.family(), name.given()) if name else ("", "")
    if device is not None:
        first, second = device.model, device.software
    number, authority = ((id.extension, id.root) if id.extension else (id.root, "")) if id else ("", "")
    return XCN.of(
        escape(number),
        escape(first),
        escape(second),
        authority=authority,
        name_type="U" if device is not None else "D",
        id_type=_type(id, is_device=device is not None),
    )


def _type(id: II | None, *, is_device: bool) -> str:
    """IDNPS for a national identifier, NH for a patient, RI for anything local or a device."""
    if is_device or id is None:
        return "RI"
    if is_ins(id):
        return "NH"
    return "IDNPS" if id.root == PERSON_AUTHORITY else "RI"


def xon(organisation: Organisation | None) -> XON | None:
    """A structure; without an identifier only its name, None when it has neither."""
    if organisation is None:
        return None
    id = structure_id(organisation)
    if id is None:
        return XON(escape(organisation.name)) if organisation.name else None
    return XON.of(escape(organisation.name), escape(id.extension), authority=id.root)


def structure_id(organisation: Organisation) -> II | None:
    """The first identifier that names the structure."""
    return next((id for id in organisation.ids if id and id.extension), None)


def specialty(code: Coded) -> str:
    """`code^label^scheme`."""
    return f"{escape(code.code)}^{escape(code.label)}^{code.system}"
