"""Making an XDM archive of CDA documents. Source: IHE ITI TF-2 3.32; spec/messaging.md 6 (writer).

The same documents packed by the same sender at the same instant give the same bytes. An entryUUID is made of the
document's uniqueId, so that a replacement points to the entry of the archive that brought the former version.
ASSUMED: spec/messaging.md asks for the association and says nothing of how the receiver knows that entry.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from socle.documents import cda
from socle.documents.cda import CdaDocument
from socle.documents.metadata import content_type, derive, replaced
from socle.documents.times import PARIS
from socle.documents.xdm.leaflets import Leaf, Sender, index, readme
from socle.documents.xdm.reading import one_patient
from socle.documents.xdm.rules import METADATA, ROOT, is_bomb
from socle.documents.xdm.verdicts import REPLACED_ABSENT
from socle.rulebook import Finding
from socle.wire import xml
from socle.wire.ebrim.write import derived
from socle.wire.xds import write as xds
from socle.wire.xds.model import HAS_MEMBER, REPLACES, Association, Author, DocumentEntry, RegistryObject, SubmissionSet

#: The OID of this software in the arc of UUIDs (ITU-T X.667): the source of what it packs.
SOURCE_ID = f"2.25.{uuid5(NAMESPACE_URL, 'urn:socle:xdm').int}"
#: ZIP knows no time before. Source: PKWARE APPNOTE 4.4.6.
_FIRST_YEAR = 1980
_UNIX, _PLAIN_FILE = 3, 0o100644


class Unpackable(Exception):  # noqa: N818 - an answer about the documents, not an error of the program
    """No archive can be made of these documents; `findings` say why."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("; ".join(finding.sentence("en") for finding in findings))
        self.findings = tuple(findings)


@dataclass(frozen=True, slots=True)
class Packed:
    """An archive made: its bytes, and what its maker should know."""

    data: bytes
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class _Item:
    document: CdaDocument
    data: bytes
    entry: DocumentEntry


def pack(lots: Sequence[Sequence[bytes]], *, sender: Sender, at: datetime, source_id: str = SOURCE_ID) -> Packed:
    """An archive of CDA documents, one submission set for each lot, made at `at` (aware) by `sender`.

    Raises `Unpackable` when a file is no CDA document, or when they are about several patients.
    """
    read = [[_item(data, rank) for rank, data in enumerate(lot, 1)] for lot in lots]
    items = [item for lot in read for item in lot]
    patients = {str(item.entry.patient_id or item.entry.source_patient_id) for item in items}
    if refusals := one_patient(len(patients)):
        raise Unpackable(refusals)
    files: list[tuple[str, bytes]] = []
    leaves: list[Leaf] = []
    for rank, lot in enumerate(read, 1):
        folder = f"{ROOT}/SUBSET{rank:02}"
        files.append((f"{folder}/{METADATA}", _metadata(lot, at, source_id)))
        files += [(f"{folder}/{item.entry.uri}", item.data) for item in lot]
        leaves += [Leaf(f"{folder}/{item.entry.uri}", item.entry) for item in lot]
    pages = [("INDEX.HTM", index(leaves, sender, at)), ("README.TXT", readme(leaves, sender, at))]
    findings = tuple(finding for item in items for finding in _unnamed(item))
    return Packed(_zip([*pages, *files], at), findings)


def _item(data: bytes, rank: int) -> _Item:
    document, findings = cda.read(data)
    if document is None:
        raise Unpackable(findings)
    entry = derive(document, data)
    id = entry_id(entry.unique_id or entry.hash or "")
    return _Item(document, data, replace(entry, id=id, uri=f"DOC{rank:05}.XML"))


def entry_id(unique_id: str) -> str:
    """The entryUUID that an archive gives to the document of this uniqueId."""
    return derived("xdm", unique_id)


def _unnamed(item: _Item) -> Iterator[Finding]:
    if item.document.replaces is not None and replaced(item.document) is None:
        yield REPLACED_ABSENT.at(item.entry.uri or "").about(item.entry.unique_id)


def _metadata(lot: Sequence[_Item], at: datetime, source_id: str) -> bytes:
    """METADATA.XML of one submission set."""
    first = lot[0].entry
    stamp = at.astimezone(UTC).strftime("%Y%m%d%H%M%S")
    name = uuid5(
        NAMESPACE_URL, "|".join([stamp, source_id, *(f"{item.entry.unique_id}{item.entry.hash}" for item in lot)])
    )
    package = SubmissionSet(
        id=f"urn:uuid:{name}",
        unique_id=_oid(name),
        source_id=source_id,
        patient_id=first.patient_id or first.source_patient_id,
        submission_time=stamp,
        title=first.title if len(lot) == 1 else f"{len(lot)} documents",
        authors=(first.authors[0] if first.authors else Author(),),
        content_type=content_type(lot[0].document),
    )
    members = [_member(package, item.entry) for item in lot]
    replacements = [_replacement(item) for item in lot if replaced(item.document) is not None]
    objects: list[RegistryObject] = [package, *(item.entry for item in lot), *members, *replacements]
    return xml.serialise(xds.submit_objects(objects))


def _oid(name: UUID) -> str:
    return f"2.25.{name.int}"


def _member(package: SubmissionSet, entry: DocumentEntry) -> Association:
    slots = (("SubmissionSetStatus", ("Original",)),)
    return Association(
        id=derived(package.id, entry.id), type=HAS_MEMBER, source=package.id, target=entry.id, slots=slots
    )


def _replacement(item: _Item) -> Association:
    target = entry_id(replaced(item.document) or "")
    return Association(id=derived(item.entry.id, target), type=REPLACES, source=item.entry.id, target=target)


def _zip(files: Sequence[tuple[str, bytes]], at: datetime) -> bytes:
    """The files in their order, their names in ASCII, their time in French local time; deflated, but for one that would
    be taken for a bomb, which is stored.
    """
    local = at.astimezone(PARIS)
    made = (max(local.year, _FIRST_YEAR), local.month, local.day, local.hour, local.minute, local.second)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            info = zipfile.ZipInfo(name, made)
            bomb = is_bomb(len(data), len(zlib.compress(data)))
            info.compress_type, info.create_system = zipfile.ZIP_STORED if bomb else zipfile.ZIP_DEFLATED, _UNIX
            info.external_attr = _PLAIN_FILE << 16
            archive.writestr(info, data)
    return target.getvalue()
