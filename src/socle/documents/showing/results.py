"""The laboratory's results that the entries of a section hold, as values that a table shows.

What a page says of a result against its reference range is the laboratory's own interpretation; where there is none the
numbers speak, and where the two disagree a page says both.
Source: spec/cda.md section 9 (entry tree, observation); IHE PALM, XD-LAB; value set observation_interpretation.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from socle import codes
from socle.documents import times
from socle.documents.cda.datatypes import attribute
from socle.documents.cda.nodes import child, children, local, tag, text
from socle.documents.showing.measures import Measure, Range, measure, range_of
from socle.documents.times import Moment

#: The templateId of a laboratory observation, IHE's and the French one. Source: spec/cda.md 9.
OBSERVATION = frozenset({"1.3.6.1.4.1.19376.1.3.1.6", "1.2.250.1.213.1.1.3.80"})
ISOLATE = "1.3.6.1.4.1.19376.1.3.1.5"
#: Results and earlier results read of one section at most; a report of several hundred is a long one.
MOST, MOST_EARLIER = 1000, 5
#: A name longer than this is a paragraph that a reference points to, not the name of a test.
_LONGEST_NAME = 160
_ABOVE = frozenset({"H", "HH", "HU", "HX", ">"})
_BELOW = frozenset({"L", "LL", "LU", "LX", "<"})
_VERY = frozenset({"HH", "LL"})
_NOTEWORTHY = frozenset({"A", "AA", "D", "DET", "E", "EX", "IND", "NS", "POS", "R", "RR", "U", "UNE", "W", "WR"})
_NORMAL = "N"


@dataclass(frozen=True, slots=True)
class Earlier:
    """A result that was known before, and when."""

    value: str
    at: Moment | None


@dataclass(frozen=True, slots=True)
class Result:
    """One result: `value` with its unit in words, other units beside it, and how it stands.

    `mark` is how it stands against the reference range, in words; empty when nobody said. `stands`: below, within,
    above, or nothing where no number tells. `noteworthy` is what a page draws the eye to.
    """

    name: str
    value: str
    others: tuple[str, ...] = ()
    mark: str = ""
    stands: str = ""
    noteworthy: bool = False
    range: Range | None = None
    measured: Measure | None = None
    earlier: tuple[Earlier, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Results that belong together: a battery, an isolate, or those that stand alone."""

    title: str
    results: tuple[Result, ...]

    @property
    def has_ranges(self) -> bool:
        """Whether a column of reference values says anything."""
        return any(result.range and result.range.words for result in self.results)

    @property
    def has_marks(self) -> bool:
        """Whether one that compares does."""
        return any(result.mark or result.stands for result in self.results)

    @property
    def has_earlier(self) -> bool:
        """Whether one of earlier results does."""
        return any(result.earlier for result in self.results)


class Reader:
    """Reads the results of one document; names of tests are taken from its narrative, where its references lead."""

    def __init__(self, root: etree._Element) -> None:
        self._root = root
        self._ids: dict[str, etree._Element] | None = None

    def of(self, section: etree._Element) -> tuple[Group, ...]:
        """The results of a section's own entries, in their order, those of one organizer together."""
        groups: list[tuple[str, list[Result]]] = []
        for title, observation in self._observations(section):
            if not groups or groups[-1][0] != title:
                groups.append((title, []))
            groups[-1][1].append(self._result(observation))
        return tuple(Group(title, tuple(results)) for title, results in groups)

    def _observations(self, section: etree._Element) -> Iterator[tuple[str, etree._Element]]:
        found = 0
        for entry in children(section, "entry"):
            for each in entry.iter(tag("observation")):
                roots = {attribute(template, "root") for template in children(each, "templateId")}
                if roots & OBSERVATION and not _is_earlier(each):
                    found += 1
                    if found > MOST:
                        return
                    yield self._group(each, entry), each

    def _group(self, observation: etree._Element, entry: etree._Element) -> str:
        """The name of the isolate that holds a result, else of the battery; empty when it stands alone."""
        organizers = []
        for above in observation.iterancestors():
            if above is entry:
                break
            if local(above) == "organizer":
                organizers.append(above)
        for each in organizers:
            if any(attribute(template, "root") == ISOLATE for template in children(each, "templateId")):
                code = child(each, "specimen", "specimenRole", "specimenPlayingEntity", "code")
                return f"Isolat : {self._name(code)}"
        return self._name(child(organizers[0], "code"), "") if organizers else ""

    def _name(self, code: etree._Element | None, otherwise: str = "Examen sans nom") -> str:
        """What the laboratory calls it in the narrative, else the label of its code without what LOINC adds to it."""
        said = self._text(child(code, "originalText"))
        if said and len(said) <= _LONGEST_NAME:
            return said
        labels = (attribute(each, "displayName") for each in [code, *children(code, "translation")])
        label = next((label for label in labels if label), said[:_LONGEST_NAME])
        return label.partition(" [")[0] or otherwise

    def _text(self, element: etree._Element | None) -> str:
        """The text of an element, or of the place in the narrative that it refers to."""
        reference = attribute(child(element, "reference"), "value").removeprefix("#")
        if not reference:
            return text(element)
        if self._ids is None:
            narrated = (each for narrative in self._root.iter(tag("text")) for each in narrative.iter(etree.Element))
            self._ids = {id: each for each in narrated if (id := attribute(each, "ID"))}
        return text(self._ids.get(reference))

    def _result(self, observation: etree._Element) -> Result:
        values = [measure(each, self._text) for each in children(observation, "value")]
        first = values[0] if values else None
        aborted = attribute(child(observation, "statusCode"), "code") == "aborted"
        reference = child(observation, "referenceRange", "observationRange")
        span = range_of(reference, self._text) if reference is not None else None
        said = [attribute(each, "code") for each in children(observation, "interpretationCode")]
        stands = "" if aborted or first is None or span is None else span.stands(first)
        mark = "non réalisé" if aborted else _mark([code for code in said if code], stands)
        return Result(
            name=self._name(child(observation, "code")),
            value="" if first is None else first.words,
            others=tuple(each.words for each in values[1:]) + (first.others if first else ()),
            mark=mark,
            stands=stands,
            noteworthy=stands in {"below", "above"} or bool({*said} & (_ABOVE | _BELOW | _NOTEWORTHY)),
            range=span,
            measured=first,
            earlier=tuple(self._earlier(observation))[:MOST_EARLIER],
        )

    def _earlier(self, observation: etree._Element) -> Iterator[Earlier]:
        """Earlier results, the latest first."""
        found = []
        for link in children(observation, "entryRelationship"):
            before = child(link, "observation") if attribute(link, "typeCode") == "REFR" else None
            if before is None:
                continue
            values = [measure(each, self._text).words for each in children(before, "value")]
            time = child(before, "effectiveTime")
            at = times.read(attribute(time, "value") or attribute(child(time, "low"), "value"))
            if any(values):
                found.append(Earlier(values[0], at))
        yield from sorted(found, key=lambda one: one.at.start.timestamp() if one.at else 0, reverse=True)


def _is_earlier(observation: etree._Element) -> bool:
    above = observation.getparent()
    return above is not None and attribute(above, "typeCode") == "REFR"


def _mark(said: list[str], stands: str) -> str:
    """How a result stands, in words: what the laboratory said, else what the numbers say; both where they disagree."""
    counted = _WORDS.get(stands, "")
    spoken = ", ".join(dict.fromkeys(map(_interpretation, said)))
    sides = {side for codes, side in ((_ABOVE, "above"), (_BELOW, "below"), ({_NORMAL}, "within")) if codes & {*said}}
    if counted and sides and stands not in sides:
        return f"{spoken}, selon le laboratoire ; le nombre est {_AGAINST[stands]} l'intervalle"
    return spoken or counted


_WORDS = {"below": "au-dessous de la normale", "above": "au-dessus de la normale", "within": "dans la normale"}

_AGAINST = {"below": "au-dessous de", "above": "au-dessus de", "within": "dans"}


def _interpretation(code: str) -> str:
    if code == _NORMAL:
        return _WORDS["within"]
    if code in _ABOVE - {">"} or code in _BELOW - {"<"}:
        side = "au-dessus" if code in _ABOVE else "au-dessous"
        return f"{'très ' if code in _VERY else ''}{side} de la normale"
    entry = codes.value_set("observation_interpretation").get(code)
    return entry.label[:1].lower() + entry.label[1:] if entry else code[:_LONGEST_NAME]
