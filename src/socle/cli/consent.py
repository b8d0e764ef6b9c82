"""`socle consent`: the patient's consent to consultation, as software declares it (TD0.2, then TD0.3).

Unlike `socle authorise` it asks first and declares nothing that stands already (EX_0.3-1010). Software has no message
for the rest of the patient's will (oppositions, blocks, information given): the patient says it in Mon espace santé.
"""

from __future__ import annotations

import argparse

from socle.cli.acting import add_actor, add_patient, dmp, identity, patient
from socle.cli.output import Exit, Output


def configure(parser: argparse.ArgumentParser) -> None:
    add_actor(parser)
    add_patient(parser)
    parser.add_argument("--withdraw", action="store_true", help="the patient takes his consent back")


def run(args: argparse.Namespace, out: Output) -> int:
    of = patient(args.patient, args.oid)
    with dmp(args, identity(args)) as way:
        answer = way.consent(of, withdraw=args.withdraw)
    if answer is None:
        told = "there is no consent to take back" if args.withdraw else "the consent stands already"
        out.result({"status": "DMPOk", "context": "", "already": True}, f"DMPOk {told}")
        return Exit.DONE
    document = {"status": answer.status, "context": answer.context, "already": False}
    out.result(document, f"{answer.status} {answer.context}".strip())
    return Exit.DONE if answer.succeeded else Exit.REFUSED
