"""Where checks write what they find: one finding a fault, with its place and line."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from lxml import etree

from socle.documents.cda.datatypes import MOST_NOTED
from socle.documents.cda.embedded import Glance, glance_at
from socle.documents.cda.nodes import Places
from socle.documents.checking.judgement import Located
from socle.rulebook import Finding, Severity, Verdict
from socle.rulebook.choices import Choices


@dataclass(slots=True)
class Notes:
    """What is found in one document on `day`. `writing`: what is about to be sent, where old codes are refused.

    `siblings`: what tells apart those of one parent and one name, in a header.
    `in_body` once the walk is in a structured body, where the official checks are laxer on data types.
    """

    day: date
    choices: Choices
    writing: bool = False
    in_body: bool = False
    found: list[Located] = field(default_factory=list)
    ids: dict[str, etree._Element] = field(default_factory=dict)
    references: list[tuple[etree._Element, str, str]] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    siblings: dict[tuple[etree._Element | None, str], set[object]] = field(default_factory=dict)
    _places: Places = field(default_factory=Places)
    _files: dict[etree._Element, Glance] = field(default_factory=dict)
    _told: set[tuple[etree._Element, str]] = field(default_factory=set)

    def add(
        self,
        verdict: Verdict,
        element: etree._Element,
        step: str = "",
        *,
        expected: object = "",
        found: object = "",
        source: str = "",
    ) -> None:
        """Note `verdict` at `element`, or at what `step` names below it (`@root`, `text()`, `family`).

        A place is told of once: the first fault found there counts.
        """
        if (element, step) in self._told or len(self.found) >= MOST_NOTED:
            return
        self._told.add((element, step))
        path = self._places.path(element) + (f"/{step}" if step else "")
        line: Any = element.sourceline  # typed as an ellipsis
        finding = verdict.at(path, expected=expected, found=found)
        self.found.append(Located(finding, path, line or 0, source))

    def adopt(self, finding: Finding, element: etree._Element) -> None:
        """Note what another judge found of the file that `element` holds; its own place says where in the file.

        It warns: which of it is an error, the profile says.
        """
        line: Any = element.sourceline
        located = Located(finding, self._places.path(element), line or 0)
        self.found.append(located.raised(Severity.WARNING) if finding.is_error else located)

    def file(self, element: etree._Element) -> Glance:
        """The file of an ED element at a glance, which takes long where the file does: taken once."""
        known = self._files.get(element)
        if known is None:
            known = self._files[element] = glance_at(element)
        return known

    def tells_of(self, element: etree._Element, step: str = "") -> bool:
        return (element, step) in self._told
