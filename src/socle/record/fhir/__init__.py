"""The record's FHIR door (PDSm): one module per transaction, in front of the same use cases as SOAP."""
