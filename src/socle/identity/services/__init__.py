"""Identity's use cases: one public function for each thing that can happen."""

from socle.identity.services.asking import ask_insi, ask_insi_by_card, verify_ins
from socle.identity.services.files import (
    Wanted,
    change_traits,
    doubles_of,
    due_for_verification,
    file_of,
    like,
    mark,
    merge,
    open_anonymous,
    open_file,
    search,
    unmark,
)
from socle.identity.services.persons import change_ins, current_ins, find_by_ins, identifiers_of, register
from socle.identity.services.qualifying import (
    Asking,
    ask,
    by_vitale_app,
    cancel_document,
    check_document,
    retrieve,
    verify,
)
from socle.identity.services.rows import Outcome, facts_of
from socle.identity.services.sending import LABELS, print_label, send_ins, to_be_told, told
from socle.identity.services.vigilance import declare_organisation, organisation_of

__all__ = [
    "LABELS",
    "Asking",
    "Outcome",
    "Wanted",
    "ask",
    "ask_insi",
    "ask_insi_by_card",
    "by_vitale_app",
    "cancel_document",
    "change_ins",
    "change_traits",
    "check_document",
    "current_ins",
    "declare_organisation",
    "doubles_of",
    "due_for_verification",
    "facts_of",
    "file_of",
    "find_by_ins",
    "identifiers_of",
    "like",
    "mark",
    "merge",
    "open_anonymous",
    "open_file",
    "organisation_of",
    "print_label",
    "register",
    "retrieve",
    "search",
    "send_ins",
    "to_be_told",
    "told",
    "unmark",
    "verify",
    "verify_ins",
]
