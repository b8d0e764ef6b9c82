"""The index of old documents: a table as a DPI exports it, its columns guessed by their headings or named in a file.

Separators `;`, `,` or tabulation; UTF-8, UTF-16 or Windows-1252. Correspondences are TOML: `[columns]` (our name =
their heading), `[defaults]` (our name = a value for every line), `[types]` (their type = a code of JDV_J07).
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from socle.wire import toml

#: What a line may say: our names, what people call it, and headings that say so (without accents, lower case).
FIELDS: Mapping[str, tuple[str, str]] = {
    "file": ("le fichier", "fichier nom_fichier chemin path nom_du_fichier fichier_pdf"),
    "ins": ("l'INS du patient", "ins matricule matricule_ins ins_nir nir patient_ins ins_patient"),
    "oid": ("l'OID de l'INS", "oid oid_ins ins_oid"),
    "birth_name": ("le nom de naissance", "nom_naissance nom_de_naissance nom nom_patronymique"),
    "given_names": (
        "la liste des prénoms de naissance",
        "prenoms prenoms_naissance prenoms_de_naissance liste_prenoms",
    ),
    "first_given_name": ("le premier prénom", "premier_prenom prenom prenom_naissance premier_prenom_naissance"),
    "sex": ("le sexe", "sexe"),
    "birth_date": ("la date de naissance", "date_naissance date_de_naissance ddn ne_e_le ne_le"),
    "birth_place": ("le code du lieu de naissance", "lieu_naissance lieu_de_naissance code_lieu_naissance code_insee"),
    "used_name": ("le nom utilisé", "nom_utilise nom_usage nom_d_usage"),
    "used_given_name": ("le prénom utilisé", "prenom_utilise prenom_usage"),
    "local_id": ("le numéro local du patient", "ipp numero_patient id_patient"),
    "local_root": ("l'OID du numéro local", "oid_ipp ipp_oid"),
    "type": ("le type du document", "type_document type_doc nature code_type type_de_document"),
    "title": ("le titre", "titre libelle intitule"),
    "date": ("la date du document", "date_document date_doc date_creation date_du_document"),
    "start": ("le début de l'acte", "date_acte date_entree debut date_debut"),
    "end": ("la fin de l'acte", "date_sortie fin date_fin"),
    "author_id": ("l'identifiant de l'auteur (RPPS)", "rpps rpps_auteur auteur_rpps id_auteur auteur_id"),
    "author_family": ("le nom de l'auteur", "nom_auteur auteur auteur_nom"),
    "author_given": ("le prénom de l'auteur", "prenom_auteur auteur_prenom"),
    "author_specialty": ("la profession de l'auteur (JDV_J01)", "specialite profession specialite_auteur"),
    "structure_id": ("la structure (FINESS)", "finess structure id_structure finess_structure numero_finess"),
    "structure_name": ("le nom de la structure", "nom_structure etablissement structure_nom"),
    "facility": ("le secteur d'activité (JDV_J02)", "secteur secteur_activite"),
    "setting": ("le cadre d'exercice (JDV_J04)", "cadre cadre_exercice"),
}
_ENCODINGS = ("utf-8-sig", "cp1252")
#: How a table begins that a spreadsheet exported as "Unicode text".
_WIDE = (b"\xff\xfe", b"\xfe\xff")
#: What a spreadsheet writes above a table, to tell its separator.
_TOLD = re.compile(r"sep=(.)\s*", re.IGNORECASE)
_SEPARATORS = ";\t,"
#: An index larger than this is not read, in bytes.
LARGEST = 200_000_000


class BadIndex(ValueError):  # noqa: N818 - says what the file lacks
    """The index, or the file of correspondences, cannot be read."""


@dataclass(frozen=True, slots=True)
class Correspondence:
    """What a DPI calls things."""

    columns: Mapping[str, str] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)
    types: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the index, by our names; `line` is counted from 1 as editors do.

    `broken` says in what it is no line of the table: more cells than headings, a quote that took in lines below it.
    """

    line: int
    values: Mapping[str, str]
    broken: str = ""

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")


@dataclass(frozen=True, slots=True)
class Index:
    """An index read: which heading gives what, headings that give nothing, and the lines."""

    columns: Mapping[str, str]
    ignored: tuple[str, ...]
    encoding: str
    separator: str
    rows: tuple[Row, ...]


def correspondence(text: str) -> Correspondence:
    """Read a file of correspondences. Raises `BadIndex` with the word that means nothing."""
    try:
        data = toml.loads(text)
    except toml.TomlRefused as error:
        raise BadIndex(f"the file of correspondences is no TOML: {error}") from error
    if unknown := set(data) - {"columns", "defaults", "types"}:
        raise BadIndex(f"the file of correspondences has no part {', '.join(sorted(unknown))}")
    for part, held in data.items():
        if not isinstance(held, dict) or any(isinstance(value, dict | list) for value in held.values()):
            raise BadIndex(f"[{part}] holds names with their values, and nothing else")
    for part in ("columns", "defaults"):
        if unknown := set(data.get(part, {})) - set(FIELDS):
            raise BadIndex(f"[{part}] knows no {', '.join(sorted(unknown))}; it knows {', '.join(FIELDS)}")
    columns, defaults, types = (_texts(data.get(part, {})) for part in ("columns", "defaults", "types"))
    return Correspondence(columns, defaults, {plain(name): code for name, code in types.items()})


def _texts(values: Mapping[str, Any]) -> dict[str, str]:
    try:
        return {name: str(value) for name, value in values.items()}
    except ValueError as error:  # a number of thousands of digits
        raise BadIndex(f"the file of correspondences: {error}") from error


def plain(text: str) -> str:
    """A heading or a label as it is compared: without accents, case or signs."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[^a-z0-9]+", "_", "".join(sign for sign in bare if not unicodedata.combining(sign))).strip("_")


def read(data: bytes, known: Correspondence) -> Index:
    """Read an index. Raises `BadIndex` when it is no table, or when a heading means two things."""
    if len(data) > LARGEST:
        raise BadIndex(f"the index is larger than {LARGEST} bytes: cut it")
    text, encoding = _decoded(data)
    first, _, rest = text.partition("\n")
    told = _TOLD.fullmatch(first)
    if told:
        first = rest.partition("\n")[0]
    separator = told[1] if told else max(_SEPARATORS, key=first.count)
    if separator not in first:
        raise BadIndex("the first line of the index must hold headings, separated by ; or , or tabulations")
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        if told:
            next(lines)
        headings = [heading.strip() for heading in next(lines)]
        columns = _columns(headings, known)
        rows = tuple(_rows(lines, headings, columns, known))
    except csv.Error as error:
        raise BadIndex(f"line {lines.line_num} of the index cannot be read: {error}") from error
    ignored = tuple(heading for heading in headings if heading and heading not in columns.values())
    return Index(columns, ignored, encoding, separator, rows)


def _decoded(data: bytes) -> tuple[str, str]:
    for encoding in ("utf-16",) if data.startswith(_WIDE) else _ENCODINGS:
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise BadIndex("the index is neither UTF-8, nor UTF-16, nor Windows-1252")


def _columns(headings: list[str], known: Correspondence) -> dict[str, str]:
    """Which heading gives each datum: the one named, else the one that its name tells."""
    for name, heading in known.columns.items():
        if heading not in headings:
            raise BadIndex(f"[columns] {name}: the index has no column '{heading}'")
    named = set(known.columns.values())
    guesses = {word: name for name, (_, words) in FIELDS.items() for word in (name, *words.split())}
    columns = dict(known.columns)
    for heading in headings:
        guess = guesses.get(plain(heading))
        if guess is None or heading in named or guess in known.columns:
            continue
        if guess in columns:
            raise BadIndex(
                f"the columns '{columns[guess]}' and '{heading}' both look like {guess}: say which in [columns]"
            )
        columns[guess] = heading
    return columns


def _rows(lines: Any, headings: list[str], columns: Mapping[str, str], known: Correspondence) -> Iterator[Row]:
    place = {name: headings.index(heading) for name, heading in columns.items()}
    line = lines.line_num + 1
    for cells in lines:
        if any(cell.strip() for cell in cells):
            values = {name: cells[at].strip() for name, at in place.items() if at < len(cells) and cells[at].strip()}
            yield Row(line, {**known.defaults, **values}, _broken(cells, headings, set(place.values()), lines))
        line = lines.line_num + 1


def _broken(cells: list[str], headings: list[str], used: set[int], lines: Any) -> str:
    """In what a line is none of the table; a cell of several lines is allowed where nothing is taken from it."""
    beyond = [cell for cell in cells[len(headings) :] if cell.strip()]
    if beyond:
        return f"{len(headings) + len(beyond)} colonnes pour {len(headings)} titres"
    separator = lines.dialect.delimiter
    for place, cell in enumerate(cells):
        if "\n" not in cell.strip():
            continue
        if place in used or cell.count(separator) >= len(headings) - 1:
            return f"« {headings[place]} » sur plusieurs lignes"
    return ""
