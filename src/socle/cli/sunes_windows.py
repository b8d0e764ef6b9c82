"""`socle sunes windows`: the programme as data."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from socle import clock
from socle.cli.output import Exit, Output, table
from socle.cli.sunes_call import day
from socle.programmes.sunes import programme
from socle.programmes.sunes.switches import SWITCHES
from socle.rulebook.citation import shows
from socle.rulebook.days import french_day


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--at", type=day, metavar="DATE", help="the day to look from (default: today)")


@shows("SUN-001", "SUN-002", "SUN-013", "SUN-031", "SUN-050", "SUN-051")
def run(args: argparse.Namespace, out: Output) -> int:
    """The programme as data: volets, domains, windows, targets, switches, and how to follow one's own feeding."""
    at: date = args.at or french_day(clock.now())
    windows = [_window(one, at) for one in programme.windows()]
    document = {
        "at": at.isoformat(),
        "volets": dict(programme.VOLETS),
        "domains": dict(programme.DOMAINS),
        "windows": windows,
        "indicators": [
            {
                "code": code,
                "label": one.label_fr,
                "domain": one.domain,
                "national_source": programme.national_source(code),
            }
            for code, one in programme.indicators().items()
        ],
        "switches": [
            {"name": name, "default": one.default, "fr": one.fr, "en": one.en} for name, one in SWITCHES.items()
        ],
        "follow": list(programme.advice("en")),
    }
    out.result(document, _window_lines(windows))
    return Exit.DONE


def _window(one: programme.Window, at: date) -> dict[str, Any]:
    asked = {code: target for (name, code), target in programme.targets().items() if name == one.window}
    own = {code for code, each in programme.indicators().items() if each.volet == one.volet}
    return {
        "window": one.window,
        "volet": one.volet,
        "application": [day.isoformat() for day in one.application],
        "selection": [day.isoformat() for day in one.selection],
        "measure": [day.isoformat() for day in one.measure],
        "measure_bounds": one.bounds,
        "drawn": list(one.bar),
        "state": one.state(at),
        "targets": {code: target for code, target in asked.items() if code in own},
    }


def _window_lines(windows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield from (f"volet {number}: {what}" for number, what in programme.VOLETS.items())
    yield from (f"{name}: {what}" for name, what in programme.DOMAINS.items())
    yield ""
    cells = (
        (
            one["window"],
            one["volet"],
            " – ".join(one["application"]),
            " – ".join(one["measure"]),
            one["state"],
            ", ".join(f"{code} {_asked(code, target)}" for code, target in one["targets"].items()),
        )
        for one in windows
    )
    yield from table(cells, ("window", "volet", "applications", "measure", "state", "targets (%)"))
    yield ""
    shown = ((name, "on" if one.default else "off", one.en) for name, one in SWITCHES.items())
    yield from table(shown, ("switch", "default", "what it does"))
    yield ""
    yield from programme.advice("en")


def _asked(code: str, target: int) -> str:
    return "yes" if programme.indicators()[code].unit == "establishment" else str(target)
