"""The NIST toolkit's metadata files, brought from ebRIM 2.1 to the 3.0 that travels, with fresh identifiers.

Source: the readme files of the tests; ebRIM 2.1 and 3.0. The toolkit does the same before it sends.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from lxml import etree

RIM = "urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0"
LCM = "urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0"
OBJECT = "urn:oasis:names:tc:ebxml-regrep:ObjectType:RegistryObject:"
UNIQUE_ID_SCHEMES = {
    "urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab",
    "urn:uuid:96fdda7c-d067-4183-912e-bf5ee74998a8",
    "urn:uuid:75df8f67-9973-4fbe-a900-df66cefecc5a",
}
PATIENT_ID_SCHEMES = {
    "urn:uuid:58a6f841-87b3-4a3e-92fd-a8ffeff98427",
    "urn:uuid:6b5aea1a-874d-4603-a4bc-96a0a7b38446",
    "urn:uuid:f64ffdf0-4b97-4e06-b79f-a52b38ec2f8a",
}
#: In ebRIM 2.1 association types and statuses are bare words.
ASSOCIATIONS = {
    "HasMember": "urn:oasis:names:tc:ebxml-regrep:AssociationType:HasMember",
    **{kind: f"urn:ihe:iti:2007:AssociationType:{kind}" for kind in ("RPLC", "XFRM", "APND", "XFRM_RPLC", "signs")},
}
#: ebRIM 3.0 asks for this order inside a registry object.
ORDER = ("Slot", "Name", "Description", "VersionInfo", "Classification", "ExternalIdentifier")


REFERRING = ("id", "classifiedObject", "registryObject", "sourceObject", "targetObject")
NAMED = {"ExtrinsicObject", "RegistryPackage", "Association"}


@dataclass
class Assigned:
    """What was assigned while preparing one step: section → symbolic id → value."""

    uuids: dict[str, str] = field(default_factory=dict)
    uids: dict[str, str] = field(default_factory=dict)


def local(element):
    return etree.QName(element).localname


def _convert(element, known):
    name = local(element)
    made = etree.Element(f"{{{RIM}}}{name}", nsmap={"rim": RIM})
    for key, value in element.attrib.items():
        made.set(key, value)
    if name == "Association":
        made.set("associationType", ASSOCIATIONS.get(made.get("associationType"), made.get("associationType")))
        made.set("objectType", OBJECT + name)
    elif name in {"Classification", "ExternalIdentifier", "RegistryPackage"}:
        made.set("objectType", OBJECT + name)
    if name == "ExternalIdentifier" and "registryObject" not in made.attrib:
        made.set("registryObject", known)
    if name in {"Classification", "ExternalIdentifier"} and "id" not in made.attrib:
        made.set("id", f"urn:uuid:{uuid.uuid4()}")
    if made.get("status") == "Approved":
        del made.attrib["status"]
    made.text = element.text
    children = [_convert(child, element.get("id", known)) for child in element if isinstance(child.tag, str)]
    if name in {"ExtrinsicObject", "RegistryPackage", "Association", "Classification", "ExternalIdentifier"}:
        children.sort(key=lambda child: ORDER.index(local(child)))
    made.extend(children)
    return made


def upgrade(text):
    """A SubmitObjectsRequest in ebRIM 3.0 from a file in 2.1 or 3.0 (or from a request that holds one)."""
    root = etree.fromstring(text)
    listing = next(e for e in root.iter() if isinstance(e.tag, str) and local(e).endswith("RegistryObjectList"))
    request = etree.Element(f"{{{LCM}}}SubmitObjectsRequest", nsmap={"lcm": LCM, "rim": RIM})
    made = etree.SubElement(request, f"{{{RIM}}}RegistryObjectList")
    made.extend(_convert(child, "") for child in listing if isinstance(child.tag, str) and local(child) != "ObjectRef")
    return request


def assign(request, *, patient_id, uuids, keep_uids=(), fresh_uid):
    """Put fresh uniqueIds, the patient id and (when asked) entry UUIDs in place; say what was assigned."""
    assigned = Assigned()
    for element in request[0]:
        if local(element) in {"ExtrinsicObject", "RegistryPackage"}:
            uid = None if element.get("id") in keep_uids else fresh_uid()
            _identify(element, patient_id, uid, assigned)
        if local(element) in NAMED and element.get("id"):
            symbolic = element.get("id")
            fresh = uuids and not symbolic.startswith("urn:uuid:")
            assigned.uuids[symbolic] = f"urn:uuid:{uuid.uuid4()}" if fresh else symbolic
    for element in request.iter(etree.Element):
        for key in REFERRING:
            if element.get(key) in assigned.uuids:
                element.set(key, assigned.uuids[element.get(key)])
        if local(element) == "Association" and "id" not in element.attrib:
            element.set("id", f"urn:uuid:{uuid.uuid4()}")
    return assigned


def _identify(element, patient_id, uid, assigned):
    """One object's patient and uniqueId; the uniqueId it has stays when none is given."""
    for identifier in element.iter(f"{{{RIM}}}ExternalIdentifier"):
        scheme = identifier.get("identificationScheme")
        if scheme in PATIENT_ID_SCHEMES:
            identifier.set("value", patient_id)
        elif scheme in UNIQUE_ID_SCHEMES:
            identifier.set("value", uid or identifier.get("value"))
            assigned.uids[element.get("id")] = identifier.get("value")
