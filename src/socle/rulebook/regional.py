"""The documented settings of regional steering: thresholds and readings that no public page settles."""

from __future__ import annotations

from dataclasses import dataclass

from socle.rulebook.declaring import choice


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionalChoices:
    """What the steering of a region chooses where its sources leave it open."""

    small_cell: int = choice(
        5,
        "Under which count, zero apart, a cell of a regional table is masked",
        "no public figure: ASSUMED; 1 or less masks nothing",
        "REG-024",
    )
    certificate_last_notice_days: int = choice(
        30,
        "Days before its end from which a certificate is told to expire at once",
        "no public figure: ASSUMED",
        "AUTH-053",
    )
    certificate_first_notice_days: int = choice(
        90,
        "Days before its end from which a certificate is told to be renewed",
        "no public figure: ASSUMED",
        "AUTH-053",
    )
    rpps_plus_ratio_as_asked: bool = choice(
        False,
        "Whether indicator III.9 divides the ESMS able to register by those that did, as the public question writes it",
        "registered / able, which cannot pass 100 %: ASSUMED; or the ratio as written (REG-005)",
        "REG-005",
    )
    health_insurance_sees_steering: bool = choice(
        False,
        "Whether the health-insurance network sees the regional steering tool",
        "open to ARS and GRADeS, the rest being decided (REG-026): not yet",
        "REG-026",
    )
