"""INSi as an establishment's software sees it: search by traits or by card, verify one identity or many.

The verification operations are ASSUMED: their shape is Socle's own, no other server speaks it (spec/identity.md b.1).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Self, TypeVar

from lxml import etree

from socle import clock
from socle.client.identity import Identity
from socle.client.transport import Transport
from socle.identity.insi import asking, faults, results, verification
from socle.identity.insi.contexts import Context
from socle.identity.insi.faults import Trouble
from socle.identity.insi.names import ACTIONS, Operation
from socle.identity.insi.verdicts import NOT_FOUND, SEVERAL_FOUND
from socle.identity.insi.verification import Verified
from socle.identity.insi_answer import Asked, AskedByCard, Retrieval, ReturnCode
from socle.rulebook import Finding
from socle.wire.vihf.model import Mode
from socle.wire.vihf.sign import sign

Given = TypeVar("Given")

#: Where the teleservice answers below a Socle's address. Source: interfaces.md ("Network").
PATH = "/insi/"


class Troubled(Exception):  # noqa: N818 - the teleservice's answer, not an error of the program
    """The teleservice answered a fault, or something that is no answer to the question."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.sentence or trouble.reason)
        self.trouble = trouble


def context_of(identity: Identity) -> Context:
    """The contexts that this actor's software sends: its homologation number stands for the authorisation (IDAM)."""
    software = identity.software
    return Context(
        idam=software.homologation,
        version=software.version,
        instance=software.installation,
        name=software.name,
        emitter=identity.structure or identity.idnat,
    )


class Insi:
    """One actor's way to the teleservice. `address` is its own, or that of a Socle, to which `/insi/` is added.

    `now` gives the instant written in messages. A card (direct mode) signs an assertion for each call. Every method
    raises `Troubled` for a fault, `Unreachable` for silence, `BadIdentity` for an identity that can show nothing.
    """

    def __init__(self, address: str, identity: Identity, *, now: Callable[[], datetime] = clock.now) -> None:
        bare = address.rstrip("/")
        self.address = address if bare.count("/") > len("//") else f"{bare}{PATH}"
        self.identity, self.now = identity, now
        self.context = context_of(identity)
        self._transport = Transport(bare, identity)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._transport.close()

    def search(self, asked: Asked) -> Retrieval:
        """WS_INS2: one call with these traits."""
        return self._found(Operation.TRAITS, asking.by_traits(asked))

    def searches(self, asked: Asked) -> Iterator[tuple[Asked, Retrieval]]:
        """The calls that retrieve an identity, as homologation asks: each given name alone, in order, then all.

        Ends at the first identity found. Source: spec/identity.md a.8.
        """
        names = asked.given_names
        for given in [*((name,) for name in names), *([names] if len(names) > 1 else [])]:
            one = replace(asked, given_names=given)
            found = self.search(one)
            yield one, found
            if found.is_one:
                return

    def search_by_card(self, asked: AskedByCard) -> Retrieval:
        """WS_INS1."""
        return self._found(Operation.CARD, asking.by_card(asked))

    def verify(self, held: verification.Identity) -> Verified:
        """WS_INS3."""
        body = self._call(Operation.VERIFY, verification.write(held))
        return _given(verification.read_verified(body), body)

    def deposit(self, identities: Sequence[verification.Identity]) -> str:
        """WS_INS4: the number under which the answers are collected. At most `verification.MOST` identities."""
        body = self._call(Operation.DEPOSIT, verification.write_deposit(identities))
        return _given(verification.read_receipt(body), body)

    def collect(self, number: str) -> tuple[Verified, ...] | None:
        """WS_INS5: the answers of a batch; None while it waits."""
        body = self._call(Operation.COLLECT, verification.write_collection(number))
        done, answers = _given(verification.read_batch(body), body)
        return answers if done else None

    def _found(self, operation: Operation, body: etree._Element) -> Retrieval:
        answer = self._call(operation, body)
        return _given(results.read(answer), answer)

    def _call(self, operation: Operation, body: etree._Element) -> etree._Element:
        at = self.now()
        message = asking.envelope(operation, body, self.context, at, assertion=self._assertion(at))
        content_type = f'application/soap+xml; charset=UTF-8; action="{ACTIONS[operation]}"'
        return self._transport.post(self.address, content_type, message).body

    def _assertion(self, at: datetime) -> etree._Element | None:
        who = self.identity
        if who.mode is not Mode.DIRECT:
            return None
        bare = asking.assertion(who.idnat, at, billing=who.structure[1:], sector=who.sector)
        return sign(bare, who.signing_certificate(), who.signing_key())


def _given(answer: Given | None, body: etree._Element) -> Given:
    """The answer, unless the body holds none. Raises `Troubled`."""
    if answer is None:
        raise Troubled(faults.read(body) or Trouble("", f"the answer holds {body.tag}"))
    return answer


def finding_of(answer: Retrieval) -> Finding | None:
    """What an answer without an identity means and what to do next; None when there is one.

    Any other code is to be reported, and taken for "not found" (spec/identity.md b.4).
    """
    if answer.is_one:
        return None
    verdict = SEVERAL_FOUND if answer.code == ReturnCode.SEVERAL else NOT_FOUND
    return verdict.at("CodeCR", found=f"{answer.code} {answer.label}".strip())
