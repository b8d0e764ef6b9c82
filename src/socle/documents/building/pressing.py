"""The press at hand: `socle.documents.pdf`, asked in the words of the builder; what it refuses is told in findings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from socle.documents import pdf
from socle.documents.building.press import Advice, Label, Look, Press, Pressed
from socle.documents.pdf.verdicts import DATA_MATRIX_DIFFERS
from socle.identity import datamatrix
from socle.rulebook import applies
from socle.rulebook.choices import Choices, current

_STAMPED = "L'INS et son Data Matrix ont été placés sur la première page."
_COVERED = "Une page de garde a été ajoutée devant le document validé."


def press(choices: Choices | None = None) -> Press:
    """What works on PDFs."""
    return _Press(choices or current())


class _Press:
    def __init__(self, choices: Choices) -> None:
        self._choices = choices

    def look(self, data: bytes, label: Label | None) -> Look:
        seen = pdf.inspect(data)
        carries = any(text.startswith("IS") for text in seen.data_matrices)
        if label is None or not carries:
            return Look(carries_matrix=carries, is_archival=seen.is_pdfa)
        patient = pdf.Patient(traits=label.traits, matricule=label.matricule, oid=label.oid)
        found = pdf.compare(seen, patient, choices=self._choices)
        differs = tuple(finding for finding in found if finding.verdict is DATA_MATRIX_DIFFERS)
        return Look(carries_matrix=True, differs=differs, is_archival=seen.is_pdfa)

    def stamp(self, data: bytes, label: Label, *, at: datetime) -> Pressed:
        return _tried(lambda: Pressed(pdf.stamp(data, self._label(label), at=at), changes=(_STAMPED,)))

    def archive(self, data: bytes, *, title: str, author: str, at: datetime) -> Pressed:
        def work() -> Pressed:
            done = pdf.convert(data, title=title, author=author, at=at)
            return Pressed(done.data, changes=done.changes)

        return _tried(work)

    @applies("INS-019", "INS-020", "ORG-008")
    def cover(self, data: bytes, label: Label, advice: Advice, *, title: str, at: datetime) -> Pressed:
        validation = pdf.Validation(
            cme_day=advice.cme_day, cme_reference=advice.cme_reference, physicians_warned=advice.physicians_warned
        )

        def work() -> Pressed:
            done = pdf.cover(data, self._label(label), title=title, at=at, validation=validation)
            return Pressed(done.data, changes=(_COVERED,))

        return _tried(work)

    def _label(self, label: Label) -> bytes:
        lines = datamatrix.cartouche(label.traits, label.matricule, label.oid)
        code = datamatrix.code_of(label.traits, label.matricule, label.oid)
        errors = [finding for finding in datamatrix.check(code, self._choices) if finding.is_error]
        if errors:
            raise pdf.Refused(*errors)
        return datamatrix.label(lines, datamatrix.symbol(datamatrix.encode(code, self._choices)))


def _tried(work: Callable[[], Pressed]) -> Pressed:
    try:
        return work()
    except pdf.Refused as refused:
        return Pressed(None, refused.findings)
