"""`/cartes/`: the cards and certificates of the structures that somebody manages."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from socle import clock
from socle.directory import rules, services
from socle.directory.actor import Actor
from socle.directory.cards import listing
from socle.directory.cards.facts import CertificateType
from socle.directory.cards.forms import CardOrderForm, CertificateFilter, CertificateOrderForm
from socle.directory.models import Card, IssuedCertificate, Order, Structure
from socle.directory.sessions import SIGN_IN, actor_of, to_sign_in
from socle.rulebook import shows
from socle.rulebook.days import french_day
from socle.web.export import csv_file
from socle.web.pages import Acting, page
from socle.web.places import PROFESSIONAL
from socle.web.words import day_in_words, full_name, place_name

HOME = "/cartes/"
#: Where the session keeps what was just done, to be said once by the next page.
DONE = "cards_done"

View = Callable[..., HttpResponse]


def as_manager(view: View) -> View:
    """A page of whoever manages a structure; another is told what it takes. The view gets actor and structures."""

    @wraps(view)
    def answer(request: HttpRequest, **names: int) -> HttpResponse:
        actor = actor_of(request.session)
        if actor is None:
            return to_sign_in(request)
        managed = services.managed_by(actor, clock.now())
        if not managed:
            return _page(request, actor, "refused", {}, status=403)
        return view(request, actor, managed, **names)

    return answer


def _page(request: HttpRequest, actor: Actor, name: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    acting = Acting(full_name(actor.name), place_name(actor.structure_name), change_address=SIGN_IN)
    values = {"acting": acting, "done": request.session.pop(DONE, None), **context}
    return page(request, f"directory/cards_{name}.html", PROFESSIONAL, values, at=clock.now(), status=status)


@as_manager
def home(request: HttpRequest, actor: Actor, managed: list[Structure]) -> HttpResponse:
    """The certificates with their end, the cards, the orders."""
    at = clock.now()
    lines, without = services.certificates_of(managed, at)
    form = CertificateFilter(request.GET, managed)
    kept = listing.keep(lines, form)
    names = {one.idnat: place_name(one.name) for one in managed}
    context = {
        "form": form,
        "export": f"{HOME}certificats.csv" + (f"?{request.GET.urlencode()}" if request.GET else ""),
        "certificates": listing.certificates(kept) if kept else None,
        "none_at_all": not lines,
        "without": [names[idnat] for idnat in without],
        "cards": listing.cards(managed),
        "orders": listing.orders(managed),
        "waiting": listing.waiting(managed),
        "roles": sorted({role.value for one in managed for role in services.roles_in(actor, one, at)}),
        "places": list(names.values()),
    }
    return _page(request, actor, "home", context)


@as_manager
def certificates_export(request: HttpRequest, _actor: Actor, managed: list[Structure]) -> HttpResponse:
    """The same certificates as a CSV file: the file of all of them with their end (AUTH-053)."""
    lines, _without = services.certificates_of(managed, clock.now())
    kept = listing.keep(lines, CertificateFilter(request.GET, managed))
    return csv_file("certificats.csv", listing.HEADER, map(listing.row, kept))


@as_manager
def order_card(request: HttpRequest, actor: Actor, managed: list[Structure]) -> HttpResponse:
    """The order of a card: refused with every reason, or placed with the day when the card is expected."""
    form = CardOrderForm(request.POST if request.method == "POST" else None, managed)
    if not form.is_valid():
        return _page(request, actor, "order", {"form": form}, status=400 if form.is_bound else 200)
    said = form.cleaned_data
    outcome = services.order_card(
        actor,
        said["structure"],
        form.wanted(),
        clock.now(),
        holder=said["titulaire"].strip(),
        family=said["nom"].strip(),
        given=said["prenom"].strip(),
    )
    if outcome.order is None:
        return _page(request, actor, "order", {"form": form, "decision": outcome.decision}, status=422)
    due = day_in_words(rules.card_due(french_day(outcome.order.at)))
    request.session[DONE] = _("La commande est enregistrée. La carte est attendue le %(day)s.") % {"day": due}
    return redirect(f"{HOME}#commandes")


@as_manager
def order_certificate(request: HttpRequest, actor: Actor, managed: list[Structure]) -> HttpResponse:
    """The order of a certificate."""
    form = CertificateOrderForm(request.POST if request.method == "POST" else None, managed)
    if not form.is_valid():
        return _page(request, actor, "certify", {"form": form}, status=400 if form.is_bound else 200)
    said = form.cleaned_data
    outcome = services.order_certificate(actor, said["structure"], CertificateType(said["type"]), clock.now())
    if outcome.order is None:
        return _page(request, actor, "certify", {"form": form, "decision": outcome.decision}, status=422)
    request.session[DONE] = _("La commande est enregistrée. Le certificat sera dans la liste dès qu’il est émis.")
    return redirect(f"{HOME}#commandes")


@as_manager
def certificate(request: HttpRequest, actor: Actor, managed: list[Structure], certificate: int) -> HttpResponse:
    """One certificate: what it opens, and its revocation, which cannot be undone."""
    names = [*(one.idnat for one in managed), *listing.former(managed)]
    found = IssuedCertificate.objects.filter(pk=certificate, structure__in=names).first()
    if found is None:
        raise Http404
    if request.method == "POST":
        services.revoke(actor, found.issuer, found.serial, clock.now())
        request.session[DONE] = _("Le certificat est révoqué : il ne sert plus à rien dès maintenant.")
        return redirect(HOME)
    context = {"one": found, "opens": listing.opened_by(found), "revoked": listing.revoked_at(found)}
    return _page(request, actor, "certificate", context)


@as_manager
def card(request: HttpRequest, actor: Actor, managed: list[Structure], card: int) -> HttpResponse:
    """One card of an employee: its opposition, which cannot be undone."""
    found = Card.objects.filter(pk=card, holder__in=listing.holders(managed)).first()
    if found is None:
        raise Http404
    if request.method == "POST":
        services.withdraw_card(actor, found.number, clock.now())
        request.session[DONE] = _("La carte est mise en opposition : elle ne sert plus à rien dès maintenant.")
        return redirect(f"{HOME}#cartes")
    return _page(request, actor, "card", {"one": found, "holder": listing.name_of(found.holder)})


@require_POST
@as_manager
def received(request: HttpRequest, actor: Actor, managed: list[Structure], order: int) -> HttpResponse:
    """The card came: its codes follow."""
    if not Order.objects.filter(pk=order, structure__in=managed, received_on__isnull=True).exclude(made="").exists():
        raise Http404
    codes = services.receive_card(actor, order, clock.now())
    told = _("La carte est reçue. Ses codes arrivent au plus tard le %(day)s.") % {"day": day_in_words(codes)}
    request.session[DONE] = told
    return redirect(f"{HOME}#commandes")


@as_manager
@shows("AUTH-006", "AUTH-018", "AUTH-019", "TEST-005")
def uses(request: HttpRequest, actor: Actor, _managed: list[Structure]) -> HttpResponse:
    """What each card and certificate opens, and what the public answers say of them."""
    needs = rules.needs_card_readers(regulated_with_physical_cards=True, rpps_manager_orders_cards=False)
    return _page(request, actor, "uses", {"table": listing.uses(clock.now()), "needs_readers": needs})
