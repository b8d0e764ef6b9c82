"""What kind of failure an exchange met, whatever its protocol."""

from __future__ import annotations

from django.db import DatabaseError, InterfaceError, OperationalError


def is_away(error: Exception) -> bool:
    """Whether the database itself failed in the middle of an act: away, cut off, its disk full or broken.

    Whether a commit happened is then not known. What the program asks wrongly has classes of its own; SQLite's "disk
    image is malformed", which a disk that no longer reads gives too, has none.
    """
    return isinstance(error, OperationalError | InterfaceError) or type(error) is DatabaseError
