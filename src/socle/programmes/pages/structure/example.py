"""The files of a fictitious hospital, made on the spot: what its software would export on the 20th of a month.

Nobody is in them: numbers are drawn, and the local part of a patient's mailbox is no INS. The same seed gives the same
files. Pure: values in, text out.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

NAME = "Centre hospitalier de Brumeval (fictif)"
WINDOW, MONTH, KNOWN_UNTIL = "F2", date(2022, 10, 1), date(2022, 10, 20)
#: The first day that its files tell of: the month before, so that months can be compared.
FIRST = date(2022, 9, 1)
_EJ, _SITES = "990200017", ("990200025", "990200033")
_STAYS_A_DAY, _SURGERY = 26, 0.22
_CORRESPONDENTS, _EQUIPPED = 60, 0.85
_SEED = 7
#: How often each document of a stay is in the record, by code; the rest fails for one of the reasons below.
_FED: Mapping[str, float] = {"11490-0": 0.66, "57833-6": 0.44, "34874-8": 0.61}
_REASONS = ("absent", "rejeté", "identité", "niveau")
_WEIGHTS = (6, 2, 3, 1)


@dataclass(frozen=True, slots=True)
class _Stay:
    number: str
    site: str
    admitted: date
    discharged: date
    kind: str
    surgery: bool


def files() -> dict[str, bytes]:
    """Every file by the name of its shape (`stays`, `feeds`…), as CSV."""
    draw = random.Random(_SEED)
    stays = list(_stays(draw))
    counted = [stay for stay in stays if stay.kind == "séjour"]
    lab, imaging = _reports(draw, "B", 55), _reports(draw, "I", 18)
    feeds = [
        *_of_stays(draw, counted),
        *_of_reports(draw, lab, "11502-2", 0.58),
        *_of_reports(draw, imaging, "18748-4", 0.5),
    ]
    return {
        "stays": _csv(
            ("N° séjour", "FINESS juridique", "FINESS géographique", "Date d'entrée", "Date de sortie", "Champ PMSI",
             "Type de séjour", "Chirurgie"),
            ((one.number, _EJ, one.site, _day(one.admitted), _day(one.discharged), "MCO", one.kind, _yes(one.surgery))
             for one in stays),
        ),
        "feeds": _csv(
            ("Identifiant document", "N° séjour", "N° compte rendu", "typeCode", "Niveau", "INS qualifiée", "Statut",
             "Date d'envoi"),
            feeds,
        ),
        "messages": _csv(
            ("Identifiant message", "N° séjour", "Date d'envoi", "Destinataire", "Pièce jointe", "INS qualifiée",
             "Statut"),
            _messages(draw, counted),
        ),
        "correspondents": _csv(("N° correspondant", "Adresse MSSanté"), _correspondents()),
        "lab": _csv(("N° compte rendu", "Date de validation"), ((number, _day(day)) for number, day in lab)),
        "imaging": _csv(("N° compte rendu", "Date de validation"), ((number, _day(day)) for number, day in imaging)),
    }  # fmt: skip


def _days() -> list[date]:
    return [FIRST + timedelta(days=count) for count in range((KNOWN_UNTIL - FIRST).days + 1)]


def _stays(draw: random.Random) -> Iterable[_Stay]:
    number = 0
    for day in _days():
        busy = _STAYS_A_DAY if day.isoweekday() < 6 else _STAYS_A_DAY // 3  # noqa: PLR2004 - Saturday and Sunday
        for _ in range(busy + draw.randint(-3, 3)):
            number += 1
            kind = draw.choices(("séjour", "séance", "consultation"), (88, 7, 5))[0]
            site = draw.choices(_SITES, (3, 1))[0]
            length = timedelta(days=min(21, int(draw.expovariate(0.25))))
            surgery = kind == "séjour" and draw.random() < _SURGERY
            yield _Stay(f"22{number:06d}", site, day - length, day, kind, surgery)


def _of_stays(draw: random.Random, stays: Sequence[_Stay]) -> Iterable[tuple[str, ...]]:
    for stay in stays:
        for code, share in _FED.items():
            if code == "34874-8" and not stay.surgery:
                continue
            # The connector gets better as the days go on.
            better = 0.1 * (stay.discharged - MONTH).days / 30
            yield from _fed(draw, share + better, code, "N1", "N3", stay.number, "", stay.discharged)


def _of_reports(
    draw: random.Random, reports: Sequence[tuple[str, date]], code: str, share: float
) -> Iterable[tuple[str, ...]]:
    right, wrong = ("N3", "N1") if code == "11502-2" else ("N1", "N3")
    for number, day in reports:
        yield from _fed(draw, share, code, right, wrong, "", number, day)


def _fed(
    draw: random.Random, share: float, code: str, right: str, wrong: str, stay: str, report: str, day: date
) -> Iterable[tuple[str, ...]]:
    """The lines of one document in the journal of feeding; none when it was never made."""
    reason = "" if draw.random() < share else draw.choices(_REASONS, _WEIGHTS)[0]
    if reason == "absent":
        return
    name = f"1.2.250.1.999.{code.replace('-', '.')}.{stay or report}"
    sent = f"{_day(day + timedelta(days=draw.randint(0, 1)))} {draw.randint(8, 18):02d}:{draw.randint(0, 59):02d}"
    line = (
        name.replace("I", "9").replace("B", "8"),
        stay,
        report,
        code,
        wrong if reason == "niveau" else right,
        _yes(reason != "identité"),
        "rejeté" if reason == "rejeté" else "accepté",
        sent,
    )
    yield line
    if draw.random() < 0.02:  # noqa: PLR2004 - sent twice now and then: it counts once
        yield line


def _reports(draw: random.Random, letter: str, a_day: int) -> list[tuple[str, date]]:
    return [(f"{letter}{day:%m%d}{rank:04d}", day) for day in _days() for rank in range(a_day + draw.randint(-5, 5))]


def _correspondents() -> list[tuple[str, str]]:
    equipped = int(_CORRESPONDENTS * _EQUIPPED)
    return [
        (f"C{rank:03d}", f"cabinet{rank}@medecin.exemple.mssante.fr" if rank <= equipped else "")
        for rank in range(1, _CORRESPONDENTS + 1)
    ]


def _messages(draw: random.Random, stays: Sequence[_Stay]) -> Iterable[tuple[str, ...]]:
    equipped = int(_CORRESPONDENTS * _EQUIPPED)
    for rank, stay in enumerate(stays, 1):
        sent = f"{_day(stay.discharged)} {draw.randint(9, 18):02d}:{draw.randint(0, 59):02d}"
        if draw.random() < 0.14:  # noqa: PLR2004 - about half of the correspondents by the end
            box = f"cabinet{draw.randint(1, equipped)}@medecin.exemple.mssante.fr"
            qualified = draw.random() < 0.9  # noqa: PLR2004
            yield (f"M{rank:06d}-1", stay.number, sent, box, "CDA N1", _yes(qualified), "envoyé")
        if draw.random() < 0.4:  # noqa: PLR2004
            yield (f"M{rank:06d}-2", stay.number, sent, f"fictif{rank}@patient.mssante.fr", "aucune", "oui", "envoyé")


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """As a French spreadsheet writes it."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode("cp1252")


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _yes(flag: bool) -> str:
    return "oui" if flag else "non"
