"""HL7 V3 patient administration as the DMP speaks it: TD0.2, TD0.5 and TD1.1 to TD1.4. Source: spec/dmp.md 3.1."""

from socle.wire.hl7v3 import registration, searching
from socle.wire.hl7v3.model import (
    II,
    Address,
    Closing,
    Device,
    Name,
    Observation,
    PatientAnswer,
    PatientFound,
    PatientQuery,
    Relationship,
    Telecom,
)
from socle.wire.hl7v3.read import patient_answer, patient_query
from socle.wire.hl7v3.write import patient_answer as write_patient_answer
from socle.wire.hl7v3.write import patient_query as write_patient_query

__all__ = [
    "II",
    "Address",
    "Closing",
    "Device",
    "Name",
    "Observation",
    "PatientAnswer",
    "PatientFound",
    "PatientQuery",
    "Relationship",
    "Telecom",
    "patient_answer",
    "patient_query",
    "registration",
    "searching",
    "write_patient_answer",
    "write_patient_query",
]
