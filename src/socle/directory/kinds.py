"""Kinds of structures, and what the sector of activity says of them.

Rules on certificates differ between health establishments (public, private, dialysis) and the others
(AUTH-044 to AUTH-048); the sector of activity (TRE_R02) gives the kind when nobody said better.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class StructureKind(StrEnum):
    PUBLIC_ESTABLISHMENT = "public-establishment"
    PRIVATE_ESTABLISHMENT = "private-establishment"
    DIALYSIS = "dialysis"
    LABORATORY = "laboratory"
    PRACTICE = "practice"
    PHARMACY = "pharmacy"
    HEALTH_CENTRE = "health-centre"
    MEDICO_SOCIAL = "medico-social"
    OTHER = "other"

    @property
    def is_health_establishment(self) -> bool:
        """Whether AUTH-044 to AUTH-048 speak of it."""
        return self in {self.PUBLIC_ESTABLISHMENT, self.PRIVATE_ESTABLISHMENT, self.DIALYSIS}


#: Source: TRE_R02 (value set `sector`). SA53, the head office of an establishment, is taken as public: ASSUMED.
_OF_SECTOR: Mapping[str, StructureKind] = MappingProxyType(
    {
        "SA01": StructureKind.PUBLIC_ESTABLISHMENT,
        "SA02": StructureKind.PUBLIC_ESTABLISHMENT,
        "SA53": StructureKind.PUBLIC_ESTABLISHMENT,
        "SA03": StructureKind.PRIVATE_ESTABLISHMENT,
        "SA04": StructureKind.PRIVATE_ESTABLISHMENT,
        "SA36": StructureKind.PRIVATE_ESTABLISHMENT,
        "SA34": StructureKind.DIALYSIS,
        "SA25": StructureKind.LABORATORY,
        "SA29": StructureKind.LABORATORY,
        "SA59": StructureKind.LABORATORY,
        "SA07": StructureKind.PRACTICE,
        "SA08": StructureKind.PRACTICE,
        "SA09": StructureKind.PRACTICE,
        "SA33": StructureKind.PHARMACY,
        "SA38": StructureKind.PHARMACY,
        "SA39": StructureKind.PHARMACY,
        "SA05": StructureKind.HEALTH_CENTRE,
        "SA52": StructureKind.HEALTH_CENTRE,
        "SA16": StructureKind.MEDICO_SOCIAL,
        "SA17": StructureKind.MEDICO_SOCIAL,
        "SA18": StructureKind.MEDICO_SOCIAL,
        "SA20": StructureKind.MEDICO_SOCIAL,
        "SA21": StructureKind.MEDICO_SOCIAL,
        "SA41": StructureKind.MEDICO_SOCIAL,
    }
)


def kind_of_sector(sector: str) -> StructureKind:
    """The kind of structure that a sector of activity means, OTHER when it does not say."""
    return _OF_SECTOR.get(sector, StructureKind.OTHER)


#: Categories of FINESS. Source: spec/identity.md f: 355 and 365 CONFIRMED, the others ASSUMED.
_OF_CATEGORY: Mapping[str, StructureKind] = MappingProxyType(
    {
        "101": StructureKind.PUBLIC_ESTABLISHMENT,
        "355": StructureKind.PUBLIC_ESTABLISHMENT,
        "365": StructureKind.PRIVATE_ESTABLISHMENT,
        "141": StructureKind.DIALYSIS,
        "611": StructureKind.LABORATORY,
        "603": StructureKind.PRACTICE,
        "620": StructureKind.PHARMACY,
        "124": StructureKind.HEALTH_CENTRE,
        "500": StructureKind.MEDICO_SOCIAL,
    }
)


def kind_of_category(category: str) -> StructureKind:
    """The kind of structure that a category of FINESS means, OTHER when it does not say."""
    return _OF_CATEGORY.get(category, StructureKind.OTHER)
