"""What an establishment must feed and send: one act judged on its day, the whole list, and the ways into the record."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from socle import clock
from socle.record.rules.duties import (
    Owed,
    Production,
    Way,
    duties,
    exclusions,
    owed,
    pharmaceutical_record_is_opt_out,
    ways_in,
)
from socle.rulebook.choices import current
from socle.rulebook.days import french_day
from socle.web.components import Cell, Column, Status, Table
from socle.web.pages import page
from socle.web.places import MANUAL
from socle.web.words import short_day

DUE = Status("Oui", "good", "check")
NOT_DUE = Status("Non", "soft", "cross")


class DutyForm(forms.Form):
    """A document, its day, and the circumstances that change the answer."""

    document = forms.ChoiceField(label=_("Document produit"), error_messages={"required": _("Choisissez un document.")})
    jour = forms.DateField(
        label=_("Date de l’acte"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    cas = forms.MultipleChoiceField(label=_("Cas particuliers"), required=False, widget=forms.CheckboxSelectMultiple)
    origine = forms.CharField(
        label=_("Analyse sous-traitée par"),
        required=False,
        max_length=200,
        help_text=_("Le laboratoire d’origine, quand un autre a fait l’analyse."),
    )
    sidep = forms.BooleanField(label=_("Test dont le résultat part à SIDEP"), required=False)
    sans_dossier = forms.BooleanField(label=_("Le patient n’a pas de dossier"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = {"document": [(duty.id, duty.document) for duty in duties()], "cas": list(exclusions().items())}
        for name, options in chosen.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", _("Choisir")), *options] if name == "document" else options

    def production(self, today: date) -> Production:
        """What was asked, on its day or today. The form is valid."""
        asked = self.cleaned_data
        return Production(
            duty=asked["document"],
            on=asked["jour"] or today,
            circumstances=frozenset(asked["cas"]),
            subcontracted_by=asked["origine"],
            to_sidep=asked["sidep"],
            record_exists=False if asked["sans_dossier"] else None,
        )


def duties_page(request: HttpRequest) -> HttpResponse:
    """The answer for one act, then the whole list of the day, then the ways in."""
    at = clock.now()
    form = DutyForm(request.GET or None)
    today = french_day(at)
    context: dict[str, Any] = {"form": form, "day": today}
    if form.is_bound and form.is_valid():
        production = form.production(today)
        context |= {"found": owed(production, current()), "day": production.on, "due": DUE, "not_due": NOT_DUE}
    listed = [owed(Production(duty=duty.id, on=context["day"]), current()) for duty in duties()]
    columns = (
        Column("Document"),
        Column("Dossier", whole=True),
        Column("Professionnels", whole=True),
        Column("Patient", whole=True),
        Column("À partir du", whole=True),
    )
    context["table"] = Table("Documents à envoyer", columns, tuple(map(_line, listed)))
    context["ways"] = [(way, _for(way)) for way in ways_in("pharmacy", 2)]
    context["opt_out"] = pharmaceutical_record_is_opt_out(today, current())
    return page(request, "manual/duties.html", MANUAL, context, at=at)


def _line(found: Owed) -> tuple[Cell, ...]:
    said = (found.to_record, found.to_professionals, found.to_patient)
    return (
        Cell(found.duty.document, note=found.duty.source),
        *(Cell("", statuses=(DUE if one else NOT_DUE,)) for one in said),
        Cell(short_day(found.since) if found.since is not None else "avant l’arrêté de 2022"),
    )


def _for(way: Way) -> str:
    does = {"consult": "consulter", "feed": "alimenter"}
    wave = f", dès la vague {way.wave}" if way.wave else ""
    return " et ".join(does[one] for one in way.does) + wave
