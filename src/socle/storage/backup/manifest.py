"""What one backup holds: each file, its length and SHA-256. Written as lines of JSON, closed by their own hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from socle.storage import disk
from socle.storage.errors import BackupRefused

#: The shape of a backup's folder; one that this program does not know is refused.
SHAPE = 1


@dataclass(frozen=True, slots=True)
class Held:
    """The first `length` bytes of the file `name` have this SHA-256 (hex)."""

    name: str
    length: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """One backup. `documents` are names in the shared folder, `own` names in this backup's own."""

    made: str
    engine: str
    own: tuple[Held, ...]
    documents: Mapping[str, Held] = field(default_factory=dict)


def write(path: Path, manifest: Manifest) -> None:
    """Write the manifest durably."""
    text = "".join(f"{line}\n" for line in _lines(manifest)).encode()
    end = json.dumps({"sha256": hashlib.sha256(text).hexdigest()}).encode()
    disk.write_new(path, text + end + b"\n")


def _lines(manifest: Manifest) -> Iterator[str]:
    yield json.dumps({"shape": SHAPE, "made": manifest.made, "engine": manifest.engine})
    for held in manifest.own:
        yield json.dumps({"own": asdict(held)})
    for held in manifest.documents.values():
        yield json.dumps(asdict(held))


def read(path: Path) -> Manifest:
    """Read a manifest back. Raises `BackupRefused` when it is not the one that was written."""
    try:
        *lines, end = path.read_bytes().splitlines(keepends=True)
        written = json.loads(end)["sha256"] == hashlib.sha256(b"".join(lines)).hexdigest()
        header, *rest = map(json.loads, lines) if written else [{}]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BackupRefused(f"{path} cannot be read: {error}") from error
    if not written:
        raise BackupRefused(f"{path} was altered: its last line does not match the others")
    if header.get("shape") != SHAPE:
        raise BackupRefused(f"{path} has shape {header.get('shape')}: this Socle reads shape {SHAPE}")
    own = tuple(Held(**line["own"]) for line in rest if "own" in line)
    documents = {line["name"]: Held(**line) for line in rest if "own" not in line}
    return Manifest(header["made"], header["engine"], own, documents)
