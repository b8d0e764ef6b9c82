"""A key service by URL: the master key stands on disk wrapped by a key that never leaves the service.

Spoken: the transit engine of HashiCorp Vault and of OpenBao (docs/decisions/0010): `POST …/encrypt/NAME` with
`{"plaintext": base64}` and `POST …/decrypt/NAME` with `{"ciphertext": text}`, the token in `X-Vault-Token`, answers
under `data`. What is kept in the file is the ciphertext that the service gave, after a line that says what it is.
"""

from __future__ import annotations

import base64
import binascii
import logging
import ssl
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from socle.storage.errors import KeyServiceUnavailable, MasterKeyRefused

if TYPE_CHECKING:
    import httpx

log = logging.getLogger("socle.storage")

#: First line of a master key file that holds a ciphertext of the service.
MARK = b"socle: master key wrapped by a key service\n"
#: Seconds to reach it and to be answered, and the pauses before it is asked again.
CONNECT, ANSWER = 3.0, 5.0
PAUSES = (0.2, 1.0)
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_OK, _TOO_MANY, _FAILING = 200, 429, 500


@dataclass(frozen=True, slots=True)
class KeyService:
    """Where it is (`https://host:8200/v1/transit/keys/NAME`) and how to be let in.

    `token_file`, read at each call, may be renewed while Socle runs; it goes before `token`. `authority` is the PEM
    file of the authority of its certificate, when it is none of the machine's.
    """

    url: str
    token: str = field(default="", repr=False)
    token_file: Path | None = None
    authority: Path | None = None

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        mount, _, name = parts.path.rpartition("/keys/")
        if parts.scheme not in {"https", "http"} or not (parts.hostname and mount and name) or "/" in name:
            raise ValueError("SOCLE_KEY_SERVICE is no address of a key: write https://host:8200/v1/transit/keys/NAME")
        if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
            raise ValueError("SOCLE_KEY_SERVICE must be https: the master key would cross the network in clear")

    def wrap(self, master: bytes) -> bytes:
        """The content of a master key file. Raises `KeyServiceUnavailable` or `MasterKeyRefused`."""
        told = self._ask("encrypt", {"plaintext": base64.b64encode(master).decode()}, "ciphertext")
        content = MARK + told.encode() + b"\n"
        if _unwrapped.setdefault(content, master) != master:
            raise MasterKeyRefused(f"the key service {self.url} gave one ciphertext for two keys: do not use it")
        return content

    def unwrap(self, content: bytes) -> bytes:
        """The master key of a file, asked for once: it stays in memory. Raises like `wrap`."""
        known = _unwrapped.get(content)
        if known is None:
            ciphertext = content.removeprefix(MARK).strip().decode("ascii", "replace")
            try:
                known = base64.b64decode(self._ask("decrypt", {"ciphertext": ciphertext}, "plaintext"), validate=True)
            except binascii.Error as error:
                raise MasterKeyRefused(f"the key service {self.url} did not answer with a key") from error
            _unwrapped[content] = known
        return known

    def _ask(self, action: str, body: dict[str, str], wanted: str) -> str:
        mount, _, name = self.url.rpartition("/keys/")
        answer = self._answer(f"{mount}/{action}/{name}", body)
        if answer.status_code != _OK:
            raise MasterKeyRefused(
                f"the key service {self.url} refused to {action} (HTTP {answer.status_code}): {_HELP}"
            )
        try:
            found: Any = answer.json()["data"][wanted]
        except (ValueError, KeyError, TypeError) as error:
            raise MasterKeyRefused(f"the key service {self.url} gave no {wanted}: is it a transit engine?") from error
        if not isinstance(found, str):
            raise MasterKeyRefused(f"the key service {self.url} gave no {wanted}: is it a transit engine?")
        return found

    def _answer(self, url: str, body: dict[str, str]) -> httpx.Response:
        """Ask, and again after each pause while it is away or overwhelmed."""
        import httpx  # noqa: PLC0415 - a fifth of a second, needed only where a key service is

        failed = ""
        with httpx.Client(verify=self._trust(), timeout=httpx.Timeout(ANSWER, connect=CONNECT)) as client:
            for pause in (*PAUSES, None):
                try:
                    answer = client.post(url, json=body, headers={"X-Vault-Token": self._token()})
                except httpx.TransportError as error:
                    failed = type(error).__name__
                else:
                    if answer.status_code < _FAILING and answer.status_code != _TOO_MANY:
                        return answer
                    failed = f"HTTP {answer.status_code}"
                log.warning("key service away", extra={"reason": failed})
                if pause is not None:
                    time.sleep(pause)
        raise KeyServiceUnavailable(f"the key service {self.url} does not answer ({failed}): {_HELP}")

    def _trust(self) -> ssl.SSLContext:
        try:
            return ssl.create_default_context(cafile=str(self.authority) if self.authority else None)
        except OSError as error:
            raise MasterKeyRefused(f"{self.authority} holds no authority in PEM: see SOCLE_KEY_SERVICE_CA") from error

    def _token(self) -> str:
        if self.token_file is None:
            return self.token
        try:
            return self.token_file.read_text("utf-8").strip()
        except OSError as error:
            raise MasterKeyRefused(f"{self.token_file} cannot be read: see SOCLE_KEY_SERVICE_TOKEN_FILE") from error


_HELP = "see that it runs, is unsealed and lets the token use this key"
#: Master keys by the content of their file: in the memory of this process alone.
_unwrapped: dict[bytes, bytes] = {}


def is_wrapped(content: bytes) -> bool:
    """Whether a master key file holds a ciphertext of a service."""
    return content.startswith(MARK)


def forget() -> None:
    """Ask again for every master key (for tests)."""
    _unwrapped.clear()
