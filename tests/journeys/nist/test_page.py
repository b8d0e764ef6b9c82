"""The page of our XDS divergences against what it says: its tests exist, its list of what is left out is the player's."""

from __future__ import annotations

import ast
import re

import pytest

from tests.conftest import HERE
from tests.journeys.nist.plans import LEFT_OUT

PAGE = (HERE.parent / "docs" / "divergences" / "xds.md").read_text("utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)))
ROWS = [line for line in PAGE.splitlines() if line.startswith("| ")]


@pytest.mark.parametrize(("file", "test"), NAMED)
def test_each_test_that_the_page_names_exists(file, test):
    tree = ast.parse((HERE.parent / file).read_text("utf-8"))
    assert test in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_each_decision_of_the_page_names_its_test():
    headings = {"| Test or section | Why |", "| Decision | Test |"}
    decisions = [row for row in ROWS if row not in headings and not any(f"| {name} |" in row for name in LEFT_OUT)]
    assert len(decisions) > 20
    assert [row for row in decisions if not re.search(r"`tests/[\w/]+\.py::\w+` \|$", row)] == []


def test_the_page_lists_what_is_left_out_and_why():
    table = dict(re.match(r"\| (.+?) \| (.+?) \|$", row).groups() for row in ROWS)
    assert {name: table.get(name) for name in LEFT_OUT} == LEFT_OUT
