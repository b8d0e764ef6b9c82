"""One exchange as a binding receives it, once its sender is known, and the ways to answer it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from lxml import etree

from socle.directory.actor import Actor
from socle.record.profile import DMP, Profile
from socle.rulebook import Decision, Finding, code
from socle.wire import ids, soap
from socle.wire.certificates import Trust
from socle.wire.exchange import Response
from socle.wire.hl7v2 import CX
from socle.wire.soap import Envelope
from socle.wire.xds.model import Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """`patient` is the token's: None where the token names none, and always in the neutral profile.

    `parts` are the documents of the message by Content-ID. `trust` is None where no signer is judged.
    """

    envelope: Envelope
    actor: Actor
    at: datetime
    patient: CX | None = None
    profile: Profile = DMP
    trust: Trust | None = None
    parts: Mapping[str, Part] = field(default_factory=dict)
    new_uuid: ids.NewUuid = ids.new_uuid

    @property
    def body(self) -> etree._Element:
        return self.envelope.body

    def answer(self, body: etree._Element, parts: Iterable[Part] | None = None, *, within: bytes = b"") -> Response:
        """The transaction's own answer; with `parts` (even none of them) it is multipart.

        `within`: what stands in the last element of `body`, which is empty.
        """
        return soap.answer(self.envelope, body, parts=parts, within=within, new_uuid=self.new_uuid)

    def fault(self, findings: Sequence[Finding], *, multipart: bool = False) -> Response:
        """The fault that answers this call."""
        return soap.fault(
            findings,
            action=self.envelope.action,
            relates_to=self.envelope.message_id,
            version=self.envelope.version,
            multipart=multipart,
            new_uuid=self.new_uuid,
        )


def faults(decision: Decision, phase: str) -> tuple[Finding, ...]:
    """The errors that make a SOAP fault rather than a RegistryResponse: security, addressing, rights.

    They are those that SOAP knows and XDS does not, in this phase. Source: spec/dmp.md 5.
    """
    return tuple(
        finding
        for finding in decision.errors
        if code(finding, "xds", phase) is None
        and (code(finding, "soap", "sender") is not None or code(finding, "soap", "receiver") is not None)
    )
