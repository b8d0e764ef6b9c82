"""Backups: consistent while Socle serves, incremental, verified; the keys apart, with an end of their own.

    DIR/documents/…                    every document byte, still encrypted, shared by all backups
    DIR/snapshots/<instant>/database   the database at that instant
    DIR/snapshots/<instant>/heads/…    the journal's signed heads, as exported just before
    DIR/snapshots/<instant>/manifest   each file of that backup, its length and its SHA-256
    KEYS/<instant>.keys                the keys, until they expire (default: DIR/keys; better elsewhere)

The database is taken before the bytes: they become durable before the rows that refer to them, and what a row of the
snapshot refers to is not swept within a day. The heads are taken before the database, which holds a head before it is
exported: sealing goes on from what is restored.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from socle.storage import disk
from socle.storage.backup import database, keybox, manifest
from socle.storage.backup.copying import Copier
from socle.storage.backup.manifest import Held, Manifest
from socle.storage.errors import BackupRefused
from socle.storage.files import Files, FolderFiles
from socle.storage.keys import KeyRing

__all__ = ["LIFE", "Backup", "Done", "restore", "snapshots", "take"]

#: How long a copy of the keys lives unless said otherwise.
LIFE = timedelta(days=30)
DATABASE = "database"
MANIFEST = "manifest"


@dataclass(frozen=True, slots=True)
class Backup:
    """Where backups go: the folder of documents and databases, that of the keys, and what to tell meanwhile."""

    folder: Path
    keys: Path
    said: Callable[[str], None] = lambda _: None


@dataclass(frozen=True, slots=True)
class Done:
    """What a backup did: its name, how many document files it holds, how many bytes were copied for it."""

    name: str
    documents: int
    copied: int
    keys: str


def take(
    backup: Backup,
    source: Files,
    ring: KeyRing,
    *,
    at: datetime,
    house: Path | None = None,
    heads: Path | None = None,
    life: timedelta = LIFE,
    with_master: bool = True,
) -> Done:
    """Make one backup at the instant `at`; nothing of it is visible until it is whole.

    `house` is a sandbox's folder, whose own small files are kept too; `heads` is where the journal's signed heads are
    exported. Raises `BackupRefused`, or `OSError` when a disk refuses.
    """
    disk.make_folder(backup.folder)
    with _alone(backup.folder):
        name = at.strftime(keybox.NAME)
        begun = backup.folder / "snapshots" / f".{name}.begun"
        for unfinished in begun.parent.glob(".*.begun"):  # of backups that were cut short: we are alone here
            shutil.rmtree(unfinished)
        disk.make_folder(begun)
        known = _last(backup.folder)
        exported = tuple(_taken(heads, begun, "heads")) if heads is not None else ()
        database.dump(begun / DATABASE)
        copier = Copier(source, backup.folder / "documents", known, backup.said)
        held = copier.all()
        own = (_held(begun, DATABASE), *exported, *_house(house, begun))
        manifest.write(begun / MANIFEST, Manifest(at.isoformat(), database.engine(), own, held))
        kept = keybox.keep(backup.keys, ring, at=at, expires=at + life, with_master=with_master)
        begun.rename(backup.folder / "snapshots" / name)
        disk.sync_folder(backup.folder / "snapshots")
        return Done(name, len(held), copier.copied, str(kept))


def snapshots(folder: Path) -> list[str]:
    """The names of the whole backups in this folder, the latest last."""
    return sorted(path.parent.name for path in (folder / "snapshots").glob(f"[0-9]*/{MANIFEST}"))


def restore(
    backup: Backup,
    target: Files,
    data_dir: Path,
    *,
    at: datetime,
    heads: Path | None = None,
    name: str = "",
    master: bytes | None = None,
) -> Manifest:
    """Bring one backup (the latest by default) into an empty folder and database, every byte verified.

    The keys are the latest copy of them, whichever backup is restored: one destroyed since stays destroyed.
    `master` is the master key when the copies do not hold it. Signed heads that stand in `heads` already are of what
    came after the backup: they are put away beside it, never removed. Raises `BackupRefused`.
    """
    chosen = name or next(reversed(snapshots(backup.folder)), "")
    if chosen not in snapshots(backup.folder):
        raise BackupRefused(f"{backup.folder} holds no backup {chosen}".rstrip())
    folder = backup.folder / "snapshots" / chosen
    wanted = manifest.read(folder / MANIFEST)
    if wanted.engine != database.engine():
        raise BackupRefused(f"this backup is of {wanted.engine}, the database of the settings is {database.engine()}")
    copy = keybox.latest(backup.keys, at, master)
    database.refuse_unless_empty(data_dir)
    disk.make_folder(data_dir)
    documents = FolderFiles(backup.folder / "documents")
    for held in wanted.documents.values():
        target.write(held.name, verified(documents, held))
    keybox.lay_out(copy, data_dir / "keys")
    own = FolderFiles(folder)
    put_away(backup, heads or data_dir / "heads", at)
    for held in wanted.own[1:]:
        place, _, rest = held.name.partition("/")
        if place == "heads":
            FolderFiles(heads or data_dir / "heads").write(rest, verified(own, held))
        elif not rest.startswith("heads/"):  # as older backups held them, perhaps beyond their database
            FolderFiles(data_dir).write(rest, verified(own, held))
    for _ in verified(own, wanted.own[0]):
        pass
    database.restore(folder / DATABASE)  # last: a restoration cut short leaves no database to serve
    return wanted


def put_away(backup: Backup, heads: Path, at: datetime) -> None:
    """Rename what was exported there, durably: a journal that is older now would be taken for a forged one."""
    for path in sorted(heads.glob("*")) if heads.is_dir() else ():
        if path.is_file() and not path.name.startswith("until-"):
            kept = path.with_name(f"until-{at.strftime(keybox.NAME)}-{path.name}")
            path.rename(kept)
            backup.said(f"{path} is now {kept.name}: keep it, it is the proof of what came after this backup")
            disk.sync_folder(heads)


def verified(source: Files, held: Held) -> Iterator[bytes]:
    """The bytes of a file of a backup. Raises `BackupRefused` at their end when they are not those that were copied."""
    digest, length = hashlib.sha256(), 0
    try:
        for piece in source.read(held.name, 0, held.length):
            digest.update(piece)
            length += len(piece)
            yield piece
    except OSError as error:
        raise BackupRefused(f"{held.name} of the backup cannot be read: {error.strerror}") from error
    if (length, digest.hexdigest()) != (held.length, held.sha256):
        raise BackupRefused(f"{held.name} of the backup was altered since it was made")


def _held(folder: Path, name: str) -> Held:
    digest, length = hashlib.sha256(), (folder / name).stat().st_size
    for piece in FolderFiles(folder).read(name, 0, length):
        digest.update(piece)
    return Held(name, length, digest.hexdigest())


def _house(house: Path | None, begun: Path) -> Iterator[Held]:
    """A sandbox's own small files (its authority, its clock): not what is copied otherwise, nor its lock."""
    if house is None:
        return
    yield from _taken(house, begun, "house", leaving=("documents", "keys", "socle.sqlite3", "lock", "heads"))


def _taken(folder: Path, begun: Path, place: str, leaving: tuple[str, ...] = ()) -> Iterator[Held]:
    """Copy the small files of a folder into a backup, under the name of this place."""
    for name, length in FolderFiles(folder).names():
        if not (leaving and name.startswith(leaving)):
            FolderFiles(begun).write(f"{place}/{name}", FolderFiles(folder).read(name, 0, length))
            yield _held(begun, f"{place}/{name}")


def _last(folder: Path) -> dict[str, Held]:
    """What the backups of this folder hold of each document file, the longest known."""
    known: dict[str, Held] = {}
    for name in snapshots(folder)[-1:]:
        known |= manifest.read(folder / "snapshots" / name / MANIFEST).documents
    return known


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise BackupRefused(f"another backup into {folder} is running") from error
    finally:
        os.close(descriptor)
