"""PDF files of the record: inspected, compared with the header of their document, written and completed.

A file comes from anyone: it is read in a process of its own, of bounded time and memory (`child`). What keeps it from
being read is a finding, and `Refused` holds findings. Which library does what: docs/decisions/0015-pdf.md.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from socle.documents.pdf.keeping import kept
    from socle.documents.pdf.model import Archived, Covered, Fault, Inspection, Matrix, Refused
    from socle.documents.pdf.properties import PROPERTIES, Property
    from socle.documents.pdf.rules import Patient, Validation, compare, may_cover
    from socle.documents.pdf.services import convert, cover, from_text, inspect, stamp

__all__ = [
    "PROPERTIES",
    "Archived",
    "Covered",
    "Fault",
    "Inspection",
    "Matrix",
    "Patient",
    "Property",
    "Refused",
    "Validation",
    "compare",
    "convert",
    "cover",
    "from_text",
    "inspect",
    "kept",
    "may_cover",
    "stamp",
]

#: Where each name is found, at its first use: the process that reads files decides nothing, and whoever starts it waits
#: for nothing else.
_PLACES = {
    "kept": "keeping",
    **dict.fromkeys(("Archived", "Covered", "Fault", "Inspection", "Matrix", "Refused"), "model"),
    **dict.fromkeys(("PROPERTIES", "Property"), "properties"),
    **dict.fromkeys(("Patient", "Validation", "compare", "may_cover"), "rules"),
    **dict.fromkeys(("convert", "cover", "from_text", "inspect", "stamp"), "services"),
}


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
