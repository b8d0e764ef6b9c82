"""The pages of Pro Santé Connect: who asks, what to sign in with, and the number to compare on the second screen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from urllib.parse import parse_qs, urlencode

from authlib.oauth2 import OAuth2Error
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from socle import clock
from socle.directory.connect import LEVELS, SCOPES, Means, Status, identifier
from socle.directory.models import Attempt
from socle.directory.oidc import addresses, verdicts
from socle.directory.oidc.exchanges import Asking, ascii_of, flaw
from socle.directory.oidc.grants import provider
from socle.directory.oidc.server import finding_of
from socle.directory.rules.connect import asks_for_enough, is_connected
from socle.directory.services import connect
from socle.directory.services.cards import card_shown
from socle.ledger.acting import reading
from socle.rulebook import Decision, Finding, refuse, shows
from socle.rulebook.catalogue import code
from socle.rulebook.days import french_day
from socle.web.pages import page
from socle.web.places import Place
from socle.web.words import full_name

CONNECT = Place("connect", "Pro Santé Connect (simulé)", "/auth", "key", ())
#: Where the web session keeps the sign-in under way that belongs to this browser, and who is expected.
MINE, HINT = "connect_attempt", "connect_hint"
#: The key of the WSGI environment under which the client's certificate stands (`config/tls.py`).
CERTIFICATE = "socle.certificate"
View = Callable[..., HttpResponse]


def _open(view: View) -> View:
    """In a sandbox only, and not while Pro Santé Connect is down."""

    @wraps(view)
    def answer(request: HttpRequest, **names: str) -> HttpResponse:
        if not settings.SOCLE_SANDBOX:
            raise Http404
        if connect.is_down():
            return _refused(request, refuse(verdicts.DOWN.at()), 503)
        return view(request, **names)

    return answer


def _refused(request: HttpRequest, decision: Decision, status: int) -> HttpResponse:
    return page(request, "connect/refused.html", CONNECT, {"decision": decision}, at=clock.now(), status=status)


@_open
@require_safe
def authorize(request: HttpRequest) -> HttpResponse:
    """A service sends a browser here. What is wrong with the service or its address is told here, the rest to it."""
    at = clock.now()
    fields = parse_qs(request.META.get("QUERY_STRING", ""), keep_blank_values=True)
    asked = Asking("GET", fields, {}, None)
    form = asked.payload.data
    name = identifier(form.get("client_id", ""))
    service = connect.client(name)
    connected = is_connected(name, service)
    if service is None:
        return _refused(request, connected, 400)
    if form.get("redirect_uri", "") not in service.redirect_uris:
        return _refused(request, refuse(verdicts.ADDRESS_UNKNOWN.at("redirect_uri")), 400)
    finding = _fault(asked, at)
    if finding is not None:
        return _back(form["redirect_uri"], form.get("state", ""), finding)
    wanted = connect.Asked(
        client_id=service.client_id,
        scope=" ".join(SCOPES),
        acr=LEVELS[0],
        redirect_uri=form["redirect_uri"],
        state=form.get("state", ""),
        nonce=form.get("nonce", ""),
        challenge=form.get("code_challenge", ""),
        challenge_method=form.get("code_challenge_method", ""),
    )
    number = connect.begin(wanted, at)
    request.session[MINE], request.session[HINT] = number, identifier(form.get("login_hint", ""))
    return redirect("connect-attempt", number)


def _fault(asked: Asking, at: datetime) -> Finding | None:
    """What is told to the service: the first fault of its request."""
    disturbed = connect.disturbances().get("authorize")
    if disturbed:
        return verdicts.REFUSED.at() if disturbed == "access_denied" else verdicts.DOWN.at()
    wrong = flaw(asked)
    if wrong:
        return verdicts.REQUEST_FAULTY.at(found=wrong)
    form = asked.payload.data
    try:
        with reading():
            provider(at, LEVELS[0]).get_consent_grant(asked, None)
    except OAuth2Error as error:
        return finding_of(error)
    except ValueError:  # the library does not read every text that somebody may send
        return verdicts.REQUEST_FAULTY.at(found="it cannot be read")
    decision = asks_for_enough(form.get("scope", ""), form.get("acr_values", ""))
    if form.get("prompt") == "none":
        return verdicts.LOGIN_REQUIRED.at("prompt")
    return decision.errors[0] if decision.errors else None


def _back(address: str, state: str, finding: Finding) -> HttpResponse:
    error = code(finding, "oauth", "error") or "server_error"
    told = {"error": error, "error_description": ascii_of(finding.sentence("en"))} | ({"state": state} if state else {})
    return _to(address, told)


def _to(address: str, told: dict[str, str]) -> HttpResponse:
    """Back to the service. Its address is one of those registered for it, letter for letter."""
    answer = HttpResponse(status=302)
    answer["Location"] = f"{address}{'&' if '?' in address else '?'}{urlencode(told)}"
    return answer


def _mine(view: View) -> View:
    """A page of one sign-in under way, in the browser where it began."""

    @wraps(view)
    def answer(request: HttpRequest, number: str) -> HttpResponse:
        row = connect.attempt_of(number) if request.session.get(MINE) == number else None
        if row is None:
            return _refused(request, refuse(verdicts.EXPIRED.at()), 404)
        if row.status == Status.SPENT.value or row.expires_at <= clock.now():
            return _refused(request, refuse(verdicts.EXPIRED.at()), 410)
        return view(request, row, number)

    return answer


@_open
@_mine
@require_safe
@shows("RPPS-002", "RPPS-021")
def attempt(request: HttpRequest, row: Attempt, number: str) -> HttpResponse:
    """What to sign in with; then the number to compare; then the way back."""
    own = row.redirect_uri.startswith("/")
    if own and row.status in {Status.ACCEPTED.value, Status.REFUSED.value}:
        return leave(request, number=number)
    return _show(request, row, number)


def _show(request: HttpRequest, row: Attempt, number: str, decision: Decision | None = None) -> HttpResponse:
    at = clock.now()
    service = connect.client(row.client_id)
    holder = row.holder or request.session.get(HINT, "")
    known = connect.person(holder, french_day(at)) if holder else None
    context = {
        "service": service.name if service is not None else row.client_id,
        "status": row.status,
        "binding": row.binding,
        "number": number,
        "key": row.key,
        "holder": holder,
        "person": full_name(f"{known.family} {known.given}") if known is not None else "",
        "usable": [means.value for means in connect.means_of(holder)] if known is not None else [],
        "decision": decision,
        "secure": request.is_secure(),
        "secure_address": f"{addresses.base()}{request.path}",
    }
    return page(request, "connect/attempt.html", CONNECT, context, at=at, status=400 if decision is not None else 200)


@_open
@_mine
@require_POST
def ask(request: HttpRequest, row: Attempt, number: str) -> HttpResponse:
    """Sign in with the e-CPS of the number that was typed: its holder is asked on the second screen."""
    holder = identifier(request.POST.get("identifiant", ""))
    holder = f"8{holder}" if holder.isdigit() and len(holder) == 11 else holder  # noqa: PLR2004 - an RPPS number
    if Means.E_CPS not in connect.means_of(holder):
        return _show(request, row, number, refuse(verdicts.HOLDER_UNKNOWN.at("e-CPS", found=holder)))
    decision = connect.push(row.key, holder, Means.E_CPS, clock.now())
    if not decision.allowed:
        row.refresh_from_db()
        return _show(request, row, number, decision)
    return redirect("connect-attempt", number)


@_open
@_mine
@require_POST
def card(request: HttpRequest, row: Attempt, number: str) -> HttpResponse:
    """Sign in with the card that opened this connection."""
    at = clock.now()
    shown, decision = card_shown(request.META.get(CERTIFICATE), at)
    if shown is None:
        connect.refuse_card(row.key, decision, at)
        return _show(request, row, number, decision)
    connect.accept_card(row.key, shown.holder, shown.means, at)
    return redirect("connect-attempt", number)


@_open
@_mine
@require_safe
def leave(request: HttpRequest, row: Attempt, number: str) -> HttpResponse:
    """Back to the service, with the code once the person confirmed, with a refusal once he said no."""
    if row.status in {Status.WAITING.value, Status.PUSHED.value}:
        return redirect("connect-attempt", number)
    if row.status == Status.REFUSED.value:
        return _back(row.redirect_uri, row.state, verdicts.REFUSED.at())
    found = connect.code_for(row.key, clock.now())
    if not found:  # it was given already: somebody went back in the browser
        return _refused(request, refuse(verdicts.EXPIRED.at()), 410)
    return _to(row.redirect_uri, {"code": found} | ({"state": row.state} if row.state else {}))
