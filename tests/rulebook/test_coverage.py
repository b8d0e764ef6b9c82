"""Evidence is read from the source and from the last full run, never declared."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from socle.rulebook import coverage, rules
from socle.rulebook.coverage import CITING, Report, RuleCoverage, citations, report

SOURCE = """
A = rule("DMP-073")
@applies("DMP-064", "DMP-072")
def f(): return ["DMP-001"]
@shows("DMP-165")
def page(): "DMP-002"
V = verdict("x", rules=("AUTH-041",), fr="DMP-003", source="DMP-004")
W = verdict(
    "y",
    fr="Voyez « DMP-005 ».",
    rules=("AUTH-042", "AUTH-043"),
)
"""


def test_only_real_citations_count_never_a_mention_in_a_text():
    assert {(rule_id, meaning) for rule_id, meaning, _ in citations(SOURCE)} == {
        ("DMP-073", "applied"), ("DMP-064", "applied"), ("DMP-072", "applied"),
        ("DMP-165", "shown"), ("AUTH-041", "applied"), ("AUTH-042", "applied"), ("AUTH-043", "applied"),
    }  # fmt: skip


def test_a_citation_tells_its_line():
    assert {("DMP-073", "applied", 2), ("AUTH-043", "applied", 11)} <= set(citations(SOURCE))
    assert set(citations(SOURCE)) == set(of_the_tree(SOURCE))


@pytest.mark.parametrize(
    ("rule_id", "applied", "shown", "tests", "status"),
    [
        ("DMP-073", (), (), (), "missing"),
        ("DMP-073", (), (), ("t",), "missing"),
        ("DMP-073", ("p:1",), (), (), "applied"),
        ("DMP-073", ("p:1",), (), ("t",), "proven"),
        ("DMP-073", (), ("p:1",), ("t",), "applied"),
        ("DMP-165", (), ("p:1",), ("t",), "shown"),
        ("DMP-165", (), ("p:1",), (), "applied"),
    ],
)
def test_a_status_is_never_better_than_its_evidence(rule_id, applied, shown, tests, status):
    assert RuleCoverage(rules()[rule_id], applied, shown, tests).status == status


def test_the_report_counts_every_rule_once():
    whole = report()
    assert sum(whole.summary.values()) == len(whole.rules) == len(rules())


def test_the_report_has_the_stable_shape_of_the_command():
    entry = Report((RuleCoverage(rules()["DMP-073"], ("a:1",), (), ("t",)),)).rules[0].as_dict()
    assert set(entry) == {"id", "title", "kind", "applied", "tests", "status"}


PACKAGE = Path(coverage.__file__).parents[1]


@pytest.mark.parametrize("room", sorted(path.name for path in PACKAGE.iterdir() if path.name != "__pycache__"))
def test_what_is_found_in_the_text_is_what_the_syntax_tree_cites(room):
    for path in [PACKAGE / room] if room.endswith(".py") else (PACKAGE / room).rglob("*.py"):
        text = path.read_text("utf-8")
        found = citations(text) if coverage._NAMED.search(text) else ()
        assert {one for one in found if one[0] in rules()} == {one for one in of_the_tree(text) if one[0] in rules()}, (
            path
        )


def of_the_tree(text):
    """Every (rule id, meaning, line) that a module's syntax tree cites, however it is written."""
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name in CITING:
            words = [one.value for one in node.keywords if one.arg == "rules"] if name == "verdict" else node.args
            for one in (found for word in words for found in ast.walk(word)):
                if isinstance(one, ast.Constant) and isinstance(one.value, str):
                    yield one.value, CITING[name], one.lineno
