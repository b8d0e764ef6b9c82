"""The sheet to copy into the SUN-ES tab of OSIS, value after value, in the programme's order.

The layout of the tab was not published: this one is assumed, and says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from socle.programmes.reports import Column, Kind, Sheet
from socle.programmes.sunes import programme
from socle.rulebook import applies
from socle.web.words import plain_day

ASSUMED = (
    "Disposition supposée : l’onglet SUN-ES d’OSIS n’est pas public. Les valeurs sont celles à saisir, dans l’ordre "
    "des indicateurs ; vérifiez chaque intitulé à l’écran avant de valider."
)
_COLUMNS = (
    Column("Ordre", Kind.INTEGER),
    Column("Indicateur"),
    Column("Intitulé", width=44),
    Column("Numérateur", Kind.INTEGER),
    Column("Dénominateur", Kind.INTEGER),
    Column("Taux", Kind.PERCENT),
    Column("Cible", Kind.PERCENT),
    Column("Réponse"),
)
#: The indicator that is a yes or a no.
PRESENTED = "DS4.3"


def subject(report: Mapping[str, Any]) -> str:
    """Whose report it is, of which window and which days, in French."""
    start, end = (date.fromisoformat(str(report["period"][name])) for name in ("start", "end"))
    who = report["establishment"] or "Établissement non nommé"
    return f"{who}, fenêtre {report['window']}, du {plain_day(start)} au {plain_day(end)}"


@applies("SUN-048")
def sheet(report: Mapping[str, Any]) -> Sheet:
    """The values of a report (`socle sunes compute --json`) in the order in which OSIS is filled in.

    What was not computed, or cannot be measured, is left empty: nothing is entered that nobody counted.
    """
    computed = {one["code"]: one for one in report["indicators"]}
    rows = [
        (number, code, known.label_fr, *_values(computed.get(code), code))
        for number, (code, known) in enumerate(programme.indicators().items(), start=1)
        if programme.target(str(report["window"]), code) is not None
    ]
    return Sheet("OSIS", _COLUMNS, rows, (subject(report), ASSUMED))


def _values(one: Mapping[str, Any] | None, code: str) -> tuple[Any, Any, Any, Any, str]:
    if one is None:
        return None, None, None, None, ""
    if code == PRESENTED:
        return None, None, None, None, {True: "OUI", False: "NON"}.get(one["attained"], "")
    if not one["denominator"]:
        return None, None, None, one["target"], "non mesurable"
    answer = "atteint" if one["attained"] else "non atteint"
    return one["numerator"], one["denominator"], one["rate"], one["target"], answer
