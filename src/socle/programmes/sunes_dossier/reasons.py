"""Why a stay, a report or a correspondent is not counted, in French: the reasons of `socle sunes compute`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

#: Whatever the indicator, the furthest from success first.
REASONS: Mapping[str, str] = MappingProxyType(
    {
        "no_document": "Aucun envoi",
        "ins_not_qualified": "INS non qualifiée",
        "rejected": "Rejeté ou non remis",
        "wrong_level": "Autre niveau ou format",
    }
)
_OF_DOCUMENTS: Mapping[str, str] = MappingProxyType(
    {"no_document": "Aucun document au DMP", "rejected": "Rejeté par le DMP", "wrong_level": "Niveau du document"}
)
_OF_MESSAGES: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("DS4.1", "no_document"): "Aucun document reçu",
        ("DS4.1", "rejected"): "Message non remis",
        ("DS4.1", "wrong_level"): "Document qui n’est pas un CDA",
        ("DS4.2", "no_document"): "Aucun message au patient",
        ("DS4.2", "rejected"): "Message non remis",
    }
)


def reason(code: str, why: str) -> str:
    """Why a unit of this indicator is missing."""
    return _OF_MESSAGES.get((code, why)) or _OF_DOCUMENTS.get(why) or REASONS.get(why, why)
