"""The bindings of rights management: one module per transaction."""
