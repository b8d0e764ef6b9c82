"""Why an old document is not ready to be fed, or is not taken over. Source: DOC-019, DOC-020; spec/cda.md 1 to 8."""

from __future__ import annotations

from typing import Final

from socle.rulebook import Severity, verdict

_UNPROCESSABLE: Final = {"http": {"status": "422"}}
_FILL = (
    "Complétez la ligne dans l'index, ou donnez la valeur par défaut dans le fichier de correspondance ([defaults])."
)
_SOURCE = "spec/cda.md 1 to 8; DOC-019"

MISSING = verdict(
    "history.datum-missing",
    fr="Il manque une donnée : {expected}.",
    en="A datum is missing: {expected}.",
    way_out=_FILL,
    source=_SOURCE,
    how_to_obtain="Laissez vide la colonne de l'INS.",
    codes=_UNPROCESSABLE,
)
WRONG = verdict(
    "history.datum-wrong",
    fr="La valeur « {found} » ne convient pas pour {place} (attendu : {expected}).",
    en="The value '{found}' does not do for {place} (expected: {expected}).",
    way_out="Corrigez la valeur dans l'index ; pour un code local, ajoutez-le au fichier de correspondance.",
    source=_SOURCE,
    how_to_obtain="Écrivez 31/02/2020 dans la colonne de la date.",
    codes=_UNPROCESSABLE,
)
FILE_ABSENT = verdict(
    "history.file-absent",
    fr="Le fichier « {found} » n'est pas dans le dossier.",
    en="The file '{found}' is not in the folder.",
    way_out="Mettez le fichier dans le dossier de l'index, ou corrigez son nom (un chemin part de ce dossier).",
    source="DOC-019",
    how_to_obtain="Nommez dans l'index un fichier qui n'existe pas.",
    codes=_UNPROCESSABLE,
)
FILE_KIND = verdict(
    "history.file-kind",
    fr="Le fichier « {place} » n'est pas d'un genre qu'un document du DMP contient : {found} (attendu : {expected}).",
    en="The file '{place}' is not of a kind that a document of the DMP holds: {found} (expected: {expected}).",
    way_out="Convertissez le fichier en PDF/A-1.",
    source="ASS_A12 (media types of level 1); spec/cda.md 8",
    how_to_obtain="Nommez dans l'index un fichier de traitement de texte.",
    codes=_UNPROCESSABLE,
)
TWICE = verdict(
    "history.line-repeated",
    fr="Cette ligne décrit le même document que la ligne {found} : il n'est pris qu'une fois.",
    en="This line describes the same document as line {found}: it is taken once only.",
    way_out="Retirez l'une des deux lignes.",
    source="spec/dmp.md 4.1 (resending unchanged documents is forbidden to clients)",
    how_to_obtain="Écrivez deux fois la même ligne dans l'index.",
    codes=_UNPROCESSABLE,
)
TWO_PATIENTS = verdict(
    "history.file-of-two-patients",
    fr="La ligne {found} donne le même fichier à un autre patient : on ne sait de qui il est.",
    en="Line {found} gives the same file to another patient: whose it is cannot be known.",
    way_out="Ouvrez le fichier, gardez la ligne de son patient, et donnez à l'autre ligne le fichier qui est le sien.",
    source="A document is about one patient: HL7 CDA R2, recordTarget; spec/cda.md 3",
    how_to_obtain="Nommez le même fichier, ou sa copie, dans les lignes de deux patients.",
    codes=_UNPROCESSABLE,
)
OUT_OF_SCOPE = verdict(
    "history.not-a-synthesis",
    fr="« {found} » n'est pas un document de synthèse : la reprise de l'historique ne porte que sur ceux-là.",
    en="'{found}' is no synthesis document: the take-over of the history is about those alone.",
    way_out="Si ce document est utile à la coordination des soins, prenez-le aussi avec --every-type (DOC-014).",
    source="Guide de reprise partielle de l'historique, v1.5 (24 mars 2022); classe 11, 11490-0 et 34112-3 : ASSUMED",
    how_to_obtain="Mettez un compte rendu opératoire dans l'index.",
    rules=("DOC-019", "DOC-014"),
    codes=_UNPROCESSABLE,
)
BEFORE_THE_GUIDE = verdict(
    "history.before-the-guide",
    fr="Le guide de reprise de l'historique (v1.5) vaut à partir du {expected} ; le jour demandé est le {found}.",
    en="The guide of the take-over (v1.5) holds from {expected} on; the day asked is {found}.",
    way_out="Attendez cette date, ou déposez les documents un par un.",
    source="DOC-019",
    how_to_obtain="Demandez le plan pour le 1er mars 2022.",
    rules=("DOC-019",),
    codes=_UNPROCESSABLE,
)
OTHER_SECTOR = verdict(
    "history.guide-for-hospitals",
    fr="Le guide de reprise est écrit pour les établissements de santé ; {found} peut s'en servir d'ici le sien.",
    en="The guide is written for health establishments; {found} may use it until its own exists.",
    way_out="Rien n'est à faire : vérifiez si un guide est paru pour votre secteur.",
    source="DOC-020",
    how_to_obtain="Demandez le plan avec --sector esms.",
    rules=("DOC-020",),
    severity=Severity.INFO,
)
NOT_INDEXED = verdict(
    "history.file-not-indexed",
    fr="Le fichier « {found} » n'est dans aucune ligne de l'index : il n'est pas pris.",
    en="The file '{found}' stands in no line of the index: it is not taken.",
    way_out="Ajoutez-lui une ligne, si c'est un document à reprendre.",
    source="DOC-019",
    how_to_obtain="Ajoutez un PDF dans le dossier.",
    severity=Severity.WARNING,
)
NOT_ARCHIVAL = verdict(
    "history.not-archival",
    fr="Le PDF est repris tel quel, puisqu'il ne peut devenir du PDF/A-1 : {found}",
    en="The PDF is taken as it is, since it cannot become PDF/A-1: {found}",
    way_out="Rien n'est à faire pour le DMP, qui accepte ce PDF ; sinon, produisez-le en PDF/A-1 depuis le DPI.",
    source="spec/cda.md 8; docs/decisions/0015-pdf.md",
    how_to_obtain="Reprenez avec --pdfa un PDF dont une police n'est pas incorporée.",
    severity=Severity.WARNING,
)
BONUS_DOMAIN = verdict(
    "history.bonus-domain",
    fr="Le bonus de la reprise est ouvert aux établissements sur le domaine {expected} (demandé : {found}).",
    en="The bonus of the take-over is open to establishments on domain {expected} (asked: {found}).",
    way_out="Candidatez sur le domaine D1, si votre établissement en relève.",
    source="SUN-061",
    how_to_obtain="Demandez socle history bonus --domain D2.",
    rules=("SUN-061",),
    codes=_UNPROCESSABLE,
)
BONUS_CLOSED = verdict(
    "history.bonus-closed",
    fr="Les fenêtres 1 et 2 candidataient au bonus jusqu'au {expected} ; le jour demandé est le {found}.",
    en="Windows 1 and 2 applied for the bonus until {expected}; the day asked is {found}.",
    way_out="Demandez à votre ARS si une autre fenêtre est ouverte.",
    source="SUN-062",
    how_to_obtain="Demandez socle history bonus --window 1 aujourd'hui.",
    rules=("SUN-062",),
    codes=_UNPROCESSABLE,
)
BONUS_NO_CALL = verdict(
    "history.bonus-no-call",
    fr="Aucun appel n'a été publié pour le bonus de la reprise dans la fenêtre {found} : rien n'est présumé.",
    en="No call for the bonus of the take-over was published for window {found}: nothing is presumed.",
    way_out="Demandez à votre ARS si le bonus est ouvert dans cette fenêtre, jusqu'à quel jour et par quel formulaire.",
    source="SUN-061, SUN-062; spec/programmes.md 1.5, mark UNKNOWN",
    how_to_obtain="Demandez socle history bonus --domain D1 --window 3.",
    rules=("SUN-061", "SUN-062"),
    codes=_UNPROCESSABLE,
)
