"""The executable rulebook: rules, verdicts, findings, decisions, choices. Knows no other room."""

from socle.rulebook.book import AREAS, Quote, Rule, Source, rules, sources
from socle.rulebook.catalogue import PROTOCOLS, catalogue, code, verdict, whole_catalogue
from socle.rulebook.citation import applies, rule, shows
from socle.rulebook.finding import (
    ALLOWED,
    Decision,
    Finding,
    Obligation,
    Said,
    Severity,
    Verdict,
    refuse,
)

__all__ = [
    "ALLOWED",
    "AREAS",
    "PROTOCOLS",
    "Decision",
    "Finding",
    "Obligation",
    "Quote",
    "Rule",
    "Said",
    "Severity",
    "Source",
    "Verdict",
    "applies",
    "catalogue",
    "code",
    "refuse",
    "rule",
    "rules",
    "shows",
    "sources",
    "verdict",
    "whole_catalogue",
]
