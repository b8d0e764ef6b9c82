"""Every reader under attack, by name."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from tests.fuzzing.targets.common import Target

MODULES = (
    "wire",
    "fhir",
    "tokens",
    "texts",
    "documents",
    "archives",
    "pdfs",
    "papers",
    "doors",
    "insi",
    "tables",
    "endpoint",
    "server",
)


@cache
def every() -> dict[str, Target]:
    """All targets, in the order of a campaign. Socle must be set up by then (`house.prepare`)."""
    modules = (import_module(f"tests.fuzzing.targets.{name}") for name in MODULES)
    return {target.name: target for module in modules for target in module.targets()}
