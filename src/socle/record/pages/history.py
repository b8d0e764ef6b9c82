"""Who did what in the record: one's own acts, or all of them for a médecin traitant."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse

from socle.record import services
from socle.record.pages.frame import frame, refused
from socle.record.pages.settings import preferences
from socle.record.portal import acts
from socle.record.portal.access import treats
from socle.record.portal.consultation import Consultation, at_a_record
from socle.web.export import csv_file
from socle.web.pages import counted_pages, page
from socle.web.places import PROFESSIONAL


@at_a_record
def history(request: HttpRequest, visit: Consultation) -> HttpResponse:
    """One's own acts in the record; all of them for a médecin traitant."""
    outcome = services.history(visit.actor, visit.facts.id, visit.at)
    if not outcome.decision.allowed:
        return refused(request, visit, outcome.decision, "historique")
    form = acts.ActFilters(request.GET)
    del form.fields["moi"]  # one's own acts are all that most readers of this page may see
    told = acts.tell(outcome.lines, visit.actor)
    shown = Paginator(form.keep(told, own=True), preferences(request)["par_page"]).get_page(request.GET.get("page"))
    context = frame(
        request,
        visit,
        "historique",
        form=form,
        shown=shown,
        count=counted_pages(shown, "action"),
        events=[acts.event(one) for one in shown],
        sees_all=treats(visit.actor, visit.facts),
        address=request.path,
        export=f"{visit.address}historique.csv" + (f"?{request.GET.urlencode()}" if request.GET else ""),
    )
    return page(request, "record/history.html", PROFESSIONAL, context, at=visit.at)


@at_a_record
def history_export(request: HttpRequest, visit: Consultation) -> HttpResponse:
    """The same acts as a CSV file, each on its own line."""
    lines = services.history(visit.actor, visit.facts.id, visit.at).lines
    told = acts.tell(lines, visit.actor, together=False)
    return csv_file("historique.csv", acts.HEADER, map(acts.row, acts.ActFilters(request.GET).keep(told, own=True)))
