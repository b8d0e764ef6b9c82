"""The XDS.b bindings of the record: one module per transaction."""
