"""A document is checked, a label printed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from socle.identity import rules, services
from socle.identity.datamatrix import cartouche, code_of, encode, symbol
from socle.identity.facts import LocalFacts
from socle.identity.pages.file import acted
from socle.identity.pages.forms import Proof
from socle.identity.pages.frame import Desk, address_of, back_to, file_or_404, show_file
from socle.rulebook import ALLOWED, shows
from socle.rulebook.choices import current
from socle.rulebook.days import french_day


@shows("INS-008", "INS-009")
def proof(request: HttpRequest, desk: Desk, file_id: str) -> HttpResponse:
    """Check a document: its kind, chosen by nobody else, and the five traits read on it."""
    held = file_or_404(desk, file_id)
    facts = services.facts_of(held)
    form = Proof(request.POST if request.method == "POST" else None, facts.traits, french_day(desk.at))
    if request.method == "POST" and form.is_valid():
        outcome = services.check_document(desk.clerk, file_id, form.seen, desk.at)
        if outcome.decision.allowed:
            return acted(request, desk, file_id, "La pièce est contrôlée.", outcome)
        return show_file(request, desk, "proof", held, {"form": form}, decision=outcome.decision)
    return show_file(request, desk, "proof", held, {"form": form})


@require_POST
def cancel(request: HttpRequest, desk: Desk, file_id: str) -> HttpResponse:
    """Take back a check that was a mistake."""
    outcome = services.cancel_document(desk.clerk, file_id, desk.at)
    return acted(request, desk, file_id, "Le contrôle de la pièce est annulé.", outcome)


def label(request: HttpRequest, desk: Desk, file_id: str) -> HttpResponse:
    """A label to print: the matricule and its Data Matrix for a qualified identity, the traits alone otherwise.

    Asked by POST it is noted, since the matricule leaves; it is then shown by its address.
    """
    held = file_or_404(desk, file_id)
    facts = services.facts_of(held)
    if request.method == "POST":
        if not rules.may_send(facts, current()).allowed:
            return redirect(f"{address_of(held)}etiquette/")
        outcome = services.print_label(desk.clerk, file_id, desk.at)
        if outcome.decision.allowed:
            return redirect(f"{address_of(held)}etiquette/")
        return back_to(held)
    noted = held.recipients.filter(label=True, withdrawn_at=None).exists()
    leaves = rules.may_send(facts, current())
    bears_ins = noted and leaves.allowed
    context: dict[str, Any] = {
        "lines": cartouche(
            facts.traits, *((facts.ins.id, facts.ins.authority) if bears_ins and facts.ins else ("", ""))
        ),
        "bears_ins": bears_ins,
        "unnoted": leaves.allowed and not noted,
        "picture": picture_of(facts) if bears_ins else "",
    }
    return show_file(request, desk, "label", held, context, decision=ALLOWED)


def picture_of(facts: LocalFacts) -> SafeString:
    """The Data Matrix of the INS as an SVG picture; empty for what no code may hold."""
    if facts.ins is None:
        return SafeString("")
    try:
        text = encode(code_of(facts.traits, facts.ins.id, facts.ins.authority), current())
    except ValueError:  # a trait that INSi wrote as no code may: the label goes without
        return SafeString("")
    return SafeString(symbol(text).svg())
