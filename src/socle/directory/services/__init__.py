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
from socle.directory.services.mandates import give_mandate, managed_by, roles_in, sign_agreement
from socle.directory.services.ordering import (
    Outcomes,
    certificates_of,
    change_activity,
    end_employment,
    issue_card,
    order_card,
    order_certificate,
    receive_card,
    record_certificates,
    revoke,
    withdraw_card,
)
from socle.directory.services.register import (
    change_structure_identifier,
    register_card,
    register_employee,
    register_exercise,
    register_professional,
    register_software,
    register_structure,
    revoke_certificate,
)
from socle.directory.services.searching import Called, called, named

__all__ = [
    "Called",
    "Directory",
    "Outcomes",
    "Reused",
    "authenticate",
    "called",
    "certificates_of",
    "change_activity",
    "change_structure_identifier",
    "employee",
    "end_employment",
    "give_mandate",
    "holder_facts",
    "is_revoked",
    "issue_card",
    "managed_by",
    "named",
    "order_card",
    "order_certificate",
    "professional",
    "professionals",
    "purge_token_uses",
    "receive_card",
    "record_certificates",
    "register_card",
    "register_employee",
    "register_exercise",
    "register_professional",
    "register_software",
    "register_structure",
    "revoke",
    "revoke_certificate",
    "roles_in",
    "sign_agreement",
    "software",
    "structure",
    "structures",
    "withdraw_card",
]
