"""The stored queries themselves, one function each, over the objects that the reader may see. Pure.

The caller has already kept the records of the patients concerned: the INS of a record changes, so patient
parameters are resolved to records and never compared here. Source: IHE ITI TF-2 3.18.4.1.2.3.7.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from socle.record.queries.catalogue import queries
from socle.record.queries.filters import (
    Parameters,
    entry_is_of_type,
    entry_matches,
    first,
    folder_matches,
    one_of,
    set_matches,
    values,
)
from socle.record.queries.graph import Graph, ids
from socle.wire.xds.model import (
    APPROVED,
    HAS_MEMBER,
    Association,
    DocumentEntry,
    Folder,
    RegistryObject,
    StoredQuery,
    SubmissionSet,
)

Objects = tuple[RegistryObject, ...]


def evaluate(query: StoredQuery, objects: Iterable[RegistryObject]) -> Objects:
    """What `query` (already checked) finds among `objects`, each object once, in the order given."""
    graph = Graph(tuple(objects)).closed()
    found = ids(_EVALUATORS[queries()[query.query_id].name](graph, query.parameters))
    return tuple(held for held in graph.objects if held.id in found)


def _find_documents(graph: Graph, parameters: Parameters) -> Objects:
    return tuple(entry for entry in graph.entries if entry_matches(entry, parameters))


def _find_sets(graph: Graph, parameters: Parameters) -> Objects:
    return tuple(held for held in graph.sets if set_matches(held, parameters))


def _find_folders(graph: Graph, parameters: Parameters) -> Objects:
    return tuple(folder for folder in graph.folders if folder_matches(folder, parameters))


def _get_all(graph: Graph, parameters: Parameters) -> Objects:
    kept: Objects = (
        *_find_documents(graph, parameters),
        *_find_sets(graph, parameters),
        *_find_folders(graph, parameters),
    )
    statuses = values(parameters, "$XDSAssociationStatus") or (APPROVED,)
    touching = (link for link in graph.touching(ids(kept)) if link.status in statuses)
    return kept + tuple(touching)


def _entries_named(graph: Graph, parameters: Parameters) -> tuple[DocumentEntry, ...]:
    """By entryUUID that very version; by uniqueId or logical id the current one, or all at metadata level 2."""
    uuids = values(parameters, "$XDSDocumentEntryEntryUUID")
    unique_ids = values(parameters, "$XDSDocumentEntryUniqueId")
    lids = values(parameters, "$XDSDocumentEntryLogicalID")
    pool = ids(graph.entries if first(parameters, "$MetadataLevel") == "2" else graph.current.values())
    return tuple(
        entry
        for entry in graph.entries
        if entry.id in uuids or (entry.id in pool and (entry.unique_id in unique_ids or entry.logical_id in lids))
    )


def _folders_named(graph: Graph, parameters: Parameters) -> tuple[Folder, ...]:
    uuids = values(parameters, "$XDSFolderEntryUUID") + values(parameters, "$XDSFolderLogicalID")
    unique_ids = values(parameters, "$XDSFolderUniqueId")
    return tuple(folder for folder in graph.folders if folder.id in uuids or folder.unique_id in unique_ids)


def _sets_named(graph: Graph, parameters: Parameters) -> tuple[SubmissionSet, ...]:
    uuids = values(parameters, "$XDSSubmissionSetEntryUUID")
    unique_ids = values(parameters, "$XDSSubmissionSetUniqueId")
    return tuple(held for held in graph.sets if held.id in uuids or held.unique_id in unique_ids)


def _links(graph: Graph, of: Iterable[RegistryObject], parameters: Parameters) -> tuple[Association, ...]:
    """Associations of these objects, of the statuses asked for when any is."""
    return tuple(link for link in graph.touching(ids(of)) if one_of(link.status, parameters, "$XDSAssociationStatus"))


def _get_associations(graph: Graph, parameters: Parameters) -> Objects:
    wanted = values(parameters, "$uuid")
    return tuple(link for link in graph.touching(wanted) if one_of(link.status, parameters, "$XDSAssociationStatus"))


def _get_documents_and_associations(graph: Graph, parameters: Parameters) -> Objects:
    entries = _entries_named(graph, parameters)
    return (*entries, *_links(graph, entries, parameters))


def _get_sets(graph: Graph, parameters: Parameters) -> Objects:
    wanted = values(parameters, "$uuid")
    sets = {held.id: held for held in graph.sets if held.id in graph.containers(wanted)}
    links = (
        link for link in graph.associations if link.type == HAS_MEMBER and link.source in sets and link.target in wanted
    )
    return (*sets.values(), *links)


def _contents(
    graph: Graph, containers: tuple[SubmissionSet, ...] | tuple[Folder, ...], parameters: Parameters
) -> Objects:
    """Containers, what they hold (entries as filtered), and the associations between what is given."""
    members = set().union(*(graph.members(held.id) for held in containers)) if containers else set()
    entries = tuple(entry for entry in graph.entries if entry.id in members and entry_matches(entry, parameters))
    folders = tuple(folder for folder in graph.folders if folder.id in members)
    objects = ids((*containers, *entries, *folders))
    own = ids(containers)
    inner = {link.id for link in graph.associations if link.id in members and {link.source, link.target} <= objects}
    links = (
        link
        for link in graph.associations
        if link.id in inner or (link.type == HAS_MEMBER and link.source in own and link.target in objects | inner)
    )
    return (*containers, *entries, *folders, *links)


def _get_folders_for_document(graph: Graph, parameters: Parameters) -> Objects:
    links = (link for link in graph.associations if one_of(link.status, parameters, "$XDSAssociationStatus"))
    wanted = ids(_entries_named(graph, parameters))
    holding = {link.source for link in links if link.type == HAS_MEMBER and link.target in wanted}
    return tuple(folder for folder in graph.folders if folder.id in holding)


def _get_related(graph: Graph, parameters: Parameters) -> Objects:
    """The entry, those tied to it by the given types of association, and those associations."""
    start = _entries_named(graph, parameters)
    types = values(parameters, "$AssociationTypes")
    entries = {entry.id: entry for entry in graph.entries if entry_is_of_type(entry, parameters)}
    links = tuple(
        link
        for link in _links(graph, start, parameters)
        if link.type in types and link.source in entries and link.target in entries
    )
    ends = {end for link in links for end in (link.source, link.target)}
    return (*(entry for entry in entries.values() if entry.id in ends), *links)


_EVALUATORS: Mapping[str, Callable[[Graph, Parameters], Objects]] = {
    "FindDocuments": _find_documents,
    "FindDocumentsByReferenceId": _find_documents,
    "FindDocumentsForMultiplePatients": _find_documents,
    "FindDocumentsByReferenceIdForMultiplePatients": _find_documents,
    "FindSubmissionSets": _find_sets,
    "FindFolders": _find_folders,
    "FindFoldersForMultiplePatients": _find_folders,
    "GetAll": _get_all,
    "GetDocuments": _entries_named,
    "GetFolders": _folders_named,
    "GetAssociations": _get_associations,
    "GetDocumentsAndAssociations": _get_documents_and_associations,
    "GetSubmissionSets": _get_sets,
    "GetSubmissionSetAndContents": lambda graph, parameters: _contents(
        graph, _sets_named(graph, parameters), parameters
    ),
    "GetFolderAndContents": lambda graph, parameters: _contents(graph, _folders_named(graph, parameters), parameters),
    "GetFoldersForDocument": _get_folders_for_document,
    "GetRelatedDocuments": _get_related,
}
