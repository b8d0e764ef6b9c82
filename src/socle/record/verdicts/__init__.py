"""What the record can answer: the room's entries in the catalogue, by subject."""

from socle.record.verdicts import access, dispatch, feeding, querying, visibility

__all__ = ["access", "dispatch", "feeding", "querying", "visibility"]
