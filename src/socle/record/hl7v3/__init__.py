"""The HL7 V3 bindings of the record: one module per transaction."""
