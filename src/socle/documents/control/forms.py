"""The form of the checker."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from socle.documents.checking import DEFAULT
from socle.documents.control.profiles import choices


class _Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class SendDocuments(forms.Form):
    """Documents to check, and for what. The files themselves are read from the request (`uploads.files_of`)."""

    fichiers = forms.FileField(
        label=_("Documents à contrôler"),
        help_text=_(
            "Choisissez des fichiers XML ou des archives XDM (ZIP), ou déposez-les ici : 20 documents au plus, "
            "20 Mo chacun."
        ),
        widget=_Files(attrs={"accept": ".xml,application/xml,text/xml,.zip,application/zip"}),
        required=False,
    )
    profil = forms.ChoiceField(label=_("Contrôler pour"), initial=DEFAULT)

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        profile: Any = self.fields["profil"]
        profile.choices = choices()
