"""`socle duties`: what an establishment must feed and send for an act, by whom, since when; what its software may do.

Needs no running Socle: the list and the versions are data of the package, judged on the day asked.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import date
from typing import Any

from socle import clock
from socle.cli.output import Exit, Output, Stop, table, verdict_lines
from socle.record.rules.duties import Duty, Owed, Production, duties, exclusions, order_in_force, owed, ways_in
from socle.record.rules.interface import ClientCall, InsFrom, may_client_call
from socle.rulebook.choices import current
from socle.rulebook.days import french_day

VERSIONS = ("1", "2.0", "2.4", "2.5")


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("document", nargs="?", help="a line of the list, or a typeCode; without it, the whole list")
    parser.add_argument("--on", metavar="DATE", help="the day of the act (2026-09-15); today without it")
    for key, words in exclusions().items():
        parser.add_argument(f"--{key}", action="append_const", dest="circumstances", const=key, help=words)
    parser.add_argument("--producer", metavar="NAME", default="", help="the structure that produced the report")
    parser.add_argument("--subcontracted-by", metavar="NAME", default="", help="the laboratory the analysis came from")
    parser.add_argument("--sidep", action="store_true", help="a test whose result goes to SIDEP")
    parser.add_argument("--no-record", action="store_true", help="the patient has no record")
    parser.add_argument("--ways", action="store_true", help="the ways into the record instead")
    parser.add_argument("--sector", choices=["", "pharmacy"], default="", help="with --ways: whose ways")
    parser.add_argument("--wave", type=int, default=0, help="with --ways: the wave of the programme reached")
    parser.add_argument("--api", choices=VERSIONS, help="what software of this version may do on that day instead")
    parser.add_argument("--first-access", action="store_true", help="with --api: the record was never accessed before")
    parser.add_argument("--card-read", action="store_true", help="with --api: the carte Vitale was read")
    parser.add_argument("--ins-from", choices=list(InsFrom), default=InsFrom.INSI, help="with --api: source of the INS")


def run(args: argparse.Namespace, out: Output) -> int:
    try:
        day = date.fromisoformat(args.on) if args.on else french_day(clock.now())
    except ValueError as error:
        raise Stop(f"'{args.on}' is not a day: write 2026-09-15", Exit.USAGE) from error
    if args.api:
        return _interface(args, day, out)
    if args.ways:
        ways = ways_in(args.sector, args.wave)
        told = [{"id": way.id, "name": way.name, "does": list(way.does), "rules": list(way.rules)} for way in ways]
        out.result({"ways": told}, table([[way.id, ", ".join(way.does), way.name] for way in ways], ("WAY", "FOR", "")))
        return Exit.DONE
    if not args.document:
        listed = [owed(Production(duty=duty.id, on=day), current()) for duty in duties()]
        out.result({"on": day, "order": order_in_force(day), "duties": list(map(_told, listed))}, _list(listed))
        return Exit.DONE
    found = _one(args, day)
    out.result({"on": day} | _told(found), _lines(found))
    return Exit.DONE


def _one(args: argparse.Namespace, day: date) -> Owed:
    production = Production(
        duty=args.document,
        on=day,
        circumstances=frozenset(args.circumstances or ()),
        producer=args.producer,
        subcontracted_by=args.subcontracted_by,
        to_sidep=args.sidep,
        record_exists=False if args.no_record else None,
    )
    try:
        return owed(production, current())
    except KeyError:
        known = ", ".join(duty.id for duty in duties())
        raise Stop(f"'{args.document}' is not in the list: write one of {known}", Exit.USAGE) from None


def _interface(args: argparse.Namespace, day: date, out: Output) -> int:
    call = ClientCall(
        version=args.api,
        on=day,
        first_access=args.first_access,
        card_read=args.card_read,
        ins_from=InsFrom(args.ins_from),
    )
    decision = may_client_call(call, current())
    told = [finding.as_dict() for finding in decision.findings]
    document = {"on": day, "version": args.api, "allowed": decision.allowed, "verdicts": told}
    lines = ["allowed" if decision.allowed else "refused", *(line for one in told for line in verdict_lines(one))]
    out.result(document | {"rules": list(decision.rules)}, lines)
    return Exit.DONE if decision.allowed else Exit.REFUSED


def _told(found: Owed) -> dict[str, Any]:
    duty: Duty = found.duty
    return {
        "document": duty.id,
        "title": duty.document,
        "types": list(duty.types),
        "to_dmp": found.to_record,
        "to_professionals": found.to_professionals,
        "to_patient": found.to_patient,
        "why": found.because,
        "sender": found.sender,
        "format": duty.format,
        "since": found.since,
        "order": found.order,
        "source": duty.source,
        "note": duty.note,
        "rules": list(found.rules),
    }


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _list(listed: list[Owed]) -> Iterator[str]:
    yield from table(
        [
            [one.duty.id, *map(_yes, (one.to_record, one.to_professionals, one.to_patient)), one.since or "before 2022"]
            for one in listed
        ],
        ["DOCUMENT", "DMP", "PROFESSIONALS", "PATIENT", "FROM"],
    )


def _lines(found: Owed) -> Iterator[str]:
    yield f"{found.duty.document}: {found.because}"
    yield f"  to the record: {_yes(found.to_record)}, sent by {found.sender}"
    yield f"  to professionals: {_yes(found.to_professionals)}, to the patient: {_yes(found.to_patient)}"
    if found.duty.format:
        yield f"  format: {found.duty.format}"
    if found.duty.note:
        yield f"  {found.duty.note}"
    yield f"  rules: {', '.join(found.rules)}"
