"""Forms of what comes in and goes out: JSON, and a document's own bytes. Source: FHIR R4, 3.1.0.1.11."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from socle.rulebook import Finding
from socle.wire.fhir import verdicts

JSON: Final = ("application/fhir+json", "application/json", "json")
_ANY = frozenset({"*/*", "application/*"})


def acceptable(accept: str, query: Sequence[tuple[str, str]], *, raw: bool = False) -> Finding | None:
    """Why no answer can take a form that the client accepts; None when one can. `raw`: bytes may go out."""
    asked = [value for name, value in query if name == "_format"]
    wanted = asked or _types(accept)
    if not wanted or raw or any(_plain(held) in JSON or _plain(held) in _ANY for held in wanted):
        return None
    return verdicts.NOT_ACCEPTABLE.at("_format" if asked else "Accept", expected=JSON[0], found=", ".join(wanted))


def wants_resource(accept: str, query: Sequence[tuple[str, str]]) -> bool:
    """Whether a document is wanted inside a Binary resource rather than as its bytes."""
    asked = [value for name, value in query if name == "_format"]
    wanted = [_plain(held) for held in asked or _types(accept)]
    return bool(wanted) and wanted[0] in JSON


def readable(headers: Mapping[str, str], reads: Sequence[str]) -> Finding | None:
    """Why a body cannot be read by its headers; None when it can."""
    given = _plain(headers.get("content-type", ""))
    if given not in reads:
        return verdicts.MEDIA_TYPE.at("Content-Type", expected=", ".join(reads), found=given)
    encoding = headers.get("content-encoding", "identity")
    if encoding != "identity":
        return verdicts.MEDIA_TYPE.at("Content-Encoding", expected="identity", found=encoding)
    return None


def _types(accept: str) -> list[str]:
    return [held.strip() for held in accept.split(",") if held.strip()]


def _plain(media_type: str) -> str:
    return media_type.partition(";")[0].strip().lower()
