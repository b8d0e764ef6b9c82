"""Where each rule is applied, and what proved it: read from the source, never declared by hand.

Citations (`rule("…")`, `@applies`, `@shows`, the `rules=` of a verdict) are found in the syntax tree of
the package. Proofs are the marked tests that passed at the last full run, kept in `data/proofs.json` by the
test suite (`tests/plugins/proofs.py`).
"""

from __future__ import annotations

import ast
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
_NAMED = re.compile(r"""["'][A-Z]+-\d{3}["']""")

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


def _strings(node: ast.AST) -> Iterator[tuple[str, int]]:
    for child in ast.walk(node):
        if isinstance(child, ast.Constant) and isinstance(child.value, str):
            yield child.value, child.lineno


def _cited(call: ast.Call, name: str) -> Iterator[tuple[str, int]]:
    """The strings of a citing call; of a verdict only its `rules=`."""
    if name == "verdict":
        for keyword in call.keywords:
            if keyword.arg == "rules":
                yield from _strings(keyword.value)
        return
    for argument in call.args:
        yield from _strings(argument)


def citations(source: str) -> Iterator[tuple[str, str, int]]:
    """Every (rule id, meaning, line) that a module's source cites."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name in CITING:
            for text, line in _cited(node, name):
                yield text, CITING[name], line


@cache
def _places() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    package = Path(str(files("socle")))
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for path in sorted(package.rglob("*.py")):
        relative = "src/socle/" + path.relative_to(package).as_posix()
        source = path.read_text("utf-8")
        if not _NAMED.search(source):  # two modules in three name no rule: parsing them would take seconds
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
