"""Whether a resource has the shape that FHIR gives it: elements known, as often and of the type they may be.

Places are written in FHIRPath. Source: `data/elements.txt`; FHIR R4, 2.24 (data types) and 2.6.2 (JSON).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files
from itertools import islice
from types import MappingProxyType
from typing import Any

from socle.rulebook import Finding
from socle.wire.fhir import verdicts
from socle.wire.fhir.reading import Repeating

#: Faults told of one message at most.
MOST = 100
#: Resources that a message may hold.
RESOURCES = frozenset(
    {
        *("Bundle", "DocumentReference", "List", "Binary", "Parameters"),
        *("Patient", "Practitioner", "PractitionerRole", "Organization", "Device"),
    }
)
_ANY = "Any"
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
_TEXT = re.compile(r"(?s).*\S.*")
#: Characters that no text of FHIR holds, and halves of characters. Source: FHIR R4, 2.24.0.1 (string).
_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_FORMS: Mapping[str, tuple[re.Pattern[str], str]] = {
    "string": (_TEXT, "un texte qui n'est pas vide"),
    "markdown": (_TEXT, "un texte qui n'est pas vide"),
    "code": (re.compile(r"\S+( \S+)*"), "un code, sans espace au bord"),
    "uri": (re.compile(r"\S+"), "une URI, sans espace"),
    "url": (re.compile(r"\S+"), "une URL, sans espace"),
    "canonical": (re.compile(r"\S+"), "une URL canonique, sans espace"),
    "id": (re.compile(r"[A-Za-z0-9\-.]{1,64}"), "1 à 64 lettres, chiffres, points ou tirets"),
    "base64Binary": (re.compile(r"[0-9A-Za-z+/=\s]+"), "du base64"),
    "date": (re.compile(r"\d{4}(-\d\d(-\d\d)?)?"), "AAAA-MM-JJ"),
    "dateTime": (
        re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d))?)?)?"),
        "AAAA-MM-JJThh:mm:ss+01:00, ou une date",
    ),
    "instant": (
        re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)"),
        "AAAA-MM-JJThh:mm:ss+01:00",
    ),
}
_TIMES = frozenset({"date", "dateTime", "instant"})
_LEAST = {"integer": None, "positiveInt": 1, "unsignedInt": 0}


@dataclass(frozen=True, slots=True)
class Element:
    """What an element holds: its type, whether it repeats, whether there is one at least."""

    type: str
    many: bool
    required: bool


@cache
def types() -> Mapping[str, Mapping[str, Element]]:
    """The elements of each type, those of the types it extends included."""
    found: dict[str, dict[str, Element]] = {}
    text = files(__package__).joinpath("data/elements.txt").read_text("utf-8")
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        name, *words = line.split()
        base = words[1] if words[:1] == [":"] else ""
        own = words[2:] if base else words
        found[name] = {**found.get(base, {}), **dict(map(_element, own))}
    return MappingProxyType(found)


def _element(word: str) -> tuple[str, Element]:
    name, _, type = word.partition(":")
    return name, Element(type.rstrip("*!+"), type[-1] in "*+", type[-1] in "!+")


def check(resource: Any, place: str, *, among: frozenset[str] = RESOURCES) -> list[Finding]:
    """What is wrong with the shape of `resource`, which stands at `place` and must be one of `among`."""
    return list(islice(_resource(resource, place, among), MOST))


def _resource(value: Any, place: str, among: frozenset[str]) -> Iterator[Finding]:
    if not isinstance(value, dict):
        yield verdicts.ELEMENT_TYPE.at(place, expected="une ressource", found=_kind(value))
        return
    type = value.get("resourceType")
    if not isinstance(type, str) or type not in among:
        expected = ", ".join(sorted(among))
        yield verdicts.RESOURCE_UNEXPECTED.at(place, expected=expected, found=_shown(type))
        return
    yield from _object(value, type, place, skip=frozenset({"resourceType"}))


def _object(value: Any, type: str, place: str, skip: frozenset[str] = frozenset()) -> Iterator[Finding]:
    if not isinstance(value, dict):
        yield verdicts.ELEMENT_TYPE.at(place, expected=f"un objet ({type})", found=_kind(value))
        return
    if isinstance(value, Repeating):
        for name in value.repeated:
            yield verdicts.REPEATED.at(place, found=_shown(name))
    elements = types()[type]
    if not value.keys() - skip:
        yield verdicts.ELEMENT_TYPE.at(place, expected=f"un objet ({type})", found="un objet vide")
    for name, held in value.items():
        if name not in skip:
            yield from _member(elements, type, name, held, place)
    for name, element in elements.items():
        if element.required and name not in value:
            yield verdicts.ELEMENT_MISSING.at(f"{place}.{name}")


def _member(elements: Mapping[str, Element], type: str, name: str, held: Any, place: str) -> Iterator[Finding]:
    element = elements.get(name) or _choice(type, name)
    here = f"{place}.{name}" if _NAME.fullmatch(name) else f"{place}.?"
    if element is None and name.startswith("_") and _is_primitive(elements.get(name[1:]) or _choice(type, name[1:])):
        return  # extensions of a primitive: nothing of them is read
    if element is None:
        yield verdicts.ELEMENT_UNKNOWN.at(here, expected=type, found=_shown(name))
    elif not element.many:
        yield from _value(held, element.type, here)
    elif not isinstance(held, list) or not held:
        yield verdicts.ELEMENT_TYPE.at(here, expected="un tableau qui n'est pas vide", found=_kind(held))
    else:
        for rank, item in enumerate(held):
            yield from _value(item, element.type, f"{here}[{rank}]")


def _is_primitive(element: Element | None) -> bool:
    return element is not None and element.type not in types() and element.type not in {_ANY, "Resource"}


def _choice(type: str, name: str) -> Element | None:
    """value[x]: an extension or a parameter holds one value of any type."""
    if type not in {"Extension", "Parameters.parameter"} or not name.startswith("value"):
        return None
    of = name.removeprefix("value")
    primitive = of[:1].lower() + of[1:]
    known = of if of in types() else primitive if primitive in _FORMS or primitive in _LEAST else ""
    if primitive in {"boolean", "decimal"}:
        known = primitive
    return Element(known or _ANY, many=False, required=False) if of else None


def _value(value: Any, type: str, place: str) -> Iterator[Finding]:
    if type == _ANY:
        if value is None:
            yield verdicts.ELEMENT_TYPE.at(place, expected="une valeur", found="null")
    elif type == "Resource":
        yield from _resource(value, place, RESOURCES)
    elif type in types():
        yield from _object(value, type, place)
    elif fault := _primitive(value, type):
        yield verdicts.ELEMENT_TYPE.at(place, expected=fault, found=_kind(value))


def _primitive(value: Any, type: str) -> str:
    """What is expected of a value of this primitive type when `value` is none; empty when it is one."""
    if type == "boolean":
        return "" if isinstance(value, bool) else "true ou false"
    if type in _LEAST:
        least = _LEAST[type]
        whole = isinstance(value, int) and not isinstance(value, bool)
        return "" if whole and (least is None or value >= least) else f"un entier ({type})"
    if type == "decimal":
        return "" if isinstance(value, int | Decimal) and not isinstance(value, bool) else "un nombre"
    form, expected = _FORMS[type]
    if not isinstance(value, str) or not form.fullmatch(value):
        return expected
    if _NO_TEXT.search(value):
        return "un texte sans caractère de contrôle"
    return expected if type in _TIMES and not is_time(value) else ""


def is_time(text: str) -> bool:
    """Whether a date or time of the right form exists in the calendar, offset included."""
    head, _, tail = text.partition("T")
    whole = (head + "-01-01")[:10] + (f"T{tail[:8]}{_offset(tail)}" if tail else "")
    try:
        found = datetime.fromisoformat(whole)
        return (found.astimezone(UTC) if found.tzinfo is not None else found).year > 1
    except (ValueError, OverflowError):  # an offset may lead beyond the calendar
        return False


def _offset(tail: str) -> str:
    return "" if tail.endswith("Z") else tail[-6:]


def _kind(value: Any) -> str:
    """What a value is, told without quoting what may be a patient's."""
    if value is None or isinstance(value, bool):
        return json_word(value)
    names = {str: "un texte", int: "un nombre", Decimal: "un nombre", list: "un tableau", dict: "un objet"}
    return next((word for kind, word in names.items() if isinstance(value, kind)), "autre chose")


def json_word(value: bool | None) -> str:
    return "null" if value is None else str(value).lower()


def _shown(value: Any) -> str:
    return value[:80] if isinstance(value, str) else _kind(value)
