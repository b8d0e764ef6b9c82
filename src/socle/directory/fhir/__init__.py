"""The Annuaire Santé in FHIR R4: reading and searching what is public. Source: guide Annuaire Santé 1.2.0."""
