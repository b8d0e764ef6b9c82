"""Addresses of the pages about Socle itself."""

from __future__ import annotations

from django.urls import URLPattern, path

from socle.manual import duties, gallery, guide, pages, rulepages, verdictpages

urlpatterns: list[URLPattern] = [
    path("", pages.home),
    path("aide/", pages.help_page),
    path("aide/dossier/", guide.record_page),
    path("aide/dossier/information/", guide.leaflet),
    path("aide/obligations/", duties.duties_page),
    path("composants/", gallery.components),
    path("regles/", rulepages.index),
    path("regles/regles.csv", rulepages.export),
    path("regles/choix/", rulepages.choices_page),
    path("regles/choix/programmes/", rulepages.choices_of_programmes),
    path("regles/<str:rule_id>/", rulepages.detail),
    path("verdicts/", verdictpages.index),
    path("verdicts/verdicts.csv", verdictpages.export),
    path("verdicts/<str:verdict_id>/", verdictpages.detail),
]
