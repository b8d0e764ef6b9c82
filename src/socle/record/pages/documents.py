"""One document: what it says, who sees it, and what its reader may change of that."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from socle.record import services
from socle.record.facts import Action
from socle.record.pages.frame import frame, refused, say, would, would_now
from socle.record.portal import reader, shelf
from socle.record.portal.consultation import Consultation, at_a_record
from socle.record.portal.seen import CHANGES, Change, Seen, change_of
from socle.record.rules import is_author
from socle.record.rules.audience import after
from socle.record.services import Standing
from socle.rulebook import Decision, shows
from socle.web.pages import page
from socle.web.places import PROFESSIONAL
from socle.wire.xds.model import APPROVED


@dataclass(frozen=True, slots=True)
class Offer:
    """One change that this reader may make, with who will and will not see the document after it; or why he may not."""

    change: Change
    decision: Decision
    then: Seen
    undone: bool


@at_a_record
@shows("DMP-094", "DMP-135")
def document(request: HttpRequest, visit: Consultation, unique_id: str) -> HttpResponse:
    """One document, or the refusal explained with its rule."""
    outcome = services.read_document(visit.actor, visit.facts.id, unique_id, visit.at)
    opened = reader.opened(outcome)
    if opened is None:
        return refused(request, visit, outcome.decision, "documents")
    address = address_of(visit, unique_id)
    stands = services.standing(visit.facts.id, unique_id, visit.at)
    offers = _offers(visit, stands) if stands is not None else []
    context = frame(
        request,
        visit,
        "documents",
        opened=opened,
        kind=shelf.kind_of(opened.entry),
        when=shelf.moment_of(opened.entry),
        authors=[shelf.author_name(author) for author in opened.entry.authors],
        marks=shelf.hidden_from(opened.entry.visibility),
        asked=services.deletions_asked(visit.actor, visit.facts.id).get(unique_id),
        pieces=f"{address}piece/",
        download=f"{address}fichier/",
        address=address,
        stands=stands,
        seen=Seen.of(stands.seen) if stands is not None else None,
        offers=[offer for offer in offers if offer.decision.allowed],
        denied=[offer for offer in offers if not offer.decision.allowed],
        replaces=_new_version(visit, stands),
    )
    return page(request, "record/document.html", PROFESSIONAL, context, at=visit.at)


def address_of(visit: Consultation, unique_id: str) -> str:
    return f"{visit.address}documents/{quote(unique_id, safe='')}/"


def _offers(visit: Consultation, stands: Standing) -> list[Offer]:
    """Every change that makes sense for the document as it stands, allowed or not."""
    return [
        Offer(
            change,
            would(visit, change.action, stands.document),
            Seen.of(stands.seen_after(change.action, visit.at)),
            _undone(visit, change, stands),
        )
        for change in CHANGES
        if change.makes_sense(stands)
    ]


def _new_version(visit: Consultation, stands: Standing | None) -> str:
    """Where its author deposits a new version of a current document; "" for others."""
    if stands is None or stands.document.status != APPROVED or not is_author(visit.actor, stands.document):
        return ""
    return f"{visit.address}deposer/?remplace={quote(stands.document.unique_id, safe='')}"


def _undone(visit: Consultation, change: Change, stands: Standing) -> bool:
    """Whether this reader may take the change back himself."""
    back = change.back
    return back is not None and would(visit, back, after(stands.document, change.action)).allowed


@require_POST
@at_a_record
def change(request: HttpRequest, visit: Consultation, unique_id: str) -> HttpResponse:
    """Make the change whose button was pressed (TD3.3), and say what it did, with the way to undo it."""
    asked = change_of(request.POST.get("acte", ""))
    if asked is None:
        raise Http404(unique_id)
    said = request.POST.get("version", "")
    outcome = services.change_document(
        visit.actor,
        visit.patient,
        visit.facts.id,
        unique_id,
        asked.action,
        visit.at,
        version=int(said) if said.isdecimal() else None,
    )
    if not outcome.decision.allowed:
        return refused(request, visit, outcome.decision, "documents")
    address = address_of(visit, unique_id)
    back = asked.back
    undo = back is not None and would_now(visit, back, unique_id).allowed
    fields = {"acte": _name_of(back)} if back is not None else {}
    say(request, asked.done, undo=f"{address}changer/" if undo else "", fields=fields)
    still = would_now(visit, Action.RETRIEVE, unique_id).allowed and asked.action is not Action.DELETE
    return redirect(address if still else visit.address)


def _name_of(action: Action) -> str:
    return next(one.name for one in CHANGES if one.action is action)


def _content(visit: Consultation, unique_id: str) -> reader.Opened:
    outcome = services.read_document(visit.actor, visit.facts.id, unique_id, visit.at)
    opened = reader.opened(outcome)
    if opened is None:
        raise Http404(unique_id)
    return opened


@at_a_record
def piece(request: HttpRequest, visit: Consultation, unique_id: str) -> HttpResponse:
    """A file inside the document (`?piece=<id>`), to be shown in its page."""
    return reader.piece(_content(visit, unique_id), request.GET.get("piece", ""))


@at_a_record
def download(request: HttpRequest, visit: Consultation, unique_id: str) -> HttpResponse:  # noqa: ARG001 - Django calls it so
    """The document to keep."""
    return reader.download(_content(visit, unique_id))
