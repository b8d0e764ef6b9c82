"""Reading an XDM archive: what it holds, each document verified, every fault a verdict.

Nothing is unpacked before the whole directory was judged, and then file by file, in pieces: what is held in memory is
one piece, or the one METADATA.XML that is read. Source: IHE ITI TF-2 3.32; spec/messaging.md 6.
"""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO, Self

from socle.documents.xdm import rules
from socle.documents.xdm.members import Unopened, member, open_zip
from socle.documents.xdm.rules import LIMITS, Limits, Member
from socle.documents.xdm.verdicts import (
    ABSENT,
    ALTERED,
    DAMAGED,
    INCOMPLETE,
    LEAFLET_MISSING,
    METADATA_MISSING,
    METADATA_OLD,
    METADATA_UNREADABLE,
    NO_INS,
    NOT_LISTED,
    NOT_XDM,
    NOTHING_ANNOUNCED,
    REPEATED,
    SEVERAL_PATIENTS,
)
from socle.identity import oids
from socle.rulebook import Finding, Said, applies
from socle.wire import xml
from socle.wire.xds import read as xds
from socle.wire.xds.model import REPLACES, Association, DocumentEntry, Submission, SubmissionSet

#: Bytes of a file held at once.
PIECE = 64 * 1024
#: What the reading of a file raises where the archive is not as it says: ValueError for a name that is no text too.
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, OSError, RuntimeError),
    *(ValueError, OverflowError),
)


@dataclass(frozen=True, slots=True)
class Held:
    """One document that the metadata announce. `name` is its file's, None when the archive has none.

    `hash_ok` and `size_ok` are None where the metadata say nothing, or where there is no file.
    """

    entry: DocumentEntry
    folder: str
    name: str | None = None
    hash_ok: bool | None = None
    size_ok: bool | None = None
    replaces: tuple[str, ...] = ()
    _archive: zipfile.ZipFile | None = field(default=None, repr=False, compare=False)

    @property
    def intact(self) -> bool:
        """Whether it may be filed: it is there, and is what its metadata announce."""
        return bool(self.hash_ok and self.size_ok)

    def pieces(self) -> Iterator[bytes]:
        """Its bytes, piece by piece; none when it is not there."""
        if self._archive is not None and self.name is not None:
            yield from _pieces(self._archive, self.name)

    def read(self) -> bytes:
        return b"".join(self.pieces())


@dataclass(frozen=True, slots=True)
class Lot:
    """One submission set: its folder, its package (None when the metadata have none), its documents."""

    folder: str
    package: SubmissionSet | None = None
    documents: tuple[Held, ...] = ()
    associations: tuple[Association, ...] = ()


@dataclass(frozen=True, slots=True)
class Archive:
    """What an archive holds; closing it ends the reading of its documents.

    `files` are all those that count, announced or not, XDM or not; none of an archive that is not opened.
    """

    lots: tuple[Lot, ...] = ()
    findings: tuple[Finding, ...] = ()
    files: tuple[Member, ...] = ()
    _archive: zipfile.ZipFile | None = field(default=None, repr=False, compare=False)

    @property
    def documents(self) -> tuple[Held, ...]:
        return tuple(document for lot in self.lots for document in lot.documents)

    @property
    def accepted(self) -> bool:
        """Whether nothing in it is refused."""
        return not any(finding.is_error for finding in self.findings)

    def read(self, file: Member) -> bytes:
        """The bytes of one of `files`, no more than its size. Raises `Unopened` where they are damaged."""
        if self._archive is None:
            return b""
        try:
            return b"".join(_pieces(self._archive, file.name))
        except _BROKEN as error:
            raise Unopened(DAMAGED.at(file.name, found=str(error))) from error

    def close(self) -> None:
        if self._archive is not None:
            self._archive.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def unpack(data: bytes | BinaryIO, *, limits: Limits = LIMITS) -> Archive:
    """Read the archive in `data`, bytes or a seekable file which stays open as long as the archive is read.

    Never raises for what the bytes say: an archive that is refused holds its findings and no document.
    """
    source = io.BytesIO(data) if isinstance(data, bytes) else data
    try:
        opened = open_zip(source, limits)
    except Unopened as refused:
        return Archive(findings=(refused.finding,))
    everything = [member(info) for info in opened.infolist()]
    if refusals := rules.check_members(everything, limits):
        opened.close()
        return Archive(findings=tuple(refusals))
    members = rules.that_count(everything)
    folders = rules.submission_folders(members)
    if not folders:
        inside = any(file.parts[0].casefold() == rules.ROOT.casefold() for file in members)
        return Archive((), ((METADATA_MISSING if inside else NOT_XDM).at(rules.ROOT),), _told_apart(members), opened)
    return _Reading(opened, members).archive(folders)


class _Reading:
    """One reading: the archive, and what was found so far."""

    def __init__(self, opened: zipfile.ZipFile, members: Sequence[Member]) -> None:
        self.opened = opened
        self.members = members
        self.measured: dict[str, tuple[str, int] | Exception] = {}
        self.ambiguous = rules.repeated(members)
        self.findings = [REPEATED.at(found=name) for name in sorted(self.ambiguous)]
        roots = {member.key for member in members if len(member.parts) == 1}
        self.findings += [LEAFLET_MISSING.at(expected=name) for name in rules.LEAFLETS if name.casefold() not in roots]

    def archive(self, folders: dict[str, list[Member]]) -> Archive:
        lots = tuple(self._lot(folder, files) for folder, files in folders.items())
        described = [each for lot in lots for each in (lot.package, *(held.entry for held in lot.documents)) if each]
        patients = {(each.patient_id.id, each.patient_id.authority) for each in described if each.patient_id}
        self.findings += one_patient(len(patients))
        return Archive(lots, tuple(self.findings), _told_apart(self.members), self.opened)

    def _lot(self, folder: str, files: Sequence[Member]) -> Lot:
        """One submission set's folder."""
        by_path = {"/".join(file.parts[2:]).casefold(): file for file in files}
        described = by_path.pop(rules.METADATA.casefold(), None)
        read = self._metadata(folder, described) if described is not None else None
        if described is None:
            self.findings.append(METADATA_MISSING.at(folder))
        if read is None:
            return Lot(folder)
        if not read.entries:
            self.findings.append(NOTHING_ANNOUNCED.at(folder))
        held = tuple(self._document(folder, entry, by_path, read) for entry in read.entries)
        named = {document.name for document in held}
        self.findings += [NOT_LISTED.at(file.name) for file in by_path.values() if file.name not in named]
        return Lot(folder, next(iter(read.sets), None), held, read.associations)

    def _metadata(self, folder: str, file: Member) -> Submission | None:
        """What METADATA.XML says; None when it is not taken."""
        if file.key in self.ambiguous:
            return None
        if file.size > xml.LIMIT:
            self.findings.append(
                METADATA_UNREADABLE.at(
                    folder, found=Said(f"plus de {xml.LIMIT} octets", f"more than {xml.LIMIT} bytes")
                )
            )
            return None
        try:
            data = b"".join(_pieces(self.opened, file.name))
        except _BROKEN as error:
            self.findings.append(DAMAGED.at(file.name, found=str(error)))
            return None
        try:
            root = xml.parse(data)
        except xml.XmlRefused as refused:
            why = Said(refused.finding.sentence("fr"), refused.finding.sentence("en"))
            self.findings.append(METADATA_UNREADABLE.at(folder, found=why))
            return None
        if root.tag != xds.SUBMIT_OBJECTS:
            self.findings.append(METADATA_OLD.at(folder, expected=xds.SUBMIT_OBJECTS, found=root.tag))
            return None
        submission, findings = xds.submission(root, {})
        self.findings += findings
        return submission

    def _document(self, folder: str, entry: DocumentEntry, files: dict[str, Member], read: Submission) -> Held:
        place = f"{folder}/{entry.uri or entry.id}"
        replaces = tuple(each.target for each in read.associations if each.type == REPLACES and each.source == entry.id)
        self.findings += check_entry(entry, place)
        uri = (entry.uri or "").replace("\\", "/").removeprefix("./")
        file = files.get(uri.casefold()) if uri else None
        if uri and file is None:
            self.findings.append(ABSENT.at(place).about(entry.unique_id))
        if file is None:
            return Held(entry, folder, replaces=replaces)
        if file.key in self.ambiguous:
            return Held(entry, folder, file.name, replaces=replaces)
        try:
            digest, size = self._measured(file.name)
        except _BROKEN as error:
            self.findings.append(DAMAGED.at(place, found=str(error)).about(entry.unique_id))
            return Held(entry, folder, file.name, replaces=replaces)
        hash_ok = None if entry.hash is None else entry.hash.lower() == digest
        size_ok = None if entry.size is None else entry.size == size
        self.findings += check_bytes(entry, place, digest, size)
        return Held(entry, folder, file.name, hash_ok, size_ok, replaces, self.opened)

    def _measured(self, name: str) -> tuple[str, int]:
        """Once for each file, damaged or not, however many entries name it."""
        if name not in self.measured:
            try:
                self.measured[name] = _measure(self.opened, name)
            except _BROKEN as error:
                self.measured[name] = error
        found = self.measured[name]
        if isinstance(found, Exception):
            raise found
        return found


def _told_apart(members: Sequence[Member]) -> tuple[Member, ...]:
    """The files of which no other bears the name."""
    ambiguous = rules.repeated(members)
    return tuple(member for member in members if member.key not in ambiguous)


@applies("MSS-526")
def check_entry(entry: DocumentEntry, place: str) -> list[Finding]:
    """Whether the metadata of a document name its file and let it be verified, and name the patient by INS."""
    said = {"URI": entry.uri, "hash": entry.hash, "size": entry.size}
    missing = ", ".join(name for name, value in said.items() if value is None)
    findings = [INCOMPLETE.at(place, expected=missing)] if missing else []
    if entry.patient_id is None or not oids.is_ins(entry.patient_id.authority):
        findings.append(NO_INS.at(place))
    return [finding.about(entry.unique_id) for finding in findings]


@applies("MSS-527")
def check_bytes(entry: DocumentEntry, place: str, digest: str, size: int) -> list[Finding]:
    """Whether the file is the one announced: its SHA-1, in hexadecimal of either case, and its size in bytes."""
    findings = []
    if entry.hash is not None and entry.hash.lower() != digest:
        findings.append(ALTERED.at(place, expected=f"SHA-1 {entry.hash}", found=digest))
    if entry.size is not None and entry.size != size:
        findings.append(ALTERED.at(place, expected=Said(f"{entry.size} octets", f"{entry.size} bytes"), found=size))
    return [finding.about(entry.unique_id) for finding in findings]


@applies("MSS-530")
def one_patient(count: int) -> list[Finding]:
    """An archive is about one person."""
    return [SEVERAL_PATIENTS.at(expected=1, found=count)] if count > 1 else []


def _pieces(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    info = next(info for info in archive.infolist() if info.orig_filename == name)
    with archive.open(info) as file:
        while piece := file.read(PIECE):
            yield piece


def _measure(archive: zipfile.ZipFile, name: str) -> tuple[str, int]:
    """SHA-1 and size of a file, its CRC verified on the way."""
    digest, size = hashlib.sha1(usedforsecurity=False), 0
    for piece in _pieces(archive, name):
        digest.update(piece)
        size += len(piece)
    return digest.hexdigest(), size
