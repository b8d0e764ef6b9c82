"""What other extracts add to people and structures: diplomas and authorisations, know-hows, mailboxes.

Source: spec/identity.md e.3; header of the public MSSanté extract (31 columns, read by name).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from socle.directory.annuaire import codes
from socle.directory.imports import layouts, verdicts
from socle.directory.imports.layouts import picker
from socle.directory.imports.people import IDNAT
from socle.rulebook import Finding

#: Letter, id, kind, facts.
Detail = tuple[str, str, str, Mapping[str, Any]]
_COLUMNS: Final = {
    layouts.DIPLOMAS: (
        "Identification nationale PP",
        "Code type diplôme obtenu",
        "Code diplôme obtenu",
        "Code type autorisation",
        "Code discipline autorisation",
    ),
    layouts.KNOW_HOW: ("Identification nationale PP", "Code type savoir-faire", "Code savoir-faire"),
    layouts.MAILBOXES: (
        "Identification nationale PP",
        "Type de BAL",
        "Adresse BAL",
        "Identification Structure",
        "Service de rattachement",
    ),
}
_ADDRESS: Final = re.compile(r"[^@\s|]+@[^@\s|]+\.[^@\s|]+")
#: Kinds of mailboxes. Source: guide, TRE_R257 (PER, ORG, APP, CAB).
_KINDS: Final = frozenset({"PER", "ORG", "APP", "CAB"})


class Reader:
    """Turns the lines of one of these extracts, under one header, into details."""

    def __init__(self, layout: str, names: Sequence[str]) -> None:
        self._pick = picker(names, _COLUMNS[layout])
        self._of = {layouts.DIPLOMAS: _diploma, layouts.KNOW_HOW: _know_how, layouts.MAILBOXES: _mailbox}[layout]

    def read(self, cells: list[str], place: str) -> tuple[list[Detail], list[Finding]]:
        """The details of one line, and what is wrong with it."""
        idnat, *more = self._pick(cells)
        return self._of(idnat, more, place)


def _wrong(idnat: str, place: str) -> list[Finding]:
    if IDNAT.fullmatch(idnat):
        return []
    expected = "8 et 11 chiffres, ou 0 et 9 caractères"
    return [verdicts.NUMBER_MALFORMED.at(place, expected=expected, found=idnat)]


def _diploma(idnat: str, more: list[str], place: str) -> tuple[list[Detail], list[Finding]]:
    type, code, permit, field = more
    if wrong := _wrong(idnat, place):
        return [], wrong
    key = codes.own_id("P", idnat)
    found: list[Detail] = [("P", key, "diploma", {"type": type, "code": code})] if code else []
    return found + ([("P", key, "permit", {"type": permit, "code": field})] if permit or field else []), []


def _know_how(idnat: str, more: list[str], place: str) -> tuple[list[Detail], list[Finding]]:
    type, code = more
    if wrong := _wrong(idnat, place):
        return [], wrong
    return ([("P", codes.own_id("P", idnat), "knowhow", {"type": type, "code": code})] if code else []), []


def _mailbox(idnat: str, more: list[str], place: str) -> tuple[list[Detail], list[Finding]]:
    kind, address, structure, service = more
    if not _ADDRESS.fullmatch(address) or kind not in _KINDS:
        expected = "une adresse, de type PER, ORG, APP ou CAB"
        return [], [verdicts.NUMBER_MALFORMED.at(place, expected=expected, found=f"{kind} {address}".strip())]
    facts = {"address": address, "type": kind, "service": service}
    if kind == "PER":
        wrong = _wrong(idnat, place)
        return ([] if wrong else [("P", codes.own_id("P", idnat), "mailbox", facts)]), wrong
    number = place_number(structure)
    if not number:
        expected = "un FINESS, un SIRET ou un identifiant national de structure"
        return [], [verdicts.NUMBER_MALFORMED.at(place, expected=expected, found=structure)]
    return [("O", codes.own_id("O", number), "mailbox", facts)], []


def place_number(text: str) -> str:
    """The IdNat_Struct of a structure's number, written alone or with the digit that says what it is; empty if none."""
    forms = {
        r"(?:\d{2}|2[AB]|0B)\d{7}": "1",
        r"\d{14}": "3",
        r"1[0-9AB]{9}|3\d{14}|4\d{13,16}|2\d{9}|0[0-9AB]{9,13}": "",
    }
    return next((head + text for form, head in forms.items() if re.fullmatch(form, text, re.ASCII)), "")
