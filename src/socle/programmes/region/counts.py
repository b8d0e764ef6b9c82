"""Monthly counts by structure, and the structures that a region accompanies, as facts.

Source: spec/programmes.md 5.1 and 5.2; REG-006 to REG-010, REG-016, REG-017.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from socle.programmes.finess import finess
from socle.programmes.region import access, months, places, verdicts
from socle.programmes.region.shapes import SECTORS
from socle.rulebook import Finding, applies

if TYPE_CHECKING:
    from socle.programmes.files import Row
    from socle.programmes.sons.finess import Site


@dataclass(frozen=True, slots=True)
class Structure:
    """A structure to accompany, as the calculation file or the FINESS base tells it; what is not told is None."""

    finess: str
    finess_ej: str = ""
    name: str = ""
    sector: str = ""
    category: str = ""
    department: str = ""
    region: str = ""
    combined_activity: Decimal | None = None
    ose: bool | None = None
    sunes_applied: bool | None = None
    sunes_complete: bool | None = None
    continuity_exercise: date | None = None
    esms_applied: bool | None = None
    esms_able: bool | None = None
    esms_registered: bool | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """So many of a measure in a month, for a structure and its department when they are told."""

    month: str
    measure: str
    value: int
    structure: str = ""
    department: str = ""
    type_code: str = ""


def structures(rows: Iterable[Row]) -> Iterator[Structure]:
    """The structures of a file; the department is that of the file, else the one its FINESS begins with (ASSUMED)."""
    for row in rows:
        held: dict[str, Any] = {name: value for name, value in row.values.items() if value is not None}
        number = finess(str(held.pop("finess")))
        told = str(held.pop("department", ""))
        sector = places.plain(str(held.pop("sector", "")))
        region = str(held.pop("region", ""))
        yield Structure(
            finess=number,
            finess_ej=finess(str(held.pop("finess_ej", ""))),
            department=places.department(told) or places.department_of_finess(number),
            region=places.region_of(region) or region,
            sector=SECTORS.get(sector, sector),
            **held,
        )


def counts(rows: Iterable[Row]) -> tuple[list[Count], list[Finding]]:
    """The counts of a file, and what is wrong with its lines: a month that is none, a key that names a person."""
    found: list[Count] = []
    findings: list[Finding] = []
    for row in rows:
        place, structure, value = f"comptages, ligne {row.line}", row["structure"], row["value"]
        wrong = list(access.nobody_named(place, (structure, row["type_code"])).findings)
        name = months.month(row["month"])
        if name is None:
            wrong.append(verdicts.COUNT_UNREADABLE.at(place, expected="un mois (2022-06)", found=row["month"]))
        if value < 0:
            wrong.append(verdicts.COUNT_UNREADABLE.at(place, expected="un nombre positif", found=value))
        findings += wrong
        if wrong or name is None:
            continue
        number = finess(structure)
        department = places.department(row["department"]) or places.department_of_finess(number)
        found.append(Count(name, row["measure"], value, number, department, row["type_code"] or ""))
    return found, findings


#: Categories of ESMS by the group that FINESS gives; any other of 4 is "autres". ASSUMED: the labels of the groups.
_GROUPS: Final = MappingProxyType({"4400": "PA", "4100": "PH", "4200": "PH", "4300": "PH"})


@applies("REG-009", "REG-010")
def with_base(told: Iterable[Structure], sites: Iterable[Site]) -> list[Structure]:
    """The structures of a file, and the sites of the FINESS base that it leaves out.

    The base says which are ESMS, and of what category, where the file does not; establishments to accompany are those
    of the calculation file alone, so a site of the base is none of them.
    """
    held = {one.finess: one for one in told}
    for site in sites:
        known = held.get(site.number, Structure(site.number))
        social = site.group.startswith("4")
        held[site.number] = replace(
            known,
            finess_ej=known.finess_ej or site.entity,
            name=known.name or site.name,
            sector=known.sector or ("esms" if social else ""),
            category=known.category or (_GROUPS.get(site.group, "autres") if social else site.group_label),
            department=known.department or places.department_of_finess(site.number),
        )
    return list(held.values())


@dataclass(frozen=True, slots=True)
class Located:
    """The structures by number, to tell the department, the category and the name of a number."""

    by_number: Mapping[str, Structure]

    def department(self, number: str, told: str = "") -> str:
        """That of the structures' file first, then what the other file told."""
        one = self.by_number.get(number)
        return one.department if one is not None and one.department else told

    def category(self, number: str) -> str:
        one = self.by_number.get(number)
        return one.category if one is not None else ""

    def name(self, number: str) -> str:
        one = self.by_number.get(number)
        return one.name if one is not None else ""


@applies("REG-016")
def in_region(department: str, region: str) -> bool:
    """Whether a department is of a region; the country holds them all, and what is of no known department too."""
    return region == places.FRANCE or places.departments().get(department, ("", ""))[1] == region


@applies("REG-017")
def by_month(counted: Iterable[Count], measure: str) -> dict[str, int]:
    """The monthly series of a measure."""
    found: dict[str, int] = defaultdict(int)
    for one in counted:
        if one.measure == measure:
            found[one.month] += one.value
    return dict(sorted(found.items()))
