"""The patient of a header: the traits an INS calls for, and whether they agree with its matricule.

Source: spec/cda.md section 2 (INS rule of the official checks) and pitfall 1; spec/identity.md a.1; CI-SIS, annexe INS.
"""

from __future__ import annotations

import re

from lxml import etree

from socle.documents.cda.nodes import child, children, local, tag, text
from socle.documents.checking import verdicts
from socle.documents.checking.notes import Notes
from socle.identity import matricule, oids
from socle.rulebook import Said, Verdict, applies

_SOURCE = "spec/cda.md 11, rule 13"
_SEXES = {"1": "M", "2": "F"}
#: Years before which places of birth were numbered otherwise: Paris and its surroundings, Corsica, Algeria.
_RENUMBERED = re.compile(r"75|78|9[1-6]|20")
_LAST_RENUMBERED = 1976
_TWELVE = 12


def _ins(role: etree._Element) -> etree._Element | None:
    return next((id for id in children(role, "id") if id.get("root") in oids.INS_OIDS and id.get("extension")), None)


@applies("INS-017", "DOC-017")
def needed(notes: Notes, role: etree._Element, _: list[etree._Element]) -> None:
    """The six traits of an INS."""
    if not any(id.get("root") in oids.INS_OIDS for id in children(role, "id")):
        return
    patient = child(role, "patient")
    if patient is None:  # told already
        return
    name = child(patient, "name")
    gender, birth = child(patient, "administrativeGenderCode"), child(patient, "birthTime")
    places = children(child(patient, "birthplace", "place"), "addr")
    traits = (
        ("name/family[@qualifier='BR']", Said("le nom de naissance", "the birth name"), _part(name, "family", "BR")),
        (
            "name/given[@qualifier='BR']",
            Said("le premier prénom de naissance", "the first given name at birth"),
            _part(name, "given", "BR"),
        ),
        (
            "name/given[not(@qualifier)]",
            Said("la liste des prénoms de naissance", "the list of given names at birth"),
            _part(name, "given", None),
        ),
        (
            "birthTime/@value",
            Said("la date de naissance", "the birth date"),
            birth is not None and bool(birth.get("value")),
        ),
        (
            "birthplace/place/addr/county",
            Said("le code du lieu de naissance", "the code of the birth place"),
            any(text(child(place, "county")) for place in places),
        ),
        ("administrativeGenderCode/@code", Said("le sexe", "the sex"), gender is not None and bool(gender.get("code"))),
    )
    for path, expected, present in traits:
        if not present and not _told(notes, patient, path):
            notes.add(verdicts.TRAIT_MISSING, patient, path, expected=expected, source=_SOURCE)


def _told(notes: Notes, patient: etree._Element, path: str) -> bool:
    """Whether the same lack was found as that of an element, or of its attribute."""
    first, _, step = path.partition("/")
    if "[" in path:  # a part whose qualifier is wrong is told as such
        kind = path.partition("/")[2].partition("[")[0]
        return any(notes.tells_of(part, "@qualifier") for part in children(child(patient, "name"), kind))
    element = child(patient, first)
    return notes.tells_of(patient, first) or (element is not None and notes.tells_of(element, step))


def _part(name: etree._Element | None, kind: str, qualifier: str | None) -> bool:
    return any(part.get("qualifier") == qualifier and text(part) for part in children(name, kind))


@applies("INS-017")
def qualified(notes: Notes, role: etree._Element, _: list[etree._Element]) -> None:
    """One of the patient's identifiers is an INS; in production, not one of test."""
    ids = [id for id in children(role, "id") if id.get("extension") and not id.get("nullFlavor")]
    if any(oids.is_qualified(id.get("root", ""), notes.choices.production) for id in ids):
        return
    expected = sorted(oids.PRODUCTION_OIDS if notes.choices.production else oids.INS_OIDS)
    found = ", ".join(id.get("root", "") for id in ids) or Said("aucun identifiant", "no identifier")
    notes.add(verdicts.INS_MISSING, role, "id", expected=", ".join(expected), found=found)


@applies("INS-017")
def once(notes: Notes, role: etree._Element, _: list[etree._Element]) -> None:
    """Each name of a patient stands in one element: the list of given names too, with blanks between them."""
    name = child(role, "patient", "name")
    seen: set[tuple[str, str | None]] = set()
    for part in () if name is None else name.iterchildren(tag("family"), tag("given")):
        key = (local(part), part.get("qualifier"))
        if key in seen:
            notes.add(
                verdicts.DOUBTFUL,
                part,
                expected=Said("tous dans le premier élément de ce nom", "all in the first element of this name"),
                found=text(part),
                source="spec/cda.md 2",
            )
        seen.add(key)


def coherent(notes: Notes, role: etree._Element, _: list[etree._Element]) -> None:
    """The sex, the year and month and the place that a matricule tells are those of the header, where it tells them."""
    ins, patient = _ins(role), child(role, "patient")
    if ins is None or patient is None or not matricule.is_well_formed(ins.get("extension", "")):
        return
    number = ins.get("extension", "")
    _sex(notes, patient, number)
    _born(notes, patient, number)
    _place(notes, patient, number)


def _sex(notes: Notes, patient: etree._Element, number: str) -> None:
    element = child(patient, "administrativeGenderCode")
    said = element.get("code", "") if element is not None else ""
    told = _SEXES.get(number[0])
    if element is not None and told and said in {"M", "F"} and said != told:
        notes.add(_verdict(notes), element, "@code", expected=told, found=said)


def _born(notes: Notes, patient: etree._Element, number: str) -> None:
    """Months above twelve stand for one that nobody knew."""
    element = child(patient, "birthTime")
    said = element.get("value", "") if element is not None else ""
    month = int(number[3:5])
    known = 1 <= month <= _TWELVE
    told = f"..{number[1:3]}{number[3:5] if known else ''}"
    length = min(len(said), len(told))
    if element is not None and len(said) >= len("YYYY") and said[2:length] != told[2:length]:
        notes.add(_verdict(notes), element, "@value", expected=told, found=said)


def _place(notes: Notes, patient: etree._Element, number: str) -> None:
    element = child(patient, "birthplace", "place", "addr", "county")
    said, told = text(element), number[5:10]
    if element is None or not re.fullmatch(r"[0-9AB]{5}", said) or said in {told, "99999"}:
        return
    year = child(patient, "birthTime")
    early = year is None or year.get("value", "9999")[:4] <= str(_LAST_RENUMBERED)
    if early and _RENUMBERED.match(told):
        return
    notes.add(_verdict(notes), element, expected=told, found=said)


def _verdict(notes: Notes) -> Verdict:
    return verdicts.TRAIT_REFUSED if notes.choices.refuse_incoherent_ins_traits else verdicts.TRAIT_DIFFERS
