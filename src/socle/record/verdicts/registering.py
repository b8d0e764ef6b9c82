"""What the registry refuses of a submission's sizes, whatever the profile."""

from __future__ import annotations

from socle.rulebook import verdict

VALUE_TOO_LONG = verdict(
    "record.value-too-long",
    fr="La valeur de {place} est trop longue : {found} caractères, {expected} au plus.",
    en="The value of {place} is too long: {found} characters, {expected} at most.",
    way_out="Raccourcissez la valeur.",
    source="IHE ITI TF-3 4.2.3.1 (lengths of identifiers and codes)",
    how_to_obtain="Déposez un document dont le uniqueId a plus de 300 caractères.",
    codes={
        "xds": {"repository": "XDSRepositoryMetadataError", "registry": "XDSRegistryMetadataError"},
        "http": {"status": "400"},
    },
)
