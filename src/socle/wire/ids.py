"""The port through which new identifiers enter a message: tests and the sandbox inject their own."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

#: Anything that gives a new UUID at each call.
NewUuid = Callable[[], UUID]

new_uuid: NewUuid = uuid4


def urn_uuid(new: NewUuid = new_uuid) -> str:
    """A new identifier in the form of messages and entries: `urn:uuid:…`."""
    return f"urn:uuid:{new()}"
