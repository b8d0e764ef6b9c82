"""What an import can answer about a file and its lines."""

from __future__ import annotations

from typing import Final

from socle.rulebook import Severity, verdict

_CODES: Final = {"http": {"status": "422"}}

LAYOUT_UNKNOWN = verdict(
    "directory.import-layout-unknown",
    fr="{place} : ce fichier n'est ni une extraction du RPPS, de FINESS ou de MSSanté, ni des ressources FHIR.",
    en="{place}: this file is neither an extract of RPPS, FINESS or MSSanté, nor FHIR resources.",
    way_out="Donnez le fichier tel qu'il est publié, avec sa ligne d'en-tête, ou l'archive qui le contient.",
    source="spec/identity.md e.3 et f",
    how_to_obtain="Importez un fichier texte quelconque.",
    codes=_CODES,
)
CUT_SHORT = verdict(
    "directory.import-cut-short",
    fr="{place} : le fichier est coupé ou abîmé ({found}).",
    en="{place}: the file is cut short or damaged ({found}).",
    way_out="Téléchargez-le de nouveau. Rien n'a été chargé.",
    source="spec/identity.md e.3",
    how_to_obtain="Importez la première moitié d'une archive.",
    codes=_CODES,
)
TOO_MANY_FAULTS = verdict(
    "directory.import-too-many-faults",
    fr="{found} lignes sont refusées, plus que la part tolérée ({expected}).",
    en="{found} lines are refused, more than the share tolerated ({expected}).",
    way_out="Lisez le compte rendu ligne à ligne ; rien n'a été chargé.",
    source="RPPS-003",
    how_to_obtain="Importez un extrait dont une ligne sur deux n'a pas de nom.",
    codes=_CODES,
)
COLUMNS = verdict(
    "directory.import-columns",
    fr="{place} : {found} colonnes, {expected} attendues.",
    en="{place}: {found} columns, {expected} expected.",
    way_out="La ligne est laissée de côté. Vérifiez qu'aucun texte ne contient le séparateur.",
    source="spec/identity.md e.3 et f",
    how_to_obtain="Retirez une barre verticale d'une ligne de l'extraction du RPPS.",
    codes=_CODES,
)
NOT_TEXT = verdict(
    "directory.import-not-text",
    fr="{place} : la ligne n'est pas du texte en UTF-8.",
    en="{place}: the line is not UTF-8 text.",
    way_out="La ligne est laissée de côté. Téléchargez de nouveau le fichier s'il y en a plusieurs.",
    source="spec/identity.md e.3",
    how_to_obtain="Écrivez un octet FF dans une ligne de l'extraction du RPPS.",
    codes=_CODES,
)
NUMBER_MALFORMED = verdict(
    "directory.import-number-malformed",
    fr="{place} : « {found} » n'est pas un identifiant national ({expected}).",
    en="{place}: '{found}' is no national identifier ({expected}).",
    way_out="La ligne est laissée de côté : sans identifiant, on ne sait pas de qui elle parle.",
    source="spec/identity.md e.2",
    how_to_obtain="Écrivez 81234 comme identification nationale dans une ligne de l'extraction du RPPS.",
    codes=_CODES,
)
NUMBER_KEY = verdict(
    "directory.import-number-key",
    fr="{place} : la clé de « {found} » est fausse.",
    en="{place}: the key of '{found}' does not verify.",
    way_out="La ligne est chargée : beaucoup de numéros publiés pour les tests ont une clé fausse.",
    source="spec/identity.md e.1 et h",
    how_to_obtain="Changez le dernier chiffre d'un numéro RPPS.",
    severity=Severity.WARNING,
)
NO_CIVIL_STATUS = verdict(
    "directory.import-no-civil-status",
    fr="{place} : la situation professionnelle n'est rattachée à aucun état civil (le nom manque).",
    en="{place}: the professional situation is attached to no civil status (the name is missing).",
    way_out="La ligne est laissée de côté. Demandez la correction à l'autorité d'enregistrement.",
    source="RPPS-003",
    how_to_obtain="Effacez le nom d'exercice d'une ligne de l'extraction du RPPS.",
    rules=("RPPS-003",),
    codes=_CODES,
)
NO_SITUATION = verdict(
    "directory.import-no-situation",
    fr="{place} : la structure {found} est connue, mais pas l'activité : aucune situation d'exercice n'en est déduite.",
    en="{place}: structure {found} is known but not the activity: no situation of practice is inferred.",
    way_out="Le professionnel et la structure sont chargés. L'activité est à déclarer par l'employeur.",
    source="RPPS-018",
    how_to_obtain="Effacez le mode d'exercice, le rôle et le genre d'activité d'une ligne qui porte un FINESS.",
    rules=("RPPS-018",),
    severity=Severity.WARNING,
)
NURSE_UNDER_ADELI = verdict(
    "directory.import-nurse-under-adeli",
    fr="{place} : {found} est un numéro ADELI ; les infirmiers sont au RPPS depuis le {expected}.",
    en="{place}: {found} is an ADELI number; nurses are in the RPPS since {expected}.",
    way_out="La ligne est chargée. Demandez à l'infirmier son numéro RPPS.",
    source="AUTH-066",
    how_to_obtain="Importez après le 28 octobre 2021 une ligne d'infirmier dont l'identifiant commence par 0.",
    rules=("AUTH-066",),
    severity=Severity.WARNING,
)
