"""Addresses of Pro Santé Connect's pages; its other endpoints are mounted beside Django (`config/mounts.py`)."""

from __future__ import annotations

from django.urls import URLPattern, path

from socle.directory.oidc import pages

urlpatterns: list[URLPattern] = [
    path("auth", pages.authorize, name="connect-authorize"),
    path("auth/demande/<str:number>/", pages.attempt, name="connect-attempt"),
    path("auth/demande/<str:number>/e-cps/", pages.ask, name="connect-ask"),
    path("auth/demande/<str:number>/carte/", pages.card, name="connect-card"),
    path("auth/demande/<str:number>/retour/", pages.leave, name="connect-leave"),
]
