"""What the steering of a region can answer."""

from __future__ import annotations

from typing import Final

from socle.rulebook import Severity, verdict

_FORBIDDEN: Final = {"http": {"status": "403"}}
_FAULTY: Final = {"http": {"status": "422"}}
_SPEC: Final = "spec/programmes.md 5"

NOT_OF_6PO = verdict(
    "programmes.region-not-of-6po",
    fr="Seules les ARS se connectent à 6PO ; la demande vient de « {found} ».",
    en="Only the ARS connect to 6PO; the request comes from “{found}”.",
    way_out="Remettez ces éléments à votre ARS, qui les saisit.",
    source="Ask me anything, 6 janvier 2022",
    rules=("REG-011",),
    how_to_obtain="socle region roadmap actions.csv --as GRADES",
    codes=_FORBIDDEN,
)
NOT_OPEN_TO = verdict(
    "programmes.region-not-open-to",
    fr="L'outil de pilotage est ouvert aux ARS et aux GRADeS ; l'ouverture à « {found} » n'est pas tranchée.",
    en="The steering tool is open to the ARS and the GRADeS; whether to open it to “{found}” is not settled.",
    way_out="Adressez-vous à votre ARS ou à votre GRADeS. L'exploitant peut ouvrir l'outil au réseau de l'assurance "
    "maladie par le réglage health_insurance_sees_steering.",
    source="Ask me anything, 3 mars 2022",
    rules=("REG-026",),
    how_to_obtain="socle region compute --as CPAM --month 2022-06 --counts comptages.csv",
    codes=_FORBIDDEN,
)
RAW_ROWS = verdict(
    "programmes.region-raw-rows",
    fr="Les données sources ne s'exportent pas : seul s'exporte ce qu'un visuel montre ({expected}).",
    en="Source data are not exported: only what one visual shows is ({expected}).",
    way_out="Choisissez un visuel et exportez-le ; demandez le détail à qui tient le fichier source.",
    source="Ask me anything, 28 avril 2022",
    rules=("REG-024", "REG-025"),
    how_to_obtain="socle region compute --visual operators --month 2022-06 --counts comptages.csv",
    codes=_FORBIDDEN,
)
NAMES_A_PERSON = verdict(
    "programmes.region-names-a-person",
    fr="{place} : ce qui désigne une personne ({found}) n'entre pas dans un tableau régional.",
    en="{place}: what names a person ({found}) has no place in a regional table.",
    way_out="Donnez le FINESS de la structure ; retirez noms, numéros RPPS, INS et adresses nominatives.",
    source="Ask me anything, 28 avril 2022 ; spec/programmes.md 5.2",
    rules=("REG-024",),
    how_to_obtain="socle region compute avec un fichier de comptages dont la colonne structure porte un numéro RPPS.",
    codes=_FAULTY,
)
TOTAL_OFF = verdict(
    "programmes.region-total-off",
    fr="{place} : le total imprimé est {expected}, ses lignes donnent {found}.",
    en="{place}: the printed total is {expected}, its lines add up to {found}.",
    way_out="Corrigez la ligne ou le total à la source ; ne recopiez aucun des deux sans le dire.",
    source="Présentation SUN-ES et ESMS (ARS Normandie) ; spec/programmes.md 1.7",
    rules=("SUN-070", "SUN-072"),
    how_to_obtain="socle region totals examples/totaux-sun-es.csv",
    codes=_FAULTY,
)
TOTAL_CARRIED = verdict(
    "programmes.region-total-carried",
    fr="{place} : le total imprimé {expected} reprend les totaux des fenêtres, et leur erreur avec eux.",
    en="{place}: the printed total {expected} repeats the totals of the windows, and their error with them.",
    way_out="Corrigez d'abord la fenêtre fautive.",
    source="Présentation SUN-ES et ESMS (ARS Normandie)",
    rules=("SUN-072",),
    severity=Severity.INFO,
    how_to_obtain="socle region totals examples/totaux-sun-es.csv",
)
PLAN_TWICE = verdict(
    "programmes.region-plan-twice",
    fr="{place} a plusieurs plans d'action ({found}) : il n'y en a qu'un par région.",
    en="{place} has several action plans ({found}): there is one for each region.",
    way_out="Réunissez les actions dans un seul plan.",
    source="Ask me anything, 28 octobre 2021",
    rules=("REG-001",),
    how_to_obtain="socle region roadmap avec deux noms de plan pour une région.",
    codes=_FAULTY,
)
REGION_UNKNOWN = verdict(
    "programmes.region-unknown",
    fr="{place} : « {found} » n'est pas une des 18 régions.",
    en="{place}: “{found}” is none of the 18 regions.",
    way_out="Écrivez le code INSEE de la région (28) ou son nom (Normandie).",
    source="INSEE, code officiel géographique",
    rules=("REG-001",),
    how_to_obtain="socle region compute --region Atlantide --month 2022-06 --counts comptages.csv",
    codes=_FAULTY,
)
ACTION_INCOMPLETE = verdict(
    "programmes.region-action-incomplete",
    fr="{place} : il manque {expected} à cette action.",
    en="{place}: this action lacks {expected}.",
    way_out="6PO demande le programme, l'action et sa météo ; une action de sensibilisation se décrit librement.",
    source="Ask me anything, 6 janvier 2022 et 28 octobre 2021",
    rules=("REG-013", "REG-021"),
    how_to_obtain="socle region roadmap avec une action sans météo.",
    codes=_FAULTY,
)
ACTION_TOO_OLD = verdict(
    "programmes.region-action-too-old",
    fr="{place} : engagée le {found}, avant la rentrée ({expected}), cette action ne compte pas.",
    en="{place}: begun on {found}, before the start of the school year ({expected}), this action does not count.",
    way_out="Gardez-la dans la feuille de route, hors du nombre de l'indicateur.",
    source="Ask me anything, 28 octobre 2021",
    rules=("REG-022",),
    severity=Severity.WARNING,
    how_to_obtain="socle region roadmap avec une action engagée en août 2021.",
)
OBJECTIVE_STALE = verdict(
    "programmes.region-objective-stale",
    fr="{place} : mis à jour le {found}, cet objectif ne l'a pas été avant le comité du {expected}.",
    en="{place}: updated on {found}, this objective was not before the committee of {expected}.",
    way_out="Mettez l'objectif à jour avant chaque CORS et chaque réunion de suivi avec la DNS.",
    source="Ask me anything, 17 mars 2022",
    rules=("REG-019",),
    severity=Severity.WARNING,
    how_to_obtain="socle region roadmap actions.csv --objectives objectifs.csv --committee 2022-06-01",
)
BASE_OF_ANOTHER_DAY = verdict(
    "programmes.region-base-of-another-day",
    fr="{place} se compte sur la base FINESS du {expected} ; celle-ci est du {found}.",
    en="{place} is counted on the FINESS base of {expected}; this one is of {found}.",
    way_out="Donnez la base du jour attendu, et son jour par --structures-of.",
    source="Ask me anything, 6 janvier 2022",
    rules=("REG-010",),
    severity=Severity.WARNING,
    how_to_obtain="socle region compute --structures es.csv --structures-of 2022-06-30 --month 2022-06",
)
COUNT_UNREADABLE = verdict(
    "programmes.region-count-unreadable",
    fr="{place} : {expected} attendu, « {found} » lu ; la ligne n'est pas comptée.",
    en="{place}: {expected} expected, “{found}” read; the line is not counted.",
    way_out="Corrigez la ligne et recommencez : rien d'autre n'en dépend.",
    source=_SPEC,
    severity=Severity.WARNING,
    how_to_obtain="socle region compute avec un mois « avril » ou une mesure inconnue.",
)
MONTH_ABSENT = verdict(
    "programmes.region-month-absent",
    fr="{place} : aucun envoi en {expected}, alors que d'autres mois en ont.",
    en="{place}: nothing sent in {expected}, when other months have some.",
    way_out="Demandez à l'opérateur son fichier de ce mois : il le dépose au début du mois suivant.",
    source="Ask me anything, 20 janvier 2022",
    rules=("MSS-040",),
    severity=Severity.WARNING,
    how_to_obtain="socle region compute avec deux opérateurs dont l'un n'a pas de fichier pour le mois.",
)
SENDER_OUTSIDE = verdict(
    "programmes.region-sender-outside",
    fr="{place} : {found} messages viennent d'adresses hors de MSSanté ; ils ne sont dans aucun flux.",
    en="{place}: {found} messages come from addresses outside MSSanté; they are in none of the flows.",
    way_out="Demandez à l'opérateur pourquoi son fichier les porte.",
    source="spec/programmes.md 5.2",
    rules=("MSS-042",),
    severity=Severity.WARNING,
    how_to_obtain="socle region compute avec un fichier d'opérateur dont un émetteur est en @exemple.fr.",
)
RECIPIENT_OUTSIDE = verdict(
    "programmes.region-recipient-outside",
    fr="{place} : {found} messages vont à des adresses hors de MSSanté ; ils ne sont dans aucun flux.",
    en="{place}: {found} messages go to addresses outside MSSanté; they are in none of the flows.",
    way_out="Demandez à l'opérateur pourquoi son fichier les porte.",
    source="spec/programmes.md 5.2",
    rules=("MSS-042",),
    severity=Severity.WARNING,
    how_to_obtain="socle region compute avec un fichier d'opérateur dont un destinataire est en @exemple.fr.",
)
WITHOUT_CERTIFICATE = verdict(
    "programmes.region-without-certificate",
    fr="{place} n'a aucun certificat en vigueur.",
    en="{place} has no certificate in force.",
    way_out="Proposez-lui de l'aide : contrat avec l'ANS, administrateur technique, puis commande du certificat.",
    source="Ask me anything, 17 mars 2022",
    rules=("REG-029",),
    severity=Severity.WARNING,
    how_to_obtain="socle region certificates certificats.csv --structures es.csv",
)
CALCULATION_ODD = verdict(
    "programmes.region-calculation-odd",
    fr="{place} : {expected} ({found}).",
    en="{place}: {expected} ({found}).",
    way_out="Faites remonter l'anomalie à qui tient le fichier de calcul, avec cette liste.",
    source="Ask me anything, 10 novembre 2021",
    rules=("REG-032",),
    severity=Severity.WARNING,
    how_to_obtain="socle region anomalies avec deux lignes de même FINESS.",
)
PANEL_NARROW = verdict(
    "programmes.region-panel-narrow",
    fr="Le panel ne représente pas {place} : {expected}.",
    en="The panel does not represent {place}: {expected}.",
    way_out="Ajoutez un établissement pilote de cette sorte, ou dites pourquoi il n'y en a pas.",
    source="Ask me anything, 17 février 2022",
    rules=("REG-028",),
    severity=Severity.WARNING,
    how_to_obtain="socle region panel avec des pilotes d'un seul statut.",
)
YEAR_WITHOUT_SCALE = verdict(
    "programmes.region-year-without-scale",
    fr="Le barème {found} du forfait structure n'est pas connu ici : aucun montant n'est calculé.",
    en="The {found} scale of the forfait structure is not known here: no amount is computed.",
    way_out="Ajoutez une ligne à supplement.csv d'après la convention médicale de l'année.",
    source="spec/programmes.md 5.5",
    rules=("REG-030",),
    severity=Severity.WARNING,
    how_to_obtain="socle region physicians medecins.csv --year 2024",
)
