"""Addresses of the professional's pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from socle.record import pages

_RECORD = "pro/dossiers/<str:record_id>/"

urlpatterns: list[URLPattern] = [
    path("pro/", pages.patients),
    path(_RECORD, pages.record),
    path(_RECORD + "autorisation/", pages.authorise),
    path(_RECORD + "urgence/", pages.emergency),
    path(_RECORD + "urgence/quitter/", pages.leave_emergency),
    path(_RECORD + "documents.csv", pages.documents_export),
    path(_RECORD + "documents/<str:unique_id>/", pages.document),
    path(_RECORD + "documents/<str:unique_id>/piece/", pages.piece),
    path(_RECORD + "documents/<str:unique_id>/fichier/", pages.download),
    path(_RECORD + "historique/", pages.history),
    path(_RECORD + "historique.csv", pages.history_export),
]
