"""The record's use cases: one public function per thing that can happen, each its own transaction."""

from __future__ import annotations

from socle.record.services.access import TREATING_PHYSICIAN, authorise, existence
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
from socle.record.services.depositing import Deposited, deposit
from socle.record.services.erasing import erase
from socle.record.services.feeding import feed
from socle.record.services.finding import find, is_reference
from socle.record.services.listing import Asked, professionals_of, records_of
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
from socle.record.services.reading import documents_of, history, inventory, why
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
from socle.record.services.updating import update

__all__ = [
    "SYSTEM",
    "TREATING_PHYSICIAN",
    "AdministrativeOutcome",
    "Asked",
    "Called",
    "CandidateFound",
    "CandidatesOutcome",
    "Channel",
    "Deposited",
    "DocumentView",
    "Existence",
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
    "appoint",
    "attend",
    "authorise",
    "block",
    "call_page",
    "candidates",
    "change_administrative_data",
    "change_document",
    "close",
    "declare_consent",
    "deposit",
    "documents_of",
    "end_care",
    "erase",
    "existence",
    "feed",
    "find",
    "handlers",
    "history",
    "holder_of",
    "inform",
    "inventory",
    "is_reference",
    "mask_all",
    "mask_from",
    "open_record",
    "oppose",
    "professionals_of",
    "read_document",
    "records_of",
    "refuse_legacy",
    "require_physician",
    "retrieve",
    "standing",
    "sweep_documents",
    "update",
    "why",
    "withdraw_opposition",
]
