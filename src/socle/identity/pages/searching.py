"""The first page of the desk: a person is searched for, then only a file is opened."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from socle.identity import rules, services
from socle.identity.facts import Organisation, Reason
from socle.identity.pages.forms import Anonymous, Identity, Search, Vigilance
from socle.identity.pages.frame import HOME, Desk, address_of, line_of, say, show
from socle.identity.pages.words import in_french
from socle.rulebook import shows
from socle.rulebook.days import french_day

#: Lines of a list on the first page.
SHORT = 8


@shows("INS-018", "INS-022", "ORG-005", "ORG-006")
def home(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Search for a person; who is to be told of a withdrawal; whose INS is to be verified again."""
    form = Search(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form, "organisation": _organisation(desk)}
    status = 200
    if request.method == "POST":
        if form.is_valid():
            wanted = form.wanted
            context["searched"] = True
            context["found"] = [line_of(file) for file in services.search(desk.clerk, wanted)]
            context["kept"] = [(name, request.POST.get(name, "")) for name in ("naissance", "nom", "prenom")]
        else:
            status = 400
    else:
        due = services.due_for_verification(desk.clerk, french_day(desk.at))
        context |= {
            "to_tell": list(services.to_be_told(desk.clerk)[:SHORT]),
            "to_verify": [line_of(file) for file in due[:SHORT]],
        }
    return show(request, desk, "desk", context, status=status)


def _organisation(desk: Desk) -> list[Any]:
    """What the organisation of identitovigilance still lacks."""
    return in_french(rules.in_order(services.organisation_of(desk.clerk) or Organisation()))


def new(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Open a file, once the search found none that is this person's."""
    if request.method != "POST":
        return redirect(HOME)
    if "ouvrir" not in request.POST:  # from the search: what was searched for begins the form
        said = request.POST
        initial = {
            "birth_name": said.get("nom", ""),
            "first_given_name": said.get("prenom", ""),
            "naissance": said.get("naissance", ""),
        }
        return show(request, desk, "new", {"form": Identity(initial=initial)})
    form = Identity(request.POST)
    if not form.is_valid():
        return show(request, desk, "new", {"form": form}, status=400)
    traits, fictive = form.traits()
    set_aside = frozenset(request.POST.getlist("ecartee")) if request.POST.get("aucune") else frozenset()
    outcome = services.open_file(desk.clerk, traits, desk.at, date_fictive=fictive, set_aside=set_aside)
    if outcome.file is None:
        like = services.like(desk.clerk, traits)
        context = {
            "form": form,
            "findings": in_french(outcome.decision),
            "like": [(one.pk, line_of(one)) for one in like],
        }
        return show(request, desk, "new", context, status=422)
    say(request, "La fiche est ouverte.")
    return redirect(address_of(outcome.file))


@shows("INS-007")
def anonymous(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Open the file of someone who is received without a name."""
    form = Anonymous(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reason = Reason(form.cleaned_data["raison"])
        outcome = services.open_anonymous(desk.clerk, form.traits(), desk.at, reason=reason)
        if outcome.file is not None:
            say(request, "La fiche anonyme est ouverte : elle n’aura jamais d’INS.")
            return redirect(address_of(outcome.file))
        return show(request, desk, "anonymous", {"form": form, "findings": in_french(outcome.decision)}, status=422)
    return show(request, desk, "anonymous", {"form": form}, status=400 if request.method == "POST" else 200)


@require_POST
def told(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Someone who held a withdrawn INS was told."""
    number = request.POST.get("destinataire", "")
    outcome = services.told(desk.clerk, int(number), desk.at) if number.isdigit() else services.Outcome()
    if outcome.file is None:
        raise PermissionDenied
    say(request, "C’est noté : ce destinataire est prévenu.")
    return redirect(HOME)


@shows("ORG-001", "ORG-002", "ORG-003", "ORG-004")
def organisation(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Who looks after identities in this structure: its charter, its referent, with whom it shares the work."""
    held = services.organisation_of(desk.clerk)
    initial = {name: getattr(held, name) for name in Vigilance.base_fields} if held is not None else {}
    form = Vigilance(request.POST if request.method == "POST" else None, initial=initial)
    context: dict[str, Any] = {"form": form, "held": held}
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            decision = services.declare_organisation(desk.clerk, form.organisation, desk.at)
            if decision.allowed:
                say(request, "L’organisation de l’identitovigilance est enregistrée.")
                return redirect(f"{HOME}organisation/")
            context["findings"], status = in_french(decision), 422
    elif held is not None:
        context["findings"] = in_french(rules.in_order(held))
    return show(request, desk, "organisation", context, status=status)
