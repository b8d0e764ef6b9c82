"""A search as read: what each parameter keeps, the statuses asked for, the page. Pure.

Source: PDSm 3.1.1, flux 05a and 05b (spec/dmp.md 7); IHE MHD 4.2.3, ITI-66 and ITI-67; FHIR R4, 3.1.1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

from socle.record.rules import same_patient
from socle.record.verdicts import access
from socle.rulebook import Decision, Finding, refuse
from socle.wire.fhir import parameters, verdicts
from socle.wire.fhir.reading import Json
from socle.wire.fhir.values import cx_of, patient_of
from socle.wire.hl7v2 import CX

#: Entries of one page when nothing is said, and at most.
PAGE: Final = 50
LARGEST_PAGE: Final = 200
#: The ways to name the patient.
PATIENT: Final = ("patient.identifier", "patient:Patient.identifier", "subject.identifier", "patient", "subject")
#: Parameters of every search, that keep nothing.
COMMON: Final = frozenset({"_count", "_offset", "_format", "_pretty", "_summary", "_elements", "_sort", "_total"})

Test = Callable[[Any], bool]
#: Makes the test of one parameter from all its values (which add up), with what is wrong with them.
Maker = Callable[[str, Sequence[str]], tuple[Test, list[Finding]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One search parameter: its FHIR type, what it is about in French, how its values become a test."""

    type: str
    says: str
    make: Maker


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """One search. `tests` must all pass; `given` are the parameters as written, for the links of the pages."""

    tests: tuple[Test, ...] = ()
    statuses: frozenset[str] = frozenset()
    count: int = PAGE
    offset: int = 0
    only_total: bool = False
    only_ids: bool = False
    oldest_first: bool = False
    given: tuple[tuple[str, str], ...] = ()
    ignored: tuple[Finding, ...] = ()
    findings: tuple[Finding, ...] = field(default=())

    def keeps(self, held: Any) -> bool:
        return all(test(held) for test in self.tests)

    def value(self, name: str) -> str:
        return next((value for key, value in self.given if key == name), "")


def read(
    given: Sequence[tuple[str, str]],
    known: Mapping[str, Parameter],
    *,
    required: Sequence[str],
    lenient: bool,
) -> Search:
    """The search that `given` describes. `required` parameters are asked for, beside the patient's."""
    findings, ignored, tests = list[Finding](), list[Finding](), list[Test]()
    by_name: dict[str, list[str]] = {}
    for name, value in given:
        by_name.setdefault(name, []).append(value)
    for name, values in by_name.items():
        if name in COMMON or name in PATIENT:
            continue
        parameter = known.get(name)
        if parameter is None:
            (ignored if lenient else findings).append(verdicts.PARAMETER_UNKNOWN.at(name, found=name))
        elif any(not value for value in values):
            findings.append(verdicts.PARAMETER_MALFORMED.at(name, expected="une valeur", found=""))
        else:
            test, wrong = parameter.make(name, values)
            tests.append(test)
            findings += wrong
    findings += [verdicts.PARAMETER_MISSING.at(name) for name in required if name not in by_name]
    if not any(name in by_name for name in PATIENT):
        findings.append(verdicts.PARAMETER_MISSING.at(PATIENT[0]))
    count, wrong = _number("_count", by_name, PAGE)
    offset, more = _number("_offset", by_name, 0)
    sort = by_name.get("_sort", ["-date"])[0]
    if sort.lstrip("-") not in {"date", "creation"}:
        more.append(verdicts.PARAMETER_MALFORMED.at("_sort", expected="date ou -date", found=sort))
    return Search(
        tests=tuple(tests),
        count=min(count, LARGEST_PAGE),
        offset=offset,
        only_total=by_name.get("_summary") == ["count"] or count == 0,
        only_ids=by_name.get("_elements") == ["id"],
        oldest_first=not sort.startswith("-"),
        given=tuple(given),
        ignored=tuple(ignored),
        findings=(*findings, *wrong, *more),
    )


def _number(name: str, by_name: Mapping[str, list[str]], default: int) -> tuple[int, list[Finding]]:
    written = by_name.get(name, [str(default)])[-1]
    if written.isascii() and written.isdigit() and len(written) <= len("000000"):
        return int(written), []
    return default, [verdicts.PARAMETER_MALFORMED.at(name, expected="un nombre", found=written)]


def of_token_patient(search: Search, patient: CX | None) -> Decision:
    """Every patient that the search names is the token's, and the token names one."""
    if patient is None:
        return same_patient(None, None)
    decisions = []
    for name, value in search.given:
        if name in PATIENT:
            decisions += [_is(patient, written) for written in parameters.split(value)]
    return Decision.all(decisions)


def _is(patient: CX, written: str) -> Decision:
    """A patient's number without its system is that of the token's patient, or another's."""
    system, bar, value = written.rpartition("|")
    named = patient_of(written) or (cx_of({"system": system, "value": value}) if bar else None)
    if named is not None:
        return same_patient(patient, named)
    return Decision() if not bar and value == patient.id else refuse(access.OTHER_PATIENT.at("patient"))


def token(of: Callable[[Any], Any]) -> Maker:
    """A parameter on codes: repeated, all must match."""

    def make(_name: str, values: Sequence[str]) -> tuple[Test, list[Finding]]:
        tests = [parameters.token(value) for value in values]
        return lambda held: all(test(of(held)) for test in tests), []

    return make


def text(of: Callable[[Any], Any]) -> Maker:
    """A parameter on texts."""

    def make(_name: str, values: Sequence[str]) -> tuple[Test, list[Finding]]:
        tests = [parameters.text(value) for value in values]
        return lambda held: all(test(of(held)) for test in tests), []

    return make


def date(of: Callable[[Any], parameters.Span | None]) -> Maker:
    """A parameter on times."""

    def make(name: str, values: Sequence[str]) -> tuple[Test, list[Finding]]:
        matches, wrong = parameters.date(name, values)
        return lambda held: matches(of(held)), wrong

    return make


def among(of: Callable[[Any], str], allowed: Sequence[str]) -> Maker:
    """A parameter on a code of FHIR itself, such as a status."""

    def make(name: str, values: Sequence[str]) -> tuple[Test, list[Finding]]:
        wanted = [[part.rpartition("|")[2] for part in parameters.split(value)] for value in values]
        wrong = sorted({part for parts in wanted for part in parts} - set(allowed))
        expected = ", ".join(allowed)
        findings = [verdicts.PARAMETER_MALFORMED.at(name, expected=expected, found=part) for part in wrong]
        return lambda held: all(of(held) in parts for parts in wanted), findings

    return make


def bundle(search: Search, entries: Sequence[tuple[str, Json]], *, base: str, resource: str, told: Json | None) -> Json:
    """The searchset of one page. `entries` are ids and resources in order; `told` an OperationOutcome of warnings."""
    page = [] if search.only_total else entries[search.offset : search.offset + search.count]
    links = [_link("self", search, search.offset, base, resource)]
    if not search.only_total:
        if search.offset:
            links.append(_link("previous", search, max(0, search.offset - search.count), base, resource))
        if search.offset + search.count < len(entries):
            links.append(_link("next", search, search.offset + search.count, base, resource))
    shown = [{"fullUrl": f"{base}{resource}/{id}", "resource": held, "search": {"mode": "match"}} for id, held in page]
    if told is not None:
        shown.append({"resource": told, "search": {"mode": "outcome"}})
    whole = {"resourceType": "Bundle", "type": "searchset", "total": len(entries), "link": links}
    return whole | ({"entry": shown} if shown else {})


def _link(relation: str, search: Search, offset: int, base: str, resource: str) -> Json:
    kept = [(name, value) for name, value in search.given if name not in {"_offset", "_count"}]
    paged = [*kept, ("_count", str(search.count)), ("_offset", str(offset))]
    return {"relation": relation, "url": f"{base}{resource}?{urlencode(paged)}"}
