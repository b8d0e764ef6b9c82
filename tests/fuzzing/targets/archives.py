"""XDM archives: what is unpacked of them, and each document that is said to be intact."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache

from socle.documents import cda, xdm
from socle.documents.xdm import LIMITS
from tests.fuzzing import corpus
from tests.fuzzing.mutators import archives, trees
from tests.fuzzing.mutators.archives import Archive
from tests.fuzzing.recipe import Seeds
from tests.fuzzing.targets.common import Target
from tests.fuzzing.words import Chance, Words

AT = datetime(2026, 9, 15, 8, 30, 2, tzinfo=UTC)
SENDER = xdm.Sender("Dr Marcel CAMPARINI", "CH d’essai")


@cache
def _seeds() -> Seeds:
    minimal = corpus.MINIMAL.read_bytes()
    second = minimal.replace(b'<id root="1.2.3.4.5.6"/>', b'<id root="1.2.3.4.5.7"/>')
    related = (
        b'<relatedDocument typeCode="RPLC"><parentDocument><id root="1.2.3.4.5.6"/></parentDocument></relatedDocument>'
    )
    third = second.replace(b"<componentOf>", related + b"<componentOf>", 1)
    made = {"one": [[minimal]], "two": [[minimal, second]], "sets": [[minimal], [second]], "replaces": [[third]]}
    packed = {name: xdm.pack(lots, sender=SENDER, at=AT).data for name, lots in made.items()}
    public = {path.name: path.read_bytes() for path in sorted((corpus.SAMPLES / "xdm" / "archives").glob("*.zip"))}
    return Seeds.of({**packed, **public}, 8_000)


@cache
def _words() -> Words:
    every = [archives.opened(data) for data in _seeds().short.values()]
    return Words.of(entry.data for one in every for entry in one.entries if entry.name.upper().endswith(b"XML"))


def check(archive: Archive) -> Iterable[str]:
    """Unpacked within the limits; what is intact is what its metadata announce, and is read as a document."""
    with xdm.unpack(bytes(archive)) as found:
        said = {finding.verdict.id for finding in found.findings}
        for finding in found.findings:
            finding.as_dict()
        assert found.documents or said, "nothing in it, and nothing told"
        read = 0
        for held in found.documents:
            data = held.read()
            read += len(data)
            assert held.intact or said, "a document that is not to be filed, and nothing told"
            if held.intact:
                assert hashlib.sha1(data, usedforsecurity=False).hexdigest() == (held.entry.hash or "").lower()
                assert len(data) == held.entry.size
                said |= {finding.verdict.id for finding in cda.read(data)[1]} | {"intact"}
        assert read <= LIMITS.unpacked * max(len(found.documents), 1), "more than was announced"
    return said


def _mutate(archive: Archive, chance: Chance) -> Archive:
    return archives.mutator(trees.mutator(_words()))(archive, chance)


def targets() -> list[Target[Archive]]:
    return [
        Target(
            name="xdm",
            seeds=_seeds,
            begin=archives.opened,
            mutate=_mutate,
            check=check,
            bytes_of=bytes,
            share=60,
        )
    ]
