"""The columns of an entry or an exit, and how each is read: those of the file and of the page are the same.

No public layout is known: these columns are ASSUMED. Source: spec/identity.md e.5 (suggested columns).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from socle.directory.enrolment.facts import Draft, Move, Practice, Use
from socle.directory.enrolment.verdicts.people import UNREADABLE
from socle.rulebook import Finding


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its title, what it holds in words, an example, whether a file may leave its title out."""

    name: str
    holds: str
    example: str = ""
    optional: bool = False


COLUMNS: Final = (
    Column("acte", "« entree » ou « sortie » ; vide : entree", "entree", optional=True),
    Column("rpps", "numéro RPPS, vide pour une personne qui n’en a pas ; obligatoire pour une sortie"),
    Column("nom_naissance", "nom de naissance", "LE GOFF"),
    Column("prenoms", "prénoms de naissance, séparés par des espaces", "MAËLLE ANNE"),
    Column("sexe", "F ou M", "F"),
    Column("date_naissance", "jour de naissance : AAAA-MM-JJ ou JJ/MM/AAAA", "1991-04-23"),
    Column("lieu_naissance", "code INSEE de la commune, ou du pays (99…)", "29019"),
    Column("nom_exercice", "nom d’exercice, s’il diffère", "", optional=True),
    Column("prenom_exercice", "prénom d’exercice, s’il diffère", "", optional=True),
    Column(
        "courriel", "adresse de la personne, pour activer sa e-CPS", "maelle.legoff@courriel.example", optional=True
    ),
    Column("mobile", "téléphone mobile, pour activer sa e-CPS", "0199000999", optional=True),
    Column("structure", "FINESS, SIRET ou identifiant de la structure", "991100090"),
    Column("profession", "code de la profession, pour information", "51", optional=True),
    Column("role", "code du rôle, qui fixe les droits", "51"),
    Column("mode", "S salarié, L libéral, B bénévole", "S"),
    Column("usages", "un ou plusieurs parmi mssante, e-parcours, dmp", "mssante e-parcours"),
    Column("debut", "premier jour : AAAA-MM-JJ ou JJ/MM/AAAA", "2026-10-01"),
    Column("fin", "dernier jour, s’il est connu ; obligatoire pour une sortie"),
    Column("homonyme", "« oui » pour confirmer une autre personne que celle qui lui ressemble", "", optional=True),
)
NAMES: Final = tuple(column.name for column in COLUMNS)

_DAYS = (re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII), re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII))
_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[ '’.-])*")
_PLACE = re.compile(r"\d[\dAB]\d{3}", re.ASCII)
_MAIL = re.compile(r"[^@\s;,<>\"]+@[^@\s;,<>\"]+\.[^@\s;,<>\".]+")
_MOBILE = re.compile(r"(?:\+\d{8,15}|0\d{9})", re.ASCII)
_CODE = re.compile(r"[0-9A-Z_]{1,32}", re.ASCII)
#: How a spreadsheet marks as text what it would take for a formula: `'+33199000999`.
_MARKED = re.compile(r"^'(?=[=+@-])")
_LONGEST_NAME, _LONGEST_MAIL = 100, 200
_FINESS, _SIRET = re.compile(r"\d[\dAB]\d{7}", re.ASCII), re.compile(r"\d{14}", re.ASCII)
_IDNAT = re.compile(r"[0-9][0-9A-Z]{8,19}", re.ASCII)


def structure_named(text: str) -> str:
    """The IdNat_Struct of a FINESS, a SIRET or itself; empty for anything else."""
    number = "".join(text.split()).upper()
    if _FINESS.fullmatch(number):
        return f"1{number}"
    if _SIRET.fullmatch(number):
        return f"3{number}"
    return number if _IDNAT.fullmatch(number) else ""


def _day(text: str) -> date | None:
    try:
        if found := _DAYS[0].fullmatch(text):
            return date(*map(int, found.groups()))
        if found := _DAYS[1].fullmatch(text):
            day, month, year = map(int, found.groups())
            return date(year, month, day)
    except ValueError:  # the 31st of February
        return None
    return None


def _name(text: str) -> str | None:
    return text if len(text) <= _LONGEST_NAME and _NAME.fullmatch(text) else None


def _uses(text: str) -> frozenset[Use] | None:
    words = re.split(r"[\s,|+]+", text.lower())
    known = {use.value for use in Use}
    return frozenset(map(Use, words)) if set(words) <= known else None


def _one_of(**values: Any) -> Callable[[str], Any]:
    return lambda text: values.get(text.lower())


def _matching(pattern: re.Pattern[str], longest: int = _LONGEST_NAME) -> Callable[[str], str | None]:
    return lambda text: text if len(text) <= longest and pattern.fullmatch(text) else None


def _mobile(text: str) -> str | None:
    number = re.sub(r"[ .-]", "", text)
    return number if _MOBILE.fullmatch(number) else None


def _rpps(text: str) -> str:
    """Digits of a number; whether it is one, the rules say."""
    return "".join(text.split())[:_LONGEST_NAME]


#: By column: the field of a draft, how it is read (None: it cannot be), what was expected.
_READERS: Final[Mapping[str, tuple[str, Callable[[str], Any], str]]] = {
    "acte": ("move", _one_of(entree=Move.ENTRY, entrée=Move.ENTRY, sortie=Move.EXIT), "entree ou sortie"),
    "rpps": ("rpps", _rpps, "un numéro RPPS"),
    "nom_naissance": ("birth_name", _name, "un nom, en lettres"),
    "prenoms": ("given_names", _name, "des prénoms, en lettres"),
    "sexe": ("sex", _one_of(f="F", m="M"), "F ou M"),
    "date_naissance": ("birth_date", _day, "un jour du calendrier"),
    "lieu_naissance": ("birth_place", _matching(_PLACE), "un code INSEE de cinq caractères"),
    "nom_exercice": ("family", _name, "un nom, en lettres"),
    "prenom_exercice": ("given", _name, "un prénom, en lettres"),
    "courriel": ("mail", _matching(_MAIL, _LONGEST_MAIL), "une adresse de courriel"),
    "mobile": ("mobile", _mobile, "un numéro de téléphone"),
    "structure": ("structure", lambda text: structure_named(text) or None, "un FINESS, un SIRET ou un identifiant"),
    "profession": ("profession", _matching(_CODE), "un code de profession"),
    "role": ("role", _matching(_CODE), "un code de rôle"),
    "mode": ("practice", _one_of(**{one.value.lower(): one for one in Practice}), "S, L ou B"),
    "usages": ("uses", _uses, "mssante, e-parcours ou dmp"),
    "debut": ("since", _day, "un jour du calendrier"),
    "fin": ("until", _day, "un jour du calendrier"),
    "homonyme": ("confirmed", _one_of(oui=True, non=False), "oui ou non"),
}


def read(said: Mapping[str, str]) -> tuple[Draft, tuple[Finding, ...]]:
    """A draft from the text of each column, and every value that cannot be read, by the name of its column."""
    values: dict[str, Any] = {}
    faults = []
    for name, (field, reader, expected) in _READERS.items():
        text = _MARKED.sub("", " ".join(said.get(name, "").split()))
        if not text:
            continue
        value = reader(text)
        if value is None:
            faults.append(UNREADABLE.at(name, expected=expected, found=text))
        else:
            values[field] = value
    return Draft(**values), tuple(faults)
