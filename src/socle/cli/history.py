"""`socle history plan|feed|bonus`: old documents of a DPI with their index, made into CDA and fed, each once."""

from __future__ import annotations

import argparse
import csv
import io
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, nullcontext
from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Self

from socle import clock
from socle.cli.acting import add_who, fault_verdict, identity, instant, registry_verdict, sandbox_identity
from socle.cli.connection import Sandbox, add_url, address
from socle.cli.feed import reference
from socle.cli.output import Exit, Output, Stop, table, verdict_lines
from socle.client.dmp import NORMAL, Dmp, Refused
from socle.client.history import feeding, planning, rules
from socle.client.history.feeding import Journal, Outcome, Told
from socle.client.history.index import BadIndex, Correspondence, correspondence
from socle.client.history.planning import Planned, Source
from socle.client.identity import BadIdentity, Identity
from socle.client.submission import Prepared
from socle.client.transport import Unreachable
from socle.client.verdicts import NOBODY_ACTS
from socle.documents import pdf
from socle.documents.author import Acting, acting_author
from socle.rulebook.choices import current
from socle.rulebook.days import french_day

_COLUMNS = ("ligne", "fichier", "etat", "identifiant", "motif", "donnee", "explication", "que_faire")


def configure(parser: argparse.ArgumentParser) -> None:
    add_url(parser)
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    plan = actions.add_parser("plan", help="what is ready and what lacks which datum; sends nothing")
    _add_source(plan)
    plan.add_argument("--csv", type=Path, metavar="FILE", help="write every document and reason there (;, UTF-8)")
    plan.add_argument("--at", metavar="DATE", help="plan for that day (2026-09-15; default: today)")
    feed = actions.add_parser("feed", help="feed what is ready, each document once; taken up where it stopped")
    _add_source(feed)
    add_who(feed, required=False)
    feed.add_argument("--state", type=Path, metavar="FILE", help="what was done (default: beside the index)")
    feed.add_argument("--rate", type=_rate, metavar="N", help="documents a minute at most")
    feed.add_argument("--csv", type=Path, metavar="FILE", help="write what became of every document there")
    bonus = actions.add_parser("bonus", help="whether an establishment could apply for the bonus of the take-over")
    bonus.add_argument("--domain", required=True, help="D1, D2…")
    bonus.add_argument("--window", required=True, type=int, choices=(1, 2, 3, 4))
    bonus.add_argument("--on", metavar="DATE", help="that day (default: today)")
    for action in actions.choices.values():
        action.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
        action.add_argument("--url", default=argparse.SUPPRESS, help=argparse.SUPPRESS)


def _add_source(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", type=Path, metavar="SOURCE", help="the index (CSV), or the folder that holds it")
    parser.add_argument("--map", type=Path, metavar="TOML", help="what the DPI calls columns and types; default values")
    parser.add_argument("--every-type", action="store_true", help="documents other than syntheses too (DOC-014)")
    parser.add_argument("--pdfa", action="store_true", help="make PDFs PDF/A-1 where nothing of what they show changes")
    sectors = (rules.HOSPITAL, *rules.OTHER_SECTORS)
    parser.add_argument(
        "--sector", choices=sectors, default=rules.HOSPITAL, help="whose history (default: %(default)s)"
    )


def _rate(text: str) -> float:
    rate = float(text)
    if rate <= 0:
        raise argparse.ArgumentTypeError("a rate is above zero")
    return rate


def run(args: argparse.Namespace, out: Output) -> int:
    act = {"plan": _plan, "feed": _feed, "bonus": _bonus}[args.action]
    with pdf.kept() if getattr(args, "pdfa", False) else nullcontext():  # one program reads every file
        return act(args, out)


# --- plan ----------------------------------------------------------------------------------------------


def _plan(args: argparse.Namespace, out: Output) -> int:
    source = _source(args)
    at = _noon(args.at) if args.at else clock.now()
    found = planning.plan(source, at=at, choices=current(), every_type=args.every_type, pdfa=args.pdfa)
    documents = [_planned(one) for one in found]
    if args.csv:
        _write_csv(args.csv, documents)
    guide = _guide(args, at)
    reasons = planning.by_reason(documents)
    ready = sum(document["state"] == "ready" for document in documents)
    index = source.index
    result = {
        "guide": guide,
        "index": {
            "columns": dict(index.columns) if index else {},
            "ignored": list(index.ignored) if index else [],
            "encoding": index.encoding if index else None,
            "separator": index.separator if index else None,
        },
        "ready": ready,
        "unready": sum(document["state"] == "unready" for document in documents),
        "reasons": reasons,
        "documents": documents,
    }
    out.result(result, _plan_lines(result))
    refused = result["unready"] or any(verdict["severity"] == "error" for verdict in guide["verdicts"])
    return Exit.REFUSED if refused else Exit.DONE


def _planned(one: Planned) -> dict[str, Any]:
    entry = one.prepared.entry if one.prepared else None
    state = "ready" if one.ready else "unready" if any(finding.is_error for finding in one.findings) else "ignored"
    return {
        "line": one.line,
        "file": one.file,
        "state": state,
        "unique_id": entry.unique_id if entry else None,
        "type_code": entry.type_code.code if entry and entry.type_code else None,
        "title": entry.title if entry else None,
        "verdicts": [finding.as_dict() for finding in one.findings],
    }


def _guide(args: argparse.Namespace, at: datetime) -> dict[str, Any]:
    """The guide's version and day, and what it has to say of this sector on this day."""
    findings = [*rules.is_in_force(french_day(at)).findings, *rules.for_sector(args.sector)]
    day = rules.guide_date()
    return {
        "version": rules.GUIDE_VERSION,
        "date": f"{day}",
        "sector": args.sector,
        "rules": ["DOC-019", "DOC-020"],
        "verdicts": [finding.as_dict() for finding in findings],
    }


def _plan_lines(result: Mapping[str, Any]) -> Iterator[str]:
    guide = result["guide"]
    yield f"guide v{guide['version']} of {guide['date']} ({', '.join(guide['rules'])})"
    for verdict in guide["verdicts"]:
        yield from verdict_lines(verdict)
    if result["index"]["ignored"]:
        yield f"columns not used: {', '.join(result['index']['ignored'])}"
    yield f"{result['ready']} ready, {result['unready']} not ready"
    if result["reasons"]:
        yield from table(
            ((reason["count"], reason["id"], reason["datum"], _some(reason["lines"])) for reason in result["reasons"]),
            ("count", "reason", "datum", "lines"),
        )


def _some(lines: Sequence[int], most: int = 12) -> str:
    told = ", ".join(map(str, lines[:most]))
    return told if len(lines) <= most else f"{told}… ({len(lines)})"


def _write_csv(file: Path, documents: Iterable[Mapping[str, Any]]) -> None:
    """One line for each reason, one for a document without any; what a spreadsheet would run is made text."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=";")
    writer.writerow(_COLUMNS)
    for document in documents:
        told = (document["line"] or "", document["file"], document["state"], document["unique_id"] or "")
        for verdict in document["verdicts"] or [{}]:
            words = (verdict.get("id", ""), verdict.get("place", ""), verdict.get("fr", ""), verdict.get("way_out", ""))
            writer.writerow(_harmless(word) for word in (*told, *words))
    try:
        file.write_text("\ufeff" + target.getvalue(), "utf-8", newline="")
    except OSError as error:
        raise Stop(f"{file}: {error.strerror}", Exit.USAGE) from error


def _harmless(word: object) -> object:
    return f"'{word}" if isinstance(word, str) and word[:1] in {"=", "+", "-", "@", "\t", "\r"} else word


# --- feed ----------------------------------------------------------------------------------------------


def _feed(args: argparse.Namespace, out: Output) -> int:
    source = _source(args)
    where = args.state or source.folder / "socle-history.jsonl"
    start, since = instant(args.url), time.monotonic()
    in_force = rules.is_in_force(french_day(start))
    if not in_force.allowed:
        verdicts = [finding.as_dict() for finding in in_force.findings]
        raise Stop(verdicts[0]["en"], Exit.REFUSED, {"documents": [], "verdicts": verdicts})  # type: ignore[arg-type]
    planned = planning.plan(source, at=start, choices=current(), every_type=args.every_type, pdfa=args.pdfa)
    told: list[Told] = []
    with ExitStack() as held:
        try:
            journal = held.enter_context(Journal(where))
        except (OSError, ValueError, feeding.InUse) as error:
            raise Stop(f"{where}: {error}", Exit.USAGE) from error
        way = held.enter_context(_Way(args, lambda: start + timedelta(seconds=time.monotonic() - since)))
        wait = _pace(args.rate) if args.rate else (lambda: None)

        def say(one: Told) -> None:
            told.append(one)
            out.say(f"[{len(told)}/{max(len(source.rows), len(told))}] {one.outcome.value}  {one.file}")

        try:
            feeding.feed_all(planned, way, journal, wait=wait, say=say)
        except Unreachable as silence:
            again = f"{silence}; call the same command again: what was done is in {where}"
            raise Stop(again, Exit.UNREACHABLE, _report(told, where)) from silence
        except BadIdentity as error:
            raise Stop(str(error), Exit.USAGE, _report(told, where)) from error
    if args.csv:
        _write_csv(args.csv, map(_became, told))
    result = _report(told, where)
    out.result(result, _report_lines(result))
    return Exit.DONE if all(one.outcome.is_done for one in told) else Exit.REFUSED


def _became(one: Told) -> dict[str, Any]:
    return asdict(one) | {"state": one.outcome.value, "outcome": one.outcome.value}


def _report(told: Sequence[Told], where: Path) -> dict[str, Any]:
    return {
        "counts": feeding.counts(told),
        "state": str(where),
        "reasons": planning.by_reason([_became(one) for one in told if one.outcome is Outcome.UNREADY]),
        "documents": [_became(one) for one in told],
    }


def _report_lines(result: Mapping[str, Any]) -> Iterator[str]:
    yield ", ".join(f"{count} {name}" for name, count in result["counts"].items())
    for document in result["documents"]:
        if document["state"] in {Outcome.REFUSED, Outcome.UNREADY}:
            yield f"{document['state']}  line {document['line']}  {document['file']}"
            for verdict in document["verdicts"]:
                yield from (f"  {line}" for line in verdict_lines(verdict))


def _pace(rate: float) -> Any:
    """Waits so that no more than `rate` documents go out in a minute."""
    following = [time.monotonic()]

    def wait() -> None:
        time.sleep(max(0.0, following[0] - time.monotonic()))
        following[0] = time.monotonic() + 60 / rate

    return wait


class _Way:
    """The real TD2.1, for one actor or for each document's own author; connections are kept."""

    def __init__(self, args: argparse.Namespace, now: Any) -> None:
        where = address(args.url)
        if where.scheme != "https":
            raise Stop(f"{where} is not where the DMP answers: it speaks over https alone", Exit.USAGE)
        self.args, self.now, self.where = args, now, str(where)
        self.held = ExitStack()
        self.ways: dict[Acting | None, Dmp] = {}
        self.why: dict[Acting | None, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.held.close()

    def holds(self, prepared: Prepared) -> bool:
        way = self._way(prepared)
        of = prepared.entry.patient_id
        return (
            way is not None
            and of is not None
            and reference(prepared.entry.unique_id or "", of, way, NORMAL) is not None
        )

    def feed(self, prepared: Prepared) -> list[Mapping[str, Any]]:
        way, of = self._way(prepared), prepared.entry.patient_id
        if way is None or of is None:
            return [NOBODY_ACTS.at(found=self.why.get(_author(prepared), "")).as_dict()]
        try:
            return [registry_verdict(error) for error in way.feed([prepared], of).errors]
        except Refused as refusal:
            return [fault_verdict(refusal.fault)]

    def _way(self, prepared: Prepared) -> Dmp | None:
        """The way of who acts for this document; None when nobody does, or when the sandbox refuses its author."""
        author = None if self.args.who else _author(prepared)
        if (author is None and not self.args.who) or author in self.why:
            return None
        if author not in self.ways:
            try:
                who = self._identity(author)
            except Stop as stop:
                if author is None or stop.status is Exit.UNREACHABLE:
                    raise
                self.why[author] = str(stop)  # this author's documents are refused, the others go on
                return None
            self.ways[author] = self.held.enter_context(Dmp(self.where, who, now=self.now))
        return self.ways[author]

    def _identity(self, author: Acting | None) -> Identity:
        if author is None:
            return identity(self.args)
        return sandbox_identity(Sandbox(self.args.url).post("/actors", author.as_dict()))


def _author(prepared: Prepared) -> Acting | None:
    return acting_author(prepared.document)


# --- bonus, and what the actions share -------------------------------------------------------------------


def _bonus(args: argparse.Namespace, out: Output) -> int:
    day = french_day(_noon(args.on) if args.on else clock.now())
    decision = rules.may_apply_for_bonus(args.domain.upper(), args.window, day)
    verdicts = [finding.as_dict() for finding in decision.findings]
    result = {"allowed": decision.allowed, "rules": list(decision.rules), "verdicts": verdicts}
    lines = [line for verdict in verdicts for line in verdict_lines(verdict)]
    out.result(result, lines or f"open: {', '.join(decision.rules)}")
    return Exit.DONE if decision.allowed else Exit.REFUSED


def _noon(text: str) -> datetime:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Stop(f"'{text}' is not a day: write 2026-09-15", Exit.USAGE) from error
    return clock.parse_instant(f"{day}T12:00:00Z")


def _source(args: argparse.Namespace) -> Source:
    try:
        known = correspondence(args.map.read_text("utf-8")) if args.map else Correspondence()
        return planning.source(args.source, known)
    except (BadIndex, UnicodeDecodeError) as error:
        raise Stop(str(error), Exit.USAGE) from error
    except OSError as error:
        raise Stop(f"{error.filename}: {error.strerror}", Exit.USAGE) from error
