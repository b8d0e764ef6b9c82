"""What is asked of the INSi teleservice and what it answers, as plain data: what its SOAP binding and its client carry.

Nothing that INSi returned is normalised: it is kept and sent on as it came (EXI REC 07, 08). Source:
spec/identity.md a.8, a.9 and b.3 (DESIR_ICIR_EXP 1.5.0).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from socle.identity.traits import Traits
from socle.wire.hl7v2 import CX

#: Characters of a matricule before its key.
NUMBER = 13


class ReturnCode(StrEnum):
    """`CodeCR`. The schema types it as a free string: any other value means not found, and is to be reported."""

    ONE = "00"
    NONE = "01"
    SEVERAL = "02"


#: `LibelleCR` of each. Source: insi_return_codes.csv; 02 is ASSUMED in the words of the other two.
LABELS: Mapping[str, str] = {
    ReturnCode.ONE: "OK",
    ReturnCode.NONE: "Aucune identite trouvee",
    ReturnCode.SEVERAL: "Plusieurs identites trouvees",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A search by traits (WS_INS2). `given_names` holds one name, or several; the place only narrows."""

    birth_name: str
    given_names: tuple[str, ...]
    sex: str
    birth_date: date | None
    birth_place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedByCard:
    """A search by what a carte Vitale holds of one beneficiary (WS_INS1): a matricule, the birth name, the birth date.

    `number` has 13 characters, or 15 with the key; `rank` tells beneficiaries born on the same day apart.
    """

    number: str
    birth_name: str = ""
    birth_date: date | None = None
    rank: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InsFound:
    """One matricule of an answer, the active one or a former one. Dates as they came, possibly in reverse order."""

    number: str
    oid: str
    key: str = ""
    kind: str = ""
    since: date | None = None
    until: date | None = None

    @classmethod
    def of(cls, matricule: str, oid: str, *, since: date | None = None, until: date | None = None) -> InsFound:
        """From the whole matricule: the number and, when there is one, its key."""
        return cls(number=matricule[:NUMBER], key=matricule[NUMBER:], oid=oid, since=since, until=until)

    @property
    def matricule(self) -> str:
        return self.number + self.key

    @property
    def cx(self) -> CX:
        return CX.of(self.matricule, self.oid, "NH")


@dataclass(frozen=True, slots=True, kw_only=True)
class InsiTraits:
    """`TIQ`, the qualified traits. Every one may be missing; `given_name` may echo the given name asked."""

    birth_name: str = ""
    given_names: str = ""
    sex: str = ""
    birth_date: date | None = None
    birth_place: str = ""
    given_name: str = ""

    @classmethod
    def of(cls, traits: Traits, given_name: str = "") -> InsiTraits:
        return cls(
            birth_name=traits.birth_name,
            given_names=traits.given_names,
            sex=traits.sex,
            birth_date=traits.birth_date,
            birth_place=traits.birth_place,
            given_name=given_name or traits.first_given_name,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Retrieval:
    """An answer of INSi. `active` and `traits` come with code 00 alone."""

    code: str
    label: str = ""
    active: InsFound | None = None
    history: tuple[InsFound, ...] = ()
    traits: InsiTraits | None = None

    @property
    def is_one(self) -> bool:
        """Whether one identity was found, whole."""
        return self.code == ReturnCode.ONE and self.active is not None and self.traits is not None

    def as_values(self) -> dict[str, Any]:
        """As JSON values, days in ISO."""
        return {key: _plain(value) for key, value in asdict(self).items()}

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Retrieval:
        """The answer that `as_values` wrote. Raises `KeyError`, `TypeError` or `ValueError` for anything else."""
        traits, active = values["traits"], values["active"]
        return cls(
            code=values["code"],
            label=values["label"],
            active=InsFound(**_dated(active)) if active is not None else None,
            history=tuple(InsFound(**_dated(former)) for former in values["history"]),
            traits=InsiTraits(**_dated(traits)) if traits is not None else None,
        )


_DAYS = frozenset({"since", "until", "birth_date"})


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


def _dated(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: date.fromisoformat(value) if key in _DAYS and value else value for key, value in values.items()}
