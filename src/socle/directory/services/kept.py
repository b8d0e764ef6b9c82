"""What this process keeps of the directory between two calls, and when it forgets it.

Structures, professionals, software, cards and revocations change rarely, and every call asks for them. A call reads the
version of the directory (`versions.py`) before anything else of it: what was kept as of another version is forgotten,
so that nothing outlives a change made by another process. Instants stay parameters: rows and dates are kept, never
what was decided on them.
"""

from __future__ import annotations

from datetime import datetime
from functools import cached_property, lru_cache

from socle.directory import store
from socle.directory.facts import EmployeeFacts, ProfessionalFacts, SoftwareFacts, StructureFacts
from socle.directory.services import lookups

#: Rows of each kind kept at most, those asked for last. A row takes about a kilobyte.
MOST = 8192


class _Kept:
    """What was read of the directory as of one version, each row once; that nothing is there is kept too."""

    def __init__(self, version: str | None) -> None:
        keep = lru_cache(MOST)
        self.version = version
        self.structure = keep(lookups.structure)
        self.professional = keep(lookups.professional)
        self.employee = keep(store.employee)
        self.software = keep(store.software)
        self.opposed_at = keep(store.opposed_at)
        self.revoked_at = keep(store.revoked_at)


_kept = _Kept(None)


def _current() -> _Kept:
    """What is kept as of the version in force. The version is read first: what is read after it is no older.

    A directory without version (none was ever filled) keeps nothing.
    """
    global _kept  # noqa: PLW0603 - the one thing this process keeps of the directory
    version = store.version()
    if version is None:
        return _Kept(None)
    kept = _kept
    if kept.version != version:
        kept = _kept = _Kept(version)
    return kept


class Directory:
    """The directory as one call sees it: its version is read at the first question, and holds for the others."""

    @cached_property
    def _seen(self) -> _Kept:
        return _current()

    def structure(self, idnat: str) -> StructureFacts | None:
        return self._seen.structure(idnat)

    def professional(self, idnat: str) -> ProfessionalFacts | None:
        return self._seen.professional(idnat)

    def employee(self, idnat: str) -> EmployeeFacts | None:
        return self._seen.employee(idnat)

    def software(self, homologation: str) -> SoftwareFacts | None:
        return self._seen.software(homologation)

    def is_opposed(self, card: str, at: datetime) -> bool:
        """Whether the card of this number is opposed at `at`."""
        since = self._seen.opposed_at(card)
        return since is not None and since <= at

    def is_revoked(self, issuer: str, serial: int, at: datetime) -> bool:
        """Whether a certificate is revoked at `at`: the `revoked` of a `wire.certificates.Trust`."""
        since = self._seen.revoked_at(issuer, serial)
        return since is not None and since <= at


def is_revoked(issuer: str, serial: int, at: datetime) -> bool:
    """The same for who asks once."""
    return Directory().is_revoked(issuer, serial, at)
