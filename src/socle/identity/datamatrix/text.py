"""The text of an INS Data Matrix: written in the order S1 to S7, read in any, every fault named.

A text is read from one block to the next, by the lengths of the format: a name may hold what looks like another block.
Source: spec/identity.md c.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date

from socle.identity import matricule as numbers
from socle.identity import oids, traits
from socle.identity import verdicts as identity
from socle.identity.datamatrix import verdicts
from socle.identity.datamatrix.fields import BLOCKS, GS, HEADER, KIND, VERSION, Block, Code
from socle.rulebook import Finding
from socle.rulebook.choices import Choices

_DATE = re.compile(r"(\d{2})-(\d{2})-(\d{4})", re.ASCII)
_PLACE = re.compile(r"(?:\d{2}|2[AB])\d{3}", re.ASCII)
#: A block that begins inside a value, whose last character may be the S: its separator was lost.
_SWALLOWED = re.compile(r"S[1-7]|(?<=\d)S$")


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: the values by name, every finding, and the code when no finding is an error."""

    fields: Mapping[str, str]
    findings: tuple[Finding, ...]

    @property
    def code(self) -> Code | None:
        """The code; None when the text is not that of one."""
        return None if any(finding.is_error for finding in self.findings) else Code(**self.fields)


def encode(code: Code, choices: Choices) -> str:
    """The text of a code, its blocks in the order of the format.

    Raises `ValueError` when `check` finds an error: a fault is never printed.
    """
    errors = [finding.sentence("en") for finding in check(code, choices) if finding.is_error]
    if errors:
        raise ValueError(" ".join(errors))
    values = asdict(code)
    said = [(block, values[block.name]) for block in BLOCKS.values() if values[block.name]]
    last = said[-1][0]
    return HEADER + "".join(
        block.id + value + (GS if _separated(block, value) and block is not last else "") for block, value in said
    )


def decode(text: str, choices: Choices) -> Reading:
    """Read the text of a symbol, separators included. Whatever is wrong is a finding, never an exception."""
    if not text.startswith(HEADER):
        return Reading({}, (_header(text),))
    fields, findings = _blocks(text)
    missing = [
        verdicts.MISSING_BLOCK.at(block.name, expected=block.id)
        for block in BLOCKS.values()
        if block.mandatory and block.name not in fields
    ]
    return Reading(fields, (*findings, *missing, *_judge(fields, choices)))


def check(code: Code, choices: Choices) -> list[Finding]:
    """Everything wrong with the values of a code; a key that does not verify only warns (spec/identity.md h.5)."""
    values = {name: value for name, value in asdict(code).items() if value}
    missing = [
        verdicts.MISSING_BLOCK.at(block.name, expected=block.id)
        for block in BLOCKS.values()
        if block.mandatory and block.name not in values
    ]
    return [*missing, *_judge(values, choices)]


def _separated(block: Block, value: str) -> bool:
    return not block.fixed and len(value) < block.length


def _header(text: str) -> Finding:
    """Where it leaves the header: the kind, then the version, then the reserved zone."""
    length = len(KIND) if not text.startswith(KIND) else len(KIND + VERSION)
    length = length if not text.startswith(KIND + VERSION) else len(HEADER)
    return verdicts.HEADER.at("1", expected=HEADER[:length], found=text[:length])


def _blocks(text: str) -> tuple[dict[str, str], list[Finding]]:
    """The values, one block after the other, until the end or the first place where no block begins."""
    fields: dict[str, str] = {}
    findings: list[Finding] = []
    offset = len(HEADER)
    while offset < len(text):
        block = BLOCKS.get(text[offset : offset + 2])
        if block is None:
            findings.append(verdicts.UNKNOWN_BLOCK.at(str(offset + 1), found=text[offset : offset + 2]))
            break
        if block.name in fields:
            findings.append(verdicts.REPEATED_BLOCK.at(str(offset + 1), found=block.id))
            break
        value = text[offset + 2 : offset + 2 + block.length].partition(GS)[0]
        fields[block.name] = value
        findings += _length(block, value)
        offset += 2 + len(value)
        if text[offset : offset + 1] == GS:
            if not _separated(block, value) or offset + 1 == len(text):
                findings.append(verdicts.SEPARATOR_SUPERFLUOUS.at(block.id))
            offset += 1
    return fields, findings


def _length(block: Block, value: str) -> list[Finding]:
    if block.fixed and len(value) < block.length:
        return [verdicts.CUT_SHORT.at(block.id, expected=block.length, found=value)]
    return [] if value else [verdicts.EMPTY_BLOCK.at(block.id)]


def _judge(fields: Mapping[str, str], choices: Choices) -> list[Finding]:
    """What each value must be. One that was cut short or is empty was already told."""
    findings: list[Finding] = []
    for block in BLOCKS.values():
        value = fields.get(block.name, "")
        if value and not (block.fixed and len(value) < block.length):
            findings += _fault(block, value, choices)
    return findings


def _fault(block: Block, value: str, choices: Choices) -> list[Finding]:
    if not block.fixed and _SWALLOWED.search(value):
        return [verdicts.SEPARATOR_MISSING.at(block.id, found=value)]
    match block.name:
        case "matricule":
            return _matricule(value)
        case "oid":
            return _oid(value, choices)
        case "given_names" | "birth_name":
            well = traits.name_is_well_written(value, birth_name=block.name == "birth_name")
            return [] if well else [identity.NAME_CHARACTERS.at(block.name, found=value)]
        case "sex":
            return [] if value in {"M", "F"} else [identity.SEX_UNKNOWN.at("sex", expected="M, F", found=value)]
        case "birth_date":
            return [] if _is_day(value) else [verdicts.BIRTH_DATE.at(block.id, expected="JJ-MM-AAAA", found=value)]
        case _:
            return [] if _PLACE.fullmatch(value) else [identity.BIRTH_PLACE_UNREADABLE.at("birth_place", found=value)]


def _matricule(value: str) -> list[Finding]:
    if not numbers.is_well_formed(value):
        return [identity.MATRICULE_MALFORMED.at("matricule", found=value)]
    expected = numbers.key(value[:13])
    return [] if value[13:] == expected else [identity.MATRICULE_KEY.at("matricule", expected=expected, found=value)]


def _oid(value: str, choices: Choices) -> list[Finding]:
    if not oids.is_ins(value):
        return [identity.NOT_AN_INS.at("oid", found=value)]
    if choices.production and oids.is_test(value):
        return [identity.TEST_INS_IN_PRODUCTION.at("oid", found=value)]
    return []


def _is_day(value: str) -> bool:
    match = _DATE.fullmatch(value)
    if match is None:
        return False
    day, month, year = map(int, match.groups())
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
