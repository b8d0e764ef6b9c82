"""The one form in which an act is proved: canonical JSON, and its leaf in the manner of RFC 9162.

Keys sorted, no blanks, UTF-8, instants in UTC to the microsecond. The sealed private details are part of it,
as they stand: the proof outlives the key that opens them.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC
from typing import Any

from socle.ledger.act import Act, Author

#: Leaves and nodes never hash alike. Source: RFC 9162, 2.1.1.
LEAF = b"\x00"
VERSION = 1
_AUTHOR = tuple(field.name for field in fields(Author))


def body(act: Act, event_id: str, sealed: bytes) -> str:
    """The canonical JSON of an act."""
    content: Mapping[str, Any] = {
        "version": VERSION,
        "id": event_id,
        "at": act.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "code": act.code.value,
        "outcome": act.outcome.value,
        "author": {name: value for name in _AUTHOR if (value := getattr(act.author, name))},
        "record": act.record_id,
        "object": act.object_id,
        "rules": list(act.rules),
        "verdicts": list(act.verdicts),
        "details": dict(act.details),
        "sealed": base64.b64encode(sealed).decode("ascii"),
    }
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def leaf(body: str) -> bytes:
    """The leaf hash of a canonical body: SHA-256(0x00 || body)."""
    return hashlib.sha256(LEAF + body.encode()).digest()
