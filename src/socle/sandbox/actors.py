"""The actors of the sandbox as callers need them: who they are, where they act, and what proves it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from socle import __version__
from socle.codes import value_set
from socle.directory import services as directory
from socle.directory.actor import Actor, Authentication, Kind
from socle.directory.models import Card, Employee, Professional, Structure
from socle.sandbox.authority import DMP, Authority, Pair
from socle.sandbox.world import World
from socle.wire.certificates import CardType
from socle.wire.certificates.issue import Holder
from socle.wire.vihf.model import Software

#: The homologation of Socle's own command line, registered in every world.
CLIENT = Software("Socle (ligne de commande)", __version__, "SOCLE-TEST-CLI-0000")
E_CPS = "e-CPS"


class Unknown(LookupError):  # noqa: N818 - the interface answers 404 with this sentence
    """Nobody in this sandbox answers to that name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One actor at one place. `idnat` is IdNat_PS for a person, IdNat_Struct for a structure."""

    id: str
    kind: str
    idnat: str
    name: str
    family: str = ""
    given: str = ""
    civility: str = ""
    title: str = ""
    profession: str = ""
    specialty: str = ""
    role: str = ""
    structure: str = ""
    structure_name: str = ""
    sector: str = ""
    legal_entity: str = ""
    legal_entity_name: str = ""
    card: str = ""
    card_number: str = ""
    nominative: bool = True

    @property
    def mode(self) -> str:
        """How this actor authenticates, as a VIHF says it: by card, by certificate, or AIR with an e-CPS."""
        if self.kind == "structure":
            return "INDIRECTE"
        return "DIRECTE" if self.card and self.card != E_CPS else "INDIRECTE_RENFORCEE"


def find(world: World, who: str, structure: str = "") -> Profile:
    """The actor called `who` (an id of the world, RPPS, IdNat_PS, IdNat_Struct, FINESS), at `structure` if given.

    Raises `Unknown`, also for a patient: nothing but a person's own sign-in to Mon espace santé proves him.
    """
    patient = next((one for one in world.patients if who in {one.id, one.ins} - {""}), None)
    if patient is not None:
        raise Unknown(
            f"'{who}' is a patient: patients have no card and no transaction of the DMP; "
            f"{patient.first_given_name} acts in Mon espace santé (/mon-espace/, chosen in /bac-a-sable/)"
        )
    return _completed(_by_number(world.numbers().get(who, who), structure), world)


def _by_number(number: str, place: str) -> Profile:
    for candidate in (number, f"8{number}"):
        person = Professional.objects.filter(idnat=candidate).first()
        if person is not None:
            return _professional(person, place)
    employee = Employee.objects.filter(idnat=number).first()
    if employee is not None:
        return _employee(employee)
    for candidate in (number, f"1{number}"):
        structure = Structure.objects.filter(idnat=candidate).first()
        if structure is not None:
            return replace(
                _at(structure), id=structure.idnat, kind="structure", idnat=structure.idnat, name=structure.name
            )
    raise Unknown(f"nobody here is called '{number}': see `socle people`")


def _at(structure: Structure | None) -> Profile:
    """A profile that only says where."""
    empty = Profile(id="", kind="", idnat="", name="")
    if structure is None:
        return empty
    entity = structure.legal_entity or (structure if structure.is_legal_entity else None)
    return replace(
        empty,
        structure=structure.idnat,
        structure_name=structure.name,
        sector=structure.sector,
        legal_entity=entity.idnat if entity else "",
        legal_entity_name=entity.name if entity else "",
    )


def _professional(person: Professional, place: str) -> Profile:
    posts = [
        exercise.structure for exercise in person.exercises.select_related("structure__legal_entity").order_by("pk")
    ]
    wanted = [structure for structure in posts if place in {structure.idnat, structure.finess}] if place else posts
    card = Card.objects.filter(holder=person.idnat).order_by("-pk").first()
    return replace(
        _at(wanted[0] if wanted else None),
        id=person.idnat,
        kind="professional",
        idnat=person.idnat,
        name=str(person),
        family=person.family,
        given=person.given,
        title=value_set("profession").label(person.profession),
        profession=person.profession,
        specialty=person.specialties[0] if person.specialties else "",
        card=card.type if card else E_CPS,
        card_number=card.number if card else "",
    )


def _employee(employee: Employee) -> Profile:
    card = Card.objects.filter(holder=employee.idnat).order_by("-pk").first()
    return replace(
        _at(employee.structure),
        id=employee.idnat,
        kind="employee",
        idnat=employee.idnat,
        name=str(employee),
        family=employee.family,
        given=employee.given,
        role=employee.role,
        card=card.type if card else "",
        card_number=card.number if card else "",
    )


def _completed(profile: Profile, world: World) -> Profile:
    """The profile with what only the world knows: its short id, civility, whether the card names anybody."""
    for caregiver in world.professionals:
        if caregiver.idnat == profile.idnat:
            return replace(
                profile, id=caregiver.id, civility=caregiver.civility, title=caregiver.title or profile.title
            )
    for staff in world.employees:
        if staff.idnat == profile.idnat:
            return replace(profile, id=staff.id, nominative=staff.nominative)
    for place in world.structures:
        if profile.kind == "structure" and place.idnat == profile.idnat:
            return replace(profile, id=place.id)
    return profile


def certificates(profile: Profile, authority: Authority, at: datetime, called: str = DMP) -> Pair:
    """What this actor shows and signs with: the card, or the certificates of the structure's legal entity.

    `called` is the name of the entity's certificate to authenticate with, one of `authority.NAMES`.
    """
    if profile.mode == "DIRECTE":
        return authority.card(profile.idnat, _holder(profile), at)
    structure = profile.legal_entity or profile.structure
    name = profile.legal_entity_name or profile.structure_name
    if not structure:
        raise Unknown(f"{profile.id} has neither a card nor a structure: nothing can prove who acts")
    return authority.organisation(structure, structure, name, at, called=called)


def _holder(profile: Profile) -> Holder:
    employed = profile.card in {"CPE", "CPA"}
    holder = Holder(
        idnat=profile.idnat,
        card_type=CardType(profile.card),
        family=profile.family if profile.nominative else "",
        given=profile.given if profile.nominative else "",
        title=profile.title,
        profession=profile.profession if profile.profession.isdigit() else "",
        card_id=profile.card_number,
    )
    if not employed:
        return holder
    return replace(holder, structure=profile.structure, structure_name=profile.structure_name, department="Test (99)")


def acting(profile: Profile) -> Actor:
    """The actor that the rooms know, as if `profile` had authenticated."""
    kinds = {"professional": Kind.PROFESSIONAL, "employee": Kind.EMPLOYEE, "structure": Kind.STRUCTURE}
    ways = {"professional": Authentication.CARD, "employee": Authentication.EMPLOYEE_CARD}
    known = directory.software(CLIENT.homologation)
    return Actor(
        kind=kinds[profile.kind],
        id=profile.idnat,
        # A card that names nobody has its structure's name in the place of the family name (PDT-INF-617).
        name=profile.name if profile.nominative else profile.structure_name,
        authentication=ways.get(profile.kind, Authentication.CERTIFICATE),
        profession=profile.profession or profile.role,
        specialty=profile.specialty,
        structure=profile.structure,
        structure_name=profile.structure_name,
        legal_entity=profile.legal_entity if profile.legal_entity != profile.structure else "",
        software=CLIENT,
        api_version=known.api_version if known else "",
        person_id=profile.idnat if profile.kind != "structure" else "",
    )


def as_json(profile: Profile, pair: Pair, authority: Authority) -> dict[str, Any]:
    """The answer of `GET /api/actors/WHO`: the fields of `actor.toml`, then certificates and keys in PEM."""
    fields = {**asdict(profile), "mode": profile.mode, "software": asdict(CLIENT)}
    return {
        **fields,
        "tls_certificate": pair.authentication.pem,
        "tls_key": pair.authentication.key_pem,
        "sign_certificate": pair.signature.pem,
        "sign_key": pair.signature.key_pem,
        "authority": authority.pem,
        "actor_toml": toml(fields),
    }


def toml(fields: dict[str, Any]) -> str:
    """`fields` as the text of an `actor.toml`; a table for a nested value."""
    lines = [f"{key} = {_toml_value(value)}" for key, value in fields.items() if not isinstance(value, dict)]
    for key, value in fields.items():
        if isinstance(value, dict):
            lines += ["", f"[{key}]", *(f"{name} = {_toml_value(item)}" for name, item in value.items())]
    return "\n".join(lines) + "\n"


def _toml_value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'
