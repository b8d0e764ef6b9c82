"""The record's use cases: one public function per thing that can happen, each its own transaction."""

from __future__ import annotations

from socle.record.services.access import TREATING_PHYSICIAN, authorise, existence
from socle.record.services.account import AccountOutcome, change_channel, open_account, renew_account
from socle.record.services.calling import Called, call_page
from socle.record.services.changing import Standing, change_document, standing
from socle.record.services.consenting import (
    Channel,
    attend,
    declare_consent,
    end_care,
    inform,
    oppose,
    require_physician,
    withdraw_opposition,
)
from socle.record.services.counting import Fed, FedInFigures, fed_by, fed_in_figures
from socle.record.services.depositing import Deposited, deposit
from socle.record.services.erasing import erase
from socle.record.services.feeding import feed
from socle.record.services.finding import find, is_reference
from socle.record.services.listing import Asked, professionals_of, records_of
from socle.record.services.living import (
    ask_deletion,
    attach,
    close_space,
    deactivate,
    declare_death,
    deletion_asked,
    deletions_asked,
    erase_space,
    reactivate,
    reopen_space,
)
from socle.record.services.notices import handlers
from socle.record.services.opening import SYSTEM, open_record
from socle.record.services.outcomes import (
    DocumentView,
    Existence,
    FeedOutcome,
    FindOutcome,
    HistoryLine,
    HistoryOutcome,
    Outcome,
    ProfessionalListed,
    ProfessionalsOutcome,
    ReadOutcome,
    RecordListed,
    RecordsOutcome,
    RetrieveOutcome,
    UpdateOutcome,
)
from socle.record.services.reading import documents_of, history, history_of, inventory, why
from socle.record.services.registering import (
    AdministrativeOutcome,
    administrative_data,
    change_administrative_data,
    close,
    holder_of,
    refuse_legacy,
)
from socle.record.services.retrieving import read_document, retrieve
from socle.record.services.searching import CandidateFound, CandidatesOutcome, candidates
from socle.record.services.steering import appoint, block, mask_all, mask_from
from socle.record.services.sweeping import sweep_documents
from socle.record.services.tending import ANNOUNCEMENT, tend
from socle.record.services.updating import update
from socle.record.services.wishing import amend_document, choices_on, name_physician, set_emergency_access

__all__ = [
    "ANNOUNCEMENT",
    "SYSTEM",
    "TREATING_PHYSICIAN",
    "AccountOutcome",
    "AdministrativeOutcome",
    "Asked",
    "Called",
    "CandidateFound",
    "CandidatesOutcome",
    "Channel",
    "Deposited",
    "DocumentView",
    "Existence",
    "Fed",
    "FedInFigures",
    "FeedOutcome",
    "FindOutcome",
    "HistoryLine",
    "HistoryOutcome",
    "Outcome",
    "ProfessionalListed",
    "ProfessionalsOutcome",
    "ReadOutcome",
    "RecordListed",
    "RecordsOutcome",
    "RetrieveOutcome",
    "Standing",
    "UpdateOutcome",
    "administrative_data",
    "amend_document",
    "appoint",
    "ask_deletion",
    "attach",
    "attend",
    "authorise",
    "block",
    "call_page",
    "candidates",
    "change_administrative_data",
    "change_channel",
    "change_document",
    "choices_on",
    "close",
    "close_space",
    "deactivate",
    "declare_consent",
    "declare_death",
    "deletion_asked",
    "deletions_asked",
    "deposit",
    "documents_of",
    "end_care",
    "erase",
    "erase_space",
    "existence",
    "fed_by",
    "fed_in_figures",
    "feed",
    "find",
    "handlers",
    "history",
    "history_of",
    "holder_of",
    "inform",
    "inventory",
    "is_reference",
    "mask_all",
    "mask_from",
    "name_physician",
    "open_account",
    "open_record",
    "oppose",
    "professionals_of",
    "reactivate",
    "read_document",
    "records_of",
    "refuse_legacy",
    "renew_account",
    "reopen_space",
    "require_physician",
    "retrieve",
    "set_emergency_access",
    "standing",
    "sweep_documents",
    "tend",
    "update",
    "why",
    "withdraw_opposition",
]
