"""What a professional writes on the pages of a record."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class FindPatient(forms.Form):
    """A patient by the matricule of the INS."""

    matricule = forms.CharField(
        label=_("Matricule INS du patient"),
        max_length=30,
        help_text=_("Quinze chiffres, clé comprise : 2 84 05 35 238 991 77. Les espaces ne comptent pas."),
        widget=forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Écrivez le matricule INS du patient, tel qu’il figure dans votre logiciel.")},
    )


class Declare(forms.Form):
    """The patient's consent, declared by the professional."""

    accord = forms.BooleanField(
        label=_("J’ai informé le patient, et il accepte que je consulte son dossier médical partagé."),
        error_messages={"required": _("Sans l’accord du patient, vous ne pouvez pas vous déclarer autorisé.")},
    )


class Emergency(forms.Form):
    """The reason of a break-glass access."""

    motif = forms.CharField(
        label=_("Pourquoi devez-vous consulter ce dossier maintenant ?"),
        min_length=5,
        max_length=200,
        help_text=_(
            "Ce motif est conservé et montré au patient. Exemple : « patient inconscient, recherche d’allergies »."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _("Écrivez le motif : sans motif, l’accès en urgence n’est pas possible."),
            "min_length": _("Écrivez le motif en quelques mots : le patient le lira."),
        },
    )
