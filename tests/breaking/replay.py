"""`python -m tests.breaking.replay FILE WORD…`, run inside a copy: breaks, tests, mends; one JSON line each in FILE.

Libraries are loaded once and every run forks from there, so that each break takes seconds; Socle itself is
loaded anew by each.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
import tempfile
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from tests.breaking.breaks import Break, chosen
from tests.breaking.falls import Falls

#: What takes long to load and holds nothing of Socle.
HEAVY = (
    "hypothesis",
    "hypothesis.strategies",
    "django.test",
    "django.core.handlers.wsgi",
    "django.contrib.sessions.backends.db",
    "django.db.backends.sqlite3.base",
    "django.template.loader",
    "django.forms",
    "cryptography.x509",
    "cryptography.hazmat.primitives.serialization",
    "lxml.etree",
    "signxml.verifier",
    "httpx",
    "ibis",
    "pyarrow.parquet",
    "duckdb",
)
#: Tests that start programs: asked only for the rules that nothing quicker shows broken.
SLOW = ("tests/cli", "tests/failures", "tests/browser", "tests/soak")
#: Seconds after which a run is ended; what fell until then counts.
LONGEST = 240
#: What a run tells.
TOLD = ("fallen", "failed", "ran", "unreadable")
OPTIONS = ("-q", "-n", "0", "--tb=line", "-W", "ignore::pytest.PytestAssertRewriteWarning")


def forked(asked: Falls, tests: list[str]) -> Falls:
    """One run of these tests in a process of its own, for the rules that still stand."""
    falls = Falls(asked.standing, first=asked.first)
    with tempfile.TemporaryDirectory() as folder:
        told, log = Path(folder, "told"), Path(folder, "log")
        child = os.fork()
        if child == 0:
            signal.alarm(LONGEST)
            out = os.open(log, os.O_WRONLY | os.O_CREAT)
            os.dup2(out, 1)
            os.dup2(out, 2)
            signal.signal(signal.SIGALRM, lambda *_: pytest.exit("too long"))
            try:
                status = pytest.main([*OPTIONS, f"--basetemp={folder}/pytest", *tests], plugins=[falls])
                if status is not pytest.ExitCode.INTERNAL_ERROR:
                    told.write_text(json.dumps({name: getattr(falls, name) for name in TOLD}), "utf-8")
            finally:
                os._exit(0)
        os.waitpid(child, 0)
        if not told.exists():
            return Falls(falls.rules, unreadable=log.read_text("utf-8")[-400:])
        return Falls(falls.rules, **json.loads(told.read_text("utf-8")))


def of_rules(rules: set[str], *, slow: bool) -> list[str]:
    """The files of tests that name one of these rules."""
    return [
        str(path)
        for path in sorted(Path("tests").rglob("*.py"))
        if "breaking" not in path.parts
        and str(path).startswith(SLOW) == slow
        and any(f'"{rule_id}"' in path.read_text("utf-8") for rule_id in rules)
    ]


def felled(one: Break, earlier: set[str]) -> dict[str, object]:
    """What fell for each rule of this break. The tests that fell an earlier time, and their files, go first."""
    path = Path(one.file)
    whole = path.read_text("utf-8") if path.exists() else ""
    broken = one.broken(whole)
    found = Falls(set(one.rules), first=earlier)
    if broken is not None:
        path.write_text(broken, "utf-8")
        try:
            _try(found, {test.split("::")[0] for test in earlier})
        finally:
            path.write_text(whole, "utf-8")
    return {"stale": broken is None, "fallen": found.fallen, "ran": found.ran, "unreadable": found.unreadable}


def _try(found: Falls, known: set[str]) -> None:
    for slow, again in ((False, True), (False, False), (True, False)):
        tests = [path for path in of_rules(found.standing, slow=slow) if slow or (path in known) is again]
        if tests and not found.unreadable:
            more = forked(found, tests)
            found.fallen |= more.fallen
            found.ran += more.ran
            found.unreadable = more.unreadable


def earlier_falls(lines: Path) -> dict[str, set[str]]:
    """Which tests fell for each break when these lines were written; nothing without them."""
    rows = [json.loads(line) for line in lines.read_text("utf-8").splitlines()] if lines.exists() else []
    return {row["name"]: set(row["fallen"].values()) for row in rows if "name" in row}


def main() -> None:
    lines, words = Path(sys.argv[1]), sys.argv[2:]
    for name in HEAVY:
        importlib.import_module(name)
    for plugin in entry_points(group="pytest11"):
        plugin.load()
    earlier = earlier_falls(lines)
    fallen: set[str] = set()
    with lines.open("a", encoding="utf-8") as out:
        for one in chosen(words):
            told = felled(one, earlier.get(one.name, set()))
            fallen |= set(told["fallen"].values())
            print(json.dumps({"name": one.name, **told}), file=out, flush=True)
            sys.stderr.write(f"{one.name} → {', '.join(told['fallen'].values()) or 'nothing fell'}\n")
        # A test that falls proves something only if it stands when nothing is broken.
        falls_anyway = forked(Falls(set()), sorted(fallen)).failed if fallen else []
        print(json.dumps({"falls anyway": falls_anyway}), file=out, flush=True)


if __name__ == "__main__":
    main()
