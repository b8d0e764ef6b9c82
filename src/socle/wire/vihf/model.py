"""The VIHF 3.0 token as a frozen value: who acts, in whose record, in which mode, with which software.

Source: spec/dmp.md 2; reference table of VIHF attributes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from socle.wire.hl7v2 import CX
from socle.wire.xds.model import Code


class Mode(StrEnum):
    """Authentification_Mode; a token that names none is direct (spec/dmp.md 2)."""

    DIRECT = "DIRECTE"
    INDIRECT = "INDIRECTE"
    AIR = "INDIRECTE_RENFORCEE"


class AccessMode(StrEnum):
    """PurposeOfUse, TRE_R248 (1.2.250.1.213.1.1.4.248)."""

    NORMAL = "normal"
    BREAK_GLASS = "bris_de_glace"
    REGULATION = "centre_15"


@dataclass(frozen=True, slots=True)
class Software:
    """LPS_Nom, LPS_Version, LPS_ID_HOMOLOGATION_DMP, LPS_ID."""

    name: str
    version: str
    homologation: str
    installation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vihf:
    """A token's content. `roles` holds the profession first, then the specialty when there is one.

    `patient` is None where the token names none. `certificate` is the signing certificate in DER.
    """

    id: str
    issue_instant: datetime
    name_id: str
    mode: Mode = Mode.DIRECT
    structure: str = ""
    sector: Code | None = None
    roles: tuple[Code, ...] = ()
    subject_id: str = ""
    patient: CX | None = None
    access_mode: AccessMode = AccessMode.NORMAL
    reason: str = ""
    secret_session: bool = False
    software: Software | None = None
    authn_context: str = ""
    authn_context_declaration: str = ""
    issuer: str = ""
    not_before: datetime | None = None
    not_on_or_after: datetime | None = None
    version: str = "3.0"
    certificate: bytes = b""
