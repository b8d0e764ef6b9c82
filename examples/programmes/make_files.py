"""The files of the two tours, invented: `python examples/programmes/make_files.py FOLDER`. Nobody in them exists.

A hospital's three exports (`;`, Windows-1252, French dates, as a spreadsheet writes them) and its correspondents; a
region's twelve operator files of 2022 (UTF-8), its mailboxes, structures, counts and certificates.
"""

from __future__ import annotations

import argparse
import csv
import random
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

NOVEMBER = date(2022, 11, 1)
LETTER, PRESCRIPTION, OPERATION = "11490-0", "57833-6", "34874-8"
#: How many of a hundred stays have each document in the DMP: the prescription's target (48 %) is just missed.
FED = {LETTER: 0.66, PRESCRIPTION: 0.42, OPERATION: 0.62}
DEPARTMENTS = ("14", "27", "50", "61", "76")
OPERATORS = ("Mailiz", "Apicrypt", "Lifen", "Enovacom")


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]], encoding: str = "utf-8") -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(header)
        writer.writerows(rows)


def _day(day: date) -> str:
    return day.strftime("%d/%m/%Y")


def _instant(day: date, draw: random.Random) -> str:
    return f"{_day(day)} {draw.randrange(8, 19):02d}:{draw.randrange(60):02d}:{draw.randrange(60):02d}"


def _yes(word: bool) -> str:
    return "oui" if word else "non"


def hospital(folder: Path, draw: random.Random, stays: int = 240) -> None:
    """November 2022 of one hospital with two sites."""
    ej, sites = "149999900", ("149999901", "149999902")
    lines, fed, sent = [], [], []
    for number in range(1, stays + 1):
        out = NOVEMBER + timedelta(days=draw.randrange(-3, 33))
        surgery = draw.random() < 0.3
        stay = f"22{number:06d}"
        came = out - timedelta(days=draw.randrange(1, 9))
        lines.append(
            (stay, ej, draw.choice(sites), _day(came), _day(out), "MCO", _yes(surgery), _yes(draw.random() < 0.02))
        )
        for code, part in FED.items():
            if (code == OPERATION and not surgery) or draw.random() > part + 0.15:
                continue
            fault = draw.random()
            state = "rejeté" if fault < 0.06 else "supprimé" if fault < 0.08 else "accepté"
            fed.append(
                (
                    f"1.2.250.1.999.1.{len(fed) + 1}",
                    stay,
                    code,
                    "N3" if 0.1 < fault < 0.12 else "N1",
                    _yes(not 0.12 < fault < 0.2),
                    state,
                    _instant(out + timedelta(days=draw.randrange(3)), draw),
                )
            )
        if draw.random() < 0.55:
            sent.append((stay, out, f"{number:015d}@patient.mssante.fr", "PDF"))
        if draw.random() < 0.7:
            sent.append(
                (stay, out, f"dr.{draw.randrange(1, 61)}@medecin.mssante.fr", draw.choice(("CDA_N1", "CDA_N1", "PDF")))
            )
    _write(
        folder / "sejours.csv",
        ("N° séjour", "FINESS EJ", "FINESS EG", "Date d'entrée", "Date de sortie", "Activité", "Chirurgie", "Décès"),
        lines,
        "cp1252",
    )
    _write(
        folder / "alimentations.csv",
        ("Identifiant document", "N° séjour", "Code type", "Niveau", "INS qualifiée", "Statut", "Date d'envoi"),
        fed,
        "cp1252",
    )
    _write(
        folder / "messages.csv",
        ("Identifiant message", "N° séjour", "Date d'envoi", "Destinataire", "Format", "INS qualifiée", "Statut"),
        (
            (f"M{rank}", stay, _instant(out, draw), to, kind, _yes(draw.random() < 0.9), "accepté")
            for rank, (stay, out, to, kind) in enumerate(sent)
        ),
        "cp1252",
    )
    equipped = [(f"C{rank}", f"dr.{rank}@medecin.mssante.fr") for rank in range(1, 81)]
    _write(
        folder / "correspondants.csv",
        ("Correspondant", "Adresse MSSanté"),
        [*equipped, ("C81", "dr@orange.fr")],
        "cp1252",
    )

    header = ("Indicateur", "Numérateur", "Dénominateur")
    _write(folder / "declare.csv", header, [("DS1.1", 124, 202), ("DS1.2", 93, 202), ("DS4.2", 94, 202)])
    _write(folder / "national.csv", header, [("DS1.1", 122, 202), ("DS1.2", 81, 202), ("DS4.2", 94, 202)])


def region(folder: Path, draw: random.Random, structures: int = 30, messages: int = 400) -> None:
    """The year 2022 of Normandie: structures of five departments, what their mailboxes sent, what they fed."""
    places = [(f"{DEPARTMENTS[rank % 5]}9999{rank:03d}", DEPARTMENTS[rank % 5]) for rank in range(structures)]
    boxes = [
        (f"service{rank}@{'chu' if rank % 3 else 'ehpad'}{rank % structures}.mssante.fr", *places[rank % structures])
        for rank in range(structures * 3)
    ]
    _write(folder / "boites.csv", ("Adresse BAL", "Identification structure", "Département"), boxes)
    _write(
        folder / "structures.csv",
        ("FINESS", "Raison sociale", "Secteur", "Catégorie", "Département", "Dossier complet"),
        [
            (finess, f"Établissement {rank + 1}", "sanitaire" if rank % 3 else "médico-social",
             ("public", "privé lucratif", "privé non lucratif")[rank % 3], place, _yes(rank % 4 > 0))
            for rank, (finess, place) in enumerate(places)
        ],
    )  # fmt: skip
    counts = []
    for month in range(1, 13):
        first = datetime(2022, month, 1)  # noqa: DTZ001 - local times, as the operators write them
        lines = []
        for _ in range(messages + 40 * month):
            at = first + timedelta(seconds=draw.randrange(28 * 86_400))
            to = (
                f"{draw.randrange(10**6)}@patient.mssante.fr" if draw.random() < 0.02 * month else draw.choice(boxes)[0]
            )
            lines.append(
                (draw.choice(boxes)[0], to, at.isoformat(" "), draw.randrange(2_000, 900_000), draw.choice(OPERATORS))
            )
        _write(
            folder / f"operateurs-2022-{month:02d}.csv",
            ("BAL émettrice", "BAL destinatrice", "Date et heure", "Taille en octets", "Opérateur"),
            lines,
        )
        for finess, place in places:
            counts.append((f"2022-{month:02d}", "documents dmp", draw.randrange(200, 400) * month, finess, place))
    _write(folder / "comptes.csv", ("Mois", "Mesure", "Nombre", "FINESS", "Département"), counts)
    _write(
        folder / "certificats.csv",
        ("FINESS juridique", "FINESS", "Raison sociale", "Type de certificat", "Numéro de série", "Date d'expiration"),
        [
            (
                finess,
                finess,
                f"Établissement {rank + 1}",
                "ORG",
                f"{rank:08X}",
                _day(date(2022, 11, 20) + timedelta(days=9 * rank)),
            )
            for rank, (finess, _) in enumerate(places)
            if rank % 7
        ],
    )


def main() -> None:
    """Write the files of both tours."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    for name, make in (("hopital", hospital), ("region", region)):
        (folder / name).mkdir(parents=True, exist_ok=True)
        make(folder / name, random.Random(2022))


if __name__ == "__main__":
    main()
