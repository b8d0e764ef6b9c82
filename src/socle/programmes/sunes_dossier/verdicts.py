"""What the dossier of an establishment, and the control of its figures, can answer."""

from __future__ import annotations

from socle.rulebook import Severity, verdict

_FILE = {"http": {"status": "400"}}
_REFUSED = {"http": {"status": "422"}}
_FAQ = "spec/programmes.md 1.1 (GRADeS Bretagne)"
_CALENDAR = "spec/programmes.md 1.2"
_PATH = "spec/programmes.md 1.5"

DOSSIER_UNREADABLE = verdict(
    "programmes.dossier-unreadable",
    fr="Le fichier du dossier {place} n'est pas du TOML que l'on puisse lire : {found}",
    en="The dossier's file {place} is not TOML that can be read: {found}",
    way_out="Partez du modèle que donne « socle sunes dossier --model », en UTF-8.",
    source="TOML 1.0",
    how_to_obtain="Donnez à « socle sunes dossier » un fichier dont un guillemet n'est pas fermé.",
    codes=_FILE,
)
DOSSIER_WORD = verdict(
    "programmes.dossier-word",
    fr="Le mot « {found} » n'est pas connu à l'endroit {place}. Mots connus : {expected}.",
    en="The word '{found}' is not known at {place}. Known words: {expected}.",
    way_out="Corrigez le mot, ou retirez la ligne.",
    source="docs/sunes-dossier.md",
    how_to_obtain='Écrivez « finess = "…" » au lieu de « finess_ej » dans [establishment].',
    codes=_FILE,
)
DOSSIER_VALUE = verdict(
    "programmes.dossier-value",
    fr="La valeur « {found} » ne convient pas à l'endroit {place} (attendu : {expected}).",
    en="The value '{found}' does not fit at {place} (expected: {expected}).",
    way_out="Écrivez une valeur de la forme attendue.",
    source="docs/sunes-dossier.md",
    how_to_obtain='Écrivez surgery = "oui" au lieu de surgery = true.',
    codes=_FILE,
)
NOT_ELIGIBLE = verdict(
    "programmes.sunes-not-eligible",
    fr="Seul un établissement de santé peut candidater à SUN-ES (ici : {found}).",
    en="Only a health establishment may apply to SUN-ES (here: {found}).",
    way_out="Pour un établissement social ou médico-social, voyez le programme ESMS numérique.",
    source=_FAQ,
    rules=("SUN-037", "SUN-550"),
    how_to_obtain='Écrivez kind = "esms" dans [establishment].',
    codes=_REFUSED,
)
ASKED = verdict(
    "programmes.sunes-asked",
    fr="Le dossier ne dit pas ceci, et rien n'est présumé : {expected}.",
    en="The dossier does not say this, and nothing is presumed: {expected}.",
    way_out="Complétez le fichier du dossier à cet endroit.",
    source="spec/programmes.md, mark UNKNOWN",
    rules=("SUN-037",),
    how_to_obtain="Ne dites rien du sixième prérequis.",
    codes=_REFUSED,
)
PREREQUISITE_MISSING = verdict(
    "programmes.sunes-prerequisite",
    fr="Ce prérequis n'est pas atteint : {expected} ({found}).",
    en="This prerequisite is not reached: {expected} ({found}).",
    way_out="Les six prérequis doivent être atteints avant la candidature ; joignez le justificatif.",
    source="spec/programmes.md 1.6 (GRADeS Île-de-France)",
    rules=("SUN-037", "SUN-552"),
    how_to_obtain="Écrivez reached = false pour [prerequisites.dmp].",
    codes=_REFUSED,
)
VOLET_NOT_OPEN = verdict(
    "programmes.sunes-volet-not-open",
    fr="Le volet {expected} n'est pas ouvert dans la fenêtre {found}.",
    en="Volet {expected} is not open in window {found}.",
    way_out="Choisissez une fenêtre ouverte à ce volet : le calendrier est dans le rapport.",
    source=_CALENDAR,
    rules=("SUN-029", "SUN-030"),
    how_to_obtain="Candidatez au volet 2 dans la fenêtre F1.",
    codes=_REFUSED,
)
FILED_OUTSIDE = verdict(
    "programmes.sunes-filed-outside",
    fr="La candidature du {found} est hors de la période de candidature ({expected}).",
    en="The application of {found} is outside the period of application ({expected}).",
    way_out="Candidatez dans une fenêtre suivante ; ses cibles et ses montants s'appliquent alors.",
    source=_CALENDAR,
    rules=("SUN-029", "SUN-030", "SUN-032", "SUN-039"),
    how_to_obtain="Écrivez filed = 2022-05-02 pour la fenêtre F2.",
    codes=_REFUSED,
)
CLOSED = verdict(
    "programmes.sunes-closed",
    fr="La période de candidature est close depuis le {expected}, et aucun dépôt n'est noté.",
    en="The period of application closed on {expected}, and no filing is noted.",
    way_out="Notez la date du dépôt (filed), ou candidatez dans une fenêtre suivante.",
    source=_CALENDAR,
    rules=("SUN-029", "SUN-032"),
    how_to_obtain="Jugez au 15 mai 2022 une candidature à F2 sans date de dépôt.",
    codes=_REFUSED,
)
WRONG_DOMAIN = verdict(
    "programmes.sunes-domain",
    fr="Le domaine {found} ne relève pas de ce volet (domaines du volet : {expected}).",
    en="Domain {found} does not belong to this volet (its domains: {expected}).",
    way_out="Présentez ce domaine dans une candidature séparée, à l'autre volet.",
    source="spec/programmes.md 1.1",
    rules=("SUN-013", "SUN-038"),
    how_to_obtain="Demandez D4 dans une candidature au volet 1.",
    codes=_REFUSED,
)
NO_OWN_UNIT = verdict(
    "programmes.sunes-no-own-unit",
    fr="Le domaine {found} demande un service propre à l'établissement : {expected}.",
    en="Domain {found} needs a unit of the establishment's own: {expected}.",
    way_out="Retirez ce domaine : un laboratoire ou une imagerie d'un autre FINESS juridique ne compte pas.",
    source=_FAQ,
    rules=("SUN-551",),
    how_to_obtain="Demandez D2 avec own_laboratory = false.",
    codes=_REFUSED,
)
NO_SURGERY = verdict(
    "programmes.sunes-no-surgery",
    fr="Le bonus des comptes rendus opératoires ne concerne que les établissements qui ont une activité de chirurgie.",
    en="The bonus for operative reports concerns establishments with a surgery activity alone.",
    way_out="Retirez cro_bonus de la candidature.",
    source="spec/programmes.md 1.5",
    rules=("SUN-011",),
    how_to_obtain="Écrivez cro_bonus = true avec surgery = false.",
    codes=_REFUSED,
)
WRONG_CHANNEL = verdict(
    "programmes.sunes-channel",
    fr="{place} : {expected} (ici : {found}).",
    en="{place}: {expected} (here: {found}).",
    way_out="La candidature se dépose sur démarches-simplifiées ; le versement passe par l'ARS, la Caisse des dépôts "
    "et PREPS.",
    source=_PATH,
    rules=("SUN-055", "SUN-057"),
    how_to_obtain='Écrivez paid_through = "démarches-simplifiées".',
    codes=_REFUSED,
)
APPLIED_TWICE = verdict(
    "programmes.sunes-applied-twice",
    fr="Le domaine {found} est demandé deux fois : {expected}.",
    en="Domain {found} is applied for twice: {expected}.",
    way_out="Gardez une seule candidature ; un report à la fenêtre suivante s'écrit postponed_from.",
    source=_FAQ,
    rules=("SUN-038",),
    how_to_obtain="Demandez D1 dans F1 et dans F2 sans postponed_from.",
    codes=_REFUSED,
)
INSTRUCTION_LATE = verdict(
    "programmes.sunes-instruction-late",
    fr="L'instruction devait s'achever le {expected} ; sélection : {found}.",
    en="The instruction was to end on {expected}; selection: {found}.",
    way_out="Demandez à l'ARS où en est le dossier : rien n'est à refaire par l'établissement.",
    source=_CALENDAR,
    rules=("SUN-033",),
    severity=Severity.WARNING,
    how_to_obtain="Écrivez filed = 2022-03-10 et selected = 2022-07-11.",
)
OUT_OF_TURN = verdict(
    "programmes.sunes-out-of-turn",
    fr="« {place} » est datée du {found}, avant « {expected} », dont elle dépend.",
    en="'{place}' is dated {found}, before '{expected}', which it depends on.",
    way_out="Vérifiez les dates : chaque étape suit celles dont elle dépend.",
    source=_PATH,
    rules=("SUN-056", "SUN-057"),
    how_to_obtain="Datez le versement sans dater la convention.",
    codes=_REFUSED,
)
MEASURED_OUTSIDE = verdict(
    "programmes.sunes-measured-outside",
    fr="La mesure du {found} est hors de la fenêtre de mesure ({expected}).",
    en="The measure of {found} is outside the measuring window ({expected}).",
    way_out="Mesurez un mois de la fenêtre (socle sunes best les compare), ou demandez un report.",
    source=_CALENDAR,
    rules=("SUN-029", "SUN-030"),
    how_to_obtain="Écrivez measured = 2023-01-15 pour la fenêtre F2.",
    codes=_REFUSED,
)
NOT_PRESENTED = verdict(
    "programmes.sunes-not-presented",
    fr="DS4.3 n'est pas atteint : {found}.",
    en="DS4.3 is not reached: {found}.",
    way_out="Présentez en CME (ou dans l'instance équivalente) les fonctions de la messagerie citoyenne et les usages "
    "prévus ; gardez le procès-verbal.",
    source="spec/programmes.md 1.4",
    rules=("SUN-010", "SUN-027"),
    severity=Severity.WARNING,
    how_to_obtain="Écrivez [presentation] sans use_cases.",
)
CONNECTOR_OLD = verdict(
    "programmes.sunes-connector-v1",
    fr="Un connecteur DMP v1 ne permet plus d'atteindre les cibles après le {expected}.",
    en="A DMP v1 connector no longer reaches the targets after {expected}.",
    way_out="Passez à un connecteur DMP v2 avant la mesure.",
    source="spec/programmes.md 1.4",
    rules=("SUN-060",),
    severity=Severity.WARNING,
    how_to_obtain='Écrivez dmp_connector = "v1" et jugez en 2023.',
)
HISTORY_NOT_OPEN = verdict(
    "programmes.sunes-history-closed",
    fr="Le bonus de reprise de l'historique ne peut pas être demandé ainsi : {found} (attendu : {expected}).",
    en="The history bonus cannot be asked for like this: {found} (expected: {expected}).",
    way_out="Le bonus est ouvert aux établissements du domaine D1, par le formulaire dédié, jusqu'à la date limite.",
    source=_PATH,
    rules=("SUN-061", "SUN-062"),
    how_to_obtain="Demandez le bonus le 1er juin 2022, pour la fenêtre F1.",
    codes=_REFUSED,
)
GAP = verdict(
    "programmes.sunes-gap",
    fr="{place} : l'écart entre déclaré et national est de {found}, au-delà de {expected} : un contrôle s'ensuit.",
    en="{place}: the gap between declared and national figures is {found}, above {expected}: a control follows.",
    way_out="Regardez les causes listées, dans l'ordre ; corrigez la déclaration dans OSIS, ou gardez les preuves.",
    source=_PATH,
    rules=("SUN-052",),
    how_to_obtain="Déclarez 106 séjours quand le national en compte 100.",
    codes=_REFUSED,
)
NOT_COMPARED = verdict(
    "programmes.sunes-not-compared",
    fr="{place} : rien à comparer, {found}.",
    en="{place}: nothing to compare, {found}.",
    way_out="Demandez le chiffre manquant : Elastic (accès par la CPAM) pour le DMP, l'opérateur pour la messagerie.",
    source=_PATH,
    rules=("SUN-049",),
    severity=Severity.INFO,
    how_to_obtain="Donnez un fichier national sans la ligne DS1.2.",
)
FIGURE_WRONG = verdict(
    "programmes.sunes-figure",
    fr="{place} : ces chiffres ne vont pas ensemble ({found}).",
    en="{place}: these figures do not go together ({found}).",
    way_out="Corrigez le fichier : un nombre n'est pas négatif, un indicateur est connu et n'y figure qu'une fois.",
    source=_PATH,
    rules=("SUN-002",),
    how_to_obtain="Écrivez deux lignes DS1.1 dans le fichier déclaré.",
    codes=_REFUSED,
)
