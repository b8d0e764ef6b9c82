"""The record's use cases: one public function per thing that can happen, each its own transaction."""

from __future__ import annotations

from socle.record.services.access import TREATING_PHYSICIAN, authorise, existence
from socle.record.services.feeding import feed
from socle.record.services.finding import find, is_reference
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
    ReadOutcome,
    RetrieveOutcome,
)
from socle.record.services.reading import documents_of, history, why
from socle.record.services.retrieving import read_document, retrieve
from socle.record.services.sweeping import sweep_documents

__all__ = [
    "SYSTEM",
    "TREATING_PHYSICIAN",
    "DocumentView",
    "Existence",
    "FeedOutcome",
    "FindOutcome",
    "HistoryLine",
    "HistoryOutcome",
    "Outcome",
    "ReadOutcome",
    "RetrieveOutcome",
    "authorise",
    "documents_of",
    "existence",
    "feed",
    "find",
    "handlers",
    "history",
    "is_reference",
    "open_record",
    "read_document",
    "retrieve",
    "sweep_documents",
    "why",
]
