"""Which software may call and feed: homologation and version of the DMP's interface, by day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from socle.directory import verdicts
from socle.directory.facts import SoftwareFacts
from socle.rulebook import ALLOWED, Decision, applies, refuse, rule
from socle.rulebook.choices import Choices
from socle.rulebook.days import french_day
from socle.wire.vihf.model import Software

#: From this version on, the interface works with the qualified INS. Source: DMP-174, TEST-004.
_WITH_QUALIFIED_INS = (2, 4)
_APIV2 = (2,)
#: Versions below 2.4 stopped at the end of 2022 (DMP-174); feeding has asked for 2.4 or 2.5 since (TEST-004).
_LAST_DAY_BELOW_2_4 = date(2022, 12, 31)


def is_homologated(declared: Software | None, known: SoftwareFacts | None, at: datetime) -> Decision:
    """Whether the token's homologation number is known, in force, and that of the software it names."""
    if declared is None or known is None:
        number = declared.homologation if declared is not None else ""
        return refuse(verdicts.SOFTWARE_UNKNOWN.at("LPS_ID_HOMOLOGATION_DMP", found=number), rules=(rule("TEST-004"),))
    day = french_day(at)
    before = known.valid_from is not None and day < known.valid_from
    after = known.valid_until is not None and day > known.valid_until
    if before or after:
        span = f"du {_shown(known.valid_from)} au {_shown(known.valid_until)}"
        found = verdicts.SOFTWARE_OUT_OF_DATE.at("LPS_ID_HOMOLOGATION_DMP", expected=span, found=known.homologation)
        return refuse(found, rules=(rule("TEST-004"),))
    if (declared.name, declared.version) != (known.name, known.version):
        names = {"expected": f"{known.name} {known.version}", "found": f"{declared.name} {declared.version}"}
        return refuse(verdicts.SOFTWARE_NOT_AS_HOMOLOGATED.at("LPS_Nom, LPS_Version", **names))
    return ALLOWED


@applies("DMP-173", "DMP-174")
def version_may_call(api_version: str, at: datetime, choices: Choices) -> Decision:
    """Whether calls in this version are still open: v1 until the chosen day, others below 2.4 until end of 2022."""
    number = _number(api_version)
    if number >= _WITH_QUALIFIED_INS:
        return ALLOWED
    last_day = choices.api_v1_last_day if number < _APIV2 else _LAST_DAY_BELOW_2_4
    if french_day(at) > last_day:
        over = f"{last_day + timedelta(days=1):%d/%m/%Y}"
        return refuse(verdicts.VERSION_STOPPED.at("LPS_ID_HOMOLOGATION_DMP", expected=over, found=api_version))
    return Decision(rules=(rule("DMP-173"), rule("DMP-174")))


@applies("TEST-004")
def version_may_feed(api_version: str, at: datetime) -> Decision:
    """From 2023 on, feeding asks for software homologated in version 2.4 or 2.5, whatever may still call."""
    if french_day(at) <= _LAST_DAY_BELOW_2_4 or _number(api_version) >= _WITH_QUALIFIED_INS:
        return Decision(rules=(rule("TEST-004"),))
    since = f"{_LAST_DAY_BELOW_2_4 + timedelta(days=1):%d/%m/%Y}"
    return refuse(verdicts.VERSION_CANNOT_FEED.at("LPS_ID_HOMOLOGATION_DMP", expected=since, found=api_version))


def _number(api_version: str) -> tuple[int, ...]:
    """A version as numbers. Raises `ValueError` for anything else: versions come from our own register."""
    return tuple(int(part) for part in api_version.split("."))


def _shown(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day is not None else "…"
