"""What every submission must respect whatever the profile: its values can be kept and found again. Pure.

Source: IHE ITI TF-3 4.2.3.1 (lengths).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from socle.record.verdicts import registering as verdicts
from socle.rulebook import Finding
from socle.wire.xds.model import Code, Submission

#: Longest values that can be kept and found again, in characters.
LONGEST_ID = 64
LONGEST_UNIQUE_ID = 300
LONGEST_PATIENT_ID = 256
LONGEST_CODE = 80
LONGEST_TYPE = 80


def check_lengths(submission: Submission) -> list[Finding]:
    """Values longer than what can be kept and found again."""
    return [
        verdicts.VALUE_TOO_LONG.at(place, expected=longest, found=len(value))
        for place, value, longest in _measured(submission)
        if len(value) > longest
    ]


def _measured(submission: Submission) -> Iterator[tuple[str, str, int]]:
    unique_ids = [entry.unique_id for entry in submission.entries]
    unique_ids += [held.unique_id for held in submission.sets]
    unique_ids += [folder.unique_id for folder in submission.folders]
    for unique_id in unique_ids:
        yield "uniqueId", unique_id or "", LONGEST_UNIQUE_ID
    for held in submission.sets:
        yield "patientId", held.patient_id.text if held.patient_id else "", LONGEST_PATIENT_ID
    for entry in submission.entries:
        codes: Mapping[str, Code | None] = {
            "classCode": entry.class_code,
            "typeCode": entry.type_code,
            "formatCode": entry.format_code,
        }
        for name, code in codes.items():
            yield name, code.code if code else "", LONGEST_CODE
        yield "objectType", entry.object_type, LONGEST_TYPE
    for link in submission.associations:
        yield "associationType", link.type, LONGEST_TYPE
        yield "sourceObject", link.source, LONGEST_ID
        yield "targetObject", link.target, LONGEST_ID
