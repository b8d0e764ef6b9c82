"""What each part of Socle says of itself, in memory that all its processes share.

Nothing to ask, to answer or to wait for: a part writes its own line, whoever wants to know reads it. A line is JSON
with its length and checksum before it, so that one read while it was being written is noticed, and read again.
"""

from __future__ import annotations

import json
import mmap
import struct
import threading
import time
import zlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

LINE = 16 * 1024
_HEAD = struct.Struct("<II")
_TRIES = 100

#: Seconds between two words of a part, and without any before it counts as silent.
BEAT, SILENCE = 0.5, 10.0


class Board:
    """One line for each name. Made before the processes that share it, which inherit it."""

    def __init__(self, names: Sequence[str]) -> None:
        self._begins = {name: rank * LINE for rank, name in enumerate(names)}
        self._memory = mmap.mmap(-1, max(1, len(names)) * LINE)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._begins)

    def write(self, name: str, content: Mapping[str, Any]) -> None:
        """Put this on the line of `name`. Raises `ValueError` when it is longer than a line."""
        data = json.dumps(content).encode()
        if len(data) > LINE - _HEAD.size:
            raise ValueError(f"{name} has more to say than a line holds: {len(data)} bytes")
        begin = self._begins[name]
        self._memory[begin : begin + _HEAD.size + len(data)] = _HEAD.pack(len(data), zlib.crc32(data)) + data

    def read(self, name: str) -> dict[str, Any]:
        """The line of `name`; empty before the first word."""
        begin = self._begins[name]
        for _ in range(_TRIES):
            length, check = _HEAD.unpack_from(self._memory, begin)
            data = self._memory[begin + _HEAD.size : begin + _HEAD.size + min(length, LINE - _HEAD.size)]
            if zlib.crc32(data) == check:
                content: dict[str, Any] = json.loads(data) if data else {}
                return content
            time.sleep(0.001)
        return {}

    def answering(self, name: str) -> dict[str, Any]:
        """The line of `name`, empty when it has been silent."""
        line = self.read(name)
        return line if line and time.monotonic() - line.get("beat", 0.0) < SILENCE else {}


class Pulse:
    """Writes the line of one part again and again, so that its silence means something."""

    def __init__(self, board: Board, name: str, say: Callable[[], Mapping[str, Any]]) -> None:
        self._board = board
        self._name = name
        self._say = say
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="pulse", daemon=True)

    def start(self) -> None:
        self.beat()
        self._thread.start()

    def beat(self) -> None:
        """Say it now."""
        self._board.write(self._name, {**self._say(), "beat": time.monotonic()})

    def stop(self) -> None:
        """Say nothing more, and take the last word back."""
        self._over.set()
        self._thread.join()
        self._board.write(self._name, {})

    def _run(self) -> None:
        while not self._over.wait(BEAT):
            self.beat()
