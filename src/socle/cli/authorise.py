"""`socle authorise`: declare oneself authorised on a record, or médecin traitant; or give it back (TD0.3)."""

from __future__ import annotations

import argparse

from socle.cli.acting import add_actor, add_patient, dmp, identity, patient
from socle.cli.output import Exit, Output

ROLE = "MEDECIN_TRAITANT"


def configure(parser: argparse.ArgumentParser) -> None:
    add_actor(parser)
    add_patient(parser)
    parser.add_argument("--role", choices=[ROLE], help="become médecin traitant of the record")
    parser.add_argument("--remove", action="store_true", help="give back the authorisation, or the role")


def run(args: argparse.Namespace, out: Output) -> int:
    of = patient(args.patient, args.oid)
    with dmp(args, identity(args)) as way:
        answer = way.authorise(of, treating_physician=args.role == ROLE, remove=args.remove)
    out.result({"status": answer.status, "context": answer.context}, f"{answer.status} {answer.context}".strip())
    return Exit.DONE if answer.succeeded else Exit.REFUSED
