"""What the portal answers about a file of entries and exits as a whole."""

from __future__ import annotations

from typing import Final

from socle.rulebook import verdict

_FAULT: Final = {"http": {"status": "400"}}
_FILE: Final = "Portail RPPS+, « Fichier » : "

NOT_OPEN_YET = verdict(
    "directory.enrolment-file-not-open-yet",
    fr="L'enregistrement par fichier n'est ouvert qu'à partir du {expected}.",
    en="Registration by file is open from {expected} on only.",
    way_out="Enregistrez les professionnels un par un d'ici là.",
    source="RPPS-011",
    how_to_obtain="Reculez l'horloge avant le 18 mars 2022, puis envoyez un fichier.",
    rules=("RPPS-011",),
    codes={"http": {"status": "403"}},
)
NO_TEXT = verdict(
    "directory.enrolment-file-unreadable",
    fr="Ce fichier n'est pas un texte en colonnes (CSV) : {found}.",
    en="This file is no text in columns (CSV): {found}.",
    way_out="Exportez la feuille en « CSV (séparateur : point-virgule) », avec sa ligne de titres.",
    source="spec/identity.md e.5 (layout: ASSUMED)",
    how_to_obtain=_FILE + "envoyez une image.",
    codes=_FAULT,
)
COLUMNS_MISSING = verdict(
    "directory.enrolment-file-columns-missing",
    fr="La ligne de titres n'a pas ces colonnes : {expected}.",
    en="The title line lacks these columns: {expected}.",
    way_out="Repartez du modèle à télécharger : l'ordre des colonnes est libre, leurs titres non.",
    source="spec/identity.md e.5 (layout: ASSUMED)",
    how_to_obtain=_FILE + "supprimez la colonne role du modèle.",
    codes=_FAULT,
)
COLUMNS_UNKNOWN = verdict(
    "directory.enrolment-file-columns-unknown",
    fr="La ligne de titres a des colonnes inconnues : {found}.",
    en="The title line has unknown columns: {found}.",
    way_out="Retirez-les, ou écrivez leurs titres comme dans le modèle : rien n'est ignoré en silence.",
    source="spec/identity.md e.5 (layout: ASSUMED)",
    how_to_obtain=_FILE + "ajoutez une colonne service au modèle.",
    codes=_FAULT,
)
TOO_LONG = verdict(
    "directory.enrolment-file-too-long",
    fr="Ce fichier a plus de {expected} lignes.",
    en="This file has more than {expected} lines.",
    way_out="Coupez-le en plusieurs fichiers : chacun est pris en entier ou pas du tout.",
    source="our own: a file is one transaction",
    how_to_obtain=_FILE + "envoyez un fichier de 201 lignes.",
    codes={"http": {"status": "413"}},
)
NO_LINE = verdict(
    "directory.enrolment-file-empty",
    fr="Ce fichier n'a aucune ligne sous ses titres.",
    en="This file has no line under its titles.",
    way_out="Ajoutez une ligne par professionnel.",
    source="our own",
    how_to_obtain=_FILE + "envoyez le modèle sans le remplir.",
    codes=_FAULT,
)
CELLS_AMISS = verdict(
    "directory.enrolment-file-cells-amiss",
    fr="Cette ligne a {found} cellules, la ligne de titres {expected}.",
    en="This line has {found} cells, the title line {expected}.",
    way_out="Mettez entre guillemets les valeurs qui contiennent le séparateur.",
    source="our own",
    how_to_obtain=_FILE + "retirez un point-virgule à une ligne.",
    codes=_FAULT,
)
TWICE = verdict(
    "directory.enrolment-file-line-twice",
    fr="Cette ligne parle de la même personne dans la même structure que la ligne {found}.",
    en="This line is about the same person in the same structure as line {found}.",
    way_out="Gardez une seule des deux lignes.",
    source="our own: no double",
    how_to_obtain=_FILE + "répétez une ligne.",
    codes={"http": {"status": "409"}},
)
NOT_TAKEN = verdict(
    "directory.enrolment-file-not-taken",
    fr="Rien n'a été enregistré : {found} du fichier à corriger.",
    en="Nothing was registered: {found} of the file to be mended.",
    way_out="Corrigez les lignes signalées, vérifiez le fichier, puis envoyez-le de nouveau en entier.",
    source="spec/identity.md e.5; our own: a file is taken whole or not at all",
    how_to_obtain=_FILE + "envoyez un fichier dont une seule ligne est fautive.",
    codes={"http": {"status": "422"}},
)
