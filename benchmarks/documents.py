"""Level 1 CDA documents of a wished size around a PDF-like file, all ours, conformant so that they are accepted."""

from __future__ import annotations

import base64
import hashlib
import random
from functools import cache
from pathlib import Path

from benchmarks.people import Patient

TEMPLATE = Path(__file__).parent / "data" / "document.xml"
#: Arc of these documents' identifiers, in the arc of UUIDs.
ARC = "2.25.288238509688271636137782403822380314590.7"
#: Who writes and where: a physician of the default world and the site where she works.
PERSON, PLACE = "899881000030", "1991100025"
HEAD, TAIL = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", b"\n%%EOF\n"


@cache
def _template() -> str:
    text = TEMPLATE.read_text("utf-8")
    return text.replace("@PERSON@", PERSON).replace("@PLACE@", PLACE)


def unique_id(run: int, rank: int) -> str:
    """The identifier of document `rank` of one run: runs never share one."""
    return f"{ARC}.{run}.{rank}"


def document(patient: Patient, unique: str, size: int) -> bytes:
    """A document of about `size` bytes (never less than its header), its file incompressible as a scan's is."""
    text = _template().replace("@UNIQUE@", unique).replace("@INS@", patient.ins).replace("@FAMILY@", patient.family)
    text = text.replace("@BIRTH@", patient.birth.strftime("%Y%m%d"))
    room = max(size - len(text.encode()), 400)
    seed = int.from_bytes(hashlib.blake2b(unique.encode(), digest_size=8).digest(), "big")
    filler = random.Random(seed).randbytes(room * 3 // 4 - len(HEAD) - len(TAIL))
    return text.replace("@FILE@", base64.b64encode(HEAD + filler + TAIL).decode("ascii")).encode()
