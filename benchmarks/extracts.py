"""Invented extracts at their real shape: `python -m benchmarks.extracts FOLDER --rows 2000000`.

Nobody in them exists: RPPS numbers begin with 9 and verify, names and structures are drawn. One line in five tells a
second activity of the person before it, as in the national file; structures have some ten lines each.
Source: reference table annuaire_extract_columns.csv, header of the MSSanté extract (spec/identity.md e.3).
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator
from pathlib import Path

from socle.identity.checkdigits import luhn_key

ACTIVITY = [
    "Type d'identifiant PP",
    "Identifiant PP",
    "Identification nationale PP",
    "Code civilité d'exercice",
    "Libellé civilité d'exercice",
    "Code civilité",
    "Libellé civilité",
    "Nom d'exercice",
    "Prénom d'exercice",
    "Code profession",
    "Libellé profession",
    "Code catégorie professionnelle",
    "Libellé catégorie professionnelle",
    "Code type savoir-faire",
    "Libellé type savoir-faire",
    "Code savoir-faire",
    "Libellé savoir-faire",
    "Code mode exercice",
    "Libellé mode exercice",
    "Numéro SIRET site",
    "Numéro SIREN site",
    "Numéro FINESS site",
    "Numéro FINESS établissement juridique",
    "Identifiant technique de la structure",
    "Raison sociale site",
    "Enseigne commerciale site",
    "Complément destinataire (coord. structure)",
    "Complément point géographique (coord. structure)",
    "Numéro Voie (coord. structure)",
    "Indice répétition voie (coord. structure)",
    "Code type de voie (coord. structure)",
    "Libellé type de voie (coord. structure)",
    "Libellé Voie (coord. structure)",
    "Mention distribution (coord. structure)",
    "Bureau cedex (coord. structure)",
    "Code postal (coord. structure)",
    "Code commune (coord. structure)",
    "Libellé commune (coord. structure)",
    "Code pays (coord. structure)",
    "Libellé pays (coord. structure)",
    "Téléphone (coord. structure)",
    "Téléphone 2 (coord. structure)",
    "Télécopie (coord. structure)",
    "Adresse e-mail (coord. structure)",
    "Code Département (structure)",
    "Libellé Département (structure)",
    "Ancien identifiant de la structure",
    "Autorité d'enregistrement",
    "Code secteur d'activité",
    "Libellé secteur d'activité",
    "Code section tableau pharmaciens",
    "Libellé section tableau pharmaciens",
    "Code rôle",
    "Libellé rôle",
    "Code genre activité",
    "Libellé genre activité",
]
MAILBOX = [
    "Type de BAL",
    "Adresse BAL",
    "Type Identifiant PP",
    "Identifiant PP",
    "Identification nationale PP",
    "Type identifiant structure",
    "Identification Structure",
    "Service de rattachement",
    "Civilité d'exercice",
    "Nom d'exercice",
    "Prénom d'exercice",
    "Catégorie profession",
    "Libellé de catégorie profession",
    "Code Profession",
    "Libellé Profession",
    "Code savoir-faire",
    "Libellé savoir-faire",
    "Dématérialisation",
    "Raison Sociale structure BAL",
    "Enseigne commerciale structure BAL",
    "L2COMPLEMENTLOCALISATION",
    "L3COMPLEMENTDISTRIBUTION",
    "L4NUMEROVOIE",
    "L4COMPLEMENTNUMEROVOIE",
    "NL4TYPEVOIE",
    "L4LIBELLEVOIE",
    "L5LIEUDITMENTION",
    "L6LIGNEACHEMINEMENT",
    "Code postal",
    "Département",
    "Pays",
]
KNOW_HOW = [
    "Type d'identifiant PP",
    "Identifiant PP",
    "Identification nationale PP",
    "Nom d'exercice",
    "Prénom d'exercice",
    "Code profession",
    "Libellé profession",
    "Code catégorie professionnelle",
    "Libellé catégorie professionnelle",
    "Code type savoir-faire",
    "Libellé type savoir-faire",
    "Code savoir-faire",
    "Libellé savoir-faire",
]
DIPLOMA = [
    "Type d'identifiant PP",
    "Identifiant PP",
    "Identification nationale PP",
    "Nom d'exercice",
    "Prénom d'exercice",
    "Code type diplôme obtenu",
    "Libellé type diplôme obtenu",
    "Code diplôme obtenu",
    "Libellé diplôme obtenu",
    "Code type autorisation",
    "Libellé type autorisation",
    "Code discipline autorisation",
    "Libellé discipline autorisation",
]
_ONSETS, _NUCLEI, _CODAS = (
    ["b", "br", "c", "ch", "d", "f", "g", "gr", "l", "m", "n", "p", "r", "s", "t", "tr", "v"],
    ["a", "é", "e", "i", "o", "ou", "u"],
    ["c", "l", "n", "r", "s", "t"],
)
_GIVEN = [
    "Anne",
    "Yann",
    "Maël",
    "Gaëlle",
    "Claire",
    "Paul",
    "Inès",
    "Hugo",
    "Noé",
    "Léa",
    "Omar",
    "Sofia",
    "Tom",
    "Zoé",
    "Marc",
    "Élise",
    "Iris",
    "Jean-Luc",
]
_TOWNS = (("29000", "29232", "QUIMPER"), ("35000", "35238", "RENNES"), ("13006", "13206", "MARSEILLE 06"))
_PROFESSIONS = (("10", "CNOM"), ("60", "CNOI"), ("70", "CNOMK"), ("21", "CNOP"), ("40", "CNOCD"), ("50", "CNOSF"))
#: Lines for one structure.
_SHARED = 10
_SECOND = 0.2


def row(header: list[str], **columns: str) -> str:
    """One line under a header: columns by name (`_` for anything that is no letter), all others empty."""
    known = {_plain(name): rank for rank, name in enumerate(header)}
    cells = [""] * len(header)
    for name, value in columns.items():
        cells[known[name]] = value
    return "|".join(cells) + "|"


def _plain(name: str) -> str:
    return "".join(letter if letter.isalnum() else "_" for letter in name)


def rpps(rank: int) -> str:
    """An invented RPPS number that verifies."""
    digits = f"99{rank:08}"
    return digits + luhn_key(digits)


def finess(rank: int) -> str:
    """An invented FINESS number that verifies."""
    digits = f"99{rank:06}"
    return digits + luhn_key(digits)


def activity(rows: int, seed: int = 1) -> Iterator[str]:
    """The lines of an activity file of so many rows, its header first."""
    draw = random.Random(seed)
    yield "|".join(ACTIVITY) + "|"
    told, rank = 0, 0
    while told < rows:
        rank += 1
        count = 2 if draw.random() < _SECOND and told + 1 < rows else 1
        number, profession = rpps(rank), draw.choice(_PROFESSIONS)
        family, given = _word(draw).upper(), draw.choice(_GIVEN)
        for _ in range(count):
            yield _activity(draw, number, profession, family, given, max(1, rows // _SHARED))
        told += count


def _word(draw: random.Random) -> str:
    parts = (draw.choice(_ONSETS) + draw.choice(_NUCLEI) for _ in range(draw.choice((2, 3, 3, 4))))
    return "".join(parts) + draw.choice(_CODAS)


def _activity(
    draw: random.Random, number: str, profession: tuple[str, str], family: str, given: str, structures: int
) -> str:
    place = draw.randrange(structures)
    postal, insee, town = _TOWNS[place % len(_TOWNS)]
    code, authority = profession
    is_physician = code == "10"
    return row(
        ACTIVITY,
        Type_d_identifiant_PP="8",
        Identifiant_PP=number,
        Identification_nationale_PP=f"8{number}",
        Code_civilité="M" if rank_is_even(number) else "MME",
        Code_civilité_d_exercice="DR" if is_physician else "",
        Nom_d_exercice=family,
        Prénom_d_exercice=given,
        Code_profession=code,
        Code_catégorie_professionnelle="C",
        Code_type_savoir_faire="S" if is_physician else "",
        Code_savoir_faire=draw.choice(("SM26", "SM54", "SM04")) if is_physician else "",
        Code_mode_exercice=draw.choice("LS"),
        Numéro_FINESS_site=finess(place),
        Numéro_FINESS_établissement_juridique=finess(900_000 + place // 4 % 99_000),
        Identifiant_technique_de_la_structure=f"F{finess(place)}",
        Raison_sociale_site=f"CENTRE {_word(draw).upper()}" if not place else f"CENTRE DE SOINS {place}",
        Numéro_Voie__coord__structure_=str(1 + place % 90),
        Code_type_de_voie__coord__structure_="R",
        Libellé_Voie__coord__structure_="DU PORT",
        Code_postal__coord__structure_=postal,
        Code_commune__coord__structure_=insee,
        Libellé_commune__coord__structure_=town,
        Téléphone__coord__structure_=f"02{place % 100_000_000:08}",
        Autorité_d_enregistrement=authority,
        Code_secteur_d_activité="SA01",
        Code_genre_activité="GENR01",
    )


def rank_is_even(number: str) -> bool:
    return number[-2] in "02468"


def main() -> int:
    """Write one activity file of so many rows."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.extracts", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=2_000_000)
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    path = args.folder / "PS_LibreAcces_Personne_activite_202611220800.txt"
    with path.open("w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in activity(args.rows))
    print(f"{path}: {path.stat().st_size} bytes", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
