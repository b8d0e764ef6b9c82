"""Records which tests proved which rules, and refuses skips that this machine could have run.

`--record-proofs FILE` writes, after a run in which everything passed, the map from rule to tests that
`socle rules` reads. `--strict-skips` turns a skip into a failure unless its reason names something that
cannot be had here (`CANNOT`).
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

#: How the reason of an acceptable skip begins: something that cannot be had here, or samples that are not ours to keep.
CANNOT = ("this machine cannot: ", "no samples here")


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("socle")
    group.addoption("--record-proofs", metavar="FILE", help="write the rules proven by this run to FILE")
    group.addoption("--strict-skips", action="store_true", help="fail when a test that could run was skipped")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for mark in item.iter_markers("rule"):
            item.user_properties.extend(("rule", rule_id) for rule_id in mark.args)


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(_Recorder(config), "socle-recorder")


class _Recorder:
    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.proven: dict[str, set[str]] = {}
        self.failed: set[str] = set()
        self.skipped: list[tuple[str, str]] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        name = report.nodeid.split("[", 1)[0]
        if report.failed:
            self.failed.add(name)
        elif report.skipped and not hasattr(report, "wasxfail"):
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
            self.skipped.append((report.nodeid, reason.removeprefix("Skipped: ")))
        elif report.when == "call":
            for key, rule_id in report.user_properties:
                if key == "rule":
                    self.proven.setdefault(str(rule_id), set()).add(name)

    def avoidable(self) -> list[tuple[str, str]]:
        """The tests that were skipped although they could have run, with the reason given; none where skips are free."""
        if not self.config.getoption("--strict-skips"):
            return []
        return [entry for entry in self.skipped if not entry[1].startswith(CANNOT)]

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        avoidable = self.avoidable()
        if avoidable and exitstatus == 0:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        target = self.config.getoption("--record-proofs")
        if target and exitstatus == 0 and not avoidable:
            kept = {rule_id: sorted(tests - self.failed) for rule_id, tests in sorted(self.proven.items())}
            text = json.dumps({rule_id: tests for rule_id, tests in kept.items() if tests}, indent=1)
            Path(target).write_text(text + "\n", "utf-8")

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if not self.config.getoption("--strict-skips"):
            return
        for nodeid, reason in self.skipped:
            kind = "could not run here" if reason.startswith(CANNOT) else "skipped although it could have run"
            terminalreporter.write_line(f"{kind}: {nodeid}: {reason}")
