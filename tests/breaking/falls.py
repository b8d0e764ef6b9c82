"""Inside pytest: keeps the tests marked with the rules asked, cheapest first, and notes which fall for which rule."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

DATABASE = {"db", "transactional_db", "django_db_setup"}


def _marked(item: pytest.Item) -> set[str]:
    return {rule_id for mark in item.iter_markers("rule") for rule_id in mark.args}


def _cost(item: pytest.Item) -> int:
    """Without a database, then with it, then with threads and real transactions."""
    mark = item.get_closest_marker("django_db")
    if "transactional_db" in item.fixturenames or (mark and mark.kwargs.get("transaction")):
        return 2
    return int(bool(mark or DATABASE & set(item.fixturenames)))


@dataclass(eq=False)
class Falls:
    """What fell: rule → test, one being enough; a rule that has one asks for no other. `first` are tried first."""

    rules: set[str]
    first: set[str] = field(default_factory=set)
    fallen: dict[str, str] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    ran: int = 0
    unreadable: str = ""

    @property
    def standing(self) -> set[str]:
        return self.rules - set(self.fallen)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.unreadable = f"{report.nodeid}: {str(report.longrepr)[-400:]}"

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        asked = (item for item in items if _marked(item) & self.rules or not self.rules)
        kept = sorted(asked, key=lambda item: (item.nodeid not in self.first, _cost(item)))
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = kept

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> bool | None:
        """A test whose rules all fell already has nothing more to say."""
        return True if self.rules and not _marked(item) & self.standing else None

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.ran += report.when == "call"
        if report.failed and report.nodeid not in self.failed:
            self.failed.append(report.nodeid)
            for key, rule_id in report.user_properties:
                if key == "rule" and rule_id in self.rules:
                    self.fallen.setdefault(str(rule_id), report.nodeid)
