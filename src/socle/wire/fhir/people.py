"""Authors, authenticators and patients, between contained resources and XDS text.

Source: IHE MHD 4.2.3; PDSm 3.1.1 (Practitioner, PractitionerRole, Organization, Device); spec/dmp.md 4.2 (XCN, XON).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from socle.wire.fhir.reading import Json
from socle.wire.fhir.values import cx_of, filled, identifier_of, scheme_of, system_of
from socle.wire.hl7v2 import CX, PERSON_AUTHORITY, STRUCTURE_AUTHORITY, XCN, XON
from socle.wire.xds.model import Author

#: National numbers that need their prefix to be an IdNat. Source: ANS NOS, TRE_G08 and TRE_G07.
_RPPS, _FINESS = "https://rpps.esante.gouv.fr", "https://finess.esante.gouv.fr"
_BROKEN = str.maketrans(dict.fromkeys("^&|\r\n", " "))
#: Type of the identifier of a professional without a national number.
_INTERNAL = "RI"

Contained = Mapping[str, Json]


def contained_of(resource: Json) -> Contained:
    """The contained resources, by the reference that leads to each."""
    return {f"#{held['id']}": held for held in resource.get("contained", ()) if held.get("id")}


def author_of(reference: Mapping[str, Any], contained: Contained) -> Author | None:
    """The author that a reference leads to; None when it leads nowhere."""
    held = contained.get(reference.get("reference", ""))
    if held is None:
        return None
    type = held["resourceType"]
    if type == "PractitionerRole":
        return _in_role(held, contained)
    if type == "Organization":
        return Author(institutions=(structure_of(held),))
    person = {"Practitioner": practitioner_of, "Device": _device_of, "Patient": _patient_author}.get(type)
    return Author(person=person(held)) if person is not None else None


def _in_role(role: Json, contained: Contained) -> Author:
    practitioner = contained.get(role.get("practitioner", {}).get("reference", ""), {})
    organisation = contained.get(role.get("organization", {}).get("reference", ""))
    both = {**practitioner, "identifier": [*practitioner.get("identifier", ()), *role.get("identifier", ())]}
    return Author(
        person=practitioner_of(both),
        institutions=(structure_of(organisation),) if organisation is not None else (),
        roles=tuple(_clean(held["text"]) for held in role.get("code", ()) if held.get("text")),
        specialties=tuple(
            f"{_clean(coding.get('code', ''))}^{_clean(coding.get('display', ''))}^"
            f"{_clean(scheme_of(coding.get('system', '')))}"
            for held in role.get("specialty", ())
            for coding in held.get("coding", ())
        ),
    )


def practitioner_of(held: Mapping[str, Any]) -> XCN:
    """A professional as XDS writes him: his national number, else the number his structure gave him."""
    family, given = _names(held)
    id, type = _person_id(held.get("identifier", ()))
    return XCN.of(id, family, given, id_type=type)


def person_of(reference: Mapping[str, Any], contained: Contained) -> XCN | None:
    """The authenticator that a reference leads to."""
    author = author_of(reference, contained)
    return author.person if author is not None else None


def _person_id(identifiers: Sequence[Mapping[str, Any]]) -> tuple[str, str]:
    for held in identifiers:
        if held.get("system") == f"urn:oid:{PERSON_AUTHORITY}":
            code = _first(held.get("type", {}).get("coding", ())).get("code", "")
            return _clean(held.get("value", "")), _INTERNAL if code in {"INTRN", "RI", "EI"} else "IDNPS"
    rpps = next((held.get("value", "") for held in identifiers if held.get("system") == _RPPS), "")
    return (f"8{_clean(rpps)}" if rpps else ""), "IDNPS"


def structure_of(held: Mapping[str, Any]) -> XON:
    """A structure as XDS writes it: IdNat_Struct, made of its FINESS when that alone is there."""
    by_system = {item.get("system"): item.get("value", "") for item in held.get("identifier", ())}
    finess = by_system.get(_FINESS, "")
    id = by_system.get(f"urn:oid:{STRUCTURE_AUTHORITY}") or (f"1{finess}" if finess else "")
    return XON.of(_clean(held.get("name", "")), _clean(id))


def _device_of(held: Mapping[str, Any]) -> XCN:
    """Model in 2, software in 3. Source: spec/dmp.md 4.2, spec/README.md."""
    first = _first(held.get("identifier", ()))
    oid = scheme_of(first.get("system", "")) or PERSON_AUTHORITY
    model = next((item["name"] for item in held.get("deviceName", ())), held.get("modelNumber", ""))
    software = next((item["value"] for item in held.get("version", ())), "")
    values = (_clean(str(text)) for text in (first.get("value", ""), model, software))
    return XCN.of(*values, authority=_clean(oid), name_type="U", id_type=_INTERNAL)


def _patient_author(held: Mapping[str, Any]) -> XCN:
    family, given = _names(held)
    ins = next(filter(None, map(cx_of, held.get("identifier", ()))), CX(""))
    return XCN.of(ins.id, family, given, authority=ins.authority, id_type="NH")


def _names(held: Mapping[str, Any]) -> tuple[str, str]:
    name = _first(held.get("name", ()))
    return _clean(name.get("family", "")), _clean(" ".join(name.get("given", ())))


def _first(held: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    return held[0] if held else {}


def _clean(text: str) -> str:
    """Text that can stand in a component: separators become spaces."""
    return str(text).translate(_BROKEN).strip()


def source_patient_info(patient: Mapping[str, Any]) -> tuple[str, ...]:
    """PID-3, PID-5, PID-7 and PID-8 of a contained Patient. Source: spec/dmp.md 4.2 (sourcePatientInfo)."""
    fields = [f"PID-3|{held}" for held in map(cx_of, patient.get("identifier", ())) if held is not None]
    for name in patient.get("name", ()):
        given = _clean(" ".join(name.get("given", ())))
        fields.append(
            f"PID-5|{_clean(name.get('family', ''))}^{given}^^^^^{'D' if name.get('use') == 'usual' else 'L'}"
        )
    if patient.get("birthDate"):
        fields.append(f"PID-7|{patient['birthDate'].replace('-', '')}")
    sex = {"male": "M", "female": "F"}.get(patient.get("gender", ""), "U" if patient.get("gender") else "")
    return (*fields, *([f"PID-8|{sex}"] if sex else []))


def source_patient(info: Sequence[str], local: CX | None) -> Json:
    """The contained Patient that sourcePatientInfo and sourcePatientId tell."""
    fields = [field.partition("|")[::2] for field in info]
    ids = [CX(value) for name, value in fields if name == "PID-3"] + ([local] if local is not None else [])
    identifiers = {(held.authority, held.id): held for held in ids if held.is_complete}
    names = []
    for name, value in fields:
        family, given, *rest = (value.split("^") + [""] * 7)[:7]
        if name == "PID-5" and (family or given):
            use = "usual" if rest[-1] == "D" else "official"
            names.append(filled(use=use, family=family, given=[given] if given else None))
    born = next((value for name, value in fields if name == "PID-7"), "")
    sex = next((value for name, value in fields if name == "PID-8"), "")
    return {
        "resourceType": "Patient",
        **filled(
            identifier=[identifier_of(held) for held in identifiers.values()],
            name=names,
            gender={"M": "male", "F": "female"}.get(sex, "unknown" if sex else ""),
            birthDate="-".join(filter(None, (born[:4], born[4:6], born[6:8]))),
        ),
    }


def practitioner(person: XCN) -> Json:
    """The Practitioner (or Device) of an XCN."""
    identifier = filled(system=system_of(person.authority or PERSON_AUTHORITY), value=person.id)
    if person.is_device:
        named = [{"name": person.family, "type": "model-name"}] if person.family else None
        version = [{"value": person.given}] if person.given else None
        return {"resourceType": "Device", **filled(identifier=[identifier], deviceName=named, version=version)}
    name = filled(family=person.family, given=[person.given] if person.given else None)
    kind = "Patient" if person.component(13) == "NH" else "Practitioner"
    return {"resourceType": kind, **filled(identifier=[identifier], name=[name] if name else None)}


def organisation(structure: XON) -> Json:
    """The Organization of an XON."""
    identifier = filled(system=f"urn:oid:{structure.authority or STRUCTURE_AUTHORITY}", value=structure.id)
    known = [identifier] if structure.id else None
    return {"resourceType": "Organization", **filled(identifier=known, name=structure.name)}


def contain(author: Author, id: str) -> tuple[list[Json], str]:
    """The contained resources of one author, and the id that leads to them."""
    person, structure = author.person, next(iter(author.institutions), None)
    who = {**practitioner(person), "id": f"{id}-personne"} if person is not None else None
    where = {**organisation(structure), "id": f"{id}-structure"} if structure is not None else None
    if who is not None and who["resourceType"] != "Practitioner":
        return [who], str(who["id"])
    role = {
        "resourceType": "PractitionerRole",
        "id": id,
        **filled(
            practitioner={"reference": f"#{who['id']}"} if who else None,
            organization={"reference": f"#{where['id']}"} if where else None,
            code=[{"text": role} for role in author.roles],
            specialty=[{"coding": [_specialty(text)]} for text in author.specialties],
        ),
    }
    return [held for held in (who, where, role) if held is not None], id


def _specialty(text: str) -> Json:
    code, label, scheme = [*text.split("^"), "", ""][:3]
    return filled(system=system_of(scheme), code=code, display=label)
