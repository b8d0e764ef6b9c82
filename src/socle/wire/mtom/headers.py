"""MIME headers: the few that SOAP messages use, with quoted parameters. Source: RFC 2045, 5.1; RFC 822, 3.2."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_PARAMETER = re.compile(r'\s*;\s*([^\s=;"]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;"]*))', re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ContentType:
    """A media type in lower case, and its parameters by lower-case name."""

    media_type: str
    parameters: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        """A parameter, empty when absent."""
        return self.parameters.get(name, "")


def content_type(value: str) -> ContentType:
    """Read a Content-Type value; what cannot be read is left out."""
    media_type, separator, rest = value.partition(";")
    parameters: dict[str, str] = {}
    position, text = 0, separator + rest
    while match := _PARAMETER.match(text, position):
        quoted, plain = match.group(2), match.group(3)
        given = _ESCAPE.sub(r"\1", quoted) if quoted is not None else plain.strip()
        parameters.setdefault(match.group(1).lower(), given)
        position = match.end()
    return ContentType(media_type.strip().lower(), parameters)


def fields(block: bytes) -> Mapping[str, str] | None:
    """The header fields of one part by lower-case name, folded lines joined; None when a line is no field."""
    found: dict[str, str] = {}
    name = ""
    for raw in block.splitlines():
        line = raw.decode("latin-1")
        if line[:1] in {" ", "\t"} and name:
            found[name] += " " + line.strip()
            continue
        name, colon, value = line.partition(":")
        name = name.strip().lower()
        if not colon or not name or " " in name:
            return None
        found.setdefault(name, value.strip())
    return found
