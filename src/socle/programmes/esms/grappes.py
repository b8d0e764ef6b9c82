"""Grappes: the ESSMS that make a project together, how many it takes, and which call they belong to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from socle.programmes.esms.conditions import in_force
from socle.programmes.esms.shapes import told
from socle.programmes.esms.verdicts import CALL, GRAPPE_SMALL, HOURS_INCOHERENT, HOURS_UNKNOWN
from socle.programmes.finess import finess
from socle.rulebook import ALLOWED, Decision, applies, refuse

#: The first characters of a FINESS number tell the department. Source: FINESS, layout of the number.
_CORSICA = ("2A", "2B", "20")
_OVERSEAS = ("97", "98", "9A", "9B", "9C", "9D", "9E", "9F")


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """One geographic FINESS of a grappe. Amounts in euros; None: not said."""

    finess_eg: str
    finess_ej: str = ""
    grappe: str = ""
    field: str = ""
    category: str = ""
    sons_eligible: bool | None = None
    convention: date | None = None
    funding: Decimal | None = None
    hours: int | None = None
    eligible_hours: int | None = None


def structure(values: Mapping[str, Any]) -> Structure:
    """A structure from a line of the shape `grappes`."""
    texts = ("grappe", "field", "category")
    others = ("convention", "funding", "hours", "eligible_hours")
    held: dict[str, Any] = {name: (values.get(name) or "").strip() for name in texts}
    held |= {name: finess(values.get(name)) for name in ("finess_eg", "finess_ej")}
    held |= {name: values.get(name) for name in others}
    return Structure(**held, sons_eligible=told(values.get("sons_eligible")))


def has_lower_minimum(finess: Iterable[str]) -> bool:
    """Whether every member is in Corsica or overseas. ASSUMED: a grappe of which one is not, is a mainland one."""
    numbers = list(finess)
    return bool(numbers) and all(number.upper().startswith(_CORSICA + _OVERSEAS) for number in numbers)


@applies("ESMS-500", "ESMS-501")
def grappe_size(members: Iterable[str], day: date) -> Decision:
    """Whether geographic FINESS numbers, each counted once, make a grappe on `day`, and which call it belongs to.

    Without a row of that day nothing is judged.
    """
    numbers = {number.strip().upper() for number in members if number.strip()}
    row = in_force("grappe-minimum-overseas" if has_lower_minimum(numbers) else "grappe-minimum", day)
    if row is None:
        return Decision()
    if len(numbers) < row.value:
        return refuse(GRAPPE_SMALL.at(expected=row.value, found=len(numbers)))
    national = in_force("national-call", day)
    if national is None:
        return Decision(rules=row.rules)
    call = "national" if len(numbers) >= national.value else "régional (ARS)"
    return refuse(CALL.at(expected=call, found=len(numbers)), rules=row.rules)


@applies("ESMS-509")
def hours_known(place: str, hours: int | None, eligible: int | None) -> Decision:
    """Whether the eligible hours of a home service are known, and a part of its hours."""
    if not hours or eligible is None:
        return refuse(HOURS_UNKNOWN.at(place))
    if not 0 <= eligible <= hours:
        return refuse(HOURS_INCOHERENT.at(place, expected=hours, found=eligible))
    return ALLOWED
