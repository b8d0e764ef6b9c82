"""Contextual call (TD0.9, TD0.10): the addresses that a software opens in a browser, on one patient.

Source: PDT-INF-527 (spec/dmp.md 3.4). The INS stands in these addresses alone: the page that answers has another.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from socle import clock
from socle.directory.sessions import actor_of, to_sign_in
from socle.identity.services import find_by_ins
from socle.record import services
from socle.record.pages.frame import denial
from socle.record.portal import reader
from socle.record.portal.access import possible_ins
from socle.record.portal.consultation import professional_of
from socle.rulebook import Decision
from socle.web.pages import page as show
from socle.web.places import PROFESSIONAL
from socle.wire.hl7v2 import CX

#: What each name opens, under the record's own address.
OF_A_PATIENT: Mapping[str, str] = MappingProxyType({
    "TableauDeBord": "",
    "DossierPatient": "",
    "GestionDMPPatient": "acces/",
    "Documents": "",
    "ParcoursDeSoins": "parcours/",
    "HistoriqueAcces": "historique/",
    "VolontesEtDroits": "volontes/",
    "CarnetVaccination": "vaccinations/",
})  # fmt: skip
#: What needs no patient.
OF_NOBODY: Mapping[str, str] = MappingProxyType({"TableauDeBord": "/pro/", "Parametrages": "/pro/parametrages/"})


@require_safe
def call(request: HttpRequest, name: str, ins: str = "") -> HttpResponse:
    """Open the page called `name`, on the patient of this matricule; sign in first when nobody is."""
    if name not in (OF_A_PATIENT if ins else OF_NOBODY):
        raise Http404(name)
    if actor_of(request.session) is None:
        return to_sign_in(request)
    actor = professional_of(request)
    if actor is None:
        raise PermissionDenied
    at = clock.now()
    called = services.call_page(actor, _patient(ins), name, at)
    if not called.decision.allowed:
        return _refused(request, called.decision)
    if called.record is None:
        return redirect(OF_NOBODY[name])
    return redirect(f"/pro/dossiers/{called.record.id}/{OF_A_PATIENT[name]}")


def _patient(matricule: str) -> CX | None:
    """The patient whom this matricule names; the most usual kind of INS when nobody has it."""
    known = possible_ins(matricule)
    return next((one for one in known if find_by_ins(one) is not None), known[0]) if matricule else None


def _refused(request: HttpRequest, decision: Decision) -> HttpResponse:
    context = {"decision": decision, "denial": denial(decision), "base": "/pro/"}
    at, status = clock.now(), reader.status_of(decision)
    return show(request, "record/refused.html", PROFESSIONAL, context, at=at, status=status)
