"""The journal of every act, and the outbox of what must follow (`socle.ledger.outbox`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from socle.ledger.act import Act, Author, Entry, Outcome
from socle.ledger.codes import ActCode

if TYPE_CHECKING:
    from socle.ledger.journal import OutsideTransaction, acts, append

__all__ = ["Act", "ActCode", "Author", "Entry", "Outcome", "OutsideTransaction", "acts", "append"]


def __getattr__(name: str) -> Any:
    """The journal's functions, found at first use: tables exist only once Django is set up."""
    if name in {"append", "acts", "OutsideTransaction"}:
        from socle.ledger import journal  # noqa: PLC0415

        globals()[name] = found = getattr(journal, name)
        return found
    raise AttributeError(name)
