"""Every page's address. The exchange services are mounted beside Django, in `listeners`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
