"""The objects of one or several records, and how associations tie them. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from socle.wire.xds.model import HAS_MEMBER, Association, DocumentEntry, Folder, RegistryObject, SubmissionSet


@dataclass(frozen=True)
class Graph:
    """Objects by kind, in the order they are given; every lookup is made once."""

    objects: tuple[RegistryObject, ...]

    @cached_property
    def entries(self) -> tuple[DocumentEntry, ...]:
        return tuple(held for held in self.objects if isinstance(held, DocumentEntry))

    @cached_property
    def sets(self) -> tuple[SubmissionSet, ...]:
        return tuple(held for held in self.objects if isinstance(held, SubmissionSet))

    @cached_property
    def folders(self) -> tuple[Folder, ...]:
        return tuple(held for held in self.objects if isinstance(held, Folder))

    @cached_property
    def associations(self) -> tuple[Association, ...]:
        return tuple(held for held in self.objects if isinstance(held, Association))

    @cached_property
    def current(self) -> Mapping[str, DocumentEntry]:
        """The latest metadata version of each document, by logical id."""
        latest: dict[str, DocumentEntry] = {}
        for entry in self.entries:
            lid = entry.logical_id or entry.id
            if lid not in latest or latest[lid].version < entry.version:
                latest[lid] = entry
        return latest

    def touching(self, ids: Collection[str]) -> Iterator[Association]:
        """The associations one of whose ends is among `ids`."""
        return (held for held in self.associations if held.source in ids or held.target in ids)

    def members(self, container: str) -> set[str]:
        """What a submission set or folder holds."""
        return {held.target for held in self.associations if held.type == HAS_MEMBER and held.source == container}

    def containers(self, ids: Collection[str]) -> set[str]:
        """The submission sets and folders that hold one of `ids`."""
        return {held.source for held in self.associations if held.type == HAS_MEMBER and held.target in ids}

    def closed(self) -> Graph:
        """Without the associations that lead to something not here: what is hidden is not betrayed by its links."""
        here = {held.id for held in self.objects}
        links = self.associations
        while True:
            kept = tuple(link for link in links if link.source in here and link.target in here)
            if len(kept) == len(links):
                break
            here -= {link.id for link in links} - {link.id for link in kept}
            links = kept
        alive = {link.id for link in links}
        return Graph(tuple(held for held in self.objects if not isinstance(held, Association) or held.id in alive))


def ids(objects: Iterable[RegistryObject]) -> set[str]:
    return {held.id for held in objects}
