"""Register somebody: look for him first, then his situation, then it is done or it is said why not."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from socle.directory.enrolment import roles, store
from socle.directory.enrolment.facts import Draft, PersonFacts
from socle.directory.enrolment.layout import read
from socle.directory.enrolment.pages.forms import LookUp, Register
from socle.directory.enrolment.pages.frame import at_the_desk, say, show, status_of
from socle.directory.enrolment.verdicts.people import POSSIBLE_DOUBLE, RPPS_UNKNOWN
from socle.directory.rules.enrolment import number_verifies
from socle.directory.services import enrolment as acts
from socle.directory.services.managing import Desk
from socle.rulebook import Finding, shows
from socle.web.components import in_plain_words
from socle.web.words import full_name, plain_day

#: What a person found brings into the form: his number alone, the rest is known.
_CIVIL = ("nom_naissance", "prenoms", "date_naissance")


@at_the_desk
@shows("RPPS-009", "RPPS-017")
def register(request: HttpRequest, desk: Desk) -> HttpResponse:
    """One address, three steps: look up, fill in, register. Civil status never stands in an address."""
    step = request.POST.get("etape", "") if request.method == "POST" else ""
    if step == "chercher":
        return _look_up(request, desk)
    if step == "remplir":
        return _fill_in(request, desk)
    if step == "enregistrer":
        return _register(request, desk)
    return show(request, "lookup.html", desk, {"form": LookUp()})


def _look_up(request: HttpRequest, desk: Desk) -> HttpResponse:
    form = LookUp(request.POST)
    draft, faults = read({name: request.POST.get(name, "") for name in form.fields})
    if form.is_valid():
        wrong = (*faults, *number_verifies(draft).errors)
        for finding in wrong:
            form.add_error(finding.place, in_plain_words(finding))
        found = acts.look_up(draft, desk.at) if not wrong else ()
        if draft.rpps and not wrong and not found:
            form.add_error("rpps", in_plain_words(RPPS_UNKNOWN.at("rpps", found=draft.rpps)))
        if not form.errors:
            said = {name: request.POST.get(name, "") for name in _CIVIL}
            context = {"found": [_told(one, draft) for one in found], "said": said, "draft": draft}
            return show(request, "found.html", desk, context)
    return show(request, "lookup.html", desk, {"form": form}, status=400)


def _told(one: PersonFacts, draft: Draft) -> dict[str, Any]:
    """Somebody found, as he is told apart from another: his number, his profile, his birth when it is known."""
    born = f"Date de naissance : {plain_day(one.civil.birth_date)}" if one.civil else "État civil tenu par son ordre"
    return {
        "name": full_name(f"{one.family} {one.given}"),
        "rpps": one.rpps,
        "detail": f"{roles.label(one.profession)} · RPPS {one.rpps} · {born}",
        "sure": bool(draft.rpps),
    }


def _fill_in(request: HttpRequest, desk: Desk) -> HttpResponse:
    known = store.person(f"8{request.POST.get('rpps', '')}", desk.day)
    initial: dict[str, Any] = {"debut": desk.day.isoformat(), "usages": []}
    initial |= {name: request.POST.get(name, "") for name in _CIVIL} if known is None else {"rpps": known.rpps}
    return _form(request, desk, _blank(desk, known, initial=initial), known)


def _blank(desk: Desk, known: PersonFacts | None, data: Any = None, **more: Any) -> Register:
    own = known.profession if known is not None else ""
    return Register(desk.places(), data, own_profession=own, **more)


def _form(
    request: HttpRequest,
    desk: Desk,
    form: Register,
    known: PersonFacts | None,
    rest: tuple[Finding, ...] = (),
    status: int = 200,
) -> HttpResponse:
    name = full_name(f"{known.family} {known.given}") if known is not None else ""
    profile = roles.label(known.profession) if known is not None else ""
    context = {"form": form, "name": name, "rpps": known.rpps if known else "", "profile": profile, "rest": rest}
    return show(request, "register.html", desk, context, status=status)


def _register(request: HttpRequest, desk: Desk) -> HttpResponse:
    known = store.person(f"8{request.POST.get('rpps', '')}", desk.day)
    form = _blank(desk, known, request.POST)
    draft, faults = read(form.said())
    declared = acts.enrol(desk.actor, draft, desk.at, faults)
    if not declared.decision.allowed:
        errors = declared.decision.errors
        if any(finding.verdict is POSSIBLE_DOUBLE for finding in errors):
            form = _blank(desk, known, request.POST, asks_twin=True)
        rest = form.blame(errors)
        return _form(request, desk, form, known, rest, status_of(errors))
    notes = [in_plain_words(finding) for finding in declared.decision.findings if not finding.is_error]
    number = f"sous le numéro RPPS {declared.rpps}" + (", qui vient d’être attribué" if declared.created else "")
    say(request, " ".join([f"L’enregistrement est fait, {number}. Aucune carte n’est commandée.", *notes]))
    return redirect(f"/rpps-plus/professionnels/{declared.enrolment}/")
