"""What the registry already holds of what a submission names, read in the deciding transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from socle.record.facts import KnownDocument, KnownObjects
from socle.record.store.identifiers import Holder, Kind, holders
from socle.record.store.rows import EntryRow, current, one
from socle.record.submissions import REPLACING, Surroundings
from socle.sql import Statement, listed
from socle.wire.xds.model import APPENDS, HAS_MEMBER, TRANSFORMS, TRANSFORMS_AND_REPLACES, RegistryObject, Submission

_DEPENDENT = (APPENDS, TRANSFORMS, TRANSFORMS_AND_REPLACES)
_FINGERPRINT = Statement("SELECT fingerprint FROM record_submissionsetrow WHERE record_id = %s AND id = %s")
_RESTING_ON = listed(
    "SELECT source FROM record_associationrow WHERE record_id = %s AND type IN (%s, %s, %s) AND target IN ({})"
)
_FOLDERS_OF = Statement("""
    SELECT f.id FROM record_associationrow a JOIN record_folderrow f ON f.record_id = a.record_id AND f.id = a.source
    WHERE a.record_id = %s AND a.target = %s AND a.type = %s
""")

#: What every stored object is called by; anything else that a sender writes is a name of his own.
_STORED = "urn:uuid:"

Named = dict[tuple[str, str], Holder]


def named(submission: Submission) -> Named:
    """What already bears the identifiers that a submission names, by kind and value: one question for all of them."""
    return holders(_identifiers(submission))


def _identifiers(submission: Submission) -> Iterator[tuple[str, str]]:
    yield from ((Kind.DOCUMENT, entry.unique_id or "") for entry in submission.entries)
    yield from ((Kind.SET, held.unique_id or "") for held in submission.sets)
    yield from ((Kind.FOLDER, held.unique_id or "") for held in submission.folders)
    for id in (*_own_ids(submission), *_referred(submission)):
        if id.startswith(_STORED):
            yield from ((Kind.ENTRY, id), (Kind.OBJECT, id))


def _own_ids(submission: Submission) -> set[str]:
    objects: tuple[RegistryObject, ...] = (*submission.entries, *submission.sets, *submission.folders)
    return {held.id for held in (*objects, *submission.associations)}


def _referred(submission: Submission) -> set[str]:
    return {end for link in submission.associations for end in (link.source, link.target)}


def known_objects(submission: Submission, named: Named) -> KnownObjects:
    """The documents, entries and sets of any record that this submission names."""
    referred = _referred(submission)
    held = {kind: {value: found for (of, value), found in named.items() if of == kind} for kind in Kind}
    return KnownObjects(
        documents={value: _known(_document(found)) for value, found in held[Kind.DOCUMENT].items()},
        entries={value: _known(_entry(found)) for value, found in held[Kind.ENTRY].items() if value in referred},
        sets=set_fingerprints(named),
        folders=frozenset(held[Kind.FOLDER]),
        objects={value: found.record_id for value, found in held[Kind.OBJECT].items() if value in referred},
    )


def set_fingerprints(named: Named) -> dict[str, str]:
    """The fingerprints of the sets already received, by their uniqueId."""
    return {value: _fingerprint(found) for (kind, value), found in named.items() if kind == Kind.SET}


def _known(row: EntryRow) -> KnownDocument:
    return KnownDocument(row.record_id, row.id, row.status, row.hash)


def _document(holder: Holder) -> EntryRow:
    return current(holder.record_id, [holder.object_id])[holder.object_id]


def _entry(holder: Holder) -> EntryRow:
    row = one(holder.record_id, holder.object_id)
    if row is None:
        raise LookupError(f"the entry {holder.object_id} bears an identifier and is not there")
    return row


def _fingerprint(holder: Holder) -> str:
    row = _FINGERPRINT.row(holder.record_id, holder.object_id)
    if row is None:
        raise LookupError(f"the submission set {holder.object_id} bears an identifier and is not there")
    return str(row[0])


def stored_ids(record_id: str, submission: Submission, named: Named) -> dict[str, str]:
    """The stored id of each named object of a submission already received, by the id this sender wrote."""
    written = {
        Kind.DOCUMENT: {held.id: held.unique_id or "" for held in submission.entries},
        Kind.SET: {held.id: held.unique_id or "" for held in submission.sets},
        Kind.FOLDER: {held.id: held.unique_id or "" for held in submission.folders},
    }
    stored: dict[str, str] = {}
    for kind, unique_ids in written.items():
        found = {symbolic: named[kind, value] for symbolic, value in unique_ids.items() if (kind, value) in named}
        stored |= {symbolic: held.object_id for symbolic, held in found.items() if held.record_id == record_id}
    versions = current(record_id, list(stored.values()))
    return {symbolic: versions[id].id if id in versions else id for symbolic, id in stored.items()}


def taken_ids(submission: Submission, named: Named) -> frozenset[str]:
    """The entryUUIDs of a submission that objects of the registry already bear."""
    own = _own_ids(submission)
    return frozenset(value for kind, value in named if kind in {Kind.ENTRY, Kind.OBJECT} and value in own)


def surroundings(record_id: str, submission: Submission, named: Named) -> Surroundings:
    """What the record holds around a submission that was decided acceptable."""
    replaced = {link.target for link in submission.associations if link.type in REPLACING}
    documents = {value: found.object_id for (kind, value), found in named.items() if kind == Kind.DOCUMENT}
    versions = current(record_id, list(documents.values()))
    return Surroundings(
        present={value: versions[lid].id for value, lid in documents.items()},
        taken=taken_ids(submission, named),
        dependants={target: _dependants(record_id, target) for target in replaced},
        folders={target: frozenset(_ids(_FOLDERS_OF.rows(record_id, target, HAS_MEMBER))) for target in replaced},
    )


def _dependants(record_id: str, target: str) -> frozenset[str]:
    """Entries appended to `target` or transformed from it, and theirs in turn."""
    found: set[str] = set()
    edge: Collection[str] = [target]
    while edge:
        edge = set(_ids(_RESTING_ON(len(edge)).rows(record_id, *_DEPENDENT, *edge))) - found
        found.update(edge)
    return frozenset(found)


def _ids(rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    return (row[0] for row in rows)
