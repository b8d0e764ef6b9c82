"""One FHIR exchange as its binding receives it, once its sender is known, and the ways to answer it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from socle.directory.actor import Actor
from socle.ledger import ActCode
from socle.record.facts import Action
from socle.record.fhir.elements import OF_DOCUMENT, OF_LIST
from socle.record.profile import DMP, PDSM, Profile
from socle.record.tracing import refused
from socle.rulebook import Decision, Finding
from socle.rulebook.choices import current
from socle.wire import ids
from socle.wire.certificates import Trust
from socle.wire.exchange import Request, Response
from socle.wire.fhir import outcome, reading, shape, verdicts
from socle.wire.fhir.reading import Json
from socle.wire.hl7v2 import CX

SERVICE: Final = "fhir"
Respond = Callable[["Call"], Response]


@dataclass(frozen=True, slots=True, kw_only=True)
class Interaction:
    """One thing that can be asked: its name in the guide, what the journal calls it, the rights that it needs.

    `code` is what FHIR calls the interaction on `resource` ("" for the whole system); `actions` are the rights of which
    one at least is asked before anything of the body is read; `reads` are the media types of the body.
    """

    id: str
    act: ActCode
    resource: str
    code: str
    respond: Respond
    actions: tuple[Action, ...]
    reads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One exchange of a known actor. `patient` is the token's; `id` is what the address names, "" when nothing.

    `parameters` are those of the address, and of the form when the search came by POST. `base` is the address of the
    service, ending with a slash.
    """

    interaction: Interaction
    request: Request
    actor: Actor
    at: datetime
    base: str
    id: str = ""
    parameters: Sequence[tuple[str, str]] = ()
    patient: CX | None = None
    trust: Trust | None = None
    new_uuid: ids.NewUuid = ids.new_uuid

    @property
    def profile(self) -> Profile:
        """PDSm carries no signature document, unless a setting asks for it."""
        return DMP if current().fhir_needs_signature else PDSM

    def resource(self, type: str) -> tuple[Json | None, list[Finding]]:
        """The resource of the body, of the right shape, or everything wrong with it."""
        value, findings = self.body()
        if findings:
            return None, findings
        findings = shape.check(value, type, among=frozenset({type}))
        return (None if findings else value), findings

    def body(self) -> tuple[Any, list[Finding]]:
        """The JSON of the body."""
        data, findings = reading.receive(self.request.body)
        return reading.read(data) if data is not None else (None, findings)

    def refuse(self, findings: Sequence[Finding], places: outcome.Places | None = None) -> Response:
        """Answer what was refused before any use case, once the journal knows."""
        interaction = self.interaction
        refused(
            self.actor,
            findings,
            code=interaction.act,
            service=SERVICE,
            transaction_id=interaction.id,
            at=self.at,
        )
        return self.refusal(findings, places)

    def refusal(self, findings: Sequence[Finding], places: outcome.Places | None = None) -> Response:
        """Answer what a use case refused; it has told the journal itself."""
        return outcome.refusal(findings, places=places or (lambda finding: finding.place))

    def not_found(self, name: str) -> Response:
        return self.refusal([verdicts.NOT_FOUND.at(found=name)])


def warnings(decision: Decision) -> tuple[Finding, ...]:
    """What is told beside a success."""
    return tuple(finding for finding in decision.findings if not finding.is_error)


def placed(places: Mapping[str, str], *, lists: Collection[str] = ()) -> outcome.Places:
    """Where a finding on metadata stands in FHIRPath: the resource by the object's id, the element by its XDS name.

    `lists` are the places of submission sets.
    """

    def place(finding: Finding) -> str:
        where = places.get(finding.place) or places.get(finding.document or "", "")
        if not where:
            return finding.place
        words = f"{finding.place} {finding.expected} {finding.found}".replace(":", " ").split()
        elements = OF_LIST if where in lists else OF_DOCUMENT
        element = next((elements[word] for word in words if word in elements), "")
        return f"{where}.{element}" if element else where

    return place
