"""How each indicator is counted, in words for whoever declares it. Source: spec/programmes.md 1.4."""

from __future__ import annotations

from socle.programmes.sunes import programme

_DOCUMENT = "Document accepté par le DMP, ni supprimé ni remplacé, en CDA {level}, portant une INS qualifiée."
_STAYS = (
    "Les séjours dont la sortie tombe dans le mois ; en dialyse, un séjour par patient d’au moins trois séances en "
    "quatre mois."
)
_ABOVE = {
    "DS1.1": "Séjours ayant au moins une lettre de liaison de sortie au DMP",
    "DS1.2": "Séjours ayant au moins une ordonnance de sortie au DMP",
    "DS1.3": "Séjours opérés ayant un compte rendu opératoire au DMP",
    "DS2.1": "Comptes rendus de biologie structurés envoyés au DMP",
    "DS3.1": "Comptes rendus d’imagerie envoyés au DMP",
    "DS4.1": "Correspondants équipés ayant reçu au moins un document CDA dont l’INS est qualifiée",
    "DS4.2": "Séjours dont le patient a reçu au moins un message par la messagerie citoyenne",
    "DS4.3": "Fonctions et usages présentés en CME, ou dans une instance équivalente",
}
_BELOW = {
    "DS1.3": "Les séjours du mois avec un acte chirurgical.",
    "DS2.1": "Les comptes rendus de biologie produits dans le mois par votre propre laboratoire.",
    "DS3.1": "Les comptes rendus d’imagerie produits dans le mois par votre propre plateau.",
    "DS4.1": "Les correspondants qui ont une adresse MSSanté professionnelle.",
    "DS4.3": "Une présentation.",
}


def of(code: str) -> list[tuple[str, str]]:
    """Terms and their definitions."""
    one = programme.indicators()[code]
    found = [("Au numérateur", f"{_ABOVE[code]}."), ("Au dénominateur", _BELOW.get(code, _STAYS))]
    if one.level and one.type_code:
        found.append(("Condition", _DOCUMENT.format(level=one.level)))
    found.append(("Ce qui reste compté", "DMP fermé, opposition, INS non qualifiée : la cible en tient déjà compte."))
    source = programme.national_source(code)
    if source:
        found.append(("Contrôle national", f"{source}, avant paiement."))
    return found


def rules_of(code: str) -> list[str]:
    return [programme.indicators()[code].rule, "SUN-045"]
