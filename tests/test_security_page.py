"""docs/security.md promises tests: they exist, and no requirement of its chapters is left out."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

HERE = Path(__file__).parent
PAGE = (HERE.parent / "docs" / "security.md").read_text("utf-8")
PROMISED = sorted(set(re.findall(r"`([\w/]+\.py)::(\w+)`", PAGE)))
#: How many requirements each section has. Source: OWASP ASVS 5.0.0, chapters 5, 9, 11, 12, 16.
SECTIONS = {
    5: (1, 6, 3, 3),
    9: (3, 4),
    11: (4, 5, 5, 4, 2, 2, 2),
    12: (5, 2, 5),
    16: (1, 5, 4, 3, 4),
}


@pytest.mark.parametrize(("file", "name"), PROMISED, ids=str)
def test_a_test_that_the_page_names_exists(file, name):
    tree = ast.parse((HERE / file).read_text("utf-8"))
    assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_many_are_named():
    assert len(PROMISED) > 70


def test_every_requirement_of_the_chapters_has_its_line():
    wanted = [
        f"{chapter}.{section}.{number}"
        for chapter, counts in SECTIONS.items()
        for section, count in enumerate(counts, start=1)
        for number in range(1, count + 1)
    ]
    assert re.findall(r"^\| (\d+\.\d+\.\d+) \[[123]\]", PAGE, re.MULTILINE) == wanted


def test_a_line_has_a_test_an_argument_or_says_that_it_is_not_met():
    for line in re.findall(r"^\| \d+\.\d+\.\d+ .*$", PAGE, re.MULTILINE):
        stated = ("::test_", "argued", "Argued", "**not met**", "**Not met**", "does not apply", "the same", "below")
        assert any(word in line for word in (*stated, "the operator's")), line


def test_every_document_that_the_page_names_exists():
    for name in re.findall(r"`(docs/[\w/.-]+\.md)`", PAGE):
        assert (HERE.parent / name).is_file(), name
