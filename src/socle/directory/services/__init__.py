"""Use cases of the directory: fill it, look things up in it, say who calls."""

from socle.directory.services.authenticate import Reused, authenticate, holder_facts, purge_token_uses
from socle.directory.services.kept import Directory, is_revoked
from socle.directory.services.lookups import (
    employee,
    professional,
    professionals,
    software,
    structure,
    structures,
)
from socle.directory.services.register import (
    change_structure_identifier,
    register_card,
    register_employee,
    register_exercise,
    register_professional,
    register_situation,
    register_software,
    register_structure,
    revoke_certificate,
)
from socle.directory.services.searching import Called, called, named

__all__ = [
    "Called",
    "Directory",
    "Reused",
    "authenticate",
    "called",
    "change_structure_identifier",
    "employee",
    "holder_facts",
    "is_revoked",
    "named",
    "professional",
    "professionals",
    "purge_token_uses",
    "register_card",
    "register_employee",
    "register_exercise",
    "register_professional",
    "register_situation",
    "register_software",
    "register_structure",
    "revoke_certificate",
    "software",
    "structure",
    "structures",
]
