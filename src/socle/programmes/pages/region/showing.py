"""What the pages of a region show, from the document that its computation left. Pure: values in, values out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from socle.programmes.region import months as calendar
from socle.programmes.region.certificates import IN_FRENCH, State
from socle.programmes.region.masking import WITHIN
from socle.programmes.region.verdicts import WITHOUT_CERTIFICATE
from socle.programmes.region.visuals import BY
from socle.web.components import Cell, Column, Measure, Status, Table
from socle.web.search import holds
from socle.web.words import number, plural, short_day

Document = Mapping[str, Any]
MASKED = "masqué"
WHY_MASKED = (
    "« masqué » : la case compte trop peu pour être dite, ou permettrait, par différence, d’en retrouver une autre qui "
    f"l’est. {WITHIN}"
)
_MARKS = {
    State.ABSENT: ("bad", "refused"),
    State.EXPIRED: ("bad", "refused"),
    State.LAST_NOTICE: ("warn", "warning"),
    State.FIRST_NOTICE: ("warn", "history"),
    State.OK: ("good", "check"),
}
_PER_INHABITANT = "par-habitant"
_INDICATORS = "indicateurs"


@dataclass(frozen=True, slots=True)
class Series:
    """A curve by month; `name` is its export's."""

    name: str
    title: str
    caption: str
    measures: tuple[Measure, ...]
    masked: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """One visual of the region in a month: bars, and every month in a table."""

    name: str
    title: str
    caption: str
    bars: tuple[Measure, ...]
    table: Table
    masked: bool


def title(document: Document) -> str:
    report = document["report"]
    return f"{report['region']['name']} : {calendar.in_words(report['month'])}"


def measures(document: Document) -> dict[str, str]:
    """What was counted: a measure's name and its title."""
    found = {}
    for one in document["report"]["visuals"]:
        name, title = _measure(one)
        found[name] = title
    return found


def _measure(visual: Mapping[str, Any]) -> tuple[str, str]:
    return visual["id"].removesuffix(f"-by-{visual['by']}"), visual["title"].removesuffix(f", {BY[visual['by']]}")


def cuts(document: Document, measure: str) -> dict[str, str]:
    """How a measure is cut."""
    found = [one["by"] for one in document["report"]["visuals"] if _measure(one)[0] == measure]
    return {by: BY[by] for by in found}


def series(document: Document) -> list[Series]:
    """The whole region month by month, one curve a measure; then documents for each inhabitant."""
    found: dict[str, Series] = {}
    for one in document["report"]["visuals"]:
        name, words = _measure(one)
        if name not in found:
            told = tuple(_measured(_short(cell["month"]), cell) for cell in one["total"])
            masked = any(cell["masked"] for cell in one["total"])
            found[name] = Series(f"{name}-total", words, "Toute la région, mois par mois", told, masked)
    per = document["report"]["per_inhabitant"]
    if per:
        told = tuple(Measure(_short(month), None if value is None else float(value)) for month, value in per.items())
        caption = "Documents du mois × 12, rapportés à la population"
        found[_PER_INHABITANT] = Series(
            _PER_INHABITANT, "Documents par habitant et par an", caption, told, masked=False
        )
    return list(found.values())


def _measured(label: str, cell: Mapping[str, Any]) -> Measure:
    return Measure(label, None, MASKED) if cell["masked"] else Measure(label, cell["value"])


def _short(month: str) -> str:
    """`2022-06` → `06/22`: what stands under a curve."""
    return f"{month[5:]}/{month[2:4]}"


def visual(document: Document, measure: str, by: str, month: str) -> Shown | None:
    """One visual in a month; None where there is none."""
    found = next((one for one in document["report"]["visuals"] if one["id"] == f"{measure}-by-{by}"), None)
    if found is None or month not in found["months"]:
        return None
    place = found["months"].index(month)
    bars = tuple(_measured(row["label"], row["cells"][place]) for row in found["rows"])
    return Shown(
        found["id"],
        found["title"],
        f"{found['title']}, {calendar.in_words(month)}",
        bars,
        _table(found),
        bool(found["masked"]),
    )


def _table(found: Mapping[str, Any]) -> Table:
    columns = (
        Column(BY[found["by"]].removeprefix("par ").capitalize()),
        *(Column(_short(one), numeric=True) for one in found["months"]),
    )
    rows = [(Cell(row["label"]), *map(_cell, row["cells"])) for row in found["rows"]]
    rows.append((Cell("Total"), *map(_cell, found["total"])))
    return Table(f"{found['title']}, mois par mois", columns, tuple(rows))


def _cell(cell: Mapping[str, Any]) -> Cell:
    return Cell(MASKED if cell["masked"] else number(cell["value"]))


def exported(document: Document) -> dict[str, tuple[list[str], list[list[object]]]]:
    """What may be exported, each by its name: its headings and its lines, as the page shows them."""
    found: dict[str, tuple[list[str], list[list[object]]]] = {}
    for one in document["report"]["visuals"]:
        lines: list[list[object]] = [[row["label"], *map(_value, row["cells"])] for row in one["rows"]]
        lines.append(["Total", *map(_value, one["total"])])
        found[one["id"]] = ([one["title"], *one["months"]], lines)
    for each in series(document):
        found[each.name] = (["Mois", each.title], [[m.label, m.words or m.value] for m in each.measures])
    rows: list[list[object]] = [
        [one["code"], one["label"], one["numerator"], one["denominator"], one["value"], one["unit"]]
        for one in document["report"]["indicators"]
    ]
    found[_INDICATORS] = (["Code", "Indicateur", "Numérateur", "Dénominateur", "Valeur", "Unité"], rows)
    return found


def _value(cell: Mapping[str, Any]) -> object:
    return MASKED if cell["masked"] else cell["value"]


def indicators(document: Document) -> Table:
    """The indicators that have a value."""
    rows = tuple(
        (Cell(f"{one['code']} : {one['label']}", note=one["formula"]), Cell(_valued(one)), Cell(one["note"]))
        for one in document["report"]["indicators"]
        if one["value"] is not None
    )
    return Table("Indicateurs", (Column("Indicateur"), Column("Valeur", numeric=True), Column("Remarque")), rows)


def unknown(document: Document) -> Table:
    """The indicators that have none, and what is to be given."""
    rows = tuple(
        (
            Cell(f"{one['code']} : {one['label']}", note=one["formula"]),
            Cell(", ".join(dict.fromkeys(one["missing"])) or "rien à diviser dans les fichiers donnés"),
        )
        for one in document["report"]["indicators"]
        if one["value"] is None
    )
    return Table("Indicateurs sans valeur", (Column("Indicateur"), Column("À donner")), rows)


def _valued(one: Mapping[str, Any]) -> str:
    if one["value"] is None:
        return ""
    value = float(one["value"])
    decimals = {"%": 1, "": 0}.get(one["unit"], 2)
    return f"{number(value, decimals)} {one['unit']}".strip()


def sentence(document: Document) -> str:
    """What stands out, in one line."""
    said = list(_said(document))
    return " ".join(said) or "Aucun chiffre ne peut être dit avec ces fichiers."


def _said(document: Document) -> Iterator[str]:
    report = document["report"]
    counted = dict(_of_month(document))
    if counted:
        yield f"{' ; '.join(f'{title} : {number(value)}' for title, value in counted.items())}."
    per = report["per_inhabitant"].get(report["month"])
    if per is not None:
        documents = "document" if float(per) < 2 else "documents"  # noqa: PLR2004 - in French, from two on
        yield f"{number(float(per), 2)} {documents} par habitant et par an."
    held = report["certificates"]
    if held:
        soon = held["states"].get(State.LAST_NOTICE.value, 0)
        gone = held["states"].get(State.EXPIRED.value, 0)
        expired = plural(gone, "est expiré", "sont expirés")
        yield f"{plural(soon, 'certificat expire', 'certificats expirent')} sous peu, {expired}."


def _of_month(document: Document) -> Iterator[tuple[str, int]]:
    """Each measure of the month asked for, where its total may be told."""
    for one in document["report"]["visuals"]:
        for cell in one["total"]:
            if cell["month"] == document["report"]["month"] and not cell["masked"]:
                yield _measure(one)[1], cell["value"]


def warnings(document: Document) -> list[str]:
    """What the figures leave out: outside MSSanté, months that are absent; certificates have their own page."""
    told = [one["fr"] for one in document["report"]["verdicts"] if one["id"] != WITHOUT_CERTIFICATE.id]
    return list(dict.fromkeys(told))


def states(document: Document) -> list[Measure]:
    held = document["report"]["certificates"]["states"]
    return [Measure(IN_FRENCH[state].capitalize(), held.get(state.value, 0)) for state in State]


def certificates(document: Document, *, state: str = "", words: str = "") -> list[Mapping[str, Any]]:
    """The certificates that the filter lets through, those that expire first at the top."""
    return [
        one
        for one in document["report"]["certificates"]["certificates"]
        if (not state or one["state"] == state)
        and (not words or holds((one["name"], one["finess_ej"], one["finess_eg"]), words))
    ]


def listed(found: Sequence[Mapping[str, Any]], caption: str) -> Table:
    columns = (Column("Structure"), Column("État"), Column("Certificat"), Column("Expire le"), Column("Échéance"))
    rows = tuple(
        (
            Cell(one["name"] or "sans nom", note=f"FINESS {one['finess_eg'] or one['finess_ej']}"),
            Cell("", statuses=(_status(one["state"]),)),
            Cell(one["certificate_type"] or "aucun", note=one["serial"]),
            Cell(short_day(date.fromisoformat(one["not_after"])) if one["not_after"] else ""),
            Cell(_left(one["days_left"])),
        )
        for one in found
    )
    return Table(caption, columns, rows)


def _left(days: int | None) -> str:
    if days is None:
        return ""
    return f"dans {plural(days, 'jour')}" if days >= 0 else f"depuis {plural(-days, 'jour')}"


def _status(told: str) -> Status:
    state = State(told)
    tone, icon = _MARKS[state]
    return Status(IN_FRENCH[state].capitalize(), tone, icon)  # type: ignore[arg-type]
