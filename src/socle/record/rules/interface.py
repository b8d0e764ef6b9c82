"""What each version of the DMP's interface asks of the software that speaks it, by day. Pure.

No message says whether a card was read or where an INS comes from: a client asks this of itself, before it calls.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from socle.directory.rules.software import version_may_call, version_may_feed
from socle.record.verdicts import interface as verdicts
from socle.rulebook import ALLOWED, Decision, applies, refuse, rule
from socle.rulebook.choices import Choices
from socle.rulebook.days import FRANCE

#: Last day on which an identity came from TD0.0. Source: PDT-INF-526 v1.8 note 11 (withdrawn on 30/09/2023).
_LAST_DAY_OF_TD00 = date(2023, 9, 29)
#: Last day on which version 1, used with an INS, is only warned of. Source: DMP-184.
_LAST_DAY_OF_WARNING = date(2022, 12, 31)


class InsFrom(StrEnum):
    """Where a client has the INS from."""

    INSI = "insi"
    TD00 = "td00"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientCall:
    """What a client is about to do. `version` is that of its homologation: "1", "2.0", "2.4" or "2.5"."""

    version: str
    on: date
    first_access: bool = False
    card_read: bool = False
    with_ins: bool = True
    ins_from: InsFrom = InsFrom.INSI
    feeds: bool = True


def may_client_call(call: ClientCall, choices: Choices) -> Decision:
    """Whether a client of this version may do this now, and with what warnings."""
    noon = datetime.combine(call.on, time(12), FRANCE)
    decision = version_may_call(call.version, noon, choices)
    if call.feeds:
        decision += version_may_feed(call.version, noon)
    return decision + _first_access(call) + _ins_with_version_1(call) + _source_of_ins(call)


def _is_first_version(version: str) -> bool:
    return version.split(".", maxsplit=1)[0] == "1"


@applies("DMP-172")
def _first_access(call: ClientCall) -> Decision:
    """Version 1 reads the carte Vitale at the first access to a record; later versions never ask for it."""
    if not _is_first_version(call.version) or not call.first_access or call.card_read:
        return ALLOWED
    return refuse(verdicts.VITALE_NEEDED.at("API 1"))


@applies("DMP-184")
def _ins_with_version_1(call: ClientCall) -> Decision:
    """Documents referenced with an INS through version 1: warned of until the end of 2022, refused since."""
    if not _is_first_version(call.version) or not call.with_ins or not call.feeds:
        return ALLOWED
    if call.on <= _LAST_DAY_OF_WARNING:
        return Decision((verdicts.INS_WITH_VERSION_1.at("API 1"),), (rule("DMP-184"),))
    return refuse(verdicts.INS_WITH_VERSION_1_REFUSED.at("API 1"))


@applies("DMP-182", "DMP-183")
def _source_of_ins(call: ClientCall) -> Decision:
    """Version 2.4 has the INS from INSi; 2.5 too, or from TD0.0 as long as that one was open."""
    if call.version not in {"2.4", "2.5"} or call.ins_from is InsFrom.INSI:
        return ALLOWED
    in_transition = call.version == "2.5" and call.ins_from is InsFrom.TD00 and call.on <= _LAST_DAY_OF_TD00
    if in_transition:
        return Decision(rules=(rule("DMP-183"),))
    return refuse(verdicts.INS_NOT_FROM_INSI.at("INS", expected="INSi", found=call.ins_from.value))
