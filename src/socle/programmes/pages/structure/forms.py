"""The forms of `/structure/`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from socle.programmes.activity import Place
from socle.programmes.pages.words import ACCEPTED, FILES
from socle.programmes.sunes import programme
from socle.programmes.sunes.switches import SWITCHES, About
from socle.web.words import MONTHS

_MONTH = re.compile(r"(20\d{2})-(0[1-9]|1[0-2])|(0[1-9]|1[0-2])/(20\d{2})")

#: The longest time whose feeds are read at once.
LONGEST = timedelta(days=366)
#: Files by field, in the order of the page.
OFFERED = ("stays", "feeds", "messages", "correspondents", "lab", "imaging", "amounts")
_HINTS: Mapping[str, str] = {
    "stays": "Du DPI ou du PMSI : numéro local de séjour, date de sortie, nature, chirurgie.",
    "feeds": "Le journal des envois : document, séjour, type, niveau, INS qualifiée, statut, date.",
    "messages": "Le journal de votre messagerie : message, destinataire, séjour, pièce jointe, date (DS4.1 et DS4.2). "
    "Socle n’a pas encore de journal des messages : ce fichier vient de votre opérateur.",
    "correspondents": "Vos correspondants habituels et leur adresse MSSanté (DS4.1).",
    "lab": "Ceux de votre propre laboratoire : numéro et date (DS2.1).",
    "imaging": "Ceux de votre propre plateau : numéro et date (DS3.1).",
    "amounts": "FINESS, domaine, montant : aucun tableau public n’existe, sans ce fichier aucun montant n’est dit.",
}


def windows() -> list[tuple[str, str]]:
    """The windows of the programme, with the months they are measured in."""
    found = {one.window: one for one in programme.windows()}
    return [
        (
            name,
            f"{name} : {MONTHS[one.measure[0].month - 1]} à {MONTHS[one.measure[1].month - 1]} {one.measure[1].year}",
        )
        for name, one in found.items()
    ]


def window_of(day: date) -> tuple[str, date]:
    """The window to propose on a day, and its month: the one under way, else the last one and its last month."""
    found = sorted({(one.measure, one.window) for one in programme.windows()})
    here = next(((span, name) for span, name in found if span[0] <= day <= span[1]), None)
    if here is not None:
        return here[1], day.replace(day=1)
    before = [(span, name) for span, name in found if span[1] < day] or found[:1]
    span, name = before[-1]
    return name, span[1].replace(day=1)


class Ask(forms.Form):
    """What is computed, over which month, from which files. The files are written by `uploads`."""

    fenetre = forms.ChoiceField(label=_("Fenêtre"), choices=windows)
    mois = forms.CharField(
        label=_("Mois mesuré"),
        widget=forms.TextInput(attrs={"type": "month", "placeholder": "2022-10"}),
        help_text=_("Le mois de la date de sortie, dans la fenêtre. Par exemple 2022-10."),
        error_messages={"required": _("Choisissez le mois, par exemple 2022-10.")},
    )
    correspondance = forms.FileField(
        label=_("Fichier de correspondance des colonnes (TOML)"),
        required=False,
        allow_empty_file=True,
        help_text=_("Seulement si vos colonnes portent des noms que Socle ne reconnaît pas."),
    )
    connu = forms.DateField(
        label=_("Envois connus jusqu’au"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("Le jour de l’export : ce qui est envoyé plus tard ne compte pas. Vide : tout compte."),
    )
    cme = forms.DateField(
        label=_("Présentation en CME, ou instance équivalente"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("Le jour où elle a eu lieu (DS4.3). Vide : DS4.3 n’est pas mesuré."),
    )
    choix = forms.MultipleChoiceField(
        label=_("Exclusions et lectures"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *arguments: Any, places: Sequence[Place] = (), **named: Any) -> None:
        super().__init__(*arguments, **named)
        # Not a choice that is checked here: one that is not offered is refused with its reason, and traced.
        ours = [(one.idnat, f"Ce que {one.name} a transmis à Socle ({one.idnat[1:]})") for one in places]
        self.fields["origine"] = forms.CharField(
            label=_("D’où viennent les envois au DMP"),
            required=False,
            widget=forms.Select(choices=[("", _("Du fichier des envois, ci-dessous")), *ours]),
            help_text=_(
                "Avec ce qui a été transmis à Socle, le fichier des envois devient facultatif : il ne sert qu’à "
                "dire le numéro de séjour de chaque document."
            ),
        )
        for name in OFFERED:
            self.fields[name] = forms.FileField(
                label=FILES[name] if name == "stays" else f"{FILES[name]} (facultatif)",
                required=name == "stays",
                allow_empty_file=True,
                help_text=_HINTS[name],
                widget=forms.FileInput(attrs={"accept": ACCEPTED}),
                error_messages={"required": _("Joignez au moins le fichier des séjours.")},
            )
        choices: Any = self.fields["choix"]
        choices.choices = [(one.name, _said(one.about, one.fr)) for one in SWITCHES.values()]
        if not self.is_bound:
            choices.initial = [one.name for one in SWITCHES.values() if one.default]

    def clean_mois(self) -> date:
        """The first day of the month."""
        found = _MONTH.fullmatch(self.cleaned_data["mois"].strip())
        if found is None:
            raise forms.ValidationError(_("Ce n’est pas un mois : écrivez l’année puis le mois, par exemple 2022-10."))
        return date(int(found[1] or found[4]), int(found[2] or found[3]), 1)


def _said(about: About, words: str) -> str:
    return words if about is About.READING else f"Écarter : {words[0].lower()}{words[1:]}"


class Sent(forms.Form):
    """Whose feeds, over which days; and how many persons the use of the DMP is judged on, where it is."""

    structure = forms.ChoiceField(label=_("Structure"))
    du = forms.DateField(label=_("Du"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    au = forms.DateField(label=_("Au"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    qualifiables = forms.IntegerField(
        label=_("Personnes accompagnées dont l’INS est qualifiable (facultatif)"),
        required=False,
        min_value=1,
        max_value=1_000_000,
        help_text=_("Pour ESMS numérique : celles dont l’identité est connue et prouvée par une pièce d’identité."),
    )

    def __init__(self, *arguments: Any, places: Sequence[Place], **named: Any) -> None:
        super().__init__(*arguments, **named)
        structure: Any = self.fields["structure"]
        structure.choices = [(one.idnat, f"{one.name} ({one.idnat[1:]})") for one in places]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        start, end = said.get("du"), said.get("au")
        if start and end and not start <= end <= start + LONGEST:
            self.add_error("au", _("Choisissez un jour qui suit le premier, d’un an au plus."))
        return said


class Missing(forms.Form):
    """The filter of what is missing."""

    motif = forms.ChoiceField(label=_("Motif"), required=False)
    q = forms.CharField(label=_("Numéro"), required=False, widget=forms.TextInput(attrs={"type": "search"}))

    def __init__(self, *arguments: Any, reasons: Mapping[str, str], **named: Any) -> None:
        super().__init__(*arguments, **named)
        choices: Any = self.fields["motif"]
        choices.choices = [("", _("Tous")), *reasons.items()]


class National(forms.Form):
    """What the national level counts, one number by indicator."""

    def __init__(self, *arguments: Any, counted: Mapping[str, tuple[str, int]], **named: Any) -> None:
        super().__init__(*arguments, **named)
        for code, (label, numerator) in counted.items():
            self.fields[code.replace(".", "_")] = forms.IntegerField(
                label=f"{code} : {label}",
                required=False,
                min_value=0,
                help_text=f"Vous déclareriez {numerator}.",
            )

    def given(self) -> dict[str, int]:
        """The numbers that were written, by indicator."""
        said = self.cleaned_data.items()
        return {name.replace("_", "."): number for name, number in said if number is not None}
