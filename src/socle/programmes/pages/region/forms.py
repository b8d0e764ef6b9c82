"""The forms of `/region/`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from socle.programmes.pages.words import ACCEPTED, FILES
from socle.programmes.region import places
from socle.programmes.region.certificates import IN_FRENCH

_MONTH = re.compile(r"20\d{2}-(0[1-9]|1[0-2])")
#: Files by field, in the order of the page; those that may be several.
OFFERED = ("operators", "mailboxes", "structures", "counts", "certificates", "population")
SEVERAL = frozenset({"operators", "counts"})
_HINTS: Mapping[str, str] = {
    "operators": "Un par opérateur et par mois, douze au plus à la fois : émetteur, destinataire, date, taille.",
    "mailboxes": "L’extraction des BAL MSSanté, qui rattache une boîte à sa structure.",
    "structures": "Les structures à accompagner : FINESS, nom, secteur, catégorie, département.",
    "counts": "Mois, mesure (documents, appels INSi, authentifications PSC, commandes…), valeur, FINESS.",
    "certificates": "FINESS, type, numéro de série, date d’expiration.",
    "population": "Seulement pour remplacer la population publiée par l’INSEE.",
}


class _Several(forms.ClearableFileInput):
    allow_multiple_selected = True


class _Files(forms.FileField):
    """One or several files; gives a list."""

    widget = _Several

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[bytes]]:
        sent = data if isinstance(data, Sequence) else [data] if data else []
        return [super(_Files, self).clean(one, initial) for one in sent]


class Ask(forms.Form):
    """Which region, which month, from which files."""

    region = forms.ChoiceField(label=_("Région"))
    mois = forms.CharField(
        label=_("Mois"),
        widget=forms.TextInput(attrs={"type": "month", "placeholder": "2022-06"}),
        help_text=_("Par exemple 2022-06. Les mois d’avant, s’ils sont dans les fichiers, forment les courbes."),
        error_messages={"required": _("Choisissez le mois, par exemple 2022-06.")},
    )
    correspondance = forms.FileField(
        label=_("Fichier de correspondance des colonnes (TOML)"), required=False, allow_empty_file=True
    )

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        region: Any = self.fields["region"]
        names = sorted((one.name, one.code) for one in places.regions().values())
        region.choices = [*((code, name) for name, code in names), (places.FRANCE, _("France entière"))]
        for name in OFFERED:
            widget: forms.Widget = (_Several if name in SEVERAL else forms.FileInput)(attrs={"accept": ACCEPTED})
            kind = _Files if name in SEVERAL else forms.FileField
            self.fields[name] = kind(
                label=FILES[name], required=False, allow_empty_file=True, help_text=_HINTS[name], widget=widget
            )

    def clean_mois(self) -> str:
        month = str(self.cleaned_data["mois"]).strip()
        if not _MONTH.fullmatch(month):
            raise forms.ValidationError(_("Ce n’est pas un mois : écrivez l’année puis le mois, par exemple 2022-06."))
        return month

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if not any(said.get(name) for name in OFFERED):
            raise forms.ValidationError(_("Joignez au moins un fichier."))
        return said


class Cut(forms.Form):
    """Which measure, cut how, in which month."""

    mesure = forms.ChoiceField(label=_("Mesure"), required=False)
    par = forms.ChoiceField(label=_("Par"), required=False)
    mois = forms.ChoiceField(label=_("Mois"), required=False)

    def __init__(
        self,
        *arguments: Any,
        measures: Mapping[str, str],
        cuts: Mapping[str, str],
        months: Mapping[str, str],
        **named: Any,
    ) -> None:
        super().__init__(*arguments, **named)
        for name, found in (("mesure", measures), ("par", cuts), ("mois", months)):
            choices: Any = self.fields[name]
            choices.choices = list(found.items())


class Certificates(forms.Form):
    """The filter of certificates."""

    q = forms.CharField(label=_("Nom ou FINESS"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    etat = forms.ChoiceField(
        label=_("État"),
        required=False,
        choices=[("", _("Tous")), *((state.value, words) for state, words in IN_FRENCH.items())],
    )
