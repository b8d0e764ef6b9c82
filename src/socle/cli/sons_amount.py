"""`socle sons amount`: what a managing body's project is funded, or an establishment's ceiling TTC."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from socle.cli.output import Exit, Output, Stop, verdict_lines

if TYPE_CHECKING:
    from socle.programmes.sons.amounting import Body


def configure(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--finess-base", type=Path, metavar="FILE", help="the FINESS extract in which ESSMS are counted")
    add("--ej", metavar="NUMBER", help="the managing body: its FINESS of legal entity")
    add("--esms", type=int, metavar="N", help="how many ESMS the project equips; all of the body's without it")
    add("--ceilings", type=Path, metavar="FILE", help="instead: the calculation file of a health establishment")
    add("--finess-pmsi", metavar="NUMBER", help="with --ceilings: the establishment")
    add("--dsr", metavar="DSR", help="with --ceilings: the software function")
    add("--vat", metavar="PERCENT", help="the supplier's VAT rate (default: 20; 0 for one not under VAT)")


def run(args: argparse.Namespace, out: Output) -> int:
    from socle.cli import sons_common as common  # noqa: PLC0415 - `socle --help` stays quick

    if args.ceilings:
        return _establishment(args, out)
    if not args.finess_base or not args.ej:
        raise Stop(
            "tell --finess-base FILE and --ej NUMBER, or --ceilings FILE with --finess-pmsi and --dsr", Exit.USAGE
        )
    if args.esms is not None and args.esms < 1:
        raise Stop(f"--esms {args.esms}: at least one", Exit.USAGE)
    from socle.programmes.finess import finess as number  # noqa: PLC0415
    from socle.programmes.sons import amounting, finess  # noqa: PLC0415

    args.ej = number(args.ej)
    extract = finess.read(args.finess_base, {args.ej})
    assumed, rate = common.assumptions(args), common.percent(args.vat)
    essms = len(amounting.body_amount(extract, args.ej, 1, assumed).counted)
    body = amounting.body_amount(extract, args.ej, args.esms or essms, assumed, percent=rate)
    out.result(body.as_json(), _lines(body))
    return Exit.DONE if body.decision.allowed else Exit.REFUSED


def _establishment(args: argparse.Namespace, out: Output) -> int:
    from socle.cli import sons_common as common  # noqa: PLC0415
    from socle.programmes.sons import amounting, reading  # noqa: PLC0415

    if not args.finess_pmsi or not args.dsr:
        raise Stop("tell --finess-pmsi NUMBER and --dsr DSR with --ceilings", Exit.USAGE)
    ceilings, rejected = reading.ceilings(args.ceilings, common.columns(args).get("ceilings"))
    if rejected["count"]:
        out.say(f"{args.ceilings}: {rejected['count']} rows could not be read and were left out")
    rate = common.percent(args.vat)
    found = amounting.establishment_amount(ceilings, args.finess_pmsi, args.dsr, Decimal(20) if rate is None else rate)
    if found is None:
        sentence = f"no sure ceiling for {args.finess_pmsi}, {args.dsr} in {args.ceilings} [SONS-079]"
        raise Stop(sentence, Exit.REFUSED, {"amount": None, "rules": ["SONS-079"]})
    sums = found["amount"]
    out.result(
        found, f"{args.finess_pmsi}, {args.dsr}: {sums['ht']} HT at most, {sums['ttc']} TTC at {found['vat_rate']} %"
    )
    return Exit.DONE


def _lines(body: Body) -> Iterator[str]:
    for finding in body.decision.findings:
        yield from verdict_lines(finding.as_dict())
    if body.extract.bad_rows:
        yield f"{body.extract.bad_rows} rows of the extract could not be read and were left out"
    if body.amount is not None:
        found = body.amount
        yield f"{body.ej}: {len(body.counted)} ESSMS counted, tranche {found.tranche.name} [{found.tranche.rule}]"
        yield f"  {found.esms} × {found.each_ttc} = {found.ttc} TTC ({found.ht} HT, VAT {found.percent} %)"
    for site in body.counted:
        yield f"  counted  {site.number}  {site.group}  {site.name}"
    for site in body.left_out:
        yield f"  left out {site.number}  {site.group}  {site.name}"
