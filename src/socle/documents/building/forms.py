"""Whether the values of a complete description have the forms of their data types. Pure.

What is refused here is what the check of a document would refuse once it is written (`socle.documents.checking`).
Source: spec/cda.md 1 to 7 and 11 (rules 7, 16 to 33).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from socle.documents import times
from socle.documents.building.model import Participant, Person, Spec, Structure
from socle.documents.building.values import Contact, Identifier, Postal
from socle.documents.building.verdicts import MISSING_KEY, WRONG_VALUE
from socle.documents.building.walking import DISPOSITIONS, Held, walk
from socle.documents.cda.datatypes import OID, UUID
from socle.rulebook import Finding, applies
from socle.wire.hl7v2 import PERSON_AUTHORITY, STRUCTURE_AUTHORITY

#: `scheme:rest`, a legal URI. Source: spec/cda.md 1, TEL.
_URI = re.compile(r"(?:tel|fax|mailto|http|ftp|mllp|https):[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+", re.ASCII)
_LANGUAGE = re.compile(r"[a-z]{2}-[A-Z]{2}", re.ASCII)
#: The longest OID that a uniqueId may be. Source: IHE ITI TF-3, 4.2.3.2.26.
LONGEST_ROOT = 64
#: Source: spec/cda.md 1, TEL and AD.
_CONTACT_USES = frozenset({"H", "HP", "HV", "WP", "DIR", "PUB", "EC", "MC", "PG"})
_POSTAL_USES = frozenset({"H", "HP", "HV", "WP", "TMP"})
_LINES = 7
#: The host of the documents of patients (Mon espace santé), who keeps and does not write. Source: spec/cda.md 4.
PATIENT_HOST = "1.2.250.1.213.4.1"
#: Where people and structures may have numbers of another authority. Source: spec/cda.md 11, rules 16 and 21 to 32.
_ANY_PERSON = ("authors", "legal_authenticator", "data_enterer", "informants", "participants", "acts", "laboratory")
_ANY_STRUCTURE = ("data_enterer", "informants", "participants", "acts", "encounter", "laboratory")
_STATUSES = ("completed", "active")


@applies("DOC-017")
def check_forms(spec: Spec) -> Iterator[Finding]:
    """Identifiers, ways to reach, addresses, authorities and periods have the forms of their data types."""
    for held in walk(spec):
        match held.value:
            case Identifier() as identifier:
                yield from _identifier(held, identifier)
            case Contact() as contact:
                yield from _contact(held, contact)
            case Postal() as postal:
                yield from _postal(held, postal)
            case Structure() as structure:
                yield from _authority(held, structure)
            case Person() as person:
                yield from _number(held, person)
    yield from _twice(spec)
    yield from _document(spec)
    yield from _periods(spec)
    yield from _stay(spec)


def _identifier(held: Held, identifier: Identifier) -> Iterator[Finding]:
    if not OID.fullmatch(identifier.root) and not UUID.fullmatch(identifier.root):
        yield WRONG_VALUE.at(f"{held.place}.root", expected="an OID or a UUID", found=identifier.root)
    elif held.word == "local_ids" and not identifier.extension:
        yield MISSING_KEY.at(f"{held.place}.extension", expected="the patient's number: root^number")


def _contact(held: Held, contact: Contact) -> Iterator[Finding]:
    if not _URI.fullmatch(contact.value):
        expected = "tel:+33…, mailto:…, without spaces, accents or quotes"
        yield WRONG_VALUE.at(held.place, expected=expected, found=contact.value)
    if contact.use and contact.use not in _CONTACT_USES:
        yield WRONG_VALUE.at(f"{held.place}.use", expected=", ".join(sorted(_CONTACT_USES)), found=contact.use)


def _postal(held: Held, postal: Postal) -> Iterator[Finding]:
    if bool(postal.lines) == bool(postal.parts):
        yield WRONG_VALUE.at(held.place, expected="either lines, or street, city…", found="both, or neither")
    if len(postal.lines) > _LINES:
        yield WRONG_VALUE.at(f"{held.place}.lines", expected=f"{_LINES} lines at most", found=len(postal.lines))
    if postal.use and postal.use not in _POSTAL_USES:
        yield WRONG_VALUE.at(f"{held.place}.use", expected=", ".join(sorted(_POSTAL_USES)), found=postal.use)


def _authority(held: Held, structure: Structure) -> Iterator[Finding]:
    """The number of a structure is the national one, but where it is not told whose it must be."""
    allowed = (STRUCTURE_AUTHORITY, PATIENT_HOST) if held.place == "custodian" else (STRUCTURE_AUTHORITY,)
    if structure.id and structure.root not in allowed and not held.place.startswith(_ANY_STRUCTURE):
        yield WRONG_VALUE.at(f"{held.place}.root", expected=" or ".join(allowed), found=structure.root)


def _number(held: Held, person: Person) -> Iterator[Finding]:
    if person.id and person.root != PERSON_AUTHORITY and not held.place.startswith(_ANY_PERSON):
        yield WRONG_VALUE.at(f"{held.place}.root", expected=PERSON_AUTHORITY, found=person.root)


def _twice(spec: Spec) -> Iterator[Finding]:
    """What is written side by side differs: the identifiers of one thing, the ways to reach one."""
    patient = spec.patient
    ins = (Identifier(root=patient.oid, extension=patient.matricule),) if patient.matricule else ()
    yield from _repeated("patient.local_ids", patient.local_ids, ins)
    for rank, act in enumerate(spec.acts, 1):
        yield from _repeated(f"acts[{rank}].ids", act.ids)
    if spec.encounter is not None:
        yield from _repeated("encounter.ids", spec.encounter.ids)
    for held in [Held("", spec, "", ""), *walk(spec)]:
        telecoms: tuple[Contact, ...] = getattr(held.value, "telecoms", ())
        yield from _repeated(f"{held.place}.telecoms", telecoms)


def _repeated(
    place: str, values: Sequence[Identifier | Contact], before: Sequence[Identifier | Contact] = ()
) -> Iterator[Finding]:
    seen = set(before)
    for rank, value in enumerate(values, 1):
        if value in seen:
            found = value.text if isinstance(value, Identifier) else value.value
            yield WRONG_VALUE.at(f"{place}[{rank}]", expected="what is not there already", found=found)
        seen.add(value)


def _document(spec: Spec) -> Iterator[Finding]:
    if not _LANGUAGE.fullmatch(spec.language):
        yield WRONG_VALUE.at("language", expected="a language and a country: fr-FR", found=spec.language)
    if spec.patient.multiple_birth_order < 0:
        found = spec.patient.multiple_birth_order
        yield WRONG_VALUE.at("patient.multiple_birth_order", expected="1 or more", found=found)
    if spec.oid_root and not OID.fullmatch(spec.oid_root):
        yield WRONG_VALUE.at("oid_root", expected="an OID of your own", found=spec.oid_root)
    elif spec.id is not None and len(spec.id.root) > LONGEST_ROOT:
        yield WRONG_VALUE.at(
            "oid_root" if spec.oid_root else "id", expected="an OID of 64 characters at most", found=spec.id.root
        )
    yield from _replacing(spec)


def _replacing(spec: Spec) -> Iterator[Finding]:
    """A later version has its own identifier, a later number, and the set of the one that it replaces."""
    old = spec.replaces
    if old is None:
        return
    if old.id == spec.id:
        yield WRONG_VALUE.at("id", expected="another identifier than that of the version replaced", found=old.id.text)
    if old.set_id is not None and spec.set_id != old.set_id:
        found = spec.set_id.text if spec.set_id else "nothing"
        yield WRONG_VALUE.at("set_id", expected=f"{old.set_id.text}, kept through versions (leave it out)", found=found)
    if old.version < 0:
        yield WRONG_VALUE.at("replaces.version", expected="1 or more", found=old.version)
    elif old.version and spec.version <= old.version:
        yield WRONG_VALUE.at("version", expected=f"{old.version + 1} or more", found=spec.version)


def _periods(spec: Spec) -> Iterator[Finding]:
    """A period ends after it begins, and is not written when both ends are the same (spec/cda.md 1, IVL_TS)."""
    periods = [(f"acts[{rank}]", act.start, act.end) for rank, act in enumerate(spec.acts, 1)]
    participants: tuple[Participant, ...] = spec.participants
    periods += [(f"participants[{rank}]", one.start, one.end) for rank, one in enumerate(participants, 1)]
    if spec.encounter is not None:
        periods.append(("encounter", spec.encounter.start, spec.encounter.end))
    for place, start, end in periods:
        low, high = times.read(start), times.read(end)
        if (low and high and low.start >= high.end) or (start and start == end):
            yield WRONG_VALUE.at(f"{place}.end", expected=f"after {start}", found=end)


def _stay(spec: Spec) -> Iterator[Finding]:
    for rank, act in enumerate(spec.acts, 1):
        if act.status and act.status not in _STATUSES:
            yield WRONG_VALUE.at(f"acts[{rank}].status", expected=", ".join(_STATUSES), found=act.status)
    leaving = spec.encounter.disposition if spec.encounter else None
    if leaving is None:
        return
    if not leaving.label:
        yield MISSING_KEY.at("encounter.disposition.label", expected="the label of the code")
    if leaving.system not in {"", DISPOSITIONS}:
        yield WRONG_VALUE.at("encounter.disposition.system", expected=DISPOSITIONS, found=leaving.system)
