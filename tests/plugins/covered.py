"""Measures what is executed of the rooms that decide, by their own tests, which run quickly and in one process.

Asked for by `SOCLE_TEST_COVERAGE`, a folder where each process of the run leaves what it saw. The modules of `MEASURED`
are read under the measure before any other, then only their tests run under it: the tracer of Python 3.11 makes a test
half as slow again, and collecting twice, and what starts, serves or stores is proven by programs of their own, which
nobody measures here.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from coverage import Coverage

ROOT = Path(__file__).parent.parent.parent
WHERE = "SOCLE_TEST_COVERAGE"
#: Folders of `src/socle/`, and of `tests/`, that are measured.
MEASURED = ("codes", "rulebook", "record/rules", "identity/rules")
#: The per cent of their lines and branches below which the measure must not fall.
FLOOR = Path(__file__).parent / "covered.txt"


def _coverage(folder: Path) -> Coverage:
    from coverage import Coverage  # noqa: PLC0415 - only where it is asked for

    return Coverage(data_file=str(folder / "seen"), data_suffix=True, config_file=str(ROOT / "pyproject.toml"))


class _Measure:
    """One process: measured while the modules of `MEASURED` are read, and during their tests."""

    def __init__(self, folder: Path) -> None:
        self.coverage = _coverage(folder)
        self.runs = False
        self.let(True)
        for name in _modules():
            import_module(name)
        self.let(False)

    def let(self, wanted: bool) -> None:
        if wanted != self.runs:
            (self.coverage.start if wanted else self.coverage.stop)()
            self.runs = wanted

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """What is measured runs first: a value that another test had kept would not be computed again under the measure."""
        items.sort(key=lambda item: not _is_measured(item))

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.let(_is_measured(item))
        yield

    def pytest_unconfigure(self) -> None:
        self.let(False)
        self.coverage.save()


def _modules() -> list[str]:
    """The names of all modules of `MEASURED`: none of them needs Django, which is not set up yet."""
    source = ROOT / "src"
    files = sorted(file for name in MEASURED for file in (source / "socle" / name).rglob("*.py"))
    return [".".join(file.relative_to(source).with_suffix("").parts).removesuffix(".__init__") for file in files]


def _is_measured(item: pytest.Item) -> bool:
    return item.path.relative_to(ROOT / "tests").as_posix().startswith(MEASURED)


def percent(folder: Path) -> float:
    """What all processes of a run saw of `MEASURED`, in per cent of the lines and branches; one decimal, downwards."""
    found = _coverage(folder)
    found.combine([str(folder)])
    exact = found.report(include=[f"*/socle/{name}/*" for name in MEASURED], file=io.StringIO())
    return int(exact * 10) / 10


def floor() -> float:
    return float(FLOOR.read_text("ascii"))


#: Made as soon as this plugin is read, before any module of Socle is.
_measure = _Measure(Path(os.environ[WHERE])) if os.environ.get(WHERE) else None


def pytest_configure(config: pytest.Config) -> None:
    if _measure is not None:
        config.pluginmanager.register(_measure, "socle-covered")
