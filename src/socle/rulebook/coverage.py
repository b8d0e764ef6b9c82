"""Where each rule is applied, and what proved it: read from the source, never declared by hand.

Citations (`rule("…")`, `@applies`, `@shows`, the `rules=` of a verdict) are found in the text of the modules, in the
forms that the house writes: parsing what cites a rule would take ten times as long. The tests compare what is found
with the syntax tree, module by module, and fail for a citation written otherwise. Proofs are the marked tests that
passed at the last full run, kept in `data/proofs.json` by the test suite (`tests/plugins/proofs.py`).
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

from socle.rulebook.book import Rule, rules

#: Functions whose string arguments cite a rule, and what the citation means.
CITING = MappingProxyType({"rule": "applied", "applies": "applied", "shows": "shown", "verdict": "applied"})

#: A rule named in a string of a module.
_NAMED = re.compile(r"""["']([A-Z]+-\d{3})["']""")
#: A citing call as the house writes them: plain words in the parentheses, a verdict at the margin on a line or several.
_CALL = re.compile(
    r"(?<![`\w])(?P<name>rule|applies|shows)\((?P<words>[^()]*)\)"
    r"|^(?:\w+ = )?verdict\((?:(?P<line>[^\n]+)\)$|\n(?P<lines>.*?)^\))",
    re.MULTILINE | re.DOTALL,
)
_RULES = re.compile(r"\brules=\(([^()]*)\)")

STATUSES = ("proven", "shown", "applied", "missing")


@dataclass(frozen=True, slots=True)
class RuleCoverage:
    """One rule with the places (`path:line`) that apply or show it, and the tests that proved it."""

    rule: Rule
    applied: tuple[str, ...]
    shown: tuple[str, ...]
    tests: tuple[str, ...]

    @property
    def status(self) -> str:
        """proven, shown (kind info or show only), applied, or missing. Never better than the evidence."""
        if self.applied and self.tests:
            return "proven"
        if self.rule.kind in {"info", "show"} and self.shown and self.tests:
            return "shown"
        return "applied" if self.applied or self.shown else "missing"

    def as_dict(self) -> dict[str, object]:
        """The shape of `socle rules --json`."""
        return {
            "id": self.rule.id,
            "title": self.rule.title,
            "kind": self.rule.kind,
            "applied": [*self.applied, *self.shown],
            "tests": list(self.tests),
            "status": self.status,
        }


@dataclass(frozen=True, slots=True)
class Report:
    """The whole rulebook with its evidence."""

    rules: tuple[RuleCoverage, ...]

    @property
    def summary(self) -> dict[str, int]:
        counts = dict.fromkeys(STATUSES, 0)
        for entry in self.rules:
            counts[entry.status] += 1
        return counts

    def get(self, rule_id: str) -> RuleCoverage | None:
        return next((entry for entry in self.rules if entry.rule.id == rule_id), None)


def citations(source: str) -> Iterator[tuple[str, str, int]]:
    """Every (rule id, meaning, line) that a module's source cites; a test holds it against the syntax tree."""
    for call in _CALL.finditer(source):
        meaning = CITING[call["name"] or "verdict"]
        if call["name"]:
            spans = [call.span("words")]
        else:
            spans = [held.span(1) for held in _RULES.finditer(source, *call.span("line" if call["line"] else "lines"))]
        for start, end in spans:
            for found in _NAMED.finditer(source, start, end):
                yield found[1], meaning, source.count("\n", 0, found.start()) + 1


@cache
def _places() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    package = Path(str(files("socle")))
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for path in sorted(package.rglob("*.py")):
        relative = "src/socle/" + path.relative_to(package).as_posix()
        source = path.read_text("utf-8")
        if not _NAMED.search(source):  # most modules name no rule
            continue
        for rule_id, meaning, line in citations(source):
            place = f"{relative}:{line}"
            if rule_id in rules() and place not in found[rule_id][meaning]:
                found[rule_id][meaning].append(place)
    return {key: {meaning: tuple(places) for meaning, places in by.items()} for key, by in found.items()}


@cache
def proofs() -> Mapping[str, tuple[str, ...]]:
    """The tests that proved each rule at the last full run; empty before any."""
    path = files(__package__).joinpath("data/proofs.json")
    if not path.is_file():
        return {}
    return {key: tuple(tests) for key, tests in json.loads(path.read_text("utf-8")).items()}


@cache
def report() -> Report:
    """The evidence for every rule, in the book's order."""
    return Report(
        tuple(
            RuleCoverage(
                entry,
                _places().get(entry.id, {}).get("applied", ()),
                _places().get(entry.id, {}).get("shown", ()),
                proofs().get(entry.id, ()),
            )
            for entry in rules().values()
        )
    )
