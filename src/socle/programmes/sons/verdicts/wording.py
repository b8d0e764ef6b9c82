"""What the words of a quote or an order can be answered."""

from __future__ import annotations

from socle.programmes.sons.verdicts.amounts import HTTP
from socle.rulebook import Severity, verdict

MENTION_MISSING = verdict(
    "programmes.sons-mention-missing",
    fr="La commande précède le référencement et ne porte pas la mention obligatoire : « {expected} ».",
    en="The order precedes the referencing and does not carry the compulsory mention: '{expected}'.",
    way_out="Demandez un devis qui porte la mention mot pour mot, avant de signer.",
    source="questions/réponses AMA, 14/04/2022",
    how_to_obtain="Laissez vide la mention d'une commande antérieure au référencement.",
    rules=("SONS-010",),
    codes=HTTP,
)
MENTION_INCOMPLETE = verdict(
    "programmes.sons-mention-incomplete",
    fr="La mention conditionnelle n'est pas entière ; il y manque : {found}.",
    en="The conditional mention is not whole; it lacks: {found}.",
    way_out="Demandez un devis qui porte la mention mot pour mot ; casse, accents et ponctuation importent peu.",
    source="questions/réponses AMA, 14/04/2022",
    how_to_obtain="Écrivez « sous 90 jours » au lieu de « sous 120 jours » dans la mention.",
    rules=("SONS-010",),
    codes=HTTP,
)
FUNDED_MENTION = verdict(
    "programmes.sons-funded-mention",
    fr="La commande ne porte pas la mention « {expected} » ; il y manque : {found}.",
    en="The order does not carry the mention '{expected}'; it lacks: {found}.",
    way_out="Faites ajouter cette mention au bon de commande.",
    source="ANS, FAQ industriels",
    how_to_obtain="Remplissez la colonne des mentions sans celle de la prise en charge par l'État.",
    rules=("SONS-500",),
    codes=HTTP,
)
MENTION_UNSEEN = verdict(
    "programmes.sons-mention-unseen",
    fr="Le fichier ne donne pas les mentions du bon de commande : « {expected} » n'a pas été vérifiée.",
    en="The file does not give the mentions of the order: '{expected}' was not checked.",
    way_out="Ajoutez une colonne « mention », ou vérifiez-la sur le papier.",
    source="ANS, FAQ industriels",
    how_to_obtain="Retirez la colonne des mentions.",
    rules=("SONS-500",),
    severity=Severity.WARNING,
    codes=HTTP,
)
CONDITION_UNSEEN = verdict(
    "programmes.sons-condition-unseen",
    fr="Le fichier ne donne ni la date du référencement ni les mentions du bon de commande : celle qu'exige une"
    " commande antérieure au référencement n'a pas été vérifiée.",
    en="The file gives neither the day of the referencing nor the mentions of the order: the one that an order before"
    " the referencing must carry was not checked.",
    way_out="Ajoutez la date du référencement, ou une colonne « mention ».",
    source="questions/réponses AMA, 14/04/2022",
    how_to_obtain="Retirez les colonnes des mentions et du référencement.",
    rules=("SONS-010",),
    severity=Severity.WARNING,
    codes=HTTP,
)
CLAUSE = verdict(
    "programmes.sons-clause",
    fr="Clause contraire au dispositif ({expected}) : « {found} ».",
    en="A clause contradicts the scheme ({place}): '{found}'.",
    way_out="Faites retirer cette clause : le reste du contrat d'origine reste valable.",
    source="questions/réponses AMA, 17/03/2022",
    how_to_obtain="Annexez « une indemnité sera due si l'éditeur perd son référencement ».",
    rules=("SONS-088", "SONS-089"),
    codes=HTTP,
)
NOT_ASP_MODEL = verdict(
    "programmes.sons-not-asp-model",
    fr="Le bon de commande n'est pas établi sur le modèle de l'ASP.",
    en="The order is not written on the model of the ASP.",
    way_out="Reprenez les modèles de bon de commande, de MOM et de VA mis à disposition par l'ASP.",
    source="questions/réponses AMA, 28/04/2022",
    how_to_obtain="Écrivez « non » dans la colonne du modèle ASP.",
    rules=("SONS-068",),
    codes=HTTP,
)
