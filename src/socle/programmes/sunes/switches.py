"""What is counted where the public pages leave it open: every assumption is a switch with its default.

An *exclusion* takes units out of the denominator; each one that is on prints how many it took and the rate without it.
A *reading* chooses between two ways to count. Source: spec/programmes.md 1.4 and 1.5, lines marked [A]; SUN-045.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from socle.rulebook.citation import applies


class About(StrEnum):
    """What a switch is about."""

    STAYS = "stays"
    BIOLOGY = "biology"
    READING = "reading"


@dataclass(frozen=True, slots=True)
class Switch:
    """One assumption: on or off when nothing is said; `fr` for reports, `en` for the command line."""

    name: str
    about: About
    default: bool
    fr: str
    en: str


def _all() -> Mapping[str, Switch]:
    stays, reading = About.STAYS, About.READING
    rows = (
        Switch("newborn", stays, False, "Nouveau-nés restés auprès de leur mère", "leave newborns out"),
        Switch("died", stays, False, "Patients décédés pendant le séjour", "leave out stays that end by death"),
        Switch("anonymous", stays, False, "Séjours anonymes (sous X, addictologie)", "leave anonymous stays out"),
        Switch("detainee", stays, False, "Personnes détenues", "leave detainees out"),
        Switch("opposition", stays, False, "Opposition à l’alimentation ou DMP fermé", "leave oppositions out"),
        Switch("ins_not_qualified", stays, False, "INS non qualifiée", "leave out stays told not to be qualified"),
        Switch(
            "sessions",
            stays,
            True,
            "Séances (chimiothérapie, radiothérapie…)",
            "sessions are no stays",
        ),
        Switch(
            "outpatient_psychiatry",
            stays,
            True,
            "Psychiatrie ambulatoire ou à temps partiel",
            "outpatient and part-time psychiatry are no stays",
        ),
        Switch("consultations", stays, True, "Consultations externes", "outside consultations are no stays"),
        Switch("emergencies", stays, True, "Passages aux urgences sans admission", "visits to the ED are no stays"),
        Switch(
            "partial_biology",
            About.BIOLOGY,
            True,
            "Comptes rendus de biologie partiels",
            "leave partial biology reports out",
        ),
        Switch("by_admission", reading, False, "Séjours rattachés à leur entrée", "attach stays by admission"),
        Switch("all_stays_operative", reading, False, "DS1.3 sur tous les séjours", "DS1.3 over every stay"),
        Switch("rolling_month", reading, True, "Mois glissant admis", "any month, not calendar ones alone"),
        Switch("june_alone", reading, True, "F1 : mesure sur juin seul admise", "F1: June alone is accepted"),
        Switch("d1_needs_both", reading, True, "D1 exige DS1.1 et DS1.2", "D1 needs DS1.1 and DS1.2"),
        Switch("d4_needs_all", reading, True, "D4 exige ses trois indicateurs", "D4 needs its three indicators"),
        Switch("bonus_needs_d1", reading, True, "Bonus CRO dû si D1 est atteint", "the CRO bonus needs D1"),
    )
    return MappingProxyType({row.name: row for row in rows})


SWITCHES = _all()
#: The lines of the stays file that each kind switch takes out.
KINDS: Mapping[str, str] = MappingProxyType(
    {
        "sessions": "seance",
        "outpatient_psychiatry": "ambulatoire_psy",
        "consultations": "consultation",
        "emergencies": "urgences",
    }
)
#: Report lines that never count, whatever is switched. Source: DOC-012, DOC-013; SUN-006 (own laboratory).
NEVER: Mapping[str, str] = MappingProxyType(
    {
        "not_own": "Réalisés par une autre structure",
        "pathology": "Anatomie et cytologie pathologiques",
        "respiratory": "Explorations fonctionnelles respiratoires",
        "other_type": "Autres types de documents",
    }
)


@applies("SUN-045")
def defaults() -> frozenset[str]:
    """What is on when nothing is said. No particular case leaves the denominator: the targets allow for them."""
    return frozenset(name for name, one in SWITCHES.items() if one.default)


def chosen(words: Iterable[str]) -> frozenset[str]:
    """The defaults, changed by `NAME` (on) and `no-NAME` (off). Raises `KeyError` for a name that is none."""
    on = set(defaults())
    for word in words:
        name = word.removeprefix("no-").replace("-", "_")
        if name not in SWITCHES:
            raise KeyError(name)
        (on.discard if word.startswith("no-") else on.add)(name)
    return frozenset(on)


def exclusions(on: frozenset[str]) -> tuple[str, ...]:
    """The switches that are on and take stays out, in their order."""
    return tuple(name for name, one in SWITCHES.items() if name in on and one.about is About.STAYS)


def tells(name: str, count: int) -> bool:
    """Whether the effect of an exclusion deserves a line: it took something out, or somebody asked for it."""
    return bool(count) or (name in SWITCHES and not SWITCHES[name].default)
