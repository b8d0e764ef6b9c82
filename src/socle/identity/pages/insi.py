"""INSi at the desk: asked, its answer beside the file, taken or not by whoever sees the person."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from socle.identity import rules, services
from socle.identity.facts import LocalFacts
from socle.identity.insi_answer import Retrieval
from socle.identity.models import IdentityFile
from socle.identity.pages.file import acted, comparison, shown
from socle.identity.pages.forms import Ask
from socle.identity.pages.frame import Desk, back_to, file_or_404, say, show_file
from socle.identity.pages.words import TRAITS, value_of
from socle.identity.rules.strict import OF_INSI
from socle.identity.services import Outcome
from socle.identity.traits import begins_with_first_given_name, normalise
from socle.rulebook.choices import current

#: Where the session keeps the answer that is looked at: of which file, and the answer itself.
ANSWER = "admission_insi"


@require_POST
def ask(request: HttpRequest, desk: Desk, file_id: str) -> HttpResponse:
    """Ask INSi, and show what it answered beside the file."""
    held = file_or_404(desk, file_id)
    form = Ask(request.POST)
    form.is_valid()
    given = normalise(form.cleaned_data.get("prenom", "")) or held.first_given_name
    asking = services.ask(desk.clerk, file_id, (given,), desk.at, with_place=form.cleaned_data.get("lieu", False))
    if asking.answer is None:
        return shown(request, desk, held, Outcome(asking.decision, held))
    request.session[ANSWER] = {"file": file_id, "answer": asking.answer.as_values()}
    return _answered(request, desk, held, asking.answer, Ask(initial={"prenom": given}))


def _answered(
    request: HttpRequest, desk: Desk, held: IdentityFile, answer: Retrieval, form: Ask, first: str = ""
) -> HttpResponse:
    facts = services.facts_of(held)
    heads = _heads(answer)
    first = first or _head(facts, heads)
    step = rules.retrieve(facts, answer, current(), first_given_name=first)
    context: dict[str, Any] = {
        "form": form,
        "answer": answer,
        "table": _beside(facts, answer) if answer.is_one else None,
        "taken": step.decision.allowed and step.after is not facts,
        "becomes": step.after.status,
        "heads": heads,
        "first": first,
    }
    return show_file(request, desk, "insi", held, context, decision=step.decision)


def _heads(answer: Retrieval) -> list[str]:
    """What may be taken as the first given name: the list's first word, its first two, and so on."""
    names = (answer.traits.given_names if answer.traits is not None else "").split()
    return [" ".join(names[:count]) for count in range(1, len(names) + 1)]


def _head(facts: LocalFacts, heads: list[str]) -> str:
    """The first given name of the file when the list begins with it; the head of the list otherwise."""
    mine = facts.traits.first_given_name
    return mine if not heads or begins_with_first_given_name(heads[-1], mine) else heads[0]


def _beside(facts: LocalFacts, answer: Retrieval) -> Any:
    assert answer.traits is not None  # noqa: S101 - one person was found
    told = answer.traits
    names = [name for name in TRAITS if name in OF_INSI and name != "first_given_name"]
    lines = [(TRAITS[name], value_of(facts.traits, name), value_of(told, name)) for name in names]
    return comparison("Traits de la fiche et traits d’INSi", ("Sur la fiche", "Selon INSi"), lines)


@require_POST
def take(request: HttpRequest, desk: Desk, file_id: str) -> HttpResponse:
    """Take the answer that was shown: it is that of the person present. Or leave it."""
    held = file_or_404(desk, file_id)
    kept = request.session.pop(ANSWER, None)
    if request.POST.get("reponse") == "non":
        say(request, "La réponse d’INSi n’est pas reprise : la fiche n’a pas changé.")
        return back_to(held)
    if not isinstance(kept, dict) or kept.get("file") != file_id:
        say(request, "La réponse d’INSi n’est plus là : interrogez-le de nouveau.")
        return back_to(held)
    answer = Retrieval.from_values(kept["answer"])
    app = request.POST.get("reponse") == "appli"
    if app:
        outcome = services.by_vitale_app(desk.clerk, file_id, answer, desk.at)
    else:
        first = request.POST.get("premier", "")
        outcome = services.retrieve(desk.clerk, file_id, answer, desk.at, first_given_name=first)
    if outcome.file is None:
        raise Http404(file_id)
    return acted(request, desk, file_id, "Les traits et l’INS d’INSi sont dans la fiche.", outcome)


@require_POST
def verify(request: HttpRequest, desk: Desk, file_id: str) -> HttpResponse:
    """Verify the INS of the file."""
    outcome = services.verify(desk.clerk, file_id, desk.at)
    confirmed = outcome.file is not None and outcome.file.insi_answered
    done = "INSi confirme cette INS." if confirmed else ""
    return acted(request, desk, file_id, done, outcome)
