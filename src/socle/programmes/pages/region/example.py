"""The files of a fictitious region, made on the spot: twelve operator files, counts, structures, certificates.

Its departments are those of a real region, so that its population is known; its structures, mailboxes and figures are
invented. The same seed gives the same files. Pure: values in, text out.
"""

from __future__ import annotations

import calendar
import csv
import io
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

REGION, MONTH, DAY = "28", date(2022, 6, 1), date(2022, 7, 4)
_DEPARTMENTS = ("14", "27", "50", "61", "76")
_CATEGORIES = (("Public", "es", 3), ("Privé lucratif", "es", 2), ("Privé non lucratif", "es", 1), ("PA", "esms", 4),
               ("PH", "esms", 2))  # fmt: skip
_OPERATORS = ("Opérateur Alpha", "Opérateur Beta")
_MONTHS, _SEED = 12, 11


@dataclass(frozen=True, slots=True)
class _Structure:
    finess: str
    name: str
    department: str
    category: str
    sector: str

    @property
    def mailbox(self) -> str:
        return f"secretariat@s{self.finess}.exemple.mssante.fr"


def files() -> list[tuple[str, str, bytes]]:
    """Every file: its shape, its name, its bytes."""
    draw = random.Random(_SEED)
    structures = list(_structures(draw))
    months = [_back(MONTH, count) for count in range(_MONTHS - 1, -1, -1)]
    sends = [
        ("operators", f"operateur-{month:%Y-%m}.csv", _sends(draw, structures, month, rank))
        for rank, month in enumerate(months, 1)
    ]
    return [
        *sends,
        ("mailboxes", "boites.csv", _csv(("Adresse BAL", "Identification structure", "Département"),
                                         ((one.mailbox, one.finess, one.department) for one in structures))),
        ("structures", "structures.csv", _told(draw, structures)),
        ("counts", "comptes.csv", _counts(draw, structures, months)),
        ("certificates", "certificats.csv", _certificates(draw, structures)),
    ]  # fmt: skip


def _back(month: date, count: int) -> date:
    index = month.year * 12 + month.month - 1 - count
    return date(index // 12, index % 12 + 1, 1)


def _structures(draw: random.Random) -> Iterable[_Structure]:
    number = 0
    for department in _DEPARTMENTS:
        for category, sector, many in _CATEGORIES:
            for rank in range(1, max(1, many + draw.randint(-1, 1)) + 1):
                number += 1
                finess = f"{department}99{number:05d}"
                kind = "Centre hospitalier fictif" if sector == "es" else "Résidence fictive"
                yield _Structure(finess, f"{kind} {department}-{rank:02d} ({category})", department, category, sector)


def _sends(draw: random.Random, structures: Sequence[_Structure], month: date, rank: int) -> bytes:
    """A month of one region: the lines grow from month to month, the citizens' share faster."""
    last = calendar.monthrange(month.year, month.month)[1]
    lines = []
    for _ in range(220 + 22 * rank):
        sender = draw.choice(structures)
        other = draw.choice(structures)
        citizen = draw.random() < 0.04 * rank
        box = f"fictif{draw.randint(1, 900)}@patient.mssante.fr" if citizen else other.mailbox
        if draw.random() < 0.01:  # noqa: PLR2004 - a mailbox that is none of MSSanté
            box = "cabinet@courriel.exemple"
        day = month + timedelta(days=draw.randint(0, last - 1))
        at = f"{day:%d/%m/%Y} {draw.randint(7, 19):02d}:{draw.randint(0, 59):02d}"
        lines.append((sender.mailbox, box, at, str(draw.randint(20, 900) * 1000), draw.choice(_OPERATORS)))
    return _csv(("BAL émettrice", "BAL destinataire", "Date et heure", "Taille en octets", "Opérateur"), lines)


def _told(draw: random.Random, structures: Sequence[_Structure]) -> bytes:
    header = ("FINESS", "Raison sociale", "Secteur", "Catégorie", "Département", "Candidature ARS", "Dossier complet",
              "En mesure d'enregistrer", "Ayant un RPPS")  # fmt: skip
    return _csv(header, (_structure(draw, one) for one in structures))


def _structure(draw: random.Random, one: _Structure) -> tuple[str, ...]:
    hospital = one.sector == "es"
    applied, whole = draw.random() < 0.8, draw.random() < 0.7  # noqa: PLR2004
    able, held = draw.random() < 0.6, draw.random() < 0.4  # noqa: PLR2004
    flags = (_yes(applied), _yes(applied and whole), "", "") if hospital else ("", "", _yes(able), _yes(able and held))
    return (one.finess, one.name, one.sector, one.category, one.department, *flags)


def _counts(draw: random.Random, structures: Sequence[_Structure], months: Sequence[date]) -> bytes:
    lines = []
    for rank, month in enumerate(months, 1):
        for one in structures:
            size = (6000 if one.sector == "es" else 60) * (1 + 0.08 * rank) * draw.uniform(0.5, 1.5)
            lines.append((f"{month:%Y-%m}", "documents", str(int(size)), one.finess))
            lines.append((f"{month:%Y-%m}", "appels INSi", str(int(size * 0.9)), one.finess))
            if one.sector == "es":
                lines.append((f"{month:%Y-%m}", "authentifications PSC", str(int(size * 0.3)), one.finess))
    return _csv(("Mois", "Mesure", "Valeur", "FINESS"), lines)


def _certificates(draw: random.Random, structures: Sequence[_Structure]) -> bytes:
    """Most structures have one; some are expired or about to, some have none."""
    today = DAY
    lines = []
    for rank, one in enumerate(structures, 1):
        if draw.random() < 0.12:  # noqa: PLR2004
            continue
        end = today + timedelta(days=draw.choices((-40, 12, 60, 400, 800), (1, 1, 2, 6, 5))[0] + draw.randint(-9, 9))
        lines.append((one.finess, one.name, "ORG_AUTH_CLI", f"{rank:08X}", f"{end:%d/%m/%Y}"))
    return _csv(("FINESS géographique", "Raison sociale", "Type de certificat", "Numéro de série", "Expire le"), lines)


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def _yes(flag: bool) -> str:
    return "oui" if flag else "non"
