"""The whole catalogue: every room's verdicts, loaded once."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache

from django.apps import apps

import socle
from socle.rulebook import Verdict, catalogue


@cache
def _load() -> None:
    for module in pkgutil.walk_packages(socle.__path__, "socle."):
        room = module.name.split(".")[1]
        # The sandbox is not part of a production server: its verdicts are shown only where it runs.
        if room == "sandbox" and not apps.is_installed("socle.sandbox"):
            continue
        if module.name.rsplit(".", 1)[-1] == "verdicts":
            importlib.import_module(module.name)


def whole_catalogue() -> Mapping[str, Verdict]:
    """Every verdict this Socle can answer, by id."""
    _load()
    return catalogue()
