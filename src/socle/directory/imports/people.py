"""The activity file of the RPPS extract: one line a person, an exercise and an activity.

Source: spec/identity.md e.3; reference table annuaire_extract_columns.csv (free-access and restricted layouts).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from socle.directory import idnat as numbers
from socle.directory.annuaire import codes
from socle.directory.annuaire.entries import Held
from socle.directory.annuaire.mirror import situation_id
from socle.directory.imports import verdicts
from socle.directory.imports.layouts import picker
from socle.directory.rules.registration import has_civil_status, is_under_its_number, tells_a_situation
from socle.rulebook import Finding

#: IdNat_PS of the directory: RPPS or ADELI. Source: spec/identity.md e.1.
IDNAT: Final = re.compile(r"8\d{11}|0[0-9][0-9AB]\d{7}|00B\d{7}", re.ASCII)
_FINESS: Final = re.compile(r"(?:\d{2}|2[AB]|0B)\d{7}", re.ASCII)
#: Structures of which it is remembered that they were told: some megabytes.
_MOST_STRUCTURES: Final = 50_000
_SIRET: Final = re.compile(r"\d{14}", re.ASCII)


class Line(NamedTuple):
    """The columns of one line that are read, in the order of `COLUMNS`."""

    idnat: str
    courtesy: str
    title: str
    family: str
    given: str
    profession: str
    category: str
    know_how_type: str
    know_how: str
    mode: str
    siret: str
    siren: str
    finess: str
    entity: str
    technical: str
    name: str
    alias: str
    more: str
    point: str
    number: str
    suffix: str
    way: str
    street: str
    locality: str
    cedex: str
    postal: str
    insee: str
    city: str
    country: str
    phone: str
    phone2: str
    fax: str
    mail: str
    authority: str
    sector: str
    section: str
    role: str
    kind: str


COLUMNS: Final = (
    "Identification nationale PP",
    "Code civilité",
    "Code civilité d'exercice",
    "Nom d'exercice",
    "Prénom d'exercice",
    "Code profession",
    "Code catégorie professionnelle",
    "Code type savoir-faire",
    "Code savoir-faire",
    "Code mode exercice",
    "Numéro SIRET site",
    "Numéro SIREN site",
    "Numéro FINESS site",
    "Numéro FINESS établissement juridique",
    "Identifiant technique de la structure",
    "Raison sociale site",
    "Enseigne commerciale site",
    "Complément destinataire (coord. structure)",
    "Complément point géographique (coord. structure)",
    "Numéro Voie (coord. structure)",
    "Indice répétition voie (coord. structure)",
    "Code type de voie (coord. structure)",
    "Libellé Voie (coord. structure)",
    "Mention distribution (coord. structure)",
    "Bureau cedex (coord. structure)",
    "Code postal (coord. structure)",
    "Code commune (coord. structure)",
    "Libellé commune (coord. structure)",
    "Code pays (coord. structure)",
    "Téléphone (coord. structure)",
    "Téléphone 2 (coord. structure)",
    "Télécopie (coord. structure)",
    "Adresse e-mail (coord. structure)",
    "Autorité d'enregistrement",
    "Code secteur d'activité",
    "Code section tableau pharmaciens",
    "Code rôle",
    "Code genre activité",
)


class Reader:
    """Turns the lines under one header into entries; `at` is the instant of the import.

    Of a structure the first line stands: lines that name it again, ten in the national file, do not tell it again.
    """

    def __init__(self, names: Sequence[str], at: datetime) -> None:
        self._pick, self._at = picker(names, COLUMNS), at
        self._structures: set[str] = set()

    def read(self, cells: list[str], place: str) -> tuple[list[Held], list[Finding]]:
        """The entries of one line (person, structure, situation) and what is wrong with it; none after an error."""
        line = Line._make(self._pick(cells))
        findings = _judged(line, self._at, place)
        if any(finding.is_error for finding in findings):
            return [], findings
        structure, entries = structure_number(line), [self._person(line)]
        if structure and structure not in self._structures:
            if len(self._structures) >= _MOST_STRUCTURES:
                self._structures.clear()
            self._structures.add(structure)
            entries.append(self._structure(line, structure))
        told = tells_a_situation(_activity(line), structure, place)
        findings += told.findings
        if any(_activity(line)) and not told.findings:
            entries.append(self._situation(line, structure))
        return entries, findings

    def _person(self, line: Line) -> Held:
        know_how = [[line.know_how_type, line.know_how]] if line.know_how else []
        facts = {
            "idnat": line.idnat,
            "courtesy": line.courtesy,
            "title": line.title,
            "family": line.family,
            "given": line.given,
            "authority": line.authority,
            "professions": [[line.profession, line.category, know_how]],
        }
        return Held(type="P", key=codes.own_id("P", line.idnat), facts=facts, updated=self._at)

    def _structure(self, line: Line, number: str) -> Held:
        address = {
            "more": " ".join(filter(None, (line.more, line.point))),
            "number": line.number,
            "suffix": line.suffix,
            "way": line.way,
            "street": line.street,
            "locality": line.locality,
            "postal": line.postal,
            "city": line.city or line.cedex,
            "insee": line.insee,
            "country": line.country,
        }
        facts = {
            "idnat": number,
            "name": line.name or line.alias,
            "alias": line.alias if line.name else "",
            "finess": line.finess,
            "siren": line.siren,
            "siret": line.siret,
            "rank": number[1:] if number[:1] == "4" else "",
            "sector": line.sector,
            "phone": line.phone,
            "phone2": line.phone2,
            "fax": line.fax,
            "mail": line.mail,
            "address": {name: value for name, value in address.items() if value},
            "system": "RPPS",
        }
        owner = codes.own_id("O", f"1{line.entity}") if line.entity and line.entity != line.finess else ""
        return Held(type="O", key=codes.own_id("O", number), facts=facts, updated=self._at, owner=owner)

    def _situation(self, line: Line, structure: str) -> Held:
        facts = {
            "mode": line.mode,
            "kind": line.kind,
            "role": line.role,
            "section": line.section,
            "authority": line.authority,
        }
        told = (line.profession, line.mode, line.kind, line.role, line.section)
        return Held(
            type="R",
            key=situation_id(line.idnat, structure, *told),
            facts=facts,
            updated=self._at,
            owner=codes.own_id("O", structure) if structure else "",
            person=codes.own_id("P", line.idnat),
        )


def _activity(line: Line) -> tuple[str, ...]:
    return line.mode, line.role, line.kind, line.section


def _judged(line: Line, at: datetime, place: str) -> list[Finding]:
    if not IDNAT.fullmatch(line.idnat):
        expected = "8 et 11 chiffres, ou 0 et 9 caractères"
        return [verdicts.NUMBER_MALFORMED.at(place, expected=expected, found=line.idnat)]
    findings = [*has_civil_status(line.family, place).findings]
    if not numbers.person_key_verifies(line.idnat):
        findings.append(verdicts.NUMBER_KEY.at(place, found=line.idnat[1:]))
    findings += is_under_its_number(line.profession, line.idnat, at, place).findings
    return findings


def structure_number(line: Line) -> str:
    """The IdNat_Struct of a line's structure, empty when it names none: FINESS first, then SIRET, then the rank.

    Source: spec/identity.md e.2 (technical ids: F + FINESS, C + SIRET, R + 14 digits).
    """
    if _FINESS.fullmatch(line.finess):
        return f"1{line.finess}"
    if _SIRET.fullmatch(line.siret):
        return f"3{line.siret}"
    head = {"F": "1", "C": "3", "R": "4"}.get(line.technical[:1], "")
    return head + line.technical[1:] if head and re.fullmatch(r"[0-9AB]{9,16}", line.technical[1:]) else ""


def merged(former: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    """The facts of a person of whom another line is read: professions and know-hows that were not known come after."""
    professions = [[profession, category, list(known)] for profession, category, known in former["professions"]]
    for profession, category, know_hows in more["professions"]:
        same = [one for one in professions if one[:2] == [profession, category]]
        if not same:
            professions.append([profession, category, list(know_hows)])
            continue
        same[0][2] += [known for known in know_hows if known not in same[0][2]]
    return {**former, "professions": professions}
