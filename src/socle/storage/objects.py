"""Document bytes in an S3 object store, one frame an object: locations are `obj:<record id>/<written at, ms>-<random>`.

`STORAGE_URL=s3://bucket/prefix?endpoint=https://…&region=…&timeout=10`; the credentials are those of the environment
(AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY), as every S3 client reads them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import obstore
from obstore.exceptions import BaseError, GenericError
from obstore.store import S3Store

from socle.storage import frames
from socle.storage.errors import CorruptDocument, StorageUnavailable
from socle.storage.keys import KeyRing
from socle.storage.model import Location, Piece, Stored

PREFIX = "obj:"
FOLDER = "objects/"
#: An object of no content, written again and again to see whether the store answers.
PROBE = "probe"
#: Objects sent at once.
TOGETHER = 8
#: Seconds after which a store that does not answer is said to be away.
TIMEOUT = 10
CONNECT_TIMEOUT = timedelta(seconds=3)
_LOCATION = re.compile(r"obj:([0-9a-zA-Z_-]{1,64})/([0-9]{1,15})-([0-9a-f]{16})")


def bucket(url: str) -> S3Store:
    """The bucket that a STORAGE_URL names. Raises `ValueError` with a sentence for another kind of address."""
    parts = urlsplit(url)
    if parts.scheme != "s3" or not parts.netloc:
        raise ValueError("STORAGE_URL is not an object store: write s3://bucket/prefix?endpoint=https://host")
    options = dict(parse_qsl(parts.query))
    unknown = set(options) - {"endpoint", "region", "timeout"}
    if unknown:
        raise ValueError(f"STORAGE_URL has an unknown part '{min(unknown)}': endpoint, region, timeout are known")
    timeout = timedelta(seconds=float(options.get("timeout", TIMEOUT)))
    endpoint = options.get("endpoint")
    config = {"endpoint": endpoint} if endpoint else {}
    return S3Store(
        parts.netloc,
        prefix=parts.path.strip("/") or None,
        region=options.get("region", "us-east-1"),
        disable_bulk_delete=True,  # an extension that not every server speaks
        client_options={
            "timeout": timeout,
            "connect_timeout": min(CONNECT_TIMEOUT, timeout),
            "allow_http": bool(endpoint and endpoint.startswith("http://")),
        },
        retry_config={"max_retries": 2, "retry_timeout": timeout},
        **config,  # type: ignore[arg-type]
    )


@contextmanager
def _answering(what: str) -> Iterator[None]:
    """Turns a store that refuses, or does not answer, into `StorageUnavailable`; what is not there passes."""
    try:
        yield
    except FileNotFoundError:
        raise
    except (BaseError, GenericError, OSError) as error:
        kind = type(error).__name__.removesuffix("Error")
        raise StorageUnavailable(f"the object store did not {what}: {kind}") from error


class ObjectStore:
    """Encrypted documents, an object each."""

    def __init__(self, store: S3Store, keys: KeyRing) -> None:
        self._store = store
        self._keys = keys

    def put_many(self, pieces: Sequence[Piece], *, at: datetime) -> list[Location]:
        """Encrypt and send, several at once; each is durable once the store said so."""
        placed = [self._sealed(piece, at) for piece in pieces]
        with _answering("keep a document"), ThreadPoolExecutor(TOGETHER) as pool:
            list(pool.map(lambda one: obstore.put(self._store, path(one[0]), one[1], use_multipart=False), placed))
        return [where for where, _ in placed]

    def _sealed(self, piece: Piece, at: datetime) -> tuple[Location, bytes]:
        key = self._keys.key(piece.record_id)
        name = f"{int(at.timestamp() * 1000)}-{os.urandom(8).hex()}"
        where = Location(f"{PREFIX}{piece.record_id}/{name}")
        return where, frames.seal(key, piece.record_id, piece.document_id, piece.data, at=at)

    def read(self, record_id: str, document_id: str, location: str) -> Iterator[bytes]:
        name, key = path(location), self._keys.key(record_id)
        try:
            with _answering("give a document"):
                held = memoryview(obstore.get(self._store, name).bytes())
        except FileNotFoundError as error:
            raise CorruptDocument(location, "no object") from error
        header = frames.read_header(bytes(held[: frames.HEADER]))
        if header is None or header.size != len(held):
            raise CorruptDocument(location, f"the {len(held)} bytes of this object are not one frame")
        try:
            yield from frames.chunks(
                key, record_id, document_id, header, lambda start, size: bytes(held[start : start + size])
            )
        except CorruptDocument as error:
            raise CorruptDocument(location, error.why) from error

    def discard(self, location: str) -> None:
        with _answering("remove a document"), suppress(FileNotFoundError):
            obstore.delete(self._store, path(location))

    def stored(self) -> Iterator[Stored]:
        with _answering("list its documents"):
            for batch in obstore.list(self._store, prefix=FOLDER):
                for held in batch:
                    location = PREFIX + held["path"].removeprefix(FOLDER)
                    if match := _LOCATION.fullmatch(location):
                        yield Stored(Location(location), datetime.fromtimestamp(int(match[2]) / 1000, UTC))

    def probe(self) -> None:
        with _answering("keep a few bytes"):
            obstore.put(self._store, PROBE, b"", use_multipart=False)

    def place(self, location: str) -> str:
        return f"object {path(location)}"


def path(location: str) -> str:
    """The object's name in the bucket. Raises `ValueError` for what is no location."""
    if not _LOCATION.fullmatch(location):
        raise ValueError(f"'{location}' is not a location")
    return FOLDER + location.removeprefix(PREFIX)


class ObjectFiles:
    """The objects of a bucket as a backup copies them."""

    def __init__(self, store: S3Store) -> None:
        self._store = store

    def names(self) -> Iterator[tuple[str, int]]:
        with _answering("list its documents"):
            for batch in obstore.list(self._store, prefix=FOLDER):
                yield from ((held["path"], held["size"]) for held in batch)

    def read(self, name: str, start: int, length: int) -> Iterator[bytes]:
        if length > start:
            with _answering("give a document"):
                yield bytes(obstore.get_range(self._store, name, start=start, end=length))

    def write(self, name: str, pieces: Iterable[bytes]) -> None:
        with _answering("keep a document"):
            obstore.put(self._store, name, b"".join(pieces), use_multipart=False)
