"""Short texts that a stranger writes inside messages: HL7 v2 values, matricules, numbers, times, query values."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable
from functools import cache

from socle.directory import idnat
from socle.documents import times
from socle.identity import matricule, oids
from socle.identity.rules import is_acceptable_ins, may_feed_for
from socle.record.portal.access import possible_ins
from socle.record.portal.shelf import author_name, moment_of
from socle.record.queries.filters import instant, like
from socle.rulebook.choices import Choices
from socle.web.words import in_words, person_name, short_day, xds_time
from socle.wire.hl7v2 import CX, XCN, XON
from socle.wire.mtom.headers import content_type, fields
from socle.wire.mtom.xop import cid, content_id
from socle.wire.xds import query
from socle.wire.xds.model import Author, DocumentEntry
from tests.fuzzing.mutators import lines
from tests.fuzzing.recipe import Seeds
from tests.fuzzing.targets.common import Target, plain, told
from tests.wire import pki

GOOD = (
    "284053523899177^^^&1.2.250.1.213.1.4.10&ISO^NH",
    "IPP-000117^^^&1.2.250.1.71.4.2.2.3990100109&ISO^PI",
    "899880000015^KERVELEC^Nolwenn^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS",
    "2.25.1^CAHIER^LGC^^^^^^&1.2.3&ISO^U^^^RI",
    "CABINET DU DR KERVELEC^^^^^&1.2.250.1.71.4.2.2&ISO^IDNST^^^499880000015001",
    "284053523899177",
    "2 84 05 2A 238 991 77",
    "899880000015",
    "0B0152872",
    "1990100018",
    "3990100109/DIM0007",
    "20260915080000+0200",
    "202609",
    "2026-09-15T08:00:00Z",
    "('urn:oasis:names:tc:ebxml-regrep:StatusType:Approved','x''y')",
    "'a'",
    "20260101",
    "SA07^1.2.250.1.71.4.2.4",
    "11490-0^^2.16.840.1.113883.6.1",
    'multipart/related; type="application/xop+xml"; start="<a@b>"; boundary="x\\"y"',
    "Content-ID: <a@b>\r\nContent-Type: text/xml;\r\n charset=utf-8",
    "cid:a%40b",
)


@cache
def _seeds() -> Seeds:
    return Seeds.of({text: text.encode() for text in GOOD})


def _hl7(text: str) -> Iterable[str]:
    for kind in (CX, XCN, XON):
        held = kind(text)
        assert str(held) == text
        for number in range(-1, 15):
            held.component(number)
            held.subcomponent(number, 2)
    patient = CX(text)
    assert patient.same_as(CX(text))
    assert isinstance(patient.is_complete, bool)
    said = {finding.verdict.id for finding in is_acceptable_ins(patient, Choices()).findings}
    for choices in (Choices(), Choices(production=False)):
        for version in ("2.0", "2.5"):
            said |= told(may_feed_for(patient, version, pki.NOW, choices).findings, "repository")
    oids.names_ins(patient)
    author_name(Author(person=XCN(text), institutions=(XON(text),)))
    return said


def _matricule(text: str) -> Iterable[str]:
    valid = matricule.is_valid(text)
    assert not valid or matricule.with_key(text[:13]) == text
    assert not valid or text.isascii()
    with contextlib.suppress(ValueError):
        matricule.key(text)
    for check in (matricule.rpps, matricule.adeli, matricule.finess, matricule.siren, matricule.siret, matricule.luhn):
        assert not check(text) or text.isascii(), f"{check.__name__} takes a digit that is none"
    possible_ins(text)
    return {"valid" if valid else "not valid"}


def _idnat(text: str) -> Iterable[str]:
    for ask in (
        idnat.is_professional,
        idnat.has_national_number,
        idnat.rpps_of,
        idnat.adeli_of,
        idnat.finess_of,
        idnat.siret_of,
        idnat.is_test_number,
        idnat.person_key_verifies,
        idnat.structure_key_verifies,
    ):
        ask(text)
    return ()


def _time(text: str) -> Iterable[str]:
    moment = times.read(text)
    if moment is not None:
        assert moment.start < moment.end
        assert moment.agrees_with(moment)
        assert times.read(moment.utc, zone=times.UTC) is not None
    entry = DocumentEntry(id="x", creation_time=text)
    for say in (in_words, short_day):
        say(moment_of(entry))
    xds_time(text)
    instant(text)
    return {"time" if moment else "no time"}


def _query(text: str) -> Iterable[str]:
    values = query.parse_value(text)
    if values:
        written = query.write_value("$x", values)
        assert query.parse_value(written) == values
    like([text[:3000]], {"x": ((text[:3000],), (text[::-1][:300],))}, "x")
    return {"values" if values else "no values"}


def _mime(text: str) -> Iterable[str]:
    kind = content_type(text)
    assert kind["absent"] == ""
    fields(text.encode("utf-8", "surrogatepass"))
    content_id(text)
    cid(text)
    person_name(text, text)
    return ()


READERS: tuple[Callable[[str], Iterable[str]], ...] = (_hl7, _matricule, _idnat, _time, _query, _mime)


def check_text(data: bytes) -> Iterable[str]:
    text = data.decode("utf-8", "replace")
    return {word for reader in READERS for word in reader(text)}


def targets() -> list[Target]:
    return [plain("text", _seeds, lambda: lines.text, check_text, 60)]
