"""The fictitious people whose answers are published, as the sandbox serves them beside those of its own world.

Facts of the INSi homologation set (CNAM, GIE SESAM-Vitale) as the MIT-licensed client padoa/tlsi-ins publishes them,
and of the ANS test documents: names, dates, places and matricules, wrong keys included (spec/identity.md b.5).
Never known to a production server.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from socle.identity.insi_answer import InsFound
from socle.identity.rules.answering import Known
from socle.identity.traits import Traits


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """One published identity. Its answer may leave the given name asked out, and put dates before the number."""

    known: Known
    echoes: bool = True
    dates_first: bool = False


@cache
def people() -> tuple[Published, ...]:
    """Everybody in `data/published.csv`."""
    text = files(__package__).joinpath("data/published.csv").read_text("utf-8")
    return tuple(map(_of, csv.DictReader(text.splitlines())))


def _of(row: dict[str, str]) -> Published:
    quirks = row["quirks"].split()
    traits = Traits(
        birth_name=row["birth_name"],
        given_names=row["given_names"],
        first_given_name=row["first_given_name"],
        sex=row["sex"],
        birth_date=date.fromisoformat(row["birth_date"]),
        birth_place=row["birth_place"],
    )
    history = tuple(_former(text, row["oid"]) for text in row["history"].split("|") if text)
    return Published(
        known=Known(traits=traits, active=InsFound.of(row["matricule"], row["oid"]), history=history),
        echoes="no-echo" not in quirks,
        dates_first="dates-first" in quirks,
    )


def _former(text: str, oid: str) -> InsFound:
    """`MATRICULE` or `MATRICULE:SINCE:UNTIL`."""
    matricule, *days = text.split(":")
    since, until = map(date.fromisoformat, days) if days else (None, None)
    return InsFound.of(matricule, oid, since=since, until=until)
