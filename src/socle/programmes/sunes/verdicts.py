"""What SUN-ES answers: a period that cannot be measured, files that do not fit together."""

from __future__ import annotations

from socle.rulebook.catalogue import verdict
from socle.rulebook.finding import Severity

_PERIOD = "SUN-043; spec/programmes.md 1.2"
_REFUSED = {"http": {"status": "422"}}

WINDOW_UNKNOWN = verdict(
    "sunes.window-unknown",
    fr="Le programme n'a pas de fenêtre {found} ; il a {expected}.",
    en="The programme has no window {found}; it has {expected}.",
    way_out="Choisissez l'une des fenêtres du programme.",
    source=_PERIOD,
    how_to_obtain="Calculer les indicateurs d'une fenêtre F9.",
    rules=("SUN-029",),
    codes={"http": {"status": "404"}},
)
PERIOD_NOT_A_MONTH = verdict(
    "sunes.period-not-a-month",
    fr="La mesure porte sur un mois ; {found} n'en est pas un qui soit admis.",
    en="The measure covers one month; {found} is not one that is accepted.",
    way_out="Donnez un mois, ou un premier jour et un dernier jour distants d'un mois moins un jour.",
    source=_PERIOD,
    how_to_obtain="Calculer les indicateurs du 1er août au 15 septembre 2022.",
    rules=("SUN-043",),
    codes=_REFUSED,
)
PERIOD_OUTSIDE_WINDOW = verdict(
    "sunes.period-outside-window",
    fr="La période {found} sort de la fenêtre de mesure, qui va du {expected}.",
    en="The period {found} is not within the window of measure, {expected}.",
    way_out="Choisissez un mois de cette fenêtre, ou la fenêtre de ce mois.",
    source=_PERIOD,
    how_to_obtain="Calculer les indicateurs de juillet 2022 pour la fenêtre F1.",
    rules=("SUN-043",),
    codes=_REFUSED,
)
PERIOD_TOO_LATE = verdict(
    "sunes.period-too-late",
    fr="La mesure {found} commence après le {expected}, dernier jour retenu pour cette fenêtre.",
    en="The measure {found} begins after {expected}, the last day kept for this window.",
    way_out="Mesurez plus tôt, ou admettez la mesure sur juin seul (june_alone), que la réponse du 03/02/2022 accepte.",
    source="SUN-040; SUN-041; SUN-042",
    how_to_obtain="Mesurer juin 2022 pour la fenêtre F1 après avoir éteint june_alone.",
    rules=("SUN-040", "SUN-041", "SUN-042"),
    codes=_REFUSED,
)
SEVERAL_ENTITIES = verdict(
    "sunes.several-entities",
    fr="Le fichier des séjours porte plusieurs entités juridiques : {found}.",
    en="The stays file holds several legal entities: {found}.",
    way_out="Dites laquelle calculer (--finess), les indicateurs étant ceux d'une entité juridique.",
    source="SUN-046; spec/programmes.md 1.4",
    how_to_obtain="Calculer un fichier de séjours de deux FINESS juridiques sans dire lequel.",
    codes=_REFUSED,
)
SWITCH_UNKNOWN = verdict(
    "sunes.switch-unknown",
    fr="Aucun réglage ne s'appelle {found} ; il y a {expected}.",
    en="No switch is called {found}; there are {expected}.",
    way_out="Choisissez un réglage de la liste ; « no- » devant son nom l'éteint.",
    source="spec/programmes.md 1.4",
    how_to_obtain="Calculer avec --switch inconnu.",
    codes=_REFUSED,
)
FILE_ABSENT = verdict(
    "sunes.file-absent",
    fr="{place} n'est pas mesuré : son fichier n'a pas été donné (option --{expected}).",
    en="{place} is not measured: its file was not given (--{expected}).",
    way_out="Donnez ce fichier pour mesurer cet indicateur.",
    source="spec/programmes.md 1.4",
    how_to_obtain="Calculer sans fichier de correspondants.",
    severity=Severity.INFO,
)
COLUMN_ABSENT = verdict(
    "sunes.column-absent",
    fr="Le fichier {place} n'a pas de colonne {expected} : rien n'en est présumé, et ce qui en dépend ne compte pas.",
    en="The file {place} has no column {expected}: nothing of it is presumed, and what depends on it does not count.",
    way_out="Ajoutez cette colonne, ou nommez-la dans le fichier de correspondance (--mapping).",
    source="SUN-047; spec/programmes.md 1.4",
    how_to_obtain="Calculer avec un journal d'alimentation sans colonne INS qualifiée.",
    rules=("SUN-047",),
    severity=Severity.WARNING,
)
WORDS_UNKNOWN = verdict(
    "sunes.words-unknown",
    fr="Lignes du fichier {place} dont le type de document n'est pas connu : {found}. Ces comptes rendus sont comptés "
    "comme ceux de l'établissement. Mots connus les plus proches du premier : {expected}.",
    en="Lines of the file {place} whose type of document is not known: {found}. These reports are counted as the "
    "establishment's own. Known words nearest to the first: {expected}.",
    way_out="Écrivez le code, son libellé ou un nom court, ou retirez du fichier ce qui n'est pas à compter.",
    source="spec/programmes.md 1.4",
    how_to_obtain="Calculer avec un fichier de biologie dont la colonne du type dit « Hématologie ».",
    severity=Severity.WARNING,
)
NOTHING_MATCHES = verdict(
    "sunes.nothing-matches",
    fr="Aucune ligne du fichier {place} ne porte un numéro du fichier {expected} pour cette période.",
    en="No line of the file {place} bears a number of the file {expected} for this period.",
    way_out="Vérifiez que les deux fichiers écrivent les numéros, et le FINESS juridique, de la même façon.",
    source="spec/programmes.md 1.4",
    how_to_obtain="Calculer avec un journal d'alimentation dont les numéros de séjour ont perdu leurs zéros de tête.",
    severity=Severity.WARNING,
)
AMOUNT_TWICE = verdict(
    "sunes.amount-twice",
    fr="Le montant du domaine {expected} est donné deux fois pour le FINESS {found} (ligne {place}).",
    en="The amount of domain {expected} is given twice for FINESS {found} (line {place}).",
    way_out="Ne gardez qu'une ligne par FINESS et par domaine.",
    source="spec/programmes.md 1.5",
    how_to_obtain="Donner deux fois le montant de D1 d'un même FINESS.",
    codes=_REFUSED,
)
CME_NOT_TOLD = verdict(
    "sunes.cme-not-told",
    fr="DS4.3 n'est pas dit : la date de la présentation en CME n'a pas été donnée.",
    en="DS4.3 is not told: the day of the presentation to the CME was not given.",
    way_out="Donnez la date de la présentation en CME ou instance équivalente (--cme).",
    source="SUN-010",
    how_to_obtain="Calculer sans --cme.",
    rules=("SUN-010",),
    severity=Severity.INFO,
)
AMOUNT_NEGATIVE = verdict(
    "sunes.amount-negative",
    fr="Le montant du domaine {expected} est négatif : {found} (ligne {place}).",
    en="The amount of domain {expected} is below zero: {found} (line {place}).",
    way_out="Donnez le forfait du domaine, en euros.",
    source="spec/programmes.md 1.5",
    how_to_obtain="Donner -1 000 comme montant de D1.",
    codes=_REFUSED,
)
AMOUNTS_UNUSED = verdict(
    "sunes.amounts-unused",
    fr="Aucun montant n'est dit : la table donnée n'a pas de ligne pour le FINESS juridique {found}.",
    en="No amount is told: the table given has no line for the legal entity {found}.",
    way_out="Vérifiez le FINESS juridique de la table, et celui du fichier des séjours (ou --finess).",
    source="spec/programmes.md 1.5",
    how_to_obtain="Donner une table de montants qui ne nomme pas l'établissement.",
    severity=Severity.WARNING,
)
UNDATED = verdict(
    "sunes.undated",
    fr="Le fichier {place} ne date pas ses envois : tous comptent, ceux d'après la déclaration aussi.",
    en="The file {place} does not date what was sent: all of it counts, what came after the declaration too.",
    way_out="Ajoutez la date d'envoi, ou retirez les lignes postérieures à la déclaration.",
    source="spec/programmes.md 1.4",
    how_to_obtain="Calculer avec --declared-on et un journal d'alimentation sans date d'envoi.",
    severity=Severity.WARNING,
)
NO_STAY = verdict(
    "sunes.no-stay",
    fr="Aucun séjour du fichier ne compte pour la période {found}.",
    en="No stay of the file counts for the period {found}.",
    way_out="Vérifiez le mois mesuré, le FINESS juridique choisi et les dates de sortie du fichier.",
    source="spec/programmes.md 1.4",
    how_to_obtain="Calculer un mois dont le fichier des séjours ne dit rien.",
    severity=Severity.WARNING,
)
