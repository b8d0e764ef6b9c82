"""The indicators of the regional roadmaps: numerators, denominators, rates.

Definitions are data (`data/indicators.csv`): a later roadmap adds lines. Rates are computed on exact numbers, and shown
rounded down; a denominator of nothing is not measurable; what is not known stays empty and says what to give.

Source: spec/programmes.md 5.1; reference table regional_indicators.csv.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Final

from socle.programmes.region import verdicts
from socle.programmes.region.counts import Count, Structure
from socle.rulebook import Decision, applies, rule
from socle.rulebook.choices import Choices

#: What to give so that a fact is known, in French: told beside an indicator that stays empty.
ASKED: Mapping[str, str] = {
    "plans": "une feuille de route par région (socle region roadmap)",
    "documents": "des comptages de documents (mesure documents)",
    "population": "une population",
    "ordered": "des comptages de commandes par FINESS PMSI (mesure commandes)",
    "installed": "des comptages d’installations par FINESS PMSI (mesure installations)",
    "es": "les structures à accompagner (secteur ES)",
    "consultations": "les consultations (mesure consultations)",
    "consultations_with_document": "les consultations avec document (mesure consultations avec document)",
    "esms_able": "les ESMS en mesure d’enregistrer",
    "esms_registered": "les ESMS qui ont enregistré un professionnel",
    "sunes_complete": "les dossiers complets (colonne dossier complet)",
    "sunes_activity": "l’activité combinée et les dossiers complets",
    "activity": "l’activité combinée de chaque établissement",
    "continuity": "la date du dernier exercice (colonne exercice de continuité)",
    "continuity_ose": "la date du dernier exercice (colonne exercice de continuité)",
    "ose": "les opérateurs de services essentiels (colonne OSE)",
    "psc_authentications": "les authentifications Pro Santé Connect (mesure PSC)",
    "insi_calls": "les appels INSi (mesure INSi)",
    "messages_professional": "les fichiers des opérateurs",
    "messages_citizen": "les fichiers des opérateurs",
    "without_certificate": "le fichier des certificats et les structures",
    **{
        f"esms_{kind}{what}": "les ESMS de la catégorie, candidats ou non (secteur ESMS)"
        for kind in ("pa", "ph", "other")
        for what in ("", "_applied")
    },
}
_ROADMAP: Final = "la feuille de route (socle region roadmap)"
_MASKED: Final = "rien : l’effectif est trop petit pour être montré"
#: Categories of ESMS: their fact, and what `_category` makes of a file's words.
_ESMS = (("pa", "pa"), ("ph", "ph"), ("other", ""))


@dataclass(frozen=True, slots=True)
class Definition:
    """One line of the data file."""

    code: str
    label: str
    kind: str
    formula: str
    numerator: str
    denominator: str
    denominator_from: str
    base_day: date | None
    producer: str
    refresh: str
    status: str
    rules: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Value:
    """An indicator's value. `value` is a count, a ratio of two decimals or a percentage of one, rounded down."""

    definition: Definition
    numerator: int | Decimal | None
    denominator: int | Decimal | None
    value: int | Decimal | None
    unit: str
    missing: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        one = self.definition
        return {
            "code": one.code,
            "label": one.label,
            "formula": one.formula,
            "numerator": self.numerator,
            "denominator": self.denominator,
            "value": self.value,
            "unit": self.unit,
            "status": one.status,
            "producer": one.producer,
            "refresh": one.refresh,
            "missing": list(self.missing),
            "note": one.note,
            "rules": list(one.rules),
        }


@cache
def definitions() -> tuple[Definition, ...]:
    """Every indicator that is defined, in the order of the file."""
    text = files(__package__).joinpath("data/indicators.csv").read_text("utf-8")
    return tuple(
        Definition(
            **{name: row[name] for name in ("code", "label", "kind", "formula", "numerator", "denominator")},
            denominator_from=row["denominator_from"],
            base_day=date.fromisoformat(row["base_day"]) if row["base_day"] else None,
            producer=row["producer"],
            refresh=row["refresh"],
            status=row["status"],
            rules=tuple(map(rule, row["rules"].split())),
            note=row["note"],
        )
        for row in csv.DictReader(text.splitlines())
    )


@applies("REG-020")
def per_inhabitant(documents: int, population: int) -> Decimal | None:
    """Documents of one month, over a year, for each inhabitant: × 12 ÷ population, two decimals, rounded down."""
    if population <= 0:
        return None
    return (Decimal(documents * 12) / population).quantize(Decimal("0.01"), ROUND_DOWN)


def rate(numerator: int | Decimal, denominator: int | Decimal) -> Decimal | None:
    """A percentage of one decimal, rounded down so that it never reads better than it is; None over nothing."""
    if not denominator:
        return None
    return (Decimal(numerator) * 100 / denominator).quantize(Decimal("0.1"), ROUND_DOWN)


@applies("REG-004", "REG-005")
def values(
    facts: Mapping[str, int | Decimal | None], choices: Choices, hidden: Collection[str] = ()
) -> tuple[Value, ...]:
    """Each indicator by its definition, from the facts that are known; those `hidden` are told as masked."""
    known = {name: value for name, value in facts.items() if value is not None and name not in hidden}
    return tuple(_value(one, known, choices, hidden) for one in definitions())


def _value(one: Definition, facts: Mapping[str, int | Decimal], choices: Choices, hidden: Collection[str]) -> Value:
    names = [one.numerator, one.denominator]
    if one.code == "III.9" and choices.rpps_plus_ratio_as_asked:
        names.reverse()
    over, under = (facts.get(name) for name in names)
    lacking = (name for name in names if name and name not in facts)
    missing = tuple(dict.fromkeys(_MASKED if name in hidden else ASKED.get(name, _ROADMAP) for name in lacking))
    if one.kind == "count":
        return Value(one, over, None, over, "", missing)
    if over is None or under is None:
        return Value(one, over, under, None, "%" if one.kind == "rate" else "par habitant", missing)
    if one.kind == "rate":
        return Value(one, over, under, rate(over, under), "%", missing)
    return Value(one, int(over) * 12, under, per_inhabitant(int(over), int(under)), "par habitant", missing)


@applies("REG-006", "REG-007", "REG-008", "REG-009")
def of_structures(structures: Sequence[Structure], year: int) -> dict[str, int | Decimal | None]:
    """The facts that the structures' file tells; a column that no line fills tells nothing, not zero."""
    hospitals = [one for one in structures if one.sector == "es"]
    social = [one for one in structures if one.sector == "esms"]
    essential = [one for one in hospitals if one.ose]
    facts: dict[str, int | Decimal | None] = {
        "es": len(hospitals) or None,
        "ose": len(essential) if _told(hospitals, "ose") else None,
        "esms_able": _flagged(social, "esms_able"),
        "esms_registered": _flagged(social, "esms_registered"),
        "sunes_complete": _complete(hospitals),
    }
    done = [one for one in hospitals if one.continuity_exercise and one.continuity_exercise.year == year]
    if _told(hospitals, "continuity_exercise"):
        facts |= {"continuity": len(done), "continuity_ose": sum(1 for one in done if one.ose)}
    if _told(hospitals, "combined_activity"):
        facts["activity"] = sum((one.combined_activity or Decimal(0) for one in hospitals), Decimal(0))
        held = [one for one in hospitals if _is_complete(one)]
        facts["sunes_activity"] = sum((one.combined_activity or Decimal(0) for one in held), Decimal(0))
    for name, category in _ESMS:
        kind = [one for one in social if _category(one) == category]
        facts |= {f"esms_{name}": len(kind) or None, f"esms_{name}_applied": _flagged(kind, "esms_applied")}
    return facts


def _category(one: Structure) -> str:
    """PA, PH, or "" for the others."""
    word = one.category.strip().lower()
    if word in {"pa", "ehpad"} or word.startswith("personnes âgées"):
        return "pa"
    return "ph" if word == "ph" or word.startswith("personnes handicapées") else ""


def _told(structures: Iterable[Structure], column: str) -> bool:
    return any(getattr(one, column) is not None for one in structures)


def _flagged(structures: Sequence[Structure], column: str) -> int | None:
    return sum(1 for one in structures if getattr(one, column)) if _told(structures, column) else None


def _is_complete(one: Structure) -> bool:
    """Both applied to its ARS and filed the whole with the ANS; a file without the first column tells the second."""
    return bool(one.sunes_complete) and one.sunes_applied is not False


def _complete(structures: Sequence[Structure]) -> int | None:
    return sum(map(_is_complete, structures)) if _told(structures, "sunes_complete") else None


#: Measures told by month that simply add up in the month of the report.
_MONTHLY = ("documents", "insi_calls", "psc_authentications", "consultations", "consultations_with_document")


@applies("REG-006", "REG-016", "REG-017")
def of_counts(counted: Sequence[Count], structures: Sequence[Structure], month: str) -> dict[str, int | Decimal | None]:
    """The facts that the counts tell for a month.

    Structures that ordered or installed are those of the calculation file that did so up to then: an order stays one.
    """
    facts: dict[str, int | Decimal | None] = {}
    for measure in (*_MONTHLY, "esms_able", "esms_registered"):
        found = [one.value for one in counted if one.measure == measure and one.month == month]
        if found:
            facts[measure] = sum(found)
    listed = {one.finess for one in structures if one.sector == "es"}
    for measure, fact in (("orders", "ordered"), ("installations", "installed")):
        rows = [one for one in counted if one.measure == measure and one.month <= month and one.value]
        if any(one.measure == measure for one in counted):
            facts[fact] = len({one.structure for one in rows} & listed)
    return facts


@applies("REG-024")
def few(facts: Mapping[str, int | Decimal | None], under: int) -> set[str]:
    """The facts that no visual shows, and that count too few consultations to be told: those with a document, or
    those without, which the two give by difference.
    """
    whole, part = facts.get("consultations"), facts.get("consultations_with_document")
    found = {name for name in ("consultations", "consultations_with_document") if 0 < (facts.get(name) or 0) < under}
    if whole is not None and part is not None and 0 < whole - part < under:
        found.add("consultations_with_document")
    return found


@applies("REG-010")
def counted_on(base: date | None) -> Decision:
    """Whether the FINESS base that was given, of that day, is the one that indicators are counted on."""
    others = [one for one in definitions() if base is not None and one.base_day not in {None, base}]
    found = [verdicts.BASE_OF_ANOTHER_DAY.at(one.code, expected=one.base_day, found=base) for one in others]
    return Decision(tuple(found), (rule("REG-010"),))
