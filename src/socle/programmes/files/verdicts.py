"""Why a file cannot be read, or one of its rows. A value is shown by its form alone: it may be a person's datum."""

from __future__ import annotations

from typing import Final

from socle.rulebook import Severity, verdict

_UNPROCESSABLE: Final = {"http": {"status": "422"}}
_SOURCE: Final = "spec/programmes.md 9 (files as they come: CSV and spreadsheets)"
_AS_CSV: Final = "Enregistrez le fichier en CSV (séparateur point-virgule) ou en XLSX, puis recommencez."

EMPTY = verdict(
    "programmes.file-empty",
    fr="Le fichier {place} est vide.",
    en="The file {place} is empty.",
    way_out="Refaites l'export ; vérifiez que le disque n'était pas plein.",
    source=_SOURCE,
    how_to_obtain="Donnez un fichier de 0 octet.",
    codes=_UNPROCESSABLE,
)
ABSENT = verdict(
    "programmes.file-absent",
    fr="Le fichier {place} n'est pas là, ou n'est pas lisible : {found}.",
    en="The file {place} is not there, or may not be read: {found}.",
    way_out="Vérifiez le nom et le dossier du fichier.",
    source=_SOURCE,
    how_to_obtain="Donnez le nom d'un fichier qui n'existe pas.",
    codes=_UNPROCESSABLE,
)
NOT_A_TABLE = verdict(
    "programmes.file-not-a-table",
    fr="Le fichier {place} n'est pas un tableau que l'on sache lire : {found} (attendu : {expected}).",
    en="The file {place} is no table that can be read: {found} (expected: {expected}).",
    way_out=_AS_CSV,
    source=_SOURCE,
    how_to_obtain="Donnez un PDF.",
    codes=_UNPROCESSABLE,
)
HEADINGS_ABSENT = verdict(
    "programmes.headings-absent",
    fr="Aucune des premières lignes de {place} ne porte d'en-tête connu (cherché : {expected} ; trouvé : {found}).",
    en="None of the first lines of {place} holds a known heading (looked for: {expected}; found: {found}).",
    way_out="Mettez les noms de colonnes sur une ligne, ou dites-les dans un fichier de correspondance (--mapping).",
    source=_SOURCE,
    how_to_obtain="Donnez un fichier sans ligne d'en-tête.",
    codes=_UNPROCESSABLE,
)
COLUMN_ABSENT = verdict(
    "programmes.column-absent",
    fr="Il manque une colonne dans {place}. Cherché : {expected}. Colonnes du fichier : {found}.",
    en="A column is missing from {place}. Looked for: {expected}. Columns of the file: {found}.",
    way_out="Ajoutez la colonne à l'export, ou dites son nom dans un fichier de correspondance (--mapping).",
    source=_SOURCE,
    how_to_obtain="Donnez un fichier de séjours sans date de sortie.",
    codes=_UNPROCESSABLE,
)
COLUMN_TWICE = verdict(
    "programmes.column-twice",
    fr="Dans {place}, plusieurs colonnes peuvent être « {expected} » : {found}.",
    en="In {place}, several columns may be '{expected}': {found}.",
    way_out="Renommez l'une d'elles, ou dites laquelle dans un fichier de correspondance (--mapping).",
    source=_SOURCE,
    how_to_obtain="Donnez un fichier où la colonne du numéro de séjour est deux fois.",
    codes=_UNPROCESSABLE,
)
MAPPING_WRONG = verdict(
    "programmes.mapping-wrong",
    fr="Le fichier de correspondance ne convient pas ({place}) : {found} (attendu : {expected}).",
    en="The mapping file does not do ({place}): {found} (expected: {expected}).",
    way_out='Écrivez une partie par fichier, [stays] par exemple, et une ligne par colonne : stay = "N° séjour".',
    source=_SOURCE,
    how_to_obtain="Nommez dans la correspondance une colonne que le fichier n'a pas.",
    codes=_UNPROCESSABLE,
)
LINE_TOO_LONG = verdict(
    "programmes.line-too-long",
    fr="Dans {place}, une ligne à partir de la ligne {found} dépasse {expected} : rien n'en est lu.",
    en="In {place}, a line from line {found} on is longer than {expected}: nothing of the file is read.",
    way_out="Cherchez un guillemet ouvert et jamais refermé, ou des fins de ligne perdues par l'export.",
    source=_SOURCE,
    how_to_obtain="Donnez un fichier sans fin de ligne, de plusieurs mégaoctets.",
    codes=_UNPROCESSABLE,
)
MONTH_FIRST = verdict(
    "programmes.dates-month-first",
    fr="Dans {place}, les dates de la colonne {expected} semblent écrites mois d'abord ({found} lignes) : 03/04 y "
    "voudrait dire le 4 mars, sans que rien ne le montre.",
    en="In {place}, the dates of column {expected} seem written month first ({found} rows): 03/04 would mean 4 March, "
    "and nothing would show it.",
    way_out="Exportez les dates au format français (31/12/2022) ou international (2022-12-31).",
    source=_SOURCE,
    how_to_obtain="Donnez un fichier dont les dates sont écrites 12/31/2022.",
    codes=_UNPROCESSABLE,
)
TOO_MANY_ROWS = verdict(
    "programmes.too-many-rows",
    fr="Le fichier {place} a plus de {expected} lignes : c'est trop pour ce genre de fichier.",
    en="The file {place} has more than {expected} rows: too many for this kind of file.",
    way_out="Vérifiez que c'est le bon fichier ; sinon, découpez-le.",
    source=_SOURCE,
    how_to_obtain="Donnez 500 001 lignes de commandes.",
    codes=_UNPROCESSABLE,
)
TOO_LARGE = verdict(
    "programmes.sheet-too-large",
    fr="Le classeur {place} fait {found} une fois ouvert : au-delà de {expected}, il n'est pas lu.",
    en="The workbook {place} is {found} once opened: beyond {expected} it is not read.",
    way_out="Enregistrez la feuille en CSV : il n'y a alors pas de limite.",
    source=_SOURCE,
    how_to_obtain="Donnez un classeur de plusieurs gigaoctets, ou une archive piégée.",
    codes=_UNPROCESSABLE,
)
TYPE_WRONG = verdict(
    "programmes.column-type",
    fr="Dans {place}, la colonne {expected} est d'un type qui ne se lit pas ici : {found}.",
    en="In {place}, the column {expected} is of a type that is not read here: {found}.",
    way_out="Écrivez la colonne en texte, en date, en nombre ou en booléen.",
    source=_SOURCE,
    how_to_obtain="Donnez un fichier Parquet dont une colonne est une liste.",
    codes=_UNPROCESSABLE,
)
NOT_INSTALLED = verdict(
    "programmes.not-installed",
    fr="Il manque ici {found} pour faire ce calcul.",
    en="{found} is missing here, which this computation needs.",
    way_out="Installez ce qui manque : pip install 'socle[programmes]' (et 'socle[spark]' pour Spark).",
    source="docs/decisions/0016",
    how_to_obtain="Lancez socle sunes compute sans l'extra « programmes ».",
    codes={"http": {"status": "501"}},
)

VALUE_MISSING = verdict(
    "programmes.value-missing",
    fr="La colonne {place} est vide : la ligne n'est pas prise.",
    en="The column {place} is empty: the row is not taken.",
    way_out="Complétez la ligne dans le logiciel d'origine, puis refaites l'export.",
    source=_SOURCE,
    how_to_obtain="Laissez vide le numéro d'un séjour.",
    codes=_UNPROCESSABLE,
)
DATE_WRONG = verdict(
    "programmes.date-wrong",
    fr="La colonne {place} ne porte pas une date qui existe : {found} (attendu : {expected}).",
    en="The column {place} holds no date that exists: {found} (expected: {expected}).",
    way_out="Corrigez la date : 31/12/2022, 31-12-2022, 2022-12-31 ou 20221231.",
    source=_SOURCE,
    how_to_obtain="Écrivez 31/02/2022.",
    codes=_UNPROCESSABLE,
)
DATE_MONTH_FIRST = verdict(
    "programmes.date-month-first",
    fr="La date de la colonne {place} est écrite mois d'abord : elle n'est pas devinée.",
    en="The date of column {place} is written month first: it is not guessed.",
    way_out="Écrivez le jour d'abord : 31/12/2022.",
    source=_SOURCE,
    how_to_obtain="Écrivez 12/31/2022 parmi des dates françaises.",
    codes=_UNPROCESSABLE,
)
DATE_SHORT_YEAR = verdict(
    "programmes.date-short-year",
    fr="L'année de la colonne {place} a deux chiffres : le siècle n'est pas deviné.",
    en="The year of column {place} has two digits: its century is not guessed.",
    way_out="Écrivez l'année en quatre chiffres : 31/12/2022.",
    source=_SOURCE,
    how_to_obtain="Écrivez 31/12/22.",
    codes=_UNPROCESSABLE,
)
NUMBER_WRONG = verdict(
    "programmes.number-wrong",
    fr="La colonne {place} ne porte pas un nombre : {found} (attendu : {expected}).",
    en="The column {place} holds no number: {found} (expected: {expected}).",
    way_out="Écrivez un seul séparateur, la virgule des décimales : 1234,56.",
    source=_SOURCE,
    how_to_obtain="Écrivez 1.234,56 dans un montant.",
    codes=_UNPROCESSABLE,
)
FLAG_WRONG = verdict(
    "programmes.flag-wrong",
    fr="La colonne {place} ne dit ni oui ni non : {found} (attendu : {expected}).",
    en="The column {place} says neither yes nor no: {found} (expected: {expected}).",
    way_out="Écrivez oui ou non.",
    source=_SOURCE,
    how_to_obtain="Écrivez « peut-être » dans une colonne oui/non.",
    codes=_UNPROCESSABLE,
)
WORD_UNKNOWN = verdict(
    "programmes.word-unknown",
    fr="Le mot de la colonne {place} n'est pas connu ({found}). Mots connus, les plus proches d'abord : {expected}.",
    en="The word in column {place} is not known ({found}). Known words, the nearest first: {expected}.",
    way_out="Écrivez l'un des mots connus, ou demandez que celui de votre logiciel soit ajouté.",
    source=_SOURCE,
    how_to_obtain="Écrivez MCOO dans la colonne de l'activité.",
    codes=_UNPROCESSABLE,
)
WIDTH = verdict(
    "programmes.row-width",
    fr="La ligne a {found} cases ; l'en-tête en a {expected}.",
    en="The row has {found} cells; the heading has {expected}.",
    way_out="Cherchez un séparateur dans un texte sans guillemets, ou une ligne coupée.",
    source=_SOURCE,
    how_to_obtain="Coupez la dernière ligne d'un fichier CSV.",
    codes=_UNPROCESSABLE,
)
QUOTING = verdict(
    "programmes.row-quoting",
    fr="Les guillemets de la ligne ne vont pas par paires.",
    en="The quotation marks of the row do not come in pairs.",
    way_out="Doublez les guillemets à l'intérieur d'un texte, ou retirez-les.",
    source=_SOURCE,
    how_to_obtain="Ouvrez un guillemet sans le refermer.",
    codes=_UNPROCESSABLE,
)
HEADING_REPEATED = verdict(
    "programmes.heading-repeated",
    fr="La ligne répète l'en-tête : elle n'est pas une donnée.",
    en="The row repeats the heading: it is no datum.",
    way_out="Rien n'est à faire ; si plusieurs exports ont été mis bout à bout, vérifiez qu'aucun n'y est deux fois.",
    source=_SOURCE,
    how_to_obtain="Mettez deux exports bout à bout.",
    severity=Severity.WARNING,
)
TOTAL_ROW = verdict(
    "programmes.row-total",
    fr="La ligne {place} est un total imprimé, non une donnée : elle n'est pas comptée.",
    en="Line {place} is a printed total, no datum: it is not counted.",
    way_out="Rien n'est à faire.",
    source="spec/programmes.md 1.7",
    how_to_obtain="Donnez un fichier dont la dernière ligne commence par « Total ».",
    severity=Severity.INFO,
    rules=("SUN-070", "SUN-071", "SUN-072", "SUN-073"),
)
TOTAL_OFF = verdict(
    "programmes.row-total-off",
    fr="Le total imprimé au pied du fichier ({place}) est {expected} ; les lignes lues donnent {found}.",
    en="The total printed at the foot of the file ({place}) is {expected}; the rows read give {found}.",
    way_out="Cherchez les lignes qui manquent à l'export, ou qui ont été écartées ; sinon, corrigez le total.",
    source="spec/programmes.md 1.7",
    how_to_obtain="Donnez deux séjours, puis une ligne « Total ; 3 ».",
    severity=Severity.WARNING,
    rules=("SUN-070", "SUN-071", "SUN-072", "SUN-073"),
)
UNDECODABLE = verdict(
    "programmes.text-undecodable",
    fr="Des caractères de la colonne {place} ne se lisent pas dans l'encodage du fichier.",
    en="Characters of column {place} cannot be read in the encoding of the file.",
    way_out="Refaites l'export en UTF-8 ; un fichier fait de deux morceaux peut en mélanger deux.",
    source=_SOURCE,
    how_to_obtain="Mettez bout à bout un fichier UTF-8 et un fichier Windows-1252.",
    codes=_UNPROCESSABLE,
)
