"""The key that signs the tokens of Pro Santé Connect, and what is made from it.

`keys/connect.key` is an RSA key (PKCS #8, 0600) of the sandbox, made at first use. RS256 is what the real one
signs with (spec/identity.md d.1).
"""

from __future__ import annotations

import hashlib
import hmac
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import settings
from joserfc.jwk import RSAKey

from socle.storage import disk

BITS = 2048


def signing_key() -> RSAKey:
    """The key of this data folder, its `kid` set."""
    return _load(Path(settings.SOCLE_DATA_DIR) / "keys" / "connect.key")


@lru_cache(maxsize=4)
def _load(file: Path) -> RSAKey:
    if not file.is_file():
        made = generate_private_key(65537, BITS)
        disk.make_folder(file.parent)
        with suppress(FileExistsError):  # another process was faster
            disk.write_new(file, made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    key = RSAKey.import_key(file.read_bytes())
    key.ensure_kid()
    return key


def portal_secret() -> str:
    """What the portal of this Socle proves itself with: nobody writes it down, it follows from the key."""
    private = signing_key().as_pem(private=True)
    return hmac.new(private, b"portal", hashlib.sha256).hexdigest()


def digest(text: str) -> str:
    """SHA-256 in hexadecimal: how a code, a token or a secret of 256 bits is kept."""
    return hashlib.sha256(text.encode()).hexdigest()


def code_digest(holder: str, means: str, code: str) -> str:
    """A confidential code as it is kept. So few digits are guarded by the lock after wrong ones, not by their hash."""
    salt = f"{means} {holder}".encode()
    return hashlib.scrypt(code.encode(), salt=salt, n=1024, r=8, p=1, dklen=32).hex()
