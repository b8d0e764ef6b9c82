"""The directory's decisions: pure functions on facts, one module per subject."""

from socle.directory.rules.certificates import (
    card_covers_structure,
    carries_national_identifier,
    covers_structure,
    fits_mode,
    is_of_environment,
    is_of_person,
)
from socle.directory.rules.people import (
    is_linked,
    names_its_role,
    professional_exists,
    role_is_of_professional,
    says_why,
    structure_exists,
)
from socle.directory.rules.registration import has_civil_status, is_under_its_number, tells_a_situation
from socle.directory.rules.software import is_homologated, version_may_call, version_may_feed

__all__ = [
    "card_covers_structure",
    "carries_national_identifier",
    "covers_structure",
    "fits_mode",
    "has_civil_status",
    "is_homologated",
    "is_linked",
    "is_of_environment",
    "is_of_person",
    "is_under_its_number",
    "names_its_role",
    "professional_exists",
    "role_is_of_professional",
    "says_why",
    "structure_exists",
    "tells_a_situation",
    "version_may_call",
    "version_may_feed",
]
