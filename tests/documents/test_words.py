"""What the checker says of documents, archives and PDF files in English holds no French."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from socle import clock, documents
from socle.documents.checking import judge

ROOT = Path(documents.__file__).parent
FRENCH = re.compile(r"[éèêàçùû’]|\b(une?|des|du|les?|la|aucune?|ou|et|avec|sans|parmi|plus|seul|avant|après|octets)\b")
FILES = [
    path
    for folder in ("checking", "control", "xdm", "pdf/rules.py", "checking/inside.py")
    for path in ([ROOT / folder] if folder.endswith(".py") else sorted((ROOT / folder).glob("*.py")))
]


def told(tree: ast.AST):
    """What is written in the source itself as a value of a finding: line, words."""
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in {"at", "add"}:
            values = [*call.args, *(word.value for word in call.keywords if word.arg in {"expected", "found"})]
            for value in values:
                parts = value.values if isinstance(value, ast.JoinedStr) else [value]
                for part in parts:
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        yield part.lineno, part.value


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_value_in_words_is_told_in_both_languages(path):
    assert [one for one in told(ast.parse(path.read_text("utf-8"))) if FRENCH.search(one[1])] == []


def test_a_value_in_words_stands_in_each_language_s_sentence(faulty_sentences):
    assert any("attendu : code ou nullFlavor" in fr for fr, _ in faulty_sentences)
    assert any("expected: code or nullFlavor" in en for _, en in faulty_sentences)


@pytest.fixture
def faulty_sentences(letter):
    spoiled = letter.replace(b'<confidentialityCode code="N"', b'<confidentialityCode nullFlavor="UNK" code="N"')
    assert spoiled != letter
    return [(one.finding.sentence("fr"), one.finding.sentence("en")) for one in judge(spoiled, at=clock.now()).findings]
