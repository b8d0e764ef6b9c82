"""What time brings to a space, and how its holder leaves it: told, asked, put aside, closed, erased."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from socle import clock
from socle.directory.actor import Kind
from socle.identity.models import Person
from socle.identity.services import current_ins
from socle.ledger import ActCode
from socle.record import services
from socle.record.facts import RecordStatus
from socle.record.portal.access import enter, notices_of, representing
from socle.record.rules import is_minor
from socle.record.services import ANNOUNCEMENT, Outcome
from socle.rulebook import ALLOWED, shows
from socle.rulebook.choices import current
from socle.rulebook.days import french_day
from socle.space.visit import FOR, SIGN_IN, Visit, citizen_of, in_a_space
from socle.web.pages import page
from socle.web.places import CITIZEN


@dataclass(frozen=True, slots=True)
class Message:
    """Something the holder is told, and where to go for it."""

    title: Any
    text: Any
    href: str = ""
    link: Any = ""


#: What notices that are no emergency access say, by what they are about. The first never says which document.
MESSAGES: Mapping[str, Message] = MappingProxyType({
    ANNOUNCEMENT: Message(
        _("Votre dossier a été mis à jour"),
        _("Prenez rendez-vous avec un professionnel qui vous suit : il vous expliquera ce qu’il y a de nouveau."),
    ),
    ActCode.DOCUMENT_SHOW.value: Message(
        _("Un document de plus est visible"),
        _("Il attendait que l’on vous en parle. Un mois après son dépôt, vous pouvez le lire."),
        "/mon-espace/documents/",
        _("Tous vos documents"),
    ),
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Leaving:
    """A way to leave: its name, what comes of it, what one confirms."""

    key: str
    title: Any
    text: Any
    sure: Any
    verb: Any


WAYS = (
    Leaving(
        "desactiver",
        _("Désactiver"),
        _(
            "Vous n’entrez plus dans cet espace. Les soignants continuent de consulter et d’alimenter le dossier. "
            "Vous pouvez le réactiver à tout moment, et tout y sera."
        ),
        _("Je veux désactiver cet espace."),
        "Désactiver",
    ),
    Leaving(
        "fermer",
        _("Fermer"),
        _(
            "L’espace et le dossier sont fermés. Personne ne lit ni n’ajoute plus rien. "
            "Les documents sont gardés dix ans, puis détruits."
        ),
        _("Je veux fermer cet espace et ce dossier."),
        "Fermer",
    ),
    Leaving(
        "supprimer",
        _("Supprimer"),
        _(
            "L’espace et le dossier sont effacés, avec tous les documents. "
            "Personne, pas même nous, ne pourra les retrouver."
        ),
        _("Je veux tout effacer, et je sais que c’est définitif."),
        "Tout effacer",
    ),
)


@shows("DMP-116", "DMP-117")
def messages(visit: Visit) -> tuple[Message, ...]:
    """What the holder is told beside emergencies and has not acknowledged; each said once."""
    about = dict.fromkeys(notice.about for notice in notices_of(visit.facts))
    return tuple(MESSAGES[one] for one in about if one in MESSAGES)


def asked(visit: Visit, unique_id: str) -> bool | None:
    """Whether the holder asked its author to delete this document; None for one that he deletes himself."""
    return services.deletion_asked(visit.facts.id, unique_id)


@require_POST
@in_a_space
def ask_deletion(request: HttpRequest, visit: Visit, unique_id: str) -> HttpResponse:
    """The holder asks the author of a document to delete it (DMP-016)."""
    reason = request.POST.get("raison", "").strip()
    services.ask_deletion(visit.actor, visit.entrance.patient, unique_id, reason, visit.at)
    return redirect(f"/mon-espace/documents/{unique_id}/")


@require_http_methods(["GET", "HEAD", "POST"])
@in_a_space
def leave(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Put the space aside, close it, or erase it: each asks once, and says what will be lost."""
    decision = ALLOWED
    if request.method == "POST" and request.POST.get("oui") and request.POST.get("quoi") in {way.key for way in WAYS}:
        decision = _done(request, visit).decision
        if decision.allowed:
            return redirect("/mon-espace/")
    represented = visit.actor.kind is Kind.REPRESENTATIVE
    minor = represented and is_minor(visit.facts, french_day(visit.at), current().age_of_majority)
    context = {"visit": visit, "ways": WAYS, "decision": decision, "minor": minor}
    return page(request, "space/leave.html", CITIZEN, context, at=visit.at, status=200 if decision.allowed else 403)


def _done(request: HttpRequest, visit: Visit) -> Outcome:
    use_cases = {
        "desactiver": services.deactivate,
        "fermer": services.close_space,
        "supprimer": services.erase_space,
    }
    return use_cases[request.POST["quoi"]](
        visit.actor, visit.entrance.patient, visit.at, associated=bool(request.POST.get("avec"))
    )


@require_POST
def take_up(request: HttpRequest) -> HttpResponse:
    """A space that was put aside is taken up again, whoever stands before its closed door deciding for it."""
    citizen = citizen_of(request)
    if citizen is None:
        return redirect(SIGN_IN)
    at = clock.now()
    wanted = request.session.get(FOR) or citizen.id
    actor = citizen if wanted == citizen.id else representing(citizen)
    entrance = enter(actor, wanted, at)
    if entrance is None or entrance.patient is None:
        raise PermissionDenied
    services.reactivate(actor, entrance.patient, at, associated=bool(request.POST.get("avec")))
    return redirect("/mon-espace/")


@require_POST
@shows("DMP-100")
def open_space(request: HttpRequest) -> HttpResponse:
    """One opens one's own space, over the record that is there or a new one, hiding all if wished; or reopens it."""
    citizen = citizen_of(request)
    if citizen is None:
        return redirect(SIGN_IN)
    at = clock.now()
    person = Person.objects.filter(pk=citizen.id).first()
    entrance = enter(citizen, citizen.id, at)
    if person is None or entrance is None or current_ins(person) is None or request.session.get(FOR):
        raise PermissionDenied
    if entrance.facts is not None and entrance.facts.status is RecordStatus.CLOSED:
        services.reopen_space(citizen, entrance.patient, at)
    else:
        services.attach(person, at, actor=citizen, masks_all=bool(request.POST.get("masquer")))
    return redirect("/mon-espace/")
