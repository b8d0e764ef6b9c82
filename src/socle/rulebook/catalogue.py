"""The catalogue of verdicts: each room registers its own in `verdicts.py`, once, at import."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

from socle.rulebook.citation import rule
from socle.rulebook.finding import Finding, Severity, Verdict

#: Protocols and the phases in which each may have to answer.
PROTOCOLS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "soap": ("sender", "receiver"),  # SOAP fault: the code's side; the value is the subcode, "" for none
        "xds": ("repository", "registry", "retrieve"),  # RegistryError/@errorCode
        "dmp": ("status",),  # output/status of the DMP's own services
        "hl7v3": ("acknowledgement",),  # acknowledgementDetail/code
        "http": ("status",),
        "fhir": ("issue",),  # OperationOutcome.issue.code
        "smtp": ("reply",),
        "oauth": ("error",),  # RFC 6749 and its like: the value of `error`
        "insi": ("result", "fault"),  # CodeCR of the answer; siram:Erreur/@code of the fault
    }
)

#: The FHIR issue of a verdict that names none of its own, by its HTTP status. Source: FHIR R4, IssueType and 3.1.0.
ISSUES: Mapping[str, str] = MappingProxyType(
    {
        "200": "informational",
        "400": "invalid",
        "401": "login",
        "403": "forbidden",
        "404": "not-found",
        "405": "not-supported",
        "408": "timeout",
        "409": "conflict",
        "410": "deleted",
        "413": "too-long",
        "422": "business-rule",
        "429": "throttled",
        "431": "too-long",
        "500": "exception",
        "501": "not-supported",
        "503": "transient",
    }
)

_catalogue: dict[str, Verdict] = {}


def verdict(
    id: str,
    *,
    fr: str,
    en: str,
    way_out: str,
    source: str,
    how_to_obtain: str,
    rules: tuple[str, ...] = (),
    severity: Severity = Severity.ERROR,
    codes: Mapping[str, Mapping[str, str]] | None = None,
) -> Verdict:
    """Register a verdict and give it back. Raises `ValueError` for an id already taken or an unknown phase.

    One that has an HTTP status and no FHIR issue takes the issue that goes with the status.
    """
    if id in _catalogue:
        raise ValueError(f"verdict {id} is registered twice")
    codes = _with_issue(codes or {})
    for protocol, phases in codes.items():
        unknown = set(phases) - set(PROTOCOLS.get(protocol, ()))
        if unknown:
            raise ValueError(f"verdict {id}: protocol {protocol} has no phase {sorted(unknown)}")
    frozen = MappingProxyType({protocol: MappingProxyType(dict(phases)) for protocol, phases in codes.items()})
    entry = Verdict(id, severity, fr, en, way_out, tuple(map(rule, rules)), source, frozen, how_to_obtain)
    _catalogue[id] = entry
    return entry


def _with_issue(codes: Mapping[str, Mapping[str, str]]) -> Mapping[str, Mapping[str, str]]:
    issue = ISSUES.get(codes.get("http", {}).get("status", ""))
    return {**codes, "fhir": {"issue": issue}} if issue is not None and "fhir" not in codes else codes


def catalogue() -> Mapping[str, Verdict]:
    """Every verdict registered so far, by id."""
    return MappingProxyType(dict(sorted(_catalogue.items())))


@cache
def _modules() -> tuple[str, ...]:
    """The modules that register verdicts, found by their name: `…/verdicts.py` or `…/verdicts/`."""
    package = Path(str(files("socle")))
    found = [*package.rglob("verdicts.py"), *(path.parent for path in package.rglob("verdicts/__init__.py"))]
    names = (path.relative_to(package).with_suffix("").parts for path in sorted(found))
    return tuple(".".join(("socle", *parts)) for parts in names if parts[0] != "cli")


def whole_catalogue(*, without: Iterable[str] = ()) -> Mapping[str, Verdict]:
    """Every verdict of the house, by id, each room's having been registered; `without` names rooms left out."""
    left_out = set(without)
    for module in _modules():
        if module.split(".")[1] not in left_out:
            importlib.import_module(module)
    return catalogue()


def code(finding: Finding, protocol: str, phase: str) -> str | None:
    """The code `protocol` gives to this finding in this phase; None when the verdict has no mapping there."""
    return finding.verdict.codes.get(protocol, {}).get(phase)
