"""The Trois-Ponts world behind the pages: its cast, a few documents, and someone signed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

from django.test import Client

from socle import clock
from socle.directory.actor import Actor, Authentication, Kind
from socle.directory.sessions import sign_in
from socle.identity.models import Person
from socle.ledger import acts
from socle.record.models import Record
from socle.wire.hl7v2 import CX
from socle.wire.xds.model import VISIBILITY_SCHEME, Code
from tests.record import cast
from tests.record.submission_builders import feed

AT = datetime(2026, 9, 15, 8, 40, tzinfo=UTC)
TEST_NIR = "1.2.250.1.213.1.4.10"
CAMILLE, HUGO, IRIS = "284053523899177", "182112901999268", "210033523899380"
ARMAND, PERRINE = "151012227899452", "279082227899502"
NORMAL = Code("N", "2.16.840.1.113883.5.25", "Normal")
LETTER, MASKED, HIDDEN, NOTE, SECRET = "2.25.9.101", "2.25.9.102", "2.25.9.103", "2.25.9.104", "2.25.9.105"


def visibility(code: str) -> tuple[Code, ...]:
    return (NORMAL, Code(code, VISIBILITY_SCHEME))


@dataclass
class World:
    """The people of the world, and a browser without eyes for each."""

    documents: Path

    def person(self, ins: str) -> Person:
        return Person.objects.get(identifiers__value=ins)

    def record(self, ins: str) -> str:
        return Record.objects.get(person_id=self.person(ins).pk).pk

    def patient(self, ins: str, **changes) -> Actor:
        person = self.person(ins)
        return Actor(kind=Kind.PATIENT, id=person.pk, name=str(person), authentication=Authentication.SPACE, **changes)

    def as_patient(self, ins: str) -> Client:
        return self.signed_in(self.patient(ins))

    def as_professional(self, idnat: str, name: str, structure: str = "", **changes) -> Client:
        values = {"profession": "10", "authentication": Authentication.CARD, "kind": Kind.PROFESSIONAL} | changes
        return self.signed_in(Actor(id=idnat, name=name, structure=structure, **values))

    def signed_in(self, actor: Actor) -> Client:
        client = Client()
        session = client.session
        sign_in(session, actor)
        session.save()
        client.cookies["sessionid"] = session.session_key
        return client

    def bytes_of(self, name: str) -> bytes:
        return (self.documents / f"{name}.xml").read_bytes()

    def feed(self, ins: str, unique_id: str, name: str, **changes) -> None:
        outcome = feed(
            (unique_id, self.bytes_of(name)),
            at=AT,
            set_id=f"{unique_id}.9",
            patient=CX.of(ins, TEST_NIR, "NH"),
            **changes,
        )
        assert outcome.decision.allowed, outcome.decision.findings

    def acts(self, ins: str):
        return acts(self.record(ins))


def build(documents: Path) -> World:
    """The world at its first morning, the clock frozen there."""
    cast.assemble()
    clock.install(clock.MovableClock(AT, frozen=True))
    world = World(documents)
    world.feed(CAMILLE, LETTER, "discharge-letter-v1", title="Lettre de sortie")
    world.feed(CAMILLE, MASKED, "consultation-note-v1", title="Note masquée", confidentiality=visibility("MASQUE_PS"))
    world.feed(
        CAMILLE, HIDDEN, "laboratory-report-v1", title="À annoncer", confidentiality=visibility("INVISIBLE_PATIENT")
    )
    world.feed(IRIS, NOTE, "minor-note-v1", title="Note d’Iris")
    secret = visibility("INVISIBLE_REPRESENTANTS_LEGAUX")
    world.feed(IRIS, SECRET, "minor-emergency-sheet-v1", title="Secret d’Iris", confidentiality=secret)
    return world


def text_of(answer) -> str:
    """What a reader sees: entities read, and a no-break space as the space that it is."""
    return unescape(answer.content.decode()).replace("\u00a0", " ").replace("\u202f", "")
