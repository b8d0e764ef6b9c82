"""Checks what Socle's journal proves, without Socle: this file, Python, and `cryptography` for the signatures.

    python verifier.py HEAD.json [PROOF.json …] [EVENTS.jsonl …] [--key PUBLIC_KEY]

HEAD.json is a signed tree head that you keep (a line of `heads.jsonl`, or what `socle ledger head` prints). A proof is
what `socle ledger prove` prints: that an event is in the tree of that head, or that one of two heads, yours, is the
beginning of the other. EVENTS.jsonl holds the events themselves (`socle ledger events`), in order, from which the whole
tree is computed again. Exit status: 0 when all holds, 1 with a sentence when something does not, 2 when a file cannot
be read. What is not checked is not said: with a proof alone, one event; with a head alone, its signature.

Algorithms: RFC 9162, 2.1 (tree, inclusion, consistency) and 4.10 (what is signed), SHA-256, Ed25519.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key


class Wrong(Exception):  # noqa: N818 - what a check found
    """Something does not hold; the sentence says what."""


def leaf_hash(body: bytes) -> bytes:
    """SHA-256(0x00 || body). Source: RFC 9162, 2.1.1."""
    return hashlib.sha256(b"\x00" + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right). Source: RFC 9162, 2.1.1."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def tree_root(leaves: Iterable[bytes]) -> bytes:
    """The root over leaf hashes. Source: RFC 9162, 2.1.2."""
    stack: list[bytes] = []
    for rank, leaf in enumerate(leaves, 1):
        stack.append(leaf)
        merges = (rank & -rank).bit_length() - 1  # as many as `rank` ends with zeros in binary
        for _ in range(merges):
            right = stack.pop()
            stack.append(node_hash(stack.pop(), right))
    if not stack:
        return hashlib.sha256(b"").digest()
    root = stack.pop()
    while stack:
        root = node_hash(stack.pop(), root)
    return root


class Climb:
    """The way from a leaf up to the root, as the verification algorithms of RFC 9162 number it."""

    def __init__(self, position: int, size: int) -> None:
        self.number, self.last = position, size - 1

    def sides(self, path: Sequence[bytes]) -> Iterable[tuple[bool, bytes]]:
        """Each hash of the path, and whether it stands on the left. Raises `Wrong` when it is too long or short."""
        for other in path:
            if self.last == 0:
                raise Wrong("the path is too long")
            left = bool(self.number & 1) or self.number == self.last
            if left:
                while self.number and not self.number & 1:
                    self.rise()
            self.rise()
            yield left, other
        if self.last:
            raise Wrong("the path is too short")

    def rise(self) -> None:
        self.number, self.last = self.number >> 1, self.last >> 1


def root_of_inclusion(position: int, size: int, leaf: bytes, path: Sequence[bytes]) -> bytes:
    """The root that an inclusion proof leads to. Source: RFC 9162, 2.1.3.2. Raises `Wrong`."""
    if not 0 <= position < size:
        raise Wrong(f"position {position} is not in a tree of {size}")
    root = leaf
    for left, other in Climb(position, size).sides(path):
        root = node_hash(other, root) if left else node_hash(root, other)
    return root


def check_consistency(first: int, second: int, path: Sequence[bytes], roots: tuple[bytes, bytes]) -> None:
    """That the tree of `second` leaves begins with that of `first`. Source: RFC 9162, 2.1.4.2. Raises `Wrong`."""
    if not 0 < first <= second:
        raise Wrong(f"a tree of {first} is not the beginning of a tree of {second}")
    if first == second:
        if path or roots[0] != roots[1]:
            raise Wrong("two heads of one size must have one root, and nothing to prove")
        return
    if not path:
        raise Wrong("the path is too short")
    steps = [roots[0], *path] if first & (first - 1) == 0 else list(path)
    climb = Climb(first - 1, second)
    while climb.number & 1:
        climb.rise()
    old = new = steps[0]
    for left, other in climb.sides(steps[1:]):
        if left:
            old = node_hash(other, old)
        new = node_hash(other, new) if left else node_hash(new, other)
    if old != roots[0]:
        raise Wrong("the path does not lead to the root of the smaller tree: what it held was removed or changed")
    if new != roots[1]:
        raise Wrong("the path does not lead to the root of the larger tree")


@dataclass(frozen=True)
class Head:
    """A signed tree head: `timestamp` in milliseconds of the epoch."""

    size: int
    root: bytes
    timestamp: int
    key: bytes
    signature: bytes

    def check(self, key: bytes) -> None:
        """That `key` signed it. Raises `Wrong`."""
        if self.key != key:
            raise Wrong(f"the head of {self.size} is signed with another key, {self.key.hex()}")
        if self.size >> 64 or self.timestamp >> 64:
            raise Wrong("a number of the head is too large")
        # TreeHeadDataV2: timestamp, size, root with its length, no extension
        signed = self.timestamp.to_bytes(8, "big") + self.size.to_bytes(8, "big") + b"\x20" + self.root + b"\x00\x00"
        try:
            Ed25519PublicKey.from_public_bytes(key).verify(self.signature, signed)
        except InvalidSignature:
            raise Wrong(f"the signature of the head of {self.size} is false") from None


def _object(text: str) -> dict[str, Any]:
    """A JSON object, in which no name stands twice."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({name for name, _ in pairs}) != len(pairs):
            raise Wrong("a name stands twice in the JSON")
        return dict(pairs)

    try:
        found = json.loads(text, object_pairs_hook=once)
    except ValueError as error:
        raise Wrong(f"this is no JSON: {error}") from None
    if not isinstance(found, dict):
        raise Wrong("this is no JSON object")
    return found


def _fields(content: object, *names: str) -> list[Any]:
    if not isinstance(content, dict) or set(content) != set(names):
        raise Wrong(f"expected exactly: {', '.join(names)}")
    return [content[name] for name in names]


def _bytes(value: object, length: int) -> bytes:
    if not isinstance(value, str) or not re.fullmatch(rf"[0-9a-f]{{{2 * length}}}", value):
        raise Wrong(f"expected {2 * length} hexadecimal digits, found {value!r}")
    return bytes.fromhex(value)


def _number(value: object) -> int:
    if type(value) is not int or value < 0:
        raise Wrong(f"expected a number, found {value!r}")
    return value


def _path(value: object) -> list[bytes]:
    if not isinstance(value, list):
        raise Wrong("expected a list of hashes")
    return [_bytes(item, 32) for item in value]


def read_head(content: object) -> Head:
    """The head of a JSON object. Raises `Wrong`."""
    size, root, timestamp, key, signature = _fields(content, "size", "root", "timestamp", "key", "signature")
    return Head(_number(size), _bytes(root, 32), _number(timestamp), _bytes(key, 32), _bytes(signature, 64))


def check_proof(head: Head, content: dict[str, Any], key: bytes) -> tuple[str, tuple[int, bytes] | None]:
    """What a proof shows about the head that was kept, and the place and body of its event. Raises `Wrong`."""
    if "position" in content:
        position, body, path, of = _fields(content, "position", "body", "path", "head")
        if read_head(of) != head:
            raise Wrong("this proof is about another head: ask for one with --size, or prove the heads consistent")
        if not isinstance(body, str):
            raise Wrong("the body of an event is a text")
        event = body.encode("utf-8", "surrogatepass")
        found = root_of_inclusion(_number(position), head.size, leaf_hash(event), _path(path))
        if found != head.root:
            raise Wrong(f"the event is not at place {position} of the tree of {head.size}")
        return f"the event stands at place {position} of the tree of {head.size}", (position, event)
    first, second, path = _fields(content, "first", "second", "path")
    heads = read_head(first), read_head(second)
    if head not in heads:
        raise Wrong("this proof is about two other heads")
    for one in heads:
        one.check(key)
    check_consistency(heads[0].size, heads[1].size, _path(path), (heads[0].root, heads[1].root))
    return f"the tree of {heads[0].size} is the beginning of the tree of {heads[1].size}", None


def check_events(head: Head, data: bytes, places: Sequence[tuple[int, bytes]]) -> str:
    """That the first events, one a line, make the tree of `head`, and that proven ones stand there. Raises `Wrong`."""
    lines = data.split(b"\n")[:-1]
    if len(lines) < head.size:
        raise Wrong(f"the head counts {head.size} events, the file has {len(lines)}")
    lines = lines[: head.size]
    if tree_root(map(leaf_hash, lines)) != head.root:
        raise Wrong(f"these {head.size} events do not make the tree of the head")
    for position, event in places:
        if lines[position] != event:
            raise Wrong(f"the file holds another event at place {position}")
    return f"the {head.size} events make the tree of the head"


def read_key(text: str) -> bytes:
    """A public key: 64 hexadecimal digits, or a PEM file's name. Raises `Wrong` or `OSError`."""
    if re.fullmatch(r"[0-9a-f]{64}", text):
        return bytes.fromhex(text)
    try:
        key = load_pem_public_key(Path(text).read_bytes())
    except ValueError as error:
        raise Wrong(f"{text} is no public key: {error}") from None
    if not isinstance(key, Ed25519PublicKey):
        raise Wrong(f"{text} is no Ed25519 key")
    return key.public_bytes_raw()


def check(head: str, files: Sequence[str], key: str | None) -> Iterable[str]:
    """Check the head, then each file, proofs first; a sentence for each thing that holds. Raises `Wrong`, `OSError`."""
    kept = read_head(_object(Path(head).read_text("utf-8")))
    trusted = read_key(key) if key else kept.key
    kept.check(trusted)
    yield f"the head of {kept.size} is signed by {trusted.hex()}{'' if key else ' (its own word: --key makes sure)'}"
    places: list[tuple[int, bytes]] = []
    for name in sorted(files, key=lambda name: name.endswith(".jsonl")):
        if name.endswith(".jsonl"):
            yield check_events(kept, Path(name).read_bytes(), places)
            continue
        sentence, place = check_proof(kept, _object(Path(name).read_text("utf-8")), trusted)
        places += [place] if place else []
        yield sentence


def main(argv: Sequence[str] | None = None) -> int:
    """The command line; its exit status."""
    parser = argparse.ArgumentParser(description="Checks what Socle's journal proves, without Socle.")
    parser.add_argument("head", metavar="HEAD.json")
    parser.add_argument("files", nargs="*", metavar="FILE", help="proofs (.json) and events (.jsonl)")
    parser.add_argument("--key", help="the public key that must have signed: 64 hexadecimal digits, or a PEM file")
    args = parser.parse_args(argv)
    try:
        for sentence in check(args.head, args.files, args.key):
            print(f"holds: {sentence}")  # noqa: T201 - a command line prints
    except Wrong as wrong:
        print(f"wrong: {wrong}", file=sys.stderr)  # noqa: T201
        return 1
    except (OSError, UnicodeDecodeError) as error:
        print(f"cannot be read: {error}", file=sys.stderr)  # noqa: T201
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
