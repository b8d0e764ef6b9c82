"""Stays, and dialysis sessions pooled into stays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import ibis
from ibis.expr.types import Table, Value

from socle.programmes.sunes.rules.periods import DIALYSIS_SESSIONS, Period, dialysis_start
from socle.programmes.sunes.sources import DIALYSIS, FLAGS, Tables, entity, flag, small, text
from socle.programmes.sunes.switches import KINDS
from socle.programmes.sunes.units.asked import BY_STAY, NOTHING, Asked
from socle.programmes.sunes.units.placing import attached, placed
from socle.programmes.sunes.units.sent import stay_lines
from socle.rulebook.citation import applies

_STAY = "sejour"
#: How files write that an INS is qualified; whatever else they write says that it is not.
_QUALIFIED = tuple(
    f"{before}{word}"
    for before in ("", "ins ", "identité ", "identite ", "statut ")
    for word in ("qualified", "qualifiée", "qualifié", "qualifiee", "qualifie")
)
#: The kinds of lines, the strongest last: a stay that has a line of several kinds is of the strongest.
_RANKS = {kind: rank for rank, kind in enumerate((*KINDS.values(), _STAY), start=1)}


def stay_units(tables: Tables, asked: Asked) -> Table:
    """Every counted stay of each period: `ej`, `unit`, `day`, `period`, `surgery`, `x_…`, `out`, scores `s11`….

    `x_NAME` is 1 where the switch of that name takes the stay out, `out` how many do.
    """
    units = _ordinary(tables, asked)
    if tables.dialysis and not asked.by_day:
        units = units.union(_dialysis(tables, asked).select(*units.columns))
    return with_out(units, asked.taken_out)


def with_out(units: Table, names: Sequence[str]) -> Table:
    total: Value = small(NOTHING)
    for name in names:
        total += units[f"x_{name}"]
    return units.mutate(out=total.cast("int8"))


def _line(stays: Table, asked: Asked) -> dict[str, Value]:
    """What a line of the stays file says of its stay, beside its kind."""
    said: dict[str, Value] = {"surgery": small(flag(stays, "surgery"))}
    for name in asked.taken_out:
        if name in FLAGS:
            said[f"x_{name}"] = small(flag(stays, name))
        elif name == "ins_not_qualified":
            status = text(stays, "ins_status")
            said["x_ins_not_qualified"] = small(status.notnull() & status.lower().notin(_QUALIFIED))
    return said


def _by_admission(stays: Table, asked: Asked) -> bool:
    """Whether stays are attached to their first admission, not to their last discharge."""
    return "by_admission" in asked.on and "admitted" in stays.columns


def _keys(tables: Tables) -> list[str]:
    return ["ej", "stay"] if tables.files.stays_are_told_apart else ["stay"]


def _ordinary(tables: Tables, asked: Asked) -> Table:
    stays = tables.stays
    kind = text(stays, "kind").fill_null(_STAY)
    stays = stays.filter(kind != DIALYSIS)
    kind = text(stays, "kind").fill_null(_STAY)
    rank = ibis.cases(*((kind == name, small(value)) for name, value in _RANKS.items()), else_=small(NOTHING))
    said = _line(stays, asked)
    nothing = dict.fromkeys(BY_STAY.values(), small(NOTHING))
    first = _by_admission(stays, asked)
    day = stays.admitted.coalesce(stays.discharged) if first else stays.discharged
    rows = stays.select(ej=entity(stays), stay=stays.stay, day=day, rank=rank, **said, **nothing)
    sent = stay_lines(tables, asked)
    if sent is not None:
        scores = {name: sent[name] for name in BY_STAY.values()}
        blank = dict.fromkeys(said, small(NOTHING))
        no_day = ibis.null().cast("date")
        lines = sent.select(ej=sent.ej, stay=sent.stay, day=no_day, rank=small(NOTHING), **blank, **scores)
        rows = rows.union(lines)
    keys = _keys(tables)
    found = {name: rows[name].max() for name in ("rank", *said, *BY_STAY.values())}
    found["day"] = rows.day.min() if first else rows.day.max()
    if "ej" not in keys:
        # Lines of feeds say no entity (empty): the greatest is that of the stay.
        found["ej"] = rows.ej.max()
    facts = rows.group_by(keys).agg(**found)
    facts = attached(facts.filter(facts["rank"] > 0), asked)
    kinds = {f"x_{name}": small(facts["rank"] == _RANKS[KINDS[name]]) for name in asked.taken_out if name in KINDS}
    facts = facts.mutate(**kinds)
    return facts.select("ej", "period", "day", *_unit_columns(asked), unit=facts.stay)


def _unit_columns(asked: Asked) -> list[str]:
    return ["surgery", *(f"x_{name}" for name in asked.taken_out), *BY_STAY.values()]


@applies("SUN-046")
def _dialysis(tables: Tables, asked: Asked) -> Table:
    """Dialysis stays: three sessions of one patient within four months, all sites of the legal entity together.

    A patient who is not told apart is the stay number itself. A session told twice is one.
    """
    stays = tables.stays
    stays = stays.filter(text(stays, "kind") == DIALYSIS)
    said = _line(stays, asked)
    day = stays.session_date.coalesce(stays.discharged) if "session_date" in stays.columns else stays.discharged
    patient = text(stays, "patient").coalesce(stays.stay)
    lines = stays.select(ej=entity(stays), stay=stays.stay, day=day, patient=patient, **said)
    keys = ("ej", "patient", "stay", "day")
    sessions = lines.group_by(keys).agg(**{name: lines[name].max() for name in said})
    placed_sessions = placed(sessions, "day", _dialysis_spans(asked.periods))
    scores = list(BY_STAY.values())
    joined = _with_scores(placed_sessions, stay_lines(tables, asked), _keys(tables))
    grouped = joined.group_by(["ej", "patient", "period"]).agg(
        unit=joined.stay.min(),
        day=joined.day.max(),
        sessions=joined.count(),
        **{name: joined[name].max() for name in (*said, *scores)},
    )
    units = grouped.filter(grouped.sessions >= DIALYSIS_SESSIONS)
    units = units.mutate(**{f"x_{name}": small(NOTHING) for name in asked.taken_out if name in KINDS})
    return units.select("ej", "period", "day", *_unit_columns(asked), "unit")


def _with_scores(sessions: Table, sent: Table | None, keys: list[str]) -> Table:
    names = list(BY_STAY.values())
    if sent is None:
        return sessions.mutate(**dict.fromkeys(names, small(NOTHING)))
    known = sessions.select(*keys).distinct()
    theirs = sent.semi_join(known, keys)
    best = theirs.group_by(keys).agg(**{f"best_{name}": theirs[name].max() for name in names})
    joined = sessions.left_join(best, keys)
    joined = joined.mutate(**{name: joined[f"best_{name}"].fill_null(NOTHING).cast("int8") for name in names})
    return joined.select(*sessions.columns, *names)


@applies("SUN-046")
def _dialysis_spans(periods: Sequence[Period]) -> list[tuple[date, date, str]]:
    return [(dialysis_start(one.end), one.end, one.label) for one in periods]
