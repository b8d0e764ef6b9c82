"""The roadmap of a region: one plan, its actions for 6PO, its objectives before each committee, its panel of pilots.

Source: REG-001, REG-013, REG-019, REG-021, REG-022, REG-028; dates in `data/milestones.csv`.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from socle.programmes.region import places, verdicts
from socle.rulebook import Decision, Finding, applies, rule, shows

if TYPE_CHECKING:
    from socle.programmes.files import Row

#: Indicators whose actions are described freely: no catalogue, any grain (REG-021).
_FREE: Final = frozenset({"SENS.DMP", "II.3", "III.3"})
#: What must vary in a panel of pilots (REG-028).
_VARIED: Final = {"status": "statut", "activity": "activité", "maturity": "maturité"}


@dataclass(frozen=True, slots=True)
class Milestone:
    """From a day on, something is so."""

    what: str
    begins: date
    label: str
    rule: str


@dataclass(frozen=True, slots=True)
class Action:
    """An action of a plan. `indicator` is the one it counts for, "" for none."""

    region: str
    plan: str
    programme: str = ""
    action: str = ""
    weather: str = ""
    description: str = ""
    began: date | None = None
    indicator: str = ""


@dataclass(frozen=True, slots=True)
class Roadmap:
    """Plans by region, the actions that count by indicator, and what is wrong."""

    plans: Mapping[str, tuple[str, ...]]
    counted: Mapping[str, int]
    sheet: tuple[dict[str, Any], ...]
    decision: Decision

    def as_json(self) -> dict[str, Any]:
        return {
            "plans": {region: list(plans) for region, plans in self.plans.items()},
            "regions": len(places.regions()),
            "actions": dict(self.counted),
            "sheet": list(self.sheet),
            "verdicts": [finding.as_dict() for finding in self.decision.findings],
            "rules": list(self.decision.rules),
        }


@cache
def milestones() -> Mapping[str, Milestone]:
    """What became so, by its name."""
    text = files(__package__).joinpath("data/milestones.csv").read_text("utf-8")
    return {
        row["what"]: Milestone(row["what"], date.fromisoformat(row["from"]), row["label"], rule(row["rule"]))
        for row in csv.DictReader(text.splitlines())
    }


@applies("REG-015", "REG-018")
@shows("REG-014", "REG-023", "ESMS-021", "ESMS-024")
def notes(day: date) -> tuple[str, ...]:
    """Where the figures came from, and in which tool they stood, on a day: in French, as the report shows them."""
    told = [
        f"{one.label} : {'depuis le' if one.begins <= day else 'à partir du'} {one.begins:%d/%m/%Y} ({one.rule})."
        for what, one in milestones().items()
        if what != "actions"
    ]
    ordered = "dans l’outil de pilotage" if milestones()["orders"].begins <= day else "dans un fichier Excel"
    return (
        *told,
        f"La liste nominative des structures ayant commandé (données ASP) est alors donnée {ordered} (REG-023).",
        "Les indicateurs se fournissent dans 6PO ; commandes et installations (ASP) s’y ajoutent (REG-014).",
        "Pour les ESMS, les indicateurs MSSanté viennent de l’ANS, ceux du DMP de la CNAM (ESMS-021).",
        "Au 20 janvier 2022, les ESMS n’ont aucune cible chiffrée pour le DMP, l’INS et MSSanté (ESMS-024).",
    )


def actions(rows: Iterable[Row]) -> list[Action]:
    """The actions of a file."""
    return [Action(**{name: value for name, value in row.values.items() if value is not None}) for row in rows]  # type: ignore[arg-type]


@applies("REG-001", "REG-013", "REG-021", "REG-022")
def roadmap(told: Sequence[Action]) -> Roadmap:
    """One plan for each region; each action whole; those of an indicator counted from the day that actions count."""
    plans: dict[str, dict[str, None]] = defaultdict(dict)
    findings: list[Finding] = []
    counted: Counter[str] = Counter()
    start = milestones()["actions"].begins
    for number, one in enumerate(told, 1):
        place = f"Action {number} ({one.action or one.description or 'sans intitulé'})"
        region = places.region_of(one.region)
        if region in {None, places.FRANCE}:
            findings.append(verdicts.REGION_UNKNOWN.at(place, found=one.region))
        else:
            plans[str(region)][one.plan.strip()] = None
        findings += _whole(one, place)
        if one.indicator and one.began is not None and one.began < start:
            findings.append(
                verdicts.ACTION_TOO_OLD.at(place, expected=f"{start:%d/%m/%Y}", found=f"{one.began:%d/%m/%Y}")
            )
        elif one.indicator:
            counted[one.indicator] += 1
    for region, names in plans.items():
        if len(names) > 1:
            findings.append(verdicts.PLAN_TWICE.at(places.name_of(region), found=", ".join(names)))
    counted["I.1"] = sum(1 for names in plans.values() if len(names) == 1)
    cited = tuple(map(rule, ("REG-001", "REG-013", "REG-021", "REG-022")))
    sheet = tuple(_sheet(one) for one in told)
    held = {region: tuple(names) for region, names in sorted(plans.items())}
    return Roadmap(held, dict(sorted(counted.items())), sheet, Decision(tuple(findings), cited))


def _whole(one: Action, place: str) -> list[Finding]:
    """6PO asks for a programme, an action and its weather; what counts for a free indicator is described instead."""
    if one.indicator in _FREE:
        return (
            [] if one.description or one.action else [verdicts.ACTION_INCOMPLETE.at(place, expected="sa description")]
        )
    wanted = {"le programme": one.programme, "l’action": one.action, "la météo": one.weather}
    return [verdicts.ACTION_INCOMPLETE.at(place, expected=name) for name, value in wanted.items() if not value]


def _sheet(one: Action) -> dict[str, Any]:
    """The line as 6PO is filled: programme, action, weather, what else is pertinent."""
    return {
        "programme": one.programme,
        "action": one.action,
        "weather": one.weather,
        "description": one.description,
        "began": one.began,
        "indicator": one.indicator,
    }


@applies("REG-019")
def objectives(updated: Mapping[str, date], committees: Iterable[date], day: date) -> Decision:
    """Each objective is brought up to date before each committee: since the one before, for the last one held or next.

    `updated` is the last update of each indicator's objective; committees are those of the CORS and with the DNS.
    """
    held = sorted(committees)
    coming = [one for one in held if one >= day][:1] or held[-1:]
    findings = []
    for committee in coming:
        before = max((one for one in held if one < committee), default=date.min)
        findings += [
            verdicts.OBJECTIVE_STALE.at(code, expected=f"{committee:%d/%m/%Y}", found=f"{last:%d/%m/%Y}")
            for code, last in updated.items()
            if not before < last <= committee
        ]
    return Decision(tuple(findings), (rule("REG-019"),))


@applies("REG-028")
def panel(candidates: Sequence[Mapping[str, Any]]) -> Decision:
    """Whether the pilots show every status, activity and maturity that the candidates have.

    A trait told of nobody cannot be judged and is said so. A file without a pilot chosen is judged as if all were.
    """
    chosen = [one for one in candidates if one.get("pilot")] or list(candidates)
    findings = []
    for trait, name in _VARIED.items():
        there = {str(one[trait]).strip() for one in candidates if one.get(trait)}
        shown = {str(one[trait]).strip() for one in chosen if one.get(trait)}
        if not there:
            findings.append(
                verdicts.PANEL_NARROW.at(f"le critère {name}", expected="il n’est dit d’aucun établissement")
            )
        elif there == shown and len(there) == 1:
            findings.append(
                verdicts.PANEL_NARROW.at(f"la variété de {name}", expected=f"tous sont « {next(iter(there))} »")
            )
        findings += [
            verdicts.PANEL_NARROW.at(f"{name} « {one} »", expected="aucun pilote") for one in sorted(there - shown)
        ]
    return Decision(tuple(findings), (rule("REG-028"),))
