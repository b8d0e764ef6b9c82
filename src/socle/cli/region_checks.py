"""The acts of `socle region` that judge one file: certificates, totals, anomalies, roadmap, panel, physicians."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from socle.cli.output import Exit, Output, table, verdict_lines
from socle.rulebook import Decision
from socle.rulebook.choices import current
from socle.rulebook.days import FRANCE

if TYPE_CHECKING:
    from socle.programmes.files import Row, Shape
    from socle.programmes.region.certificates import Listing

#: Oddities told one by one in text; all stand in `--json`.
_TOLD = 50


def configure(acts: Any) -> None:
    """Declare the acts among the group's."""
    certificates = acts.add_parser("certificates", help="every certificate with its state, the worst first")
    certificates.add_argument("file", type=Path, nargs="?", metavar="FILE", help="default: this Socle's own directory")
    certificates.add_argument("--data", type=Path, help="folder of the Socle (default: SOCLE_DATA, else the sandbox's)")
    certificates.add_argument("--structures", type=Path, metavar="F", help="structures that should have one")
    totals = acts.add_parser("totals", help="add up a region's printed tables again")
    totals.add_argument("file", type=Path, metavar="FILE", help="window, section, line, count, amount")
    anomalies = acts.add_parser("anomalies", help="what is odd in a calculation file")
    anomalies.add_argument("file", type=Path, metavar="FILE")
    roadmap = acts.add_parser("roadmap", help="one plan for each region, its actions as 6PO takes them")
    roadmap.add_argument("file", type=Path, metavar="FILE", help="region, plan, programme, action, weather…")
    roadmap.add_argument("--objectives", type=Path, metavar="F", help="indicator, value, updated")
    roadmap.add_argument("--committee", type=date.fromisoformat, action="append", default=[], metavar="DATE")
    roadmap.add_argument("--as", dest="role", choices=("ARS", "GRADES", "NATIONAL", "CPAM"), default="ARS")
    panel = acts.add_parser("panel", help="whether pilot establishments vary by status, activity and maturity")
    panel.add_argument("file", type=Path, metavar="FILE")
    physicians = acts.add_parser(
        "physicians", help="who reaches the supplement of the forfait structure, by department"
    )
    physicians.add_argument("file", type=Path, metavar="FILE", help="local number, consultations, with document")
    physicians.add_argument("--year", type=int, required=True)
    for one in (certificates, totals, anomalies, roadmap, panel, physicians):
        one.add_argument("--mapping", type=Path, metavar="TOML", help="headers of your files, by our columns")


def run(args: argparse.Namespace, day: date, out: Output) -> int:
    acts = {
        "certificates": _certificates,
        "totals": _totals,
        "anomalies": _anomalies,
        "roadmap": _roadmap,
        "panel": _panel,
        "physicians": _physicians,
    }
    return acts[args.act](args, day, out)


def told(decision: Decision) -> Iterator[str]:
    """What a decision found, as a person reads it."""
    for finding in decision.findings[:_TOLD]:
        first, *others = verdict_lines(finding.as_dict())
        yield f"{finding.verdict.severity.value} {first}"
        yield from (f"  {line}" for line in others)
    if len(decision.findings) > _TOLD:
        yield f"and {len(decision.findings) - _TOLD} more: --json tells them all"


def refused(decision: Decision, out: Output) -> int:
    """The end of an act that may not be done."""
    verdicts = [finding.as_dict() for finding in decision.findings]
    out.result({"allowed": False, "verdicts": verdicts, "rules": list(decision.rules)}, told(decision))
    return Exit.REFUSED


def _rows(args: argparse.Namespace, path: Path, shape: Shape, out: Output) -> tuple[tuple[Row, ...], dict[str, Any]]:
    """The lines of a file, and what was understood of it; refused lines are said on standard error."""
    from socle.programmes import files  # noqa: PLC0415 - `socle --help` stays quick

    mapping: Mapping[str, Mapping[str, str]] = files.mapping(args.mapping) if args.mapping else {}
    sheet = files.rows(path, shape, mapping=mapping.get(shape.name))
    for one in sheet.rejected.first:
        out.say(f"{path}:{one.line}: {one.reason.sentence('en')}")
    return sheet.rows, sheet.as_json()


def _end(document: Mapping[str, Any], lines: list[str], decision: Decision, out: Output) -> int:
    """Print; 0 when nothing is found, 1 when something is, a warning too: these acts are asked what is wrong."""
    out.result(document, [*lines, *told(decision)])
    return Exit.REFUSED if decision.findings else Exit.DONE


def _certificates(args: argparse.Namespace, day: date, out: Output) -> int:
    listing, sources = _listed(args, day, out) if args.file is not None else (_own(args, day), [])
    apart = [finding for finding in listing.decision.findings if finding.is_error]
    shown = [
        [line.state.value, line.certificate.not_after or "-", _left(line.days_left), line.certificate.name]
        for line in listing.lines
    ]
    lines = [*table(shown, ("STATE", "UNTIL", "DAYS", "NAME")), f"without certificate: {len(listing.without)}"]
    document = {"at": day, **listing.as_json(), "sources": sources, "rules": list(listing.decision.rules)}
    document["verdicts"] = [finding.as_dict() for finding in apart]
    out.result(document, [*lines, *told(Decision(tuple(apart)))])
    bad = listing.states["absent"] + listing.states["expired"]
    return Exit.REFUSED if bad or listing.without else Exit.DONE


def _listed(args: argparse.Namespace, day: date, out: Output) -> tuple[Listing, list[dict[str, Any]]]:
    from socle.programmes.region import certificates, counts, shapes  # noqa: PLC0415

    rows, source = _rows(args, args.file, shapes.CERTIFICATES, out)
    listed = _rows(args, args.structures, shapes.STRUCTURES, out)[0] if args.structures else ()
    places = [certificates.of_structure(one) for one in counts.structures(listed)]
    held, named = certificates.named(rows, args.file.name)
    listing = certificates.listing(held, places, day, current())
    return replace(listing, decision=listing.decision + named), [source]


def _own(args: argparse.Namespace, day: date) -> Listing:
    """The directory's own, at noon in France of that day."""
    from socle.cli.atrest import open_data  # noqa: PLC0415

    open_data(args.data)
    from socle.programmes.region import own  # noqa: PLC0415 - models load once Socle is set up

    return own.listing(datetime.combine(day, time(12), FRANCE), current())


def _left(days: int | None) -> str:
    return "-" if days is None else str(days)


def _totals(args: argparse.Namespace, _day: date, out: Output) -> int:
    from socle.programmes.region import shapes, totals  # noqa: PLC0415

    rows, source = _rows(args, args.file, shapes.TOTALS, out)
    checked = totals.check(totals.lines(rows))
    shown = [
        [one.window, one.section, *_pair(one.printed_count, one.count), *_pair(one.printed_amount, one.amount)]
        for one in checked.sums
    ]
    lines = table(shown, ("WINDOW", "SECTION", "PRINTED", "ADDED", "PRINTED €", "ADDED €"))
    lines += table([[one[key] or "-" for key in one] for one in checked.split], ("WINDOW", "CATEGORY", "ES", "€", "%"))
    return _end(checked.as_json() | {"sources": [source]}, lines, checked.decision, out)


def _pair(printed: object, added: object) -> tuple[object, object]:
    return "-" if printed is None else printed, "-" if added is None else added


def _anomalies(args: argparse.Namespace, _day: date, out: Output) -> int:
    from socle.programmes.region import anomalies, counts, shapes  # noqa: PLC0415

    rows, source = _rows(args, args.file, shapes.STRUCTURES, out)
    structures = list(counts.structures(rows))
    decision = anomalies.anomalies(structures)
    found = [finding.as_dict() for finding in decision.findings]
    document = {"structures": len(structures), "anomalies": found, "sources": [source], "rules": list(decision.rules)}
    return _end(document, [f"{len(structures)} structures, {len(found)} anomalies"], decision, out)


def _roadmap(args: argparse.Namespace, day: date, out: Output) -> int:
    from socle.programmes.region import access, shapes, steering  # noqa: PLC0415

    allowed = access.may_connect_to_6po(access.Role(args.role))
    if not allowed.allowed:
        return refused(allowed, out)
    rows, source = _rows(args, args.file, shapes.ACTIONS, out)
    made = steering.roadmap(steering.actions(rows))
    decision = allowed + made.decision
    if args.objectives is not None:
        held = _rows(args, args.objectives, shapes.OBJECTIVES, out)[0]
        updated = {str(row["indicator"]): row["updated"] for row in held}
        decision += steering.objectives(updated, args.committee, day)
    verdicts = [finding.as_dict() for finding in decision.findings]
    document = made.as_json() | {"verdicts": verdicts, "rules": list(decision.rules), "sources": [source]}
    lines = [f"{code}: {count}" for code, count in made.counted.items()]
    shown = [[one[key] or "-" for key in ("programme", "action", "weather", "began")] for one in made.sheet]
    return _end(document, [*lines, *table(shown, ("PROGRAMME", "ACTION", "WEATHER", "BEGAN"))], decision, out)


def _panel(args: argparse.Namespace, _day: date, out: Output) -> int:
    from socle.programmes.region import shapes, steering  # noqa: PLC0415

    rows, source = _rows(args, args.file, shapes.PANEL, out)
    decision = steering.panel([row.values for row in rows])
    document = {"varied": not decision.findings, "verdicts": [one.as_dict() for one in decision.findings]}
    document |= {"sources": [source], "rules": list(decision.rules)}
    return _end(document, [f"{len(rows)} establishments"], decision, out)


def _physicians(args: argparse.Namespace, _day: date, out: Output) -> int:
    from socle.programmes.region import shapes, supplement  # noqa: PLC0415

    rows, source = _rows(args, args.file, shapes.PHYSICIANS, out)
    held = [
        supplement.Physician(row["consultations"], row["with_document"], row["department"] or "", row["first_part_met"])
        for row in rows
    ]
    found, decision = supplement.follow(held, args.year, under=current().small_cell)
    names = ("department", "physicians", "reached", "points", "euros")
    shown = [["masked" if one[name] is None else one[name] for name in names] for one in found]
    document = {"year": args.year, "departments": found, "verdicts": [one.as_dict() for one in decision.findings]}
    document |= {"sources": [source], "rules": list(decision.rules)}
    return _end(document, table(shown, [name.upper() for name in names]), decision, out)
