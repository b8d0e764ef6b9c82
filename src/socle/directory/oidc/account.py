"""Who signed in, as a service reads it from userinfo: the person, and every situation of practice to choose from. Pure.

Source: spec/identity.md d.4. Any field may be missing: the minimal sample (userinfo_minimal.json) has no activity.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """One way of practising: a profession and specialty in one place (an IdNat_Struct, "" when unknown)."""

    profession: str
    specialty: str = ""
    structure: str = ""
    structure_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A person as Pro Santé Connect tells it. `id` is SubjectNameID, which need not be digits."""

    id: str
    family: str
    given: str
    situations: tuple[Situation, ...]

    @property
    def name(self) -> str:
        return f"{self.family} {self.given}".strip()


def account(told: Mapping[str, Any]) -> Account | None:
    """The person of these claims; None when they name nobody."""
    id = _text(told, "SubjectNameID") or _text(told, "preferred_username")
    if not id:
        return None
    reference = told.get("SubjectRefPro")
    exercises = _list(reference, "exercices") if isinstance(reference, Mapping) else []
    found = [situation for exercise in exercises for situation in _situations(exercise, told)]
    if not found:
        found = [_only(told, role) for role in _list_of_texts(told.get("SubjectRole"))[:1]]
    unique = tuple(dict.fromkeys(found))
    return Account(id=id, family=_text(told, "family_name"), given=_text(told, "given_name"), situations=unique)


def _situations(exercise: Mapping[str, Any], told: Mapping[str, Any]) -> list[Situation]:
    profession, specialty = _text(exercise, "codeProfession"), _text(exercise, "codeSavoirFaire")
    places = [_place(activity) for activity in _list(exercise, "activities")]
    if not places:
        places = [(_text(told, "SubjectOrganizationID"), _text(told, "SubjectOrganization"))]
    return [
        Situation(profession=profession, specialty=specialty, structure=idnat, structure_name=name)
        for idnat, name in places
    ]


def _place(activity: Mapping[str, Any]) -> tuple[str, str]:
    """Where: IdNat_Struct as told, else made of FINESS, else of SIRET (spec/identity.md d.4; order: ASSUMED)."""
    finess, siret = _text(activity, "numeroFinessSite"), _text(activity, "numeroSiretSite")
    made = f"1{finess}" if finess else f"3{siret}" if siret else ""
    name = _text(activity, "raisonSocialeSite") or _text(activity, "enseigneCommercialeSite")
    return _text(activity, "ancienIdentifiantDeLaStructure") or made, name


def _only(told: Mapping[str, Any], role: str) -> Situation:
    """Without any exercise (an employee): the role and the organisation of the person as a whole."""
    return Situation(
        profession=role.partition("^")[0],
        structure=_text(told, "SubjectOrganizationID"),
        structure_name=_text(told, "SubjectOrganization"),
    )


def _text(values: Mapping[str, Any], name: str) -> str:
    found = values.get(name)
    return found.strip() if isinstance(found, str) else ""


def _list(values: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = values.get(name)
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def _list_of_texts(found: object) -> list[str]:
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []
