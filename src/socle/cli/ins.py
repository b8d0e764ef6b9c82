"""`socle ins check|search|verify`: the shape of a matricule, and the INSi teleservice."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from socle.cli.acting import TEST_NIR, add_who, identity, instant, refused
from socle.cli.connection import add_url, address
from socle.cli.output import Exit, Output, Stop, verdict_lines
from socle.client import identity as identities
from socle.client import insi_batches
from socle.client.insi import Insi, Troubled, finding_of
from socle.client.insi_batches import BadList
from socle.client.transport import Unreachable
from socle.identity.insi.faults import Trouble
from socle.identity.insi.verification import Identity as Verifiable
from socle.identity.insi.verification import Verdict
from socle.identity.insi_answer import Asked, AskedByCard, InsFound, Retrieval
from socle.identity.rules import is_acceptable_ins
from socle.rulebook.choices import Choices
from socle.wire.hl7v2 import CX

#: Seconds between two questions for a batch that waits.
PAUSE = 2.0


def configure(parser: argparse.ArgumentParser) -> None:
    add_url(parser)
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    check = actions.add_parser("check", help="the shape, the key and the kind of a matricule, offline")
    check.add_argument("matricule", metavar="MATRICULE")
    check.add_argument("--oid", default=TEST_NIR, help="kind of matricule (default: test NIR, %(default)s)")
    search = actions.add_parser("search", help="ask INSi, by traits or by what a carte Vitale holds")
    add_who(search)
    _add_certificate(search)
    _add_traits(search)
    search.add_argument("--card", metavar="MATRICULE", help="by card: the person's matricule, 13 or 15 characters")
    verify = actions.add_parser("verify", help="whether an INS and its traits agree: one identity, or a whole CSV")
    add_who(verify)
    _add_certificate(verify)
    _add_traits(verify)
    verify.add_argument("--patient", metavar="INS", help="the matricule to verify")
    verify.add_argument("--oid", default=TEST_NIR, help="its kind (default: test NIR, %(default)s)")
    verify.add_argument("--file", type=Path, metavar="CSV", help=f"columns {', '.join(insi_batches.COLUMNS)}")
    verify.add_argument("-o", "--output", type=Path, metavar="CSV", help="answers; a run cut short is taken up there")
    verify.add_argument("--size", type=int, default=insi_batches.SIZE, help="identities a batch (default: %(default)s)")
    for action in actions.choices.values():
        action.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
        action.add_argument("--url", default=argparse.SUPPRESS, help=argparse.SUPPRESS)


def _add_certificate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--certificate",
        default="INSI-MANU",
        choices=("INSI-AUTO", "INSI-MANU", "DMP-AUTO"),
        help="the name of a structure's certificate, which the sandbox makes (default: %(default)s)",
    )
    parser.add_argument("--address", default="", help="the teleservice's own address (default: /insi/ below --url)")


def _add_traits(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--name", default="", help="birth name")
    parser.add_argument("--given", action="append", default=[], metavar="NAME", help="a given name (repeat, in order)")
    parser.add_argument("--sex", default="", choices=("M", "F"))
    parser.add_argument("--born", type=_day, metavar="DATE", help="birth date, e.g. 1997-02-26")
    parser.add_argument("--place", default="", metavar="CODE", help="INSEE code of the birth place")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"'{text}' is no date: write 1997-02-26") from error


def run(args: argparse.Namespace, out: Output) -> int:
    return {"check": _check, "search": _search, "verify": _verify}[args.action](args, out)


def _check(args: argparse.Namespace, out: Output) -> int:
    matricule = "".join(args.matricule.split()).upper()
    strict = replace(Choices(), refuse_bad_check_digits=True)
    decision = is_acceptable_ins(CX.of(matricule, args.oid, "NH"), strict)
    told = [finding.as_dict() for finding in decision.findings]
    lines = [line for one in told for line in verdict_lines(one)] or [f"{matricule}: well formed, its key verifies"]
    out.result({"matricule": matricule, "oid": args.oid, "valid": decision.allowed, "verdicts": told}, lines)
    return Exit.DONE if decision.allowed else Exit.REFUSED


def _search(args: argparse.Namespace, out: Output) -> int:
    _complete(args, by_card=bool(args.card))
    with _insi(args) as insi:
        if args.card:
            asked = AskedByCard(number=args.card, birth_name=args.name, birth_date=args.born)
            calls = [insi.search_by_card(asked)]
        else:
            calls = [found for _, found in insi.searches(_asked(args))]
    # A search that found several tells more than a later one that found nobody.
    found = next((one for one in calls if one.is_one), max(calls, key=lambda one: one.code))
    finding = finding_of(found)
    told = [finding.as_dict()] if finding is not None else []
    document = {"code": found.code, "label": found.label, "calls": len(calls), "verdicts": told, **_identity(found)}
    lines = [line for one in told for line in verdict_lines(one)] or list(_lines(found))
    out.result(document, [f"{found.code} {found.label}", *lines])
    return Exit.DONE if found.is_one else Exit.REFUSED


def _identity(found: Retrieval) -> dict[str, Any]:
    if found.active is None or found.traits is None:
        return {"identity": None, "history": []}
    traits = found.traits
    born = traits.birth_date.isoformat() if traits.birth_date else None
    return {
        "identity": {
            **_ins(found.active),
            "birth_name": traits.birth_name,
            "given_names": traits.given_names,
            "sex": traits.sex,
            "birth_date": born,
            "birth_place": traits.birth_place,
        },
        "history": [_ins(one) for one in found.history],
    }


def _ins(held: InsFound) -> dict[str, Any]:
    days = {"since": held.since, "until": held.until}
    return {"ins": held.matricule, "oid": held.oid, **{name: str(day) for name, day in days.items() if day}}


def _lines(found: Retrieval) -> Iterator[str]:
    told = _identity(found)
    person = told["identity"]
    yield f"{person['ins']}  {person['oid']}"
    yield ", ".join(
        filter(None, (f"{person['birth_name']} {person['given_names']}", person["sex"], person["birth_date"]))
    )
    for former in told["history"]:
        yield f"formerly {former['ins']}  {former['oid']}"


def _verify(args: argparse.Namespace, out: Output) -> int:
    if args.file:
        return _verify_file(args, out)
    _complete(args, by_card=False)
    if not args.patient or not args.place:
        raise Stop("say --patient and --place too, or --file for a whole base", Exit.USAGE)
    held = Verifiable(ins=CX.of(args.patient, args.oid, "NH"), asked=_asked(args))
    with _insi(args) as insi:
        verified = insi.verify(held)
    out.result({"code": verified.code.value, "label": verified.label}, f"{verified.code.value} {verified.label}")
    return Exit.DONE if verified.code is Verdict.OK else Exit.REFUSED


def _verify_file(args: argparse.Namespace, out: Output) -> int:
    answers = args.output or args.file.with_name(f"{args.file.stem}.answers.csv")
    try:
        held = insi_batches.read(args.file)
    except BadList as error:
        raise Stop(str(error), Exit.USAGE) from error
    with _insi(args) as insi:
        done = insi_batches.verify_all(insi, held, answers, lambda: time.sleep(PAUSE), size=args.size)
    told = {"total": done.total, "before": done.before, "codes": dict(done.codes), "waiting": done.waiting}
    counts = ", ".join(f"{count} {code}" for code, count in sorted(done.codes.items())) or "nothing new"
    lines = [f"{answers}: {counts}, {done.before} of {done.total} answered before"]
    if done.waiting:
        lines.append(f"{len(done.waiting)} batches wait: call the same command again to collect them")
    out.result({**told, "answers": str(answers)}, lines)
    return Exit.REFUSED if set(done.codes) - {Verdict.OK.value} else Exit.DONE


def _complete(args: argparse.Namespace, *, by_card: bool) -> None:
    lacking = [word for word in ("name", "given", "sex", "born") if not getattr(args, word)]
    if lacking and not by_card:
        raise Stop(f"say also {', '.join(f'--{word}' for word in lacking)}", Exit.USAGE)


def _asked(args: argparse.Namespace) -> Asked:
    return Asked(
        birth_name=args.name,
        given_names=tuple(args.given),
        sex=args.sex,
        birth_date=args.born,
        birth_place=args.place,
    )


@contextmanager
def _insi(args: argparse.Namespace) -> Iterator[Insi]:
    """A way to INSi for `--as`; refusals and silence end the command with their status."""
    where = address(args.url)
    if where.scheme != "https":
        raise Stop(f"{where} is not where INSi answers: it speaks over https alone", Exit.USAGE)
    at = instant(args.url)
    who = identity(args, certificate=args.certificate)
    try:
        with Insi(args.address or str(where), who, now=lambda: at) as insi:
            yield insi
    except Troubled as error:
        raise refused([_told(error.trouble)]) from error
    except Unreachable as silence:
        raise Stop(str(silence), Exit.UNREACHABLE) from silence
    except identities.BadIdentity as error:
        raise Stop(str(error), Exit.USAGE) from error


def _told(trouble: Trouble) -> dict[str, Any]:
    """A fault in the JSON shape of verdicts."""
    return {
        "id": trouble.code or trouble.subcode or "fault",
        "severity": "error",
        "fr": trouble.sentence or trouble.reason,
        "subcode": trouble.subcode,
    }
