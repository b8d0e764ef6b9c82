"""The answer to a search as RESULTAT writes it, and read back by the client, by the names of its elements.

Answers are read without their schema: published ones put dates before the number. Source: INSi_RESULTAT_INS;
spec/identity.md a.9 and b.3.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from lxml import etree

from socle.identity.insi.names import RESULT
from socle.identity.insi_answer import InsFound, InsiTraits, Retrieval
from socle.wire import xml
from socle.wire.namespaces import qname

#: The namespace that stands without a prefix, which the types of lxml leave out.
_DEFAULT: Any = {None: RESULT}


def write(answer: Retrieval, *, dates_first: bool = False) -> etree._Element:
    """A RESULTAT.

    `dates_first` puts the dates of a matricule before it, against the schema, as one published answer does.
    """
    root = etree.Element(_name("RESULTAT"), nsmap=_DEFAULT)
    report = xml.child(root, _name("CR"))
    xml.child(report, _name("CodeCR"), text=str(answer.code))
    xml.child(report, _name("LibelleCR"), text=answer.label)
    if answer.active is None or answer.traits is None:
        return root
    person = xml.child(root, _name("INDIVIDU"))
    _identifier(person, "INSACTIF", answer.active, dates_first=dates_first)
    for former in answer.history:
        _identifier(person, "INSHISTO", former, dates_first=dates_first)
    _traits(xml.child(person, _name("TIQ")), answer.traits)
    return root


def _identifier(person: etree._Element, tag: str, held: InsFound, *, dates_first: bool) -> None:
    node = xml.child(person, _name(tag))
    days = [("DateDeb", held.since), ("DateFin", held.until)]
    if dates_first:
        _days(node, days)
    number = xml.child(node, _name("IdIndividu"))
    xml.child(number, _name("NumIdentifiant"), text=held.number)
    for name, text in (("Cle", held.key), ("TypeMatricule", held.kind)):
        if text:
            xml.child(number, _name(name), text=text)
    xml.child(node, _name("OID"), text=held.oid)
    if not dates_first:
        _days(node, days)


def _days(node: etree._Element, days: list[tuple[str, date | None]]) -> None:
    for name, day in days:
        if day is not None:
            xml.child(node, _name(name), text=day.isoformat())


def _traits(node: etree._Element, traits: InsiTraits) -> None:
    texts = (
        ("NomNaissance", traits.birth_name),
        ("Prenom", traits.given_name),
        ("ListePrenom", traits.given_names),
        ("Sexe", traits.sex),
        ("DateNaissance", traits.birth_date.isoformat() if traits.birth_date is not None else ""),
        ("LieuNaissance", traits.birth_place),
    )
    for name, text in texts:
        if text:
            xml.child(node, _name(name), text=text)


def read(body: etree._Element) -> Retrieval | None:
    """The answer in a body element; None when it is no RESULTAT. Dates that cannot be read are read as none."""
    if body.tag != _name("RESULTAT"):
        return None
    person = xml.first(body, _name("INDIVIDU"))
    active = xml.first(person, _name("INSACTIF"))
    traits = xml.first(person, _name("TIQ"))
    return Retrieval(
        code=_text(body, "CR", "CodeCR"),
        label=_text(body, "CR", "LibelleCR"),
        active=_found(active) if active is not None else None,
        history=tuple(map(_found, xml.children(person, _name("INSHISTO")))) if person is not None else (),
        traits=_told(traits) if traits is not None else None,
    )


def _found(node: etree._Element) -> InsFound:
    return InsFound(
        number=_text(node, "IdIndividu", "NumIdentifiant"),
        key=_text(node, "IdIndividu", "Cle"),
        kind=_text(node, "IdIndividu", "TypeMatricule"),
        oid=_text(node, "OID"),
        since=_day(_text(node, "DateDeb")),
        until=_day(_text(node, "DateFin")),
    )


def _told(node: etree._Element) -> InsiTraits:
    return InsiTraits(
        birth_name=_text(node, "NomNaissance"),
        given_names=_text(node, "ListePrenom"),
        sex=_text(node, "Sexe"),
        birth_date=_day(_text(node, "DateNaissance")),
        birth_place=_text(node, "LieuNaissance"),
        given_name=_text(node, "Prenom"),
    )


def _text(node: etree._Element, *path: str) -> str:
    return xml.text_of(xml.first(node, *map(_name, path)))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _name(local: str) -> str:
    return qname(RESULT, local)
