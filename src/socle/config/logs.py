"""One JSON object a line on standard error, without secrets and without bodies.

Only the fields named in `FIELDS` are written beside the message: what a caller passes in `extra` under any
other name stays out, so that a token, a key or a matricule cannot slip into a log by accident.
"""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime

FIELDS = ("service", "status", "reference", "reason", "remote", "topic", "check", "count", "milliseconds")


class JsonLines(logging.Formatter):
    """Formats a record as one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info and not record.name.startswith("django.security"):  # refusals, not failures
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def install(level: str) -> None:
    """Send every logger to standard error from `level` up. Raises `ValueError` for an unknown level.

    Below INFO only Socle speaks: libraries would write what they handle, such as a whole token.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.captureWarnings(True)  # what a library warns of, it would print as it likes
    root = logging.getLogger()
    logging.getLogger("socle").setLevel(root.level)
    root.setLevel(max(root.level, logging.INFO))
