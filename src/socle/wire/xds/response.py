"""The answers of a registry and a repository as their reader sees them. Source: IHE ITI TF-3 4.2.4."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from socle.wire.xds.model import RegistryObject

#: Statuses of a response. Source: IHE ITI TF-3 4.2.4.1.
SUCCESS: Final = "urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:Success"
FAILURE: Final = "urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:Failure"
PARTIAL: Final = "urn:ihe:iti:2007:ResponseStatusType:PartialSuccess"

#: Severities of an error. Source: IHE ITI TF-3 4.2.4.1.
ERROR: Final = "urn:oasis:names:tc:ebxml-regrep:ErrorSeverityType:Error"
WARNING: Final = "urn:oasis:names:tc:ebxml-regrep:ErrorSeverityType:Warning"


@dataclass(frozen=True, slots=True)
class RegistryError:
    code: str
    context: str
    severity: str = ERROR
    location: str = ""

    @property
    def is_error(self) -> bool:
        return self.severity != WARNING


@dataclass(frozen=True, slots=True)
class RegistryResponse:
    """`status` is one of SUCCESS, FAILURE, PARTIAL, as received."""

    status: str
    errors: tuple[RegistryError, ...] = ()

    @property
    def succeeded(self) -> bool:
        return self.status == SUCCESS


@dataclass(frozen=True, slots=True)
class ObjectRef:
    """An object named by its id alone."""

    id: str


Answered = RegistryObject | ObjectRef
