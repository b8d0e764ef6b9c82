"""Every page's address. The exchange services are mounted beside Django, in `dispatch`.

A room that has pages offers them in its own `urls.py`, whole addresses included (`mon-espace/…`); the rooms
are asked in this order and the first match wins.
"""

from __future__ import annotations

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from socle.config.static import static_file

#: Rooms that may have pages, the most particular first.
ROOMS = ("web", "identity", "directory", "documents", "record", "space", "programmes", "sandbox", "manual")

handler400 = "socle.web.errors.bad_request"
handler403 = "socle.web.errors.forbidden"
handler404 = "socle.web.errors.not_found"
handler500 = "socle.web.errors.failure"

urlpatterns: list[URLPattern | URLResolver] = [
    path("static/<path:name>", static_file),
    *[
        path("", include(f"socle.{room}.urls"))
        for room in ROOMS
        if f"socle.{room}" in settings.INSTALLED_APPS and find_spec(f"socle.{room}.urls")
    ],
]

handler400 = "socle.web.errors.bad_request"
handler403 = "socle.web.errors.forbidden"
handler404 = "socle.web.errors.not_found"
handler500 = "socle.web.errors.failure"
