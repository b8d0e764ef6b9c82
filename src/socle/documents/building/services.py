"""Building a document: complete the description, decide, work on the PDF, write."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from lxml import etree

from socle.documents import times
from socle.documents.building import body, header, rules
from socle.documents.building.completing import complete
from socle.documents.building.files import PDF, check_cover, check_file, is_discharge_prescription, marking, media_type
from socle.documents.building.laboratory import Image
from socle.documents.building.model import File, Spec
from socle.documents.building.press import Label, Press, Pressed, advice_of, label_of
from socle.documents.building.results_rules import check_report
from socle.documents.building.verdicts import COVER_STOPGAP, FILE_WRONG, MISSING_KEY, PDF_NOT_DONE
from socle.documents.building.walking import walk
from socle.rulebook import Finding
from socle.rulebook.choices import Choices, current
from socle.wire.ids import NewUuid, new_uuid

_PICTURES = {"image/png": b"\x89PNG", "image/jpeg": b"\xff\xd8\xff", "image/gif": b"GIF8", "image/tiff": b"II*"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """A document, or why there is none.

    `data` is None when a finding is an error. `original` is the file as it was given, unchanged, with its SHA-256;
    `changes` tells what was done to the copy that is wrapped.
    """

    data: bytes | None
    findings: tuple[Finding, ...]
    spec: Spec
    original: bytes | None = None
    original_sha256: str = ""
    changes: tuple[str, ...] = ()


def build(
    spec: Spec,
    file: bytes | None = None,
    *,
    at: datetime,
    pictures: Mapping[str, bytes] | None = None,
    press: Press | None = None,
    choices: Choices | None = None,
    new: NewUuid = new_uuid,
) -> Built:
    """The document that `spec` describes, around `file`; `at` is the instant it is created when the spec tells none.

    `pictures` gives the images that results name by their path. Without `press` a PDF is wrapped as it is.
    """
    choices, pictures = choices or current(), pictures or {}
    whole = complete(spec, at=at, new_uuid=new)
    findings = [*rules.check(whole, at=at, choices=choices), *check_file(whole, file)]
    if whole.laboratory is not None:
        findings += [*check_report(whole.laboratory), *_pictures(whole, pictures)]
    is_pdf = file is not None and file.startswith(b"%PDF")
    findings += check_cover(
        whole.cover, is_pdf=is_pdf, digital_prescription=whole.digital_prescription, day=f"{_day(at):%Y%m%d}"
    ).findings
    if file is None or any(finding.is_error for finding in findings):
        return Built(data=None, findings=tuple(findings), spec=whole)
    done = _pressed(whole, file, press, at) if is_pdf else Pressed(file)
    findings += done.findings
    if done.data is None:
        return Built(data=None, findings=tuple(findings), spec=whole)
    return Built(
        data=_write(whole, done.data, pictures, new),
        findings=tuple(findings),
        spec=whole,
        original=file,
        original_sha256=hashlib.sha256(file).hexdigest(),
        changes=done.changes,
    )


def _day(at: datetime) -> date:
    return at.astimezone(times.PARIS).date()


def _write(spec: Spec, file: bytes, pictures: Mapping[str, bytes], new: NewUuid) -> bytes:
    root = header.root_of(spec)
    if spec.laboratory is None:
        body.wrap(root, file, media_type(spec.file or File()) or PDF)
    else:
        typed = {image.path: (_picture_type(image, pictures), pictures[image.path]) for _, image in _images(spec)}
        body.laboratory(root, spec.laboratory, file, typed, new)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def images(spec: Spec) -> list[str]:
    """The paths of the images that results name, each once."""
    return list(dict.fromkeys(image.path for _, image in _images(spec)))


def _images(spec: Spec) -> list[tuple[str, Image]]:
    return [(held.place, held.value) for held in walk(spec) if isinstance(held.value, Image)]


def _picture_type(image: Image, pictures: Mapping[str, bytes]) -> str:
    """The one said, or the one that the bytes tell; empty when neither does."""
    data = pictures.get(image.path, b"")
    return image.media_type or next((kind for kind, begins in _PICTURES.items() if data.startswith(begins)), "")


def _pictures(spec: Spec, pictures: Mapping[str, bytes]) -> list[Finding]:
    """Images that were not given, or are not what they are said to be."""
    found = []
    for place, image in _images(spec):
        data, kind = pictures.get(image.path), _picture_type(image, pictures)
        if data is None:
            found.append(MISSING_KEY.at(f"{place}.path", expected=f"the image {image.path}"))
        elif kind not in _PICTURES or not data.startswith(_PICTURES[kind]):
            found.append(FILE_WRONG.at(f"{place}.media_type", expected=", ".join(_PICTURES), found=kind or "nothing"))
    return found


def _pressed(spec: Spec, file: bytes, press: Press | None, at: datetime) -> Pressed:
    """The PDF with what it must carry; what cannot be worked on is wrapped as it came, and the original stays apart."""
    wanted, label = spec.file or File(), label_of(spec.patient)
    if press is None:
        return Pressed(file, (PDF_NOT_DONE.at("file", found="rien n'est là pour travailler sur un PDF."),))
    seen = press.look(file, label)
    if seen.differs:
        found = " ".join(finding.sentence("fr") for finding in seen.differs)
        return Pressed(None, (FILE_WRONG.at("file", expected="le Data Matrix du patient de l'en-tête", found=found),))
    if label is None:
        found = "sans INS, date de naissance entière et sexe, il n'y a pas de Data Matrix à y mettre."
        return Pressed(file, (PDF_NOT_DONE.at("file", found=found),))
    if spec.cover is not None:
        return _covered(spec, file, press, label, at)
    decided = marking(
        is_pdf=True,
        discharge_prescription=is_discharge_prescription(spec),
        digital_prescription=spec.digital_prescription,
        wanted=wanted.cartouche,
        present=seen.carries_matrix,
        ins=True,
    )
    done = Pressed(file, decided.findings)
    if decided.stamped:
        done = _then(done, press.stamp(file, label, at=at))
    if done.data is not None and wanted.archive and not seen.is_archival:
        author = spec.legal_authenticator
        name = " ".join(filter(None, (author.given, author.family))) if author else ""
        done = _then(done, press.archive(done.data, title=spec.title, author=name, at=at))
    return done


def _then(before: Pressed, after: Pressed) -> Pressed:
    """What was done after something else; what could not be done is told, and the file goes on as it was."""
    if after.data is None:
        why = " ".join(finding.sentence("fr") for finding in after.findings)
        return Pressed(before.data, (*before.findings, PDF_NOT_DONE.at("file", found=why)), before.changes)
    return Pressed(after.data, (*before.findings, *after.findings), (*before.changes, *after.changes))


def _covered(spec: Spec, file: bytes, press: Press, label: Label, at: datetime) -> Pressed:
    """The stopgap: a page before the validated file, told as such, with the hash of what was validated."""
    if spec.cover is None:
        return Pressed(file)
    done = press.cover(file, label, advice_of(spec.cover), title=spec.title, at=at)
    told = COVER_STOPGAP.at("cover", found=hashlib.sha256(file).hexdigest())
    return Pressed(done.data, (told, *done.findings), done.changes)
