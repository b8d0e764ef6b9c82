"""The forms of the sandbox's pages: moving the clock, asking why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from socle import codes
from socle.record import services as record
from socle.record.facts import Action
from socle.record.words import ACCESS_MODES, ACTIONS
from socle.sandbox.people import ins_of
from socle.sandbox.world import TEST_NIR, World
from socle.web.words import full_name, of, place_name, short_day, xds_time

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise  # known to the type checker only

    #: Options of a choice, the outer ones being groups.
    Options = list[tuple[str, StrOrPromise | list[tuple[str, StrOrPromise]]]]

PARIS = ZoneInfo("Europe/Paris")


class ClockForm(forms.Form):
    """An instant, in the time of Paris."""

    instant = forms.DateTimeField(
        label=_("Aller à une date et une heure"),
        help_text=_("À l’heure de Paris."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={
            "required": _("Donnez une date et une heure."),
            "invalid": _("Cette date ne se lit pas : écrivez le jour, le mois, l’année et l’heure."),
        },
    )


class QuestionForm(forms.Form):
    """Who, what, in whose record, which document, when. The documents offered are those of the patient asked about."""

    qui = forms.ChoiceField(label=_("Qui"), error_messages={"required": _("Choisissez une personne.")})
    acte = forms.ChoiceField(
        label=_("Veut"),
        choices=[(action.value, words) for action, words in ACTIONS.items()],
        error_messages={"required": _("Choisissez un acte.")},
    )
    patient = forms.ChoiceField(label=_("Dans le dossier de"), error_messages={"required": _("Choisissez un patient.")})
    document = forms.ChoiceField(
        label=_("Document"),
        required=False,
        help_text=_("Demandez une fois : les documents de ce patient s’offrent alors."),
        error_messages={"invalid_choice": _("Ce document n’est pas dans ce dossier : choisissez-en un autre.")},
    )
    acces = forms.ChoiceField(
        label=_("Mode d’accès"),
        required=False,
        choices=[(mode.value, words) for mode, words in ACCESS_MODES.items()],
    )
    quand = forms.DateTimeField(
        label=_("Quand"),
        required=False,
        help_text=_("À l’heure de Paris ; vide : maintenant, au bac à sable."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": _("Cette date ne se lit pas : écrivez le jour, le mois, l’année et l’heure.")},
    )

    def __init__(self, data: QueryDict | None, *, world: World, people: dict[str, Any]) -> None:
        super().__init__(data)
        patients = [(one["id"], one["name"]) for one in people["patients"]]
        workers = [(one["id"], full_name(one["name"])) for one in people["professionals"]]
        places = [(one["id"], place_name(one["name"])) for one in people["structures"]]
        self._names = dict([*workers, *places, *patients])
        everyone = [(_("Professionnels"), workers), (_("Structures"), places), (_("Patients et familles"), patients)]
        self._offer("qui", [("", _("Choisir")), *everyone])
        self._offer("patient", [("", _("Choisir")), *patients])
        wanted = data.get("patient", "") if data is not None else ""
        held = record.inventory(ins_of(world, wanted, TEST_NIR)) if wanted else ()
        self._offer("document", [("", _("Aucun en particulier")), *_documents(held)])

    def _offer(self, name: str, options: list[Any]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = options

    def in_words(self) -> str:
        """The question, as one says it."""
        asked = self.cleaned_data
        whose = of(self._names[asked["patient"]])
        return f"{self._names[asked['qui']]} : {ACTIONS[Action(asked['acte'])]}, dans le dossier {whose}."

    def clean_acces(self) -> str:
        """The normal access when none was chosen."""
        return self.cleaned_data["acces"] or next(iter(ACCESS_MODES)).value


def _documents(held: tuple[tuple[str, str, str], ...]) -> Iterator[tuple[str, str]]:
    for unique_id, type_code, created in held:
        yield unique_id, f"{codes.label('type_code', type_code)}, {short_day(xds_time(created))} ({unique_id})"
