"""The fictitious population: patient `rank` always has the same INS and the same record, whatever the engine."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from socle.identity.matricule import with_key
from socle.wire.hl7v2 import CX

#: The OID of test INS (NIR). Source: spec/identity.md a.2.
TEST_INS = "1.2.250.1.213.1.4.10"
DEPARTMENT = "99"  # born abroad, in a country code that is given to none
LARGEST = 10_000_000


@dataclass(frozen=True, slots=True)
class Patient:
    rank: int
    ins: str
    record_id: str
    person_id: str
    birth: date

    @property
    def family(self) -> str:
        return f"ESSAI-{self.rank:07d}"

    @property
    def cx(self) -> CX:
        return CX.of(self.ins, TEST_INS, "NH")


def _hex(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def patient(rank: int) -> Patient:
    """The patient of this rank (0 to 9,999,999). Orders of birth go from 900 on, as in the worlds of the sandbox."""
    if not 0 <= rank < LARGEST:
        raise ValueError(f"{rank} is not a rank below {LARGEST}")
    month, rest = rank % 12 + 1, rank // 12
    year, rest = rest % 80, rest // 80
    order, rest = 900 + rest % 100, rest // 100
    thirteen = f"2{year + 20 if year < 80 else year:02d}{month:02d}{DEPARTMENT}{rest % 1000:03d}{order:03d}"
    born = date(1920 + year, month, 1 + rank % 28)
    return Patient(rank, with_key(thirteen), _hex(f"record {rank}"), _hex(f"person {rank}"), born)
