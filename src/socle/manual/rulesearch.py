"""Searching the rulebook: pure, over the coverage report."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from socle.rulebook import Rule
from socle.rulebook.coverage import RuleCoverage
from socle.web.search import holds


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleQuery:
    """What to look for; what is empty does not matter. `day` keeps only the rules in force on it."""

    words: str = ""
    area: str = ""
    system: str = ""
    kind: str = ""
    status: str = ""
    day: date | None = None


def matches(entry: RuleCoverage, query: RuleQuery) -> bool:
    rule = entry.rule
    exact = (
        (query.area, rule.area),
        (query.kind, rule.kind),
        (query.status, entry.status),
    )
    return (
        all(wanted in {"", found} for wanted, found in exact)
        and (not query.system or query.system in rule.systems)
        and (query.day is None or rule.in_force(query.day))
        and holds(texts(rule), query.words)
    )


def texts(rule: Rule) -> Iterable[str]:
    """What a word is looked for in."""
    return (rule.id, rule.title, rule.statement, *(quote.text for quote in rule.quotes), *rule.systems)


def search(entries: Iterable[RuleCoverage], query: RuleQuery) -> tuple[RuleCoverage, ...]:
    """The rules that answer every part of the query, in their own order."""
    return tuple(entry for entry in entries if matches(entry, query))
