"""Everything the room can answer: each part registers its own."""

from __future__ import annotations

from socle.programmes.files import verdicts as files

__all__ = ["files"]
