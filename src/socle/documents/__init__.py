"""Clinical documents: reading CDA R2, deriving their metadata, judging and showing them."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from socle.documents import cda, metadata
    from socle.documents.cda import CdaDocument
    from socle.documents.comparing import compare, compare_bytes
    from socle.documents.header import check_header
    from socle.documents.metadata import derive
    from socle.documents.services import Checked, check
    from socle.documents.showing import Readable, show

__all__ = [
    "CdaDocument",
    "Checked",
    "Readable",
    "cda",
    "check",
    "check_header",
    "compare",
    "compare_bytes",
    "derive",
    "metadata",
    "show",
]

#: Where each name is found, at its first use: whoever checks a document, or reads a PDF in a process of its own, waits
#: for nothing else of the room.
_PLACES = {
    **dict.fromkeys(("compare", "compare_bytes"), "comparing"),
    **dict.fromkeys(("Checked", "check"), "services"),
    **dict.fromkeys(("Readable", "show"), "showing"),
    "CdaDocument": "cda",
    "check_header": "header",
    "derive": "metadata",
}


def __getattr__(name: str) -> Any:
    if name in {"cda", "metadata"}:
        return import_module(f"{__name__}.{name}")
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
