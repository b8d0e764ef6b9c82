"""The backups of the keys, apart from the others and short-lived: `<instant>.keys`, one file each.

A header line says until when; then the other secrets of the keys' folder (`ledger.key`), which are left out with the
master key; then one line per record with its wrapped key; then the ids of the records whose key was destroyed; then the
hash of all. Once the last file that held a destroyed key has expired and is removed,
nothing can open what that key encrypted (docs/decisions/0004).
"""

from __future__ import annotations

import fcntl
import hashlib
import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from socle.storage import disk
from socle.storage.errors import BackupRefused, KeyMissing
from socle.storage.keys import KeyRing

NAME = "%Y%m%dT%H%M%S%fZ"
ENDING = ".keys"


@dataclass(frozen=True, slots=True)
class KeyCopy:
    """The keys as they were: the masters' files (none when kept elsewhere), the wrapped keys, those destroyed.

    `others` are the other secrets that stand beside the master key, by the name of their file.
    """

    expires: datetime
    masters: tuple[bytes, ...]
    wrapped: dict[str, bytes]
    destroyed: tuple[str, ...]
    others: dict[str, bytes] = field(default_factory=dict)


def keep(folder: Path, ring: KeyRing, *, at: datetime, expires: datetime, with_master: bool) -> Path:
    """Write a copy of every key, durably; then remove the copies that expired."""
    path = folder / f"{at.strftime(NAME)}{ENDING}"
    with ring.locked(fcntl.LOCK_SH):  # no rotation goes on between the masters and what they wrap
        lines = list(_lines(ring, expires, with_master=with_master))
    text = "".join(f"{line}\n" for line in lines).encode()
    end = json.dumps({"sha256": hashlib.sha256(text).hexdigest()}).encode()
    disk.write_new(path, text + end + b"\n")
    expire(folder, at)
    return path


def _lines(ring: KeyRing, expires: datetime, *, with_master: bool) -> Iterator[str]:
    masters = [master.hex() for master in ring.master_files()] if with_master else []
    yield json.dumps({"expires": expires.isoformat(), "masters": masters})
    for path in ring.others() if with_master else ():
        yield json.dumps({"file": path.name, "content": path.read_bytes().hex()})
    for record_id in ring.known():
        with suppress(KeyMissing):  # destroyed since it was listed
            yield json.dumps({"key": record_id, "wrapped": ring.wrapped(record_id).hex()})
    for record_id in ring.destroyed():
        yield json.dumps({"destroyed": record_id})


def lay_out(copy: KeyCopy, folder: Path) -> None:
    """Write the keys of a copy into the empty folder `folder`."""
    ring = KeyRing(folder, may_create_master=False)
    for path, key in zip((ring.master_path, ring.next_path), copy.masters, strict=False):
        disk.write_new(path, key)
    for name, content in copy.others.items():
        disk.write_new(folder / Path(name).name, content)
    for record_id in copy.destroyed:
        ring.mark_destroyed(record_id)
    for record_id, wrapped in copy.wrapped.items():
        disk.write_new(ring.path(record_id), wrapped)


def expire(folder: Path, at: datetime) -> int:
    """Remove the copies whose time has passed at this instant; how many."""
    gone = [path for path in copies(folder) if read(path).expires <= at]
    for path in gone:
        disk.remove(path)
    return len(gone)


def copies(folder: Path) -> list[Path]:
    """Every copy of the keys in this folder, the latest last."""
    return sorted(folder.glob(f"*{ENDING}"))


def latest(folder: Path, at: datetime, master: bytes | None) -> KeyCopy:
    """The latest copy, still valid: a key destroyed since an older one does not come back.

    `master` stands for the master key that the copy does not hold. Raises `BackupRefused`.
    """
    found = copies(folder)
    if not found:
        raise BackupRefused(f"{folder} holds no copy of the keys: name their folder with --keys")
    copy = read(found[-1])
    if copy.expires <= at:
        raise BackupRefused(f"the keys in {found[-1]} expired on {copy.expires:%Y-%m-%d}: nothing can be opened")
    if not copy.masters and master is None:
        raise BackupRefused("the copy of the keys does not hold the master key: give its file with --master")
    return copy if copy.masters or master is None else replace(copy, masters=(master,))


def read(path: Path) -> KeyCopy:
    """Read a copy back. Raises `BackupRefused` when it is not the one that was written."""
    try:
        *lines, end = path.read_bytes().splitlines(keepends=True)
        if json.loads(end)["sha256"] != hashlib.sha256(b"".join(lines)).hexdigest():
            raise BackupRefused(f"{path} was altered: its last line does not match the others")
        header, *rest = map(json.loads, lines)
        return KeyCopy(
            expires=datetime.fromisoformat(header["expires"]),
            masters=tuple(map(bytes.fromhex, header["masters"])),
            wrapped=dict(_wrapped(rest)),
            destroyed=tuple(line["destroyed"] for line in rest if "destroyed" in line),
            others={line["file"]: bytes.fromhex(line["content"]) for line in rest if "file" in line},
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BackupRefused(f"{path} cannot be read: {error}") from error


def _wrapped(lines: list[dict[str, str]]) -> Iterator[tuple[str, bytes]]:
    return ((line["key"], bytes.fromhex(line["wrapped"])) for line in lines if "key" in line)
