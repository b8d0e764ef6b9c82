"""FHIR R4 as PDSm writes it: JSON in and out, resources between it and the values of XDS. No business, no storage."""
