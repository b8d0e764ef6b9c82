"""The press at hand."""

from __future__ import annotations

from socle.documents.building.press import Press


def press() -> Press | None:
    """What works on PDFs; None while nothing does."""
    return None
