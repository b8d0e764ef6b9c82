"""Writing results twice, as entries and as the tables people read, with references between them.

Source: spec/cda.md 9 (entry tree) and 11 (rules 45 to 52).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from socle.documents.building.laboratory import Battery, Isolate, Observation, Specimen
from socle.documents.building.narrative import Cell, Marks, heading, table
from socle.documents.building.results import day_words, point, range_words, words, write_range, write_value
from socle.documents.building.values import Code, Identifier
from socle.documents.building.walking import NABM, NCBI, SPECIMEN_TYPES
from socle.documents.building.xml import LOINC, add, coded, full, identify, period, stamp, templates, told, translated
from socle.wire.ids import NewUuid

_XD_LAB = "1.3.6.1.4.1.19376.1.3.1"
_CI_SIS = "1.2.250.1.213.1.1.3"
#: IHE's and the French template of each kind of entry.
SPECIMEN = (f"{_XD_LAB}.2", f"{_CI_SIS}.77")
RECEPTION = (f"{_XD_LAB}.3", f"{_CI_SIS}.107")
BATTERY = (f"{_XD_LAB}.4", f"{_CI_SIS}.78")
ISOLATE = (f"{_XD_LAB}.5", f"{_CI_SIS}.79")
OBSERVATION = (f"{_XD_LAB}.6", f"{_CI_SIS}.80")
COMMENT = ("2.16.840.1.113883.10.20.1.40", "1.3.6.1.4.1.19376.1.5.3.1.4.2", f"{_CI_SIS}.32")
#: As the official checks have it, wrong-looking arc included. Source: spec/cda.md 11, rule 51.
_IHE_ACT = "1.3.5.1.4.1.19376.1.5.3.2"
_HEADINGS = ("Examen", "Résultat", "Interprétation", "Valeurs de référence", "Antériorités", "Date", "Commentaire")


@dataclass(frozen=True, slots=True)
class Writer:
    """What entries are written with: the section's narrative, the marks and identifiers of the document."""

    text: etree._Element
    marks: Marks
    new_uuid: NewUuid

    def uuid(self) -> Identifier:
        """A new identifier, in capitals as the profile wants it."""
        return Identifier(root=str(self.new_uuid()).upper())


def specimens(within: Writer, act: etree._Element, taken: Sequence[Specimen]) -> None:
    """Each specimen: what, when it was taken and received."""
    rows = []
    for one in taken:
        name, kind = within.marks.new("p"), within.marks.new("p")
        _specimen(within, act, one, (name, kind))
        nature = full(one.type).label if one.type else ""
        cells = (Cell(one.name, name), Cell(nature, kind if nature else ""))
        rows.append((*cells, Cell(day_words(one.taken)), Cell(day_words(one.received) if one.received else "")))
    if rows:
        table(within.text, ("Prélèvement", "Nature de l'échantillon", "Prélevé le", "Reçu le"), rows)


def _specimen(within: Writer, act: etree._Element, one: Specimen, marks: tuple[str, str]) -> None:
    procedure = _related(act, "procedure", "PROC", SPECIMEN)
    code = add(procedure, "code") if one.code is None else coded(procedure, "code", told(one.code, NABM))
    if code is not None:
        point(code, marks[0])
    period(procedure, "effectiveTime", "", one.taken)
    coded(procedure, "targetSiteCode", one.site)
    role = add(add(procedure, "participant", typeCode="PRD"), "participantRole", classCode="SPEC")
    identify(role, one.id or within.uuid())
    if one.type is not None:
        kind = coded(add(role, "playingEntity"), "code", told(one.type, SPECIMEN_TYPES))
        if kind is not None and one.type.label:
            point(kind, marks[1])
    if one.received:
        reception = _related(procedure, "act", "ACT", RECEPTION)
        add(reception, "code", code="SPRECEIVE", displayName="Échantillon reçu", codeSystem=_IHE_ACT)
        stamp(reception, "effectiveTime", one.received)


def observations(within: Writer, parent: etree._Element, held: Sequence[Observation], *, relate: bool) -> None:
    """Examinations in one table; `relate` when they stand in an act, not in an organizer."""
    rows = []
    for one in held:
        element = _related(parent, "observation", "OBS", OBSERVATION) if relate else _part(parent, OBSERVATION)
        rows.append(_observation(within, element, one))
    if rows:
        table(within.text, _HEADINGS, rows)


def _observation(within: Writer, element: etree._Element, one: Observation) -> tuple[Cell, ...]:
    """Writes an examination; gives its line in the table."""
    name, result = within.marks.new("r"), within.marks.new("r")
    _code(element, one.code, one.local_code, name)
    add(element, "statusCode", code=one.status)
    stamp(element, "effectiveTime", one.time)
    if one.value is not None:
        write_value(element, one.value, result)
    coded(element, "interpretationCode", one.interpretation, "observation_interpretation")
    coded(element, "methodCode", one.method)
    prior = within.marks.new("r")
    for each in one.prior:
        earlier = add(add(element, "entryRelationship", typeCode="REFR"), "observation")
        earlier.set("classCode", "OBS")
        earlier.set("moodCode", "EVN")
        _code(earlier, one.code, one.local_code, name)
        add(earlier, "statusCode", code="completed")
        stamp(earlier, "effectiveTime", each.time)
        write_value(earlier, each.value, prior)
    comment = within.marks.new("c") if one.comment else ""
    if comment:
        remark(element, comment)
    if one.reference is not None:
        write_range(element, one.reference)
    read = words(one.value) if one.value else "Examen non réalisé" if one.status == "aborted" else ""
    meaning = full(one.interpretation, "observation_interpretation").label if one.interpretation else ""
    earlier_words = " ; ".join(f"{words(each.value)} ({day_words(each.time)})" for each in one.prior)
    return (
        Cell(one.title, name),
        Cell(read, result if read else ""),
        Cell(meaning),
        Cell(range_words(one.reference) if one.reference else ""),
        Cell(earlier_words, prior if earlier_words else ""),
        Cell(day_words(one.time) if one.time else ""),
        Cell(one.comment, comment),
    )


def battery(within: Writer, parent: etree._Element, one: Battery, *, relate: bool) -> None:
    """Examinations made together, below their heading; `relate` when they stand in an act, not in an isolate."""
    mark = within.marks.new("b")
    heading(within.text, one.title, mark)
    element = _related(parent, "organizer", "BATTERY", BATTERY) if relate else _component(parent, "BATTERY", BATTERY)
    _code(element, one.code, one.local_code, mark)
    add(element, "statusCode", code=one.status)
    observations(within, element, one.observations, relate=False)
    if one.comment:
        note = within.marks.new("c")
        add(within.text, "paragraph", ID=note).text = one.comment
        _comment(add(add(element, "component"), "act"), note)


def isolate(within: Writer, act: etree._Element, one: Isolate) -> None:
    """A germ: its name, its counts, its antibiograms."""
    mark = within.marks.new("i")
    heading(within.text, f"Isolat : {one.name}", mark)
    element = _related(act, "organizer", "CLUSTER", ISOLATE)
    add(element, "statusCode", code=one.status)
    stamp(element, "effectiveTime", one.time)
    role = add(add(element, "specimen", typeCode="SPC"), "specimenRole", classCode="SPEC")
    identify(role, one.id or within.uuid())
    germ = add(role, "specimenPlayingEntity", classCode="MIC")
    code = coded(germ, "code", one.code) if one.code else add(germ, "code")
    if code is not None:
        point(code, mark)
        if one.ncbi is not None:
            translated(code, told(one.ncbi, NCBI))
    observations(within, element, one.observations, relate=False)
    for held in one.batteries:
        battery(within, element, held, relate=False)


def remark(parent: etree._Element, mark: str) -> None:
    """A comment whose words are at `mark`."""
    _comment(add(add(parent, "entryRelationship", typeCode="SUBJ"), "act"), mark)


def _comment(act: etree._Element, mark: str) -> None:
    act.set("classCode", "ACT")
    act.set("moodCode", "EVN")
    templates(act, *COMMENT)
    add(act, "code", code="48767-8", displayName="Commentaire", codeSystem=LOINC)
    add(add(act, "text"), "reference", value=f"#{mark}")
    add(act, "statusCode", code="completed")


def _code(element: etree._Element, code: Code | None, local: Code | None, mark: str) -> None:
    """LOINC, or no code at all and the local one as a translation; the words at `mark` either way."""
    written = coded(element, "code", told(code, LOINC)) if code else add(element, "code")
    if written is not None:
        point(written, mark)
        translated(written, local)


def _event(element: etree._Element, kind: str, roots: tuple[str, ...]) -> etree._Element:
    element.set("classCode", kind)
    element.set("moodCode", "EVN")
    templates(element, *roots)
    return element


def _related(parent: etree._Element, name: str, kind: str, roots: tuple[str, ...]) -> etree._Element:
    return _event(add(add(parent, "entryRelationship", typeCode="COMP"), name), kind, roots)


def _component(parent: etree._Element, kind: str, roots: tuple[str, ...]) -> etree._Element:
    return _event(add(add(parent, "component"), "organizer"), kind, roots)


def _part(parent: etree._Element, roots: tuple[str, ...]) -> etree._Element:
    return _event(add(add(parent, "component"), "observation"), "OBS", roots)
