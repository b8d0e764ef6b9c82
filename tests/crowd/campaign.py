"""Crowds of clients on one Socle, record after record, each explained before the next comes."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from socle.client import identity
from tests.crowd.clients import Crowd
from tests.crowd.order import NoOrder, explain
from tests.soak.hospital import INSTANT, PHYSICIAN

#: Patients that no other campaign feeds.
FIRST_RANK = 4_000


@dataclass
class Result:
    """What the crowds of one campaign did. `answers` counts kinds of acts by what they were answered."""

    engine: str
    crowds: int = 0
    acts: int = 0
    seconds: float = 0.0
    answers: Counter[tuple[str, str]] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def crowd(
    url: str, api: Callable[..., Any], *, rank: int, seed: int, clients: int, steps: int, run: int = 4_000_000
) -> Crowd:
    """A crowd of one physician's connections; she wrote all that they feed, and sees what is masked."""
    who = identity.of(api(f"actors/{PHYSICIAN}"))
    return Crowd(url, who, datetime.fromisoformat(INSTANT), rank, run + rank, seed, clients, steps)


def run(engine: str, url: str, api: Callable[..., Any], *, crowds: int, seed: int, clients: int, steps: int) -> Result:
    """So many crowds, each in a record of its own."""
    result, began = Result(engine), time.monotonic()
    for rank in range(FIRST_RANK, FIRST_RANK + crowds):
        history = crowd(url, api, rank=rank, seed=seed, clients=clients, steps=steps).history()
        try:
            explain(history, {})
        except NoOrder as error:
            result.wrong.append(f"crowd {rank}: {error}")
        result.crowds += 1
        result.acts += len(history)
        result.answers.update(
            (type(one.act).__name__, one.answer if isinstance(one.answer, str) else "shown") for one in history
        )
    result.seconds = time.monotonic() - began
    return result
