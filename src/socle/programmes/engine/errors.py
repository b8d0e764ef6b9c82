"""What is raised where an engine cannot be had."""

from __future__ import annotations

from socle.rulebook import Finding


class NoEngine(Exception):  # noqa: N818 - says what is missing
    """The engine asked for cannot be had; `finding` says why and what to install."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(f"{finding.sentence('en')} {finding.verdict.way_out}")
        self.finding = finding
