"""`socle esms compute|eligible`: the indicators of ESMS numérique from a DUI's files; may a project be funded."""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from socle import clock
from socle.cli.output import Exit, Output, Stop, table, verdict_lines
from socle.cli.reporting import save, writable
from socle.cli.understood import columns_told
from socle.programmes import files
from socle.programmes.esms import loading
from socle.programmes.esms.computing import compute
from socle.programmes.esms.conditions import indicators, milestones, notes
from socle.programmes.esms.eligibility import Applicant, asked_once, may_be_funded, project_size
from socle.programmes.esms.paper import report_pdf
from socle.programmes.esms.payments import is_due
from socle.programmes.esms.proof import proof_csv
from socle.programmes.esms.report import Report, Result
from socle.programmes.esms.settings import Balanced, Judged, Settings
from socle.programmes.esms.sheets import report_workbook
from socle.programmes.esms.verdicts import BALANCE_BY_STRUCTURE
from socle.rulebook import Decision
from socle.rulebook.days import french_day

_DUE = {True: "due", False: "not due", None: "cannot be told"}
_REACHED = {True: "reached", False: "missed", None: "-"}


def configure(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    rates = actions.add_parser("compute", help="the rates of each geographic FINESS and of each grappe")
    rates.add_argument(
        "--persons", type=Path, required=True, metavar="FILE", help="the persons, as the DUI exports them"
    )
    rates.add_argument(
        "--messages", type=Path, metavar="FILE", help="messages sent, as the MSSanté operator gives them"
    )
    rates.add_argument("--mailboxes", type=Path, metavar="FILE", help="which geographic FINESS a mailbox belongs to")
    rates.add_argument("--grappes", type=Path, metavar="FILE", help="grappe, field, subsidy of each geographic FINESS")
    rates.add_argument("--target", action="append", default=[], metavar="CODE=N", help="a target of your agreement")
    rates.add_argument(
        "--months", type=int, default=12, help="age of a project, an event, a message (default: 12; 0: any)"
    )
    rates.add_argument(
        "--everyone", action="store_true", help="rates of the DUI over all persons, not qualifiable INS alone"
    )
    rates.add_argument(
        "--balance-by",
        choices=[one.value for one in Balanced],
        default=Balanced.STRUCTURE.value,
        help="judge the balance of each geographic FINESS alone (default), or on the added rates of its grappe",
    )
    rates.add_argument("--named-documents", action="store_true", help="only 80788-3 and 74207-2 count as documents fed")
    rates.add_argument("--first-share", metavar="N", help="percent of the first payment, where no public page gives it")
    rates.add_argument("--list", action="store_true", help="add the local numbers of what is missing")
    rates.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="the proof file: .csv, .xlsx (and its .csv), .pdf"
    )
    eligible = actions.add_parser("eligible", help="whether each ESSMS of a project may be funded, and why not")
    eligible.add_argument("file", type=Path, metavar="FILE", help="one line for each ESSMS of each project")
    eligible.add_argument("--instruction", metavar="DATE", help="the day the instruction was published")
    eligible.add_argument("--sons", type=Path, metavar="FILE", help="geographic FINESS numbers that SONS funded")
    for action in actions.choices.values():
        action.add_argument("--at", metavar="DATE", help="the day (2026-09-15); today without it")
        action.add_argument("--mapping", type=Path, metavar="TOML", help="how your columns are called")
        action.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS)


@columns_told
def run(args: argparse.Namespace, out: Output) -> int:
    try:
        return _compute(args, out) if args.action == "compute" else _eligible(args, out)
    except files.UnreadableFile as error:
        told = error.finding.as_dict()
        raise Stop("\n".join(verdict_lines(told)), Exit.REFUSED, {"verdicts": [told]}) from error


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Stop(f"'{text}' is not a day: write 2026-09-15", Exit.USAGE) from error


def _number(text: str, word: str) -> Decimal:
    try:
        found = Decimal(text.replace(",", "."))
    except InvalidOperation as error:
        raise Stop(f"{word}: '{text}' is not a number", Exit.USAGE) from error
    if not found.is_finite() or found < 0:
        raise Stop(f"{word}: '{text}' is not a number from 0 up", Exit.USAGE)
    return found


def _settings(args: argparse.Namespace) -> Settings:
    known = {one.code for one in indicators()}
    targets = {}
    for told in args.target:
        code, equal, number = told.partition("=")
        if not equal or code not in known:
            raise Stop(f"--target '{told}': write CODE=N with one of {', '.join(sorted(known))}", Exit.USAGE)
        targets[code] = _number(number, f"--target {code}")
    if args.months < 0:
        raise Stop("--months: write 0 or more", Exit.USAGE)
    share = _number(args.first_share, "--first-share") if args.first_share else None
    if share is not None and share > 100:  # noqa: PLR2004 - percent
        raise Stop("--first-share: write at most 100", Exit.USAGE)
    return Settings(
        freshness_months=args.months,
        judged=Judged.EVERYONE if args.everyone else Judged.QUALIFIABLE,
        balance_by=Balanced(args.balance_by),
        named_documents_only=args.named_documents,
        targets=targets,
        first_share=share,
    )


def _compute(args: argparse.Namespace, out: Output) -> int:
    writable(args.output, ".csv", ".xlsx", ".pdf")
    settings, at = _settings(args), _day(args.at) or french_day(clock.now())
    mapping = files.mapping(args.mapping) if args.mapping else None
    paths = {role: getattr(args, role) for role in ("persons", "grappes", "messages", "mailboxes")}
    facts, sheets = loading.facts(paths, at, settings, mapping=mapping)
    report = compute(facts, at, settings)
    document: dict[str, Any] = report.as_json()
    if args.list:
        for told, result in zip(document["structures"], report.results, strict=True):
            told["to_take_up"] = {code: dict(by) for code, by in result.counted.missing.items()}
    if args.output:
        document["written"] = [path.name for path in _write(report, args.output)]
    out.result(document, _rates(report))
    refused = sum(sheet.rejected.count for sheet in sheets.values())
    if refused:
        out.say(f"{refused} rows could not be read: --json tells each with its line and reason")
    return Exit.DONE if report.decision.allowed and not refused else Exit.REFUSED


def _write(report: Report, path: Path) -> list[Path]:
    """The proof file: counts alone in `.csv`, with its workbook in `.xlsx`; a document to sign in `.pdf`."""
    now = clock.now()
    match path.suffix.lower():
        case ".csv":
            written = {path: proof_csv(report, now)}
        case ".xlsx":
            written = {path: report_workbook(report, now), path.with_suffix(".csv"): proof_csv(report, now)}
        case _:
            written = {path: report_pdf(report, now)}
    for where, content in written.items():
        save(where, content)
    return list(written)


def _rates(report: Report) -> Iterator[str]:
    rows = [
        [
            *_named(result),
            *(line.indicator.code, line.indicator.en),
            line.rate.numerator if line.rate else "-",
            line.rate.denominator if line.rate and line.rate.denominator is not None else "-",
            f"{line.rate.percent} %" if line.rate and line.rate.percent is not None else "-",
            line.target if line.target is not None else "-",
            _REACHED[line.attained],
        ]
        for result in (*report.results, *report.grappes, report.total)
        for line in result.lines
    ]
    yield from table(rows, ("GRAPPE", "FINESS", "CODE", "INDICATOR", "NUM", "DEN", "RATE", "TARGET", ""))
    for result in (*report.results, *report.grappes):
        yield f"{' '.join(_named(result)).strip()}: balance {_DUE[is_due(result.balance)]}"
        told = [one for one in result.balance.findings if one.verdict is BALANCE_BY_STRUCTURE]
        for finding in (*told, *result.decision.findings):
            yield from verdict_lines(finding.as_dict())
    for finding in report.decision.findings:
        yield from verdict_lines(finding.as_dict())
    yield from _notes(report.at)


def _notes(at: date) -> Iterator[str]:
    for note in notes(at):
        yield f"{note.en} ({note.rule})"
    for stone in milestones():
        yield f"{stone.en}: {stone.state(at)} ({', '.join(stone.rules)})"


def _named(result: Result) -> tuple[str, str]:
    if result.structure:
        return result.structure.grappe, result.structure.finess_eg
    return (result.name, "(grappe)") if result.name else ("", "(all)")


def _eligible(args: argparse.Namespace, out: Output) -> int:
    at, instruction = _day(args.at) or french_day(clock.now()), _day(args.instruction)
    mapping = files.mapping(args.mapping) if args.mapping else None
    applicants, sheet = loading.applicants(args.file, mapping=mapping)
    funded = loading.sons_funded(args.sons, mapping=mapping) if args.sons else frozenset()
    lines = Counter(one.finess_eg for one in applicants)
    projects: dict[str, list[Applicant]] = defaultdict(list)
    for one in applicants:
        projects[one.project].append(one)
    judged = {
        name: (
            project_size(members, at),
            [
                (one, may_be_funded(one, at, instruction=instruction, sons_funded=funded) + asked_once(one, lines))
                for one in members
            ],
        )
        for name, members in projects.items()
    }
    document = {
        "at": at.isoformat(),
        "instruction": instruction.isoformat() if instruction else None,
        "projects": [_project(name, size, members) for name, (size, members) in judged.items()],
        "announced": [stone.as_json(at) for stone in milestones()],
        "notes": [{"rule": note.rule, "fr": note.fr, "en": note.en} for note in notes(at)],
        "file": sheet.as_json(),
    }
    out.result(document, [*_told(judged), *_notes(at)])
    if sheet.rejected.count:
        out.say(f"{sheet.rejected.count} rows could not be read: --json tells each with its line and reason")
    decisions = [decision for size, members in judged.values() for decision in (size, *(held for _, held in members))]
    return Exit.DONE if all(one.allowed for one in decisions) and not sheet.rejected.count else Exit.REFUSED


def _project(name: str, size: Decision, members: list[tuple[Applicant, Decision]]) -> dict[str, Any]:
    whole = Decision.all((size, *(decision for _, decision in members)))
    return {
        "project": name,
        "eligible": whole.allowed,
        "essms": [
            {
                "finess_eg": one.finess_eg,
                "field": one.field,
                "eligible": decision.allowed,
                "verdicts": [finding.as_dict() for finding in decision.findings],
                "rules": list(decision.rules),
            }
            for one, decision in members
        ],
        "verdicts": [finding.as_dict() for finding in size.findings],
        "rules": sorted(whole.rules),
    }


def _told(judged: dict[str, tuple[Decision, list[tuple[Applicant, Decision]]]]) -> Iterator[str]:
    for name, (size, members) in judged.items():
        allowed = size.allowed and all(decision.allowed for _, decision in members)
        yield f"{name}: {'eligible' if allowed else 'not eligible'} ({len(members)} ESSMS)"
        for finding in size.findings:
            yield from verdict_lines(finding.as_dict())
        for one, decision in members:
            yield f"{name} {one.finess_eg or '(no FINESS)'}: {'eligible' if decision.allowed else 'not eligible'}"
            for finding in decision.findings:
                yield from verdict_lines(finding.as_dict())
