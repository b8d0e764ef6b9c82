"""Finding somebody in the directory by what people know of him: his name, the place where he works, his number."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

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
    """Professionals (and `structures`) whose names or numbers hold every word; none for no word. `MOST` at most."""
    wanted = plain(words).upper().split()
    if not wanted:
        return ()
    people = Q()
    places = Q(ended_on=None)
    for word in wanted:
        people &= Q(family__icontains=word) | Q(given__icontains=word) | Q(rpps=word) | Q(idnat=word)
        places &= Q(name__icontains=word) | Q(finess=word) | Q(idnat=word)
    found = [_person(one) for one in Professional.objects.filter(people).order_by("family", "given", "pk")[:MOST]]
    if structures:
        found += [Called(one.idnat, one.name) for one in Structure.objects.filter(places).order_by("name", "pk")[:MOST]]
    return tuple(found[:MOST])


def named(idnat: str) -> Called:
    """Whoever bears this identifier; his number stands for his name when the directory does not know him."""
    person = Professional.objects.filter(idnat=idnat).first()
    if person is not None:
        return _person(person)
    place = Structure.objects.filter(idnat=idnat).first()
    return Called(idnat, place.name) if place is not None else Called(idnat, idnat, known=False)


def _person(one: Professional) -> Called:
    places = one.exercises.order_by("pk").values_list("structure__name", flat=True)
    return Called(one.idnat, str(one), one.profession, tuple(places))
