"""What must be fed and sent for an act, by the order in force that day, and who sends it. Pure, read from a dated list.

Source: data/feeding_duties.toml (orders of 26/04/2022 and 23/05/2024; CSP L1111-15, L1112-1).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from socle.rulebook import applies, rule
from socle.rulebook.choices import Choices

#: Who feeds the results of its own tests without anybody asking. Source: DMP-198.
SIDEP = "SIDEP"


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One line of the list. `due` and `but` are by order; a day of None: from before the first order."""

    id: str
    document: str
    types: tuple[str, ...]
    due: Mapping[str, date | None]
    but: Mapping[str, frozenset[str]]
    to_professionals: bool
    to_patient: bool
    is_prescription: bool = False
    format: str = ""
    source: str = ""
    note: str = ""
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A way into the record; `sector` "" for everybody, `wave` 0 where no wave of the programme opens it."""

    id: str
    name: str
    does: tuple[str, ...]
    sector: str = ""
    wave: int = 0
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Production:
    """What an establishment produced, and in which circumstances (`circumstances`: keys of the list's exclusions).

    `subcontracted_by` names the laboratory that had the analysis done elsewhere; `to_sidep`: a test whose result goes
    to SIDEP; `record_exists` None: not known.
    """

    duty: str
    on: date
    circumstances: frozenset[str] = frozenset()
    producer: str = ""
    subcontracted_by: str = ""
    to_sidep: bool = False
    record_exists: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """What is owed. `because` says it in French, `sender` who sends, `since` the first day of the duty."""

    duty: Duty
    order: str
    to_record: bool
    to_professionals: bool
    to_patient: bool
    because: str
    sender: str
    since: date | None
    rules: tuple[str, ...] = field(default=())


@cache
def _book() -> Mapping[str, Any]:
    return tomllib.loads(files("socle.record").joinpath("data/feeding_duties.toml").read_text("utf-8"))


@cache
def duties() -> tuple[Duty, ...]:
    """Every document of the list, in its order."""
    return tuple(
        Duty(
            id=one["id"],
            document=one["document"],
            types=tuple(one["types"]),
            due={order: date.fromisoformat(day) if day else None for order, day in one["due"].items()},
            but={order: frozenset(keys) for order, keys in one.get("except", {}).items()},
            to_professionals=one["to_professionals"],
            to_patient=one["to_patient"],
            is_prescription=one.get("prescription", False),
            format=one.get("format", ""),
            source=one["source"],
            note=one.get("note", ""),
            rules=tuple(one["rules"]),
        )
        for one in _book()["duty"]
    )


def exclusions() -> Mapping[str, str]:
    """The circumstances in which a document of the list is not due, in French, by key."""
    words: Mapping[str, str] = _book()["exclusion"]
    return words


def find(name: str) -> Duty | None:
    """The line of this name, or of this typeCode."""
    return next((duty for duty in duties() if name == duty.id or name in duty.types), None)


@applies("DMP-190")
def order_in_force(day: date) -> str:
    """The order whose list holds that day. Before the first, what other laws ask is listed with it."""
    known: list[str] = [order["id"] for order in _book()["order"]]
    return max((order for order in known if order <= day.isoformat()), default=known[0])


@applies("DMP-190", "DMP-192", "DMP-194", "DMP-196", "DMP-197", "DMP-198")
def owed(production: Production, choices: Choices) -> Owed:
    """What this production owes. Raises `KeyError` for a document that is not in the list."""
    duty = find(production.duty)
    if duty is None:
        raise KeyError(production.duty)
    order = order_in_force(production.on)
    since, but = _under(duty.due, order), _under(duty.but, order) or frozenset()
    excluded = sorted(but & production.circumstances)
    because, holds = f"{duty.source}, dans la liste de l’{_title(order)}", True
    if since is not None and production.on < since:
        because, holds = f"n’est dû qu’à partir du {since:%d/%m/%Y} ({_title(order)})", False
    elif excluded:
        words = " ; ".join(exclusions()[key] for key in excluded)
        because, holds = f"exclu de la liste : {words}", False
    sender, who = who_sends(production)
    to_others = duty.to_professionals and (not duty.is_prescription or choices.prescriptions_to_other_professionals)
    return Owed(
        duty=duty,
        order=order,
        to_record=holds and production.record_exists is not False,
        to_professionals=holds and to_others,
        to_patient=holds and duty.to_patient,
        because=because if production.record_exists is not False or not holds else "aucun dossier n’est ouvert",
        sender=sender,
        since=since,
        rules=(*duty.rules, *who),
    )


def who_sends(production: Production) -> tuple[str, tuple[str, ...]]:
    """Who sends, and by which rules: the structure that produced the report, whoever ordered it.

    But an analysis that was subcontracted is sent by the laboratory it came from, and SIDEP feeds its tests itself.
    """
    if production.to_sidep:
        return SIDEP, (rule("DMP-198"),)
    if production.subcontracted_by:
        return production.subcontracted_by, (rule("DMP-197"),)
    return production.producer or "la structure qui a produit le document", (rule("DMP-196"),)


@applies("DMP-070", "DMP-203", "DMP-204")
def ways_in(sector: str = "", wave: int = 0) -> tuple[Way, ...]:
    """The ways into the record: three for everybody; for a pharmacy, what the waves of its programme open besides."""
    ways = tuple(
        Way(
            id=one["id"],
            name=one["name"],
            does=tuple(one["does"]),
            sector=one.get("sector", ""),
            wave=one.get("wave", 0),
            rules=tuple(one["rules"]),
        )
        for one in _book()["way"]
    )
    return tuple(way for way in ways if not way.sector or (way.sector == sector and way.wave <= wave))


@applies("DMP-202")
def pharmaceutical_record_is_opt_out(day: date, choices: Choices) -> bool:
    """Whether the pharmaceutical record is there unless its holder objects, as the DMP is; announced without a date."""
    first = choices.pharmaceutical_record_opt_out_first_day
    return first is not None and day >= first


def _under(by_order: Mapping[str, Any], order: str) -> Any:
    """What the list says under an order: a later one changes only what it names."""
    return next((by_order[known] for known in sorted(by_order, reverse=True) if known <= order), None)


def _title(order: str) -> str:
    return str(next(one["title"] for one in _book()["order"] if one["id"] == order))
