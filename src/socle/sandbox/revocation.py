"""What the test authority says of its certificates: `/pki/persons.crl`, `/pki/organisations.crl`, `/pki/ocsp`.

Anybody may ask, as of any authority. Instants are those of the sandbox's clock: what was revoked later is not told yet.
"""

from __future__ import annotations

import base64
from datetime import datetime
from urllib.parse import unquote

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from socle.directory.models import RevokedCertificate
from socle.sandbox import state
from socle.wire.certificates.revocation import Known, crl, ocsp_answer

#: A request about one certificate takes a hundred bytes; this leaves room for a nonce and a signature.
LONGEST_REQUEST = 8192


@require_safe
def revoked(_request: HttpRequest, name: str) -> HttpResponse:
    """The revocation list of one authority, in DER. Source: RFC 5280 section 5; RFC 2585 (media type)."""
    here = state.installed()
    authority = here.authority.issuers.get(name)
    if authority is None:
        raise Http404(name)
    rows = RevokedCertificate.objects.filter(issuer=authority.certificate.subject)
    data = crl(authority, [(int(row.serial), row.at) for row in rows], here.clock.now())
    return HttpResponse(data, content_type="application/pkix-crl")


@csrf_exempt
@require_http_methods(["GET", "POST"])
def ocsp(request: HttpRequest, encoded: str = "") -> HttpResponse:
    """One certificate's state: the request in the body, or in the address. Source: RFC 6960, appendix A."""
    here, at = state.installed(), state.installed().clock.now()
    answer = ocsp_answer(_asked(request, encoded), here.authority.issuers.values(), _known(), at)
    return HttpResponse(answer, content_type="application/ocsp-response")


def _asked(request: HttpRequest, encoded: str) -> bytes:
    if request.method == "POST":
        return request.read(LONGEST_REQUEST + 1)[:LONGEST_REQUEST]
    try:
        return base64.b64decode(unquote(encoded), validate=True)
    except ValueError:
        return b""


def _known() -> Known:
    issued = {(one.issuer, one.serial) for one in state.installed().authority.issued()}

    def known(issuer: str, serial: int) -> tuple[bool, datetime | None]:
        row = RevokedCertificate.objects.filter(issuer=issuer, serial=str(serial)).first()
        return (issuer, serial) in issued, row.at if row is not None else None

    return known
