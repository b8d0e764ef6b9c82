"""One JSON object a line on standard error, without secrets and without bodies, and no line that a sender can forge.

Three things keep what is told harmless. Only the fields of `FIELDS` are written beside the message: what a caller
passes in `extra` under any other name stays out. Of an exception, its kind and its places are told, and its words only
where they come from the machine: a message may quote what was being read. Of a library, the sentence is told without
what it was about. Characters that end a line, command a terminal or turn the text round are escaped.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from traceback import extract_tb
from types import TracebackType
from typing import Any

FIELDS = (
    "part",
    "service",
    "status",
    "status_code",
    "reference",
    "reason",
    "remote",
    "topic",
    "check",
    "count",
    "milliseconds",
)

#: Exceptions whose words come from Python itself.
_OWN_WORDS = (TypeError, AttributeError, NameError, ImportError, NotImplementedError, RecursionError)
#: What JSON leaves as it is though it ends a line or commands a terminal: DEL, C1, line separators, marks of
#: direction, zero-width and half characters. Source: Unicode 15, 23.2; UAX 9.
_UNRULY = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]")
#: Loggers whose sentences are nothing but what was sent, or quote it, and what is told in their place.
_SAID_INSTEAD = {"django.security": "refused by the framework", "django.request": "page refused or failed"}
#: Frames of one exception at most, the latest.
_FRAMES = 40
#: Characters of one text at most: a line is a line.
_LONGEST = 4000


class JsonLines(logging.Formatter):
    """Formats a record as one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _message(record)[:_LONGEST],
        }
        line |= {name: _short(getattr(record, name)) for name in FIELDS if hasattr(record, name)}
        error = record.exc_info[1] if record.exc_info else None
        if error is not None and not record.name.startswith("django.security"):  # refusals, not failures
            line["trace"] = list(_told(error))
        return _UNRULY.sub(_escaped, json.dumps(line, ensure_ascii=False, default=str))


def _message(record: logging.LogRecord) -> str:
    """Socle's own sentences whole; a library's without what it was about, except a warning's."""
    if record.name == "socle" or record.name.startswith(("socle.", "py.warnings")):
        return record.getMessage()
    for name, said in _SAID_INSTEAD.items():
        if record.name.startswith(name):
            return said
    return str(record.msg)


def _short(value: object) -> object:
    return value if isinstance(value, int | float | None) else str(value)[:_LONGEST]


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def _told(error: BaseException) -> Iterator[str]:
    """An exception and what led to it, the last first: its kind, its own words where they are safe, its places."""
    seen: set[int] = set()
    following: BaseException | None = error
    while following is not None and id(following) not in seen:
        seen.add(id(following))
        yield _named(following)
        for frame in extract_tb(following.__traceback__)[-_FRAMES:]:
            yield f"  {frame.filename}:{frame.lineno} {frame.name}"
        following = following.__cause__ or (None if following.__suppress_context__ else following.__context__)


def _named(error: BaseException) -> str:
    """`OSError: No space left on device`, `IntegrityError: SQLITE_CONSTRAINT_UNIQUE`, or the kind alone."""
    kind = type(error).__name__
    if isinstance(error, OSError):
        words = error.strerror or ""
    elif isinstance(error, _OWN_WORDS):
        words = str(error)
    else:
        words = str(getattr(error, "sqlite_errorname", "") or getattr(error, "sqlstate", "") or "")
    return f"{kind}: {words}"[:_LONGEST] if words else kind


def install(level: str) -> None:
    """Send every logger, warning and unforeseen end to standard error from `level` up.

    Raises `ValueError` for an unknown level. Below INFO only Socle speaks: libraries would write what they handle,
    such as a whole token.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.captureWarnings(True)  # what a library warns of, it would print as it likes
    root = logging.getLogger()
    logging.getLogger("socle").setLevel(root.level)
    root.setLevel(max(root.level, logging.INFO))
    logging.captureWarnings(True)
    sys.excepthook = _ended
    threading.excepthook = _thread_ended


def _ended(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    logging.getLogger("socle").critical("the program ends on a failure", exc_info=(kind, error, trace))


def _thread_ended(end: Any) -> None:
    if end.exc_value is not None:
        found = (end.exc_type, end.exc_value, end.exc_traceback)
        logging.getLogger("socle").critical("a thread ended on a failure", exc_info=found)
