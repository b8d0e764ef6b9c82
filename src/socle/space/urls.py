"""Addresses of the citizen's pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from socle.space import life, pages, will

urlpatterns: list[URLPattern] = [
    path("mon-espace/", pages.home),
    path("mon-espace/pour/", pages.choose),
    path("mon-espace/avertissements/", pages.acknowledge),
    path("mon-espace/documents/", pages.documents),
    path("mon-espace/documents.csv", pages.documents_export),
    path("mon-espace/documents/<str:unique_id>/", pages.document),
    path("mon-espace/documents/<str:unique_id>/piece/", pages.piece),
    path("mon-espace/documents/<str:unique_id>/fichier/", pages.download),
    path("mon-espace/documents/<str:unique_id>/suppression/", life.ask_deletion),
    path("mon-espace/fermeture/", life.leave),
    path("mon-espace/ouverture/", life.open_space),
    path("mon-espace/reactivation/", life.take_up),
    path("mon-espace/documents/<str:unique_id>/volonte/", will.amend),
    path("mon-espace/documents/<str:unique_id>/supprimer/", will.delete),
    path("mon-espace/documents/<str:unique_id>/masquer-a/", will.mask_from),
    path("mon-espace/acces/", will.accesses),
    path("mon-espace/acces/choisir/<str:wish>/", will.choose),
    path("mon-espace/acces/<str:wish>/", will.decide),
    path("mon-espace/historique/", pages.history),
    path("mon-espace/historique.csv", pages.history_export),
]
