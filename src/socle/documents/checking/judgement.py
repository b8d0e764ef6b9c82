"""What a check answers: everything found in one document, each with its place and line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from socle.documents.cda import CdaDocument, Tree
from socle.rulebook import Finding, Severity


@dataclass(frozen=True, slots=True)
class Located:
    """One finding: its XPath (prefixes of spec/cda.md, positions), its line in the bytes as sent.

    The line is that where the start tag of the element ends, from 1 on; 0 where there is none.
    """

    finding: Finding
    path: str
    line: int
    source: str = ""

    @property
    def id(self) -> str:
        return self.finding.verdict.id

    @property
    def severity(self) -> Severity:
        return self.finding.verdict.severity

    @property
    def expected(self) -> str:
        return self.finding.expected

    @property
    def found(self) -> str:
        return self.finding.found

    @property
    def rule(self) -> str:
        """The rule it stands on, or the place in the specification; in a structured body that place, when told."""
        rules = self.finding.verdict.rules
        if self.source and "/structuredBody" in self.path:
            return self.source
        return rules[0] if rules else self.source or self.finding.verdict.source

    def raised(self, severity: Severity) -> Located:
        """The same, weighing something else: what a profile does."""
        verdict = replace(self.finding.verdict, severity=severity)
        return replace(self, finding=replace(self.finding, verdict=verdict))

    def as_dict(self) -> Mapping[str, object]:
        """The shape of `socle cda check --json`."""
        return {
            "id": self.id,
            "severity": self.severity.value,
            "path": self.path,
            "line": self.line,
            "expected": self.expected,
            "found": self.found,
            "rule": self.rule,
            "fr": self.finding.sentence("fr"),
            "en": self.finding.sentence("en"),
            "way_out": self.finding.verdict.way_out,
            "source": self.source or self.finding.verdict.source,
        }


@dataclass(frozen=True, slots=True)
class Judgement:
    """A document judged; `tree` and `document` are None when there was none to read."""

    tree: Tree | None
    findings: tuple[Located, ...]

    @property
    def document(self) -> CdaDocument | None:
        """The header's values, read when first asked for: judging needs few of them."""
        return self.tree.document if self.tree else None

    @property
    def valid(self) -> bool:
        """Whether nothing found is an error."""
        return not any(one.severity is Severity.ERROR for one in self.findings)

    @property
    def level(self) -> int | None:
        """1 for an embedded file, 3 for a structured body, None for neither."""
        return self.document.body.level if self.document else None

    @property
    def type_code(self) -> str:
        """The code of the document's type; empty when it has none."""
        return self.document.code.code if self.document and self.document.code else ""

    def as_json(self) -> dict[str, object]:
        """One document of `socle cda check --json`, but for its `file`."""
        return {
            "valid": self.valid,
            "level": self.level,
            "type_code": self.type_code,
            "verdicts": [one.as_dict() for one in self.findings],
        }
