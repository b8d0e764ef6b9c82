"""The whole catalogue as the pages show it."""

from __future__ import annotations

from collections.abc import Mapping

from django.apps import apps

from socle import rulebook
from socle.rulebook import Verdict


def whole_catalogue() -> Mapping[str, Verdict]:
    """Every verdict this Socle can answer, by id. The sandbox's own are shown only where it runs."""
    return rulebook.whole_catalogue(without=() if apps.is_installed("socle.sandbox") else ("sandbox",))
