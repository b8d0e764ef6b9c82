"""What is written at the desk."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from socle.identity.facts import Organisation, Reason, Seen
from socle.identity.pages.words import TRAITS, value_of
from socle.identity.papers import NEVER, PAPERS
from socle.identity.rules import birth_date
from socle.identity.rules.strict import STRICT
from socle.identity.services import Wanted
from socle.identity.traits import Traits, normalise

_DATE = re.compile(r"(\d{1,2})[/ .-](\d{1,2})[/ .-](\d{4})")
_PLAIN = {"autocomplete": "off", "spellcheck": "false"}
_TEXT = forms.TextInput(attrs=_PLAIN)
OLDEST = 1870


class Day(forms.CharField):
    """A birth date, of which the day or the month may be 00 when nobody knows it."""

    def __init__(self, **names: Any) -> None:
        hint = _("Jour, mois, année : 17/05/1984. Ce qui est inconnu s’écrit 00 : 00/05/1984, 00/00/1984.")
        widget = forms.TextInput(attrs={**_PLAIN, "inputmode": "numeric"})
        super().__init__(label=_("Date de naissance"), max_length=10, help_text=hint, widget=widget, **names)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        unreadable = forms.ValidationError(
            _("Cette date ne se lit pas : écrivez le jour, le mois et l’année, 17/05/1984.")
        )
        read = _DATE.fullmatch(text.strip())
        if read is None or int(read[3]) < OLDEST:
            raise unreadable
        try:
            return birth_date(int(read[3]), int(read[2]) or None, int(read[1]) or None)
        except ValueError:
            raise unreadable from None


class Search(forms.Form):
    """A person before any file is opened: by birth date and the beginning of a name, or by INS."""

    naissance = Day(required=False)
    nom = forms.CharField(
        label=_("Début du nom"),
        max_length=100,
        required=False,
        widget=_TEXT,
        help_text=_("Trois lettres suffisent, du nom de naissance ou du nom utilisé."),
    )
    prenom = forms.CharField(label=_("Début du prénom"), max_length=100, required=False, widget=_TEXT)
    matricule = forms.CharField(
        label=_("Ou le matricule INS"),
        max_length=30,
        required=False,
        widget=_TEXT,
        help_text=_("Quinze caractères, clé comprise, actuel ou ancien."),
    )

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or {}
        if not asked.get("naissance") and not asked.get("matricule") and not self.errors:
            raise forms.ValidationError(_("Écrivez la date de naissance, ou un matricule INS."))
        return asked

    @property
    def wanted(self) -> Wanted:
        said = self.cleaned_data
        born = said["naissance"]
        return Wanted(
            birth_date=born[0] if born else None,
            name=said["nom"],
            given_name=said["prenom"],
            matricule=said["matricule"],
        )


class Used(forms.Form):
    """The names a person goes by: written by hand alone, never filled in by the software."""

    used_name = forms.CharField(label=_("Nom utilisé"), max_length=100, required=False, widget=_TEXT)
    used_given_name = forms.CharField(label=_("Prénom utilisé"), max_length=100, required=False, widget=_TEXT)

    def names(self) -> dict[str, str]:
        return {name: normalise(self.cleaned_data[name]) for name in ("used_name", "used_given_name")}


class Identity(Used):
    """The traits of a person, as a document or the person says them."""

    birth_name = forms.CharField(
        label=_("Nom de naissance"),
        max_length=100,
        widget=_TEXT,
        error_messages={"required": _("Écrivez le nom de naissance.")},
    )
    first_given_name = forms.CharField(
        label=_("Premier prénom de naissance"),
        max_length=100,
        widget=_TEXT,
        error_messages={"required": _("Écrivez le premier prénom de naissance.")},
    )
    given_names = forms.CharField(
        label=_("Tous les prénoms de naissance"),
        max_length=255,
        required=False,
        widget=_TEXT,
        help_text=_("Dans l’ordre de l’état civil, séparés par une espace. INSi les donnera s’ils manquent."),
    )
    naissance = Day(error_messages={"required": _("Écrivez la date de naissance.")})
    estimee = forms.BooleanField(label=_("L’année est une estimation."), required=False)
    sex = forms.ChoiceField(
        label=_("Sexe"),
        choices=[("", _("Choisissez")), ("F", _("Féminin")), ("M", _("Masculin")), ("I", _("Indéterminé"))],
        error_messages={"required": _("Choisissez le sexe.")},
    )
    birth_place = forms.CharField(
        label=_("Lieu de naissance (code INSEE)"),
        max_length=5,
        widget=_TEXT,
        help_text=_("Code de la commune à la naissance ; 99 et le pays à l’étranger ; 99999 si personne ne sait."),
        error_messages={"required": _("Écrivez le code du lieu de naissance, ou 99999.")},
    )
    field_order = (
        *("birth_name", "first_given_name", "given_names", "naissance", "estimee", "sex", "birth_place"),
        *("used_name", "used_given_name"),
    )

    def traits(self) -> tuple[Traits, bool]:
        """The traits in the characters of an identity, and whether the date is fictive."""
        said = self.cleaned_data
        born, fictive = said["naissance"]
        if said["estimee"]:
            born, fictive = birth_date(born.year, None, None, estimated=True)
        names = {name: normalise(said[name]) for name in ("birth_name", "first_given_name", "given_names")}
        place = said["birth_place"].strip().upper()
        traits = Traits(**names, **self.names(), sex=said["sex"], birth_date=born, birth_place=place)
        return traits, fictive

    @staticmethod
    def initial_of(traits: Traits) -> dict[str, Any]:
        values = {name: getattr(traits, name) for name in TRAITS if name != "birth_date"}
        return values | {"naissance": f"{traits.birth_date:%d/%m/%Y}"}


class Anonymous(forms.Form):
    """Someone who gives no name: what the file is called, and why."""

    alias = forms.CharField(
        label=_("Nom donné à la fiche"),
        max_length=60,
        widget=_TEXT,
        help_text=_("Inventé : des lettres seulement. Il ne doit rien dire de la personne."),
        error_messages={"required": _("Donnez un nom inventé à cette fiche.")},
    )
    sex = forms.ChoiceField(
        label=_("Sexe"), choices=[("I", _("Indéterminé")), ("F", _("Féminin")), ("M", _("Masculin"))]
    )
    annee = forms.IntegerField(
        label=_("Année de naissance estimée"),
        min_value=OLDEST,
        max_value=2200,
        error_messages={"required": _("Écrivez une année, même approximative.")},
    )
    raison = forms.ChoiceField(
        label=_("Pourquoi cette fiche est fictive"),
        choices=[
            (Reason.ANONYMOUS.value, _("Prise en charge anonyme (addictologie, dépistage, naissance sous le secret)")),
            (Reason.HIDDEN.value, _("Identité cachée")),
        ],
    )

    def traits(self) -> Traits:
        said = self.cleaned_data
        born, _fictive = birth_date(said["annee"], None, None, estimated=True)
        return Traits(
            birth_name=normalise(said["alias"]),
            first_given_name="ANONYME",
            given_names="",
            sex=said["sex"],
            birth_date=born,
            birth_place="99999",
        )


class Proof(forms.Form):
    """A document that is looked at: which one, until when, and what it says. Nothing is chosen beforehand."""

    piece = forms.ChoiceField(
        label=_("Pièce présentée"), error_messages={"required": _("Choisissez la pièce que la personne présente.")}
    )
    parent = forms.ChoiceField(
        label=_("Pièce du parent (ou du tuteur, avec la décision de justice)"),
        required=False,
        help_text=_("Pour l’acte de naissance ou le livret de famille d’un mineur."),
    )
    fin = forms.DateField(
        label=_("Date de fin de validité"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Une pièce périmée est acceptée, si les cinq traits concordent."),
    )
    identiques = forms.MultipleChoiceField(
        label=_("Traits lus à l’identique sur la pièce"),
        error_messages={"required": _("Cochez les traits que vous avez lus sur la pièce.")},
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Cochez chacun des cinq traits stricts après l’avoir lu. L’âge et la photographie se regardent aussi."
        ),
    )

    def __init__(self, data: Any, traits: Traits, day: date) -> None:
        super().__init__(data)
        held = [paper for paper in PAPERS.values() if paper.holds_on(day)]
        strong = [(one.code, _named(one.label, one.hint)) for one in held if one.high_confidence]
        weak = [(one.code, _named(one.label, one.hint)) for one in held if not one.high_confidence]
        self._choose(
            "piece",
            [
                ("", _("Choisissez")),
                (_("Haut niveau de confiance"), strong),
                (_("Exceptions"), weak),
                (_("Ne valident jamais une identité"), list(NEVER.items())),
            ],
        )
        self._choose("parent", [("", _("Aucune")), *((one.code, one.label) for one in held if one.high_confidence)])
        self._choose("identiques", [(name, f"{TRAITS[name]} : {value_of(traits, name)}") for name in STRICT])

    def _choose(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    @property
    def seen(self) -> Seen:
        said = self.cleaned_data
        differing = frozenset(STRICT) - set(said["identiques"])
        return Seen(paper=said["piece"], parent=said["parent"], expires=said["fin"], differing=differing)


def _named(label: str, hint: str) -> str:
    return f"{label} ({hint})" if hint else label


class Ask(forms.Form):
    """How INSi is asked: by which given name, with the birth place or not."""

    prenom = forms.CharField(
        label=_("Prénom demandé à INSi"),
        max_length=255,
        required=False,
        widget=_TEXT,
        help_text=_("Un seul d’abord ; puis un autre prénom de naissance ; puis tous."),
    )
    lieu = forms.BooleanField(label=_("Préciser aussi le lieu de naissance"), required=False)


class Send(forms.Form):
    """To whom the INS is sent."""

    a = forms.CharField(
        label=_("Destinataire"),
        max_length=200,
        help_text=_("Structure, professionnel ou logiciel qui reçoit l’INS : il sera à prévenir si elle est retirée."),
        error_messages={"required": _("Écrivez à qui l’INS est transmise.")},
    )


class Vigilance(forms.Form):
    """Who looks after identities here."""

    charter = forms.CharField(
        label=_("Charte d’identitovigilance"),
        max_length=200,
        required=False,
        help_text=_("Son titre ou sa référence, dans votre gestion documentaire."),
    )
    charter_on = forms.DateField(label=_("Adoptée le"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    referent = forms.CharField(
        label=_("Référent d’identitovigilance (numéro national)"),
        max_length=100,
        required=False,
        help_text=_("Lui seul corrige les traits d’une identité récupérée ou qualifiée."),
    )
    referent_name = forms.CharField(label=_("Son nom"), max_length=200, required=False)
    cluster = forms.CharField(
        label=_("Grappe ou groupement qui mutualise ce travail"),
        max_length=200,
        required=False,
        help_text=_("Laissez vide si votre structure travaille seule."),
    )
    super_referent = forms.CharField(
        label=_("Super référent de la grappe (numéro national)"),
        max_length=100,
        required=False,
        help_text=_("Il rédige pour toutes les structures de la grappe."),
    )
    validated_on = forms.DateField(
        label=_("Validée par le comité d’identitovigilance de la grappe le"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    @property
    def organisation(self) -> Organisation:
        return Organisation(**self.cleaned_data)
