"""What the record can answer: the room's entries in the catalogue, by subject."""

from socle.record.verdicts import (
    access,
    account,
    administration,
    consent,
    dispatch,
    feeding,
    interface,
    linking,
    querying,
    registering,
    updating,
    visibility,
)

__all__ = [
    "access",
    "account",
    "administration",
    "consent",
    "dispatch",
    "feeding",
    "interface",
    "linking",
    "querying",
    "registering",
    "updating",
    "visibility",
]
