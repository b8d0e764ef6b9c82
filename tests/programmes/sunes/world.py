"""Small establishments in the files of one region: each case is one legal entity with a few lines.

All are counted by one query (`sunes.table`), so that a case costs nothing but its lines.
"""

from __future__ import annotations

import csv
from datetime import date

from socle.programmes import sunes
from socle.programmes.sunes.rules import periods

AUGUST = periods.month(2022, 8)
LETTER, PRESCRIPTION, OPERATIVE, BIOLOGY, IMAGING = "11490-0", "57833-6", "34874-8", "11502-2", "18748-4"
#: A line of each file when a case says nothing else: everything is as it should be.
USUAL = {
    "stays": {
        "stay": "S1",
        "finess_ej": "",
        "admitted": "02/08/2022",
        "discharged": "10/08/2022",
        "kind": "",
        "session_date": "",
        "patient": "",
        "surgery": "",
        "ins_status": "",
        "died": "",
        "newborn": "",
        "anonymous": "",
        "detainee": "",
        "opposition": "",
        "finess_eg": "",
    },
    "feeds": {
        "document": "",
        "stay": "S1",
        "report": "",
        "type_code": LETTER,
        "level": "N1",
        "ins_qualified": "oui",
        "status": "accepté",
        "sent": "11/08/2022 09:00",
        "replaces": "",
        "connector": "",
        "finess_ej": "",
    },
    "messages": {
        "message": "",
        "stay": "S1",
        "sent": "11/08/2022 09:00",
        "recipient": "123456789012345@patient.mssante.fr",
        "format": "",
        "ins_qualified": "oui",
        "status": "envoyé",
        "finess_ej": "",
    },
    "correspondents": {"correspondent": "C1", "mailbox": "", "finess_ej": ""},
    "lab": {
        "report": "L1",
        "produced": "10/08/2022",
        "own": "oui",
        "complete": "oui",
        "type_code": "",
        "finess_ej": "",
    },
    "imaging": {
        "report": "I1",
        "produced": "10/08/2022",
        "own": "oui",
        "complete": "oui",
        "type_code": "",
        "finess_ej": "",
    },
}


class World:
    """Cases by name, and the counts of one query over all of them."""

    def __init__(self):
        self.entities = {}
        self.lines = {name: [] for name in USUAL}

    def case(self, name, **files):
        """One more establishment: its lines by file, each a change of the usual line."""
        entity = self.entities.setdefault(name, f"{750000000 + len(self.entities)}")
        for file, changes in files.items():
            for change in changes:
                line = USUAL[file] | {"finess_ej": entity} | change
                # A document's or a message's number is of all the world, not of one establishment.
                for key in ("document", "replaces", "message"):
                    if key in line:
                        number = line[key] or (f"n{len(self.lines[file])}" if key != "replaces" else "")
                        line[key] = number and f"{entity}.{number}"
                self.lines[file].append(line)

    def read(self, folder):
        """The files, read."""
        for name, lines in self.lines.items():
            with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, USUAL[name], delimiter=";")
                writer.writeheader()
                writer.writerows(lines)
        return sunes.Files.read({name: folder / f"{name}.csv" for name in self.lines}, into=folder / "read")


class Counts:
    """What was counted for each case."""

    def __init__(self, world, rows):
        self.world = world
        self.rows = {(row["ej"], row["indicator"]): row for row in rows}

    def of(self, name, code):
        """(numerator, denominator) of an indicator in a case; (0, 0) when nothing is counted."""
        row = self.rows.get((self.world.entities[name], code))
        return (row["numerator"], row["denominator"]) if row else (0, 0)

    def missing(self, name, code):
        """The reasons that are not 0."""
        row = self.rows[self.world.entities[name], code]
        reasons = ("no_document", "ins_not_qualified", "rejected", "wrong_level")
        return {why: row[why] for why in reasons if row[why]}


def day(text):
    return date.fromisoformat(text)
