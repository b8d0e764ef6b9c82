"""The filters of the manual's lists."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from socle.manual.registry import whole_catalogue
from socle.manual.rulesearch import RuleQuery
from socle.manual.verdictsearch import VerdictQuery
from socle.manual.vocabulary import KINDS, PROTOCOLS, ROOMS, STATUSES
from socle.programmes import choices as of_programmes
from socle.rulebook import AREAS, Severity, rules
from socle.web.components import SEVERITIES

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise  # known to the type checker only


def _choice(label: StrOrPromise, everything: StrOrPromise, options: Iterable[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[("", everything), *options])


class RuleFilters(forms.Form):
    """Search and filters of `/regles/`."""

    q = forms.CharField(
        label=_("Chercher"),
        required=False,
        max_length=200,
        help_text=_("Un numéro (DMP-073), ou des mots : « carte CPE », « masqué »."),
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    domaine = _choice(_("Domaine"), _("Tous"), AREAS.items())
    systeme = forms.ChoiceField(label=_("Système"), required=False)
    nature = _choice(_("Nature"), _("Toutes"), [(key, str(word)) for key, word in KINDS.items()])
    statut = _choice(_("Statut"), _("Tous"), [(key, status.word) for key, status in STATUSES.items()])
    jour = forms.DateField(
        label=_("En vigueur le"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        systems = sorted({system for rule in rules().values() for system in rule.systems}, key=str.casefold)
        field = self.fields["systeme"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Tous")), *((system, system) for system in systems)]

    def query(self) -> RuleQuery:
        """What was asked; a filter that makes no sense is shown as faulty and does not count."""
        self.is_valid()
        asked = self.cleaned_data
        return RuleQuery(
            words=asked.get("q", ""),
            area=asked.get("domaine", ""),
            system=asked.get("systeme", ""),
            kind=asked.get("nature", ""),
            status=asked.get("statut", ""),
            day=asked.get("jour"),
        )


class ChoiceFilters(forms.Form):
    """Search and filter of `/regles/choix/programmes/`."""

    q = forms.CharField(
        label=_("Chercher"),
        required=False,
        max_length=200,
        help_text=_("Une règle (ESMS-006), un réglage, ou des mots : « fenêtre », « dialyse », « solde »."),
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    programme = forms.ChoiceField(label=_("Programme"), required=False)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        field = self.fields["programme"]
        if isinstance(field, forms.ChoiceField):
            told = [(str(number), room.title) for number, room in enumerate(of_programmes.documented(), 1)]
            field.choices = [("", _("Tous")), *told]

    def query(self) -> tuple[str, str]:
        """The words and the programme that were asked; a filter that makes no sense does not count."""
        self.is_valid()
        return self.cleaned_data.get("q", ""), self.cleaned_data.get("programme", "")


class VerdictFilters(forms.Form):
    """Search and filters of `/verdicts/`."""

    q = forms.CharField(
        label=_("Chercher"),
        required=False,
        max_length=200,
        help_text=_("Un code d’erreur (XDSRegistryMetadataError), une règle, ou des mots de la phrase."),
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    partie = forms.ChoiceField(label=_("Partie"), required=False)
    gravite = _choice(_("Gravité"), _("Toutes"), [(level.value, SEVERITIES[level].word) for level in Severity])
    protocole = _choice(_("Protocole"), _("Tous"), PROTOCOLS.items())

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        present = dict.fromkeys(identifier.split(".", 1)[0] for identifier in whole_catalogue())
        field = self.fields["partie"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Toutes")), *((room, ROOMS.get(room, room)) for room in present)]

    def query(self) -> VerdictQuery:
        """What was asked; a filter that makes no sense is shown as faulty and does not count."""
        self.is_valid()
        asked = self.cleaned_data
        return VerdictQuery(
            words=asked.get("q", ""),
            room=asked.get("partie", ""),
            severity=asked.get("gravite", ""),
            protocol=asked.get("protocole", ""),
        )
