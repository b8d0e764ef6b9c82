"""Good messages and documents, from the worked dialogues and, where they are, the public samples (`SOCLE_SAMPLES`)."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from tests.fuzzing.recipe import Seeds
from tests.fuzzing.words import Words

HERE = Path(__file__).parent
DIALOGUES = HERE.parent / "data" / "dmp"
SAMPLES = Path(os.environ.get("SOCLE_SAMPLES", HERE.parent.parent.parent / "shared" / "samples"))
MINIMAL = HERE.parent / "documents" / "data" / "minimal.xml"

#: The greatest document taken as a seed, in bytes.
LONGEST = 600_000


@cache
def dialogues(pattern: str) -> dict[str, bytes]:
    """Files of the worked dialogues, by their path."""
    return {str(path.relative_to(DIALOGUES)): path.read_bytes() for path in sorted(DIALOGUES.glob(pattern))}


@cache
def samples(folder: str, *words: bytes) -> dict[str, bytes]:
    """XML files of the public samples that hold one of these words; none where there are no samples."""
    found = {}
    for path in sorted((SAMPLES / folder).rglob("*.xml")):
        data = path.read_bytes()
        if len(data) <= LONGEST and (not words or any(word in data for word in words)):
            found[f"samples/{path.relative_to(SAMPLES)}"] = data
    return found


def requests() -> dict[str, bytes]:
    """SOAP requests without attachments."""
    return dialogues("*/*.request.xml")


def messages() -> dict[str, bytes]:
    """MIME messages, their HTTP head first."""
    return dialogues("*/*.mime")


@cache
def documents() -> Seeds:
    """CDA documents of every level."""
    own = {name: data for name, data in dialogues("documents/*.xml").items() if b"ClinicalDocument" in data}
    return Seeds.of({"minimal.xml": MINIMAL.read_bytes(), **own, **samples("cda", b"ClinicalDocument")}, 120_000)


@cache
def words() -> Words:
    """Values of everything above."""
    found = [*requests().values(), *dialogues("vihf/*.xml").values(), *documents().short.values()]
    return Words.of([*found, *samples("xds", b"SubmitObjectsRequest", b"AdhocQueryRequest").values()])


def split(data: bytes) -> tuple[str, bytes]:
    """The Content-Type and the body of a MIME file."""
    head, _, body = data.partition(b"\r\n\r\n")
    line = next(line for line in head.split(b"\r\n") if line.lower().startswith(b"content-type:"))
    return line.partition(b":")[2].strip().decode("latin-1"), body
