"""Making an actor that the sandbox does not know: registered in the directory, with what proves it.

`socle feed` without `--as` acts as the author of a document that may come from anywhere: the professional,
the structure and its legal entity are invented around the identifiers that the document names.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from socle.directory import services as directory
from socle.directory.models import Card, Exercise, Professional, Structure
from socle.identity.checkdigits import luhn_key
from socle.ledger.acting import as_one_act
from socle.sandbox import telephones

KINDS = ("professional", "employee", "structure", "device")
#: Sector of a structure of which nothing else is known. Source: TRE_R02 ("Secteur non défini").
NO_SECTOR = "SA43"
#: What an author of whom nothing is said becomes: a physician, whom no token names without a specialty (spec/dmp.md 2).
#: Source: TRE_G15; TRE_R38 ("Qualifié en médecine générale").
PHYSICIAN, GENERAL_PRACTICE = "10", "SM26"


class Unmintable(ValueError):  # noqa: N818 - the interface answers 400 with this sentence
    """The description does not make an actor."""


@as_one_act
def mint(wanted: Mapping[str, Any], at: datetime) -> str:
    """Register what is missing of the actor described; gives its national identifier.

    `wanted` holds `kind`, `idnat`, and as far as known `family`, `given`, `profession`, `specialty`, `role`,
    `structure` (IdNat_Struct), `structure_name`, `sector`. A device acts by its structure, which is given
    back. What is known already stays as it is. Raises `Unmintable`.
    """
    texts = {key: str(value) for key, value in wanted.items() if value is not None}
    kind = texts.get("kind", "")
    if kind not in KINDS:
        raise Unmintable(f"kind '{kind}' is not one of {', '.join(KINDS)}")
    place = texts.get("structure") or (texts.get("idnat", "") if kind in {"structure", "device"} else "")
    if place:
        _structure(place, texts)
    if kind in {"structure", "device"}:
        if not place:
            raise Unmintable(f"a {kind} needs the identifier of its structure")
        return place
    if not texts.get("idnat"):
        raise Unmintable(f"a {kind} needs a national identifier in idnat")
    (_professional if kind == "professional" else _employee)(texts, place, at)
    return texts["idnat"]


def _structure(idnat: str, texts: Mapping[str, str]) -> None:
    if Structure.objects.filter(idnat=idnat).exists():
        return
    name = texts.get("structure_name") or texts.get("name") or f"STRUCTURE {idnat}"
    entity = _invented_finess(idnat)
    sector = texts.get("sector") or NO_SECTOR
    directory.register_structure(entity, f"ENTITE JURIDIQUE DE {name}"[:200], sector=sector, is_legal_entity=True)
    directory.register_structure(idnat, name[:200], sector=sector, legal_entity=entity)


def _invented_finess(idnat: str) -> str:
    """An IdNat_Struct of department 99 that the identifier always gives again."""
    number = f"995{int(hashlib.sha256(idnat.encode()).hexdigest(), 16) % 100_000:05d}"
    return f"1{number}{luhn_key(number)}"


def _professional(texts: Mapping[str, str], place: str, at: datetime) -> None:
    idnat = texts["idnat"]
    known = Professional.objects.filter(idnat=idnat).first()
    profession = texts.get("profession") or PHYSICIAN
    specialties = {texts["specialty"]} if texts.get("specialty") else set()
    if known is None:
        directory.register_professional(
            idnat,
            texts.get("family") or texts.get("name") or idnat,
            texts.get("given", ""),
            profession=profession,
            specialties=specialties or ({GENERAL_PRACTICE} if profession == PHYSICIAN else set()),
        )
    elif not specialties <= set(known.specialties):
        known.specialties = sorted({*known.specialties, *specialties})
        known.save(update_fields=["specialties"])
    if place and not Exercise.objects.filter(professional__idnat=idnat, structure__idnat=place).exists():
        directory.register_exercise(idnat, place)
    _card("CPS", idnat, at)


def _employee(texts: Mapping[str, str], place: str, at: datetime) -> None:
    if not place:
        raise Unmintable("an employee needs the identifier of a structure")
    idnat = texts["idnat"]
    if directory.employee(idnat) is None:
        role = texts.get("role") or "SECRETARIAT_MEDICAL"
        family = texts.get("family") or texts.get("name") or idnat
        directory.register_employee(idnat, family, texts.get("given", ""), structure=place, role=role)
    _card("CPE", idnat, at)


def _card(type: str, holder: str, at: datetime) -> None:
    if not Card.objects.filter(holder=holder).exists():
        digest = int(hashlib.sha256(holder.encode()).hexdigest(), 16) % 10**8
        directory.register_card(f"8099900009/99{digest:08d}", type, holder, since=at.date())
        telephones.equip(holder, type, at)
