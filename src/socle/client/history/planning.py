"""What is ready of a folder of old documents, and what lacks which datum: one by one, in bounded memory."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from socle.client.history import archiving, lines, making, rules
from socle.client.history.index import BadIndex, Correspondence, Index, Row, read
from socle.client.history.verdicts import FILE_ABSENT, FILE_KIND, NOT_INDEXED, TWICE
from socle.client.submission import Prepared, prepare
from socle.client.verdicts import NO_PATIENT
from socle.documents import check
from socle.rulebook import Finding
from socle.rulebook.choices import Choices

_PDF = "application/pdf"
#: What a level 1 document may hold, by how the file begins. Source: ASS_A12.
_KINDS = (
    (b"%PDF", _PDF),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"{\\rtf", "text/rtf"),
)
_CDA = "CDA"
_EXPECTED = "PDF, JPEG, TIFF, RTF, texte en UTF-8, ou document CDA"
#: An old file larger than this is not taken, in bytes: in base64 the document would exceed what a part may hold.
LARGEST = 14_000_000
_TABLES = frozenset({".csv", ".tsv"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One old document: its line (0 for a CDA that no line names), what it becomes, and what is against it."""

    line: int
    file: str
    prepared: Prepared | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def ready(self) -> bool:
        return self.prepared is not None and not any(finding.is_error for finding in self.findings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where old documents are: the folder, its index when it has one, what the DPI calls things."""

    folder: Path
    index_file: Path | None
    index: Index | None
    known: Correspondence

    @property
    def rows(self) -> Sequence[Row]:
        return self.index.rows if self.index else ()


def source(path: Path, known: Correspondence) -> Source:
    """The index at `path`, or the one table in that folder. Raises `BadIndex`, or `OSError`."""
    file: Path | None = path
    if path.is_dir():
        tables = sorted(each for each in path.iterdir() if each.suffix.lower() in _TABLES and each.is_file())
        if len(tables) > 1:
            raise BadIndex(f"{path} holds several tables ({', '.join(each.name for each in tables)}): name one")
        file = tables[0] if tables else None
    folder = path if path.is_dir() else path.parent
    index = read(file.read_bytes(), known) if file is not None else None
    if index is not None and "file" not in index.columns:
        raise BadIndex(
            f"no column of {file} names the files: say which in [columns] (it has {', '.join(index.ignored)})"
        )
    return Source(folder=folder, index_file=file, index=index, known=known)


def plan(
    source: Source, *, at: datetime, choices: Choices, every_type: bool = False, pdfa: bool = False
) -> Iterator[Planned]:
    """Every document of the source, each judged as it would be fed at `at`; then the files that no line names.

    With `pdfa`, a PDF that is none is made PDF/A-1b where that changes nothing of what it shows, else taken as it is.
    """
    seen: dict[str, int] = {}
    doubtful = _of_two_patients(source)
    for row in source.rows:
        planned = _of_row(source, row, at, choices, every_type=every_type, pdfa=pdfa)
        if row.line in doubtful:
            yield Planned(line=row.line, file=planned.file, findings=(doubtful[row.line], *planned.findings))
        else:
            yield _once(planned, seen)
    named = {_resolved(source.folder, row["file"]) for row in source.rows}
    for file in sorted(source.folder.rglob("*")):
        if not file.is_file() or file == source.index_file or file.resolve() in named:
            continue
        name = str(file.relative_to(source.folder))
        data = _data(file) if file.suffix.lower() == ".xml" else None
        if data is not None and kind_of(data) == _CDA:
            yield _once(_of_cda(0, name, data, at, choices, every_type=every_type), seen)
        elif file.suffix.lower() in {".pdf", ".jpg", ".jpeg", ".tif", ".tiff", ".rtf", ".txt", ".xml"}:
            yield Planned(line=0, file=name, findings=(NOT_INDEXED.at(found=name),))


def _of_two_patients(source: Source) -> Mapping[int, Finding]:
    """The lines whose file, or a copy of it, another line gives to another patient; and what is told of each."""
    alike: dict[int, list[tuple[Row, Path]]] = defaultdict(list)  # by size: few files are read for this
    for row in source.rows:
        path = _resolved(source.folder, row["file"])
        if _ins(row) and path is not None and _is_file(path):
            alike[path.stat().st_size].append((row, path))
    found: dict[int, Finding] = {}
    for rows in alike.values():
        if len({_ins(row) for row, _ in rows}) > 1:
            same: dict[bytes, list[tuple[int, str]]] = defaultdict(list)
            digests = {path: _digest(path) for _, path in rows}
            for row, path in rows:
                same[digests[path]].append((row.line, _ins(row)))
            for of_one_file in same.values():
                found |= rules.of_two_patients(of_one_file)
    return found


def _ins(row: Row) -> str:
    """The matricule that a line gives, as it is compared."""
    return re.sub(r"\s", "", row["ins"]).upper()


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _once(planned: Planned, seen: dict[str, int]) -> Planned:
    """The document, refused when a line before describes the same one."""
    id = planned.prepared.entry.unique_id if planned.prepared else None
    if id is None:
        return planned
    first = seen.setdefault(id, planned.line)
    if first == planned.line:
        return planned
    return Planned(line=planned.line, file=planned.file, findings=(TWICE.at("file", found=first),))


def _of_row(source: Source, row: Row, at: datetime, choices: Choices, *, every_type: bool, pdfa: bool) -> Planned:
    name = row["file"]
    path = _resolved(source.folder, name)
    if path is None or not _is_file(path):
        old, findings = lines.read(row, source.known, at=at, choices=choices)
        return Planned(line=row.line, file=name, findings=(FILE_ABSENT.at("file", found=name), *findings))
    data = _data(path)
    kind = kind_of(data) if data is not None else None
    if data is not None and kind == _CDA:
        return _of_patient(_of_cda(row.line, name, data, at, choices, every_type=every_type), row)
    old, findings = lines.read(row, source.known, at=at, choices=choices)
    if kind is None:
        found = f"plus de {LARGEST} octets" if data is None else (path.suffix or "inconnu")
        findings.append(FILE_KIND.at(name, expected=_EXPECTED, found=found))
    if old is not None:
        findings += rules.may_take_over(old.type.code, old.type.label, every_type=every_type).findings
    if old is None or data is None or kind is None or any(finding.is_error for finding in findings):
        return Planned(line=row.line, file=name, findings=tuple(findings))
    shown = None
    if pdfa and kind == _PDF:
        shown, said = archiving.archived(data, old)
        findings += said
    return _judged(row.line, name, making.document(old, data, kind, shown=shown), findings, at, choices)


def _of_cda(line: int, name: str, data: bytes, at: datetime, choices: Choices, *, every_type: bool) -> Planned:
    """A document that is one already: taken as it is."""
    planned = _judged(line, name, data, [], at, choices)
    entry = planned.prepared.entry if planned.prepared else None
    if entry is None or entry.type_code is None:
        return planned
    scope = rules.may_take_over(entry.type_code.code, entry.type_code.label, every_type=every_type)
    return Planned(line=line, file=name, prepared=planned.prepared, findings=(*planned.findings, *scope.findings))


def _of_patient(planned: Planned, row: Row) -> Planned:
    """The document of a line, refused when it is about another patient than the line says."""
    patient = planned.prepared.entry.patient_id if planned.prepared else None
    decision = rules.is_about(patient.id if patient else "", _ins(row))
    if decision.allowed:
        return planned
    return Planned(line=planned.line, file=planned.file, findings=(*decision.findings, *planned.findings))


def _judged(line: int, name: str, data: bytes, findings: Sequence[Finding], at: datetime, choices: Choices) -> Planned:
    """The document as the record would judge it."""
    checked = check(data, at=at, choices=choices)
    if checked.document is None:
        return Planned(line=line, file=name, findings=(*findings, *checked.findings))
    prepared = prepare(checked.document, data, 1, ())
    lacking = () if prepared.entry.patient_id is not None else (NO_PATIENT.at(document=prepared.entry.unique_id),)
    return Planned(line=line, file=name, prepared=prepared, findings=(*findings, *checked.findings, *lacking))


def _resolved(folder: Path, name: str) -> Path | None:
    """The file of this name in the folder or below; None when the name leads out of it."""
    try:
        path = (folder / name.replace("\\", "/")).resolve()
    except (OSError, ValueError, RuntimeError):  # RuntimeError: links that lead to one another
        return None
    return path if name and path.is_relative_to(folder.resolve()) else None


def _is_file(path: Path) -> bool:
    """Whether there is one; no file has a name longer than its disk takes."""
    try:
        return path.is_file()
    except OSError:
        return False


def _data(path: Path) -> bytes | None:
    """The bytes of a file; None when there are too many."""
    return path.read_bytes() if path.stat().st_size <= LARGEST else None


def kind_of(data: bytes) -> str | None:
    """The media type that the bytes tell, CDA for a document, None for what a document does not hold."""
    for head, media_type in _KINDS:
        if data.startswith(head):
            return media_type
    if b"urn:hl7-org:v3" in data[:4096] and b"ClinicalDocument" in data:
        return _CDA
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return "text/plain" if text.strip() and all(sign.isprintable() or sign in "\n\r\t" for sign in text) else None


def by_reason(plans: Sequence[Mapping[str, object]]) -> list[dict[str, object]]:
    """The documents that are not ready, by what is against them: the verdict, what it says, and the lines."""
    reasons: dict[tuple[str, str], list[int]] = {}
    for told in plans:
        verdicts = told["verdicts"]
        for verdict in verdicts if isinstance(verdicts, list) else []:
            if verdict["severity"] == "error":
                what = verdict["place"] or ""
                reasons.setdefault((str(verdict["id"]), str(what)), []).append(int(str(told["line"])))
    return [
        {"id": id, "datum": place, "count": len(found), "lines": sorted(set(found))}
        for (id, place), found in sorted(reasons.items(), key=lambda item: -len(item[1]))
    ]
