"""Stored queries (ITI-18): checked, then evaluated over the objects a reader may see. Pure."""

from __future__ import annotations

from socle.record.queries.catalogue import Parameter, Query, queries
from socle.record.queries.check import check
from socle.record.queries.evaluate import evaluate
from socle.record.queries.graph import Graph

__all__ = ["Graph", "Parameter", "Query", "check", "evaluate", "queries"]
