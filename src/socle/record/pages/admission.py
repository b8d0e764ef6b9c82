"""The desk that receives patients (`socle.identity.pages`), opened to the professional or employee signed in here.

The room of identities does not know who is signed in: it is told so by a `Clerk`.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from socle import clock
from socle.directory.actor import Actor, Authentication, Kind
from socle.directory.connect import Means as ConnectedBy
from socle.identity.clerk import Clerk
from socle.identity.pages import file, insi, proof, searching
from socle.identity.pages.frame import Desk
from socle.identity.rules.answering import Means
from socle.record.portal.consultation import as_professional
from socle.record.services.tracing import author_of

_MEANS = {
    Authentication.CARD: Means.CARD,
    Authentication.AIR: Means.E_CPS,
    Authentication.CERTIFICATE: Means.ORGANISATION,
}


def clerk_of(actor: Actor) -> Clerk:
    """Who is at the desk, and what INSi knows him by. An employee's card names him, or its structure alone."""
    if actor.means == ConnectedBy.E_CPS.value:
        means = Means.E_CPS
    elif actor.authentication is Authentication.EMPLOYEE_CARD or actor.kind is Kind.EMPLOYEE:
        named = actor.name not in {"", actor.structure_name}
        means = Means.NOMINATIVE_EMPLOYEE_CARD if named else Means.EMPLOYEE_CARD
    else:
        means = _MEANS.get(actor.authentication, Means.OTHER)
    return Clerk(author=author_of(actor), means=means)


def _at_the_desk(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of the desk: the view gets who is at it, and the instant."""

    @as_professional
    def answer(request: HttpRequest, actor: Actor, /, **names: str) -> HttpResponse:
        return view(request, Desk(clerk_of(actor), clock.now()), **names)

    return answer


_FILE = "admission/fiches/<str:file_id>/"
_PAGES: dict[str, Callable[..., HttpResponse]] = {
    "admission/": searching.home,
    "admission/nouvelle/": searching.new,
    "admission/anonyme/": searching.anonymous,
    "admission/prevenus/": searching.told,
    "admission/organisation/": searching.organisation,
    _FILE: file.file,
    _FILE + "traits/": file.change,
    _FILE + "signaler/": file.mark,
    _FILE + "reunir/": file.merge,
    _FILE + "transmettre/": file.send,
    _FILE + "insi/": insi.ask,
    _FILE + "insi/reponse/": insi.take,
    _FILE + "verifier/": insi.verify,
    _FILE + "piece/": proof.proof,
    _FILE + "piece/annuler/": proof.cancel,
    _FILE + "etiquette/": proof.label,
}
addresses: list[URLPattern] = [path(address, _at_the_desk(view)) for address, view in _PAGES.items()]
