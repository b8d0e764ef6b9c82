"""Identity's use cases: one public function for each thing that can happen."""

from socle.identity.services.asking import ask_insi, ask_insi_by_card, verify_ins
from socle.identity.services.persons import change_ins, current_ins, find_by_ins, identifiers_of, register

__all__ = [
    "ask_insi",
    "ask_insi_by_card",
    "change_ins",
    "current_ins",
    "find_by_ins",
    "identifiers_of",
    "register",
    "verify_ins",
]
