"""What becomes of the file that a document wraps: whether it may be wrapped, marked, preceded by a page.

Decisions are pure; `Press` is what works on PDFs (`socle.documents.pdf`). Source: spec/cda.md 8; INS-015, INS-016,
INS-019, INS-020, DOC-016, ORG-008.
"""

from __future__ import annotations

from dataclasses import dataclass

from socle import codes
from socle.documents.building.kinds import DISCHARGE_PRESCRIPTION
from socle.documents.building.model import Cover, File, Spec
from socle.documents.building.verdicts import (
    COVER_NOT_ALLOWED,
    DATA_MATRIX_ABSENT,
    FILE_WRONG,
    MISSING_KEY,
    WRONG_VALUE,
)
from socle.documents.cda.embedded import SIGNATURES
from socle.rulebook import Decision, Finding, applies
from socle.rulebook.citation import rule

PDF = "application/pdf"
SUFFIXES = {
    ".pdf": PDF,
    ".txt": "text/plain",
    ".rtf": "text/rtf",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".png": "image/png",
}


def media_type(file: File) -> str:
    """The one said, or that of the file's name; empty when neither tells."""
    dot = file.path.rfind(".")
    return file.media_type or (SUFFIXES.get(file.path[dot:].lower(), "") if dot >= 0 else "")


@applies("DOC-009", "DOC-010")
def check_file(spec: Spec, data: bytes | None) -> list[Finding]:
    """Level 1 wraps a file of a type it may wrap; a laboratory report needs its copy as a PDF."""
    file = spec.file or File()
    if data is None:
        return [MISSING_KEY.at("file", expected="the file to wrap: --pdf FILE, or path in [file]")]
    kind = media_type(file) or (PDF if data.startswith(b"%PDF") else "")
    if spec.laboratory is not None and kind != PDF:
        return [FILE_WRONG.at("file.media_type", expected=f"{PDF}, the copy that people read", found=kind or "nothing")]
    if codes.format_of_media_type(kind) is None:
        known = ", ".join(row["media_type"] for row in codes.table("media_type_to_format"))
        return [FILE_WRONG.at("file.media_type", expected=known, found=kind or "nothing")]
    begins = SIGNATURES.get(kind, ())
    if not data or (begins and not data.startswith(begins)):
        return [FILE_WRONG.at("file", expected=f"a file of type {kind}", found=ascii(data[:8])[2:-1] or "nothing")]
    if kind == "text/plain" and not _is_utf8(data):
        return [FILE_WRONG.at("file", expected="text in UTF-8", found="bytes that are not")]
    return []


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Marking:
    """Whether the cartouche and the Data Matrix are put on the PDF, and what is told."""

    stamped: bool
    findings: tuple[Finding, ...] = ()
    rules: tuple[str, ...] = ()


@applies("INS-015", "INS-016", "DOC-016")
def marking(
    *, is_pdf: bool, discharge_prescription: bool, digital_prescription: bool, wanted: bool, present: bool, ins: bool
) -> Marking:
    """A PDF carries the INS and its Data Matrix, but a discharge prescription, on which one that is there is no fault.

    A digital prescription is never stamped: its own code is the insurance's. What is there is not put twice.
    """
    if not is_pdf or not ins:
        return Marking(stamped=False)
    if digital_prescription or discharge_prescription:
        return Marking(stamped=False, rules=(rule("INS-016"),))
    if present:
        return Marking(stamped=False, rules=(rule("INS-015"),))
    if not wanted:
        return Marking(False, (DATA_MATRIX_ABSENT.at("file.cartouche", found="cartouche = false"),), (rule("INS-015"),))
    return Marking(stamped=True, rules=(rule("INS-015"), rule("DOC-016")))


@applies("INS-019", "INS-020")
def check_cover(cover: Cover | None, *, is_pdf: bool, digital_prescription: bool, day: str) -> Decision:
    """A cover page only on a PDF, once the CME validated it and physicians were warned; `day` is YYYYMMDD."""
    if cover is None:
        return Decision()
    found: list[Finding] = []
    if not is_pdf or digital_prescription:
        found.append(WRONG_VALUE.at("cover", expected="no cover page there", found="a cover page"))
    if not cover.cme_reference:
        found.append(COVER_NOT_ALLOWED.at("cover.cme_reference", expected="the reference of the CME's advice"))
    for word, said in (
        ("cme_validated_on", cover.cme_validated_on),
        ("physicians_warned_on", cover.physicians_warned_on),
    ):
        if len(said) != len(day) or said > day:
            expected = f"a whole day, {day} at the latest"
            found.append(COVER_NOT_ALLOWED.at(f"cover.{word}", expected=expected, found=said or "nothing"))
    return Decision(tuple(found), (rule("INS-019"), rule("INS-020")))


def is_discharge_prescription(spec: Spec) -> bool:
    """Whether this is the one document exempt from the Data Matrix."""
    return spec.document == DISCHARGE_PRESCRIPTION
