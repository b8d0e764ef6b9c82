"""The VIHF of one call. Source: spec/dmp.md 2."""

from __future__ import annotations

from datetime import datetime

from lxml import etree

from socle import codes
from socle.client.identity import Identity
from socle.wire import ids
from socle.wire.hl7v2 import CX
from socle.wire.vihf.build import build as write_assertion
from socle.wire.vihf.model import AccessMode, Mode, Vihf
from socle.wire.vihf.sign import sign
from socle.wire.xds.model import Code

#: Code systems of roles and sectors in a VIHF. Source: spec/dmp.md 2; TRE_G15, TRE_R38, TRE_R02.
PROFESSIONS = "1.2.250.1.71.1.2.7"
SPECIALTIES = "1.2.250.1.71.4.2.5"
OTHER_ROLES = "1.2.250.1.213.1.1.4.6"
SECTORS = "1.2.250.1.71.4.2.4"

#: A structure's first digit, and that of the identifiers internal to it. Source: TRE_G07, TRE_G08.
INTERNAL = {"0": "1", "1": "3", "2": "4", "3": "5", "4": "6"}

_CLASSES = {
    Mode.DIRECT: "urn:oasis:names:tc:SAML:2.0:ac:classes:SmartcardPKI",
    Mode.INDIRECT: "urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified",
    Mode.AIR: "urn:oasis:names:tc:SAML:2.0:ac:classes:Password",
}


def _roles(identity: Identity) -> tuple[Code, ...]:
    if identity.mode is Mode.INDIRECT:
        return (Code("AUTOMATE", OTHER_ROLES, "Automate"),)
    if identity.role:
        return (Code(identity.role, OTHER_ROLES, identity.role.replace("_", " ").capitalize()),)
    label = codes.value_set("profession").label(identity.profession)
    profession = Code(identity.profession, PROFESSIONS, label or identity.profession)
    if not identity.specialty:
        return (profession,)
    return (profession, Code(identity.specialty, SPECIALTIES, identity.specialty))


def _name_id(identity: Identity) -> str:
    """The person's number; for a structure that of the person in charge of its automate."""
    if identity.mode is not Mode.INDIRECT:
        return identity.idnat
    return f"{INTERNAL.get(identity.structure[:1], '3')}{identity.structure[1:]}/AUTOMATE"


def build(
    identity: Identity,
    patient: CX | None,
    at: datetime,
    *,
    access_mode: AccessMode = AccessMode.NORMAL,
    reason: str = "",
    secret_session: bool = False,
) -> etree._Element:
    """The signed assertion with which `identity` acts on `patient` at `at` (aware)."""
    software = identity.software
    content = Vihf(
        id=f"_{ids.new_uuid()}",
        issue_instant=at,
        name_id=_name_id(identity),
        mode=identity.mode,
        structure=identity.structure,
        sector=Code(identity.sector, SECTORS) if identity.sector else None,
        roles=_roles(identity),
        subject_id=_subject(identity),
        patient=patient,
        access_mode=access_mode,
        reason=reason,
        secret_session=secret_session,
        software=software,
        authn_context=_CLASSES[identity.mode],
        authn_context_declaration="Pro Santé Connect" if identity.mode is Mode.AIR else "",
    )
    return sign(write_assertion(content), identity.signing_certificate(), identity.signing_key())


def _subject(identity: Identity) -> str:
    """subject-id: the person's name in AIR, "software,model,service" for an automate, nothing in direct mode."""
    if identity.mode is Mode.INDIRECT:
        return f"{identity.software.name},{identity.software.version},alimentation"
    return identity.name if identity.mode is Mode.AIR else ""
