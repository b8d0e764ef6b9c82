"""What the question of a tranche and its amount can be answered."""

from __future__ import annotations

from socle.programmes.sons.verdicts.amounts import HTTP
from socle.rulebook import Severity, verdict

NO_ESSMS = verdict(
    "programmes.sons-no-essms",
    fr="L'organisme gestionnaire {found} n'a aucun ESSMS compté dans cet extrait ({expected}).",
    en="Managing body {found} has no counted ESSMS in this extract ({expected}).",
    way_out="Vérifiez le numéro FINESS juridique et les catégories comptées.",
    source="questions/réponses AMA, 20/01/2022",
    how_to_obtain="Demandez le montant d'une entité juridique qui n'est pas dans l'extrait.",
    rules=("SONS-077",),
    codes=HTTP,
)
MORE_THAN_THE_BODY = verdict(
    "programmes.sons-more-than-the-body",
    fr="La commande porte {found} ESMS ; l'organisme gestionnaire en a {expected}.",
    en="The order is for {found} ESMS; the managing body has {expected}.",
    way_out="Vérifiez le nombre d'ESMS du projet, ou l'extrait FINESS.",
    source="questions/réponses AMA, 20/01/2022",
    how_to_obtain="Demandez six ESMS pour un organisme qui en compte cinq.",
    rules=("SONS-076",),
    codes=HTTP,
)
OTHER_EXTRACT = verdict(
    "programmes.sons-other-extract",
    fr="Date de l'extrait FINESS : {found} ; la référence est celui du {expected}.",
    en="Date of the FINESS extract: {found}; the reference is that of {expected}.",
    way_out="Reprenez la base publiée par la DREES au 03/01/2022 : la tranche peut changer d'un extrait à l'autre.",
    source="questions/réponses AMA, 20/01/2022",
    how_to_obtain="Donnez un extrait d'une autre date.",
    rules=("SONS-077",),
    severity=Severity.WARNING,
    codes=HTTP,
)
FINESS_UNREADABLE = verdict(
    "programmes.sons-finess-unreadable",
    fr="Ce fichier n'est pas un extrait FINESS que l'on sache lire : {found}.",
    en="This file is not a FINESS extract that can be read: {found}.",
    way_out="Donnez l'extrait « etalab-cs1100502 » (point-virgule, sans en-tête) ou un CSV aux mêmes noms de colonnes.",
    source="spec/programmes.md 7; reference/finess_extract_columns.csv",
    how_to_obtain="Donnez un fichier vide.",
    rules=("SONS-077",),
    codes=HTTP,
)
