"""How a documented setting is declared: its field carries what the manual shows of it."""

from __future__ import annotations

from dataclasses import field
from typing import Any


def choice(default: Any, subject: str, readings: str, *rules: str) -> Any:
    """Declare one choice: its default, what it is about, the readings, the rules it touches."""
    return field(default=default, metadata={"subject": subject, "readings": readings, "rules": rules})
