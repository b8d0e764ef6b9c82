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
#: Why a stay or a report is not counted, the reasons of `socle sunes compute`.
REASONS: Mapping[str, str] = MappingProxyType(
    {
        "no_document": "Aucun document au DMP",
        "ins_not_qualified": "INS non qualifiée",
        "rejected": "Rejeté par le DMP",
        "wrong_level": "Niveau du document",
        "no_message": "Aucun message au patient",
        "not_reached": "Aucun document reçu",
    }
)
#: What to do about each.
REMEDIES: Mapping[str, str] = MappingProxyType(
    {
        "no_document": "Envoyer le document au DMP, ou chercher pourquoi il n’est pas parti.",
        "ins_not_qualified": "Qualifier l’identité (pièce d’identité et INSi), puis renvoyer le document.",
        "rejected": "Lire le motif du rejet, corriger le document (page Contrôle de documents), le renvoyer.",
        "wrong_level": "Produire le document au niveau attendu, puis remplacer celui qui est au DMP.",
        "no_message": "Envoyer un message à la messagerie citoyenne du patient.",
        "not_reached": "Envoyer à ce correspondant un document CDA dont l’INS est qualifiée.",
    }
)
KINDS: Mapping[str, str] = MappingProxyType(
    {"text": "texte", "date": "date", "instant": "date et heure", "integer": "nombre entier", "decimal": "nombre",
     "flag": "oui ou non"}
)  # fmt: skip


def tenths(numerator: int, denominator: int) -> float | None:
    """A rate in percent, rounded down to a tenth: 58.96 % is never told as 59; None when it cannot be measured."""
    return numerator * 1000 // denominator / 10 if denominator else None


def percent(value: float | None) -> str:
    """`58,9 %`, or why there is none."""
    return "non mesurable" if value is None else f"{number(value, 0 if float(value).is_integer() else 1)} %"


def standing(attained: bool | None, *, target: bool = True) -> Status:
    """Whether a target is reached, with its sign."""
    if attained is None:
        return Status("Non mesurable" if target else "Sans cible", "soft", "info")
    return Status("Cible atteinte", "good", "check") if attained else Status("Cible non atteinte", "warn", "warning")
