"""The telephones and card readers of the sandbox: what everybody signs in with, and the second screen.

Every confidential code here is the same: whoever plays with fictitious people need not remember forty of them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST, require_safe

from socle import clock
from socle.directory.connect import Activation, Means, identifier
from socle.directory.services import connect
from socle.rulebook import ALLOWED, Decision
from socle.rulebook.days import french_day
from socle.sandbox import state
from socle.web.pages import page
from socle.web.places import SANDBOX

CODE = "1234"
#: Whoever has no card activates the e-CPS from what the Annuaire Santé knows of him (AUTH-020).
_MAIL, _MOBILE = "{}@exemple.test", "06 39 98 00 00"
_EMPLOYED = frozenset({"CPE"})


def equip(holder: str, card: str, at: datetime, *, name: str = "") -> None:
    """Give somebody the code of his card, and a professional an e-CPS, activated by the card or by contact."""
    if card in {Means.CPS, Means.CPF, Means.CPE}:
        connect.register_card_code(holder, Means(card), CODE, at)
    if card in _EMPLOYED:
        return
    if card in {Means.CPS, Means.CPF}:
        asked = Activation(holder=holder, card_shown=True)
    elif name:
        mail = _MAIL.format(name)
        connect.register_contact(holder, mail, _MOBILE)
        asked = Activation(holder=holder, mail=mail, mobile=_MOBILE)
    else:
        return
    connect.activate_ecps(asked, CODE, at)


@require_safe
def telephone(request: HttpRequest) -> HttpResponse:
    """What somebody's telephone, or card reader, shows: the requests that wait, and a place for the code."""
    return _show(request, request.GET.get("qui", ""))


def _show(request: HttpRequest, who: str, decision: Decision | None = None, back: str = "") -> HttpResponse:
    at = clock.now()
    holder = identifier(state.installed().world.numbers().get(who, who))
    known = connect.person(holder, french_day(at)) if holder else None
    context: dict[str, Any] = {
        "holder": holder,
        "person": f"{known.family} {known.given}".strip() if known is not None else "",
        "means": [means.value for means in connect.means_of(holder)],
        "waiting": [
            {
                "key": row.key,
                "binding": row.binding,
                "service": _name(row.client_id),
                "at": row.created_at,
                "means": row.means,
            }
            for row in connect.waiting_for(holder, at)
        ],
        "asked": connect.asked_of(holder, at) if known is not None else (),
        "code": CODE,
        "decision": decision,
        "back": back,
    }
    return page(request, "sandbox/telephone.html", SANDBOX, context, at=at, status=200 if decision is None else 403)


def _name(client_id: str) -> str:
    service = connect.client(client_id)
    return service.name if service is not None else client_id


@require_POST
def respond(request: HttpRequest) -> HttpResponse:
    """The person confirms with the code, or refuses. From the sign-in page itself: asked and answered at once."""
    at, form = clock.now(), request.POST
    holder, key, back = (identifier(form.get(name, "")) for name in ("qui", "demande", "retour"))
    means = form.get("moyen", "")
    if means not in {*Means}:
        return HttpResponseRedirect(SANDBOX.address)
    decision = connect.push(key, holder, Means(means), at) if back else ALLOWED
    if not decision.allowed:
        return _show(request, holder, decision, back)
    if form.get("reponse") == "oui":
        decision = connect.answer(key, holder, Means(means), form.get("code", CODE), at)
    else:
        decision = connect.decline(key, holder, at)
    if not decision.allowed:
        return _show(request, holder, decision, back)
    return HttpResponseRedirect(f"/auth/demande/{back}/" if back else f"/bac-a-sable/telephone/?qui={holder}")
