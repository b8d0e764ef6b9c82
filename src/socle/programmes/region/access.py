"""Who may see what of a region: aggregates only, one visual at a time, to those to whom the tool is open."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from socle.identity import checkdigits
from socle.programmes.region import verdicts
from socle.rulebook import ALLOWED, Decision, applies, refuse, rule
from socle.rulebook.choices import Choices

#: An RPPS number or an RPPS-rang, a practice by an ADELI number, an INS or a NIR, a mailbox, each whole.
_PERSON: Final = re.compile(
    r"8?\d{11}|4?\d{11}[/-]\d{1,3}|\d{13}|0\d{9}|0?[1278]\d{4}(?:\d\d|2[AB])\d{6}(?:\d\d)?|[^@\s]+@[^@\s]+"
)
#: An RPPS-rang of fourteen digits, with the 4 of an IdNat_Struct or without. Source: spec/identity.md (IdNat_Struct).
_RANK: Final = re.compile(r"4?(10\d{9})\d{2,3}")


class Role(StrEnum):
    """Who asks: an agency of the region, its e-health body, the ministry's side, the health-insurance network."""

    ARS = "ARS"
    GRADES = "GRADES"
    NATIONAL = "NATIONAL"
    CPAM = "CPAM"


@applies("REG-011")
def may_connect_to_6po(role: Role) -> Decision:
    """Only the ARS."""
    if role is not Role.ARS:
        return refuse(verdicts.NOT_OF_6PO.at("6PO", found=role.value))
    return Decision(rules=(rule("REG-011"),))


@applies("REG-026")
def may_see(role: Role, choices: Choices) -> Decision:
    """ARS, GRADeS and the national side; the health-insurance network when the setting opens it."""
    if role is Role.CPAM and not choices.health_insurance_sees_steering:
        return refuse(verdicts.NOT_OPEN_TO.at("pilotage régional", found=role.value))
    return Decision(rules=(rule("REG-026"),))


@applies("REG-024", "REG-025")
def may_export(visual: str, shown: frozenset[str]) -> Decision:
    """One visual of the report, as it shows it; never the rows it was made of, nor all at once."""
    if visual not in shown:
        return refuse(verdicts.RAW_ROWS.at(visual, expected=", ".join(sorted(shown))))
    return Decision(rules=(rule("REG-024"), rule("REG-025")))


@applies("REG-024")
def names_nobody(place: str, value: str | None) -> Decision:
    """What stands in a key of a regional table is a structure or a place, never a person (RPPS, INS, mailbox)."""
    bare = (value or "").strip().upper()
    if _PERSON.fullmatch(bare) or _is_a_rank(bare):
        kind = "une boîte aux lettres" if "@" in bare else "un numéro de personne"
        return refuse(verdicts.NAMES_A_PERSON.at(place, found=kind))
    return ALLOWED


def _is_a_rank(bare: str) -> bool:
    """Whether fourteen digits are an RPPS-rang and no SIRET: both keys are looked at, since both have that length."""
    found = _RANK.fullmatch(bare)
    if found is None or not checkdigits.rpps(found[1]):
        return False
    return bare.startswith("4") or not checkdigits.siret(bare)


def nobody_named(place: str, values: Iterable[str | None]) -> Decision:
    """`names_nobody` of every text of a line."""
    return Decision.all(names_nobody(place, value) for value in values)
