"""What a manager writes. Fields bear the names of the file's columns: both are read by `layout.read`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from socle.codes import value_set
from socle.directory.enrolment import roles
from socle.directory.enrolment.facts import BodyFacts
from socle.directory.enrolment.pages.words import ACTS, BODIES, PRACTICES, STATES, USES
from socle.directory.facts import StructureFacts
from socle.directory.services.enrolled import Enrolled
from socle.rulebook import Finding
from socle.web.components import in_plain_words
from socle.web.words import place_name

_DAY = {"type": "date"}
_OFF = {"autocomplete": "off", "spellcheck": "false"}


def _places(places: Iterable[StructureFacts]) -> list[tuple[str, str]]:
    return [(place.idnat, place_name(place.name)) for place in places]


class LookUp(forms.Form):
    """Somebody to register: by number, or by civil status."""

    rpps = forms.CharField(
        label=_("Numéro RPPS, si la personne en a un"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", **_OFF}),
    )
    nom_naissance = forms.CharField(label=_("Nom de naissance"), required=False, max_length=100)
    prenoms = forms.CharField(label=_("Prénoms de naissance"), required=False, max_length=100)
    date_naissance = forms.CharField(
        label=_("Date de naissance"), required=False, max_length=10, widget=forms.DateInput(attrs=_DAY)
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not said.get("rpps") and not all(said.get(name) for name in ("nom_naissance", "prenoms", "date_naissance")):
            raise forms.ValidationError(
                _("Écrivez le numéro RPPS, ou le nom, les prénoms et la date de naissance de la personne.")
            )
        return said


class Register(forms.Form):
    """The civil status, the situation and the use of somebody; only the last two for who has a number."""

    rpps = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    nom_naissance = forms.CharField(label=_("Nom de naissance"), max_length=100, required=False)
    prenoms = forms.CharField(label=_("Prénoms de naissance"), max_length=100, required=False)
    sexe = forms.ChoiceField(
        label=_("Sexe"), widget=forms.RadioSelect, choices=[("F", _("Féminin")), ("M", _("Masculin"))], required=False
    )
    date_naissance = forms.CharField(
        label=_("Date de naissance"), max_length=10, widget=forms.DateInput(attrs=_DAY), required=False
    )
    lieu_naissance = forms.CharField(
        label=_("Lieu de naissance"),
        max_length=5,
        help_text=_("Code INSEE de la commune, ou du pays pour une naissance à l’étranger : 29019, 99134."),
        required=False,
    )
    nom_exercice = forms.CharField(label=_("Nom d’exercice, s’il diffère"), max_length=100, required=False)
    prenom_exercice = forms.CharField(label=_("Prénom d’exercice, s’il diffère"), max_length=100, required=False)
    structure = forms.ChoiceField(label=_("Structure"), required=False)
    role = forms.ChoiceField(
        label=_("Rôle"),
        help_text=_("Le rôle fixe les droits de la personne."),
        required=False,
    )
    profession = forms.ChoiceField(
        label=_("Profession"), help_text=_("Pour information : elle n’ouvre aucun droit."), required=False
    )
    mode = forms.ChoiceField(
        label=_("Mode d’exercice"),
        widget=forms.RadioSelect,
        choices=[(one.value, words) for one, words in PRACTICES.items()],
        required=False,
    )
    usages = forms.MultipleChoiceField(
        label=_("De quoi la personne a-t-elle besoin ?"),
        widget=forms.CheckboxSelectMultiple,
        choices=[(use.value, words) for use, words in USES.items()],
        required=False,
    )
    debut = forms.CharField(label=_("Premier jour"), max_length=10, widget=forms.DateInput(attrs=_DAY), required=False)
    fin = forms.CharField(
        label=_("Dernier jour, s’il est connu"), max_length=10, widget=forms.DateInput(attrs=_DAY), required=False
    )
    courriel = forms.CharField(
        label=_("Courriel de la personne"),
        max_length=200,
        help_text=_("Avec le mobile, il lui permet d’activer sa e-CPS sans carte."),
        widget=forms.TextInput(attrs={"inputmode": "email", **_OFF}),
        required=False,
    )
    mobile = forms.CharField(
        label=_("Téléphone mobile"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "tel"}), required=False
    )
    homonyme = forms.ChoiceField(
        label=_("Est-ce une autre personne ?"),
        widget=forms.RadioSelect,
        choices=[("oui", _("Oui, c’est une autre personne : créer celle-ci."))],
        required=False,
    )

    #: Fields that may be left empty: the others say so when they are.
    OPTIONAL = frozenset({"nom_exercice", "prenom_exercice", "profession", "fin", "courriel", "mobile", "homonyme"})
    CIVIL = ("nom_naissance", "prenoms", "sexe", "date_naissance", "lieu_naissance", "nom_exercice", "prenom_exercice")
    SITUATION = ("structure", "role", "profession", "mode", "usages", "debut", "fin")
    CONTACT = ("courriel", "mobile")

    def __init__(
        self,
        places: Iterable[StructureFacts],
        data: Any = None,
        *,
        initial: Mapping[str, Any] | None = None,
        own_profession: str = "",
        asks_twin: bool = False,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        given = dict(roles.roles())
        if own_profession:
            given = {own_profession: roles.label(own_profession), **given}
        known = {entry.code: entry.label for entry in value_set("profession")} | dict(roles.roles())
        self._choose("structure", _places(places), many=True)
        self._choose("role", list(given.items()))
        self._choose("profession", sorted(known.items(), key=lambda one: one[1]))
        if not asks_twin:
            self.fields["homonyme"].widget = forms.HiddenInput()
        for name, field in self.fields.items():  # only how they are announced: `layout` and the rules judge
            field.required = (name not in self.OPTIONAL or (name == "homonyme" and asks_twin)) and name != "rpps"
            field.widget.is_required = False

    def _choose(self, name: str, options: list[tuple[str, str]], *, many: bool = False) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = options if many and len(options) == 1 else [("", _("Choisir")), *options]

    def said(self) -> dict[str, str]:
        """The text of each column, as a line of a file would hold it."""
        said = {}
        for name, field in self.fields.items():
            value = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            said[name] = " ".join(value) if isinstance(value, list) else value or ""
        return said

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields under their headings; who has a number is known already."""
        parts = [
            (_("La situation d’exercice"), self.SITUATION),
            (_("Comment joindre la personne (facultatif)"), self.CONTACT),
        ]
        if not self["rpps"].value():
            parts.insert(0, (_("L’état civil"), (*self.CIVIL, "homonyme")))
        return [(str(title), [self[name] for name in names]) for title, names in parts]

    def blame(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """Put each finding at its field; gives back those that have none."""
        self.errors.clear()  # what Django says of empty fields is said better by the findings
        rest = []
        for finding in findings:
            if finding.place in self.fields:
                self.errors.setdefault(finding.place, self.error_class()).append(in_plain_words(finding))
            else:
                rest.append(finding)
        return tuple(rest)


class Filters(forms.Form):
    """Filters of the list of professionals."""

    q = forms.CharField(
        label=_("Nom ou numéro RPPS"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    etat = forms.ChoiceField(
        label=_("Situation"),
        required=False,
        choices=[("", _("Toutes")), *((state.value, status.word) for state, status in STATES.items())],
    )
    role = forms.ChoiceField(label=_("Rôle"), required=False)
    structure = forms.ChoiceField(label=_("Structure"), required=False)

    def __init__(self, data: Any, places: Iterable[StructureFacts], lines: Iterable[Enrolled]) -> None:
        super().__init__(data)
        codes = sorted({line.role for line in lines}, key=roles.label)
        for name, options in (("role", [(one, roles.label(one)) for one in codes]), ("structure", _places(places))):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", _("Toutes") if name == "structure" else _("Tous")), *options]


class TraceFilters(forms.Form):
    """Filters of the trace."""

    q = forms.CharField(
        label=_("Qui, ou sur qui"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"})
    )
    acte = forms.ChoiceField(
        label=_("Acte"), required=False, choices=[("", _("Tous")), *((one.value, words) for one, words in ACTS.items())]
    )
    resultat = forms.ChoiceField(
        label=_("Résultat"),
        required=False,
        choices=[("", _("Tous")), ("done", _("Fait")), ("refused", _("Refusé"))],
    )


class SendFile(forms.Form):
    """A file of entries and exits."""

    fichier = forms.FileField(
        label=_("Fichier CSV"),
        help_text=_("Un tableur l’écrit par « Enregistrer sous », « CSV (séparateur : point-virgule) »."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={
            "required": _("Choisissez le fichier à envoyer."),
            "empty": _("Ce fichier est vide."),
        },
    )


class Designate(forms.Form):
    """One more manager."""

    structure = forms.ChoiceField(label=_("Pour"))
    personne = forms.CharField(
        label=_("Numéro RPPS, ou identifiant de la carte CPE"),
        max_length=64,
        help_text=_("La personne doit détenir une carte CPS ou CPE."),
        widget=forms.TextInput(attrs=_OFF),
        error_messages={"required": _("Écrivez le numéro RPPS de la personne, ou l’identifiant de sa carte CPE.")},
    )
    representant = forms.CharField(
        label=_("Nom du représentant légal qui décide"),
        max_length=200,
        error_messages={"required": _("Écrivez le nom et le prénom de la personne qui engage la structure.")},
    )

    def __init__(self, places: Iterable[StructureFacts], data: Any = None) -> None:
        super().__init__(data)
        field = self.fields["structure"]
        if isinstance(field, forms.ChoiceField):
            field.choices = _places(places)


class Delegate(Designate):
    """The registration left to a body."""

    prefix = "delegation"
    personne = None  # type: ignore[assignment] # nobody is named: the body has its own managers
    organisme = forms.ChoiceField(label=_("À qui"), error_messages={"required": _("Choisissez un organisme.")})
    field_order = ("structure", "organisme", "representant")

    def __init__(self, places: Iterable[StructureFacts], bodies: Iterable[BodyFacts], data: Any = None) -> None:
        super().__init__(places, data)
        field = self.fields["organisme"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [
                (body.structure.idnat, f"{BODIES[body.kind]} : {place_name(body.structure.name)}") for body in bodies
            ]
