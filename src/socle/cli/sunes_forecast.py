"""`socle sunes forecast`: where the month will end, from its days so far, with a range."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from socle.cli import sunes_call
from socle.cli.output import Exit, Output

if TYPE_CHECKING:
    from socle.programmes.sunes.rules.forecast import Forecast


def configure(parser: argparse.ArgumentParser) -> None:
    sunes_call.add_files(parser)
    sunes_call.add_period(parser)
    parser.add_argument("--at", type=sunes_call.day, required=True, metavar="DATE", help="last day that is told")


def run(args: argparse.Namespace, out: Output) -> int:
    from socle.programmes import sunes  # noqa: PLC0415 - `socle --help` stays quick

    measured = sunes_call.period(args)
    with sunes_call.opened(args) as call:
        found = sunes.forecast(
            call.files, window=args.window, start=measured.start, end=measured.end, at=args.at, **call.shared
        )
    document = {
        "window": args.window,
        "period": measured.as_json(),
        "at": args.at.isoformat(),
        "indicators": [{"code": code, **one.as_json()} for code, one in found.items()],
    }
    out.result(document, _lines(found))
    return Exit.DONE


def _lines(found: Mapping[str, Forecast]) -> Iterator[str]:
    from socle.programmes.sunes.rules.forecast import METHOD_EN  # noqa: PLC0415 - `socle --help` stays quick

    if not found:
        yield "nothing is told of this month yet: it begins after the last day told, or no log was given"
    for code, one in found.items():
        expected = "too little to say" if one.expected is None else f"{one.expected} % ({one.low} to {one.high})"
        target = one.outlook.value
        yield f"{code}: {one.numerator} of {one.denominator} in {one.days} days; expected {expected}; target {target}"
    yield f"method: {METHOD_EN}"
