"""FINESS: the legacy extract (lines `structureet`) and its JSON successor, legal entities with their sites.

Source: spec/identity.md f; reference table finess_extract_columns.csv; schema-structures v1 of ansforge/finess.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from socle.directory import idnat as numbers
from socle.directory.annuaire import codes
from socle.directory.annuaire.entries import Held
from socle.directory.imports import verdicts
from socle.rulebook import Finding

NUMBER: Final = re.compile(r"(?:\d{2}|2[AB]|0B)\d{7}", re.ASCII)
#: Columns of a line `structureet`, itself included.
COLUMNS: Final = 31
#: Departments overseas as FINESS writes them, and as INSEE does: ASSUMED beyond 9D.
_OVERSEAS: Final = {"9A": "971", "9B": "972", "9C": "973", "9D": "974", "9E": "975", "9F": "976"}


def legacy(cells: list[str], at: datetime, place: str) -> tuple[list[Held], list[Finding]]:
    """A site and its legal entity, of which this extract tells the number alone."""
    values = [cell.strip() for cell in cells]
    site, entity = values[1], values[2]
    findings = _judged(site, place)
    if any(finding.is_error for finding in findings):
        return [], findings
    routing = re.fullmatch(r"(\d{5})\s+(.*)", values[15])
    facts = {
        "idnat": f"1{site}",
        "name": values[4] or values[3],
        "alias": values[5],
        "finess": site,
        "siret": values[22],
        "category": values[18],
        "ape": values[23],
        "pricing": values[24],
        "espic": values[26],
        "since": values[28] if _is_day(values[28]) else "",
        "phone": values[16],
        "fax": values[17],
        "address": _filled(
            more=values[6],
            number=values[7],
            suffix=values[10],
            way=values[8],
            street=values[9],
            locality=values[11],
            postal=routing[1] if routing else "",
            city=routing[2] if routing else values[15],
            insee=_insee(values[13], values[12]),
        ),
        "system": "FINESS",
    }
    owner = codes.own_id("O", f"1{entity}") if NUMBER.fullmatch(entity) else ""
    held = [Held(type="O", key=codes.own_id("O", f"1{site}"), facts=facts, updated=at, owner=owner)]
    if owner:
        told = {"idnat": f"1{entity}", "finess": entity, "entity": True, "system": "FINESS"}
        held.append(Held(type="O", key=owner, facts=told, updated=at))
    return held, findings


def _insee(department: str, commune: str) -> str:
    """The INSEE code of a commune; the extract writes its three digits apart from the department."""
    head = _OVERSEAS.get(department)
    found = head + commune[1:] if head else department + commune
    return found if re.fullmatch(r"(?:\d{2}|2[AB])\d{3}", found, re.ASCII) else ""


def entity(element: Any, at: datetime, place: str) -> tuple[list[Held], list[Finding]]:
    """A legal entity (`pmej`) of the JSON extract with its sites (`ege`)."""
    held = _object(element)
    told = _object(held.get("informationsGeneralesPMEJ"))
    number = _text(told, "numFinessPm")
    findings = _judged(number, place)
    if any(finding.is_error for finding in findings):
        return [], findings
    facts = {
        "idnat": f"1{number}",
        "name": _text(told, "denominationLonguePmSmsse") or _text(told, "denominationPm"),
        "entity": True,
        "finess": number,
        "siren": _text(told, "siren"),
        "ape": _text(told, "codeApe"),
        "status": _text(told, "statutJuridique"),
        "category": _text(told, "categorieentiteGeographiqueExercice"),
        "since": _day(told, "dateCreation"),
        "until": _day(told, "dateFermeture"),
        **_where(held),
        "system": "FINESS",
    }
    key = codes.own_id("O", f"1{number}")
    entries = [Held(type="O", key=key, facts=facts, updated=at, active=held.get("etatObjet") == "A")]
    for site in held.get("ege") or ():
        some, more = _site(_object(site), key, at, place)
        entries += some
        findings += more
    return entries, findings


def _site(held: Mapping[str, Any], owner: str, at: datetime, place: str) -> tuple[list[Held], list[Finding]]:
    told = _object(held.get("informationsGeneralesEGE"))
    number = _text(told, "numFinessEge")
    findings = _judged(number, place)
    if any(finding.is_error for finding in findings):
        return [], findings
    facts = {
        "idnat": f"1{number}",
        "name": _text(told, "nomEgeLong") or _text(told, "nomEgeCourt"),
        "alias": _text(told, "complementDenominationEg"),
        "finess": number,
        "siret": _text(told, "siret"),
        "category": _text(held, "categorieentiteGeographiqueExercice"),
        "pricing": _text(held, "modefixationtarifaire"),
        "espic": next(iter(told.get("espic") or ()), ""),
        "since": _day(told, "dateOuverture"),
        "until": _day(told, "dateFermeture"),
        **_where(held),
        "system": "FINESS",
    }
    key = codes.own_id("O", f"1{number}")
    return [
        Held(type="O", key=key, facts=facts, updated=at, owner=owner, active=held.get("etatObjet") == "A")
    ], findings


def _where(held: Mapping[str, Any]) -> dict[str, Any]:
    address = _object(next(iter(held.get("adresse") or ()), None))
    contact = _object(_object(next(iter(held.get("contact") or ()), None)).get("telecom"))
    return {
        "address": _filled(
            more=_text(address, "complementPointGeographique"),
            number=_text(address, "numeroVoie"),
            suffix=_text(address, "complementVoie"),
            way=_text(address, "typeVoie"),
            street=_text(address, "libelleVoie"),
            locality=_text(address, "lieuDit"),
            postal=_text(address, "codePostal"),
            city=_text(address, "ligneAcheminement"),
            insee=_text(address, "cogCommune"),
        ),
        "phone": _text(contact, "telephone"),
        "fax": _text(contact, "telecopie"),
        "mail": _text(contact, "adresseMail") or _text(contact, "mail"),
    }


def _judged(number: str, place: str) -> list[Finding]:
    if not NUMBER.fullmatch(number):
        return [verdicts.NUMBER_MALFORMED.at(place, expected="un FINESS de 9 caractères", found=number)]
    if not numbers.structure_key_verifies(f"1{number}"):
        return [verdicts.NUMBER_KEY.at(place, found=number)]
    return []


def _filled(**members: str) -> dict[str, str]:
    return {name: value for name, value in members.items() if value}


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(held: Mapping[str, Any], name: str) -> str:
    value = held.get(name)
    return " ".join(value.split()) if isinstance(value, str) else ""


def _day(held: Mapping[str, Any], name: str) -> str:
    text = _text(held, name)[:10]
    return text if _is_day(text) else ""


def _is_day(text: str) -> bool:
    return re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII) is not None
