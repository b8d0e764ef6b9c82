"""The Merkle tree of RFC 9162 (2.1) over leaf hashes kept in tiles: pure, given a way to read tiles.

A tile holds up to 256 hashes side by side. Tile (level, number) holds the hashes of the complete subtrees of
256 ** level leaves, from the (256 * number)th on; a hash rises to the next level once its tile is full. Only the last
tile of each level ever changes, so that growing touches, and proving reads, a few tiles whatever the size.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

HASH = 32
#: Binary levels in one tile, and hashes in a full one.
HEIGHT = 8
WIDTH = 1 << HEIGHT
#: Leaves and nodes never hash alike. Source: RFC 9162, 2.1.1.
NODE = b"\x01"
EMPTY_ROOT = hashlib.sha256(b"").digest()

#: The hashes of one tile, one after another; empty for a tile that is not there.
ReadTile = Callable[[int, int], bytes]


def node(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node: SHA-256(0x01 || left || right)."""
    return hashlib.sha256(NODE + left + right).digest()


def pairs_up(hashes: list[bytes]) -> bytes:
    """The root of a complete subtree over a power of two of `hashes`."""
    while len(hashes) > 1:
        hashes = [node(hashes[i], hashes[i + 1]) for i in range(0, len(hashes), 2)]
    return hashes[0]


def split(hashes: bytes) -> list[bytes]:
    """The hashes of a tile, one by one."""
    return [hashes[i : i + HASH] for i in range(0, len(hashes), HASH)]


class MissingTile(LookupError):  # noqa: N818 - a state of what is kept
    """A tile that the tree needs is not there, or is too short."""


class Tree:
    """The first `size` leaves of what the tiles hold."""

    def __init__(self, size: int, read: ReadTile) -> None:
        self.size = size
        self._read = lru_cache(maxsize=64)(read)

    def root(self) -> bytes:
        """MTH(D_n). Source: RFC 9162, 2.1.1. Raises `MissingTile`."""
        return self._range(0, self.size) if self.size else EMPTY_ROOT

    def inclusion(self, position: int) -> list[bytes]:
        """PATH(position, D_n): from the leaf to the root. Source: RFC 9162, 2.1.3.1."""
        if not 0 <= position < self.size:
            raise ValueError(f"position {position} is not in a tree of {self.size}")
        return list(self._path(position, 0, self.size))

    def consistency(self, old: int) -> list[bytes]:
        """PROOF(old, D_n): that the tree of `old` leaves is the beginning of this one. Source: RFC 9162, 2.1.4.1."""
        if not 0 < old <= self.size:
            raise ValueError(f"a tree of {old} is not the beginning of a tree of {self.size}")
        return list(self._subproof(old, 0, self.size, whole=True))

    def _path(self, position: int, start: int, end: int) -> Iterator[bytes]:
        if end - start == 1:
            return
        middle = start + _half(end - start)
        if position < middle:
            yield from self._path(position, start, middle)
            yield self._range(middle, end)
        else:
            yield from self._path(position, middle, end)
            yield self._range(start, middle)

    def _subproof(self, old: int, start: int, end: int, *, whole: bool) -> Iterator[bytes]:
        if old == end:
            if not whole:
                yield self._range(start, end)
            return
        middle = start + _half(end - start)
        if old <= middle:
            yield from self._subproof(old, start, middle, whole=whole)
            yield self._range(middle, end)
        else:
            yield from self._subproof(old, middle, end, whole=False)
            yield self._range(start, middle)

    def _range(self, start: int, end: int) -> bytes:
        """The root over leaves [start, end), a range that the halving of RFC 9162 meets."""
        length = end - start
        if length & (length - 1) == 0:
            return self._complete(length.bit_length() - 1, start)
        middle = start + _half(length)
        return node(self._range(start, middle), self._range(middle, end))

    def _complete(self, height: int, start: int) -> bytes:
        """The root of the complete subtree of 2 ** height leaves from leaf `start` on."""
        level, inside = divmod(height, HEIGHT)
        first = start >> (HEIGHT * level)
        number, offset = divmod(first, WIDTH)
        hashes = self._read(level, number)[offset * HASH : (offset + (1 << inside)) * HASH]
        if len(hashes) != HASH << inside:
            raise MissingTile(f"tile {number} of level {level} holds too few hashes")
        return pairs_up(split(hashes))


def _half(length: int) -> int:
    """The largest power of two smaller than `length` (above 1)."""
    return 1 << ((length - 1).bit_length() - 1)


class Growth:
    """What appending leaves to a tree of `size` changes: whole tiles, by level and number."""

    def __init__(self, size: int, read: ReadTile) -> None:
        self.size = size
        self.changed: dict[tuple[int, int], bytes] = {}
        self._stored = read
        self._open: dict[int, bytearray] = {}

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Append leaf hashes, in order."""
        for leaf in leaves:
            self._push(0, leaf)
            self.size += 1
        for level, hashes in self._open.items():
            if hashes:
                self.changed[level, self._count(level) // WIDTH] = bytes(hashes)

    def read(self, level: int, number: int) -> bytes:
        """A tile as it stands after growing."""
        found = self.changed.get((level, number))
        return self._stored(level, number) if found is None else found

    def tree(self) -> Tree:
        """The tree after growing."""
        return Tree(self.size, self.read)

    def _count(self, level: int) -> int:
        return self.size >> (HEIGHT * level)

    def _push(self, level: int, value: bytes) -> None:
        hashes = self._open.get(level)
        number, width = divmod(self._count(level), WIDTH)
        if hashes is None:
            stored = self._stored(level, number)[: width * HASH] if width else b""
            if len(stored) != width * HASH:
                raise MissingTile(f"tile {number} of level {level} holds too few hashes")
            hashes = self._open[level] = bytearray(stored)
        hashes += value
        if len(hashes) == WIDTH * HASH:
            self.changed[level, number] = bytes(hashes)
            self._push(level + 1, pairs_up(split(bytes(hashes))))
            hashes.clear()


class Chain:
    """The root of what was streamed so far, in as many hashes as the size has bits."""

    def __init__(self) -> None:
        self.size = 0
        self._stack: list[tuple[int, bytes]] = []

    def add(self, leaf: bytes) -> None:
        height = 0
        while self._stack and self._stack[-1][0] == height:
            leaf = node(self._stack.pop()[1], leaf)
            height += 1
        self._stack.append((height, leaf))
        self.size += 1

    def root(self) -> bytes:
        if not self._stack:
            return EMPTY_ROOT
        found = self._stack[-1][1]
        for _, left in reversed(self._stack[:-1]):
            found = node(left, found)
        return found
