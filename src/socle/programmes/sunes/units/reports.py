"""Reports of the own laboratory and imaging unit."""

from __future__ import annotations

import ibis
from ibis.expr.types import BooleanValue, Table, Value

from socle.programmes.sunes import programme
from socle.programmes.sunes.sources import Tables, entity, flag, small, text
from socle.programmes.sunes.units.asked import NOTHING, Asked
from socle.programmes.sunes.units.placing import attached
from socle.programmes.sunes.units.sent import feed_score, live_feeds
from socle.programmes.sunes.units.stays import with_out
from socle.rulebook.citation import applies

_PATHOLOGY = "60568-3"  # JDV_J07, CR d'anatomie et de cytologie pathologiques
#: How files write the two kinds that never score, in capitals; a respiratory virus, or an anatomy, is neither.
_PATHOLOGY_WORDS = "ANA(TOMO-?)?PATH|CYTOPATH|(ANATOM|CYTOLOG|HISTO).*PATHOLOG"
_RESPIRATORY_WORDS = "(^|[^A-Z])EFR([^A-Z]|$)|FONCTION.*RESPIRATOIRE|SPIROM"


@applies("SUN-006", "SUN-007", "DOC-012", "DOC-013")
def report_units(tables: Tables, asked: Asked, code: str) -> Table:
    """Every report that the own laboratory or imaging unit produced, with its score `s` and what takes it out."""
    indicator = programme.indicators()[code]
    name = "lab" if code == "DS2.1" else "imaging"
    produced = tables.lab if name == "lab" else tables.imaging
    if produced is None:
        raise ValueError(f"no file of {name} was given")
    out = {f"x_{why}": small(test) for why, test in _never(produced, indicator.type_code).items()}
    partial = ~flag(produced, "complete", unsaid=True)
    blank = small(NOTHING)
    rows = produced.select(
        ej=entity(produced), report=produced.report, day=produced.produced, partial=small(partial), **out, s=blank
    )
    if tables.feeds is not None:
        fed = live_feeds(tables.feeds, asked)
        fed = fed.filter(text(fed, "report").notnull() & (fed.type_code == indicator.type_code))
        # A line of the feeds says nothing of the report: 1, so that the least is that of the report's own lines.
        rows = rows.union(
            fed.select(
                ej=entity(fed),
                report=fed.report,
                day=ibis.null().cast("date"),
                partial=small(1),
                **dict.fromkeys(out, blank),
                s=feed_score(fed, indicator.level),
            )
        )
    keys = ["ej", "report"] if tables.files.reports_are_told_apart(name) else ["report"]
    found: dict[str, Value] = {one: rows[one].max() for one in ("day", *out, "s")} | {
        "x_partial_biology": rows.partial.min()
    }
    if "ej" not in keys:
        found["ej"] = rows.ej.max()
    units = attached(rows.group_by(keys).agg(**found), asked)
    units = units.mutate(unit=units.report, surgery=small(NOTHING))
    return with_out(units, report_exclusions(code, asked.on))


def report_exclusions(code: str, on: frozenset[str]) -> tuple[str, ...]:
    """What takes reports out: never scored kinds, and partial biology while that switch is on."""
    partial = ("partial_biology",) if code == "DS2.1" and "partial_biology" in on else ()
    return ("not_own", "pathology", "respiratory", "other_type", *partial)


def _never(reports: Table, own_code: str) -> dict[str, BooleanValue]:
    """Reports that never score: another structure's, pathology, respiratory exams, those of another type."""
    said = text(reports, "type_code").fill_null("").upper()
    coded = said.re_search("^[0-9]+-[0-9]$") & (said != own_code) & (said != _PATHOLOGY)
    return {
        "not_own": ~flag(reports, "own", unsaid=True),
        "pathology": (said == _PATHOLOGY) | said.re_search(_PATHOLOGY_WORDS),
        "respiratory": said.re_search(_RESPIRATORY_WORDS),
        "other_type": coded,
    }
