"""Evidence is read from the source and from the last full run, never declared."""

from __future__ import annotations

from pathlib import Path

import pytest

from socle.rulebook import coverage, rules
from socle.rulebook.coverage import Report, RuleCoverage, citations, report

SOURCE = """
A = rule("DMP-073")
@applies("DMP-064", "DMP-072")
def f(): return ["DMP-001"]
@shows("DMP-165")
def page(): "DMP-002"
V = verdict("x", rules=("AUTH-041",), fr="DMP-003", source="DMP-004")
"""


def test_only_real_citations_count_never_a_mention_in_a_text():
    assert {(rule_id, meaning) for rule_id, meaning, _ in citations(SOURCE)} == {
        ("DMP-073", "applied"), ("DMP-064", "applied"), ("DMP-072", "applied"),
        ("DMP-165", "shown"), ("AUTH-041", "applied"),
    }  # fmt: skip


def test_a_citation_tells_its_line():
    assert ("DMP-073", "applied", 2) in set(citations(SOURCE))


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


def test_a_module_that_is_not_parsed_cites_no_rule():
    package = Path(coverage.__file__).parents[1]
    skipped = [text for path in package.rglob("*.py") if not coverage._NAMED.search(text := path.read_text("utf-8"))]
    cited = {rule_id for text in skipped for rule_id, _, _ in coverage.citations(text)}
    assert len(skipped) > 500
    assert cited.isdisjoint(rules())
