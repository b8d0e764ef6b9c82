"""A signed tree head: how large the journal was at an instant, and the one root of all it held.

What is signed is `TreeHeadDataV2` without extensions (RFC 9162, 4.10), with Ed25519. What is exported is one
line of canonical JSON, in which only one spelling is right: a byte changed in it never goes unseen.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from socle.ledger.tree import HASH

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_HEX = {"root": 64, "key": 64, "signature": 128}
_NUMBERS = ("size", "timestamp")


@dataclass(frozen=True, slots=True, order=True)
class Head:
    """One tree head. `timestamp` is in milliseconds of the epoch, by Socle's clock; `key` is the public key."""

    size: int
    root: bytes
    timestamp: int
    key: bytes
    signature: bytes

    @property
    def signed_at(self) -> datetime:
        return EPOCH + timedelta(milliseconds=self.timestamp)

    @property
    def is_signed(self) -> bool:
        """Whether the signature is that of the key this head names (whose key it is stays to be judged)."""
        try:
            public = Ed25519PublicKey.from_public_bytes(self.key)
            public.verify(self.signature, _signed(self.size, self.root, self.timestamp))
        except (InvalidSignature, ValueError, OverflowError):
            return False
        return True

    def as_dict(self) -> dict[str, Any]:
        """The head as JSON knows it: numbers, and bytes in hexadecimal."""
        return {
            "size": self.size,
            "root": self.root.hex(),
            "timestamp": self.timestamp,
            "key": self.key.hex(),
            "signature": self.signature.hex(),
        }

    def line(self) -> str:
        """The head as one line of canonical JSON, without its end of line."""
        return json.dumps(self.as_dict(), sort_keys=True, separators=(",", ":"))


def sign(size: int, root: bytes, at: datetime, key: Ed25519PrivateKey) -> Head:
    """The head of a tree of `size` leaves at this instant, signed."""
    timestamp = (at - EPOCH) // timedelta(milliseconds=1)
    signature = key.sign(_signed(size, root, timestamp))
    return Head(size, root, timestamp, key.public_key().public_bytes_raw(), signature)


def of_line(line: str) -> Head:
    """The head that `Head.line` wrote. Raises `ValueError` for anything else."""
    content = json.loads(line)
    if not isinstance(content, dict):
        raise ValueError("not a tree head")  # noqa: TRY004 - one kind of refusal, whatever the fault
    head = of_dict(content)
    if head.line() != line:
        raise ValueError("not the canonical form of a tree head")
    return head


def of_dict(content: Mapping[str, Any]) -> Head:
    """The head that `Head.as_dict` gave. Raises `ValueError` for anything else."""
    if set(content) != {*_HEX, *_NUMBERS}:
        raise ValueError(f"a tree head has {', '.join(sorted({*_HEX, *_NUMBERS}))} and nothing else")
    for name in _NUMBERS:
        if type(content[name]) is not int or content[name] < 0:
            raise ValueError(f"the {name} of a tree head is a number")
    for name, length in _HEX.items():
        if not isinstance(content[name], str) or not re.fullmatch(rf"[0-9a-f]{{{length}}}", content[name]):
            raise ValueError(f"the {name} of a tree head is {length} hexadecimal digits")
    root, key, signature = (bytes.fromhex(content[name]) for name in _HEX)
    return Head(content["size"], root, content["timestamp"], key, signature)


def _signed(size: int, root: bytes, timestamp: int) -> bytes:
    """`TreeHeadDataV2`: timestamp, size, root with its length, no extension. Source: RFC 9162, 4.10."""
    if len(root) != HASH:
        raise ValueError("a root has 32 bytes")
    return timestamp.to_bytes(8, "big") + size.to_bytes(8, "big") + bytes([HASH]) + root + bytes(2)
