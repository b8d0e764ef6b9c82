"""What every resource of the Annuaire Santé is written with: its head, identifiers, codes. Pure."""

from __future__ import annotations

from socle.directory.annuaire import codes
from socle.wire.fhir.reading import Json


def header(type: str, key: str, updated: str, *, authority: str = "", system: str = "") -> Json:
    """Type, id and meta; `authority` registers the data, `system` holds it (RPPS, FINESS)."""
    trace = [
        *(
            [
                {
                    "url": "autorite-enregistrement",
                    "valueCodeableConcept": concept("TRE_R60-AutoriteEnregistrement", authority),
                }
            ]
            if authority
            else []
        ),
        *([{"url": "systeme-information", "valueCode": system}] if system else []),
    ]
    return {
        "resourceType": type,
        "id": key,
        "meta": {
            **({"extension": [{"url": codes.DATA_TRACE, "extension": trace}]} if trace else {}),
            "versionId": "1",
            "lastUpdated": updated,
            "source": codes.SOURCE,
            "profile": [f"{codes.PROFILES}as-dp-{type.lower()}"],
        },
        "language": "fr",
    }


def coding(table: str, code: str) -> Json:
    """A code of a table of the NOS; without `table`, a code whose table is not known."""
    return {"system": codes.nos(table), "code": code} if table else {"code": code}


def concept(table: str, code: str) -> Json:
    return {"coding": [coding(table, code)]}


def identifier(system: str, value: str, type: str) -> Json:
    """An official identifier, its type among those of FR Core."""
    return {
        "use": "official",
        "type": {"coding": [{"system": codes.IDENTIFIER_TYPES, "code": type}]},
        "system": system,
        "value": value,
    }
