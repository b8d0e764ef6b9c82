"""What the registry already holds of what a submission names, read in the deciding transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from socle.record.facts import KnownDocument, KnownObjects
from socle.record.models import AssociationRow, Entry, FolderRow, Identifier, SubmissionSetRow
from socle.record.store.identifiers import Kind, holders
from socle.record.submissions import REPLACING, Surroundings
from socle.wire.xds.model import APPENDS, HAS_MEMBER, TRANSFORMS, TRANSFORMS_AND_REPLACES, RegistryObject, Submission

_DEPENDENT = frozenset({APPENDS, TRANSFORMS, TRANSFORMS_AND_REPLACES})


def current(record_id: str, lids: Collection[str]) -> dict[str, Entry]:
    """The current metadata version of each document, by logical id."""
    rows = Entry.objects.filter(record_id=record_id, lid__in=lids).order_by("version")
    return {row.lid: row for row in rows}


def _known(row: Entry) -> KnownDocument:
    return KnownDocument(row.record_id, row.id, row.status, row.hash)


def known_objects(submission: Submission) -> KnownObjects:
    """The documents, entries and sets of any record that this submission names."""
    unique_ids = [entry.unique_id for entry in submission.entries if entry.unique_id]
    referred = {end for link in submission.associations for end in (link.source, link.target)}
    sets = holders(Kind.SET, [held.unique_id or "" for held in submission.sets])
    return KnownObjects(
        documents={value: _known(_document(holder)) for value, holder in holders(Kind.DOCUMENT, unique_ids).items()},
        entries={value: _known(_entry(holder)) for value, holder in holders(Kind.ENTRY, referred).items()},
        sets={value: _set(holder).fingerprint for value, holder in sets.items()},
        folders=frozenset(holders(Kind.FOLDER, [held.unique_id or "" for held in submission.folders])),
        objects={value: holder.record_id for value, holder in holders(Kind.OBJECT, referred).items()},
    )


def _document(holder: Identifier) -> Entry:
    return current(holder.record_id, [holder.object_id])[holder.object_id]


def _entry(holder: Identifier) -> Entry:
    return Entry.objects.get(record_id=holder.record_id, id=holder.object_id)


def _set(holder: Identifier) -> SubmissionSetRow:
    return SubmissionSetRow.objects.get(record_id=holder.record_id, id=holder.object_id)


def stored_ids(record_id: str, submission: Submission) -> dict[str, str]:
    """The stored id of each named object of a submission already received, by the id this sender wrote."""
    named = {
        Kind.DOCUMENT: {held.id: held.unique_id or "" for held in submission.entries},
        Kind.SET: {held.id: held.unique_id or "" for held in submission.sets},
        Kind.FOLDER: {held.id: held.unique_id or "" for held in submission.folders},
    }
    stored: dict[str, str] = {}
    for kind, unique_ids in named.items():
        found = holders(kind, unique_ids.values())
        mine = {symbolic: found[value] for symbolic, value in unique_ids.items() if value in found}
        stored |= {symbolic: held.object_id for symbolic, held in mine.items() if held.record_id == record_id}
    versions = current(record_id, list(stored.values()))
    return {symbolic: versions[id].id if id in versions else id for symbolic, id in stored.items()}


def taken_ids(submission: Submission) -> frozenset[str]:
    """The entryUUIDs of a submission that objects of the registry already bear."""
    named: tuple[RegistryObject, ...] = (*submission.entries, *submission.sets, *submission.folders)
    ids = {held.id for held in (*named, *submission.associations)}
    held = Identifier.objects.filter(kind__in=(Kind.ENTRY, Kind.OBJECT), value__in=ids)
    return frozenset(held.values_list("value", flat=True))


def surroundings(record_id: str, submission: Submission) -> Surroundings:
    """What the record holds around a submission that was decided acceptable."""
    replaced = {link.target for link in submission.associations if link.type in REPLACING}
    documents = holders(Kind.DOCUMENT, [entry.unique_id or "" for entry in submission.entries])
    versions = current(record_id, [holder.object_id for holder in documents.values()])
    return Surroundings(
        present={value: versions[holder.object_id].id for value, holder in documents.items()},
        taken=taken_ids(submission),
        dependants={target: _dependants(record_id, target) for target in replaced},
        folders={target: _folders(record_id, target) for target in replaced},
    )


def _dependants(record_id: str, target: str) -> frozenset[str]:
    """Entries appended to `target` or transformed from it, and theirs in turn."""
    found: set[str] = set()
    edge: Iterable[str] = [target]
    while edge:
        links = AssociationRow.objects.filter(record_id=record_id, target__in=list(edge), type__in=_DEPENDENT)
        edge = set(links.values_list("source", flat=True)) - found
        found.update(edge)
    return frozenset(found)


def _folders(record_id: str, target: str) -> frozenset[str]:
    links = AssociationRow.objects.filter(record_id=record_id, target=target, type=HAS_MEMBER)
    containers = list(links.values_list("source", flat=True))
    return frozenset(FolderRow.objects.filter(record_id=record_id, id__in=containers).values_list("id", flat=True))
