"""`/structure/`: the form, and the pages of an answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from socle import clock
from socle.directory.sessions import to_sign_in
from socle.programmes.pages import asking
from socle.programmes.pages.limits import PAGE
from socle.programmes.pages.reading import read_files, shapes_of
from socle.programmes.pages.shelf import Passing
from socle.programmes.pages.structure import defining, example, ours, showing
from socle.programmes.pages.structure.forms import OFFERED, Ask, Missing, National, window_of
from socle.programmes.pages.verdicts import NOT_MANAGED
from socle.programmes.pages.words import FILES
from socle.programmes.sunes import programme, shapes
from socle.programmes.sunes_dossier import causes, gap
from socle.programmes.sunes_dossier.reasons import reason
from socle.rulebook import Finding, code
from socle.web.export import csv_file
from socle.web.pages import counted_pages, page
from socle.web.places import STRUCTURE
from socle.web.words import PARIS

ROOM = asking.Room("structure", STRUCTURE)
_SHAPES = {
    "stays": shapes.STAYS, "feeds": shapes.FEEDS, "messages": shapes.MESSAGES, "correspondents": shapes.CORRESPONDENTS,
    "lab": shapes.LAB, "imaging": shapes.IMAGING, "amounts": shapes.AMOUNTS,
}  # fmt: skip
#: What an answer may be downloaded as: its part of the address, its words, its type.
DOWNLOADS = (
    ("rapport.pdf", "Rapport à signer (PDF)", "application/pdf"),
    ("rapport.xlsx", "Classeur complet (Excel)", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("osis.xlsx", "Feuille pour OSIS (Excel)", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
)


@dataclass(frozen=True, slots=True)
class Tab:
    """A part of an answer, in its navigation."""

    label: str
    address: str
    icon: str
    here: bool


@csrf_exempt  # `asking.received` checks it, once the files are sure to go where they must
def home(request: HttpRequest) -> HttpResponse:
    """The form; sent, it leads to its answer."""
    if request.method == "POST":
        return asking.received(request, ROOM, _asked, _again)
    if request.GET.get("origine") and ours.manager_of(request, clock.now()) is None:
        return to_sign_in(request)
    return _home(request, None)


def _asked(request: HttpRequest) -> Mapping[str, Any] | HttpResponse:
    if settings.SOCLE_SANDBOX and request.POST.get("exemple"):
        return {"example": True}
    manager = ours.manager_of(request, clock.now())
    form = Ask(request.POST, request.FILES, places=manager.places if manager is not None else ())
    if not form.is_valid():
        return _home(request, form, status=400)
    said = form.cleaned_data
    sent = {name: said[name] for name in (*OFFERED, "correspondance") if said[name]}
    own = _own(manager, said, sent["stays"].path.parents[1]) if said["origine"] else None
    if isinstance(own, Finding):
        return _home(request, form, refused=own, status=int(code(own, "http", "status") or "400"))
    return {
        "own": own,
        "window": said["fenetre"],
        "month": said["mois"].isoformat(),
        "until": said["connu"].isoformat() if said["connu"] else None,
        "cme": said["cme"].isoformat() if said["cme"] else None,
        "switches": said["choix"],
        "files": {name: f"{file.path.parent.name}/{file.path.name}" for name, file in sent.items()},
    }


def _own(manager: ours.Manager | None, said: Mapping[str, Any], folder: Path) -> Mapping[str, Any] | Finding:
    """The feeds that Socle's own record knows, written into the folder of the computation, or why not."""
    if manager is None:  # signed out since the form was shown
        return NOT_MANAGED.at(found="aucune")
    at = clock.now()
    return ours.taken(manager, said["origine"], ours.span(said["fenetre"], said["connu"], at), folder, at)


def _again(request: HttpRequest, refused: Finding, status: int) -> HttpResponse:
    return _home(request, None, refused=refused, status=status)


def _home(request: HttpRequest, form: Ask | None, *, refused: Finding | None = None, status: int = 200) -> HttpResponse:
    at = clock.now()
    manager = ours.manager_of(request, at)
    if form is None:
        window, month = window_of(at.astimezone(PARIS).date())
        places = manager.places if manager is not None else ()
        first = places[0].idnat if places and request.GET.get("origine") else ""
        form = Ask(initial={"fenetre": window, "mois": f"{month:%Y-%m}", "origine": first}, places=places)
    context = {
        "form": form,
        "manager": manager,
        "refused": refused,
        "files": [form[name] for name in OFFERED],
        "options": [form[name] for name in ("connu", "cme", "choix", "correspondance")],
        "opened": any(name in form.errors for name in ("connu", "cme", "choix", "correspondance")),
        "shapes": shapes_of(_SHAPES),
        "example": [(name, FILES[name]) for name in _SHAPES if name != "amounts"],
    }
    return page(request, "programmes/structure/home.html", STRUCTURE, context, status=status)


def example_file(_request: HttpRequest, shape: str) -> HttpResponse:
    """One of the files of the fictitious hospital."""
    data = example.files().get(shape) if settings.SOCLE_SANDBOX else None
    if data is None:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="{shape}.csv"'}
    return HttpResponse(data, content_type="text/csv; charset=windows-1252", headers=headers)


def overview(request: HttpRequest, name: str) -> HttpResponse:
    """Every indicator of the month."""
    found = asking.opened(request, ROOM, name)
    if isinstance(found, HttpResponse):
        return found
    place, document = found
    address, rates = ROOM.address(name), showing.rates(document)
    context = {
        **_frame(request, place, document),
        "sentence": showing.sentence(rates),
        "summary": showing.summary(rates, address),
        "gauges": [one for one in rates if one.denominator],
        "record": document["record"],
        "notices": document["notices"],
        "best": showing.best_of_all(document),
        "downloads": [{"address": f"{address}{file}", "label": label} for file, label, _ in DOWNLOADS],
        "domains": showing.domains(document),
        "money": document["money"],
    }
    return page(request, "programmes/structure/overview.html", STRUCTURE, context)


def indicator(request: HttpRequest, name: str, code: str) -> HttpResponse:
    """One indicator: day after day, what is missing, what exclusions change."""
    found = asking.opened(request, ROOM, name)
    if isinstance(found, HttpResponse):
        return found
    place, document = found
    shown = next((one for one in showing.rates(document) if one.code == code), None)
    if shown is None:
        raise Http404
    reasons = showing.reasons(document, code)
    form = Missing(request.GET or None, reasons=_reasons(code, reasons))
    listed = _filtered(document, code, form)
    pages = Paginator(listed, PAGE).get_page(request.GET.get("page"))
    here = f"{ROOM.address(name)}{code}/"
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    ahead, forecast = showing.ahead(document, code)
    context = {
        **_frame(request, place, document),
        "shown": shown,
        "sentence": shown.sentence,
        "days": showing.days(document, code),
        "days_caption": f"Taux cumulé jour après jour, {showing.month_name(document)}",
        "ahead": ahead,
        "forecast": forecast,
        "method": document["method"] if ahead is not None else "",
        **showing.best(document, code),
        "reasons": showing.bars_of(code, reasons),
        "reasons_caption": f"Ce qui manque pour {code}, par motif",
        "form": form,
        "export": f"{here}manquants.csv{query}",
        "export_xlsx": f"{here}manquants.xlsx{query}",
        "stays": showing.lacking(list(pages.object_list), counted_pages(pages, "numéro local", "numéros locaux")),
        "paged": pages,
        "exclusions": showing.exclusions(document, shown),
        "definition": defining.of(code),
        "rules": defining.rules_of(code),
    }
    return page(request, "programmes/structure/indicator.html", STRUCTURE, context)


def _reasons(code: str, found: Iterable[str]) -> dict[str, str]:
    """The reasons that a filter offers, in words."""
    return {why: reason(code, why) for why in found}


def _filtered(document: Mapping[str, Any], code: str, form: Missing) -> list[Mapping[str, str]]:
    said = form.cleaned_data if form.is_bound and form.is_valid() else {}
    return showing.missing(document, code, why=said.get("motif", ""), words=said.get("q", ""))


def export(request: HttpRequest, name: str, code: str, kind: str) -> HttpResponse:
    """What is missing, as the filter of the page has it, for a spreadsheet."""
    found = asking.opened(request, ROOM, name)
    if isinstance(found, HttpResponse):
        return found
    _, document = found
    form = Missing(request.GET or None, reasons=_reasons(code, showing.reasons(document, code)))
    rows = showing.as_lines(_filtered(document, code, form))
    header = ("Numéro local", "Jour", "Motif", "Que faire")
    if kind == "csv":
        return csv_file(f"{code}-manquants.csv", header, rows)
    return asking.sheet(f"{code}-manquants.xlsx", f"{code} à reprendre", header, rows, clock.now())


def control(request: HttpRequest, name: str) -> HttpResponse:
    """The 5 % control, before a control does it: what would be declared against what the national level counts."""
    found = asking.opened(request, ROOM, name)
    if isinstance(found, HttpResponse):
        return found
    place, document = found
    counted = {one.code: one for one in showing.rates(document) if one.denominator and gap.source_of(one.code)}
    form = National(request.GET or None, counted={code: (one.label, one.numerator) for code, one in counted.items()})
    compared = showing.compared(counted, form.given()) if form.is_bound and form.is_valid() else None
    context = {
        **_frame(request, place, document),
        "form": form,
        "gap": compared,
        "causes": causes.listed() if compared and compared.exceeded else (),
        "advice": programme.advice(),
    }
    return page(request, "programmes/structure/control.html", STRUCTURE, context)


def files(request: HttpRequest, name: str) -> HttpResponse:
    """What was read in the files, and what was not."""
    found = asking.opened(request, ROOM, name)
    if isinstance(found, HttpResponse):
        return found
    place, document = found
    rejected = sum(one["rejected"]["count"] for one in document["files"])
    context = {**_frame(request, place, document), "read": read_files(document["files"]), "rejected": rejected}
    return page(request, "programmes/files.html", STRUCTURE, context)


def download(request: HttpRequest, name: str, file: str) -> HttpResponse:
    """The report, the workbook, the sheet for OSIS."""
    found = asking.opened(request, ROOM, name)
    if isinstance(found, HttpResponse):
        return found
    kinds = {known: kind for known, _, kind in DOWNLOADS}
    answer = asking.download(found[0].get(file), file, kinds[file]) if file in kinds else None
    if answer is None:
        raise Http404
    return answer


@require_POST
def forget(request: HttpRequest, name: str) -> HttpResponse:
    return asking.forget(request, ROOM, name)


def _frame(request: HttpRequest, place: Passing, document: Mapping[str, Any]) -> dict[str, Any]:
    """What every page of an answer shows: its title, its parts."""
    address = ROOM.address(place.name)
    parts = (
        ("Indicateurs", address, "structure"),
        ("Contrôle des 5 %", f"{address}controle/", "scales"),
        ("Fichiers lus", f"{address}fichiers/", "document"),
    )
    return {
        "title": showing.title(document),
        "keeps": "des taux et des numéros locaux de séjour, sans aucun trait d’identité",
        "address": address,
        "tabs": [Tab(label, there, icon, request.path == there) for label, there, icon in parts],
    }
