"""`socle watch`: what appears in a record, each document once (TD3.1a, repeated).

With `--json`, one JSON document a line, in the shape of `socle find`, written out at once. Ctrl-C ends it calmly
(status 0).
"""

from __future__ import annotations

import argparse
import json
import time
from datetime import timedelta

from socle.cli.acting import (
    access,
    add_access,
    add_actor,
    add_patient,
    dmp,
    identity,
    patient,
    refused,
    registry_verdict,
)
from socle.cli.find import as_dict, bound
from socle.cli.output import Exit, Output, Stop
from socle.client.dmp import Found, find_documents
from socle.client.identity import Identity
from socle.client.watching import Watch
from socle.clock import parse_duration
from socle.wire.xds.model import DocumentEntry

#: Never more often: every search is an act in the patient's history.
SHORTEST = timedelta(seconds=5)


def configure(parser: argparse.ArgumentParser) -> None:
    add_actor(parser)
    add_patient(parser)
    add_access(parser)
    parser.add_argument(
        "--from",
        dest="since",
        default="",
        metavar="DATE",
        help="begin with what was created on this day or later (default: only what appears from now on)",
    )
    parser.add_argument(
        "--every",
        default=timedelta(minutes=1),
        type=_every,
        metavar="DURATION",
        help=f"how often to look, at least {SHORTEST.seconds}s (default: 1m)",
    )
    parser.add_argument(
        "--for", dest="length", default=None, type=_length, metavar="DURATION", help="end after so long"
    )


def run(args: argparse.Namespace, out: Output) -> int:
    patient(args.patient, args.oid)
    bound(args.since)  # words that are off are told before anything is asked
    who, watch = identity(args), Watch()
    ends = None if args.length is None else time.monotonic() + args.length.total_seconds()
    told, lost = 0, False
    try:
        first = _look(args, who)
        fresh = watch.news(first.entries)
        told += _tell(fresh if args.since else (), out)
        out.say(f"watching: {len(fresh)} documents so far, a look every {args.every.total_seconds():.0f} s")
        while ends is None or time.monotonic() < ends:
            time.sleep(_pause(args.every, ends))
            try:
                found = _look(args, who)
            except Stop as stop:
                if stop.status is not Exit.UNREACHABLE:
                    raise
                if not lost:
                    out.say(f"{stop}; trying again every {args.every.total_seconds():.0f} s")
                lost = True
                continue
            lost = False
            told += _tell(watch.news(found.entries), out)
    except KeyboardInterrupt:
        pass
    out.say(f"stopped watching: {told} documents told")
    return Exit.DONE


def _look(args: argparse.Namespace, who: Identity) -> Found:
    """One search with a token of its own. Stops the command when the DMP refuses it."""
    of = patient(args.patient, args.oid)
    with dmp(args, who) as way:
        found = way.find(find_documents(of, created_from=bound(args.since)), of, access(args))
    if not found.succeeded:
        raise refused([registry_verdict(error) for error in found.errors])
    return found


def _tell(entries: tuple[DocumentEntry, ...], out: Output) -> int:
    for entry in entries:
        shown = as_dict(entry)
        if out.json:
            print(json.dumps(shown, ensure_ascii=False, default=str), flush=True)
        else:
            words = (shown["creation_time"], shown["type_code"]["code"], shown["title"], shown["unique_id"])
            print("  ".join(str(word or "") for word in words), flush=True)
    return len(entries)


def _pause(every: timedelta, ends: float | None) -> float:
    """Seconds until the next look, no longer than until the end."""
    whole = every.total_seconds()
    return whole if ends is None else max(0.0, min(whole, ends - time.monotonic()))


def _every(text: str) -> timedelta:
    found = _length(text)
    if found < SHORTEST:
        raise argparse.ArgumentTypeError(f"'{text}' is too often: at least {SHORTEST.seconds}s between two looks")
    return found


def _length(text: str) -> timedelta:
    try:
        return parse_duration(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
