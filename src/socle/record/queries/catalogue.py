"""The stored queries the registry knows, with their parameters: data of xds_stored_queries.csv.

Source: IHE ITI TF-2 3.18.4.1.2.3.7.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: `many` values are allowed, `slots` may repeat (AND), `one_of` it and its siblings exactly one."""

    name: str
    required: bool
    one_of: bool
    many: bool
    slots: bool
    format: str


@dataclass(frozen=True, slots=True)
class Query:
    """One stored query."""

    name: str
    id: str
    parameters: Mapping[str, Parameter]

    @property
    def patient_parameter(self) -> str | None:
        """The parameter that names the patient, None for a query by identifiers."""
        return next((name for name, parameter in self.parameters.items() if parameter.format == "CX"), None)

    @property
    def is_by_identifier(self) -> bool:
        """Whether the query names the objects it wants, and so needs no patient."""
        return self.patient_parameter is None


def _parameter(row: Mapping[str, str]) -> Parameter:
    multiple = row["multiple"]
    return Parameter(
        name=row["parameter"],
        required=row["required"] == "R",
        one_of=row["required"] == "one of",
        many=multiple.startswith("yes"),
        slots="AND" in multiple,
        format=row["format"],
    )


@cache
def queries() -> Mapping[str, Query]:
    """Every stored query, by its id."""
    text = files(__package__).joinpath("data/stored_queries.csv").read_text("utf-8")
    found: dict[str, tuple[str, dict[str, Parameter]]] = {}
    for row in csv.DictReader(line for line in text.splitlines() if not line.startswith("#")):
        _, parameters = found.setdefault(row["query_id"], (row["query"], {}))
        parameters[row["parameter"]] = _parameter(row)
    return MappingProxyType({id: Query(name, id, MappingProxyType(held)) for id, (name, held) in found.items()})
