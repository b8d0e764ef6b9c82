"""Signing in to the portal: through Pro Santé Connect, or with a card over mutual TLS; then the situation."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from socle import clock, codes
from socle.directory.connect import Means, identifier
from socle.directory.oidc import addresses, portal
from socle.directory.oidc.account import Account, Situation
from socle.directory.oidc.pages import CERTIFICATE
from socle.directory.services import connect
from socle.directory.services.cards import card_shown
from socle.directory.sessions import SIGN_IN, WANTED, wanted
from socle.record.portal.lasting import ended
from socle.record.services.signing import account_of_card, close_portal, open_portal
from socle.rulebook import Decision, applies, shows
from socle.web.pages import page
from socle.web.places import PROFESSIONAL
from socle.web.words import full_name, lower_first, place_name

#: Where the session keeps who was identified until he says in which situation he acts.
WHO: Final = "signing_in"
#: The address of the card's way in, on the TLS door.
CARD: Final = "/pro/connexion/carte/"


@require_safe
@applies("AUTH-027")
@shows("AUTH-018", "AUTH-019", "AUTH-025", "AUTH-026")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Two ways in: Pro Santé Connect, and the card, which remains while Pro Santé Connect is down."""
    return _page(request, ended(request.session))


def _page(request: HttpRequest, decision: Decision | None = None, left: str = "") -> HttpResponse:
    """`left`: of what a refusal signed somebody out, `both` the portal and Pro Santé Connect, or the portal alone."""
    offered = bool(settings.SOCLE_SANDBOX)
    context = {
        "decision": decision,
        "left": left,
        "offered": offered,
        "down": offered and connect.is_down(),
        "card_address": f"{addresses.base()}{CARD}" if offered and not request.is_secure() else CARD,
    }
    status = 200 if decision is None else 403
    return page(request, "record/signin.html", PROFESSIONAL, context, at=clock.now(), status=status)


@require_safe
def through_connect(request: HttpRequest) -> HttpResponse:
    """Off to Pro Santé Connect; `qui` says who is expected."""
    return redirect(portal.begin(request.session, identifier(request.GET.get("qui", ""))))


@require_safe
def back(request: HttpRequest) -> HttpResponse:
    """Back from Pro Santé Connect."""
    at = clock.now()
    told = {name: request.GET.get(name, "") for name in ("state", "code", "error") if name in request.GET}
    signed, decision = portal.finish(request.session, told, at)
    if signed is None:
        return _refused(request, decision, at)
    return _identified(request, signed.account, signed.means, at, id_token=signed.id_token)


@require_safe
def by_card(request: HttpRequest) -> HttpResponse:
    """The certificate of this TLS connection signs in: the way that does not need Pro Santé Connect."""
    at = clock.now()
    shown, decision = card_shown(request.META.get(CERTIFICATE), at)
    account = account_of_card(shown, at) if shown is not None else None
    if shown is None or account is None:
        return _page(request, decision)
    return _identified(request, account, shown.means, at)


def _identified(
    request: HttpRequest, account: Account, means: Means, at: datetime, *, id_token: str = ""
) -> HttpResponse:
    """Enter at once when there is one situation only; ask which otherwise."""
    kept = {"account": asdict(account), "means": means.value, "id_token": id_token}
    if len(account.situations) > 1:
        request.session[WHO] = kept
        return redirect("portal-situation")
    return _enter(request, kept, 0, at)


def situation(request: HttpRequest) -> HttpResponse:
    """In which situation one acts, when there are several. Source: spec/identity.md d.4."""
    kept = request.session.get(WHO)
    if not isinstance(kept, dict):
        return redirect(SIGN_IN)
    found = kept["account"]["situations"]
    ranks = {str(rank): rank for rank in range(len(found))}
    chosen = request.POST.get("situation", "")
    if request.method == "POST" and chosen in ranks:
        return _enter(request, kept, ranks[chosen], clock.now())
    name = full_name(f"{kept['account']['family']} {kept['account']['given']}")
    context = {"name": name, "situations": _shown(found)}
    return page(request, "record/situation.html", PROFESSIONAL, context, at=clock.now())


def _shown(found: list[dict[str, str]]) -> list[dict[str, Any]]:

    return [
        {
            "rank": rank,
            "profession": codes.label("profession", one["profession"]) or one["profession"],
            "specialty": lower_first(_specialty(one["profession"], one["specialty"])),
            "place": place_name(one["structure_name"]) or one["structure"],
        }
        for rank, one in enumerate(found)
    ]


def _specialty(profession: str, specialty: str) -> str:
    """`médecine d’urgence`, "" when the specialty has no words. Source: TRE_R38."""
    key = f"G15_{profession}/{specialty}"
    label = codes.label("author_specialty", key)
    return "" if label in {"", key} else label.partition(" - ")[2].partition(" (")[0]


def _enter(request: HttpRequest, kept: dict[str, Any], rank: int, at: datetime) -> HttpResponse:
    values = kept["account"]
    chosen = Situation(**values["situations"][rank])
    account = Account(id=values["id"], family=values["family"], given=values["given"], situations=(chosen,))
    decision = open_portal(request.session, account, Means(kept["means"]), at, kept["id_token"])
    if not decision.allowed:
        return _refused(request, decision, at)
    entered = redirect(wanted(request) or "/pro/")
    entered.delete_cookie(WANTED, samesite="Lax")
    return entered


def _refused(request: HttpRequest, decision: Decision, at: datetime) -> HttpResponse:
    """Whoever comes from Pro Santé Connect and may not enter is out, here and there: on a shared computer the next one
    would find him signed in. An answer that opened nothing there ends nothing.
    """
    if portal.PENDING not in request.session:
        return _page(request, decision)
    return _page(request, decision, "both" if close_portal(request.session, at) else "here")


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Nobody is signed in any more, here and at Pro Santé Connect; told to the journal."""
    close_portal(request.session, clock.now())
    return redirect(SIGN_IN)
