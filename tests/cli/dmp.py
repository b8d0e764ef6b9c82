"""What the tests of the DMP's commands share: calling a command, and letters to feed."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from socle.cli.main import main

MINIMAL = Path(__file__).parent.parent / "documents" / "data" / "minimal.xml"
#: Of the default world: a physician of the CH (site nord), its secretary and its automate's structure.
PHYSICIAN, PHYSICIAN_ID = "mercadal", "899881000030"
NORTH, NORTH_ID, NORTH_FINESS = "ch-essai-nord", "1991100025", "991100025"
SECRETARY = "secretaire-nord"
AIR_NURSE = "saintonge"

_numbers = count(1)


@dataclass
class Called:
    """What a command gave."""

    status: int
    out: bytes
    err: str

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def verdicts(self):
        return [(verdict["id"], verdict["severity"]) for verdict in self.json["verdicts"]]


class _Text(io.TextIOWrapper):
    """Standard output that keeps its bytes."""

    def __init__(self):
        super().__init__(io.BytesIO(), "utf-8", write_through=True)


class Shell:
    """Calls `socle` in this process against one Socle, over real TLS."""

    def __init__(self, url: str) -> None:
        self.url = url

    def __call__(self, *words: object) -> Called:
        out, err = _Text(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            try:
                status = main([str(words[0]), "--url", self.url, *map(str, words[1:])])
            except SystemExit as stop:
                status = int(stop.code or 0)
        return Called(status, out.buffer.getvalue(), err.getvalue())

    def json(self, *words: object) -> Called:
        return self(words[0], "--json", *words[1:])


def letter(
    ins: str, *, author: str = PHYSICIAN_ID, structure: str = NORTH_ID, title: str = "CR opératoire"
) -> tuple[str, bytes]:
    """An operative report never fed before, about this patient: its uniqueId and its bytes."""
    unique_id = f"2.25.1976.{next(_numbers)}"
    text = MINIMAL.read_text("utf-8")
    person = "<assignedPerson><name><family>CAMPARINI</family><given>MARCEL</given></name></assignedPerson>"
    where = '<representedOrganization><id root="1.2.250.1.71.4.2.2" extension="1120459876"/><name>CH</name></representedOrganization>'
    changes = {
        "</assignedAuthor>": f"{person}{where}</assignedAuthor>",
        '<id root="1.2.3.4.5.6"/>': f'<id root="{unique_id}"/>',
        "279035121518989": ins,
        "801234534765": author,
        "1120459876": structure,
        "<title>CR opératoire</title>": f"<title>{title}</title>",
    }
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    return unique_id, text.encode()
