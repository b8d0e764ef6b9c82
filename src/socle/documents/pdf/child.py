"""Reading a file in a process of its own, with bounded time and memory: a hostile file harms nothing but that process.

The parent sends a line of JSON and the file; the child answers a line of JSON and, when it made one, a file.
Run as `python -m socle.documents.pdf.child`, by this module alone; with `many`, by `keeping`, to fork for each file.
"""

from __future__ import annotations

import base64
import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from datetime import datetime
from typing import Any

from socle import apart
from socle.documents.pdf import keeping, limits
from socle.documents.pdf.model import Archived, Fault, Inspection, Matrix, Refused
from socle.documents.pdf.verdicts import TOO_BIG, TOO_COSTLY, UNREADABLE
from socle.rulebook import Finding, catalogue


def run(act: str, data: bytes, **options: object) -> tuple[Mapping[str, Any], bytes]:
    """Have an act done; gives what it answered and the file it made. Raises `Refused` with its findings."""
    asked = request(act, data, **options)
    keeper = keeping.keeper()
    status, told = (keeper and keeper.ask(asked)) or _alone(asked)
    if status == -signal.SIGALRM:
        raise Refused(TOO_COSTLY.at(found=f"{limits.SECONDS} s"))
    if status or not told:
        raise Refused(TOO_COSTLY.at(found=f"arrêt {status}"))
    return answered(told)


def request(act: str, data: bytes, **options: object) -> bytes:
    """What is sent to have an act done. Raises `Refused` when the file is too large to be sent."""
    if len(data) > limits.MOST_BYTES:
        raise Refused(TOO_BIG.at("octets", expected=limits.MOST_BYTES, found=len(data)))
    return json.dumps({"act": act, "options": _sent(options)}).encode() + b"\n" + data


def answered(said: bytes) -> tuple[Mapping[str, Any], bytes]:
    """What an answer holds, and the file made. Raises `Refused` with its findings."""
    head, _, made = said.partition(b"\n")
    answer = json.loads(head)
    if answer["refused"]:
        raise Refused(*map(_finding, answer["refused"]))
    return answer, made


def _alone(asked: bytes) -> tuple[int, bytes]:
    """A program of its own for one file: how it ended, and what it answered."""
    command = [sys.executable, "-m", __spec__.name if __spec__ else __name__]
    try:
        done = subprocess.run(  # noqa: S603
            command, input=asked, capture_output=True, timeout=limits.SECONDS, check=False, env=apart.environment()
        )
    except subprocess.TimeoutExpired:
        return -signal.SIGALRM, b""
    return done.returncode, done.stdout


def serve(asked: bytes) -> bytes:
    """What the child answers to one request. A file that breaks the readers or the memory's bound ends in a finding."""
    head, _, data = asked.partition(b"\n")
    request = json.loads(head)
    try:
        answer, made = _do(request["act"], data, _received(request["options"]))
    except Refused as refused:
        answer, made = {"refused": [_told(finding) for finding in refused.findings]}, b""
    except (MemoryError, RecursionError) as error:
        answer, made = {"refused": [_told(TOO_COSTLY.at(found=type(error).__name__))]}, b""
    except Exception as error:  # noqa: BLE001 - a file lies about the type of anything: it is the file that cannot be read
        why = UNREADABLE.at(found=f"{type(error).__name__} : {str(error)[:200]}")
        answer, made = {"refused": [_told(why)]}, b""
    return json.dumps({"refused": [], **answer}).encode() + b"\n" + made


def _do(act: str, data: bytes, options: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    # Only the child loads the readers, and of these what the act needs.
    match act:
        case "inspect":
            from socle.documents.pdf import inspecting  # noqa: PLC0415

            inspection = inspecting.inspect(data, **options)
            told = [_told(finding) for finding in inspection.findings]
            said = asdict(replace(inspection, findings=())) | {"findings": told}
            return {"inspection": said}, b""
        case "stamp":
            from socle.documents.pdf import stamping  # noqa: PLC0415

            return {}, stamping.stamp(data, **options)
        case "archive":
            from socle.documents.pdf import archiving  # noqa: PLC0415

            archived = archiving.archive(data, **options)
            return {"changes": archived.changes, "pictures": archived.pictures}, archived.data
        case "cover":
            from socle.documents.pdf import covering  # noqa: PLC0415

            return {}, covering.cover(data, **options)
        case _:
            raise ValueError(f"unknown act {act!r}")


def inspection_of(answer: Mapping[str, Any]) -> Inspection:
    """The inspection in an answer."""
    said = dict(answer["inspection"])
    said["pdfa"] = tuple(said["pdfa"]) if said["pdfa"] else None
    said["faults"] = tuple(Fault(**one) for one in said["faults"])
    said["matrices"] = tuple(Matrix(**one) for one in said["matrices"])
    said["active"] = tuple(said["active"])
    said["findings"] = tuple(map(_finding, said["findings"]))
    return Inspection(**{field.name: said[field.name] for field in fields(Inspection)})


def archived_of(answer: Mapping[str, Any], made: bytes) -> Archived:
    """The archived file in an answer."""
    return Archived(data=made, changes=tuple(answer["changes"]), pictures=tuple(answer["pictures"]))


def _told(finding: Finding) -> list[str]:
    return [finding.verdict.id, finding.place, finding.expected, finding.found]


def _finding(told: list[str]) -> Finding:
    id, place, expected, found = told
    return catalogue()[id].at(place, expected=expected, found=found)


def _sent(options: Mapping[str, object]) -> dict[str, object]:
    """Options as JSON has them: bytes and instants are marked."""
    sent: dict[str, object] = {}
    for name, value in options.items():
        if isinstance(value, bytes):
            sent[name] = {"bytes": base64.b64encode(value).decode()}
        elif isinstance(value, datetime):
            sent[name] = {"instant": value.isoformat()}
        else:
            sent[name] = value
    return sent


def _received(sent: Mapping[str, Any]) -> dict[str, Any]:
    options: dict[str, Any] = {}
    for name, value in sent.items():
        if isinstance(value, dict) and "bytes" in value:
            options[name] = base64.b64decode(value["bytes"])
        elif isinstance(value, dict) and "instant" in value:
            options[name] = datetime.fromisoformat(value["instant"])
        else:
            options[name] = value
    return options


def _bound() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (limits.MEMORY, limits.MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.SECONDS, limits.SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _main() -> None:
    _bound()
    sys.stdout.buffer.write(serve(sys.stdin.buffer.read()))


def _many() -> None:
    """Answer one request after the other, each by a process that begins with the readers loaded."""
    from socle.documents.pdf import inspecting  # noqa: F401, PLC0415 - what most files are read for

    source, sink = sys.stdin.buffer, sys.stdout.buffer
    while head := source.read(keeping.ASKED.size):
        (length,) = keeping.ASKED.unpack(head)
        status, told = _forked(source.read(length))
        sink.write(keeping.ANSWERED.pack(status, len(told)) + told)
        sink.flush()


def _forked(asked: bytes) -> tuple[int, bytes]:
    """One request in a process of its own: how it ended, and what it answered."""
    ours, theirs = os.pipe()
    process = os.fork()
    if process == 0:
        status = 1
        try:
            null = os.open(os.devnull, os.O_RDWR)
            for pipe in (0, 1, ours):  # what it reads next, and answers, is not this file's business
                os.dup2(null, pipe)
            _bound()
            signal.alarm(limits.SECONDS)
            with os.fdopen(theirs, "wb") as answer:
                answer.write(serve(asked))
            status = 0
        finally:
            os._exit(status)
    os.close(theirs)
    with os.fdopen(ours, "rb") as answer:
        told = answer.read()
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), told


if __name__ == "__main__":
    _many() if sys.argv[1:] == [keeping.MANY] else _main()
