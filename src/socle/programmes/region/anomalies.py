"""What is odd in a calculation file, as the list that a region sends back. Source: REG-032; REG-006."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from socle.identity import checkdigits
from socle.programmes.region import places, verdicts
from socle.programmes.region.counts import Structure
from socle.rulebook import Decision, Finding, rule, shows

_FINESS: Final = re.compile(r"(?:\d{2}|2[AB])\d{7}")


@shows("REG-032")
def anomalies(structures: Sequence[Structure]) -> Decision:
    """Every oddity of every line; none stops the others from being told."""
    seen = Counter(one.finess for one in structures)
    found = [finding for number, times in seen.items() if times > 1 for finding in [_odd(number, "en double", times)]]
    found += [finding for one in structures for finding in _of(one)]
    return Decision(tuple(found), (rule("REG-032"),))


def _odd(place: str, expected: str, found: object) -> Finding:
    return verdicts.CALCULATION_ODD.at(place, expected=expected, found=found)


def _of(one: Structure) -> list[Finding]:
    place = f"{one.finess} {one.name}".strip()
    found = []
    if not _FINESS.fullmatch(one.finess):
        found.append(_odd(place, "un numéro FINESS a neuf caractères", one.finess))
    elif not checkdigits.finess(one.finess):
        found.append(_odd(place, "la clé du numéro FINESS est fausse", one.finess))
    if not one.name:
        found.append(_odd(place, "raison sociale absente", "vide"))
    if not one.category:
        found.append(_odd(place, "catégorie absente", "vide"))
    if one.finess_ej and one.finess_ej == one.finess:
        found.append(_odd(place, "l’entité juridique a le numéro de l’établissement", one.finess_ej))
    if one.combined_activity is not None and one.combined_activity <= Decimal(0):
        found.append(_odd(place, "activité combinée nulle ou négative", one.combined_activity))
    return found + _where(one, place)


def _where(one: Structure, place: str) -> list[Finding]:
    found = []
    numbered = places.department_of_finess(one.finess)
    if not one.department:
        found.append(_odd(place, "département inconnu", "vide"))
    elif numbered and numbered != one.department:
        found.append(_odd(place, f"département {one.department}, numéro d’un autre", numbered))
    if one.region and places.region_of(one.region) is None:
        found.append(_odd(place, "région inconnue", one.region))
    elif one.region and one.department and places.departments()[one.department][1] != one.region:
        found.append(_odd(place, f"le département {one.department} n’est pas de cette région", one.region))
    return found
