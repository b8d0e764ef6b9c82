"""Every value of a description with its place, and the table that the codes at that place are of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import NamedTuple

from socle.documents.building.xml import LOINC

NABM, SPECIMEN_TYPES = "1.2.250.1.213.2.7", "2.16.840.1.113883.18.311"
NCBI, DISPOSITIONS = "2.16.840.1.113883.3.9471", "1.2.250.1.213.2.14"

#: The table of codes at a word, or at a word of one group alone.
_TABLES = {
    "Spec.type": "type_code",
    "Encounter.type": "encounter_type",
    "Participant.type": "participation_type",
    "Participant.role": "participant_role_class",
    "AtEncounter.type": "encounter_participation",
    "profession": "author_specialty",
    "function": "author_function",
    "practice_setting": "practice_setting",
    "relation": "relation_patient",
    "facility_type": "healthcare_facility_type",
    "confidentiality": "confidentiality",
    "interpretation": "observation_interpretation",
    "prefix": "name_prefix",
    "suffix": "name_suffix",
}
#: The system of codes that no table of ours holds, where it goes without saying.
_SYSTEMS = {
    "Chapter.code": LOINC,
    "SubChapter.code": LOINC,
    "Battery.code": LOINC,
    "Observation.code": LOINC,
    "Specimen.code": NABM,
    "Specimen.type": SPECIMEN_TYPES,
    "Isolate.ncbi": NCBI,
    "disposition": DISPOSITIONS,
}


class Held(NamedTuple):
    """A value, its place (`authors[1].profession`), and the group and word that hold it."""

    place: str
    value: object
    group: str
    word: str

    @property
    def table(self) -> str:
        return _TABLES.get(f"{self.group}.{self.word}") or _TABLES.get(self.word, "")

    @property
    def system(self) -> str:
        """The system that goes without saying here; empty when it must be told."""
        return _SYSTEMS.get(f"{self.group}.{self.word}") or _SYSTEMS.get(self.word, "")


def walk(value: object, place: str = "") -> Iterator[Held]:
    """Every value below this group, depth first; what is empty or absent is left out."""
    if not is_dataclass(value) or isinstance(value, type):
        return
    for each in fields(value):
        held = getattr(value, each.name)
        where = f"{place}.{each.name}" if place else each.name
        several = held if isinstance(held, tuple) else (held,)
        for rank, one in enumerate(several, 1):
            if one is None or one == "":
                continue
            at = f"{where}[{rank}]" if isinstance(held, tuple) else where
            yield Held(at, one, type(value).__name__, each.name)
            yield from walk(one, at)
