"""`python -m tests.breaking [RULE or WORD…]`: breaks each rule in a copy of Socle and looks for a test that falls.

With `--lines FILE`, what each break gave is kept there, one JSON line each; with `--page`, the page of evidence
is written anew from such a file. Status 1 when a break that should fell a test fells none, or is stale.
"""

from __future__ import annotations

import argparse
import compileall
import os
import py_compile
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from tests.breaking import report

ROOT = Path(__file__).parent.parent.parent
LEFT = shutil.ignore_patterns(".*", "__pycache__", "socle-data", "results", "screenshots", "build", "dist")


def replay(words: list[str], lines: Path) -> int:
    """Everything in a copy, so that a run cut short leaves nothing broken here."""
    with tempfile.TemporaryDirectory(prefix="socle-breaking-") as folder:
        copy = Path(folder) / "socle"
        shutil.copytree(ROOT, copy, ignore=LEFT)
        # Compiled files that answer for the text they came from, not for its date: a break is never missed.
        mode = py_compile.PycInvalidationMode.CHECKED_HASH
        compileall.compile_dir(copy / "src", quiet=1, invalidation_mode=mode)
        known = {
            "SOCLE_SAMPLES": str(ROOT.parent / "shared" / "samples"),
            "HYPOTHESIS_STORAGE_DIRECTORY": f"{folder}/hypothesis",
        }
        here = {"PYTHONPATH": f"{copy / 'src'}:{copy}"}
        command = [sys.executable, "-m", "tests.breaking.replay", str(lines), *words]
        return subprocess.run(command, cwd=copy, env=known | os.environ | here, check=False).returncode


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.breaking", description=__doc__)
    parser.add_argument("words", nargs="*", metavar="RULE", help="rules or words of breaks; all without it")
    parser.add_argument("--lines", type=Path, help="where what each break gave is kept")
    parser.add_argument("--page", action="store_true", help="run nothing: write the page of evidence from --lines")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        lines = (asked.lines or Path(folder) / "lines").absolute()
        if not asked.page and replay(asked.words, lines):
            return 2
        outcomes = report.read(lines, asked.words)
    if asked.page:
        report.write_page(outcomes, datetime.now(UTC).date())
    wrong = report.to_look_at(outcomes)
    print(*wrong, f"{len(outcomes)} breaks, {len(wrong)} to look at", sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
