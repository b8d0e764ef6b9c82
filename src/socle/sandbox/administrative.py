"""How to reach a patient of a fictitious world and who answers for him, as a record keeps it."""

from __future__ import annotations

from socle.record.administrative import Administrative
from socle.sandbox.world import Inhabitant, World
from socle.wire.hl7v3 import Address, Relationship, Telecom

#: A parent is known by sex; anyone else only answers for the patient. Source: spec/dmp.md 3.1 (TD1.3a).
_PARENTS = {"F": "MTH", "M": "FTH"}


def administrative_of(world: World, patient: Inhabitant) -> Administrative:
    """What the record of this patient keeps of him as the world begins."""
    people = {one.id: one for one in world.patients}
    return Administrative(
        telecoms=_telecoms(patient),
        address=_address(patient),
        deceased=patient.deceased is not None,
        relationships=tuple(_relationship(people[id]) for id in patient.representatives),
    )


def _relationship(person: Inhabitant) -> Relationship:
    return Relationship(
        code=_PARENTS.get(person.sex, "RESPRSN"),
        family=person.used_name or person.birth_name,
        given=person.first_given_name,
        prefix=person.civility,
        address=_address(person),
        telecoms=_telecoms(person),
    )


def _telecoms(person: Inhabitant) -> tuple[Telecom, ...]:
    mail = (Telecom(f"mailto:{person.mail}"),) if person.mail else ()
    return mail + ((Telecom(f"tel:{person.phone}", "MC"),) if person.phone else ())


def _address(person: Inhabitant) -> Address | None:
    """A world writes an address on one line: `4 allée des Essais, 99100 VILLE-EXEMPLE`."""
    if not person.address:
        return None
    lines, _, place = person.address.rpartition(", ")
    postal_code, _, city = place.partition(" ")
    return Address(tuple(filter(None, lines.split(", "))), postal_code, city)
