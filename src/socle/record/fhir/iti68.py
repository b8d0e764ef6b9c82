"""ITI-68 Retrieve Document: TD3.2. The address is the one that a DocumentReference gives (content.attachment.url).

Paragraphs in order: token and rights (by the door), patient of the token, use case, the document's own bytes, or a
Binary resource for who asks for JSON. A document that may not be seen answers as if it were absent (spec/dmp.md 4.4).
"""

from __future__ import annotations

import base64
import re
from urllib.parse import unquote

from socle.record import services
from socle.record.fhir.calls import Call
from socle.record.rules import same_patient
from socle.record.submissions import REPOSITORY
from socle.wire.exchange import Response
from socle.wire.fhir import outcome
from socle.wire.fhir.negotiating import wants_resource
from socle.wire.xds.model import DocumentRequest

#: A media type that can stand in a header; whatever else a sender wrote is given as bytes.
_MEDIA_TYPE = re.compile(r"[A-Za-z0-9!#$&^_.+-]{1,64}/[A-Za-z0-9!#$&^_.+-]{1,64}")


def retrieve(call: Call) -> Response:
    """Give the bytes of one document."""
    decision = same_patient(call.patient, call.patient)
    if not decision.allowed:
        return call.refuse(decision.errors)
    asked = DocumentRequest(REPOSITORY, unquote(call.id))
    found = services.retrieve(call.actor, [asked], call.patient, call.at, profile=call.profile)
    errors = (*found.decision.errors, *found.findings)
    if errors or not found.documents:
        return call.refusal(errors)
    document = found.documents[0]
    if wants_resource(call.request.headers.get("accept", ""), call.parameters):
        data = base64.b64encode(document.content).decode()
        return outcome.answer({"resourceType": "Binary", "contentType": document.mime_type, "data": data})
    headers = (
        ("Content-Type", _media_type(document.mime_type)),
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
        ("Content-Disposition", "attachment"),
    )
    return Response(200, headers, document.content)


def _media_type(written: str) -> str:
    return written if _MEDIA_TYPE.fullmatch(written) else "application/octet-stream"
