"""Requests made ready beforehand, in two files: their bytes, and an index that says what each of them is."""

from __future__ import annotations

import json
import mmap
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

#: What stands for a MessageID until the request leaves: a UUID of the same length takes its place.
PLACEHOLDER = b"00000000-0000-4000-8000-00000000beef"


@dataclass(frozen=True, slots=True)
class Prepared:
    """One request. `expects` must stand in the body of its answer; `mark` says where a new MessageID goes."""

    kind: str
    service: str
    content_type: str
    body: bytes
    expects: str
    mark: int = -1


def write(stem: Path, requests: Iterable[Prepared]) -> int:
    """Write them all; gives how many."""
    index, offset = [], 0
    with stem.with_suffix(".bin").open("wb") as file:
        for held in requests:
            file.write(held.body)
            index.append([held.kind, held.service, held.content_type, offset, len(held.body), held.expects, held.mark])
            offset += len(held.body)
    stem.with_suffix(".json").write_text(json.dumps(index), "utf-8")
    return len(index)


class Spool:
    """Requests read back one by one."""

    def __init__(self, stem: Path) -> None:
        self._index = json.loads(stem.with_suffix(".json").read_text("utf-8"))
        with stem.with_suffix(".bin").open("rb") as file:
            self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def __len__(self) -> int:
        return len(self._index)

    def __getitem__(self, rank: int) -> Prepared:
        kind, service, content_type, offset, length, expects, mark = self._index[rank]
        return Prepared(kind, service, content_type, self._data[offset : offset + length], expects, mark)
