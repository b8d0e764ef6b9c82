"""Finding somebody in the directory by what people know of him: his name, the place where he works, his number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from socle.directory.annuaire import acting, editions, searching, store
from socle.directory.annuaire.criteria import Code, Wanted
from socle.directory.facts import ProfessionalFacts
from socle.directory.models import Professional, Structure
from socle.web.search import plain

#: More names than this are no answer: the reader is asked for more letters.
MOST = 20


@dataclass(frozen=True, slots=True)
class Called:
    """Somebody found: `profession` is a TRE_G15 code, empty for a structure; `places` are where he exercises.

    `known` is False for an identifier that nobody of the directory bears.
    """

    idnat: str
    name: str
    profession: str = ""
    places: tuple[str, ...] = ()
    known: bool = True

    @property
    def is_structure(self) -> bool:
        return not self.profession


def called(words: str, *, structures: bool = True) -> tuple[Called, ...]:
    """Professionals (and `structures`) whose names or numbers hold every word; none for no word. `MOST` at most.

    Of those whom an extract alone tells, the names begin with the words.
    """
    wanted = plain(words).upper().split()
    if not wanted:
        return ()
    people = Q()
    places = Q(ended_on=None)
    for word in wanted:
        people &= Q(family__icontains=word) | Q(given__icontains=word) | Q(rpps=word) | Q(idnat=word)
        places &= Q(name__icontains=word) | Q(finess=word) | Q(idnat=word)
    found = [_person(one) for one in Professional.objects.filter(people).order_by("family", "given", "pk")[:MOST]]
    found += _imported(wanted, MOST - len(found))
    if structures:
        found += [Called(one.idnat, one.name) for one in Structure.objects.filter(places).order_by("name", "pk")[:MOST]]
    return tuple(found[:MOST])


def named(idnat: str) -> Called:
    """Whoever bears this identifier; his number stands for his name when the directory does not know him."""
    person = Professional.objects.filter(idnat=idnat).first()
    if person is not None:
        return _person(person)
    place = Structure.objects.filter(idnat=idnat).first()
    if place is not None:
        return Called(idnat, place.name)
    told = acting.professional(idnat) or acting.structure(idnat)
    if told is None:
        return Called(idnat, idnat, known=False)
    return Called(idnat, told.name, told.profession if isinstance(told, ProfessionalFacts) else "")


def _imported(words: list[str], room: int) -> list[Called]:
    """Professionals whom an extract tells and nobody registered here."""
    if room <= 0 or not {editions.RPPS, editions.LOADED} & store.current().keys():
        return []
    wanted = tuple(Wanted(columns=("name", "given"), texts=(word,)) for word in words)
    if len(words) == 1 and words[0].isdigit():
        wanted = (Wanted(terms=("identifier",), codes=(Code(code=words[0]),)),)
    page = searching.search(searching.Asked(letter="P", wanted=wanted, count=room))
    told = {str(held.facts["idnat"]): held.facts for held in page.entries if held.facts.get("idnat")}
    here = set(Professional.objects.filter(idnat__in=list(told)).values_list("idnat", flat=True))
    return [_told(idnat, facts) for idnat, facts in told.items() if idnat not in here]


def _told(idnat: str, facts: Mapping[str, Any]) -> Called:
    professions = facts.get("professions") or [[""]]
    name = f"{facts.get('family', '')} {facts.get('given', '')}".strip()
    return Called(idnat, name, str(professions[0][0]))


def _person(one: Professional) -> Called:
    places = one.exercises.order_by("pk").values_list("structure__name", flat=True)
    return Called(one.idnat, str(one), one.profession, tuple(places))
