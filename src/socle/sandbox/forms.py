"""The form of the sandbox's page that moves the clock."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

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
