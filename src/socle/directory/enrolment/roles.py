"""Roles that a structure may give, and professions that it may not create by itself."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from socle.codes import value_set

#: Social professions (TRE_R94), users of a title (TRE_R95), those characterised by their role alone (99), in JDV_J65:
#: what the role of a token may say, so that whoever is registered can act at once.
_SCHEMES = frozenset({"1.2.250.1.213.1.6.1.4", "1.2.250.1.213.1.6.1.109", "1.2.250.1.213.1.6.1.140"})
#: Professions of TRE_G15 that employers declare: nursing auxiliary, ambulance crew, childcare auxiliary. ASSUMED: the
#: rows of kind `role` of the habilitation matrix.
_BY_EMPLOYER = frozenset({"35", "36", "37"})
_SECRETARY = "SECRETARIAT_MEDICAL"


@cache
def roles() -> Mapping[str, str]:
    """The codes of the roles that a structure gives, with their French labels, in the order of the value set."""
    found = {
        entry.code: entry.label
        for entry in value_set("subject_role")
        if entry.scheme in _SCHEMES or entry.code in _BY_EMPLOYER or entry.code == _SECRETARY
    }
    return MappingProxyType(found)


@cache
def regulated() -> frozenset[str]:
    """Professions that an order or the ARS registers, never an employer. Source: TRE_G15, those in use; RPPS-021."""
    inside = {entry.code for entry in value_set("profession") if entry.extra.get("active") == "yes"}
    return frozenset(inside - _BY_EMPLOYER)


def label(code: str) -> str:
    """What a role or a profession is called, the code itself when nobody says."""
    return roles().get(code) or value_set("subject_role").label(code)
