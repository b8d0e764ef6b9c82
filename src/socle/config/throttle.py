"""Who asks too often is told when to come back: an exchange by a fault, a page by a page.

An exchange counts for the client's certificate (for the address when it shows none), a page for the session and, ten
times over, for the address, since a whole hospital may share one; a sign-in counts for the address alone.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable

from django.conf import settings as django_settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from socle.config import verdicts
from socle.config.metrics import metrics
from socle.config.rates import Buckets, Rate
from socle.config.refusing import refuse_at
from socle.config.settings import installed
from socle.web.places import MANUAL
from socle.web.typography import typeset
from socle.wire.exchange import Request, Response

#: Where one signs in.
SIGN_IN = ("/bac-a-sable/entrer", "/bac-a-sable/telephone/", "/auth/")
#: What costs nothing.
FREE = ("/static/",)
#: Sessions behind one address, such as a hospital's.
SHARING = 10


def client_of(request: Request) -> str:
    """Whose bucket an exchange is taken from."""
    certificate = request.certificate
    return hashlib.sha256(certificate).hexdigest() if certificate else f"address {request.remote}"


class Throttle:
    """The rate of the exchanges."""

    def __init__(self, rate: Rate | None) -> None:
        self._buckets = Buckets(rate) if rate is not None else None

    def refusal(self, request: Request) -> Response | None:
        """What is answered to a client who asks too often; None when it may go on. Its body is not read."""
        wait = self._buckets.take(client_of(request)) if self._buckets is not None else 0
        if not wait:
            return None
        seconds = math.ceil(wait)
        metrics().refused([verdicts.TOO_MANY.id])
        finding = verdicts.TOO_MANY.at(expected=seconds)
        return refuse_at(request.path, request.content_type, finding, status=429, seconds=seconds)


def pages(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: the rates of pages and of sign-in."""
    found = installed()
    asked = Buckets(found.rate_of_pages) if found.rate_of_pages else None
    shared = Buckets(_times(found.rate_of_pages, SHARING)) if found.rate_of_pages else None
    signing = Buckets(found.rate_of_sign_in) if found.rate_of_sign_in else None

    def answer(request: HttpRequest) -> HttpResponse:
        address = request.META.get("REMOTE_ADDR", "")
        wait = 0.0
        if signing is not None and request.method == "POST" and request.path.startswith(SIGN_IN):
            wait = signing.take(address)
        if asked is not None and shared is not None and not request.path.startswith(FREE):
            session = request.COOKIES.get(django_settings.SESSION_COOKIE_NAME, "") or address
            wait = max(wait, asked.take(session), shared.take(address))
        if not wait:
            return get_response(request)
        metrics().refused([verdicts.TOO_MANY.id])
        return too_many(math.ceil(wait))

    return answer


def _times(rate: Rate, number: int) -> Rate:
    return Rate(rate.per_second * number, rate.burst * number)


def too_many(seconds: int) -> HttpResponse:
    """The page that says when to come back. Rendered without the request: it costs as little as it can."""
    context = {
        "title": _("Trop de demandes à la fois"),
        "happened": verdicts.TOO_MANY.at(expected=seconds).sentence("fr"),
        "kept": _("Rien n’a été modifié."),
        "then": _("Attendez un instant, puis recommencez."),
        "status": 429,
        "place": MANUAL,
    }
    answer = HttpResponse(typeset(render_to_string("web/error.html", context)), status=429)
    answer["Retry-After"] = str(seconds)
    return answer
