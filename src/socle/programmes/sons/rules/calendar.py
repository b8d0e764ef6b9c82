"""Which dated row binds a request, and whether the acts of its life keep to it.

The row in force is the latest one stated on or before the day of the act; where none was stated yet, the first one
stated after. Every answer shows the rows that were applied, with the day each was stated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from types import MappingProxyType

from socle.programmes.sons.model import Request
from socle.programmes.sons.tables import Deadline, deadlines
from socle.programmes.sons.verdicts import dates as said
from socle.rulebook import ALLOWED, Decision, Finding, Verdict, applies, refuse

#: What is refused when an act comes after its row, by event.
_LATE: Mapping[str, Verdict] = MappingProxyType(
    {
        "ordered": said.ORDERED_LATE,
        "funded": said.NOT_FUNDED_THEN,
        "order_presented": said.PRESENTED_LATE,
        "acceptance": said.ACCEPTANCE_LATE,
        "candidacy": said.STEP_LATE,
        "commitment": said.STEP_LATE,
        "proofs": said.STEP_LATE,
        "balance_requested": said.STEP_LATE,
    }
)
#: Events as a report in French names them.
EVENTS: Mapping[str, str] = MappingProxyType(
    {
        "ordered": "Commande passée",
        "funded": "Commande financée",
        "order_presented": "Présentation à l'ASP (demande d'avance)",
        "acceptance": "VA transmise, fin de la prestation",
        "candidacy": "Candidature au référencement",
        "commitment": "Engagement sur une période",
        "proofs": "Dossier complet de preuves",
        "balance_requested": "Demande de solde",
        "delivery_agreed": "Date ferme de livraison convenue",
        "version_referenced": "Usage d'une version référencée",
        "mss_deployment": "Champ « Déploiement MSS » obligatoire",
        "enrolment": "Enrôlement de l'éditeur",
    }
)


def worded(row: Deadline) -> str:
    """A row as a sentence shows it: its last (or first) day and hour, then its rule and the day it was stated."""
    return f"{last_day(row)} ({row.rule}, {row.as_of:%d/%m/%Y})"


def last_day(row: Deadline) -> str:
    """The last day that a row admits (the first, of an opening), with its hour when it has one."""
    bound = row.day - timedelta(days=1) if row.bound == "before" else row.day
    return f"{bound:%d/%m/%Y} {row.time}".rstrip()


def rows_of(request: Request, event: str) -> list[Deadline]:
    """Every row ever stated for this event, couloir, kind of software and wave."""
    waves = {"*", request.waves[-1:]}
    return [
        row
        for row in deadlines()
        if row.event == event
        and request.corridor in row.couloirs
        and row.wave in waves
        and (not row.families or request.families & set(row.families))
    ]


def in_force(rows: Iterable[Deadline], on: date) -> list[Deadline]:
    """Of rows of one event, those in force on a day: of each bound the last stated by then, the strictest of equals."""
    chosen: dict[str, Deadline] = {}
    for row in rows:
        bound = "first" if row.bound == "first" else "end"
        kept = chosen.get(bound)
        if kept is None or _preferred(row, kept, on):
            chosen[bound] = row
    return list(chosen.values())


def _preferred(row: Deadline, kept: Deadline, on: date) -> bool:
    known, kept_known = row.as_of <= on, kept.as_of <= on
    if known != kept_known:
        return known
    if row.as_of != kept.as_of:
        return row.as_of > kept.as_of if known else row.as_of < kept.as_of
    return row.day < kept.day


@applies("SONS-001", "SONS-003", "SONS-005", "SONS-007", "SONS-013", "SONS-014", "SONS-015", "SONS-016", "SONS-017")
def _judged(event: str, act: date, rows: Iterable[Deadline], *, late: Verdict | None = None) -> Decision:
    """An act against the rows in force on its day."""
    findings: list[Finding] = []
    cited = []
    for row in rows:
        cited.append(row.rule)
        if not row.admits(act):
            verdict = said.TOO_EARLY if row.bound == "first" else (late or _LATE[event])
            findings.append(verdict.at(EVENTS[event], expected=worded(row), found=f"{act:%d/%m/%Y}"))
        elif row.time and act == row.day and row.bound == "last":
            findings.append(said.LAST_HOUR.at(EVENTS[event], expected=row.time, found=f"{act:%d/%m/%Y}"))
        elif row.time and act == row.day and row.bound == "first":
            findings.append(said.FIRST_HOUR.at(EVENTS[event], expected=row.time, found=f"{act:%d/%m/%Y}"))
    return refuse(*findings, rules=cited)


@applies("SONS-066")
def acceptance_day(request: Request) -> date | None:
    """The act that the end of a project bounds: its VA transmitted, or signed where the balance has a day of its own.

    Until a date for asking for the balance was stated (SONS-511), the VA had to be in the ASP's hands by the end.
    """
    sent = request.va_presented_on
    if sent is None or request.va_on is None:
        return sent or request.va_on
    apart = any(row.as_of <= sent for row in rows_of(request, "balance_requested"))
    return request.va_on if apart else sent


def calendar(request: Request, *, at: date, presenting: bool) -> tuple[Decision, tuple[Deadline, ...]]:
    """Every dated act of a request against the row of its day, and the rows applied.

    `presenting`: an order without a date of presentation is judged as presented on `at`; else a late one is only told.
    """
    if not request.waves or not any(rows_of(request, event) for event in EVENTS):
        found = request.couloir or "(aucun)"
        return refuse(said.CALENDAR_UNKNOWN.at(request.order, expected=request.waves or "inconnue", found=found)), ()
    acts = {
        "ordered": request.ordered_on,
        "funded": request.ordered_on,
        "order_presented": request.presented_on or at,
        "candidacy": request.candidacy_on,
        "commitment": request.commitment_on,
        "proofs": request.proofs_on,
        "acceptance": acceptance_day(request),
        "balance_requested": request.va_presented_on,
    }
    decided, applied = [], []
    for event, act in acts.items():
        if act is None:
            continue
        rows = in_force(rows_of(request, event), act)
        applied += rows
        undated = event == "order_presented" and request.presented_on is None and not presenting
        decided.append(_judged(event, act, rows, late=said.NOT_PRESENTED if undated else None))
    for decision, rows in (referenced_version(request, at=at), delivery_agreed(request, at=at)):
        decided.append(decision)
        applied += rows
    return Decision.all(decided), tuple(dict.fromkeys(applied))


@applies("SONS-030")
def referenced_version(request: Request, *, at: date) -> tuple[Decision, list[Deadline]]:
    """Avenant 9: from 2023 on a town physician uses a referenced version."""
    rows = in_force(rows_of(request, "version_referenced"), at)
    bound = [row for row in rows if at >= row.day]
    if not bound or (request.referenced_on is not None and request.referenced_on <= at):
        return ALLOWED, rows
    return refuse(said.VERSION_NOT_REFERENCED.at(request.order, expected=f"{bound[0].day:%d/%m/%Y}")), rows


@applies("SONS-511")
def delivery_agreed(request: Request, *, at: date) -> tuple[Decision, list[Deadline]]:
    """What was not installed when the texts changed in 2023 needs a firm delivery date, agreed by their day."""
    rows = in_force(rows_of(request, "delivery_agreed"), at)
    known = [row for row in rows if row.as_of <= at and not row.admits(at)]
    done = request.installed_on or request.va_on or request.delivery_on
    if not known or done:
        return ALLOWED, rows if known else []
    return refuse(said.DELIVERY_DATE_MISSING.at(request.order, expected=worded(known[0]))), rows


@applies("SONS-018")
def steps(couloir: str, wave: str, families: Iterable[str], *, at: date) -> list[Deadline]:
    """Every row in force on a day for a couloir and a wave: what `socle sons calendar` lists."""
    asked = Request(order="", couloir=couloir, wave=wave, dsr=" ".join(families))
    return [row for event in EVENTS for row in in_force(rows_of(asked, event), at)]
