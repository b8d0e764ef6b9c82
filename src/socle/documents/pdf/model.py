"""What is said of a PDF: values, no file."""

from __future__ import annotations

from dataclasses import dataclass

from socle.rulebook import Finding


class Refused(ValueError):  # noqa: N818 - what happened to the file, told in findings
    """The file cannot be had as asked; `findings` say why and what to do."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__(" ".join(finding.sentence("en") for finding in findings))
        self.findings = findings


@dataclass(frozen=True, slots=True)
class Fault:
    """A property of PDF/A that a file lacks: its name (`properties.PROPERTIES`), where, and what was found."""

    name: str
    place: str
    detail: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """A Data Matrix seen on a page (the first is 1) and its text, separators included."""

    page: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What a file is, as far as we looked.

    `pdfa` is what it claims to be, part and conformance ("B"), None without a claim; `faults` what we found against
    that claim (against PDF/A-1 without one). `scanned` pages were searched for Data Matrices. `active` names what
    acts or hides in it (JavaScript, launch…). `findings` are errors that kept the file from being read: the rest is
    then empty.
    """

    pages: int = 0
    version: str = ""
    pdfa: tuple[int, str] | None = None
    faults: tuple[Fault, ...] = ()
    matrices: tuple[Matrix, ...] = ()
    scanned: int = 0
    text: str = ""
    active: tuple[str, ...] = ()
    signed: bool = False
    findings: tuple[Finding, ...] = ()

    @property
    def broken(self) -> tuple[str, ...]:
        """The names of the properties that fail, each once."""
        return tuple(dict.fromkeys(fault.name for fault in self.faults))

    @property
    def data_matrices(self) -> tuple[str, ...]:
        return tuple(matrix.text for matrix in self.matrices)

    @property
    def is_pdfa(self) -> bool:
        """Whether it claims to be PDF/A, and nothing that we verify says otherwise."""
        return self.pdfa is not None and not self.faults and not self.findings


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived:
    """A file made PDF/A: its bytes, what was changed (sentences in French), which pages became pictures."""

    data: bytes
    changes: tuple[str, ...]
    pictures: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """A validated document with a cover page: the new file, the original untouched and its SHA-256."""

    data: bytes
    original: bytes
    original_sha256: str
    findings: tuple[Finding, ...]
