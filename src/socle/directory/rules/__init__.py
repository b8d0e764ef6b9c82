"""The directory's decisions: pure functions on facts, one module per subject."""

from socle.directory.rules.cards import (
    first_card_is_automatic,
    needs_card_readers,
    new_card_on_change_of_activity,
    opens,
    stays_after_departure,
)
from socle.directory.rules.certificates import (
    card_covers_structure,
    carries_national_identifier,
    covers_structure,
    fits_mode,
    is_of_environment,
    is_of_person,
)
from socle.directory.rules.orders import (
    Expiry,
    card_due,
    codes_due,
    covered_by_legal_entity,
    expiries,
    forms_of,
    may_order_card,
    may_order_certificate,
    orders_cps,
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
    "Expiry",
    "card_covers_structure",
    "card_due",
    "carries_national_identifier",
    "codes_due",
    "covered_by_legal_entity",
    "covers_structure",
    "expiries",
    "first_card_is_automatic",
    "fits_mode",
    "forms_of",
    "has_civil_status",
    "is_homologated",
    "is_linked",
    "is_of_environment",
    "is_of_person",
    "is_under_its_number",
    "may_order_card",
    "may_order_certificate",
    "names_its_role",
    "needs_card_readers",
    "new_card_on_change_of_activity",
    "opens",
    "orders_cps",
    "professional_exists",
    "role_is_of_professional",
    "says_why",
    "stays_after_departure",
    "structure_exists",
    "tells_a_situation",
    "version_may_call",
    "version_may_feed",
]
