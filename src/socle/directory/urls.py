"""Addresses of the directory's pages: RPPS+, Pro Santé Connect (its other endpoints: `config/mounts.py`)."""

from __future__ import annotations

from django.urls import URLPattern, path

from socle.directory.enrolment.urls import urlpatterns as enrolment
from socle.directory.oidc import pages

urlpatterns: list[URLPattern] = [
    *enrolment,
    path("auth", pages.authorize, name="connect-authorize"),
    path("auth/demande/<str:number>/", pages.attempt, name="connect-attempt"),
    path("auth/demande/<str:number>/e-cps/", pages.ask, name="connect-ask"),
    path("auth/demande/<str:number>/carte/", pages.card, name="connect-card"),
    path("auth/demande/<str:number>/retour/", pages.leave, name="connect-leave"),
]
