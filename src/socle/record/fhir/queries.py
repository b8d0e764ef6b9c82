"""The stored queries that FHIR asks for, by name. Source: IHE MHD 4.2.3, ITI-66 and ITI-67 (grouping with XDS)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from socle.record import queries
from socle.wire.xds.model import StoredQuery

FIND_DOCUMENTS: Final = "FindDocuments"
GET_DOCUMENTS: Final = "GetDocuments"
DOCUMENTS_AND_LINKS: Final = "GetDocumentsAndAssociations"
GET_ALL: Final = "GetAll"


def stored(name: str, parameters: Mapping[str, tuple[str, ...]], *, returns: str = "LeafClass") -> StoredQuery:
    """The stored query of this name; each parameter takes one slot."""
    id = next(query.id for query in queries.queries().values() if query.name == name)
    return StoredQuery(id, {key: (values,) for key, values in parameters.items()}, returns)
