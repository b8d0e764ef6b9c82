"""SUN-ES: the eight indicators of use, from the files an establishment already has.

The way: `files = Files.read({"stays": path, "feeds": path, …}, into=folder)`, then, with an engine opened,
`compute(files, window="F2", start=…, end=…, engine=engine)`. What computes is loaded at its first use, since it needs
the libraries of the extra `programmes`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from socle.programmes.sunes.switches import SWITCHES, chosen, defaults

if TYPE_CHECKING:
    from socle.programmes.sunes.computing import Refused, Settings, compute
    from socle.programmes.sunes.given import amounts
    from socle.programmes.sunes.lacking import Missing, missing
    from socle.programmes.sunes.report import Line, Report
    from socle.programmes.sunes.series import Month, best_month, daily, forecast, table
    from socle.programmes.sunes.sources import Files

_PLACES = {
    **dict.fromkeys(("Refused", "Settings", "compute"), "computing"),
    **dict.fromkeys(("Missing", "missing"), "lacking"),
    **dict.fromkeys(("Line", "Report"), "report"),
    **dict.fromkeys(("Month", "best_month", "daily", "forecast", "table"), "series"),
    "Files": "sources",
    "amounts": "given",
}


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)


__all__ = [
    "SWITCHES",
    "Files",
    "Line",
    "Missing",
    "Month",
    "Refused",
    "Report",
    "Settings",
    "amounts",
    "best_month",
    "chosen",
    "compute",
    "daily",
    "defaults",
    "forecast",
    "missing",
    "table",
]
