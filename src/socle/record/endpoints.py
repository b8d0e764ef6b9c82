"""The door of the five services: who calls, which transaction, then its binding.

Each refusal is a verdict in the protocol's own terms and a line of the journal; an unexpected failure is a
generic fault and a log line under one reference. Source: spec/dmp.md 1, 2, 5.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from socle import clock
from socle.directory import trust
from socle.directory.actor import Actor
from socle.directory.services import Directory, Reused, authenticate
from socle.ledger import ActCode, Author
from socle.ledger.acting import NotDone, joined
from socle.record.calls import Call
from socle.record.profile import DMP, Profile
from socle.record.rules import may_attempt
from socle.record.services import SYSTEM
from socle.record.tracing import UNKNOWN, claimed_by, refused
from socle.record.transactions import Transaction, recognise
from socle.record.verdicts import dispatch
from socle.rulebook import Finding, choices
from socle.storage.failing import is_away
from socle.wire import ids, mtom, soap, xml
from socle.wire.exchange import Request, Response
from socle.wire.mtom import Opening
from socle.wire.soap import Envelope
from socle.wire.vihf import verdicts as token_verdicts
from socle.wire.vihf.model import Vihf
from socle.wire.vihf.verify import verify

log = logging.getLogger("socle.record")

_UNKNOWN_TRANSACTION: Final = Transaction(id="", service="")


@dataclass(slots=True, kw_only=True)
class _Exchange:
    """One exchange as far as it was understood, so that whatever fails can be answered in its own terms."""

    service: str
    request: Request
    at: datetime
    profile: Profile
    new_uuid: ids.NewUuid
    envelope: Envelope | None = None
    transaction: Transaction = _UNKNOWN_TRANSACTION
    token: Vihf | None = None

    def refuse(
        self,
        findings: Sequence[Finding],
        author: Author | Actor = UNKNOWN,
        code: ActCode = ActCode.MESSAGE_REFUSE,
    ) -> Response:
        """Answer a fault, once the journal knows."""
        transaction_id = self.transaction.id
        refused(author, findings, code=code, service=self.service, transaction_id=transaction_id, at=self.at)
        return self.fault(findings)

    def fault(self, findings: Sequence[Finding]) -> Response:
        envelope = self.envelope
        return soap.fault(
            findings,
            action=envelope.action if envelope is not None else "",
            relates_to=envelope.message_id if envelope is not None else "",
            version=envelope.version if envelope is not None else "1.2",
            multipart=self.transaction.multipart,
            new_uuid=self.new_uuid,
        )


def handle(service: str, request: Request, *, profile: Profile = DMP, new_uuid: ids.NewUuid = ids.new_uuid) -> Response:
    """Answer one request to `service` (registry, repository, patients, habilitations, patientCertif; "" for any other).

    Never raises: what nobody foresaw is answered as a Receiver fault whose reference stands in the log.
    """
    exchange = _Exchange(service=service, request=request, at=clock.now(), profile=profile, new_uuid=new_uuid)
    try:
        return _once(exchange)
    except NotDone as error:
        log.warning("act not done", extra={"service": service, "reason": error.finding.verdict.id})
        return _later(exchange.fault([error.finding]), error.retry_after)
    except Exception as error:
        reference = str(new_uuid())
        if is_away(error):
            # A state of the machine: a trace of the program would say nothing more.
            log.error("database away", extra=_told(exchange, reference, error))  # noqa: TRY400
            return _later(exchange.fault([dispatch.DATABASE_UNAVAILABLE.at(found=reference)]), NotDone.retry_after)
        log.exception("exchange failed", extra={"service": service, "reference": reference})
        return exchange.fault([dispatch.SERVER_TROUBLE.at(found=reference)])


def _once(exchange: _Exchange) -> Response:
    """That the token came with this message is written with what the exchange does, in the same transaction."""
    try:
        with joined():
            return _open(exchange)
    except Reused as error:
        author = claimed_by(exchange.token) if exchange.token is not None else UNKNOWN
        return exchange.refuse([error.finding], author, ActCode.TOKEN_REFUSE)


def _told(exchange: _Exchange, reference: str, error: Exception) -> dict[str, str]:
    return {"service": exchange.service, "reference": reference, "reason": type(error).__name__}


def _later(fault: Response, seconds: int) -> Response:
    """A fault that is nobody's: the same request may be sent again. Source: RFC 9110, 15.6.4."""
    return replace(fault, status=503, headers=(*fault.headers, ("Retry-After", str(seconds))))


def _open(exchange: _Exchange) -> Response:
    """Read the envelope alone: documents wait until their sender is known."""
    if not exchange.service:
        return exchange.refuse([dispatch.SERVICE_UNKNOWN.at()])
    if exchange.request.method != "POST":
        return exchange.refuse([dispatch.METHOD_NOT_ALLOWED.at(found=exchange.request.method)])
    opening, findings = mtom.open_message(exchange.request)
    if opening is None:
        return exchange.refuse(findings)
    try:
        root, findings = xml.read(opening.root, limit=mtom.LIMITS.root, charset=opening.charset)
        if root is None:
            return exchange.refuse(findings)
        envelope, findings = soap.read_envelope(root, addressed=exchange.profile.token)
        if envelope is None:
            return exchange.refuse(findings)
        exchange.envelope = envelope
        if any(finding.is_error for finding in findings):
            return exchange.refuse(findings)
        return _dispatch(exchange, envelope, opening)
    finally:
        opening.close()


def _dispatch(exchange: _Exchange, envelope: Envelope, opening: Opening) -> Response:
    """Recognise the transaction by its body, then its caller; refuse what is not served."""
    transaction = recognise(envelope.body, neutral=not exchange.profile.token)
    if transaction is None:
        return exchange.refuse([dispatch.BODY_UNKNOWN.at("soap:Body", found=envelope.operation)])
    exchange.transaction = transaction
    exchange.request.notes["transaction"] = transaction.id
    if transaction.withdrawn:
        return exchange.refuse([dispatch.TRANSACTION_WITHDRAWN.at("soap:Body", found=transaction.id)])
    if transaction.service != exchange.service:
        wrong = dispatch.WRONG_SERVICE.at("soap:Body", expected=transaction.service, found=transaction.id)
        return exchange.refuse([wrong])
    token: Vihf | None = None
    actor: Actor | None = SYSTEM
    if exchange.profile.token:
        token, actor, findings = _authenticate(exchange, envelope)
        if actor is None:
            author = claimed_by(token) if token is not None else UNKNOWN
            return exchange.refuse(findings, author, ActCode.TOKEN_REFUSE)
    if transaction.respond is None or not (exchange.profile.token or transaction.neutral):
        return exchange.refuse([dispatch.TRANSACTION_NOT_THERE.at("soap:Body", found=transaction.id)], actor or UNKNOWN)
    return _respond(exchange, envelope, opening, token, actor or SYSTEM)


def _authenticate(exchange: _Exchange, envelope: Envelope) -> tuple[Vihf | None, Actor | None, list[Finding]]:
    """Who calls: the token by itself, then by what the directory knows. Source: spec/dmp.md 2."""
    if envelope.security is None:
        return None, None, [token_verdicts.MISSING.at("soap:Header/wsse:Security")]
    directory = Directory()
    chosen, trusted = choices.current(), trust.current(directory)
    token, findings = verify(
        envelope.security,
        trust=trusted,
        at=exchange.at,
        life=chosen.token_life,
        skew=chosen.token_skew,
        accept_sha1=chosen.accept_sha1_signatures,
    )
    if token is None:
        return None, None, findings
    exchange.token = token
    actor, refusals = authenticate(
        token,
        exchange.request.certificate,
        exchange.at,
        message_id=envelope.message_id,
        trust=trusted,
        directory=directory,
    )
    return token, actor, [*findings, *refusals]


def _respond(exchange: _Exchange, envelope: Envelope, opening: Opening, token: Vihf | None, actor: Actor) -> Response:
    """Functional rights before anything of the body; only then the documents, then the binding."""
    transaction = exchange.transaction
    attempts = [may_attempt(actor, action, exchange.at) for action in transaction.actions]
    if attempts and not any(attempt.allowed for attempt in attempts):
        return exchange.refuse(attempts[0].errors, actor, transaction.code)
    message, findings = opening.finish()
    if message is None:
        return exchange.refuse(findings, actor, transaction.code)
    call = Call(
        envelope=envelope,
        actor=actor,
        at=exchange.at,
        patient=token.patient if token is not None else None,
        profile=exchange.profile,
        trust=trust.current(Directory()) if exchange.profile.token else None,  # the documents took their time to come
        parts=message.parts,
        new_uuid=exchange.new_uuid,
    )
    assert transaction.respond is not None  # noqa: S101 - decided by the caller, for the reader of types
    with message:
        return transaction.respond(call)
