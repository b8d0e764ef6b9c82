"""Regions, departments and their populations, as data; the department that a FINESS number begins with.

Source: INSEE, populations de référence and code officiel géographique (Licence Ouverte); reference table
region_population.csv. Mayotte's population is that of its 2017 census, too low today.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

#: The whole country, as a region that is asked for.
FRANCE: Final = "FR"
_NUMBER: Final = re.compile(r"(?:\d{2}|2[AB])\d{7}")
#: Overseas departments by the first four digits of their FINESS numbers. ASSUMED: read on public numbers.
_OVERSEAS: Final = MappingProxyType(
    {"9701": "971", "9702": "972", "9703": "973", "9704": "974", "9706": "976", "9805": "976"}
)


@dataclass(frozen=True, slots=True)
class Region:
    code: str
    name: str
    population: int
    year: int
    status: str


def _table(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(files(__package__).joinpath(f"data/{name}.csv").read_text("utf-8").splitlines()))


@cache
def regions() -> Mapping[str, Region]:
    """The 18 regions by their code."""
    return MappingProxyType(
        {
            row["code"]: Region(row["code"], row["region"], int(row["population"]), int(row["year"]), row["status"])
            for row in _table("population")
        }
    )


@cache
def departments() -> Mapping[str, tuple[str, str]]:
    """Name and region of each department, by its code."""
    return MappingProxyType({row["code"]: (row["department"], row["region"]) for row in _table("departments")})


@lru_cache(256)
def region_of(told: str) -> str | None:
    """The code of a region told by its code or its name; `FRANCE` for the country; None when there is none such."""
    wanted = plain(told)
    if wanted in {"fr", "france"}:
        return FRANCE
    found = (one.code for one in regions().values() if wanted in {one.code, one.code.lstrip("0"), plain(one.name)})
    return next(found, None)


def name_of(region: str) -> str:
    return "France" if region == FRANCE else regions()[region].name


def population_of(region: str) -> int:
    """The municipal population of a region, or of the 18 together."""
    if region == FRANCE:
        return sum(one.population for one in regions().values())
    return regions()[region].population


@lru_cache(4096)
def department(told: str | None) -> str:
    """The code of a department however a file writes it (`1`, `01`, `Ain`, `2a`, `01 - Ain`); "" for none such."""
    wanted = plain(told or "")
    if not wanted:
        return ""
    for code in (wanted, wanted.split(" ")[0]):
        if code.upper().rjust(2, "0") in departments():
            return code.upper().rjust(2, "0")
    return _by_name().get(wanted, "")


@cache
def _by_name() -> Mapping[str, str]:
    return {plain(name): code for code, (name, _) in departments().items()}


def department_of_finess(number: str) -> str:
    """The department whose code a FINESS number begins with; "" when it tells none. ASSUMED overseas."""
    if not _NUMBER.fullmatch(number):
        return ""
    code = _OVERSEAS.get(number[:4], number[:2])
    return code if code in departments() else ""


def plain(text: str) -> str:
    """Without accents, case and punctuation."""
    bare = "".join(one for one in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(one))
    return re.sub(r"[^a-z0-9]+", " ", bare).strip()
