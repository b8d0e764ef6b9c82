"""Keeps what failed, to be told once more at the very end: of a long run often its last lines alone are read.

Asked for by `SOCLE_TEST_FAILED`, the file where a run leaves one line for each test that failed.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

WHERE = "SOCLE_TEST_FAILED"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Each test that failed or could not be prepared, with the error; and each skip that is not allowed."""
    where, recorder = os.environ.get(WHERE), config.pluginmanager.get_plugin("socle-recorder")
    if where and recorder:
        found = [report for state in ("failed", "error") for report in terminalreporter.getreports(state)]
        lines = [f"{report.nodeid}: {_why(report.longreprtext)}" for report in found]
        lines += [f"{name}: skipped although it could have run: {reason}" for name, reason in recorder.avoidable()]
        Path(where).write_text("".join(line + "\n" for line in lines), "utf-8")


def _why(told: str) -> str:
    """The error that pytest marks with an E, else the last line; cut, since the whole stands above."""
    lines = [line for line in told.splitlines() if line.strip()]
    marked = [line[1:].strip() for line in lines if line.startswith("E ")]
    return (marked or lines or [""])[0 if marked else -1][:300]
