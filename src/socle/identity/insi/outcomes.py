"""Every answer on demand: a table of names that obtain one, and what the sandbox was told to answer next.

Only where nothing is real: a production server has neither table nor source.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from enum import StrEnum
from functools import cache
from importlib.resources import files

from socle.identity.insi.names import Operation
from socle.identity.rules.answering import words


class Outcome(StrEnum):
    """What can be obtained, whatever the traits: a CodeCR, the code of a fault, or no answer in time."""

    NONE = "01"
    SEVERAL = "02"
    UNEXPECTED = "99"
    CARD_TROUBLE = "insi_101"
    TRAITS_TROUBLE = "insi_102"
    SOFTWARE = "desir_500"
    SOFTWARE_UNKNOWN = "desir_550"
    RIGHTS = "DESIR_560"
    SILENCE = "silence"


#: The authorisation number that the test platform refused to a public client, and that nobody has.
FAKE_SOFTWARE = "FAKE-IDAM"

#: Which outcome the next call takes, if any.
Source = Callable[[], Outcome | None]


def _nothing() -> Outcome | None:
    return None


_source: Source = _nothing


def install(source: Source) -> None:
    """Ask this for the outcome of each call from now on. The sandbox does, once."""
    global _source  # noqa: PLW0603 - the one port through which faults are injected
    _source = source


def told() -> Outcome | None:
    """What the sandbox was told to answer this time."""
    return _source()


def by_name(birth_name: str, given_names: tuple[str, ...], operation: Operation) -> Outcome | None:
    """The outcome that these names obtain, of those in `data/on_demand.csv`."""
    name = words(birth_name)
    given = [words(one) for one in given_names]
    for known, first, operations, outcome in _table():
        if name == known and (not first or first in given) and operations in {"", operation.value}:
            return outcome
    return None


@cache
def _table() -> tuple[tuple[list[str], list[str], str, Outcome], ...]:
    text = files(__package__).joinpath("data/on_demand.csv").read_text("utf-8")
    return tuple(
        (words(row["birth_name"]), words(row["given_name"]), row["operation"], Outcome(row["outcome"]))
        for row in csv.DictReader(text.splitlines())
    )
