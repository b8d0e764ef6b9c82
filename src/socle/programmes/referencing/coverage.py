"""Which requirements of a matrix apply to a software, which are proven, whether it may be funded: pure decisions."""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from socle.programmes.files.shapes import plain
from socle.programmes.referencing.conditions import Profile, Unreadable, parse
from socle.programmes.referencing.profile import Software
from socle.programmes.referencing.shapes import CONDITIONAL, GENERAL, PRECONISATION
from socle.programmes.referencing.verdicts import (
    COMPATIBLE_ONLY,
    CONDITION_IDLE,
    CONDITION_UNREADABLE,
    KIND_NOT_ELIGIBLE,
    NO_CONDITION,
    NO_SCENARIO,
    NOT_ASKED,
    NOT_REFERENCED,
    PROFILE_SILENT,
    PROOF_MISSING,
    PROOF_REFUSED,
    PROOF_STRAY,
    PROOF_WAITING,
    TWICE,
)
from socle.rulebook import ALLOWED, Decision, applies, refuse, rule, shows

#: Kinds of software that are never funded, each by the words that all stand in its name, as `plain` compares.
#: Source: SONS-028.
_NEVER = (
    *(("portail", "patient"), ("patient", "portal")),
    *(("telesurveillance",), ("telesuivi",), ("telemonitoring",)),
)
#: Of the pieces of one deposit, the state that holds for all.
_WORST_FIRST = ("refused", "filed", "accepted")


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One line of a matrix."""

    id: str
    kind: str
    line: int = 0
    condition: str = ""
    title: str = ""
    scenario: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """One piece filed for a requirement; `state` is accepted, filed or refused."""

    requirement: str
    state: str = "filed"
    name: str = ""
    filed: date = date.min


@dataclass(frozen=True, slots=True)
class Covered:
    """A requirement for one software. `applicable` None: the profile does not say. `proof` is a state, or absent."""

    requirement: Requirement
    applicable: bool | None
    proof: str
    decision: Decision

    def as_json(self) -> dict[str, Any]:
        one = self.requirement
        return {
            "requirement": one.id,
            "title": one.title,
            "kind": one.kind,
            "condition": one.condition,
            "applicable": self.applicable,
            "proof": self.proof,
            "verdicts": [finding.as_dict() for finding in self.decision.findings],
        }


@dataclass(frozen=True, slots=True)
class Coverage:
    """A whole matrix for one software. `referenced` None: it cannot be told yet."""

    covered: tuple[Covered, ...]
    decision: Decision

    @property
    def referenced(self) -> bool | None:
        asked = [one for one in self.covered if one.applicable is not False and one.requirement.kind != PRECONISATION]
        if not self.decision.allowed or any(one.proof in {"absent", "refused"} and one.applicable for one in asked):
            return False
        settled = bool(asked) and all(one.applicable and one.proof == "accepted" for one in asked)
        return True if settled else None

    def counts(self) -> dict[str, dict[str, int]]:
        """By kind: the lines, those that apply, those proven and accepted."""
        held = {kind: {"lines": 0, "applicable": 0, "accepted": 0} for kind in (GENERAL, CONDITIONAL, PRECONISATION)}
        for one in self.covered:
            tally = held[one.requirement.kind]
            tally["lines"] += 1
            tally["applicable"] += one.applicable is True
            tally["accepted"] += one.applicable is True and one.proof == "accepted"
        return held


def requirement(line: int, values: Mapping[str, Any]) -> Requirement:
    """A requirement from a line of the shape `matrix`."""
    texts = {name: (values.get(name) or "").strip() for name in ("condition", "title", "scenario")}
    return Requirement(id=values["requirement"].strip(), kind=values["kind"], line=line, **texts)


def proof(values: Mapping[str, Any]) -> Proof:
    """A proof from a line of the shape `proofs`; without a state it is filed."""
    return Proof(
        values["requirement"].strip(),
        values.get("state") or "filed",
        values.get("proof") or "",
        values.get("filed") or date.min,
    )


@applies("TEST-006", "TEST-007")
def cover(requirements: Sequence[Requirement], proofs: Iterable[Proof], profile: Profile) -> Coverage:
    """Each requirement with whether it applies and what proves it; then what is wrong with the files as a whole.

    Of several deposits for one requirement the latest counts, and each of its pieces; of a piece, the last line.
    """
    states = _states(proofs)
    known = {one.id for one in requirements}
    stray = [PROOF_STRAY.at("proofs", found=name) for name in states if name not in known]
    lines: dict[str, list[int]] = defaultdict(list)
    for held in requirements:
        lines[held.id].append(held.line)
    twice = Counter(one.id for one in requirements)
    doubled = [TWICE.at(name, found=", ".join(map(str, lines[name]))) for name, times in twice.items() if times > 1]
    covered = tuple(_one(held, states.get(held.id, "absent"), profile) for held in requirements)
    return Coverage(covered, refuse(*doubled, *stray))


def _states(proofs: Iterable[Proof]) -> dict[str, str]:
    """By requirement, the worst state among the pieces of its latest deposit."""
    latest: dict[str, tuple[date, dict[str, str]]] = {}
    for one in proofs:
        day, pieces = latest.get(one.requirement, (one.filed, {}))
        if one.filed >= day:
            pieces = pieces if one.filed == day else {}
            latest[one.requirement] = one.filed, pieces | {one.name: one.state}
    return {name: min(pieces.values(), key=_WORST_FIRST.index) for name, (_, pieces) in latest.items()}


def _one(held: Requirement, state: str, profile: Profile) -> Covered:
    applicable, asked = is_applicable(held, profile)
    if held.kind == PRECONISATION:
        return Covered(held, applicable, state, asked + not_verified(held, state))
    decision = asked + has_scenario(held) if applicable is not False else asked
    return Covered(held, applicable, state, decision + proven(held, state) if applicable else decision)


@applies("SONS-025")
def is_applicable(held: Requirement, profile: Profile) -> tuple[bool | None, Decision]:
    """Whether a requirement applies to the software of this profile; None with the reason when it cannot be told."""
    if held.kind == GENERAL and held.condition:
        return True, refuse(CONDITION_IDLE.at(held.id, found=held.condition))
    if held.kind != CONDITIONAL:
        return True, ALLOWED
    if not held.condition:
        return None, refuse(NO_CONDITION.at(held.id))
    try:
        condition = parse(held.condition)
    except Unreadable as error:
        return None, refuse(CONDITION_UNREADABLE.at(held.id, expected=error.expected, found=error.met))
    unknown: set[str] = set()
    truth = condition(profile, unknown)
    if truth is None:
        return None, refuse(PROFILE_SILENT.at(held.id, found=", ".join(sorted(unknown))))
    return truth, Decision(rules=("SONS-025",))


@applies("SONS-023")
def not_verified(held: Requirement, state: str) -> Decision:
    """A recommendation blocks nothing, proven or not."""
    return ALLOWED if state == "accepted" else refuse(NOT_ASKED.at(held.id))


@applies("TEST-007")
def has_scenario(held: Requirement) -> Decision:
    """Each requirement comes from the annex with its conformity scenario."""
    return ALLOWED if held.scenario else refuse(NO_SCENARIO.at(held.id))


@applies("TEST-006")
def proven(held: Requirement, state: str) -> Decision:
    """A proof for each requirement that applies: absent or refused, the file is not complete."""
    match state:
        case "absent":
            return refuse(PROOF_MISSING.at(held.id))
        case "refused":
            return refuse(PROOF_REFUSED.at(held.id))
        case "filed":
            return refuse(PROOF_WAITING.at(held.id))
    return Decision(rules=("TEST-006",))


@applies("SONS-020", "SONS-022", "SONS-028")
def may_be_funded(software: Software, referenced: bool | None) -> Decision:
    """Whether the State may pay for this software: of an eligible kind, referenced, in the version ordered."""
    findings = []
    kind = plain(software.kind)
    if any(all(word in kind for word in words) for words in _NEVER):
        findings.append(KIND_NOT_ELIGIBLE.at("kind", found=software.kind))
    held = software.referenced
    if held is not None and software.ordered and software.ordered not in held:
        told = ", ".join(held) or "aucune"
        findings.append(COMPATIBLE_ONLY.at("ordered", expected=told, found=software.ordered))
    if not referenced and not (held and software.ordered in held):
        findings.append(NOT_REFERENCED.at("referenced"))
    return refuse(*findings, rules=("SONS-020", "SONS-022", "SONS-028"))


@cache
@shows("SONS-085", "SONS-086")
def second_wave(corridor: str = "") -> tuple[dict[str, Any], ...]:
    """What was announced of wave 2, of one corridor (its French name) or of all."""
    rows = tomllib.loads(files(__package__).joinpath("data/waves.toml").read_text("utf-8"))["wave"]
    wanted = plain(corridor)
    told = [{**row, "rule": rule(row["rule"])} for row in rows]
    return tuple(row for row in told if not wanted or plain(row["corridor"])[:6] == wanted[:6])
