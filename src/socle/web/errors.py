"""Error pages: what happened, what was kept, what to do next. No trace of the inside is ever shown."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from socle.rulebook import Finding
from socle.web.pages import page
from socle.web.places import MANUAL, Place, place_of
from socle.web.typography import typeset


def _page(
    request: HttpRequest, status: int, title: str, happened: str, kept: str, then: str, *, place: Place | None = None
) -> HttpResponse:
    """A page of the place that was asked for, unless another is given."""
    context: dict[str, Any] = {"title": title, "happened": happened, "kept": kept, "then": then, "status": status}
    return page(request, "web/error.html", place or place_of(request.path), context, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django calls it so
    return _page(
        request,
        400,
        _("Cette demande n’a pas été comprise"),
        _("L’adresse ou le formulaire contient quelque chose que Socle ne sait pas lire."),
        _("Rien n’a été modifié."),
        _("Revenez à la page précédente et recommencez."),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django calls it so
    return _page(
        request,
        403,
        _("Cette page n’est pas ouverte à la personne connectée"),
        _("Vous agissez dans un rôle qui ne donne pas accès à cette page."),
        _("Rien n’a été modifié."),
        _("Revenez à l’accueil, ou choisissez une autre personne par le lien « Changer », en haut de la page."),
        place=MANUAL,  # whoever is refused a place is not sent back to its door
    )


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django calls it so
    """The form was opened too long ago or from elsewhere (cross-site request forgery check)."""
    return _page(
        request,
        403,
        _("Ce formulaire n’est plus valable"),
        _("La page était ouverte depuis trop longtemps, ou le navigateur refuse les cookies de ce site."),
        _("Rien n’a été enregistré."),
        _("Rouvrez la page du formulaire et envoyez-le de nouveau."),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django calls it so
    return _page(
        request,
        404,
        _("Il n’y a rien à cette adresse"),
        _("L’adresse est inexacte, ou ce qu’elle désigne ne vous est pas visible."),
        _("Rien n’a été modifié."),
        _("Vérifiez l’adresse, ou repartez de l’accueil."),
    )


def unavailable(finding: Finding, retry_after: int) -> HttpResponse:
    """What could not be done now, and can be asked again after so many seconds. Rendered without the request too."""
    context = {
        "title": _("Socle ne peut pas répondre en ce moment"),
        "happened": finding.sentence("fr"),
        "kept": _("Ce qui était enregistré le reste. Ce que vous veniez d’envoyer n’est pas acquis."),
        "then": _("Attendez un instant, puis recommencez."),
        "status": 503,
        "place": MANUAL,
    }
    answer = HttpResponse(typeset(render_to_string("web/error.html", context)), status=503)
    answer["Retry-After"] = str(retry_after)
    return answer


def failure(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django calls it so
    """Rendered without the request: what broke may be what the frame of a page needs."""
    context = {
        "title": _("Socle n’a pas pu répondre"),
        "happened": _("Une erreur s’est produite de notre côté. Elle est notée dans le journal du serveur."),
        "kept": _("Ce qui était enregistré le reste. Ce que vous veniez d’envoyer n’a peut-être pas été pris."),
        "then": _("Attendez un instant, revenez à la page précédente et vérifiez avant de renvoyer."),
        "status": 500,
        "place": MANUAL,
    }
    return HttpResponse(typeset(render_to_string("web/error.html", context)), status=500)
