"""What the rules decide on, read in the transaction that decides: two statements, whatever the record holds."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, NamedTuple

from socle.record.facts import (
    Action,
    Authorisation,
    Care,
    OpposedTo,
    Opposition,
    RecordFacts,
    RecordStatus,
    Regime,
    SpaceStatus,
)
from socle.record.models import Representative
from socle.record.store.identifiers import ins_value, locate
from socle.sql import Row, Statement, day, instant
from socle.wire.hl7v2 import CX

_RECORD = """
    SELECT r.id, r.person_id, r.status, r.space, r.closed_at, r.closing_motive, r.closing_reason, p.birth_date,
        r.objects_to_break_glass, r.objects_to_regulation, r.shows_masked_in_emergency, r.masks_all, r.emancipated,
        r.own_acts, r.physician_required, r.physician_present_until
    FROM record_record r LEFT JOIN identity_person p ON p.id = r.person_id
"""
_BY_ID = f"{_RECORD} WHERE r.id = %s"
_BY_INS = f"{_RECORD} WHERE r.id = (SELECT record_id FROM record_identifier WHERE kind = 'ins' AND value = %s)"
#: By whether the lock is shared with others who read.
_LOCKED = {shared: Statement(_BY_ID, lock="r", shared=shared) for shared in (False, True)}
_LOCKED_BY_INS = {shared: Statement(_BY_INS, lock="r", shared=shared) for shared in (False, True)}
_READ = Statement(_BY_ID)


class _Held(NamedTuple):
    """One row of what is tied to a record; what its columns mean depends on its kind."""

    kind: str
    who: str
    id: str
    what: str
    about: str
    by: str
    since: Any
    until: Any
    ended: Any
    yes: bool


#: The first branch gives its types to all. `until` stands for what is in force only where the rules ask for no more.
_AROUND = Statement("""
    SELECT 'authorisation', actor_id, id, regime, '', '', granted_at, expires_at, removed_at, TRUE
    FROM record_authorisationrow WHERE record_id = %s
    UNION ALL SELECT 'care', actor_id, id, '', '', '', started_at, ended_at, NULL, TRUE
    FROM record_carerow WHERE record_id = %s
    UNION ALL SELECT 'opposition', against, id, "to", about, decided_by, since, until, NULL, admitted
    FROM record_oppositionrow WHERE record_id = %s
    UNION ALL SELECT 'block', actor_id, id, '', '', '', since, until, NULL, TRUE
    FROM record_block WHERE record_id = %s AND until IS NULL
    UNION ALL SELECT 'physician', actor_id, id, '', '', '', since, until, NULL, TRUE
    FROM record_treatingphysician WHERE record_id = %s AND until IS NULL
    UNION ALL SELECT 'administrator', actor_id, id, '', '', '', since, until, NULL, TRUE
    FROM record_administrator WHERE record_id = %s AND until IS NULL
    UNION ALL SELECT 'representative', person_id, id, capacity, '', '', since, until, NULL, TRUE
    FROM record_representative WHERE record_id = %s AND until IS NULL
    UNION ALL SELECT 'used', value, '', '', '', '', since, NULL, NULL, TRUE
    FROM record_identifier WHERE record_id = %s AND kind = 'ins'
    UNION ALL SELECT 'ins', value, CAST(id AS VARCHAR(20)), authority, '', '', NULL, NULL, NULL, active
    FROM identity_identifier WHERE person_id = %s
""")
_BRANCHES_OF_RECORD = 8


def locked_facts(record_id: str, *, shared: bool = False) -> RecordFacts | None:
    """Everything the rules may ask about a record, locked until the transaction ends; None when there is none.

    Whoever may change the record locks it alone. Who only reads shares it (`shared`), beside other readers: facts
    are read by several statements, and PostgreSQL could otherwise show each at another moment.
    """
    row = _LOCKED[shared].row(record_id)
    return _facts(row) if row is not None else None


def locked_facts_of(patient: CX, *, shared: bool = False) -> RecordFacts | None:
    """The same of this patient's record, by any INS the person ever had."""
    row = _LOCKED_BY_INS[shared].row(ins_value(patient))
    if row is not None:
        return _facts(row)
    record_id = locate(patient)
    return locked_facts(record_id, shared=shared) if record_id else None


def facts(record_id: str) -> RecordFacts | None:
    """The same for who only looks: nothing is locked."""
    row = _READ.row(record_id)
    return _facts(row) if row is not None else None


def _facts(row: Row) -> RecordFacts:
    id, person_id, status, space, closed_at, motive, reason, born, *flags = row
    break_glass, regulation, emergency, masks_all, emancipated, own_acts, required, present_until = flags
    held = _around(id, person_id)
    return RecordFacts(
        id=id,
        person_id=person_id,
        patient_ids=_patient_ids(held),
        status=RecordStatus(status),
        space=SpaceStatus(space),
        closed_at=instant(closed_at),
        closing_motive=motive,
        closing_reason=reason,
        birth_date=day(born),
        representatives=frozenset(one.who for one in held["representative"]),
        objects_to_break_glass=break_glass,
        objects_to_regulation=regulation,
        shows_masked_in_emergency=emergency,
        authorisations=tuple(
            Authorisation(one.who, one.since, one.until, one.ended, Regime(one.what)) for one in held["authorisation"]
        ),
        blocked=frozenset(one.who for one in held["block"]),
        treating_physicians=frozenset(one.who for one in held["physician"]),
        administrators=frozenset(one.who for one in held["administrator"]),
        care=tuple(Care(one.who, one.since, one.until) for one in held["care"]),
        oppositions=tuple(
            Opposition(OpposedTo(one.what), one.who, one.since, one.until, one.yes, one.by, one.about)
            for one in held["opposition"]
        ),
        masks_all=masks_all,
        emancipated=emancipated,
        guardians=frozenset(
            one.who for one in held["representative"] if one.what == Representative.Capacity.ADULT_GUARDIAN
        ),
        own_acts=frozenset(Action(line) for line in own_acts.splitlines()),
        physician_required=required,
        physician_present_until=instant(present_until),
    )


def _around(record_id: str, person_id: str) -> dict[str, list[_Held]]:
    """What is tied to the record and its holder, by kind, the earliest first."""
    found: dict[str, list[_Held]] = defaultdict(list)
    for kind, who, id, what, about, by, since, until, ended, yes in _AROUND.rows(
        *[record_id] * _BRANCHES_OF_RECORD, person_id
    ):
        one = _Held(kind, who, id, what, about, by, instant(since), instant(until), instant(ended), bool(yes))
        found[kind].append(one)
    for rows in found.values():
        if len(rows) > 1 and rows[0].kind != "ins":
            rows.sort(key=lambda one: (one.since, one.id))
    return found


def _patient_ids(held: dict[str, list[_Held]]) -> tuple[CX, ...]:
    """Every INS of the record, the current one first: what identity knows, then what was only used here."""
    known = [(one.who, one.what) for one in sorted(held["ins"], key=lambda one: (one.yes, int(one.id)), reverse=True)]
    for one in reversed(held["used"]):
        authority, _, value = one.who.partition("|")
        known.append((value, authority))
    return tuple(CX.of(value, authority, "NH") for value, authority in dict.fromkeys(known))
