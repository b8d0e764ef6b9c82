"""The types of documents as files name them: a code of JDV_J07, its label, or a usual short name.

Labels are those of the nomenclature that the package carries; short names are rows of `data/type_names.csv`, of our own
reading. A name that may be two types (« ordonnance » alone) is none: who reads is told the nearest ones.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from socle import codes

#: What a code that is not of JDV_J07 looks like: it is kept as written, and is no type that a programme counts.
LOINC: Final = r"[0-9]{1,7}-[0-9]"
#: What a page says of the content of such a column.
SAID: Final = "code de JDV_J07, son libellé, ou un nom court (LDL, ordonnance de sortie, CR-OP, CR-BIO, CR d’imagerie…)"
_SHORT, _LONG = "CR ", "Compte rendu "


@cache
def names() -> Mapping[str, str]:
    """The code of each name: short names first, then labels, then the codes themselves."""
    return MappingProxyType(dict(_names()))


def _names() -> Iterator[tuple[str, str]]:
    table = files(__package__).joinpath("data/type_names.csv").read_text("utf-8").splitlines()
    for row in csv.DictReader(table):
        yield row["word"], row["code"]
    for entry in codes.value_set("type_code"):
        yield entry.label, entry.code
        if entry.label.startswith(_SHORT):
            yield _LONG + entry.label.removeprefix(_SHORT), entry.code
    for entry in codes.value_set("type_code"):
        yield entry.code, entry.code
