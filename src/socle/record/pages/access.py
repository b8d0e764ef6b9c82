"""How a professional comes to a record: the patient's consent and information, the roles, the special modes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from socle.directory.actor import Kind
from socle.record import services
from socle.record.facts import FOREVER, Action, AuthorisationState, Regime
from socle.record.forms import DeclareConsent, Emergency, Inform
from socle.record.pages.frame import frame, refused, say, would, would_in_emergency
from socle.record.pages.record import STATES
from socle.record.portal.access import treats
from socle.record.portal.consultation import (
    Consultation,
    at_a_record,
    begin_emergency,
    begin_regulation,
    begin_secret,
    end_emergency,
    end_secret,
)
from socle.record.rules import authorisation_state, authorisations_of, consent_ends, is_in_care_team
from socle.record.services import Channel
from socle.rulebook import shows
from socle.rulebook.choices import current
from socle.web.pages import page
from socle.web.places import PROFESSIONAL
from socle.web.words import in_words

#: How long a physician may say that he is present, in minutes.
PRESENCES = (15, 30, 60)


@at_a_record
@shows("DMP-031", "DMP-035")
def access(request: HttpRequest, visit: Consultation) -> HttpResponse:
    """Where one stands in this record, and what one may declare of what the patient said."""
    return page(request, "record/access.html", PROFESSIONAL, _access(request, visit, DeclareConsent()), at=visit.at)


def _access(request: HttpRequest, visit: Consultation, declare: DeclareConsent) -> dict[str, Any]:
    stands = authorisation_state(visit.actor, visit.facts, visit.at)
    authorised = stands is AuthorisationState.VALID
    declares = would(visit, Action.DECLARE_AUTHORISED)
    choices = current()
    return frame(
        request,
        visit,
        "acces",
        state=STATES[stands],
        authorised=authorised,
        until=_until(visit) if authorised else None,
        is_treating=treats(visit.actor, visit.facts),
        declare=declare if declares.allowed and not visit.in_emergency else None,
        declares=declares,
        team_until=consent_ends(Regime.TEAM, visit.at, choices),
        once_until=consent_ends(Regime.CONSENT, visit.at, choices),
        may_treat=would(visit, Action.BECOME_TREATING_PHYSICIAN),
        inform=Inform(),
        informs=would(visit, Action.INFORM),
        in_care=is_in_care_team(visit.actor, visit.facts, visit.at),
        presumed=choices.consultation_consent == "presumed",
        attends=would(visit, Action.ATTEND),
        presences=PRESENCES,
        present_until=_present(visit),
        emergency=would_in_emergency(visit),
    )


def _until(visit: Consultation) -> datetime | None:
    """When the authorisation ends; None when it does not."""
    held = authorisations_of(visit.actor, visit.facts, visit.at)
    last = max((one.expires_at for one in held), default=None)
    return last if last is not None and last < FOREVER else None


def _present(visit: Consultation) -> datetime | None:
    until = visit.facts.physician_present_until
    return until if until is not None and visit.at < until else None


@require_POST
@at_a_record
@shows("DMP-030")
def authorise(request: HttpRequest, visit: Consultation) -> HttpResponse:
    """Declare the patient's consent, become or stop being médecin traitant, give the authorisation back."""
    remove = request.POST.get("retirer") == "oui"
    role = services.TREATING_PHYSICIAN if request.POST.get("role") == "medecin-traitant" else None
    form = DeclareConsent(_said(request))
    if not remove and not form.is_valid():
        context = frame(request, visit, "acces", declare=form, role=role)
        return page(request, "record/declare.html", PROFESSIONAL, context, at=visit.at, status=400)
    if remove or role is not None:
        outcome = services.authorise(visit.actor, visit.patient, visit.at, role=role, remove=remove)
    else:
        outcome = _consent(visit, form.cleaned_data)
    if not outcome.decision.allowed:
        return refused(request, visit, outcome.decision, "acces")
    if remove and role is None:
        return redirect("/pro/")
    if not remove:
        say(request, "Médecin traitant : c’est noté." if role else "L’accord du patient est noté.")
    return redirect(visit.address)


def _said(request: HttpRequest) -> QueryDict:
    """What was posted, in the care team when nothing else was said."""
    said = request.POST.copy()
    said.setdefault("regime", Regime.TEAM.value)
    return said


def _consent(visit: Consultation, said: dict[str, Any]) -> services.Outcome:
    """In the words of DMP-027: two regimes, no third. An employee declares for the structure, never for himself."""
    actor, regime = visit.actor, Regime(said["regime"])
    return services.declare_consent(
        actor,
        visit.patient,
        regime,
        visit.at,
        team=said["equipe"] or actor.kind is Kind.EMPLOYEE,
        long_term=said["long"] and regime is Regime.TEAM,
        given_by=said["donne_par"] or "holder",
        means=said["moyen"],
    )


@require_POST
@at_a_record
@shows("DMP-004", "DMP-021")
def inform(request: HttpRequest, visit: Consultation) -> HttpResponse:
    """The patient was informed: an episode of care begins; or it ends."""
    team = request.POST.get("equipe") == "on" or visit.actor.kind is Kind.EMPLOYEE
    if request.POST.get("fin") == "oui":
        outcome = services.end_care(visit.actor, visit.patient, visit.at, team=False)
        if outcome.decision.allowed and outcome.already:
            outcome = services.end_care(visit.actor, visit.patient, visit.at, team=True)
        done = "La fin de la prise en charge est notée."
    else:
        form = Inform(request.POST)
        if not form.is_valid():
            context = _access(request, visit, DeclareConsent()) | {"inform": form}
            return page(request, "record/access.html", PROFESSIONAL, context, at=visit.at, status=400)
        channel = Channel(form.cleaned_data["moyen"])
        outcome = services.inform(visit.actor, visit.patient, channel, visit.at, team=team)
        done = "L’information du patient est notée."
    return _then(request, visit, outcome, done)


def _then(request: HttpRequest, visit: Consultation, outcome: services.Outcome, done: str) -> HttpResponse:
    if not outcome.decision.allowed:
        return refused(request, visit, outcome.decision, "acces")
    say(request, done)
    return redirect(f"{visit.address}acces/")


@require_POST
@at_a_record
@shows("DMP-137")
def presence(request: HttpRequest, visit: Consultation) -> HttpResponse:
    """A minor asks that his representatives read with a physician, or no more; the physician says that he is there."""
    asked = request.POST.get("presence", "")
    if asked in {"exiger", "lever"}:
        outcome = services.require_physician(visit.actor, visit.patient, visit.at, lift=asked == "lever")
        word = "n’ont plus besoin d’un médecin pour lire" if asked == "lever" else "ne liront qu’avec un médecin"
        return _then(request, visit, outcome, f"C’est noté : ses représentants légaux {word} son dossier.")
    if asked not in {str(one) for one in PRESENCES}:
        raise Http404(asked)
    minutes = int(asked)
    outcome = services.attend(visit.actor, visit.patient, timedelta(minutes=minutes), visit.at)
    until = in_words(visit.at + timedelta(minutes=minutes))
    return _then(request, visit, outcome, f"Les représentants légaux lisent le dossier jusqu’au {until}.")


@at_a_record
@shows("DMP-035")
def emergency(request: HttpRequest, visit: Consultation) -> HttpResponse:
    """Break-glass: its reason, its consequences, then the record in emergency mode."""
    form = Emergency(request.POST if request.method == "POST" else None)
    decision = would_in_emergency(visit)
    if request.method == "POST" and form.is_valid() and decision.allowed:
        begin_emergency(request.session, visit.facts.id, form.cleaned_data["motif"], visit.at)
        return redirect(visit.address)
    context = frame(request, visit, "acces", form=form, decision=decision)
    return page(request, "record/emergency.html", PROFESSIONAL, context, at=visit.at)


@require_POST
@at_a_record
def leave_emergency(request: HttpRequest, visit: Consultation) -> HttpResponse:
    """Back to the normal mode."""
    end_emergency(request.session)
    return redirect(visit.address)


@require_POST
@at_a_record
def regulation(request: HttpRequest, visit: Consultation) -> HttpResponse:
    """Open the record as a regulation centre does, once a search by traits designated it."""
    begin_regulation(request.session, visit.facts.id, visit.at)
    return redirect(visit.address)


@require_POST
@at_a_record
@shows("DMP-131", "DMP-132")
def secret(request: HttpRequest, visit: Consultation) -> HttpResponse:
    """Begin or end a minor's secret consultation: only what his representatives do not see is handled in it."""
    if request.POST.get("fin") == "oui" or not visit.minor:
        end_secret(request.session)
    else:
        begin_secret(request.session, visit.facts.id, visit.at)
    return redirect(visit.address)
