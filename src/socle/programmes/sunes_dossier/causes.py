"""Why declared and national figures may differ: five causes, counted where the log of feeds is given. Pure.

Source: spec/programmes.md 1.5: period bounds, v1 or v2 connector, deleted documents, attribution, other types.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from socle.programmes.sunes import programme
from socle.programmes.sunes.rules.connectors import is_first

Feed = Mapping[str, Any]
_GONE = frozenset({"deleted", "replaced"})
_MOST_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """One cause in French; `counted` documents where a log was given, else None; `enough`: it alone makes the gap."""

    id: str
    title: str
    title_en: str
    explanation: str
    counted: int | None = None
    enough: bool | None = None
    detail: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "fr": self.title,
            "en": self.title_en,
            "explanation": self.explanation,
            "counted": self.counted,
            "enough": self.enough,
            "detail": self.detail,
        }


_CAUSES: Mapping[str, tuple[str, str, str]] = {
    "period": (
        "Bornes de la période",
        "bounds of the period",
        "Si le national compte à la date d’envoi, un document envoyé après le mois pour un séjour du mois n’y est pas.",
    ),
    "connector": (
        "Connecteur v1 ou v2",
        "connector v1 or v2",
        "Un document déposé par un connecteur v1 peut ne pas être rattaché à l’établissement ni à une INS qualifiée.",
    ),
    "deleted": (
        "Documents supprimés ou remplacés",
        "documents deleted or replaced",
        "Un document supprimé ne compte plus ; un document remplacé ne compte qu’une fois.",
    ),
    "attribution": (
        "Attribution au FINESS juridique ou géographique",
        "attribution to a legal or geographic FINESS",
        "Si le national rattache au FINESS porté par les métadonnées, un site à part manque, ou vient en trop.",
    ),
    "types": (
        "Documents d’autres types",
        "documents of other types",
        "Un document d’un type qu’aucun indicateur ne compte : le même document sous un autre code n’est pas vu.",
    ),
}


def listed() -> tuple[Cause, ...]:
    """Every cause to look at, in the order to look, nothing being counted."""
    return tuple(Cause(id=id, title=fr, title_en=en, explanation=words) for id, (fr, en, words) in _CAUSES.items())


def counted(
    feeds: Sequence[Feed],
    code: str,
    *,
    difference: int,
    start: date | None = None,
    end: date | None = None,
    finess: frozenset[str] = frozenset(),
) -> tuple[Cause, ...]:
    """The causes of an indicator's gap, counted in the log of feeds.

    `difference` is that of the two numerators. Days are those of `sent`; without them the period cannot be judged, nor
    the attribution without the `finess` of the establishment where the log names only one.
    """
    type_code = programme.indicators()[code].type_code
    own = [feed for feed in feeds if feed["type_code"] == type_code]
    kept = [feed for feed in own if feed["status"] in {None, "accepted"}]
    found: dict[str, tuple[int | None, str]] = {
        "period": _period(kept, start, end),
        "connector": (sum(is_first(feed["connector"]) for feed in kept), ""),
        "deleted": (sum(feed["status"] in _GONE for feed in own), ""),
        "attribution": _attribution(kept, finess),
        "types": _other_types(feeds),
    }
    return tuple(
        Cause(
            id=id,
            title=fr,
            title_en=en,
            explanation=words,
            counted=found[id][0],
            enough=_enough(id, found[id][0], difference),
            detail=found[id][1],
        )
        for id, (fr, en, words) in _CAUSES.items()
    )


def _enough(id: str, number: int | None, difference: int) -> bool | None:
    """Whether the cause alone makes the gap; never said of the bounds, since a log holds the stays of other months."""
    if number is None:
        return None
    makes = number >= abs(difference) > 0
    return None if makes and id == "period" else makes


def _period(kept: Sequence[Feed], start: date | None, end: date | None) -> tuple[int | None, str]:
    if start is None or end is None:
        return None, "période non donnée"
    days = [_day(feed["sent"]) for feed in kept]
    before = sum(day is not None and day < start for day in days)
    after = sum(day is not None and day > end for day in days)
    undated = days.count(None)
    words = f"{before} avant le premier jour, {after} après le dernier, séjours d’autres mois compris"
    return before + after, f"{words}, {undated} sans date" if undated else words


def _day(sent: date | datetime | None) -> date | None:
    return sent.date() if isinstance(sent, datetime) else sent


def _attribution(kept: Sequence[Feed], finess: frozenset[str]) -> tuple[int | None, str]:
    """Documents under another FINESS than those given; without any, those not under the most frequent one."""
    numbers = Counter(str(feed["finess_eg"]) for feed in kept if feed["finess_eg"])
    if not numbers:
        return None, "aucun FINESS dans le journal"
    own = finess or frozenset({numbers.most_common(1)[0][0]})
    others = {number: count for number, count in numbers.most_common() if number not in own}
    return sum(others.values()), _named(others)


def _other_types(feeds: Sequence[Feed]) -> tuple[int | None, str]:
    known = {one.type_code for one in programme.indicators().values() if one.type_code}
    numbers = Counter(
        str(feed["type_code"])
        for feed in feeds
        if feed["type_code"] not in known and feed["status"] in {None, "accepted"}
    )
    return sum(numbers.values()), _named(dict(numbers.most_common()))


def _named(counts: Mapping[str, int]) -> str:
    told = [f"{name} : {count}" for name, count in list(counts.items())[:_MOST_NAMED]]
    more = len(counts) - _MOST_NAMED
    return ", ".join([*told, f"et {more} autres"] if more > 0 else told)
