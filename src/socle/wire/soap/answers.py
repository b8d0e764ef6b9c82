"""Answers as HTTP responses: a SOAP body, alone or with document parts, or a fault."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lxml import etree

from socle.rulebook import Finding
from socle.wire import ids, mtom
from socle.wire.exchange import Response
from socle.wire.soap.actions import fault_action, response_action
from socle.wire.soap.envelope import Envelope, Version, write_envelope
from socle.wire.soap.faults import fault_body, fault_of
from socle.wire.xds.model import Part

#: Media type of a plain message, by SOAP version. Source: SOAP 1.2 part 2, appendix A; SOAP 1.1, 6.
MEDIA_TYPES: dict[Version, str] = {"1.1": "text/xml", "1.2": "application/soap+xml"}


def response(
    message: bytes,
    *,
    status: int = 200,
    version: Version = "1.2",
    parts: Iterable[Part] | None = None,
    action: str = "",
    new_uuid: ids.NewUuid = ids.new_uuid,
) -> Response:
    """A serialised envelope as an HTTP response; with `parts` (even none of them) it is multipart."""
    if parts is None:
        return Response(status, (("Content-Type", f"{MEDIA_TYPES[version]}; charset=UTF-8"),), message)
    content_type, pieces = mtom.multipart_pieces(
        message, parts, action=action, media_type=MEDIA_TYPES[version], new_uuid=new_uuid
    )
    return Response(status, (("MIME-Version", "1.0"), ("Content-Type", content_type)), pieces)


def answer(
    envelope: Envelope,
    body: etree._Element,
    *,
    parts: Iterable[Part] | None = None,
    within: bytes = b"",
    new_uuid: ids.NewUuid = ids.new_uuid,
) -> Response:
    """The answer to `envelope`, in its SOAP version. With `parts` it is multipart, as ITI-43 always is.

    `within`: what stands in the last element of `body`, as `write_envelope` takes it.
    """
    action = response_action(envelope.action)
    message = write_envelope(
        action=action,
        relates_to=envelope.message_id,
        body=body,
        version=envelope.version,
        within=within,
        new_uuid=new_uuid,
    )
    return response(message, version=envelope.version, parts=parts, action=action, new_uuid=new_uuid)


def fault(
    finding: Finding | Sequence[Finding],
    *,
    action: str = "",
    relates_to: str = "",
    version: Version = "1.2",
    multipart: bool = False,
    new_uuid: ids.NewUuid = ids.new_uuid,
) -> Response:
    """The fault that tells one or several findings.

    HTTP status: SOAP 1.2 400 for Sender and 500 for Receiver, SOAP 1.1 always 500 (spec README).
    `multipart` for ITI-43, whose answers are multipart even when they are faults (spec/dmp.md 1).
    """
    told = fault_of([finding] if isinstance(finding, Finding) else finding)
    message = write_envelope(
        action=fault_action(action),
        relates_to=relates_to,
        body=fault_body(told, version),
        version=version,
        new_uuid=new_uuid,
    )
    return response(
        message,
        status=told.status if version == "1.2" else 500,
        version=version,
        parts=() if multipart else None,
        action=fault_action(action),
        new_uuid=new_uuid,
    )
