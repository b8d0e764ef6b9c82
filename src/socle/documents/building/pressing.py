"""The press at hand: `socle.documents.pdf`, asked in the words of the builder; what it refuses is told in findings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from socle.documents import pdf
from socle.documents.building.press import Advice, Label, Look, Press, Pressed
from socle.documents.building.verdicts import FILE_WRONG, PDF_NOT_DONE
from socle.documents.pdf.verdicts import DATA_MATRIX_DIFFERS
from socle.identity import datamatrix
from socle.rulebook.choices import Choices, current

_STAMPED = "L'INS et son Data Matrix ont été placés sur la première page."
_NO_ARCHIVE = "le rendre conforme à PDF/A n'est pas encore possible ici."
_NO_COVER = "une page de garde ne peut pas encore être ajoutée ici"


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

    def archive(self, data: bytes, *, title: str, author: str, at: datetime) -> Pressed:  # noqa: ARG002
        return Pressed(None, (PDF_NOT_DONE.at("file.archive", found=_NO_ARCHIVE),))

    def cover(self, data: bytes, label: Label, advice: Advice, *, title: str, at: datetime) -> Pressed:  # noqa: ARG002
        return Pressed(None, (FILE_WRONG.at("cover", expected="le document sans page de garde", found=_NO_COVER),))

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
