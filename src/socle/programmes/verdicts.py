"""Everything the room can answer: each part registers its own."""

from __future__ import annotations

from socle.programmes.esms import verdicts as esms
from socle.programmes.files import verdicts as files
from socle.programmes.referencing import verdicts as referencing

__all__ = ["esms", "files", "referencing"]
