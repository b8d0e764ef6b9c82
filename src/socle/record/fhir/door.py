"""The door of PDSm: what is asked, who asks, then the binding. Each refusal is an OperationOutcome and a line of the
journal; an unexpected failure is an OperationOutcome too, and a log line under one reference.

The VIHF token comes in the Authorization header, over mutual TLS as for SOAP: PDSm leaves security to the transport,
and no public page says how the DMP will have it, so this is ASSUMED (IHE IUA, SAML token option).
"""

from __future__ import annotations

import base64
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from urllib.parse import parse_qsl

from socle import clock
from socle.directory import trust
from socle.directory.actor import Actor
from socle.directory.services import Directory, Reused, authenticate
from socle.ledger import ActCode, Author
from socle.ledger.acting import NotDone, joined
from socle.record.fhir import capability
from socle.record.fhir.calls import SERVICE, Call, Interaction
from socle.record.fhir.routes import offered, route
from socle.record.rules import may_attempt
from socle.record.tracing import UNKNOWN, claimed_by, refused
from socle.record.verdicts import dispatch
from socle.rulebook import Finding, choices, code
from socle.storage.failing import is_away
from socle.wire import ids, xml
from socle.wire.exchange import Request, Response
from socle.wire.fhir import outcome, verdicts
from socle.wire.fhir.negotiating import acceptable, readable
from socle.wire.vihf.model import Vihf
from socle.wire.vihf.verify import verify

log = logging.getLogger("socle.record")

PREFIX: Final = "/fhir/dmp/"
#: Bytes of a token, decoded; the worked ones are of 7,000.
_LARGEST_TOKEN: Final = 100_000
_HOST = re.compile(r"[A-Za-z0-9.\-]{1,253}(:\d{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](:\d{1,5})?")
_UNASSIGNED: Final = Interaction(
    id="", act=ActCode.MESSAGE_REFUSE, resource="", code="", respond=lambda call: call.not_found(""), actions=()
)


@dataclass(slots=True, kw_only=True)
class _Exchange:
    """One exchange as far as it was understood."""

    request: Request
    at: datetime
    new_uuid: ids.NewUuid
    interaction: Interaction = _UNASSIGNED
    token: Vihf | None = None

    def refuse(
        self,
        findings: Sequence[Finding],
        author: Author | Actor = UNKNOWN,
        act: ActCode = ActCode.MESSAGE_REFUSE,
        *,
        status: int | None = None,
        headers: tuple[tuple[str, str], ...] = (),
    ) -> Response:
        """Answer an OperationOutcome, once the journal knows."""
        name = self.interaction.id
        refused(author, findings, code=act, service=SERVICE, transaction_id=name, at=self.at)
        return outcome.refusal(findings, status=status, headers=headers)

    def refuse_token(self, findings: Sequence[Finding]) -> Response:
        """401 and how to come, unless a right was refused (403)."""
        errors = [finding for finding in findings if finding.is_error]
        denied = any(code(finding, "http", "status") == "403" for finding in errors)
        author = claimed_by(self.token) if self.token is not None else UNKNOWN
        challenge = (("WWW-Authenticate", f'{choices.current().fhir_token_scheme} realm="dmp"'),)
        status, headers = (403, ()) if denied else (401, challenge)
        return self.refuse(errors, author, ActCode.TOKEN_REFUSE, status=status, headers=headers)


def handle(request: Request, *, new_uuid: ids.NewUuid = ids.new_uuid) -> Response:
    """Answer one request. Never raises."""
    exchange = _Exchange(request=request, at=clock.now(), new_uuid=new_uuid)
    try:
        return _once(exchange)
    except NotDone as error:
        log.warning("act not done", extra={"service": SERVICE, "reason": error.finding.verdict.id})
        return _later(outcome.refusal([error.finding]), error.retry_after)
    except Exception as error:
        reference = str(new_uuid())
        told = {"service": SERVICE, "reference": reference, "reason": type(error).__name__}
        if is_away(error):
            log.error("database away", extra=told)  # noqa: TRY400 - a state of the machine
            return _later(outcome.refusal([dispatch.DATABASE_UNAVAILABLE.at(found=reference)]), NotDone.retry_after)
        log.exception("exchange failed", extra={"service": SERVICE, "reference": reference})
        return outcome.refusal([dispatch.SERVER_TROUBLE.at(found=reference)])


def _later(answer: Response, seconds: int) -> Response:
    return replace(answer, status=503, headers=(*answer.headers, ("Retry-After", str(seconds))))


def _once(exchange: _Exchange) -> Response:
    """That the token came with this request is written with what the exchange does, in the same transaction."""
    try:
        with joined():
            return _open(exchange)
    except Reused as error:
        return exchange.refuse_token([error.finding])


def _open(exchange: _Exchange) -> Response:
    """What is asked, and in which form: nothing of the body is read."""
    request = exchange.request
    path = PREFIX if f"{request.path}/" == PREFIX else request.path
    segments = path.removeprefix(PREFIX).encode("latin-1", "replace").decode("utf-8", "replace").split("/")
    found = route(request.method, segments)
    if isinstance(found, Finding):
        allowed = tuple(("Allow", found.expected) for _ in [0] if found.verdict is verdicts.METHOD_NOT_ALLOWED)
        return exchange.refuse([found], headers=allowed)
    interaction, id = found
    exchange.interaction = interaction
    request.notes["transaction"] = interaction.id
    query, wrong = _query(request.query)
    wrong = wrong or acceptable(request.headers.get("accept", ""), query, raw=interaction.resource == "Binary")
    if wrong is None and interaction.reads:
        wrong = readable(request.headers, interaction.reads)
    if wrong is not None:
        return exchange.refuse([wrong])
    if interaction is capability.INTERACTION:
        return outcome.answer(capability.statement(offered(), base_of(request), exchange.at))
    return _answer(exchange, id, query)


def _query(text: str) -> tuple[list[tuple[str, str]], Finding | None]:
    try:
        return parse_qsl(text, keep_blank_values=True, max_num_fields=100, errors="strict"), None
    except ValueError:
        return [], verdicts.PARAMETER_MALFORMED.at(
            "?", expected="au plus 100 paramètres, en UTF-8", found="autre chose"
        )


def _answer(exchange: _Exchange, id: str, query: list[tuple[str, str]]) -> Response:
    """Who asks, functional rights, then the binding."""
    actor, findings = _authenticate(exchange)
    if actor is None or exchange.token is None:
        return exchange.refuse_token(findings)
    interaction = exchange.interaction
    attempts = [may_attempt(actor, action, exchange.at) for action in interaction.actions]
    if attempts and not any(attempt.allowed for attempt in attempts):
        return exchange.refuse(attempts[0].errors, actor, interaction.act)
    call = Call(
        interaction=interaction,
        request=exchange.request,
        actor=actor,
        at=exchange.at,
        base=base_of(exchange.request),
        id=id,
        parameters=query,
        patient=exchange.token.patient,
        trust=trust.current(Directory()),
        new_uuid=exchange.new_uuid,
    )
    return interaction.respond(call)


def _authenticate(exchange: _Exchange) -> tuple[Actor | None, list[Finding]]:
    """Who asks: the token by itself, then by what the directory knows, as for SOAP (spec/dmp.md 2).

    X-Request-Id stands for the MessageID of SOAP: the same pair of token and request is refused; a request without it
    is one of its own.
    """
    security, findings = _token(exchange.request)
    if security is None:
        return None, findings
    directory, chosen = Directory(), choices.current()
    trusted = trust.current(directory)
    root, findings = xml.read(security, limit=_LARGEST_TOKEN)
    if root is None:
        return None, findings
    token, findings = verify(
        root,
        trust=trusted,
        at=exchange.at,
        life=chosen.token_life,
        skew=chosen.token_skew,
        accept_sha1=chosen.accept_sha1_signatures,
    )
    if token is None:
        return None, findings
    exchange.token = token
    message = exchange.request.headers.get("x-request-id") or ids.urn_uuid(exchange.new_uuid)
    actor, refusals = authenticate(
        token, exchange.request.certificate, exchange.at, message_id=message, trust=trusted, directory=directory
    )
    return actor, [*findings, *refusals]


def _token(request: Request) -> tuple[bytes | None, list[Finding]]:
    scheme = choices.current().fhir_token_scheme
    given, _, written = request.headers.get("authorization", "").strip().partition(" ")
    absent = verdicts.TOKEN_ABSENT.at("Authorization", expected=f"{scheme} …")
    if given.lower() != scheme.lower() or not written:
        return None, [absent]
    plain = written.strip().translate(str.maketrans("-_", "+/")).rstrip("=")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True), []
    except ValueError:
        return None, [absent]


def base_of(request: Request) -> str:
    """The address of the service as its client wrote it."""
    host = request.headers.get("host", "")
    return f"https://{host if _HOST.fullmatch(host) else 'localhost'}{PREFIX}"
