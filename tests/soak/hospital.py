"""Who feeds and who reads in a campaign: a hospital's software and a physician of the default world, by the SDK."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any, Self

from benchmarks.documents import document, unique_id
from benchmarks.people import patient

from socle.client import identity, submission, token
from socle.client.dmp import ACTIONS, Dmp, Refused, find_documents
from socle.client.identity import Identity
from socle.client.transport import Transport, Unreachable
from socle.documents import cda
from socle.wire.xds import read as read_xds
from socle.wire.xds import write as write_xds
from socle.wire.xds.model import APPROVED, Submission
from tests.soak.oracle import Held, Sent

#: Where the clock of every campaign stands, so that tokens do not grow old.
INSTANT = "2026-09-15T08:00:00+00:00"
STRUCTURE, PHYSICIAN = "ch-essai-nord", "mercadal"
#: Mostly small, some beyond a chunk of 64 KiB at rest, seldom as large as real ones are at most.
SIZES = (4_000, 4_000, 9_000, 20_000, 48_000, 90_000, 160_000)
LARGE, LARGE_SHARE = 2_000_000, 0.01
#: Shares of the submissions that hold several documents, or that replace a document known to be there.
SEVERAL, REPLACING = 0.3, 0.1


@dataclass(frozen=True)
class Staff:
    """The two actors, once the sandbox has made their certificates."""

    structure: Identity
    physician: Identity

    @classmethod
    def of(cls, api: Callable[[str], Any]) -> Staff:
        return cls(*(identity.of(api(f"actors/{name}")) for name in (STRUCTURE, PHYSICIAN)))


@dataclass(frozen=True)
class Work:
    """One submission ready to be sent, again and again if need be: the same set, the same bytes."""

    sent: Sent
    made: Submission


class Author:
    """Writes submissions. `run` keeps the documents of two campaigns apart."""

    def __init__(self, who: Identity, run: int, seed: int) -> None:
        self.who, self.run = who, run
        self.at = datetime.fromisoformat(INSTANT)
        self._ranks, self._chance = count(), random.Random(seed)

    def write(self, rank: int, *, replaces: tuple[str, str] = ("", "")) -> Work:
        """A submission for the patient of this rank; `replaces` is the uniqueId and the entryUUID of what it replaces."""
        several = 1 if replaces[0] or self._chance.random() > SEVERAL else self._chance.choice((2, 3))
        about, prepared, held = patient(rank), [], []
        for number in range(1, several + 1):
            unique = unique_id(self.run, next(self._ranks))
            size = LARGE if self._chance.random() < LARGE_SHARE else self._chance.choice(SIZES)
            data = document(about, unique, size)
            read, findings = cda.read(data)
            if read is None:
                raise ValueError(f"our own document does not read: {findings}")
            prepared.append(submission.prepare(read, data, number, ()))
            held.append(Held.of(unique, data))
        made = submission.build(prepared, self.who, self.at, replaces=replaces[1])
        return Work(Sent(made.sets[0].unique_id or "", rank, tuple(held), replaces[0]), made)


class Sender:
    """One connection of the hospital's software."""

    def __init__(self, url: str, who: Identity) -> None:
        self.who, self._transport = who, Transport(url, who)
        self.at = datetime.fromisoformat(INSTANT)

    def close(self) -> None:
        self._transport.close()

    def send(self, work: Work) -> str:
        """ "" for Success, else why not. Raises `Unreachable` when no answer came."""
        about = patient(work.sent.patient)
        body, parts = write_xds.submission_request(work.made)
        assertion = token.build(self.who, about.cx, self.at)
        answer = self._transport.call("repository", ACTIONS["feed"], body, assertion, parts)
        if answer.fault is not None:
            return f"fault {answer.fault.subcode} {answer.fault.reason}"
        response = read_xds.registry_response(answer.body)
        return "" if response.succeeded else "; ".join(f"{one.code} {one.context}" for one in response.errors)


@dataclass(frozen=True, slots=True)
class Listed:
    """One entry as a search lists it."""

    unique_id: str
    entry_uuid: str
    size: int
    approved: bool


class Reader:
    """The physician who looks at what is there, in records that let her."""

    def __init__(self, url: str, who: Identity) -> None:
        at = datetime.fromisoformat(INSTANT)
        self._dmp = Dmp(url, who, now=lambda: at)
        self._known: set[int] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._dmp.__exit__()

    def listed(self, rank: int) -> list[Listed]:
        """Every entry of a record, replaced ones too; nothing when the record was never opened."""
        about = patient(rank).cx
        if rank not in self._known:
            try:
                self._dmp.authorise(about)
            except Refused:  # nobody opened it: whoever was told of a document in it will say that it is lost
                return []
            self._known.add(rank)
        found = self._dmp.find(find_documents(about, statuses=("Approved", "Deprecated")), about)
        if not found.succeeded:
            raise Unreachable(f"the search was refused: {found.errors}")
        return [Listed(one.unique_id or "", one.id, one.size or 0, one.status == APPROVED) for one in found.entries]

    def bytes_of(self, rank: int, unique_ids: list[str]) -> dict[str, bytes]:
        """The documents asked for, in one request; those that did not come are missing."""
        found, _ = self._dmp.get(unique_ids, patient(rank).cx)
        return {one.document_unique_id: one.content for one in found}
