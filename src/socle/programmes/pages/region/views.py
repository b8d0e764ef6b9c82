"""`/region/`: the form, and the pages of an answer: aggregates, each exported alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from socle import clock
from socle.programmes.pages import asking
from socle.programmes.pages.limits import PAGE
from socle.programmes.pages.reading import read_files, shapes_of
from socle.programmes.pages.region import showing
from socle.programmes.pages.region.forms import OFFERED, Ask, Certificates, Cut
from socle.programmes.pages.shelf import Passing
from socle.programmes.region import access, months, shapes
from socle.programmes.region.certificates import IN_FRENCH, State
from socle.rulebook import Finding
from socle.rulebook.choices import current
from socle.web.export import csv_file
from socle.web.pages import counted_pages, page
from socle.web.places import REGION
from socle.web.words import PARIS, plural

ROOM = asking.Room("region", REGION)
_SHAPES = {
    "operators": shapes.OPERATORS, "mailboxes": shapes.MAILBOXES, "structures": shapes.STRUCTURES,
    "counts": shapes.COUNTS, "certificates": shapes.CERTIFICATES, "population": shapes.POPULATION,
}  # fmt: skip
#: The settings that a computation needs, told to the process that does it.
CHOICES = (
    "small_cell", "certificate_last_notice_days", "certificate_first_notice_days", "rpps_plus_ratio_as_asked",
    "health_insurance_sees_steering",
)  # fmt: skip


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
    return _home(request, None)


def _asked(request: HttpRequest) -> Mapping[str, Any] | HttpResponse:
    choices = {name: getattr(current(), name) for name in CHOICES}
    if settings.SOCLE_SANDBOX and request.POST.get("exemple"):
        return {"example": True, "choices": choices}
    form = Ask(request.POST, request.FILES)
    if not form.is_valid():
        return _home(request, form, status=400)
    said = form.cleaned_data
    files: dict[str, list[str]] = {}
    for name in (*OFFERED, "correspondance"):
        sent = said[name] if isinstance(said[name], list) else [said[name]] if said[name] else []
        files[name] = [f"{one.path.parent.name}/{one.path.name}" for one in sent]
    return {"region": said["region"], "month": said["mois"], "files": files, "choices": choices}


def _again(request: HttpRequest, refused: Finding, status: int) -> HttpResponse:
    return _home(request, None, refused=refused, status=status)


def _home(request: HttpRequest, form: Ask | None, *, refused: Finding | None = None, status: int = 200) -> HttpResponse:
    if form is None:
        today = clock.now().astimezone(PARIS).date()
        form = Ask(initial={"mois": f"{today:%Y-%m}"})
    context = {
        "form": form,
        "refused": refused,
        "files": [form[name] for name in OFFERED],
        "opened": "correspondance" in form.errors,
        "shapes": shapes_of(_SHAPES),
    }
    return page(request, "programmes/region/home.html", REGION, context, status=status)


def overview(request: HttpRequest, name: str) -> HttpResponse:
    """The region as a whole, month by month, and its indicators."""
    found = asking.opened(request, ROOM, name)
    if isinstance(found, HttpResponse):
        return found
    place, document = found
    curves = showing.series(document)
    context = {
        **_frame(request, place, document),
        "sentence": showing.sentence(document),
        "warnings": showing.warnings(document),
        "series": curves,
        "masked": showing.WHY_MASKED if any(one.masked for one in curves) else "",
        "indicators": showing.indicators(document),
        "unknown": showing.unknown(document),
        "notes": document["report"]["notes"],
    }
    return page(request, "programmes/region/overview.html", REGION, context)


def detail(request: HttpRequest, name: str) -> HttpResponse:
    """One measure in one month: by department, by category, by operator, by structure."""
    found = asking.opened(request, ROOM, name)
    if isinstance(found, HttpResponse):
        return found
    place, document = found
    measures = showing.measures(document)
    measure = _chosen(request, "mesure", measures)
    cuts = showing.cuts(document, measure)
    by = _chosen(request, "par", cuts)
    named = {one: months.in_words(one) for one in reversed(document["report"]["months"])}
    month = _chosen(request, "mois", named, document["report"]["month"])
    form = Cut({"mesure": measure, "par": by, "mois": month}, measures=measures, cuts=cuts, months=named)
    shown = showing.visual(document, measure, by, month)
    context = {
        **_frame(request, place, document),
        "form": form,
        "shown": shown,
        "masked": showing.WHY_MASKED if shown is not None and shown.masked else "",
    }
    return page(request, "programmes/region/detail.html", REGION, context)


def _chosen(request: HttpRequest, field: str, known: Mapping[str, str], default: str = "") -> str:
    """What the filter names when it is known, else the default, else the first."""
    asked = request.GET.get(field, default)
    return asked if asked in known else next(iter(known), "")


def export(request: HttpRequest, name: str, visual: str, kind: str) -> HttpResponse:
    """One visual, as the page shows it; never what it was made of."""
    found = asking.opened(request, ROOM, name)
    if isinstance(found, HttpResponse):
        return found
    shown = showing.exported(found[1])
    decision = access.may_export(visual, frozenset(shown))
    if not decision.allowed:
        return page(request, "programmes/refused.html", REGION, {"findings": decision.findings}, status=403)
    header, rows = shown[visual]
    return _exported(visual, header, rows, kind)


def _exported(name: str, header: list[str], rows: list[list[Any]], kind: str) -> HttpResponse:
    if kind == "csv":
        return csv_file(f"{name}.csv", header, rows)
    return asking.sheet(f"{name}.xlsx", name, header, rows, clock.now())


def certificates(request: HttpRequest, name: str) -> HttpResponse:
    """The certificates about to expire."""
    found = asking.opened(request, ROOM, name)
    if isinstance(found, HttpResponse):
        return found
    place, document = found
    if not document["report"]["certificates"]:
        raise Http404
    form = Certificates(request.GET or None)
    listed = _filtered(document, form)
    pages = Paginator(listed, PAGE).get_page(request.GET.get("page"))
    without = len(document["report"]["certificates"]["without_certificate"])
    here = f"{ROOM.address(name)}certificats"
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    context = {
        **_frame(request, place, document),
        "sentence": f"{plural(without, 'structure sans certificat', 'structures sans certificat')} en vigueur.",
        "states": showing.states(document),
        "form": form,
        "lines": showing.listed(list(pages.object_list), counted_pages(pages, "ligne")) if listed else None,
        "paged": pages,
        "export": f"{here}.csv{query}",
        "export_xlsx": f"{here}.xlsx{query}",
    }
    return page(request, "programmes/region/certificates.html", REGION, context)


def _filtered(document: Mapping[str, Any], form: Certificates) -> list[Mapping[str, Any]]:
    said = form.cleaned_data if form.is_bound and form.is_valid() else {}
    return showing.certificates(document, state=said.get("etat", ""), words=said.get("q", ""))


def export_certificates(request: HttpRequest, name: str, kind: str) -> HttpResponse:
    """The list of certificates, as its filter has it."""
    found = asking.opened(request, ROOM, name)
    if isinstance(found, HttpResponse):
        return found
    document = found[1]
    if not document["report"]["certificates"]:
        raise Http404
    header = ["FINESS EJ", "FINESS EG", "Nom", "Type", "Numéro de série", "Expire le", "Jours restants", "État"]
    columns = ("finess_ej", "finess_eg", "name", "certificate_type", "serial", "not_after", "days_left")
    rows = [
        [*(one[column] for column in columns), IN_FRENCH[State(one["state"])]]
        for one in _filtered(document, Certificates(request.GET or None))
    ]
    return _exported("certificats", header, rows, kind)


def files(request: HttpRequest, name: str) -> HttpResponse:
    """What was read in the files, and what was not."""
    found = asking.opened(request, ROOM, name)
    if isinstance(found, HttpResponse):
        return found
    place, document = found
    sources = document["report"]["sources"]
    rejected = sum(one["rejected"]["count"] for one in sources)
    context = {**_frame(request, place, document), "read": read_files(sources), "rejected": rejected}
    return page(request, "programmes/files.html", REGION, context)


@require_POST
def forget(request: HttpRequest, name: str) -> HttpResponse:
    return asking.forget(request, ROOM, name)


def _frame(request: HttpRequest, place: Passing, document: Mapping[str, Any]) -> dict[str, Any]:
    """What every page of an answer shows: its title, its parts."""
    address = ROOM.address(place.name)
    parts = [("Vue d’ensemble", address, "region"), ("Départements et catégories", f"{address}detail/", "filter")]
    if document["report"]["certificates"]:
        parts.append(("Certificats", f"{address}certificats/", "key"))
    parts.append(("Fichiers lus", f"{address}fichiers/", "document"))
    return {
        "title": showing.title(document),
        "keeps": "des agrégats et la liste des certificats, sans aucune ligne de vos fichiers",
        "address": address,
        "tabs": [Tab(label, there, icon, request.path == there) for label, there, icon in parts],
    }
