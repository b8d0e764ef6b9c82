"""What an identity must be for an act: pure decisions, with the choices in force as an argument."""

from __future__ import annotations

from datetime import datetime

from socle.identity import matricule, oids
from socle.identity.verdicts import (
    INS_NOT_QUALIFIED,
    INS_REQUIRED,
    MATRICULE_KEY,
    MATRICULE_KEY_REFUSED,
    MATRICULE_MALFORMED,
    NOT_AN_INS,
    TEST_INS_IN_PRODUCTION,
)
from socle.rulebook import ALLOWED, Decision, applies, refuse, rule
from socle.rulebook.choices import Choices
from socle.rulebook.days import french_day
from socle.wire.hl7v2 import CX

#: Versions of the feeding interface that carry the INS (DMP-181).
_VERSIONS_WITH_INS = frozenset({"2.4", "2.5"})


def may_feed_for(patient: CX | None, api_version: str, at: datetime, choices: Choices) -> Decision:
    """Whether a patient identifier is good enough to feed the record, by version and by day.

    `api_version` is that of the caller's homologation: "1", "2.0", "2.4" or "2.5".
    """
    return Decision.all(
        [
            _never_test_in_production(patient, choices),
            _ins_asked_by_version(patient, api_version),
            _qualified_ins_asked_by_date(patient, at, choices),
        ]
    )


def _never_test_in_production(patient: CX | None, choices: Choices) -> Decision:
    if choices.production and patient is not None and oids.is_test(patient.authority):
        return refuse(TEST_INS_IN_PRODUCTION.at("patientId", found=patient.authority))
    return ALLOWED


@applies("DMP-181")
def _ins_asked_by_version(patient: CX | None, api_version: str) -> Decision:
    """Versions 2.4 and 2.5 both feed with the INS, whatever the day."""
    if api_version not in _VERSIONS_WITH_INS:
        return ALLOWED
    if patient is None or not oids.names_ins(patient):
        return refuse(INS_REQUIRED.at("patientId", expected=api_version, found=_shown(patient)))
    return Decision(rules=(rule("DMP-181"),))


def _qualified_ins_asked_by_date(patient: CX | None, at: datetime, choices: Choices) -> Decision:
    """Before the day, an INS that is not qualified feeds too (DMP-176); from it on, never (DMP-179, DMP-180)."""
    first_day = choices.qualified_ins_first_day
    if french_day(at) < first_day:
        return Decision(rules=(rule("DMP-176"),))
    if patient is None or not patient.id or not oids.is_qualified(patient.authority, choices.production):
        found = INS_NOT_QUALIFIED.at("patientId", expected=f"{first_day:%d/%m/%Y}", found=_shown(patient))
        return refuse(found, rules=(rule("DMP-179"), rule("DMP-180")))
    return Decision(rules=(rule("DMP-179"), rule("DMP-180")))


def is_acceptable_ins(identifier: CX, choices: Choices) -> Decision:
    """Whether an identifier may be recorded as an INS: its OID, its shape, its key.

    A wrong key warns or refuses as `refuse_bad_check_digits` says. The old INS-C has neither shape nor key here.
    """
    if oids.is_ins_c(identifier.authority):
        return ALLOWED
    if not oids.is_ins(identifier.authority):
        return refuse(NOT_AN_INS.at("ins", found=str(identifier)))
    return _never_test_in_production(identifier, choices) + _well_keyed(identifier.id, choices)


@applies("INS-010")
def _well_keyed(value: str, choices: Choices) -> Decision:
    """The shape and the key are those of a NIR, the number of social security."""
    if not matricule.is_well_formed(value):
        return refuse(MATRICULE_MALFORMED.at("ins", found=value))
    expected = matricule.key(value[:13])
    if value[13:] != expected:
        verdict = MATRICULE_KEY_REFUSED if choices.refuse_bad_check_digits else MATRICULE_KEY
        return Decision((verdict.at("ins", expected=expected, found=value),))
    return ALLOWED


def _shown(patient: CX | None) -> str:
    """The OID alone: a matricule does not belong in a sentence that is logged."""
    return (patient.authority or "sans OID") if patient is not None else "aucun identifiant"
