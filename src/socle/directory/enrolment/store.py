"""The rows of RPPS+ as facts, and back."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import Final

from django.db.models import Q

from socle.directory.enrolment.facts import (
    BodyFacts,
    BodyKind,
    CardFacts,
    Civil,
    EnrolmentFacts,
    Mandate,
    PersonFacts,
    covered,
    plain,
)
from socle.directory.facts import StructureFacts
from socle.directory.kinds import StructureKind
from socle.directory.models import (
    Card,
    CivilStatus,
    Delegation,
    Enrolment,
    Manager,
    NumberRange,
    Professional,
    RegistrationBody,
    Structure,
)
from socle.identity.checkdigits import luhn_key

#: The numbers that this directory gives: fictitious, beside those of the ANS's own tests. ASSUMED.
_OWN_RANGE: Final = "9977"
#: Numbers of which it is asked at once whether somebody bears them.
_TOGETHER: Final = 100
_ENTITY: Final = "structure__legal_entity"


def structure_facts(row: Structure) -> StructureFacts:
    """A structure whose legal entity was read with it."""
    return StructureFacts(
        idnat=row.idnat,
        name=row.name,
        kind=StructureKind(row.kind),
        sector=row.sector,
        is_legal_entity=row.is_legal_entity,
        legal_entity=row.legal_entity.idnat if row.legal_entity is not None else "",
        ended_on=row.ended_on,
    )


def place(idnat: str) -> StructureFacts | None:
    row = _structure(idnat)
    return structure_facts(row) if row is not None else None


def _structure(idnat: str) -> Structure | None:
    return Structure.objects.select_related("legal_entity").filter(idnat=idnat).first()


def places_under(holders: Iterable[StructureFacts]) -> tuple[StructureFacts, ...]:
    """These structures, and the sites of those that are legal entities, by name."""
    held = tuple(holders)
    names = [one.idnat for one in held]
    rows = Structure.objects.select_related("legal_entity").filter(
        Q(idnat__in=names) | Q(legal_entity__idnat__in=names)
    )
    return covered(held, (structure_facts(row) for row in rows.order_by("name", "pk")))


def mandates_of(holder: str) -> tuple[Mandate, ...]:
    """Every designation of a person."""
    rows = Manager.objects.select_related(_ENTITY).filter(holder=holder).order_by("pk")
    return tuple(_mandate(row) for row in rows)


def managers_of(places: Iterable[StructureFacts]) -> tuple[Mandate, ...]:
    """Every designation by one of these structures."""
    rows = Manager.objects.select_related(_ENTITY).filter(structure__idnat__in=[one.idnat for one in places])
    return tuple(_mandate(row) for row in rows.order_by("pk"))


def _mandate(row: Manager) -> Mandate:
    return Mandate(
        id=row.pk, structure=structure_facts(row.structure), holder=row.holder, since=row.since, until=row.until
    )


def delegations_to(bodies: Iterable[str]) -> tuple[Mandate, ...]:
    """Every delegation to one of these bodies (IdNat_Struct)."""
    return _delegations(Q(body__structure__idnat__in=list(bodies)))


def delegations_of(places: Iterable[StructureFacts]) -> tuple[Mandate, ...]:
    """Every delegation by one of these structures."""
    return _delegations(Q(structure__idnat__in=[one.idnat for one in places]))


def _delegations(which: Q) -> tuple[Mandate, ...]:
    rows = Delegation.objects.select_related(_ENTITY, "body__structure").filter(which).order_by("pk")
    return tuple(
        Mandate(
            id=row.pk,
            structure=structure_facts(row.structure),
            holder=row.body.structure.idnat,
            since=row.since,
            until=row.until,
        )
        for row in rows
    )


def bodies() -> tuple[BodyFacts, ...]:
    """Every ARS and GRADeS that registers, by name."""
    rows = RegistrationBody.objects.select_related(_ENTITY).order_by("structure__name", "pk")
    return tuple(
        BodyFacts(
            structure=structure_facts(row.structure),
            kind=BodyKind(row.kind),
            departments=frozenset(row.departments.split()),
            since=row.since,
            until=row.until,
        )
        for row in rows
    )


def cards_of(holder: str) -> tuple[CardFacts, ...]:
    rows = Card.objects.filter(holder=holder)
    return tuple(CardFacts(type=row.type, since=row.since, until=row.until, opposed_at=row.opposed_at) for row in rows)


def person(idnat: str, day: date) -> PersonFacts | None:
    """The professional of this IdNat_PS as RPPS+ knows him on this day."""
    row = Professional.objects.select_related("civil_status").filter(idnat=idnat).first()
    return _person(row, day) if row is not None else None


def _person(row: Professional, day: date) -> PersonFacts:
    here = Q(until=None) | Q(until__gte=day)
    return PersonFacts(
        idnat=row.idnat,
        family=row.family,
        given=row.given,
        profession=row.profession,
        civil=_civil(row),
        enrolments=enrolments_of(row),
        exercises=frozenset(row.exercises.filter(here).values_list("structure__idnat", flat=True)),
    )


def enrolments_of(row: Professional) -> tuple[EnrolmentFacts, ...]:
    """Every registration of a professional, the earliest first."""
    found = Enrolment.objects.select_related("structure").filter(professional=row).order_by("since", "pk")
    return tuple(
        EnrolmentFacts(id=one.pk, structure=one.structure.idnat, role=one.role, since=one.since, until=one.until)
        for one in found
    )


def _civil(row: Professional) -> Civil | None:
    kept: CivilStatus | None = getattr(row, "civil_status", None)  # read with the row
    if kept is None:
        return None
    return Civil(
        birth_name=kept.birth_name,
        given_names=kept.given_names,
        sex=kept.sex,
        birth_date=kept.birth_date,
        birth_place=kept.birth_place,
    )


class Namesakes:
    """Professionals whose civil status nobody told here, by family name: read once for a whole file.

    Their names are not indexed: the directory is looked through one time, however many lines ask.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._by_name: dict[str, list[Professional]] = {}
        spelt = sorted({spelling for name in names for spelling in _spellings(name)})
        for row in Professional.objects.filter(civil_status=None, family__in=spelt) if spelt else ():
            self._by_name.setdefault(plain(row.family), []).append(row)

    def of(self, name: str, given: str) -> list[Professional]:
        first = plain(given).split(" ")[:1]
        return [row for row in self._by_name.get(plain(name), ()) if plain(row.given).split(" ")[:1] == first]


def _spellings(name: str) -> set[str]:
    bare = "".join(letter for letter in unicodedata.normalize("NFD", name.upper()) if not unicodedata.combining(letter))
    return {name, name.upper(), bare, bare.replace("-", " "), name.title()} - {""}


def alike(civil: Civil, family: str, namesakes: Namesakes, day: date) -> tuple[PersonFacts, ...]:
    """Everybody who may be this person: same name, first given name and birth, or same name where no birth is known."""
    name, given, born = civil.key
    same = Professional.objects.filter(civil_status__birth_date=born, civil_status__name_key=name)
    rows = same.select_related("civil_status").order_by("pk")
    close = [row for row in rows if (kept := _civil(row)) is not None and kept.key[1] == given]
    for spelling in dict.fromkeys((civil.birth_name, family)):
        close += [row for row in namesakes.of(spelling, civil.given_names) if row not in close]
    return tuple(_person(row, day) for row in close)


def keep_civil_status(row: Professional, civil: Civil | None, mail: str, mobile: str, *, is_new: bool) -> None:
    """Keep the civil status of somebody of whom none is known, and how to reach him; what is known stays."""
    if civil is None or (not is_new and CivilStatus.objects.filter(professional=row).exists()):
        return
    CivilStatus.objects.create(
        professional=row,
        birth_name=civil.birth_name,
        given_names=civil.given_names,
        sex=civil.sex,
        birth_date=civil.birth_date,
        birth_place=civil.birth_place,
        name_key=civil.key[0],
        mail=mail,
        mobile=mobile,
    )


def hold_numbers() -> NumberRange:
    """The range of numbers, held until the end of the act: registrations come one after the other.

    So nobody is created twice by two managers at once.
    """
    NumberRange.objects.get_or_create(pk=1)
    return NumberRange.objects.select_for_update().get(pk=1)


class Lookups:
    """What one act reads once, however many lines it has: namesakes, places, the range of numbers and who bears some.

    Made inside the act, by which nothing of it outlives.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self.namesakes = Namesakes(names)
        self._places: dict[str, Structure | None] = {}
        self._numbers: NumberRange | None = None
        self._borne: frozenset[str] = frozenset()
        self._looked_until = 0

    def structure(self, idnat: str) -> Structure | None:
        """The row of this IdNat_Struct with its legal entity."""
        if idnat not in self._places:
            self._places[idnat] = _structure(idnat) if idnat else None
        return self._places[idnat]

    def place(self, idnat: str) -> StructureFacts | None:
        row = self.structure(idnat)
        return structure_facts(row) if row is not None else None

    def hold_numbers(self) -> NumberRange:
        """The range of numbers, held from the first line that needs it."""
        if self._numbers is None:
            self._numbers = hold_numbers()
        return self._numbers

    def new_number(self) -> str:
        """The next RPPS number that nobody bears."""
        numbers = self.hold_numbers()
        while True:
            number = _number(numbers.next)
            if numbers.next >= self._looked_until:
                self._look(numbers.next)
            numbers.next += 1
            if f"8{number}" not in self._borne:
                numbers.save(update_fields=["next"])
                return number

    def _look(self, first: int) -> None:
        """Who bears one of the numbers that come next."""
        self._looked_until = first + _TOGETHER
        coming = [f"8{_number(rank)}" for rank in range(first, self._looked_until)]
        borne = Professional.objects.filter(idnat__in=coming).values_list("idnat", flat=True)
        self._borne = frozenset(borne)


def _number(rank: int) -> str:
    body = f"{_OWN_RANGE}{rank:06d}"
    return body + luhn_key(body)
