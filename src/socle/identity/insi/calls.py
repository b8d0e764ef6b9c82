"""One request to the teleservice as far as it was understood, and the ways to answer it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from lxml import etree

from socle import ledger
from socle.identity.insi import callers, faults
from socle.identity.insi.callers import Caller
from socle.identity.insi.contexts import Context
from socle.identity.insi.faults import RECEIVER, Trouble
from socle.identity.insi.names import Operation
from socle.identity.insi.verdicts import CARD_SEARCH_FAILED, TRAITS_SEARCH_FAILED
from socle.ledger import Act, ActCode, Author, Outcome
from socle.ledger.acting import act
from socle.rulebook import Finding
from socle.rulebook.choices import Choices
from socle.wire import ids, xml
from socle.wire.exchange import Request, Response
from socle.wire.namespaces import qname
from socle.wire.soap import Envelope
from socle.wire.soap.answers import MEDIA_TYPES
from socle.wire.soap.envelope import NAMESPACES, Version

#: Codes of what no verdict of the teleservice tells: who calls, and what is sent. ASSUMED (docs/divergences/insi.md).
RIGHTS: Final = "DESIR_560"
MESSAGE: Final = "desir_500"
SEARCHES = frozenset({Operation.CARD, Operation.TRAITS})


@dataclass(slots=True, kw_only=True)
class Call:
    """One request as far as it was understood, and what it is answered with."""

    request: Request
    at: datetime
    chosen: Choices
    wait: Callable[[float], None] = time.sleep
    new_uuid: ids.NewUuid = ids.new_uuid
    envelope: Envelope | None = None
    operation: Operation | None = None
    caller: Caller | None = None
    context: Context = field(default_factory=Context)

    @property
    def author(self) -> Author:
        return self.caller.author(self.context.software) if self.caller is not None else callers.UNKNOWN

    def told(self, outcome: Outcome, findings: Sequence[Finding] = (), result: str = "") -> Act:
        """What the journal is told of it: never whom it was about."""
        errors = [finding for finding in findings if finding.is_error]
        searched = self.operation is None or self.operation in SEARCHES
        return Act(
            at=self.at,
            code=ActCode.INSI_SEARCH if searched else ActCode.INSI_VERIFY,
            outcome=outcome,
            author=self.author,
            rules=tuple(dict.fromkeys(rule for finding in errors for rule in finding.verdict.rules)),
            verdicts=tuple(dict.fromkeys(finding.verdict.id for finding in errors)),
            details={"service": "insi", "transaction": self.operation or "", "result": result},
        )

    def refuse(self, findings: Sequence[Finding], fallback: str) -> Response:
        """A fault, once the journal knows."""
        trouble = faults.of(findings, fallback)
        act(lambda: ledger.append(self.told(Outcome.REFUSED, findings, trouble.code)))
        return self.fault(trouble)

    def answer(self, body: etree._Element, result: str) -> Response:
        """The answer, once the journal knows."""
        act(lambda: ledger.append(self.told(Outcome.DONE, result=result)))
        return self.render(body)

    def fault(self, trouble: Trouble, status: int = 0) -> Response:
        version = self.version
        message_id = self.envelope.message_id if self.envelope is not None else ""
        default = 500 if trouble.subcode == RECEIVER or version == "1.1" else 400
        return self.render(faults.write(trouble, message_id, version), status or default)

    def render(self, body: etree._Element, status: int = 200) -> Response:
        """A message as the teleservice writes it: a body without headers."""
        namespace = NAMESPACES[self.version]
        root = xml.element(qname(namespace, "Envelope"), nsmap={"soap": namespace})
        xml.child(root, qname(namespace, "Body")).append(body)
        content_type = f"{MEDIA_TYPES[self.version]}; charset=UTF-8"
        return Response(status, (("Content-Type", content_type),), xml.serialise(root))

    @property
    def version(self) -> Version:
        """The SOAP version of the answer."""
        return self.envelope.version if self.envelope is not None else "1.2"

    def failed(self) -> Finding:
        """The technical error of the operation at hand."""
        return (CARD_SEARCH_FAILED if self.operation is Operation.CARD else TRAITS_SEARCH_FAILED).at()

    def trouble(self, reference: str = "") -> Trouble:
        """The same as a fault; `reference` is what the log knows it by."""
        trouble = faults.of([self.failed()], MESSAGE)
        told = f"{trouble.sentence} Référence à donner : {reference}."
        return replace(trouble, sentence=told) if reference else trouble
