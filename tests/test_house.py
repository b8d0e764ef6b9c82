"""The house keeps its shape: measures that the linters do not take."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from socle.rulebook import Severity, rules, whole_catalogue

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "socle"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)
ROOMS = sorted(path.parent for path in PACKAGE.glob("*/__init__.py"))
LONGEST_FILE = 400
LONGEST_FUNCTION = 60


def _functions(tree):
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_can_be_held_in_the_head(path):
    text = path.read_text("utf-8")
    assert text.count("\n") <= LONGEST_FILE
    for function in _functions(ast.parse(text)):
        assert function.end_lineno - function.lineno + 1 <= LONGEST_FUNCTION, function.name


def test_nothing_but_the_clock_reads_the_time():
    own = re.compile(
        r"datetime\.(now|utcnow|today)\(|date\.today\(|timezone\.now\(|\btime\.time\(|timezone\.localdate\("
    )
    readers = [path for path in MODULES if own.search(path.read_text("utf-8"))]
    assert readers == [PACKAGE / "clock.py"]


def test_every_act_is_one_transaction_and_one_place_opens_it():
    own = re.compile(r"transaction\.(atomic|commit|set_autocommit)|\bAtomic\(")
    openers = {str(path.relative_to(PACKAGE)) for path in MODULES if own.search(path.read_text("utf-8"))}
    acts, migrations = (
        {"ledger/acting.py", "ledger/outbox.py"},
        {f"storage/schema/{name}.py" for name in ("clustered", "indexes", "operations", "relay", "twins", "whole")},
    )
    assert openers == acts | migrations  # in the outbox, a savepoint


def test_pure_decisions_know_no_database_no_clock_and_no_framework():
    forbidden = re.compile(
        r"^(django|socle\.clock|socle\.storage|socle\.ledger|sqlite3|random|socket)|\.(models|services|store)$"
    )
    for path in [*PACKAGE.glob("*/rules.py"), *PACKAGE.glob("*/rules/*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
            assert not any(forbidden.search(name) for name in names), f"{path}: {names}"


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_a_room_introduces_itself(room):
    readme = room / "README.md"
    assert readme.is_file()
    assert readme.read_text("utf-8").startswith(f"# {room.name}")


def test_a_verdict_tells_its_reader_everything():
    for entry in whole_catalogue().values():
        assert re.fullmatch(r"[a-z]+\.[a-z0-9-]+", entry.id), entry.id
        assert entry.fr, entry.id
        assert entry.en, entry.id
        assert entry.way_out, entry.id
        assert "{" not in entry.way_out, f"{entry.id}: what can be done is told as it stands, without a value"
        assert entry.source, entry.id
        assert entry.how_to_obtain, entry.id
        assert entry.codes or entry.severity is not Severity.ERROR, entry.id
        assert all(rule_id in rules() for rule_id in entry.rules), entry.id


def test_what_a_reader_can_do_speaks_of_people_and_buttons_not_of_transactions():
    """Pages show it to patients and nurses, but for what only a message can be answered."""
    to_messages_only = {
        *("record.transaction-not-there", "record.query-unknown", "record.not-a-first-version"),
        "wire.hl7v3-missing",
    }
    named = {entry.id for entry in whole_catalogue().values() if re.search(r"\b(TD\d|ITI-\d)", entry.way_out)}
    assert named == to_messages_only


def test_a_verdict_is_used_somewhere():
    sources = [path.read_text("utf-8") for path in MODULES if "verdicts" not in path.name]
    words = {word for text in sources for word in re.findall(r"\w+", text)}
    for path in MODULES:
        if path.name != "verdicts.py" and "verdicts" not in path.parts:
            continue
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.Assign) and getattr(getattr(node.value, "func", None), "id", "") == "verdict":
                name = node.targets[0].id
                assert name in words, f"{path}: {name}"


def test_no_path_of_a_machine_stands_in_the_project():
    suspect = re.compile(r"(?<![\w.])/(work|farm|root)/|/home/[a-z]")
    for path in [*MODULES, *ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("tests/**/*.py")]:
        if path != Path(__file__):
            assert not suspect.search(path.read_text("utf-8")), path


@pytest.mark.parametrize("page", sorted((ROOT / "docs" / "divergences").glob("*.md")), ids=lambda page: page.name)
def test_a_divergence_names_a_test_that_exists(page):
    for name in re.findall(r"`(tests/[\w/.]+?\.py)`", page.read_text("utf-8")):
        assert (ROOT / name).is_file(), name
