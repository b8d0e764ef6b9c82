"""The cartouche: the box that names the patient on the first page of a document, line by line.

A matricule is given only for an identity that may show it; without one the box has neither matricule nor Data Matrix.
Source: spec/identity.md c ("Cartouche"; EXI DIF 02); its order and layout are ASSUMED.
"""

from __future__ import annotations

from dataclasses import dataclass

from socle.identity import oids
from socle.identity.traits import Traits

#: The mention beside the symbol. Source: spec/identity.md c.
MENTION = "INS à scanner"
_KINDS = {
    oids.NIR: "INS-NIR",
    oids.NIA: "INS-NIA",
    oids.NIR_TEST: "INS-NIR de test",
    oids.NIR_DEMO: "INS-NIR de démonstration",
}
_SEXES = {"M": "masculin", "F": "féminin"}
#: How a matricule is read aloud: sex, year, month, department, commune, order, key.
_GROUPS = (1, 2, 2, 2, 3, 3, 2)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the box: what it is, in French, and its value."""

    label: str
    value: str


def cartouche(traits: Traits, matricule: str = "", oid: str = "") -> tuple[Line, ...]:
    """The lines of the box; the used names only when they are known. Raises `ValueError` for an OID that is no INS."""
    if matricule and oid not in _KINDS:
        raise ValueError(f"'{oid}' is not the OID of an INS: no cartouche names its kind")
    lines = [
        Line("Nom de naissance", traits.birth_name),
        Line("Prénoms de naissance", traits.given_names or traits.first_given_name),
        Line("Nom utilisé", traits.used_name),
        Line("Prénom utilisé", traits.used_given_name),
        Line("Date de naissance", f"{traits.birth_date:%d/%m/}{traits.birth_date.year:04d}"),
        Line("Sexe", _SEXES.get(traits.sex, "indéterminé")),
        Line("Lieu de naissance (code)", traits.birth_place),
    ]
    if matricule:
        lines.append(Line(f"Matricule {_KINDS[oid]}", grouped(matricule)))
    return tuple(line for line in lines if line.value)


def grouped(matricule: str) -> str:
    """A matricule with a space between its parts, as people read it."""
    parts, start = [], 0
    for length in _GROUPS:
        parts.append(matricule[start : start + length])
        start += length
    return " ".join(part for part in parts if part)
