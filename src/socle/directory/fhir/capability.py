"""The CapabilityStatement of the Annuaire, made of what its door answers. Source: FHIR R4, CapabilityStatement."""

from __future__ import annotations

from datetime import datetime

from socle import __version__
from socle.directory.annuaire import codes
from socle.directory.fhir.parameters import BY_TYPE, INCLUDES, REV_INCLUDES
from socle.wire.fhir.reading import Json
from socle.wire.fhir.values import filled


def statement(base: str, at: datetime, *, restricted: bool) -> Json:
    """What is answered at `base`, at the instant `at`; `restricted`: the types of restricted data too."""
    letters = [letter for letter in BY_TYPE if restricted or letter != "N"]
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": at.isoformat(timespec="seconds"),
        "kind": "instance",
        "software": {"name": "Socle", "version": __version__},
        "implementation": {"description": "Annuaire Santé", "url": base},
        "fhirVersion": "4.0.1",
        "format": ["json"],
        "implementationGuide": [f"{codes.GUIDE}ImplementationGuide/ans.fhir.fr.annuaire"],
        "rest": [
            {
                "mode": "server",
                "security": {"cors": False, "description": "Clé de l'API dans l'en-tête ESANTE-API-KEY."},
                "resource": [_resource(letter) for letter in letters],
            }
        ],
    }


def _resource(letter: str) -> Json:
    name = codes.TYPES[letter]
    return {
        "type": name,
        **filled(
            profile=f"{codes.PROFILES}as-dp-{name.lower()}" if letter in codes.PREFIX else None,
            interaction=[{"code": "read"}, {"code": "search-type"}],
            searchInclude=["*", *INCLUDES[letter]] if letter in INCLUDES else None,
            searchRevInclude=["*", *REV_INCLUDES[letter]] if letter in REV_INCLUDES else None,
            searchParam=[
                {"name": key, "type": held.type, "documentation": held.says} for key, held in BY_TYPE[letter].items()
            ],
        ),
    }
