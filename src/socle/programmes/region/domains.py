"""Which side of MSSanté a mailbox is on, by its domain, compared label by label.

Source: MSS-042; spec/programmes.md 5.2 (`patient.mssante.fr` is the citizen's, any other `*.mssante.fr` professional).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from socle.rulebook import applies

CITIZEN: Final = "patient.mssante.fr"
ROOT: Final = "mssante.fr"


class Side(StrEnum):
    CITIZEN = "citizen"
    PROFESSIONAL = "professional"
    OUTSIDE = "outside"


@applies("MSS-042")
def side(mailbox: str) -> Side:
    """The side of a mailbox; what only ends alike (`notmssante.fr`), or has no `@`, is outside."""
    local, at, domain = mailbox.strip().lower().rpartition("@")
    if not at or not local:
        return Side.OUTSIDE
    if domain == CITIZEN:
        return Side.CITIZEN
    return Side.PROFESSIONAL if domain == ROOT or domain.endswith(f".{ROOT}") else Side.OUTSIDE
