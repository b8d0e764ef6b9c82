"""Addresses of the document checker."""

from __future__ import annotations

from django.urls import URLPattern, path

from socle.documents.control import api, pages

urlpatterns: list[URLPattern] = [
    path("controle/", pages.home),
    path("controle/api/v1/checks", api.checks),
    path("controle/api/v1/openapi.json", api.openapi),
]
