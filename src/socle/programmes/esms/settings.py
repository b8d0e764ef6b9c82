"""What no public page fixes: the assumptions of a computation, shown with every result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any


class Judged(StrEnum):
    """The persons over whom the rates of the DUI are taken."""

    QUALIFIABLE = "qualifiable"  # ESMS-003: the targets are computed on qualifiable INS alone
    EVERYONE = "everyone"  # as the worked example of ESMS-001 may also be read: all persons supported


class Balanced(StrEnum):
    """Over what the targets are judged that the balance hangs on (ESMS-008), the subsidy being computed by FINESS."""

    STRUCTURE = "structure"  # each geographic FINESS alone, as its subsidy is computed (ESMS-006)
    GRAPPE = "grappe"  # the grappe's rates added up, which then decide for each of its structures


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`targets`: by indicator, what the reader was told by his convention. `first_share`: percent, likewise."""

    freshness_months: int = 12  # ASSUMED: how old a project or an event may be; 0: any age
    judged: Judged = Judged.QUALIFIABLE
    balance_by: Balanced = Balanced.STRUCTURE  # ASSUMED: no public page says over what a target is judged
    named_documents_only: bool = False  # ASSUMED: any document fed counts, not only 80788-3 and 74207-2
    targets: Mapping[str, Decimal] = field(default_factory=dict)
    first_share: Decimal | None = None

    def as_json(self) -> dict[str, Any]:
        """Each assumption with its value, as reports show it."""
        return {
            "freshness_months": self.freshness_months,
            "judged": self.judged.value,
            "balance_by": self.balance_by.value,
            "named_documents_only": self.named_documents_only,
            "targets_given": {code: str(value) for code, value in sorted(self.targets.items())},
            "first_share_given": None if self.first_share is None else str(self.first_share),
        }
