"""Searching the catalogue of verdicts: pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from socle.rulebook import Verdict
from socle.web.search import holds


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictQuery:
    """What to look for; what is empty does not matter. `room` is the word before the dot of the id."""

    words: str = ""
    room: str = ""
    severity: str = ""
    protocol: str = ""


def codes(verdict: Verdict) -> tuple[tuple[str, str, str], ...]:
    """(protocol, phase, code) for each answer the verdict becomes."""
    return tuple((protocol, phase, code) for protocol, by in verdict.codes.items() for phase, code in by.items())


def matches(verdict: Verdict, query: VerdictQuery) -> bool:
    told = [
        verdict.id,
        verdict.fr,
        verdict.en,
        verdict.way_out,
        *verdict.rules,
        *(code for _, _, code in codes(verdict)),
    ]
    return (
        query.room in {"", verdict.id.split(".", 1)[0]}
        and query.severity in {"", verdict.severity.value}
        and (not query.protocol or query.protocol in verdict.codes)
        and holds(told, query.words)
    )


def search(entries: Iterable[Verdict], query: VerdictQuery) -> tuple[Verdict, ...]:
    return tuple(entry for entry in entries if matches(entry, query))
