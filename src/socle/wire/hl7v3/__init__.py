"""HL7 V3 patient administration as the DMP speaks it: TD0.2 (existence) and TD1.3a. Source: spec/dmp.md 3.1."""

from socle.wire.hl7v3.model import (
    II,
    Closing,
    Device,
    Name,
    Observation,
    PatientAnswer,
    PatientFound,
    PatientQuery,
    Telecom,
)
from socle.wire.hl7v3.read import patient_answer, patient_query
from socle.wire.hl7v3.write import patient_answer as write_patient_answer
from socle.wire.hl7v3.write import patient_query as write_patient_query

__all__ = [
    "II",
    "Closing",
    "Device",
    "Name",
    "Observation",
    "PatientAnswer",
    "PatientFound",
    "PatientQuery",
    "Telecom",
    "patient_answer",
    "patient_query",
    "write_patient_answer",
    "write_patient_query",
]
