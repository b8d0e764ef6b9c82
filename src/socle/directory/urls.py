"""Addresses of the pages: RPPS+, cards, Pro Santé Connect (its other endpoints: `config/mounts.py`)."""

from __future__ import annotations

from django.urls import URLPattern, path

from socle.directory.cards import pages as cards
from socle.directory.enrolment.urls import urlpatterns as enrolment
from socle.directory.oidc import pages

urlpatterns: list[URLPattern] = [
    *enrolment,
    path("auth", pages.authorize, name="connect-authorize"),
    path("auth/demande/<str:number>/", pages.attempt, name="connect-attempt"),
    path("auth/demande/<str:number>/e-cps/", pages.ask, name="connect-ask"),
    path("auth/demande/<str:number>/carte/", pages.card, name="connect-card"),
    path("auth/demande/<str:number>/retour/", pages.leave, name="connect-leave"),
    path("cartes/", cards.home),
    path("cartes/certificats.csv", cards.certificates_export),
    path("cartes/certificats/<int:certificate>/", cards.certificate),
    path("cartes/cartes/<int:card>/", cards.card),
    path("cartes/commandes/<int:order>/recue/", cards.received),
    path("cartes/commander/carte/", cards.order_card),
    path("cartes/commander/certificat/", cards.order_certificate),
    path("cartes/usages/", cards.uses),
]
