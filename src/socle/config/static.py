"""The portals' own styles, scripts and images, read from each room's `static/` folder."""

from __future__ import annotations

from django.contrib.staticfiles.views import serve
from django.http import HttpRequest
from django.http.response import HttpResponseBase

#: Files change only with Socle's version: an hour keeps pages quick and a new version soon seen.
CACHE = "public, max-age=3600"


def static_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """One file of a room's `static/` folder; 404 when there is none."""
    # "insecure" names Django's caution about speed: the finders only ever look inside the rooms' own folders.
    answer = serve(request, name, insecure=True)
    answer["Cache-Control"] = CACHE
    return answer
