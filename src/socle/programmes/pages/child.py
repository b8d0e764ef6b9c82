"""Computing in a process of its own, with bounded time and memory: what analytics load never stays in a door's process.

The parent sends a line of JSON (with the key of the answer, which stands nowhere else) and goes on; the child tells how
far it is in the folder of the computation, and leaves its answer there, sealed. The files that were sent are removed as
soon as it ends, however it ends. Run as `python -m socle.programmes.pages.child`, by this module alone.
"""

from __future__ import annotations

import json
import logging
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from socle import apart
from socle.programmes.files.verdicts import NOT_INSTALLED
from socle.programmes.pages import limits
from socle.programmes.pages.shelf import DONE, FAILED, REFUSED, RUNNING, Passing, State
from socle.programmes.pages.verdicts import TOO_LARGE
from socle.rulebook import Finding
from socle.web.words import size

log = logging.getLogger("socle.programmes")
ROOMS = ("structure", "region")
_LOOK = 0.05


class Unanswerable(Exception):  # noqa: N818 - an answer like another
    """Why nothing is computed: findings for the reader."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__(*(finding.verdict.id for finding in findings))
        self.findings = findings


@dataclass(frozen=True, slots=True)
class Answer:
    """What a computation leaves: `document`, told as JSON, and `files` to download, by name."""

    document: Mapping[str, Any]
    files: Mapping[str, bytes] = field(default_factory=dict)


#: Says what is being done, in French, and how much of it is (0 to 1, None while it is not known).
Said = Callable[[str, float | None], None]


def start(place: Passing, room: str, asked: Mapping[str, Any], at: datetime) -> None:
    """Have `asked` computed at the instant `at`, from the files that stand in the place."""
    task = {
        "folder": str(place.folder), "name": place.name, "key": place.key.hex(), "room": room, "asked": dict(asked),
        "at": at.isoformat(),
    }  # fmt: skip
    command = [sys.executable, "-m", __name__]
    # Whatever spills over goes with the files.
    given = apart.environment("ANALYTICS_ENGINE", "SPARK_REMOTE", TMPDIR=str(place.files))
    nothing = subprocess.DEVNULL
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=nothing, stderr=nothing, env=given)  # noqa: S603
    threading.Thread(target=_see_it_end, args=(process, place, json.dumps(task).encode()), daemon=True).start()


def _see_it_end(process: subprocess.Popen[bytes], place: Passing, task: bytes) -> None:
    """Wait for the child; say so when it ended without having said anything."""
    try:
        process.communicate(task, timeout=limits.SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    except OSError:
        process.wait()
    place.forget_files()
    with suppress(OSError):
        state = place.state()
        if state.state == RUNNING:
            log.warning("a computation was ended", extra={"status": process.returncode})
            place.tell(replace(state, state=FAILED, doing=f"arrêt {process.returncode}"))


def wait(place: Passing, seconds: float) -> None:
    """Wait until the computation is over, so many seconds at most."""
    deadline = time.monotonic() + seconds
    with suppress(OSError):
        while place.state().state == RUNNING and time.monotonic() < deadline:
            time.sleep(_LOOK)


def serve(task: Mapping[str, Any]) -> None:
    """What the child does with one task."""
    folder = Path(task["folder"])
    place = Passing(folder, task["name"], bytes.fromhex(task["key"]))
    begun = place.state()
    try:
        answer = _compute(place, begun, task)
        document = _document(answer)
        for name, data in answer.files.items():
            place.put(name, data)
        place.put("answer", document)
        end = replace(begun, state=DONE)
    except Unanswerable as refused:
        place.put("refused", json.dumps([told(finding) for finding in refused.findings]).encode())
        end = replace(begun, state=REFUSED)
    except ModuleNotFoundError as absent:  # the extra is not installed
        place.put("refused", json.dumps([told(NOT_INSTALLED.at(found=absent.name or ""))]).encode())
        end = replace(begun, state=REFUSED)
    except Exception as error:  # noqa: BLE001 - its words may repeat what stands in a file: only its kind is told
        end = replace(begun, state=FAILED, doing=_where(error))
    finally:
        place.forget_files()
    place.tell(end)


def _compute(place: Passing, begun: State, task: Mapping[str, Any]) -> Answer:
    if task["room"] not in ROOMS:
        raise ValueError("unknown room")
    computing = import_module(f"socle.programmes.pages.{task['room']}.computing")

    def said(doing: str, share: float | None) -> None:
        place.tell(replace(begun, doing=doing, share=share))

    answer: Answer = computing.compute(task["asked"], place.files, datetime.fromisoformat(task["at"]), said)
    return answer


def _document(answer: Answer) -> bytes:
    """What an answer says. Raises `Unanswerable` for more than a page may read."""
    document = json.dumps(answer.document, ensure_ascii=False).encode()
    if len(document) > limits.ANSWER:
        raise Unanswerable(TOO_LARGE.at(expected=size(limits.ANSWER), found=f"{size(len(document))} de résultat"))
    return document


def _where(error: Exception) -> str:
    """The kind of an error and its place in the program."""
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    place = f"{Path(last.tb_frame.f_code.co_filename).stem}:{last.tb_lineno}" if last else ""
    return f"{type(error).__name__} {place}"


def told(finding: Finding) -> list[str]:
    """A finding as JSON has it."""
    return [finding.verdict.id, finding.place, finding.expected, finding.found]


def main() -> None:
    """Bound this process, then serve the one task that comes."""
    bound()
    serve(json.loads(sys.stdin.buffer.read()))


def bound() -> None:
    """Bound this process: its memory, its time, the files it writes; it is the first to go where memory lacks."""
    bounds = {
        resource.RLIMIT_AS: limits.ADDRESSES,
        resource.RLIMIT_DATA: limits.MEMORY,
        resource.RLIMIT_FSIZE: limits.WRITTEN,
        resource.RLIMIT_CPU: 2 * limits.SECONDS,
        resource.RLIMIT_CORE: 0,
    }
    for what, most in bounds.items():
        held = resource.getrlimit(what)[1]
        resource.setrlimit(what, (most, most) if held == resource.RLIM_INFINITY else (min(most, held),) * 2)
    with suppress(OSError):  # only Linux has it
        Path("/proc/self/oom_score_adj").write_text("1000", "ascii")


if __name__ == "__main__":
    main()
