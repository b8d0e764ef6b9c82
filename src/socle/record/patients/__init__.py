"""Bindings of the service `patients` outside HL7 v3."""
