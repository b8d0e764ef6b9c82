"""What can go wrong with what is at rest.

    StorageError
    ├── CorruptDocument     the bytes at `place` are not those that were written
    ├── KeyMissing          the record's key is not there: never made, or destroyed
    ├── MasterKeyRefused    the master key file is absent, or readable by others, or its service refuses
    ├── StorageUnavailable  the disk or the object store refuses, or does not answer
    │   └── KeyServiceUnavailable  the key service does not answer
    └── BackupRefused       a backup cannot be made, or is not what was written

Use cases turn the first two and `StorageUnavailable` into findings; `MasterKeyRefused` stops the program at start-up.
"""

from __future__ import annotations


class StorageError(Exception):
    """Anything wrong with what is at rest."""


class CorruptDocument(StorageError):  # noqa: N818 - a state of the disk, named as such
    """The bytes at `place` cannot be read back as they were written."""

    def __init__(self, place: str, why: str) -> None:
        super().__init__(f"{place}: {why}")
        self.place = place
        self.why = why


class KeyMissing(StorageError):  # noqa: N818
    """The key of this record is not there: it was never made, or it was destroyed."""

    def __init__(self, record_id: str) -> None:
        super().__init__(f"no key for record {record_id}")
        self.record_id = record_id


class MasterKeyRefused(StorageError):  # noqa: N818
    """The master key cannot be used; the sentence says why and what to do."""


class StorageUnavailable(StorageError):  # noqa: N818
    """Bytes can be neither kept nor read now: disk full or read-only, object store slow or refusing."""


class KeyServiceUnavailable(StorageUnavailable):
    """The key service does not answer: what is not in memory yet cannot be opened now."""


class BackupRefused(StorageError):  # noqa: N818
    """A backup cannot be made or restored; the sentence says why and what to do."""
