"""What access asks of the imported directory: who acts and where, when the local directory does not know him.

A professional or a structure that an extract tells acts as one who was registered here. Asked only after the local
directory said no, and kept by `services.kept`. Source: AUTH-042 (the identifier exists in the national directory).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any, Final

from socle.directory.annuaire import codes, editions, store
from socle.directory.annuaire.entries import Held
from socle.directory.facts import ExerciseFacts, ProfessionalFacts, StructureFacts
from socle.directory.kinds import kind_of_category, kind_of_sector
from socle.rulebook.days import french_day

#: Sources that tell who exists, those of the national directory first.
_SOURCES: Final = (editions.RPPS, editions.FINESS, editions.LOADED)
#: Situations of one person that are read.
_MOST: Final = 200


def professional(idnat: str) -> ProfessionalFacts | None:
    """The professional of this IdNat_PS, with every place of exercise; None when no extract tells him.

    Of several entries that bear his number, one that is active tells him.
    """
    read = _read()
    held = min(_bearing(read, "P", idnat), key=lambda one: not one.active, default=None)
    if held is None:
        return None
    professions = held.facts.get("professions") or [["", "", []]]
    know_how = [code for _, _, known in professions for _, code in known]
    more = store.details([id for name, id in read.items() if name == "knowhow"], "P", [held.key])
    know_how += [detail["code"] for detail in more.get(held.key, ())]
    return ProfessionalFacts(
        idnat=idnat,
        name=f"{held.facts.get('family', '')} {held.facts.get('given', '')}".strip(),
        profession=professions[0][0],
        specialties=frozenset(know_how),
        exercises=tuple(_exercises(read, held)),
        ended_on=_ended(held),
    )


def structure(idnat: str) -> StructureFacts | None:
    """The structure of this IdNat_Struct; None when no extract tells it."""
    read = _read()
    every = list(_bearing(read, "O", idnat))
    if not every:
        return None
    held, facts = every[0], every[0].facts
    sector = next((one.facts["sector"] for one in every if one.facts.get("sector")), "")
    category = next((one.facts["category"] for one in every if one.facts.get("category")), "")
    entity = next((number for one in every if one.owner and (number := _number(read, one.owner))), "")
    return StructureFacts(
        idnat=idnat,
        name=next((one.facts["name"] for one in every if one.facts.get("name")), idnat),
        kind=kind_of_sector(sector) if sector else kind_of_category(category),
        sector=sector,
        is_legal_entity=bool(facts.get("entity")),
        legal_entity=entity,
        ended_on=_ended(held),
    )


def _read() -> dict[str, int]:
    return {source: id for source, (id, _) in store.current().items()}


def _bearing(read: dict[str, int], letter: str, idnat: str) -> Iterator[Held]:
    """The entries that bear a national number, active or not, source after source."""
    for name in _SOURCES:
        if name not in read:
            continue
        if name == editions.LOADED:
            ids: Iterable[str] = store.bearing(read[name], letter, idnat)
        else:
            ids = [codes.own_id(letter, idnat)]
        yield from (held for id in ids if (held := store.one(read[name], letter, id)) is not None)


def _exercises(read: dict[str, int], person: Held) -> Iterator[ExerciseFacts]:
    for name in _SOURCES:
        if name not in read:
            continue
        for role in store.belonging(read[name], "R", column="person", key=person.key, most=_MOST):
            place = _number(read, role.owner) if role.owner and role.active else ""
            if place:
                owner = next((one.owner for one in _bearing(read, "O", place) if one.owner), "")
                entity = _number(read, owner) if owner else place
                since, until = _day(role.facts.get("since")), _day(role.facts.get("until"))
                yield ExerciseFacts(structure=place, entity=entity, since=since, until=until)


def _number(read: dict[str, int], id: str) -> str:
    """The IdNat_Struct behind the id of a structure."""
    if number := codes.number_of(id):
        return number
    held = store.one(read[editions.LOADED], "O", id) if editions.LOADED in read else None
    return str(held.facts.get("idnat", "")) if held is not None else ""


def _ended(held: Held) -> date | None:
    """The last day of who or what an entry tells. One that is not active had ended by the day when that was told."""
    until = _day(held.facts.get("until"))
    if held.active:
        return until
    told = french_day(held.updated) - timedelta(days=1)
    return min(until, told) if until is not None else told


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if value else None
