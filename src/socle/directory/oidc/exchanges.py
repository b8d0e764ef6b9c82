"""One request to the provider as its endpoints read it, and the answers they give."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from authlib.oauth2.rfc6749 import OAuth2Request
from authlib.oauth2.rfc6749.requests import OAuth2Payload

from socle.directory.oidc import addresses, verdicts
from socle.rulebook import Finding
from socle.rulebook.catalogue import code
from socle.wire.exchange import Request, Response

#: No request of the protocol is longer.
LARGEST = 64 * 1024
_JSON = ("Content-Type", "application/json")
_NO_STORE = (("Cache-Control", "no-store"), ("Pragma", "no-cache"))
Fields = Mapping[str, list[str]]


class Payload(OAuth2Payload):  # type: ignore[misc]  # the library has no types
    """The parameters of a request, repeated ones seen."""

    def __init__(self, fields: Fields) -> None:
        self._lists: defaultdict[str, list[str]] = defaultdict(list, {name: [*all_] for name, all_ in fields.items()})

    @property
    def data(self) -> dict[str, str]:
        return {name: found[0] for name, found in self._lists.items() if found}

    @property
    def datalist(self) -> defaultdict[str, list[str]]:
        return self._lists


class Asking(OAuth2Request):  # type: ignore[misc]  # the library has no types
    """A request as the library's grants take it; `certificate` is the SHA-256 of the one shown, "" for none."""

    def __init__(self, method: str, fields: Fields, headers: Mapping[str, str], certificate: bytes | None) -> None:
        super().__init__(method, addresses.issuer(), headers={name.title(): text for name, text in headers.items()})
        self.payload = Payload(fields)
        self.certificate = hashlib.sha256(certificate).hexdigest() if certificate else ""

    @property
    def form(self) -> dict[str, str]:
        return self.payload.data

    @property
    def args(self) -> dict[str, str]:
        return self.payload.data


@dataclass(frozen=True, slots=True)
class Answer:
    """What an endpoint answers, before it is written as bytes."""

    status: int
    body: Any
    headers: tuple[tuple[str, str], ...] = ()


def asking(request: Request) -> Asking | None:
    """The parameters of a form that was posted; None when it is none, or longer than any is."""
    if (request.length or 0) > LARGEST:
        return None
    text = request.body.read(LARGEST + 1) if request.method == "POST" else request.query.encode()
    kind = request.content_type.partition(";")[0].strip().lower()
    if len(text) > LARGEST or (request.method == "POST" and text and kind != "application/x-www-form-urlencoded"):
        return None
    try:
        fields = parse_qs(text.decode(), keep_blank_values=True, max_num_fields=100)
    except ValueError:
        return None
    return Asking(request.method, fields, request.headers, request.certificate)


def flaw(asked: Asking) -> str:
    """What is wrong with the parameters as a whole: one twice (RFC 6749 3.1, 3.2), or a NUL; "" for nothing."""
    for name, found in asked.payload.datalist.items():
        if len(found) > 1:
            return f"'{name}' stands twice"
        if "\x00" in name or any("\x00" in text for text in found):
            return "no parameter holds a NUL"
    return ""


def refusal(finding: Finding, *, scheme: str = "", headers: tuple[tuple[str, str], ...] = ()) -> Answer:
    """A finding as the protocol's error; `scheme` is what a 401 asks for instead."""
    status = int(code(finding, "http", "status") or 400)
    error = code(finding, "oauth", "error") or "server_error"
    body = {"error": error, "error_description": ascii_of(finding.sentence("en")), "verdict": finding.verdict.id}
    if status == 401:  # noqa: PLR2004 - HTTP asks for WWW-Authenticate beside 401
        ways = f'{scheme or "Basic"} realm="esante-wallet"'
        headers = (*headers, ("WWW-Authenticate", f'{ways}, error="{error}"' if scheme else ways))
    return Answer(status, body, headers)


def ascii_of(text: str) -> str:
    """A sentence in the characters that `error_description` may hold. Source: RFC 6749 5.2."""
    kept = (char if " " <= char <= "~" and char not in '"\\' else "'" if char in '"\\’' else "?" for char in text)
    return "".join(kept)


def response(answer: Answer) -> Response:
    """An answer as bytes; nothing of it is kept by anybody on its way."""
    if isinstance(answer.body, str):
        return Response(answer.status, (*answer.headers, *_NO_STORE), answer.body.encode())
    body = json.dumps(answer.body, ensure_ascii=False).encode()
    return Response(answer.status, (_JSON, *_NO_STORE, *answer.headers), body)


def faulty(found: str) -> Answer:
    """A request that is not what it should be."""
    return refusal(verdicts.REQUEST_FAULTY.at(found=found))
