"""What an INS Data Matrix says, and the blocks that its text is made of.

Source: spec/identity.md c; datamatrix_ins_fields.csv (ANS, Format du datamatrix INS v2.2, 26/09/2023).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from socle.identity.traits import Traits

#: The header: kind of message, version, reserved zone of 22 zeros.
KIND, VERSION, RESERVED = "IS", "01", "0" * 22
HEADER = KIND + VERSION + RESERVED

#: Group separator: ends a value of variable length, unless it has its greatest length or ends the text.
GS = "\x1d"


@dataclass(frozen=True, slots=True)
class Block:
    """A block: two characters of identifier, then a value of fixed length, or of so many characters at most."""

    id: str
    name: str
    length: int
    fixed: bool
    mandatory: bool = True


#: Source: datamatrix_ins_fields.csv. `name` is that of the field of `Code`, and of the trait it is.
BLOCKS: Mapping[str, Block] = MappingProxyType(
    {
        block.id: block
        for block in (
            Block("S1", "matricule", 15, fixed=True),
            Block("S2", "oid", 20, fixed=False),
            Block("S3", "given_names", 100, fixed=False),
            Block("S4", "birth_name", 100, fixed=False),
            Block("S5", "sex", 1, fixed=True),
            Block("S6", "birth_date", 10, fixed=True),
            Block("S7", "birth_place", 5, fixed=True, mandatory=False),
        )
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """The values of one code, as written: `birth_date` is JJ-MM-AAAA, `birth_place` empty when it is not said."""

    matricule: str
    oid: str
    given_names: str
    birth_name: str
    sex: str
    birth_date: str
    birth_place: str = ""


def code_of(traits: Traits, matricule: str, oid: str) -> Code:
    """The code of an identity whose matricule may be printed. The first given name is not part of it."""
    return Code(
        matricule=matricule,
        oid=oid,
        given_names=traits.given_names,
        birth_name=traits.birth_name,
        sex=traits.sex,
        birth_date=f"{traits.birth_date:%d-%m-}{traits.birth_date.year:04d}",
        birth_place=traits.birth_place,
    )
