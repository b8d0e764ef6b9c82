"""The report of a check as files to keep: JSON in the shape of `socle cda check`, and CSV for a spreadsheet."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from socle.documents.control.examining import Examined
from socle.web.components import SEVERITIES

HEADER = (
    "Fichier",
    "Valide",
    "Gravité",
    "Constat",
    "Ligne",
    "Endroit",
    "Attendu",
    "Trouvé",
    "Que faire",
    "Règle",
    "Verdict",
)


def as_json(examined: Sequence[Examined]) -> Mapping[str, Any]:
    return {"documents": [one.as_json() for one in examined]}


def json_bytes(examined: Sequence[Examined]) -> bytes:
    return json.dumps(as_json(examined), ensure_ascii=False, indent=1).encode()


def lines(examined: Sequence[Examined]) -> Iterator[tuple[object, ...]]:
    """One line by finding, one for a document of which nothing is said."""
    for document in examined:
        head = (document.name, "oui" if document.valid else "non")
        if not document.findings:
            yield (*head, "", "", "", "", "", "", "", "", "")
        for one in document.findings:
            said, way_out = one.finding.sentence("fr"), one.finding.verdict.way_out
            words = SEVERITIES[one.severity].word
            yield (*head, words, said, one.line or "", one.path, one.expected, one.found, way_out, one.rule, one.id)
