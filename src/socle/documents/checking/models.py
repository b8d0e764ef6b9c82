"""What is asked of one element where it stands: the type that CDA gives it, and the rows that are about it.

A model is made at its first use and kept: there are as many as kinds of places, a few hundred for all documents. What
the walk asks of each element is laid out in it, so that most elements are passed with a few look-ups.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from socle.documents.checking.datatypes import CHECKS, Check
from socle.documents.checking.special import SPECIAL, Special
from socle.documents.checking.structure import Place, Type, types
from socle.documents.checking.tables import HEADER, Row, tables
from socle.documents.checking.values import HEADER_VALUES, alone

XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
#: Attributes that identify or point at elements: each of their values is looked at.
LINKS = frozenset({"ID", "IDREF", "referencedObject", "value"})
_NOTHING: frozenset[str] = frozenset()
#: From so many on, that a child is there says nothing: no child is called "", and all are counted.
_SEVERAL = 2
#: Models kept, and with how many lists of templates for each: ten times what official documents need. A document may
#: name templates in any order, and each order makes another model.
_MODELS, _TEMPLATED = 6000, 50
#: A table and the path in it where an element stands.
Context = tuple[str, str]


@dataclass(slots=True)
class Slot:
    """A child of an element: where CDA lets it stand (`place`), how often France wants it.

    `beyond` is how many of them are one too many, 0 when there may be any number; `first` and `later` are `model`'s.
    """

    place: Place
    contexts: tuple[Context, ...]
    first_contexts: tuple[Context, ...]
    asked: int
    most: int | None
    source: str
    beyond: int = 0
    first: Model | None = None
    later: Model | None = None

    def model(self, *, first: bool) -> Model:
        """The model of the child, which for the first of its name may be another."""
        if first:
            self.first = self.first or model(self.place.type, self.first_contexts)
            return self.first
        self.later = self.later or model(self.place.type, self.contexts)
        return self.later


@dataclass(slots=True)
class Model:
    """What is asked of one element; `slots` is by qualified tag, `needed` those that must be there.

    `check` is what its data type asks, `specials` what no row can tell of its place. `values` is by attribute: None
    when any will do, else those allowed, none for a link. Nothing is missing where all names of `must` are among the
    children (`must_null` where the value is not known). `asks`: there are rows, or attributes that must be there;
    `wants`: there may be children that must.
    """

    type: Type
    contexts: tuple[Context, ...]
    rows: tuple[Row, ...]
    slots: dict[str, Slot] = field(default_factory=dict)
    needed: tuple[tuple[str, Slot], ...] = ()
    check: Check | None = None
    specials: tuple[Special, ...] = ()
    values: dict[str, frozenset[str] | None] = field(default_factory=dict)
    must: frozenset[str] = frozenset()
    must_null: frozenset[str] = frozenset()
    mixed: bool = False
    any: bool = False
    asks: bool = False
    wants: bool = False
    _templated: dict[tuple[str, ...], Model] = field(default_factory=dict)

    def of_type(self, name: str) -> Model | None:
        """The same place with another type, as `xsi:type` may say; None for a type that there is not."""
        return model(name, self.contexts) if name in types() else None

    def with_templates(self, roots: list[str]) -> Model:
        """The same element with what its templates ask."""
        known = tables()
        here = tuple([root for root in roots if root in known])
        made = self._templated.get(here)
        if made is None:
            added = tuple((root, "") for root in dict.fromkeys(here) if (root, "") not in self.contexts)
            made = model(self.type.name, (*self.contexts, *added)) if added else self
            if len(self._templated) < _TEMPLATED:
                self._templated[here] = made
        return made


@lru_cache(_MODELS)
def model(name: str, contexts: tuple[Context, ...]) -> Model:
    """The model of a type standing in these places of the tables."""
    kind, known = types()[name], tables()
    made = Model(kind, contexts, tuple(row for table, path in contexts for row in known[table].at(path)))
    made.check = CHECKS.get(name)
    made.specials = tuple(special for context in contexts for special in SPECIAL.get(context, ()))
    if not kind.is_class and any(table == HEADER for table, _ in contexts):
        made.specials += (HEADER_VALUES.get(name, alone),)
    made.slots = {tag: _slot(place, contexts) for tag, place in kind.children.items()}
    made.needed = tuple((tag, slot) for tag, slot in made.slots.items() if slot.asked or slot.place.least)
    made.must = frozenset(tag if slot.asked < _SEVERAL else "" for tag, slot in made.needed)
    made.must_null = frozenset(tag for tag, slot in made.needed if slot.place.least)
    made.values = {name: _NOTHING if name in LINKS else values for name, values in kind.attributes.items()}
    made.values |= dict.fromkeys({name for row in made.rows for name, _ in row.values}, None)  # told by the row, once
    made.values[XSI_TYPE] = None
    made.mixed, made.any = kind.mixed, name == "ANY"
    made.asks = bool(made.rows or kind.needed or name == "StructuredBody")
    made.wants = bool(made.must or kind.groups)
    return made


def _slot(place: Place, contexts: tuple[Context, ...]) -> Slot:
    below = [(table, f"{path}/{place.name}".lstrip("/")) for table, path in contexts]
    rows = [row for table, path in below for row in tables()[table].at(path)]
    limits = [row.most for row in rows if row.most is not None] + ([place.most] if place.most is not None else [])
    strictest = max(rows, key=lambda row: row.least, default=None)
    firsts = [(table, f"{path}[1]" if f"{path}[1]" in tables()[table].beginnings else path) for table, path in below]
    most = min(limits) if limits else None
    return Slot(
        place,
        tuple(filter(_goes_on, below)),
        tuple(filter(_goes_on, firsts)),
        strictest.least if strictest else 0,
        most,
        strictest.source if strictest else "",
        beyond=0 if most is None else most + 1,
    )


def _goes_on(context: Context) -> bool:
    table, path = context
    # The minimal structure is about headers: nothing of it reaches into the body.
    return not (table == "header" and path == "component") and tables()[table].goes_on(path)
