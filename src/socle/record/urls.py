"""Addresses of the professional's pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from socle.record.pages import (
    access,
    admission,
    calls,
    documents,
    feeding,
    history,
    patients,
    record,
    settings,
    signing,
    will,
)

_RECORD = "pro/dossiers/<str:record_id>/"
_DOCUMENT = _RECORD + "documents/<str:unique_id>/"

urlpatterns: list[URLPattern] = [
    *admission.addresses,
    path("AccesDirect/<str:name>", calls.call),
    path("AccesDirect/<str:name>/<str:ins>", calls.call),
    path("pro/", patients.patients),
    path("pro/recherche/", patients.search),
    path("pro/parametrages/", settings.settings),
    path("pro/connexion/", signing.sign_in),
    path("pro/connexion/psc/", signing.through_connect, name="portal-connect"),
    path("pro/connexion/retour/", signing.back),
    path("pro/connexion/carte/", signing.by_card),
    path("pro/connexion/situation/", signing.situation, name="portal-situation"),
    path("pro/quitter/", signing.leave),
    path(_RECORD, record.record),
    path(_RECORD + "documents.csv", record.documents_export),
    path(_RECORD + "parcours/", record.journey),
    path(_RECORD + "vaccinations/", record.vaccinations),
    path(_RECORD + "acces/", access.access),
    path(_RECORD + "autorisation/", access.authorise),
    path(_RECORD + "information/", access.inform),
    path(_RECORD + "presence/", access.presence),
    path(_RECORD + "urgence/", access.emergency),
    path(_RECORD + "urgence/quitter/", access.leave_emergency),
    path(_RECORD + "regulation/", access.regulation),
    path(_RECORD + "secret/", access.secret),
    path(_RECORD + "volontes/", will.will),
    path(_RECORD + "opposition/", will.oppose),
    path(_RECORD + "droits/", will.steer),
    path(_RECORD + "deposer/", feeding.feed),
    path(_RECORD + "historique/", history.history),
    path(_RECORD + "historique.csv", history.history_export),
    path(_DOCUMENT, documents.document),
    path(_DOCUMENT + "changer/", documents.change),
    path(_DOCUMENT + "piece/", documents.piece),
    path(_DOCUMENT + "fichier/", documents.download),
]
