"""Two phases: what may be done while the previous program still serves, and what may not.

The phase stands in the name of a migration (`0007_expand_add_month`, `0008_contract_drop_day`), because its name is all
that the database keeps of it: a program of the previous version reads there whether it may go on with a newer schema.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache
from pathlib import Path

#: Migrations of the first schema, written before names told a phase and before anything was released. Closed.
FIRST = frozenset(
    {
        ("directory", "0001_initial"),
        ("directory", "0002_version"),
        ("identity", "0001_initial"),
        ("ledger", "0001_initial"),
        ("ledger", "0002_guard"),
        ("ledger", "0003_tree"),
        ("ledger", "0004_seal"),
        ("record", "0001_initial"),
        ("record", "0002_will"),
        ("sandbox", "0001_initial"),
    }
)
_NAME = re.compile(r"\d{4}_(?P<phase>expand|contract)_\w+")
_NEW_ROOM = "0001_initial"


class Phase(StrEnum):
    """When a migration may run."""

    EXPAND = "expand"  # before the new program starts: the previous one serves on, and does not notice
    CONTRACT = "contract"  # once no program of the previous version runs any more


def phase_of(app: str, name: str) -> Phase | None:
    """The phase that a migration's name tells; None when it tells none, so that nothing is known of it.

    The first migration of a room lays new tables: nobody of the previous version reads them.
    """
    if (app, name) in FIRST or name == _NEW_ROOM:
        return Phase.EXPAND
    found = _NAME.fullmatch(name)
    return Phase(found["phase"]) if found else None


@cache
def level() -> int:
    """How many migrations this program knows, the sandbox's left aside: a newer program knows more.

    It is told to whoever changes the schema (PostgreSQL: `application_name`; SQLite: the folder's lock), so that
    nothing is taken away under a program that still reads it.
    """
    package = Path(__file__).parent.parent.parent
    files = package.glob("*/migrations/[0-9]*.py")
    return sum(1 for file in files if file.parent.parent.name != "sandbox")
