"""The words of these pages: what each file is, why something is missing, how a rate is said."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from socle.web.components import Status
from socle.web.words import number

#: What a browser proposes to choose.
ACCEPTED = ".csv,.txt,.tsv,.xlsx,.parquet"
#: The files of an establishment and of a region, as people call them.
FILES: Mapping[str, str] = MappingProxyType(
    {
        "stays": "Séjours",
        "feeds": "Envois au DMP",
        "numbers": "Numéros de séjour des envois",
        "messages": "Messages MSSanté",
        "correspondents": "Correspondants",
        "lab": "Comptes rendus de biologie",
        "imaging": "Comptes rendus d’imagerie",
        "amounts": "Forfaits par domaine",
        "operators": "Fichier d’opérateur MSSanté",
        "mailboxes": "Boîtes aux lettres",
        "structures": "Structures",
        "counts": "Comptes mensuels",
        "certificates": "Certificats",
        "population": "Population",
    }
)
#: What to do about each.
_REMEDIES: Mapping[str, str] = MappingProxyType(
    {
        "no_document": "Envoyer le document au DMP, ou chercher pourquoi il n’est pas parti.",
        "ins_not_qualified": "Qualifier l’identité (pièce d’identité et INSi), puis renvoyer le document.",
        "rejected": "Lire le motif du rejet, corriger le document, le renvoyer.",
        "wrong_level": "Produire le document au niveau attendu, puis remplacer celui qui est au DMP.",
    }
)
_REMEDIES_OF_MESSAGES: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("DS4.1", "no_document"): "Lui envoyer un document CDA dont l’INS est qualifiée.",
        ("DS4.1", "rejected"): "Vérifier son adresse MSSanté, puis renvoyer.",
        ("DS4.1", "wrong_level"): "Joindre le document en CDA, et non en PDF seul.",
        ("DS4.2", "no_document"): "Écrire au patient par la messagerie citoyenne.",
        ("DS4.2", "rejected"): "Vérifier l’adresse du patient (son INS), puis renvoyer.",
    }
)
KINDS: Mapping[str, str] = MappingProxyType(
    {"text": "texte", "date": "date", "instant": "date et heure", "integer": "nombre entier", "decimal": "nombre",
     "flag": "oui ou non", "finess": "numéro FINESS", "addresses": "adresse, ou plusieurs (; ou ,)"}
)  # fmt: skip


def remedy(code: str, why: str) -> str:
    """What to do about it."""
    return _REMEDIES_OF_MESSAGES.get((code, why)) or _REMEDIES.get(why, "")


def tenths(numerator: int, denominator: int) -> float | None:
    """A rate in percent, rounded down to a tenth: 58.96 % is never told as 59; None when it cannot be measured."""
    return numerator * 1000 // denominator / 10 if denominator else None


def percent(value: float | None) -> str:
    """`58,9 %`, or why there is none."""
    return "non mesurable" if value is None else f"{number(value, 0 if float(value).is_integer() else 1)} %"


def standing(
    attained: bool | None, *, target: bool = True, words: tuple[str, str] = ("Cible atteinte", "Cible non atteinte")
) -> Status:
    """Whether a target is reached, with its sign."""
    if attained is None:
        return Status("Non mesurable" if target else "Sans cible", "soft", "info")
    return Status(words[0], "good", "check") if attained else Status(words[1], "warn", "warning")
