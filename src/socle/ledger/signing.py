"""The key that signs tree heads, and the public keys by which they are judged.

`keys/ledger.key` is an Ed25519 private key (PKCS #8, 0600), apart from the database. Its public half stands as
`ledger.pub` beside the exported heads, for whoever checks them without the private one; a former key stays there.
"""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from socle.storage import disk

PUBLIC = "ledger.pub"
_PEM = re.compile(rb"-----BEGIN PUBLIC KEY-----.+?-----END PUBLIC KEY-----\n?", re.DOTALL)


class SigningKeyRefused(Exception):  # noqa: N818 - told to whoever starts, with the way out
    """The signing key is absent, readable by others, or no Ed25519 key."""


def path(data_dir: Path) -> Path:
    """Where the signing key of a data folder stands."""
    return data_dir / "keys" / "ledger.key"


def create(file: Path) -> bool:
    """Make a signing key at `file`, durably; whether there was none yet."""
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        disk.write_new(file, pem)
    except FileExistsError:
        return False
    return True


def load(file: Path, *, may_create: bool) -> Ed25519PrivateKey:
    """The signing key at `file`. Raises `SigningKeyRefused`; only a sandbox may make a missing one."""
    if not file.is_file():
        if not may_create:
            raise SigningKeyRefused(f"there is no signing key at {file}: restore it, or run `socle ledger init`")
        create(file)
    if stat.S_IMODE(file.stat().st_mode) & 0o077:
        raise SigningKeyRefused(f"the signing key {file} can be read by others: run chmod 600 on it")
    try:
        key = load_pem_private_key(file.read_bytes(), None)
    except (ValueError, TypeError) as error:
        raise SigningKeyRefused(f"{file} is no private key: restore it from its backup") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise SigningKeyRefused(f"{file} is no Ed25519 key: restore it from its backup")
    return key


def publish(key: Ed25519PrivateKey, folder: Path) -> None:
    """Add the public half to `ledger.pub` in `folder`, durably, unless it is there."""
    file = folder / PUBLIC
    if key.public_key().public_bytes_raw() in published(folder):
        return
    disk.make_folder(folder)
    with file.open("ab") as out:
        out.write(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
        out.flush()
        os.fsync(out.fileno())
    disk.sync_folder(folder)


def published(folder: Path) -> tuple[bytes, ...]:
    """The public keys of `ledger.pub` in `folder`, the oldest first; none when it is not there."""
    file = folder / PUBLIC
    return of_pem(file.read_bytes()) if file.is_file() else ()


def trusted(data_dir: Path, heads: Path) -> tuple[bytes, ...]:
    """The public keys whose signatures count: those published beside the heads, else that of the present key.

    Raises `OSError`, `ValueError` or `SigningKeyRefused` when neither can be read.
    """
    own, known = path(data_dir), published(heads)
    if known or not own.is_file():
        return known
    return (load(own, may_create=False).public_key().public_bytes_raw(),)


def of_pem(pem: bytes) -> tuple[bytes, ...]:
    """The Ed25519 public keys of a PEM text, raw. Raises `ValueError` for a key of another kind."""
    keys = [load_pem_public_key(found) for found in _PEM.findall(pem)]
    if not all(isinstance(key, Ed25519PublicKey) for key in keys):
        raise ValueError("tree heads are signed with Ed25519 keys only")
    return tuple(key.public_bytes_raw() for key in keys if isinstance(key, Ed25519PublicKey))
