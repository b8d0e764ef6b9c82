"""Whether a stored query can be evaluated: known, complete, each parameter as often and in the form it may be.

Parameters that the query does not know are ignored, as IHE asks (ITI TF-2 3.18.4.1.2.3.5).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from socle.record.queries.catalogue import Parameter, Query, queries
from socle.record.verdicts import querying as verdicts
from socle.rulebook import Finding
from socle.wire.xds.model import StoredQuery

_CODE = re.compile(r"[^^]+\^[^^]*\^[^^]+")
_DTM = re.compile(r"\d{4}(\d\d){0,5}")
_FORMS = (
    ("code", _CODE, "code^^système de codage"),
    ("DTM", _DTM, "AAAAMMJJhhmmss, éventuellement plus court"),
    ("1|2", re.compile(r"[12]"), "1 ou 2"),
)


def check(query: StoredQuery, *, patient_known: bool = False) -> tuple[Finding, ...]:
    """Everything wrong with `query`, nothing when it can be evaluated.

    `patient_known` tells that the patient is known otherwise (the token's), so that the parameter may be
    left out (RG_3010, spec/dmp.md 4.3).
    """
    known = queries().get(query.query_id)
    if known is None:
        return (verdicts.QUERY_UNKNOWN.at("AdhocQuery/@id", found=query.query_id),)
    findings = list(_missing(known, query, patient_known=patient_known))
    for name, slots in query.parameters.items():
        if parameter := known.parameters.get(name):
            findings += _numbers(parameter, slots)
            findings += _forms(parameter, slots)
    return tuple(findings)


def _missing(known: Query, query: StoredQuery, *, patient_known: bool) -> Iterator[Finding]:
    given = {name for name, slots in query.parameters.items() if any(slots)}
    for parameter in known.parameters.values():
        excused = patient_known and parameter.name == known.patient_parameter
        if parameter.required and parameter.name not in given and not excused:
            yield verdicts.PARAMETER_MISSING.at(parameter.name)
    choices = [parameter.name for parameter in known.parameters.values() if parameter.one_of]
    chosen = given.intersection(choices)
    if choices and not chosen:
        yield verdicts.PARAMETER_MISSING.at(choices[0])
    if len(chosen) > 1:
        both = " + ".join(sorted(chosen))
        yield verdicts.PARAMETER_NUMBER.at(both, found=f"{len(chosen)} identifications", expected="une seule")


def _numbers(parameter: Parameter, slots: tuple[tuple[str, ...], ...]) -> Iterator[Finding]:
    if len(slots) > 1 and not parameter.slots:
        yield verdicts.PARAMETER_NUMBER.at(parameter.name, found=f"{len(slots)} slots", expected="un seul")
    values = sum(map(len, slots))
    if values > 1 and not parameter.many:
        yield verdicts.PARAMETER_NUMBER.at(parameter.name, found=f"{values} valeurs", expected="une seule")


def _forms(parameter: Parameter, slots: Iterable[tuple[str, ...]]) -> Iterator[Finding]:
    for prefix, form, expected in _FORMS:
        if parameter.format.startswith(prefix):
            for value in (value for slot in slots for value in slot):
                if not form.fullmatch(value):
                    yield verdicts.PARAMETER_MALFORMED.at(parameter.name, expected=expected, found=value)
