"""A fictitious world as frozen values, read from TOML: who lives there, who cares for them, what is already true.

`default` and `trois-ponts` ship with Socle; any other world is a file of the same shape. Everything is
written out, nothing drawn at random: two readings give equal values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

from socle.wire import toml

#: OID of a test INS-NIR. Source: ins_oids.csv.
TEST_NIR = "1.2.250.1.213.1.4.10"

SHIPPED = ("default", "trois-ponts")

T = TypeVar("T")


class WorldRefused(ValueError):  # noqa: N818 - the file is what is wrong; the message says where
    """A world file is not what it should be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A structure: a legal entity, or a site that names its own in `legal_entity`."""

    id: str
    idnat: str
    name: str
    sector: str
    kind: str = ""
    finess: str = ""
    siret: str = ""
    is_legal_entity: bool = False
    legal_entity: str = ""
    department: str = "Test (99)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """Where a professional exercises, between two days, both included."""

    structure: str
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Caregiver:
    """A professional of the directory, with his card: CPS, CPF, CPE, CPA or e-CPS."""

    id: str
    idnat: str
    family: str
    given: str
    profession: str
    civility: str = ""
    rpps: str = ""
    adeli: str = ""
    title: str = ""
    specialties: tuple[str, ...] = ()
    card: str = "CPS"
    card_number: str = ""
    posts: tuple[Post, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """A person of a structure who is not one of its professionals; `nominative` is what the card says."""

    id: str
    idnat: str
    family: str
    given: str
    role: str
    structure: str
    card: str = "CPE"
    card_number: str = ""
    nominative: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Who manages a structure: its `role` is that of `directory.cards.facts.Role`."""

    who: str
    structure: str
    role: str = "responsable légal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """A structure's contract with the ANS, at the level of its legal entity or of a site."""

    structure: str
    level: str = "entité juridique"
    since: date = date(2020, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """An ARS or a GRADeS that registers in RPPS+ on these departments."""

    structure: str
    kind: str
    departments: tuple[str, ...]
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A manager of RPPS+ as the world begins, and the legal representative who designated him."""

    who: str
    structure: str
    decided_by: str
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A line of the homologation register."""

    homologation: str
    name: str
    version: str
    api_version: str
    oid: str = ""
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """An authorisation given to a professional or a structure (by its id here)."""

    who: str
    since: datetime
    until: datetime | None = None
    treating_physician: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked:
    who: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """The record of a patient as the world begins."""

    opened: datetime
    space: str = "active"
    closed: datetime | None = None
    closing_motive: str = ""
    closing_reason: str = ""
    objects_to_break_glass: bool = False
    objects_to_regulation: bool = False
    grants: tuple[Grant, ...] = ()
    blocked: tuple[Blocked, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Inhabitant:
    """A patient. `ins` is empty for an identity that was never qualified; `record` None when there is none."""

    id: str
    birth_name: str
    given_names: str
    first_given_name: str
    sex: str
    birth_date: date
    birth_place: str
    ins: str = ""
    oid: str = TEST_NIR
    former_ins: tuple[str, ...] = ()
    used_name: str = ""
    civility: str = ""
    phone: str = ""
    mail: str = ""
    address: str = ""
    local_id: str = ""
    deceased: date | None = None
    representatives: tuple[str, ...] = ()
    note: str = ""
    record: Dossier | None = None

    @property
    def name(self) -> str:
        """As people write it: given name, then the used name or the birth name."""
        return f"{self.first_given_name} {self.used_name or self.birth_name}".title()


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A whole world. `instant` is when it begins, None for the machine's own time."""

    name: str
    title: str
    instant: datetime | None = None
    intermediates: tuple[str, ...] = ()
    structures: tuple[Place, ...] = ()
    professionals: tuple[Caregiver, ...] = ()
    employees: tuple[Staff, ...] = ()
    mandates: tuple[Office, ...] = ()
    contracts: tuple[Contract, ...] = ()
    software: tuple[Program, ...] = ()
    registration_bodies: tuple[Body, ...] = ()
    managers: tuple[Seat, ...] = ()
    patients: tuple[Inhabitant, ...] = ()
    source: str = field(default="", compare=False)

    def place(self, id: str) -> Place | None:
        return next((place for place in self.structures if place.id == id), None)

    def numbers(self) -> dict[str, str]:
        """Every name of an actor of this world, and the national identifier it stands for."""
        found: dict[str, str] = {}
        for caregiver in self.professionals:
            found |= dict.fromkeys((caregiver.id, caregiver.idnat, caregiver.rpps), caregiver.idnat)
        for staff in self.employees:
            found |= dict.fromkeys((staff.id, staff.idnat), staff.idnat)
        for place in self.structures:
            found |= dict.fromkeys((place.id, place.idnat, place.finess), place.idnat)
        found.pop("", None)
        return found

    def pem(self) -> tuple[bytes, ...]:
        """The authorities that this world names between its cards and their root, in PEM."""
        folder = Path(self.source).parent if self.source else None
        return tuple(
            (folder / name).read_bytes() if folder else (files(__package__) / "worlds" / name).read_bytes()
            for name in self.intermediates
        )


EMPTY = World(name="none", title="Aucun monde")


def load(name: str) -> World:
    """The world of that name, or of that TOML file. Raises `WorldRefused` with a sentence."""
    if name == "none":
        return EMPTY
    if name in SHIPPED:
        return read((files(__package__) / "worlds" / f"{name}.toml").read_text(encoding="utf-8"), name)
    path = Path(name)
    if path.suffix != ".toml" or not path.is_file():
        raise WorldRefused(f"'{name}' is no world: write {', '.join(SHIPPED)}, none, or the path of a TOML file")
    return read(path.read_text(encoding="utf-8"), str(path.resolve()), source=str(path.resolve()))


def read(text: str, name: str, *, source: str = "") -> World:
    """Read a world's TOML text. Raises `WorldRefused` naming the table and the field that is off."""
    try:
        data = toml.loads(text)
    except toml.TomlRefused as error:
        raise WorldRefused(f"{name} is not TOML: {error}") from error
    head = data.get("world", {})
    world = World(
        name=name,
        title=head.get("title", name),
        instant=head.get("instant"),
        intermediates=tuple(head.get("intermediates", ())),
        structures=_all(data, "structure", _value(Place)),
        professionals=_all(data, "professional", _caregiver),
        employees=_all(data, "employee", _value(Staff)),
        mandates=_all(data, "mandate", _value(Office)),
        contracts=_all(data, "contract", _value(Contract)),
        software=_all(data, "software", _value(Program)),
        registration_bodies=_all(data, "registration_body", _value(Body)),
        managers=_all(data, "manager", _value(Seat)),
        patients=_all(data, "patient", _inhabitant),
        source=source,
    )
    _check(world)
    return world


def _all(data: Mapping[str, Any], table: str, make: Callable[[Mapping[str, Any]], T]) -> tuple[T, ...]:
    found = []
    for entry in data.get(table, ()):
        try:
            found.append(make(entry))
        except (TypeError, ValueError) as error:
            raise WorldRefused(f"[[{table}]] {entry.get('id', '')}: {error}") from error
    return tuple(found)


def _value(kind: type[T]) -> Callable[[Mapping[str, Any]], T]:
    """Make a value of this kind from a table, its arrays as tuples; an unknown or missing field is refused."""
    known = {entry.name: entry for entry in fields(kind)}  # type: ignore[arg-type]

    def make(entry: Mapping[str, Any]) -> T:
        unknown = set(entry) - set(known)
        if unknown:
            raise ValueError(f"unknown field {', '.join(sorted(unknown))}")
        missing = {n for n, f in known.items() if f.default is MISSING and f.default_factory is MISSING} - set(entry)
        if missing:
            raise ValueError(f"missing field {', '.join(sorted(missing))}")
        return kind(**{key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()})

    return make


def _caregiver(entry: Mapping[str, Any]) -> Caregiver:
    posts = tuple(map(_value(Post), entry.get("posts", ())))
    return _value(Caregiver)({**entry, "posts": posts})


def _inhabitant(entry: Mapping[str, Any]) -> Inhabitant:
    record = entry.get("record")
    return _value(Inhabitant)({**entry, "record": _dossier(record) if record is not None else None})


def _dossier(entry: Mapping[str, Any]) -> Dossier:
    grants = tuple(map(_value(Grant), entry.get("grants", ())))
    blocked = tuple(map(_value(Blocked), entry.get("blocked", ())))
    return _value(Dossier)({**entry, "grants": grants, "blocked": blocked})


def _check(world: World) -> None:
    """Every id unique, every reference known. Raises `WorldRefused`."""
    actors = [place.id for place in world.structures]
    actors += [caregiver.id for caregiver in world.professionals] + [staff.id for staff in world.employees]
    people = [patient.id for patient in world.patients]
    twice = {id for id in actors + people if (actors + people).count(id) > 1}
    if twice:
        raise WorldRefused(f"used twice: {', '.join(sorted(twice))}")
    unknown = (set(_named_actors(world)) - set(actors)) | (set(_named_people(world)) - set(people))
    if unknown:
        raise WorldRefused(f"named but absent: {', '.join(sorted(unknown))}")


def _named_actors(world: World) -> Iterable[str]:
    yield from (place.legal_entity for place in world.structures if place.legal_entity)
    yield from (post.structure for caregiver in world.professionals for post in caregiver.posts)
    yield from (staff.structure for staff in world.employees)
    yield from (name for one in world.mandates for name in (one.who, one.structure))
    yield from (contract.structure for contract in world.contracts)
    yield from (body.structure for body in world.registration_bodies)
    for seat in world.managers:
        yield from (seat.who, seat.structure)
    for patient in world.patients:
        if patient.record:
            yield from (grant.who for grant in patient.record.grants)
            yield from (blocked.who for blocked in patient.record.blocked)


def _named_people(world: World) -> Iterable[str]:
    yield from (person for patient in world.patients for person in patient.representatives)
