"""The local directory as an edition: what is registered here is found beside what the extracts tell.

It is made anew when the version of the directory is another than the one it was made of, at the first question after
it: a change of the directory is seen at once, whoever made it. Entries that say the same keep their last change.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime

from django.db import IntegrityError

from socle.directory import idnat as numbers
from socle.directory import store as directory
from socle.directory.annuaire import codes, editions, store
from socle.directory.annuaire.entries import Held, compact
from socle.directory.models import Edition, Exercise, Professional, Structure
from socle.ledger.acting import act
from socle.rulebook.days import french_day

#: Entries of the former state read at once.
_TOGETHER = 500


def refresh(at: datetime) -> None:
    """Have the local edition say what the local directory holds, as of `at`."""
    if _is_of(directory.version()):
        return
    try:
        act(lambda: _remake(at))
    except IntegrityError:  # another process was faster: what it made is read
        return


def _is_of(version: str | None) -> bool:
    known = store.current().get(editions.LOCAL)
    return version is None or (known is not None and known[1] == version)


def _remake(at: datetime) -> None:
    version = directory.version()
    if version is None or _is_of(version):
        return
    former = store.current().get(editions.LOCAL)
    held = list(_entries(at))
    edition = Edition.objects.create(source=editions.LOCAL, state=editions.LOADING, at=at, label=version)
    store.write(edition.pk, _dated(held, former[0] if former else None), ())
    editions.put_in_force([edition.pk], version=None)
    if former is not None:
        while store.forget(former[0], 1000):
            pass
        Edition.objects.filter(pk=former[0]).delete()


def _dated(held: list[Held], former: int | None) -> Iterator[Held]:
    """Entries with the instant of their last change: that of the former state when they say the same."""
    for letter in codes.PREFIX:
        mine = [one for one in held if one.type == letter]
        for start in range(0, len(mine), _TOGETHER):
            some = mine[start : start + _TOGETHER]
            known = store.some(former, letter, [one.key for one in some]) if former is not None else []
            same = {(one.key, _said(one)): one.updated for one in known}
            yield from (replace(one, updated=same.get((one.key, _said(one)), one.updated)) for one in some)


def _said(one: Held) -> tuple[str, bool, str, str]:
    return compact(one.facts), one.active, one.owner, one.person


def _entries(at: datetime) -> Iterable[Held]:
    today = french_day(at)
    yield from _people(at)
    for structure in Structure.objects.select_related("legal_entity").order_by("pk"):
        yield _place(structure, today, at)
    for exercise in Exercise.objects.select_related("professional", "structure").order_by("pk"):
        person, place = exercise.professional.idnat, exercise.structure.idnat
        until = exercise.until
        yield Held(
            type="R",
            key=situation_id(person, place),
            facts={"since": _day(exercise.since), "until": _day(until)},
            updated=at,
            active=until is None or until >= today,
            owner=codes.own_id("O", place),
            person=codes.own_id("P", person),
        )


def _people(at: datetime) -> Iterator[Held]:
    for person in Professional.objects.order_by("pk"):
        facts = {
            "idnat": person.idnat,
            "family": person.family,
            "given": person.given,
            "adeli": person.adeli,
            "professions": _professions(person),
        }
        yield Held(type="P", key=codes.own_id("P", person.idnat), facts=facts, updated=at)


def _professions(person: Professional) -> list[list[object]]:
    """Profession, category (not known here) and know-hows; specialties (SM…) are of the order: type S."""
    known = [["S" if code.startswith("SM") else "", code] for code in person.specialties]
    return [[person.profession if person.profession.isdigit() else "", "", known]]


def _place(structure: Structure, today: date, at: datetime) -> Held:
    entity = structure.legal_entity
    facts = {
        "idnat": structure.idnat,
        "name": structure.name,
        "entity": structure.is_legal_entity,
        "finess": structure.finess,
        "siret": structure.siret,
        "sector": structure.sector,
        "rank": structure.idnat[1:] if structure.idnat[:1] == "4" else "",
        "until": _day(structure.ended_on),
        "system": "FINESS" if numbers.finess_of(structure.idnat) else "RPPS",
    }
    return Held(
        type="O",
        key=codes.own_id("O", structure.idnat),
        facts=facts,
        updated=at,
        active=structure.ended_on is None or structure.ended_on >= today,
        owner=codes.own_id("O", entity.idnat) if entity is not None else "",
    )


def situation_id(person: str, place: str, *more: str) -> str:
    """The id of a situation: who, where, and what tells it from another of his in that place."""
    told = "\x1f".join((person, place, *more))
    return codes.PREFIX["R"] + hashlib.sha256(told.encode()).hexdigest()[:24]


def _day(day: date | None) -> str:
    return day.isoformat() if day is not None else ""
