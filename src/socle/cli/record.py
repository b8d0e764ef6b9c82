"""`socle record`: whether a patient has a record, in what state, and what the caller may expect (TD0.2)."""

from __future__ import annotations

import argparse
from typing import Any

from socle.cli.acting import add_actor, add_patient, dmp, identity, patient
from socle.cli.output import Exit, Output
from socle.wire.hl7v3.model import PatientAnswer


def configure(parser: argparse.ArgumentParser) -> None:
    add_actor(parser)
    add_patient(parser)


def run(args: argparse.Namespace, out: Output) -> int:
    of = patient(args.patient, args.oid)
    with dmp(args, identity(args)) as way:
        answer = way.record(of)
    document = as_dict(answer)
    if answer.found is None:
        out.result(document, "no record")
        return Exit.DONE
    out.result(document, [f"{key}: {value}" for key, value in document.items() if value is not None])
    return Exit.DONE


def as_dict(answer: PatientAnswer) -> dict[str, Any]:
    """The JSON shape of interfaces.md; the DMP's identity traits are left out (RG_0320)."""
    found = answer.found
    closing = found.closing if found else None
    return {
        "exists": found is not None,
        "status": None if found is None else "open" if found.is_open else "closed",
        "authorisation": answer.authorisation,
        "treating_physician": answer.treating_physician,
        "attached_to_space": found.observed("RATTACHEMENT_ENS") if found else None,
        "internet_account": found.observed("COMPTE_INTERNET_OUVERT") if found else None,
        "closed_at": closing.at if closing else None,
        "closing_motive": closing.motive.code if closing else None,
        "closing_reason": closing.reason if closing else None,
    }
