"""The door of the INSi teleservice: authenticate, parse, call, render; every refusal a fault and a line of the journal.

Source: spec/identity.md b. Requests are told apart by their body's element, at whatever address under /insi/ they come.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import replace

from lxml import etree

from socle import clock
from socle.identity.insi import callers, contexts, operations, wsdl
from socle.identity.insi.callers import Authorities
from socle.identity.insi.calls import MESSAGE, RIGHTS, SEARCHES, Call
from socle.identity.insi.names import CONTEXT_BAM, CONTEXT_LPS, operation_of
from socle.identity.insi.outcomes import FAKE_SOFTWARE
from socle.identity.insi.verdicts import BODY_UNKNOWN, METHOD, SOFTWARE_UNKNOWN, VERIFICATION_CLOSED
from socle.ledger.acting import NotDone
from socle.rulebook import Finding, choices
from socle.storage.failing import is_away
from socle.wire import ids, mtom, soap, xml
from socle.wire.exchange import Request, Response
from socle.wire.namespaces import qname
from socle.wire.soap import Envelope
from socle.wire.soap.envelope import NAMESPACES

log = logging.getLogger("socle.identity.insi")


def handle(
    request: Request,
    authorities: Authorities,
    *,
    wait: Callable[[float], None] = time.sleep,
    new_uuid: ids.NewUuid = ids.new_uuid,
) -> Response:
    """Answer one request to /insi/.

    Never raises: what nobody foresaw is a technical error, told with the reference under which the log tells more.
    """
    if request.method == "GET" and wsdl.is_asked(request.query):
        return wsdl.served(request)
    call = Call(request=request, at=clock.now(), chosen=choices.current(), wait=wait, new_uuid=new_uuid)
    try:
        return _open(call, authorities)
    except NotDone as error:
        log.warning("act not done", extra={"service": "insi", "reason": error.finding.verdict.id})
        return _later(call.fault(call.trouble(), 503), error.retry_after)
    except Exception as error:
        reference = str(new_uuid())
        told = {"service": "insi", "reference": reference, "reason": type(error).__name__}
        if is_away(error):
            # A state of the machine: a trace of the program would say nothing more.
            log.error("database away", extra=told)  # noqa: TRY400
            return _later(call.fault(call.trouble(reference), 503), NotDone.retry_after)
        log.exception("exchange failed", extra=told)
        return call.fault(call.trouble(reference))


def _later(fault: Response, seconds: int) -> Response:
    """A fault that is nobody's: the same request may be sent again. Source: RFC 9110, 15.6.4."""
    return replace(fault, headers=(*fault.headers, ("Retry-After", str(seconds))))


def _open(call: Call, authorities: Authorities) -> Response:
    """The envelope, then who calls, then with which software."""
    if call.request.method != "POST":
        return call.refuse([METHOD.at(found=call.request.method)], MESSAGE)
    opening, findings = mtom.open_message(call.request)
    if opening is None:
        return call.refuse(findings, MESSAGE)
    opening.close()
    root, findings = xml.read(opening.root, limit=mtom.LIMITS.root, charset=opening.charset)
    if root is None:
        return call.refuse(findings, MESSAGE)
    envelope, findings = soap.read_envelope(root, addressed=False, understood=(CONTEXT_BAM, CONTEXT_LPS))
    if envelope is None:
        return call.refuse(findings, MESSAGE)
    call.envelope, call.operation = envelope, operation_of(envelope.operation)
    call.request.notes["transaction"] = call.operation or ""
    if any(finding.is_error for finding in findings):
        return call.refuse(findings, MESSAGE)
    call.caller, findings = callers.authenticate(
        call.request.certificate, envelope.security, call.at, authorities, call.chosen
    )
    if call.caller is None:
        return call.refuse(findings, RIGHTS)
    findings = _software(call, root)
    if findings:
        return call.refuse(findings, call.chosen.insi_unknown_software_code)
    return _dispatch(call, envelope)


def _software(call: Call, root: etree._Element) -> list[Finding]:
    """What speaks against the software that calls: contexts that do not name it, or an unknown authorisation."""
    header = xml.first(root, qname(NAMESPACES[call.version], "Header"))
    call.context, findings = contexts.read(list(xml.children(header)) if header is not None else [])
    known, idam = call.chosen.insi_software, call.context.idam
    if idam and (idam == FAKE_SOFTWARE or (known and idam not in known)):
        findings.append(SOFTWARE_UNKNOWN.at("ContexteLPS/LPS/IDAM", found=idam[:40]))
    return findings


def _dispatch(call: Call, envelope: Envelope) -> Response:
    if call.operation is None:
        return call.refuse([BODY_UNKNOWN.at("soap:Body", found=envelope.operation[:200])], MESSAGE)
    if call.operation not in SEARCHES and not call.chosen.insi_verification:
        return call.refuse([VERIFICATION_CLOSED.at("soap:Body")], MESSAGE)
    return operations.BY_OPERATION[call.operation](call, envelope.body)
