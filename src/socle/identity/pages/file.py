"""A file: who it is, how sure that is, what to do next, what was done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from socle.identity import papers, rules, services
from socle.identity.facts import Attribute, LocalFacts, Reason
from socle.identity.models import IdentityFile
from socle.identity.pages.forms import Identity, Send, Used
from socle.identity.pages.frame import Desk, address_of, back_to, file_or_404, line_of, say, show_file
from socle.identity.pages.words import REASONS, TRAITS, UNKNOWN, event_of, value_of
from socle.identity.rules.merging import is_better
from socle.identity.rules.strict import OF_INSI
from socle.identity.services import Outcome
from socle.identity.traits import Traits
from socle.rulebook import shows
from socle.rulebook.choices import current
from socle.web.components import Cell, Column, PersonLine, Table
from socle.web.components import Status as Label


@shows("INS-005")
def file(request: HttpRequest, desk: Desk, file_id: str) -> HttpResponse:
    """The whole file, and its one next step."""
    return shown(request, desk, file_or_404(desk, file_id))


def shown(
    request: HttpRequest, desk: Desk, held: IdentityFile, outcome: Outcome | None = None, **more: Any
) -> HttpResponse:
    """The file's page, with what an act on it answered."""
    facts = services.facts_of(held)
    context: dict[str, Any] = {
        "traits": [(label, value_of(facts.traits, name)) for name, label in TRAITS.items()],
        "may_send": rules.may_send(facts, current()),
        "may_call": rules.may_call_from_desk(desk.clerk.means, desk.at, current()),
        "paper": papers.label(held.paper) if held.paper else "",
        "reason": REASONS[facts.reason],
        "reasons": [(one.value, REASONS[one]) for one in _DOUBTS],
        "former": list(held.history.order_by("-pk")),
        "recipients": list(held.recipients.order_by("-sent_at")),
        "events": [event_of(act) for act in held.acts.order_by("-at", "-pk")],
        "kept": line_of(held.merged_into, "Ouvrir la fiche qui la remplace") if held.merged_into else None,
        "doubles": [_towards(held, one) for one in services.doubles_of(desk.clerk, held)],
        "send": Send(),
        **more,
    }
    return show_file(request, desk, "file", held, context, decision=outcome.decision if outcome else None)


_DOUBTS = (Reason.NONE, Reason.POSSIBLE_COLLISION, Reason.COLLISION, Reason.THEFT, Reason.DUPLICATE)


def acted(request: HttpRequest, desk: Desk, file_id: str, done: str, outcome: Outcome) -> HttpResponse:
    """Back to the file with what was done, or the file with why it was not."""
    if outcome.file is None:
        raise Http404(file_id)
    if not outcome.decision.allowed:
        return shown(request, desk, file_or_404(desk, file_id), outcome)
    told = " ".join(finding.sentence() for finding in outcome.decision.findings)
    say(request, " ".join(part for part in (done, told) if part))
    return back_to(outcome.file)


#: What the buttons about a mark send: what is done, the sentence for it.
_MARKS: dict[str, tuple[Attribute, bool, str]] = {
    "homonyme": (Attribute.HOMONYM, True, "L’identité est signalée homonyme."),
    "douteuse": (Attribute.DOUBTFUL, True, "L’identité est signalée douteuse : son INS est retirée."),
    "fictive": (Attribute.FICTIVE, True, "L’identité est signalée fictive."),
    "plus-homonyme": (Attribute.HOMONYM, False, "L’identité n’est plus signalée homonyme."),
    "plus-douteuse": (Attribute.DOUBTFUL, False, "Le doute est levé : l’identité est à récupérer et à contrôler."),
    "plus-fictive": (Attribute.FICTIVE, False, "L’identité n’est plus fictive : elle est à récupérer et à contrôler."),
}


@require_POST
def mark(request: HttpRequest, desk: Desk, file_id: str) -> HttpResponse:
    """Mark the identity, or take a mark away."""
    asked = _MARKS.get(request.POST.get("signal", ""))
    if asked is None:
        raise Http404(file_id)
    attribute, marks, done = asked
    if not marks:
        return acted(request, desk, file_id, done, services.unmark(desk.clerk, file_id, attribute, desk.at))
    said = request.POST.get("raison", "")
    reason = Reason(said) if said in {one.value for one in Reason} else Reason.NONE
    confirmed = request.POST.get("confirme") == "on"
    outcome = services.mark(desk.clerk, file_id, attribute, desk.at, reason=reason, confirmed=confirmed)
    return acted(request, desk, file_id, done, outcome)


@require_POST
def send(request: HttpRequest, desk: Desk, file_id: str) -> HttpResponse:
    """Note to whom the INS is sent."""
    form = Send(request.POST)
    if not form.is_valid():
        return shown(request, desk, file_or_404(desk, file_id), send=form)
    outcome = services.send_ins(desk.clerk, file_id, form.cleaned_data["a"], desk.at)
    return acted(request, desk, file_id, "La transmission est notée.", outcome)


def change(request: HttpRequest, desk: Desk, file_id: str) -> HttpResponse:
    """Correct the traits; when INSi gave them, only the used names, but for the referent."""
    held = file_or_404(desk, file_id)
    facts = services.facts_of(held)
    authorised = rules.may_correct(services.organisation_of(desk.clerk), desk.clerk.author.id)
    locked = facts.insi_answered and not authorised
    kind: Callable[..., Used] = Used if locked else Identity
    form = kind(request.POST if request.method == "POST" else None, initial=Identity.initial_of(facts.traits))
    context = {"form": form, "locked": locked, "loses": facts.insi_answered and authorised}
    if request.method == "POST" and form.is_valid():
        traits, fictive = _typed(form, facts)
        outcome = services.change_traits(
            desk.clerk, file_id, traits, desk.at, authorised=authorised, date_fictive=fictive
        )
        if outcome.decision.allowed:
            return acted(request, desk, file_id, "Les traits sont enregistrés.", outcome)
        return show_file(request, desk, "traits", held, context, decision=outcome.decision)
    return show_file(request, desk, "traits", held, context)


def _typed(form: Used, facts: LocalFacts) -> tuple[Traits, bool]:
    if isinstance(form, Identity):
        return form.traits()
    names = form.names()
    traits = replace(facts.traits, used_name=names["used_name"], used_given_name=names["used_given_name"])
    return traits, facts.date_fictive


def merge(request: HttpRequest, desk: Desk, file_id: str) -> HttpResponse:
    """Join another file of the same person to this one: both side by side, then once."""
    held = file_or_404(desk, file_id)
    other_id = request.POST.get("autre", "") or request.GET.get("autre", "")
    other = services.file_of(desk.clerk, other_id) if other_id else None
    if other is None:
        like = services.like(desk.clerk, services.facts_of(held).traits)
        near = {one.pk: one for one in (*services.doubles_of(desk.clerk, held), *like) if one.pk != held.pk}
        return show_file(request, desk, "merge", held, {"like": [_towards(held, one) for one in near.values()]})
    kept, absorbed = _by_rank(held, other)
    if request.method == "POST":
        outcome = services.merge(desk.clerk, kept.pk, absorbed.pk, desk.at)
        if outcome.decision.allowed and outcome.file is not None:
            say(request, "Les deux fiches n’en font plus qu’une.")
            return redirect(address_of(outcome.file))
    else:
        outcome = Outcome(rules.merge(services.facts_of(kept), services.facts_of(absorbed)).decision)
    context = {"kept": kept, "absorbed": absorbed, "table": side_by_side(kept, absorbed), "other": other}
    context["possible"] = outcome.decision.allowed
    return show_file(request, desk, "merge", held, context, decision=outcome.decision)


def _towards(held: IdentityFile, other: IdentityFile) -> PersonLine:
    """Another file, and the way to compare both."""
    return replace(line_of(other, "Comparer"), href=f"{address_of(held)}reunir/?autre={other.pk}")


def _by_rank(one: IdentityFile, other: IdentityFile) -> tuple[IdentityFile, IdentityFile]:
    """Which file is kept: the surer one, this one when they are as sure."""
    better = is_better(services.facts_of(other), services.facts_of(one))
    return (other, one) if better else (one, other)


def side_by_side(kept: IdentityFile, absorbed: IdentityFile) -> Table:
    """The traits of two files, those that differ told."""
    mine, theirs = services.facts_of(kept).traits, services.facts_of(absorbed).traits
    return comparison("Traits des deux fiches", ("Fiche gardée", "Fiche réunie"), [
        (TRAITS[name], value_of(mine, name), value_of(theirs, name)) for name in OF_INSI
    ])  # fmt: skip


def comparison(caption: str, columns: tuple[str, str], lines: list[tuple[str, str, str]]) -> Table:
    """Traits from two sides: each line says in a word whether they agree."""
    rows = tuple(
        (Cell(label), Cell(mine), Cell(theirs), Cell("", statuses=(_agree(mine, theirs),)))
        for label, mine, theirs in lines
    )
    return Table(caption, (Column("Trait"), *map(Column, columns), Column("Comparaison")), rows)


def _agree(mine: str, theirs: str) -> Label:
    if mine == UNKNOWN != theirs:
        return Label("Nouveau", "accent", "plus")
    return Label("Identique", "good", "check") if mine == theirs else Label("Différent", "warn", "warning")
