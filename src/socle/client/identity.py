"""Who acts through the client: fields, certificates and keys, from a directory or from the sandbox."""

from __future__ import annotations

import ssl
import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from socle.wire import certificates
from socle.wire.vihf.model import Mode, Software


class BadIdentity(ValueError):  # noqa: N818 - says what an actor directory lacks
    """The directory or the fields do not make an actor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """One actor with what proves it. `idnat` is IdNat_PS for a person, IdNat_Struct for a structure.

    `structure` is the Identifiant_Structure of the token. Certificates and keys are PEM; the TLS certificate
    may be followed by its chain. `authority` is the PEM of the authorities of the server, empty for those of
    the machine.
    """

    idnat: str
    mode: Mode
    structure: str = ""
    structure_name: str = ""
    sector: str = ""
    kind: str = "professional"
    name: str = ""
    profession: str = ""
    specialty: str = ""
    role: str = ""
    software: Software
    tls_certificate: str
    tls_key: str = field(repr=False)
    sign_certificate: str
    sign_key: str = field(repr=False)
    authority: str = ""

    def ssl_context(self) -> ssl.SSLContext:
        """A context that shows this actor's certificate and trusts the server's authorities only.

        Raises `BadIdentity` when the certificate, its key or the authorities cannot be used.
        """
        try:
            context = ssl.create_default_context(cadata=self.authority or None)
        except (ssl.SSLError, ValueError) as error:
            raise BadIdentity(f"the server's authorities cannot be read: {error}") from error
        with tempfile.TemporaryDirectory() as folder:  # OpenSSL loads keys from files only
            certificate, key = Path(folder, "certificate.pem"), Path(folder, "key.pem")
            key.touch(mode=0o600)
            certificate.write_text(self.tls_certificate, "ascii")
            key.write_text(self.tls_key, "ascii")
            try:
                context.load_cert_chain(certificate, key, password=_no_password)
            except (ssl.SSLError, ValueError) as error:
                raise BadIdentity(f"the TLS certificate and key cannot be used: {error}") from error
        return context

    def signing_key(self) -> RSAPrivateKey:
        """The key that signs tokens and submission sets. Raises `BadIdentity` when it is not a bare RSA key."""
        return _rsa(self.sign_key)

    def signing_certificate(self) -> certificates.Certificate:
        """The certificate of that key. Raises `BadIdentity` when it cannot be read."""
        try:
            return certificates.read(self.sign_certificate.encode("ascii"))
        except ValueError as error:
            raise BadIdentity(f"the signing certificate cannot be read: {error}") from error


def _no_password() -> bytes:
    """Keeps OpenSSL from asking at the terminal."""
    raise ValueError("the key is protected by a password: write it without one")


@lru_cache(maxsize=32)
def _rsa(pem: str) -> RSAPrivateKey:
    try:
        loaded = load_pem_private_key(pem.encode("ascii"), None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise BadIdentity(f"the signing key cannot be read: {error}") from error
    if not isinstance(loaded, RSAPrivateKey):
        raise BadIdentity("the signing key is not an RSA key")
    return loaded


#: Fields that may be absent.
_TEXTS = ("structure", "structure_name", "sector", "kind", "name", "profession", "specialty", "role", "authority")


def of(fields: Mapping[str, Any]) -> Identity:
    """An identity from the fields of an `actor.toml` and its PEM texts. Raises `BadIdentity`."""
    try:
        software = Software(**fields["software"])
        return Identity(
            idnat=fields["idnat"],
            mode=Mode(fields["mode"]),
            software=software,
            tls_certificate=fields["tls_certificate"],
            tls_key=fields["tls_key"],
            sign_certificate=fields["sign_certificate"],
            sign_key=fields["sign_key"],
            **{name: str(fields.get(name) or "") for name in _TEXTS},
        )
    except KeyError as error:
        raise BadIdentity(f"the actor lacks {error.args[0]}") from error
    except (TypeError, ValueError) as error:
        raise BadIdentity(f"the actor's fields are off: {error}") from error


#: Files of an actor directory beside `actor.toml`.
PEM_FILES = {
    "tls_certificate": "tls.crt.pem",
    "tls_key": "tls.key.pem",
    "sign_certificate": "sign.crt.pem",
    "sign_key": "sign.key.pem",
}


def from_directory(folder: Path) -> Identity:
    """The identity in a directory: `actor.toml`, `tls.crt.pem`, `tls.key.pem`, `sign.crt.pem`, `sign.key.pem`,
    and `authority.pem` where the server's authority is not the machine's. Raises `BadIdentity`.
    """
    try:
        fields: dict[str, Any] = tomllib.loads((folder / "actor.toml").read_text("utf-8"))
        fields |= {name: (folder / file).read_text("ascii") for name, file in PEM_FILES.items()}
    except (OSError, ValueError) as error:
        raise BadIdentity(f"{folder} is not an actor directory: {error}") from error
    authority = folder / "authority.pem"
    fields["authority"] = authority.read_text("ascii") if authority.is_file() else ""
    return of(fields)
