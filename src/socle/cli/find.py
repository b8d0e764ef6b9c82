"""`socle find`: what a record holds for the actor who asks (TD3.1)."""

from __future__ import annotations

import argparse
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from socle import codes
from socle.cli.acting import access, add_access, add_actor, add_patient, dmp, identity, patient, registry_verdict
from socle.cli.output import Exit, Output, Stop, table
from socle.client.dmp import STATUSES, find_documents
from socle.wire.xds.model import Author, Code, DocumentEntry

PARIS = ZoneInfo("Europe/Paris")


def configure(parser: argparse.ArgumentParser) -> None:
    add_actor(parser)
    add_patient(parser)
    add_access(parser)
    parser.add_argument("--type", action="append", default=[], metavar="CODE", help="a document type, such as 11490-0")
    parser.add_argument("--from", dest="since", default="", metavar="DATE", help="created on this day or later")
    parser.add_argument("--to", dest="until", default="", metavar="DATE", help="created on this day or before")
    parser.add_argument(
        "--status",
        action="append",
        default=[],
        type=_status,
        metavar="STATUS",
        help=f"among {', '.join(STATUSES)} (default: Approved)",
    )


def run(args: argparse.Namespace, out: Output) -> int:
    of = patient(args.patient, args.oid)
    query = find_documents(
        of,
        types=[_type(code) for code in args.type],
        created_from=bound(args.since),
        created_to=bound(args.until, after=True),
        statuses=args.status,
    )
    with dmp(args, identity(args)) as way:
        found = way.find(query, of, access(args))
    documents = [as_dict(entry) for entry in found.entries]
    document: dict[str, Any] = {"documents": documents}
    if found.errors:
        document["verdicts"] = [registry_verdict(error) for error in found.errors]
        for verdict in document["verdicts"]:
            out.say(f"{verdict['severity']} {verdict['id']}: {verdict['fr']}")
    rows = [[d["creation_time"], d["type_code"]["code"], d["status"], d["title"], d["unique_id"]] for d in documents]
    out.result(document, table(rows, ["CREATED (UTC)", "TYPE", "STATUS", "TITLE", "UNIQUE ID"]))
    return Exit.DONE if found.succeeded else Exit.REFUSED


def _status(text: str) -> str:
    """A status by its name, in any case, or by its URN."""
    named = next((name for name, urn in STATUSES.items() if text.lower() in {name.lower(), urn.lower()}), None)
    if named is None:
        raise argparse.ArgumentTypeError(f"'{text}' is no status: write one of {', '.join(STATUSES)}")
    return named


def _type(code: str) -> str:
    """A type as the query writes it; a code that no table of the DMP has brings its own scheme."""
    known = codes.value_set("type_code").get(code)
    if known is None and "^^" not in code:
        raise Stop(f"'{code}' is no document type of the DMP: write CODE^^SCHEME for another", Exit.USAGE)
    return f"{code}^^{known.scheme}" if known else code


def bound(day: str, *, after: bool = False) -> str:
    """A civil day in France as a UTC bound: its start, or the start of the next one."""
    if not day:
        return ""
    try:
        start = datetime.combine(date.fromisoformat(day), time(), PARIS)
    except ValueError as error:
        raise Stop(f"'{day}' is not a day: write 2026-09-15", Exit.USAGE) from error
    return (start + timedelta(days=1 if after else 0)).astimezone(UTC).strftime("%Y%m%d%H%M%S")


def _code(code: Code | None) -> dict[str, str] | None:
    return {"code": code.code, "scheme": code.scheme, "label": code.label} if code else None


def _author(author: Author) -> dict[str, Any]:
    return {
        "person": str(author.person) if author.person else None,
        "institution": str(author.institutions[0]) if author.institutions else None,
        "role": author.roles[0] if author.roles else None,
        "specialty": author.specialties[0] if author.specialties else None,
    }


def as_dict(entry: DocumentEntry) -> dict[str, Any]:
    """The JSON shape of interfaces.md."""
    status = next((name for name, urn in STATUSES.items() if urn == entry.status), entry.status)
    return {
        "unique_id": entry.unique_id,
        "entry_uuid": entry.id,
        "logical_id": entry.logical_id,
        "version": entry.version,
        "status": status,
        "title": entry.title,
        "class_code": _code(entry.class_code),
        "type_code": _code(entry.type_code) or {"code": "", "scheme": "", "label": ""},
        "format_code": _code(entry.format_code),
        "practice_setting": _code(entry.practice_setting),
        "facility_type": _code(entry.healthcare_facility_type),
        "creation_time": entry.creation_time,
        "service_start": entry.service_start_time,
        "service_stop": entry.service_stop_time,
        "authors": [_author(author) for author in entry.authors],
        "legal_authenticator": str(entry.legal_authenticator) if entry.legal_authenticator else None,
        "event_codes": [_code(code) for code in entry.event_codes],
        "language": entry.language,
        "mime_type": entry.mime_type,
        "hash": entry.hash,
        "size": entry.size,
        "confidentiality": [_code(code) for code in entry.confidentiality],
        "repository": entry.repository_unique_id,
        "patient": str(entry.patient_id) if entry.patient_id else None,
        "source_patient": str(entry.source_patient_id) if entry.source_patient_id else None,
        "reference_ids": list(entry.reference_ids),
    }
