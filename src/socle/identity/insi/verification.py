"""The verification operations (WS_INS3 to WS_INS5): their messages, in a shape that is ours.

Their numbers are public, their schema is not (spec/identity.md b.1): the search message with the matricule and its OID
added, OK or KO out. ASSUMED throughout, hence a namespace of our own and the setting `insi_verification`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lxml import etree

from socle.identity.insi import requests
from socle.identity.insi.names import BODIES, VERIFICATION, Operation
from socle.identity.insi.verdicts import TRAIT_MISSING, TRAIT_UNREADABLE
from socle.identity.insi_answer import NUMBER, Asked
from socle.identity.traits import Traits
from socle.rulebook import Finding
from socle.wire import xml
from socle.wire.hl7v2 import CX
from socle.wire.namespaces import qname

#: Verifications of one deposit, at most: a message holds a megabyte.
MOST = 1000
#: Characters of a reference that come back.
LONGEST_REFERENCE = 64
#: What an identifier is made of: anything else would be read as the separators of the field it is put into.
_PLAIN = re.compile(r"[0-9A-Za-z.]+", re.ASCII)
_IDENTIFIERS = {"NumIdentifiant": "13", "Cle": "2", "OID": "OID"}


class Verdict(StrEnum):
    """The answer to one verification. NT: the request could not be read, nothing is known of the identity."""

    OK = "OK"
    KO = "KO"
    UNREAD = "NT"


LABELS = {
    Verdict.OK: "Le matricule, l'OID et les traits concordent",
    Verdict.KO: "Le matricule, l'OID et les traits ne concordent pas",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What is to be verified: an INS and its five strict traits, under the asker's own reference."""

    ins: CX
    asked: Asked
    reference: str = ""

    @property
    def traits(self) -> Traits:
        """The traits as the national register compares them. The birth date must be there."""
        asked, names = self.asked, " ".join(self.asked.given_names)
        assert asked.birth_date is not None  # noqa: S101 - decided by the caller, for the reader of types
        return Traits(
            birth_name=asked.birth_name,
            given_names=names,
            first_given_name=names,
            sex=asked.sex,
            birth_date=asked.birth_date,
            birth_place=asked.birth_place,
        )


@dataclass(frozen=True, slots=True)
class Verified:
    """The answer to one verification."""

    code: Verdict
    label: str
    reference: str = ""

    @classmethod
    def of(cls, code: Verdict, reference: str = "") -> Verified:
        return cls(code, LABELS[code], reference)


def read(body: etree._Element) -> tuple[Identity, list[Finding]]:
    """The identity of a VERIFICATION, and what it lacks."""
    asked, findings = requests.by_traits(body, VERIFICATION)
    texts = {name: _text(body, name) for name in ("NumIdentifiant", "Cle", "OID", "LieuNaissance")}
    findings += [TRAIT_MISSING.at(name) for name, text in texts.items() if not text]
    findings += [
        TRAIT_UNREADABLE.at(name, expected=expected, found=text[:LONGEST_REFERENCE])
        for name, expected in _IDENTIFIERS.items()
        if (text := texts[name]) and not _PLAIN.fullmatch(text)
    ]
    ins = CX.of(texts["NumIdentifiant"] + texts["Cle"], texts["OID"], "NH")
    reference = (body.get("Reference") or "")[:LONGEST_REFERENCE]
    return Identity(ins=ins, asked=asked, reference=reference), findings


def read_all(body: etree._Element) -> list[tuple[Identity, list[Finding]]]:
    """The identities of a DEPOT, each with what it lacks."""
    return [read(one) for one in xml.children(body, BODIES[Operation.VERIFY])]


def read_number(body: etree._Element) -> str:
    """The number of the batch that a RETRAIT asks for."""
    return _text(body, "NumeroLot")


def write(held: Identity) -> etree._Element:
    """A VERIFICATION."""
    root = xml.element(BODIES[Operation.VERIFY], nsmap={"verif": VERIFICATION})
    if held.reference:
        root.set("Reference", xml.clean(held.reference))
    asked, matricule = held.asked, held.ins.id
    texts = [("NumIdentifiant", matricule[:NUMBER]), ("Cle", matricule[NUMBER:]), ("OID", held.ins.authority)]
    texts += [("NomNaissance", asked.birth_name), *(("Prenom", name) for name in asked.given_names)]
    texts += [("Sexe", asked.sex), ("DateNaissance", asked.birth_date.isoformat() if asked.birth_date else "")]
    texts += [("LieuNaissance", asked.birth_place)]
    for name, text in texts:
        xml.child(root, qname(VERIFICATION, name), text=text)
    return root


def write_deposit(identities: Iterable[Identity]) -> etree._Element:
    """A DEPOT."""
    root = xml.element(BODIES[Operation.DEPOSIT], nsmap={"verif": VERIFICATION})
    root.extend([write(one) for one in identities])
    return root


def write_collection(number: str) -> etree._Element:
    """A RETRAIT."""
    root = xml.element(BODIES[Operation.COLLECT], nsmap={"verif": VERIFICATION})
    xml.child(root, qname(VERIFICATION, "NumeroLot"), text=number)
    return root


def write_verified(verified: Verified, parent: etree._Element | None = None) -> etree._Element:
    """A RESULTAT, alone or in a LOT."""
    tag = qname(VERIFICATION, "RESULTAT")
    node = xml.element(tag, nsmap={"verif": VERIFICATION}) if parent is None else xml.child(parent, tag)
    if verified.reference:
        node.set("Reference", xml.clean(verified.reference))
    report = xml.child(node, qname(VERIFICATION, "CR"))
    xml.child(report, qname(VERIFICATION, "CodeCR"), text=verified.code.value)
    xml.child(report, qname(VERIFICATION, "LibelleCR"), text=verified.label)
    return node


def write_receipt(number: str, count: int) -> etree._Element:
    """An ACCUSE: the number under which the batch is collected, and how many it holds."""
    root = xml.element(qname(VERIFICATION, "ACCUSE"), nsmap={"verif": VERIFICATION})
    xml.child(root, qname(VERIFICATION, "NumeroLot"), text=number)
    xml.child(root, qname(VERIFICATION, "Nombre"), text=str(count))
    return root


def write_batch(number: str, results: Sequence[Verified] | None) -> etree._Element:
    """A LOT; `results` is None while the batch waits."""
    state = "EN_COURS" if results is None else "TERMINE"
    root = xml.element(qname(VERIFICATION, "LOT"), {"Etat": state}, nsmap={"verif": VERIFICATION})
    xml.child(root, qname(VERIFICATION, "NumeroLot"), text=number)
    for one in results or ():
        write_verified(one, root)
    return root


def read_verified(node: etree._Element) -> Verified | None:
    """The answer in a RESULTAT; None when it is none."""
    if node.tag != qname(VERIFICATION, "RESULTAT"):
        return None
    report = xml.first(node, qname(VERIFICATION, "CR"))
    try:
        code = Verdict(_text(report, "CodeCR"))
    except ValueError:
        return None
    return Verified(code, _text(report, "LibelleCR"), node.get("Reference", ""))


def read_receipt(body: etree._Element) -> str | None:
    """The number that an ACCUSE gives; None when it is none."""
    return (_text(body, "NumeroLot") or None) if body.tag == qname(VERIFICATION, "ACCUSE") else None


def read_batch(body: etree._Element) -> tuple[bool, tuple[Verified, ...]] | None:
    """Whether the batch of a LOT is done, and its answers; None when the element is no LOT."""
    if body.tag != qname(VERIFICATION, "LOT"):
        return None
    found = (read_verified(node) for node in xml.children(body))
    return body.get("Etat") == "TERMINE", tuple(one for one in found if one is not None)


def _text(parent: etree._Element | None, name: str) -> str:
    return xml.text_of(xml.first(parent, qname(VERIFICATION, name)))
