"""Who receives patients: a professional or an employee at the desk, for the structure whose files these are."""

from __future__ import annotations

from dataclasses import dataclass

from socle.identity.rules.answering import Means
from socle.ledger.act import Author


@dataclass(frozen=True, slots=True, kw_only=True)
class Clerk:
    """One person at the desk at one instant: how the journal names him, and what he proves himself with to INSi."""

    author: Author
    means: Means

    @property
    def structure(self) -> str:
        """Whose files he keeps: his structure's, or his own when he exercises alone."""
        return self.author.structure or self.author.id

    @property
    def name(self) -> str:
        return self.author.name
