"""The proof file to keep: counts by geographic FINESS as CSV, without a person, with the digests of the sources."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime

from socle.programmes.esms.payments import DUE, REACHED, is_due
from socle.programmes.esms.report import Report, Result, judged, must_keep_proofs
from socle.rulebook import applies
from socle.rulebook.days import FRANCE

_HEADINGS = (
    *("ligne", "grappe", "finess_juridique", "finess_geographique", "indicateur", "libelle"),
    *("numerateur", "denominateur", "taux_arrondi_inferieur", "cible", "atteinte"),
)


@applies("ESMS-504")
def proof_csv(report: Report, at: datetime) -> bytes:
    """The counts, one indicator a line, then the sources; UTF-8 with its mark, `;` between cells, made at `at`.

    The same report at the same instant gives the same bytes.
    """
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(
        (
            "preuve",
            "ESMS numérique",
            "au",
            report.at.isoformat(),
            "établie le",
            f"{at.astimezone(FRANCE):%Y-%m-%d %H:%M}",
        )
    )
    writer.writerow(("taux du DUI pris sur", judged(report)))
    writer.writerow(("fraîcheur en mois", report.settings.freshness_months))
    writer.writerow(("dossiers actifs", report.total.counted.active))
    if must_keep_proofs(report.at):
        writer.writerow(("à transmettre à l'ARS", "nombre de dossiers actifs", "à conserver", "ce fichier"))
    writer.writerow(_HEADINGS)
    for result in (*report.results, *report.grappes, report.total):
        writer.writerows(_lines(result))
    writer.writerow(("source", "fichier", "sha256", "lignes", "lignes refusées"))
    for one in report.sources:
        writer.writerow((one.role, _plain(one.name), one.sha256, one.rows, one.rejected))
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _lines(result: Result) -> Iterator[tuple[object, ...]]:
    kind = "établissement" if result.structure else "grappe" if result.name else "ensemble"
    one = result.structure
    place = (one.grappe, one.finess_ej, one.finess_eg) if one else (result.name, "", "")
    for line in result.lines:
        rate = line.rate
        yield (
            *(kind, *map(_plain, place), line.indicator.code, line.indicator.fr),
            *((rate.numerator, rate.denominator if rate.denominator is not None else "") if rate else ("", "")),
            "" if rate is None or rate.percent is None else f"{rate.percent:.1f}".replace(".", ","),
            "" if line.target is None else str(line.target).replace(".", ","),
            REACHED[line.attained],
        )
    yield (kind, *map(_plain, place), "solde", DUE[is_due(result.balance)], "", "", "", "", "")


def _plain(text: str) -> str:
    """Text that a spreadsheet does not take for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
