"""The one vocabulary of verdicts: what Socle can answer, as values.

A `Verdict` is a kind of answer, registered once by its room. A `Finding` is one occurrence of it: where,
what was expected, what was found. A `Decision` is what a pure rule returns: findings (none of severity
error means allowed), the rules that made it so, and the obligations that follow. Nothing here is an
exception, and only the edge of a binding turns findings into a protocol's answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Literal, Self


class Severity(StrEnum):
    """How much a finding weighs: an error refuses, a warning is told, an info is only shown."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


Language = Literal["fr", "en"]

#: Characters of a value that a finding tells: whoever writes a megabyte is not answered by a thousand.
LONGEST = 500

#: What an occurrence of a verdict fills in its sentence.
SLOT = re.compile(r"\{(expected|found|document|place)\}")


class Said(str):
    """A value in words: in French as it stands, in English for the sentences in English."""

    __slots__ = ("en",)
    en: str

    def __new__(cls, fr: str, en: str) -> Self:
        words = super().__new__(cls, fr)
        words.en = en
        return words

    def __reduce__(self) -> tuple[type[Said], tuple[str, str]]:
        return type(self), (str(self), self.en)


def _cut(value: object) -> str:
    """A value as a finding keeps it."""
    if isinstance(value, Said):
        return value if max(len(value), len(value.en)) <= LONGEST else Said(_cut(str(value)), _cut(value.en))
    text = str(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A kind of answer, as the catalogue shows it.

    `fr` and `en` are sentences in which `{expected}`, `{found}`, `{document}` and `{place}` may stand.
    `way_out` is what the reader can do next, in French. `codes` maps a protocol and one of its phases to
    the code that protocol gives, e.g. `{"soap": {"sender": "wsse:InvalidSecurity"}}`.
    """

    id: str
    severity: Severity
    fr: str
    en: str
    way_out: str
    rules: tuple[str, ...]
    source: str
    codes: Mapping[str, Mapping[str, str]]
    how_to_obtain: str

    def at(
        self,
        place: str = "",
        *,
        expected: object = "",
        found: object = "",
        document: str | None = None,
    ) -> Finding:
        """One occurrence of this verdict at `place` (an XPath, a slot, a parameter, a part).

        What is longer than `LONGEST` characters is cut.
        """
        return Finding(self, _cut(place), _cut(expected), _cut(found), document and _cut(document))


@dataclass(frozen=True, slots=True)
class Finding:
    """One occurrence of a verdict. `document` is the uniqueId of the document it concerns, when there is one."""

    verdict: Verdict
    place: str = ""
    expected: str = ""
    found: str = ""
    document: str | None = None

    @property
    def is_error(self) -> bool:
        return self.verdict.severity is Severity.ERROR

    def sentence(self, language: Language = "fr") -> str:
        """The verdict's sentence with this occurrence's values in place."""
        template = self.verdict.fr if language == "fr" else self.verdict.en
        values = {"expected": self.expected, "found": self.found, "document": self.document or "", "place": self.place}
        if language == "en":
            values = {name: value.en if isinstance(value, Said) else value for name, value in values.items()}
        # One pass: what a sender wrote is never read as a template.
        return SLOT.sub(lambda match: values[match[1]], template)

    def about(self, document: str | None) -> Finding:
        """The same finding, naming the document it concerns."""
        return replace(self, document=document and _cut(document))

    def as_dict(self) -> dict[str, object]:
        """The JSON shape shared by every command and page."""
        return {
            "id": self.verdict.id,
            "severity": self.verdict.severity.value,
            "fr": self.sentence("fr"),
            "en": self.sentence("en"),
            "way_out": self.verdict.way_out,
            "place": self.place,
            "expected": self.expected,
            "found": self.found,
            "document": self.document,
            "rules": list(self.verdict.rules),
            "source": self.verdict.source,
        }


class Obligation(StrEnum):
    """What must follow an allowed act."""

    TELL_HOLDER = "tell the holder"
    TELL_TREATING_PHYSICIAN = "tell the médecin traitant"
    SHOW_BREAK_GLASS_BANNER = "keep the break-glass banner visible"
    WARN_MASKED = "warn that the document is masked"
    ASSOCIATE_MINOR = "associate the minor with the decision"
    INVITE_TO_BRING_DOCUMENT = "invite the person to bring an identity document next time"
    TELL_RECIPIENTS = "tell those who received the INS that it is withdrawn"


@dataclass(frozen=True, slots=True)
class Decision:
    """What a rule decided. Decisions add up: `a + b` holds what both found, cited and asked."""

    findings: tuple[Finding, ...] = ()
    rules: tuple[str, ...] = ()
    obligations: tuple[Obligation, ...] = field(default=())

    @property
    def allowed(self) -> bool:
        return not any(finding.is_error for finding in self.findings)

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.is_error)

    def without(self, obligation: Obligation) -> Decision:
        """The same decision, an obligation being met already."""
        return replace(self, obligations=tuple(one for one in self.obligations if one is not obligation))

    def __add__(self, other: Decision) -> Decision:
        return Decision.all((self, other))

    @staticmethod
    def all(decisions: Iterable[Decision]) -> Decision:
        """Every decision at once: allowed only if all are."""
        found: list[Finding] = []
        cited: dict[str, None] = {}
        asked: dict[Obligation, None] = {}
        for decision in decisions:
            found += decision.findings
            cited |= dict.fromkeys(decision.rules)
            asked |= dict.fromkeys(decision.obligations)
        return Decision(tuple(found), tuple(cited), tuple(asked))


ALLOWED = Decision()


def refuse(*findings: Finding, rules: Iterable[str] = ()) -> Decision:
    """A decision that refuses for the given findings, citing their rules and any given besides."""
    cited = [rule for finding in findings for rule in finding.verdict.rules]
    return Decision(findings, tuple(dict.fromkeys([*rules, *cited])))
