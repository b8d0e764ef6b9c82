"""The list of breaks stays true while the code moves: a break that no longer breaks anything would prove nothing."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from socle.rulebook.book import ids
from tests.breaking.breaks import every_break

ROOT = Path(__file__).parent.parent.parent


@cache
def _text(file: str) -> str:
    path = ROOT / file
    return path.read_text("utf-8") if path.is_file() else ""


def test_every_break_finds_its_passage_once():
    assert [f"{one.name} ({one.file})" for one in every_break() if one.broken(_text(one.file)) is None] == []


def test_every_break_changes_something_and_names_rules_that_exist():
    assert [one.name for one in every_break() if one.old == one.new or not ids().issuperset(one.rules)] == []
