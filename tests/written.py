"""Python's own form of the tests, made once on all processors: otherwise each process of a run makes it for itself.

Test files are written as pytest would write them, with its assertions that tell what they compared.
"""

from __future__ import annotations

import compileall
import os
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from types import SimpleNamespace

from _pytest.assertion import rewrite

ROOT = Path(__file__).parent.parent
FOLDERS = ("tests", "benchmarks")


def write() -> None:
    """Make what is missing or out of date; nothing where nothing may be written beside the sources."""
    if not os.access(ROOT / "tests", os.W_OK):
        return
    files = sorted(file for folder in FOLDERS for file in (ROOT / folder).rglob("*.py"))
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(_write, files, chunksize=8))


def kept(file: Path) -> Path:
    """Where pytest looks for a test file as it rewrote it."""
    return rewrite.get_cache_dir(file) / f"{file.stem}{rewrite.PYC_TAIL}"


def _write(file: Path) -> None:
    if not (file.name.startswith("test_") or file.name == "conftest.py"):
        compileall.compile_file(file, quiet=1)
    elif rewrite._read_pyc(file, kept(file)) is None:
        source, code = rewrite._rewrite_test(file, None)
        kept(file).parent.mkdir(exist_ok=True)
        rewrite._write_pyc(SimpleNamespace(trace=print), code, source, kept(file))
