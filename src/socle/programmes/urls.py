"""Addresses of the programmes' pages."""

from __future__ import annotations

from django.urls import URLPattern, path, register_converter

from socle.programmes.pages.region import views as region
from socle.programmes.pages.structure import sent
from socle.programmes.pages.structure import views as structure


class Name:
    """The name of an answer in its address (`shelf`)."""

    regex = "[A-Za-z0-9_-]{22}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class Spreadsheet(Name):
    """What a list may be exported as."""

    regex = "csv|xlsx"


register_converter(Name, "answer")
register_converter(Spreadsheet, "spreadsheet")

urlpatterns: list[URLPattern] = [
    path("structure/", structure.home),
    path("structure/transmis/", sent.sent),
    path("structure/exemple/<slug:shape>.csv", structure.example_file),
    path("structure/<answer:name>/", structure.overview),
    path("structure/<answer:name>/fichiers/", structure.files),
    path("structure/<answer:name>/controle/", structure.control),
    path("structure/<answer:name>/oublier/", structure.forget),
    path("structure/<answer:name>/<str:code>/", structure.indicator),
    path("structure/<answer:name>/<str:code>/manquants.<spreadsheet:kind>", structure.export),
    path("structure/<answer:name>/<str:file>", structure.download),
    path("region/", region.home),
    path("region/<answer:name>/", region.overview),
    path("region/<answer:name>/detail/", region.detail),
    path("region/<answer:name>/certificats/", region.certificates),
    path("region/<answer:name>/certificats.<spreadsheet:kind>", region.export_certificates),
    path("region/<answer:name>/fichiers/", region.files),
    path("region/<answer:name>/oublier/", region.forget),
    path("region/<answer:name>/visuel/<str:visual>.<spreadsheet:kind>", region.export),
]
