"""Addresses of RPPS+."""

from __future__ import annotations

from django.urls import URLPattern, path

from socle.directory.enrolment.pages import filing, guide, managers, people, registering, sending, traces

urlpatterns: list[URLPattern] = [
    path("rpps-plus/", people.people),
    path("rpps-plus/professionnels.csv", people.export),
    path("rpps-plus/professionnels/<int:enrolment>/", people.person),
    path("rpps-plus/professionnels/<int:enrolment>/depart/", people.leave),
    path("rpps-plus/professionnels/<int:enrolment>/profil/", people.choose_profile),
    path("rpps-plus/enregistrer/", registering.register),
    path("rpps-plus/fichier/", filing.file),
    path("rpps-plus/fichier/modele.csv", filing.template_file),
    path("rpps-plus/fichier/envoi", sending.send),
    path("rpps-plus/fichier/<int:file_id>/", filing.report),
    path("rpps-plus/fichier/<int:file_id>/rapport.csv", filing.report_export),
    path("rpps-plus/gestionnaires/", managers.managers),
    path("rpps-plus/gestionnaires/designer/", managers.designate),
    path("rpps-plus/gestionnaires/deleguer/", managers.delegate),
    path("rpps-plus/gestionnaires/fin/", managers.end),
    path("rpps-plus/traces/", traces.traces),
    path("rpps-plus/traces.csv", traces.export),
    path("rpps-plus/a-savoir/", guide.guide),
]
