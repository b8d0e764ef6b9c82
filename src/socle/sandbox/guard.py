"""Who may use the control interface: this machine only, and no page of another site.

A page on the Internet can make a browser send requests to loopback; the Host it names and the Origin it
comes from give it away.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import wraps
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from socle.ledger.acting import NotDone

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
JSON = "application/json"


class Refused(Exception):  # noqa: N818 - a refusal of the interface, not an error of the program
    """What the interface answers instead: a sentence and its HTTP status."""

    def __init__(self, sentence: str, status: int = 400, **more: Any) -> None:
        super().__init__(sentence)
        self.status = status
        self.more = more


def is_loopback(address: str) -> bool:
    """Whether a peer's address is this machine's own."""
    try:
        return ip_address(address.partition("%")[0]).is_loopback
    except ValueError:
        return False


def refusal(request: HttpRequest) -> str:
    """Why this request may not use the interface; empty when it may."""
    host = request.META.get("HTTP_HOST", "")
    if not is_loopback(request.META.get("REMOTE_ADDR", "")):
        return "the control interface answers this machine only"
    if urlsplit(f"//{host}").hostname not in LOOPBACK_NAMES:
        return f"the control interface is not called '{host}': write localhost"
    origin = request.META.get("HTTP_ORIGIN")
    if origin is not None and origin != f"{request.scheme}://{host}":
        return f"pages of {origin} may not use the control interface"
    if request.META.get("HTTP_SEC_FETCH_SITE", "none") not in {"none", "same-origin"}:
        return "pages of another site may not use the control interface"
    return ""


View = Callable[..., Any]


def interface(**methods: View) -> Callable[..., HttpResponse]:
    """A view of the interface out of one function per method (`get=`, `post=`).

    A `get` function takes the request, a `post` one the request and its JSON object; each gives a value that
    becomes JSON, or a response.
    """
    verbs = {name.upper(): function for name, function in methods.items()}
    first = next(iter(verbs.values()))

    @csrf_exempt
    @wraps(first)
    def view(request: HttpRequest, **captured: str) -> HttpResponse:
        try:
            _admit(request, verbs)
            given = (request, _document(request)) if request.method == "POST" else (request,)
            result = verbs[str(request.method)](*given, **captured)
        except Refused as refused:
            answer = JsonResponse({"error": str(refused), **refused.more}, status=refused.status)
            if refused.status == 405:  # noqa: PLR2004 - HTTP asks for Allow beside 405
                answer["Allow"] = ", ".join(verbs)
            return answer
        except NotDone as not_done:
            answer = JsonResponse({"error": not_done.finding.sentence("en")}, status=503)
            answer["Retry-After"] = str(not_done.retry_after)
            return answer
        return result if isinstance(result, HttpResponse) else JsonResponse(result, safe=False)

    return view


def _admit(request: HttpRequest, verbs: Mapping[str, View]) -> None:
    reason = refusal(request)
    if reason:
        raise Refused(reason, 403)
    if request.method not in verbs:
        raise Refused(f"use {' or '.join(verbs)}", 405)


def _document(request: HttpRequest) -> Mapping[str, Any]:
    """The JSON object of a change. Its type is asked for: a form of another site cannot set it."""
    if request.content_type != JSON:
        raise Refused(f"send {JSON}, not '{request.content_type}'", 415)
    try:
        document = json.loads(request.body or b"{}")
    except ValueError as error:
        raise Refused(f"the body is not JSON: {error}") from error
    if not isinstance(document, dict):
        raise Refused("the body is not a JSON object")
    return document
