"""What a professional writes on the pages of a record."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from socle.record.facts import OpposedTo, Regime
from socle.record.services import Channel
from socle.wire.xds.model import INVISIBLE_TO_PATIENT, INVISIBLE_TO_REPRESENTATIVES, MASKED_TO_PROFESSIONALS

#: A file of the pages; the listener itself takes no larger message.
LARGEST_FILE = 20 * 1024 * 1024
#: The choice that hides a document from nobody.
EVERYONE = "tous"
#: Whom an opposition concerns.
AGAINST = [("moi", _("Moi seulement")), ("structure", _("Toute ma structure")), ("tous", _("Tout professionnel"))]


class FindPatient(forms.Form):
    """A patient by the matricule of the INS."""

    matricule = forms.CharField(
        label=_("Matricule INS du patient"),
        max_length=30,
        help_text=_("Quinze chiffres, clé comprise : 2 84 05 35 238 991 77. Les espaces ne comptent pas."),
        widget=forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Écrivez le matricule INS du patient, tel qu’il figure dans votre logiciel.")},
    )


class FindByTraits(forms.Form):
    """A patient by what is known of him, when nobody knows the INS."""

    nom = forms.CharField(label=_("Nom"), max_length=100, required=False)
    prenom = forms.CharField(label=_("Prénom"), max_length=100, required=False)
    naissance = forms.DateField(
        label=_("Date de naissance"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": _("Cette date ne se lit pas : écrivez le jour, le mois et l’année.")},
    )
    sexe = forms.ChoiceField(
        label=_("Sexe"), required=False, choices=[("", _("Inconnu")), ("F", _("Féminin")), ("M", _("Masculin"))]
    )
    code_postal = forms.CharField(label=_("Code postal"), max_length=10, required=False)
    regulation = forms.BooleanField(
        label=_("Je réponds pour un centre de régulation médicale (SAMU)."),
        required=False,
        help_text=_("Alors seulement, la recherche porte sur tous les dossiers. Elle est notée dans chacun d’eux."),
    )

    def clean(self) -> dict[str, object]:
        asked = super().clean() or {}
        if not any(asked.get(name) for name in ("nom", "prenom", "naissance", "code_postal")):
            raise forms.ValidationError(
                _("Écrivez au moins un nom, un prénom, une date de naissance ou un code postal.")
            )
        return asked


class Declare(forms.Form):
    """The patient's consent, declared by the professional."""

    accord = forms.BooleanField(
        label=_("J’ai informé le patient, et il accepte que je consulte son dossier médical partagé."),
        error_messages={"required": _("Sans l’accord du patient, vous ne pouvez pas vous déclarer autorisé.")},
    )


class DeclareConsent(Declare):
    """The same, with what the law tells apart: in the care team or not, for whom, by whom, how."""

    regime = forms.ChoiceField(
        label=_("Vous et ce patient"),
        widget=forms.RadioSelect,
        initial=Regime.TEAM.value,
        choices=[
            (Regime.TEAM.value, _("Je participe à sa prise en charge (équipe de soins).")),
            (Regime.CONSENT.value, _("Je n’y participe pas : il accepte cette consultation.")),
        ],
    )
    equipe = forms.BooleanField(label=_("Cet accord vaut pour toute l’équipe de ma structure."), required=False)
    long = forms.BooleanField(
        label=_("Les soins dureront plusieurs années (affection de longue durée) : l’accord ne finit pas."),
        required=False,
    )
    donne_par = forms.ChoiceField(
        label=_("Qui a donné cet accord"),
        required=False,
        choices=[("holder", _("Le patient")), ("representative", _("Son représentant légal, le mineur associé"))],
    )
    moyen = forms.ChoiceField(
        label=_("Comment"),
        required=False,
        choices=[("oral", _("De vive voix")), ("écrit", _("Par écrit")), ("numérique", _("Par un moyen numérique"))],
    )


class Inform(forms.Form):
    """That the patient was informed, at the beginning of his care."""

    moyen = forms.ChoiceField(
        label=_("Comment l’avez-vous informé ?"),
        choices=[
            (Channel.SPOKEN.value, _("De vive voix")),
            (Channel.BOOKLET.value, _("Par le livret d’accueil")),
            (Channel.POSTER.value, _("Par une affiche")),
            (Channel.LETTER.value, _("Par courrier")),
            (Channel.DIGITAL.value, _("Par un message numérique")),
        ],
        error_messages={"required": _("Dites comment le patient a été informé.")},
    )
    equipe = forms.BooleanField(label=_("L’information vaut pour toute l’équipe de ma structure."), required=False)


class Oppose(forms.Form):
    """What the patient opposes, as he told it. Against consulting, no motive is asked (DMP-025)."""

    a = forms.ChoiceField(
        label=_("Le patient s’oppose"),
        widget=forms.RadioSelect,
        choices=[
            (OpposedTo.CONSULTING.value, _("À la consultation de son dossier. Il n’a pas à dire pourquoi.")),
            (OpposedTo.FEEDING.value, _("Au dépôt de documents. Il lui faut un motif légitime, que vous appréciez.")),
        ],
        error_messages={"required": _("Choisissez ce à quoi le patient s’oppose.")},
    )
    contre = forms.ChoiceField(
        label=_("Qui cette opposition concerne"),
        choices=AGAINST,
        error_messages={"required": _("Choisissez qui cette opposition concerne.")},
    )
    motif = forms.ChoiceField(
        label=_("Motif du refus de dépôt"),
        required=False,
        choices=[
            ("", _("Aucun motif donné")),
            ("examen sensible", _("Examen ou soin sensible (une IVG, par exemple)")),
            ("entourage", _("Crainte qu’un proche ne voie le document")),
            ("profession", _("Lien avec un professionnel ou un employeur")),
            ("autre", _("Autre motif, noté dans son dossier de soins")),
        ],
    )
    admis = forms.BooleanField(label=_("J’estime ce motif légitime : rien ne sera plus déposé."), required=False)

    def __init__(self, *args: object, structure: bool = True, **names: object) -> None:
        """`structure`: whether who writes acts for one, which the opposition may then concern."""
        super().__init__(*args, **names)  # type: ignore[arg-type]
        field = self.fields["contre"]
        if not structure and isinstance(field, forms.ChoiceField):
            field.choices = [choice for choice in AGAINST if choice[0] != "structure"]


class Person(forms.Form):
    """A professional or a structure, by its national number."""

    numero = forms.CharField(
        label=_("Numéro national (RPPS ou FINESS, avec son premier chiffre)"),
        max_length=100,
        help_text=_("Exemple : 899880000023."),
        error_messages={"required": _("Écrivez le numéro national du professionnel ou de la structure.")},
    )
    nom = forms.CharField(label=_("Nom"), max_length=200, required=False)


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


class DepositFile(forms.Form):
    """One document to feed, and from whom it stays hidden: chosen by a person, for this document alone."""

    fichier = forms.FileField(
        label=_("Document médical (CDA, fichier .xml)"),
        help_text=_(
            "Un document complet, tel que votre logiciel l’exporte : structuré, ou avec un PDF à l’intérieur. "
            "Un PDF seul n’est pas accepté ici."
        ),
        error_messages={
            "required": _("Choisissez le fichier à déposer."),
            "empty": _("Ce fichier est vide : choisissez-en un autre."),
        },
    )
    cacher = forms.ChoiceField(
        label=_("Qui le verra"),
        widget=forms.RadioSelect,
        initial=EVERYONE,
        choices=[
            (EVERYONE, _("Le patient et les professionnels autorisés")),
            (INVISIBLE_TO_PATIENT, _("Pas encore le patient : je dois le lui annoncer en consultation")),
            (MASKED_TO_PROFESSIONALS, _("Pas les professionnels : le patient le demande")),
        ],
        error_messages={"required": _("Choisissez qui verra ce document.")},
    )
    representants = forms.BooleanField(
        label=_("Le mineur demande que ses représentants légaux ne le voient pas."), required=False
    )

    def __init__(self, *args: object, minor: bool = False, secret: bool = False, **names: object) -> None:
        super().__init__(*args, **names)  # type: ignore[arg-type]
        if not minor:
            del self.fields["representants"]
        elif secret:
            self.fields["representants"].initial = True

    def clean_fichier(self) -> object:
        file = self.cleaned_data["fichier"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(_("Ce fichier dépasse 20 Mo : déposez-le depuis votre logiciel."))
        return file

    @property
    def hidden(self) -> tuple[str, ...]:
        """The codes of visibility chosen."""
        chosen = self.cleaned_data
        apart = (INVISIBLE_TO_REPRESENTATIVES,) if chosen.get("representants") else ()
        return (*(code for code in [chosen["cacher"]] if code != EVERYONE), *apart)


class Settings(forms.Form):
    """How this professional likes his pages, kept by his browser."""

    jours = forms.TypedChoiceField(
        label=_("Sur l’accueil, les nouveaux documents"),
        coerce=int,
        choices=[(7, _("De la semaine")), (30, _("Des trente derniers jours")), (90, _("Des trois derniers mois"))],
    )
    vue = forms.ChoiceField(
        label=_("Les documents d’un dossier, d’abord"),
        choices=[("fiches", _("En fiches")), ("tableau", _("En tableau"))],
    )
    par_page = forms.TypedChoiceField(
        label=_("Documents par page"), coerce=int, choices=[(20, "20"), (50, "50"), (100, "100")]
    )
