"""Where things stand on this machine, as the settings say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from socle.rulebook import choices
from socle.storage import segment_store
from socle.storage.documents import Documents
from socle.storage.files import Files, FolderFiles
from socle.storage.folder import FolderStore
from socle.storage.keys import KeyRing
from socle.storage.model import Store
from socle.storage.segment_store import SegmentStore
from socle.storage.segments import Writer

if TYPE_CHECKING:
    from obstore.store import S3Store

OBJECTS = "objects/"


def data_dir() -> Path:
    """The folder of this Socle's documents and keys."""
    return Path(settings.SOCLE_DATA_DIR)


def keyring() -> KeyRing:
    """The keys of this Socle. Only outside production may a missing master key be made at first use."""
    service = getattr(settings, "SOCLE_KEY_SERVICE", None)
    return KeyRing(data_dir() / "keys", may_create_master=not choices.current().production, service=service)


def stores() -> dict[str, Store]:
    """Every store of documents of this Socle, by the prefix of its locations; those of plain files have none."""
    found: dict[str, Store] = {
        "": FolderStore(data_dir() / "documents", keyring()),
        segment_store.PREFIX: in_segments(),
    }
    if settings.SOCLE_STORAGE_URL:
        bucket = _bucket(settings.SOCLE_STORAGE_URL)
        from socle.storage import objects  # noqa: PLC0415 - its library is loaded only where it serves

        found[objects.PREFIX] = objects.ObjectStore(bucket, keyring())
    return found


def reach() -> None:
    """Make sure that documents can be kept now, on the disk or in the object store. Raises `StorageUnavailable`."""
    documents().probe()


def in_segments() -> SegmentStore:
    """The documents of this Socle that stand in segments."""
    folder = data_dir() / "documents" / "segments"
    return SegmentStore(folder, keyring(), _writer(folder))


def documents() -> Documents:
    """The documents of this Socle: new ones in segments, or in the object store that the settings name."""
    return Documents(stores(), "obj:" if settings.SOCLE_STORAGE_URL else segment_store.PREFIX)


def files() -> Files:
    """The document bytes of this Socle as they stand, still encrypted, wherever they do."""
    folder = FolderFiles(data_dir() / "documents")
    return _Both(folder, _bucket(settings.SOCLE_STORAGE_URL)) if settings.SOCLE_STORAGE_URL else folder


@lru_cache(maxsize=1)
def _writer(folder: Path) -> Writer:
    """The one writer of this process: its segment stays open from one document to the next."""
    return Writer(folder)


@lru_cache(maxsize=1)
def _bucket(url: str) -> S3Store:
    try:
        from socle.storage import objects  # noqa: PLC0415
    except ImportError as error:
        raise ValueError("STORAGE_URL needs the library obstore: pip install 'socle[objects]'") from error
    return objects.bucket(url)


class _Both:
    """A folder, and the bucket that took over from it: `objects/…` names stand in the bucket."""

    def __init__(self, folder: FolderFiles, bucket: S3Store) -> None:
        from socle.storage.objects import ObjectFiles  # noqa: PLC0415

        self._folder = folder
        self._objects = ObjectFiles(bucket)

    def names(self) -> Iterator[tuple[str, int]]:
        yield from self._folder.names()
        yield from self._objects.names()

    def read(self, name: str, start: int, length: int) -> Iterator[bytes]:
        return self._of(name).read(name, start, length)

    def write(self, name: str, pieces: Iterable[bytes]) -> None:
        self._of(name).write(name, pieces)

    def _of(self, name: str) -> Files:
        return self._objects if name.startswith(OBJECTS) else self._folder
