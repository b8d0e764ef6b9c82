"""What a request asks, read from its body by the names of its elements; the schema makes none of them compulsory.

What is required is functional: birth name, a given name, sex and birth date by traits; a matricule by card.
Source: INSi_RECSANS_INS, INSi_RECVITALE_INS; spec/identity.md b.3.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from lxml import etree

from socle.identity.insi.names import CARD, TRAITS
from socle.identity.insi.verdicts import TRAIT_MISSING, TRAIT_UNREADABLE
from socle.identity.insi_answer import Asked, AskedByCard
from socle.rulebook import Finding
from socle.wire import xml
from socle.wire.namespaces import qname

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_NUMBER = re.compile(r"\d{5}(?:\d{2}|2[AB])\d{6}(?:\d{2})?", re.ASCII)
_SEXES = "M, F"
_LONGEST = 20  # characters of a wrong value that a sentence repeats


def by_traits(body: etree._Element, namespace: str = TRAITS) -> tuple[Asked, list[Finding]]:
    """The search of a RECSANSVITALE. A date that no calendar has (2009-02-30, 1975-00-00) is read as none."""
    texts = dict(_texts(body, namespace))
    names = tuple(filter(None, map(xml.text_of, xml.children(body, qname(namespace, "Prenom")))))
    told = {"NomNaissance": texts.get("NomNaissance", ""), "Prenom": " ".join(names), "Sexe": texts.get("Sexe", "")}
    findings = [TRAIT_MISSING.at(name) for name, text in told.items() if not text]
    if told["Sexe"] and told["Sexe"] not in _SEXES.split(", "):
        findings.append(TRAIT_UNREADABLE.at("Sexe", expected=_SEXES, found=told["Sexe"][:_LONGEST]))
    born, wrong = _day(texts.get("DateNaissance", ""), needed=True)
    asked = Asked(
        birth_name=told["NomNaissance"],
        given_names=names,
        sex=told["Sexe"],
        birth_date=born,
        birth_place=texts.get("LieuNaissance", ""),
    )
    return asked, [*findings, *wrong]


def by_card(body: etree._Element) -> tuple[AskedByCard, list[Finding]]:
    """The search of a RECVITALE: by the person's own matricule, else by the one that opens the rights (MatriculeOD)."""
    number = _matricule(body, "MatriculeIndividu") or _matricule(body, "MatriculeOD")
    texts = dict(_texts(body, CARD))
    born, findings = _day(texts.get("DateNaissance", ""), needed=False)
    if not number:
        findings.append(TRAIT_MISSING.at("MatriculeIndividu"))
    elif not _NUMBER.fullmatch(number):
        findings.append(TRAIT_UNREADABLE.at("NumIdentifiant", expected="13", found=len(number)))
    asked = AskedByCard(
        number=number,
        birth_name=texts.get("NomNaissance", ""),
        birth_date=born,
        rank=texts.get("RangNaissance", ""),
    )
    return asked, findings


def _texts(body: etree._Element, namespace: str) -> Iterator[tuple[str, str]]:
    for node in xml.children(body):
        if etree.QName(node).namespace == namespace:
            yield xml.local_name(node), xml.text_of(node)


def _matricule(body: etree._Element, name: str) -> str:
    """The number and its key, as one text."""
    held = xml.first(body, qname(CARD, name))
    return "".join(xml.text_of(xml.first(held, qname(CARD, part))) for part in ("NumIdentifiant", "Cle"))


def _day(text: str, *, needed: bool) -> tuple[date | None, list[Finding]]:
    if not text:
        return None, [TRAIT_MISSING.at("DateNaissance")] if needed else []
    if not _DAY.fullmatch(text):
        return None, [TRAIT_UNREADABLE.at("DateNaissance", expected="AAAA-MM-JJ", found=text[:_LONGEST])]
    try:
        return date.fromisoformat(text), []
    except ValueError:
        return None, []
