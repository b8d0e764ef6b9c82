"""What the actions of `socle sons` share: the day, the assumptions, the mapping of columns, numbers."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from socle import clock
from socle.cli.output import Exit, Stop
from socle.programmes import files
from socle.programmes.sons.money import read_rate
from socle.programmes.sons.settings import Assumptions, changed
from socle.rulebook.days import french_day


def day(args: argparse.Namespace) -> date:
    """The day asked for, else today."""
    try:
        return date.fromisoformat(args.at) if args.at else french_day(clock.now())
    except ValueError as error:
        raise Stop(f"'{args.at}' is not a day: write 2022-07-01", Exit.USAGE) from error


def assumptions(args: argparse.Namespace) -> Assumptions:
    """The assumptions with what `--set` changes."""
    found = Assumptions()
    for text in args.assumptions:
        name, sign, value = text.partition("=")
        if not sign:
            raise Stop(f"--set {text}: write NAME=VALUE", Exit.USAGE)
        try:
            found = changed(found, name.strip(), value)
        except ValueError as error:
            raise Stop(str(error), Exit.USAGE) from error
    return found


def columns(args: argparse.Namespace) -> Mapping[str, dict[str, str]]:
    """How the user's columns are called, by shape; empty without a mapping file."""
    return files.mapping(args.mapping) if args.mapping else {}


def percent(text: str | None) -> Decimal | None:
    """A VAT rate in percent."""
    if text is None:
        return None
    rate = read_rate(text)
    if rate is None:
        raise Stop(f"'{text}' is not a VAT rate: write 20 or 8.5", Exit.USAGE)
    return rate
