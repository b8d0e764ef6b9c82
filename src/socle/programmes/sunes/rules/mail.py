"""Which address is a professional's mailbox, and which a citizen's. Source: spec/programmes.md 1.4 and 2.

The label boundary counts: `notmssante.fr` is no domain of MSSanté. The same test stands in `facts.py` as an
expression on a column.
"""

from __future__ import annotations

PROFESSIONAL = "mssante.fr"
CITIZEN = "patient.mssante.fr"


def is_citizen(address: str) -> bool:
    """Whether the address is a patient's in citizen messaging: its domain is `patient.mssante.fr`."""
    return address.strip().lower().endswith(f"@{CITIZEN}")


def is_professional(address: str) -> bool:
    """Whether the address is a professional mailbox: `mssante.fr` or a domain below it, but the citizens'."""
    name, at, domain = address.strip().lower().rpartition("@")
    under = domain == PROFESSIONAL or domain.endswith(f".{PROFESSIONAL}")
    return bool(name and at) and under and domain != CITIZEN
