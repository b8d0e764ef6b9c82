"""Sixteen clients that feed without end, knock again when the door is gone, and write down what they were told."""

from __future__ import annotations

import random
import threading
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Self

import httpx

from socle.client.dmp import Refused
from socle.client.transport import Unreachable
from tests.soak.hospital import REPLACING, Author, Reader, Sender, Staff, Work
from tests.soak.oracle import Oracle, Sent
from tests.soak.place import Place

CLIENTS = 16
#: Of the submissions left without an answer, how many their sender sends again; the others stay in doubt for ever.
AGAIN = 0.5
#: How the verdicts begin that leave their receiver in doubt (record.database-unavailable, ledger.not-durable).
DOUBTS = ("La base de données ne répond pas", "L'enregistrement n'a pas pu être rendu durable")
#: Patients whose records are fed at the same time: two clients each, so that they meet.
PATIENTS = 8
#: Seconds before knocking again at a door that is closed and not told open.
KNOCK = 5.0


@dataclass
class Client:
    """One client: what it writes with, what it must send again, what it was told is kept."""

    number: int
    author: Author
    sender: Sender
    reader: Reader
    again: deque[Work] = field(default_factory=deque)
    kept: list[Sent] = field(default_factory=list)


class Writers:
    """The clients of one campaign. They feed the patients of the present epoch, while they are not paused."""

    def __init__(
        self,
        place: Place,
        staff: Staff,
        oracle: Oracle,
        *,
        run: int,
        seed: int,
        clients: int = CLIENTS,
        rest: float = 0.0,
    ) -> None:
        """`rest`: seconds between two submissions of a client."""
        self._rest = rest
        self._oracle, self._chance, self._open = oracle, random.Random(seed), place.open
        url = place.tls_url
        self._clients = [
            Client(
                number,
                Author(staff.structure, run * 100 + number, seed + number),
                Sender(url, staff.structure),
                Reader(url, staff.physician),
            )
            for number in range(clients)
        ]
        self._state, self._going, self._ended, self._idle = threading.Condition(), False, False, 0
        self._epoch = 0
        self._threads = [threading.Thread(target=self._live, args=(client,)) for client in self._clients]
        self.failures: list[BaseException] = []

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with self._state:
            self._going, self._ended = False, True
            self._state.notify_all()
        for thread in self._threads:
            thread.join()

    def run(self, epoch: int) -> None:
        """Let them feed the records of this epoch."""
        with self._state:
            self._epoch, self._going = epoch, True
            self._state.notify_all()

    def pause(self) -> None:
        """No new submission from now on; returns once nothing is under way."""
        with self._state:
            self._going = False
            self._state.wait_for(lambda: self._idle == len(self._threads))
        if self.failures:
            raise self.failures[0]

    def _may_go_on(self) -> bool:
        with self._state:
            self._idle += 1
            self._state.notify_all()
            self._state.wait_for(lambda: self._going or self._ended)
            self._idle -= 1
            return not self._ended

    def _live(self, client: Client) -> None:
        try:
            while self._may_go_on():
                self._one(client)
                time.sleep(self._rest)
        except BaseException as error:  # noqa: BLE001 - told by whoever waits for the clients
            self.failures.append(error)
            with self._state:
                self._idle += 1
                self._state.notify_all()
        finally:
            client.sender.close()
            client.reader.close()

    def _one(self, client: Client) -> None:
        """Send one submission, old or new, and write down what came of it."""
        work = client.again.popleft() if client.again and self._chance.random() < 0.7 else self._new(client)
        while self._going:
            try:
                why = client.sender.send(work)
            except Unreachable as error:
                if isinstance(error.__cause__, httpx.ConnectError):  # it never left: not even in doubt
                    self._open.wait(KNOCK)
                    time.sleep(0.01)
                    continue
                if self._chance.random() < AGAIN:
                    client.again.append(work)
                return
            if any(doubt in why for doubt in DOUBTS):
                self._oracle.doubted(why)
                if self._chance.random() < AGAIN:
                    client.again.append(work)
                return
            self._oracle.answered(work.sent.set_id, "refused" if why else "acknowledged", why)
            if not why:
                client.kept.append(work.sent)
            return
        client.again.append(work)

    def _new(self, client: Client) -> Work:
        rank = self._epoch * PATIENTS + client.number % PATIENTS
        replaces = ("", "")
        if self._chance.random() < REPLACING:
            with suppress(Unreachable, Refused):
                replaces = self._replaceable(client, rank)
        work = client.author.write(rank, replaces=replaces)
        self._oracle.intend(work.sent)
        return work

    def _replaceable(self, client: Client, rank: int) -> tuple[str, str]:
        """A document that this client fed and asked nobody to replace yet: its uniqueId and entryUUID."""
        own = [sent for sent in client.kept if sent.patient == rank and not sent.replaces]
        if not own:
            return "", ""
        sent = self._chance.choice(own)
        client.kept.remove(sent)  # replaced once at most, whatever comes of it
        wanted = self._chance.choice(sent.documents).unique_id
        found = [one for one in client.reader.listed(rank) if one.unique_id == wanted]
        return (wanted, found[0].entry_uuid) if found else ("", "")
