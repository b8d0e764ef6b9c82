"""Everything the room can answer: each part registers its own."""

from __future__ import annotations

from socle.programmes.engine import verdicts as engine
from socle.programmes.esms import verdicts as esms
from socle.programmes.files import verdicts as files
from socle.programmes.referencing import verdicts as referencing
from socle.programmes.region import verdicts as region
from socle.programmes.sons import verdicts as sons
from socle.programmes.sunes import verdicts as sunes
from socle.programmes.sunes_dossier import verdicts as sunes_dossier

__all__ = ["engine", "esms", "files", "referencing", "region", "sons", "sunes", "sunes_dossier"]
